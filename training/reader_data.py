"""Questions of a reading set as the reader's training examples, and these as padded batches.

Knows nothing of losses, figures or where questions come from.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from bot.alphabet import Alphabet
from bot.evidence import MAX_QUESTION
from bot.network import Batch, Network
from training.reading_sets import Question, ReadingSet, Rng
from training.rewording import altered, in_context, nouns

STREAM = 448  # characters of candidate sentences that a training question gets


class Variety(NamedTuple):
    """How far a source's training examples stray from its questions as they are.

    Attributes:
        alter: whether some are changed to ask what their text does not say.
        context: share that is given words which say what text is meant.
        hidden: share that loses the sentences which hold an answer.
        room: characters of candidate sentences.
    """

    alter: bool = False
    context: float = 0.0
    hidden: float = 0.0
    room: int = STREAM


class Sentence(NamedTuple):
    """A candidate: its text's number, its bounds there, and that text's score over the best text's."""

    text: int
    start: int
    end: int
    prior: float


class Example(NamedTuple):
    """A question with the sentences it is read with."""

    question: Question
    sentences: list[Sentence]
    source: "Source"

    @property
    def characters(self) -> int:
        """How many characters its sentences and the gaps behind them have."""
        return sum(s.end - s.start + 1 for s in self.sentences)


class Source:
    """A reading set with its texts as ids, cut into candidates."""

    def __init__(
        self,
        found: ReadingSet,
        letters: Alphabet,
        network: Network,
        variety: Variety = Variety(),
    ) -> None:
        self.found, self.letters, self.variety = found, letters, variety
        self.char_idf, self.bigram_idf = network.char_idf.numpy().copy(), network.bigram_idf.numpy().copy()
        self.places, self.pool = nouns(found) if variety.alter else ([], {})

    def candidates(
        self, question: Question, hits: Sequence[tuple[int, float]], room: int, most: int, rng: Rng
    ) -> list[Sentence]:
        """Return the sentences that share most of the question, in reading order, `room` characters in all.

        The choice is blurred, and the answer's sentence always among them.
        """
        asked, ids = question.question, self.letters.encode(question.question)
        weights = {asked[i : i + 2]: self.bigram_idf[n] for i, n in enumerate(self.letters.pairs(ids)) if n}
        weights |= {c: 0.3 * self.char_idf[n] for c, n in zip(asked, ids, strict=True)}
        total, top = sum(weights.values()) + 1e-6, max(score for _, score in hits)
        ranked = []
        for rank, (number, score) in enumerate(hits):
            text = self.found.texts[number]
            for start, end in text.spans:
                said = text.text[start:end]
                shared = sum(weight for part, weight in weights.items() if part in said) / total
                gold = number == question.text and any(start <= a < end for a, _ in question.golds)
                key = shared + 0.5 * score / top + 0.25 * rng.random() + (9 if gold else 0)
                ranked.append((key, rank, Sentence(number, start, end, score / top)))
        ranked.sort(key=lambda r: -r[0])
        kept: list[tuple[int, Sentence]] = []
        for _, rank, sentence in ranked:
            if len(kept) < most and room >= sentence.end - sentence.start + 1:
                room -= sentence.end - sentence.start + 1
                kept.append((rank, sentence))
        return [s for _, s in sorted(kept, key=lambda k: (k[0], k[1].start))]

    def draw(self, number: int, rng: Rng) -> Example:
        """Return a training example of question `number`: other passages beside its own, at times without it."""
        question = self.found.questions[number]
        own = [h for h in question.hits if h[0] == question.text]
        other = rng.sample(
            [h for h in question.hits if h[0] != question.text][:5], k=min(5, len(question.hits) - 1)
        )
        away = question.golds and other and rng.random() < 0.1
        hits = (
            other[:3] if away else own + other[: rng.choice((0, 1, 2, 3) if question.golds else (0, 0, 1, 2))]
        )
        if self.places and question.golds and self.places[number] and rng.random() < 0.2:
            place, text = rng.choice(self.places[number]), self.found.texts[question.text].text
            if changed := altered(question, place, self.pool, text, rng):
                question, hits = changed, own + other[: rng.choice((0, 1, 2))]
        if rng.random() < self.variety.context:
            question = in_context(question, self.found.texts[question.text], rng)
        elif rng.random() < 0.15 and len(question.question) > 10:
            cut = rng.randrange(len(question.question) - 3)
            wording = question.question[:cut] + question.question[cut + rng.choice((1, 2)) :]
            question = replace(question, question=wording)
        hits.sort(key=lambda h: -h[1])
        sentences = self.candidates(question, hits, self.variety.room, 24, rng)
        if self.variety.hidden and question.golds and rng.random() < self.variety.hidden:
            sentences = [s for s in sentences if not self._answers(s, question)]
            question = replace(question, golds=(), answers=())
        return Example(question, sentences, self)

    def _answers(self, sentence: Sentence, question: Question) -> bool:
        """Return whether the sentence holds an answer's place or words."""
        number, start, end, _ = sentence
        said = self.found.texts[number].text[start:end]
        placed = number == question.text and any(a < end and start < b for a, b in question.golds)
        return placed or any(a in said for a in question.answers)


class Targets(NamedTuple):
    """Which sentences [B,S] hold an answer, where answers start and end [B,T], and the sentences' places [B,T]."""

    sentences: Tensor
    starts: Tensor
    ends: Tensor
    inside: Tensor


def collate(examples: Sequence[Example]) -> tuple[Batch, Targets]:
    """Return the examples as one padded batch."""
    n, s = len(examples), max(len(e.sentences) for e in examples)
    t = max(e.characters for e in examples)
    q = min(MAX_QUESTION, max(len(e.question.question) for e in examples))
    stream, pairs = np.zeros((n, t), np.int64), np.zeros((n, t), np.int64)
    asked, asked_pairs = np.zeros((n, q), np.int64), np.zeros((n, q), np.int64)
    member, prior = np.zeros((n, s, t), np.float32), np.zeros((n, s, 2), np.float32)
    gold, (starts, ends, inside) = np.zeros((n, s), bool), np.zeros((3, n, t), bool)
    for i, (question, sentences, source) in enumerate(examples):
        ids = source.letters.encode(question.question[-q:])
        asked[i, : len(ids)], asked_pairs[i, : len(ids)] = ids, source.letters.pairs(ids)
        at = 0
        for j, (number, start, end, ratio) in enumerate(sentences):
            stop = at + end - start
            stream[i, at:stop] = source.letters.encode(source.found.texts[number].text[start:end])
            member[i, j, at:stop], prior[i, j] = 1, (ratio, ratio >= 0.999)
            for first, last in question.golds if number == question.text else ():
                if start <= first < end:
                    gold[i, j] = True
                    if last <= end:
                        starts[i, at + first - start] = ends[i, at + last - start - 1] = True
                        inside[i, at:stop] = True
            at = stop + 1
        pairs[i] = source.letters.pairs(stream[i])
    batch = Batch(*map(torch.from_numpy, (stream, pairs, member, asked, asked_pairs, prior)))
    return batch, Targets(*map(torch.from_numpy, (gold, starts, ends, inside)))
