"""Questions with the place of their answers, as the public sets give them; all folded.

Knows nothing of models.
"""

import random
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.chunking import sentences
from index.lexical import LexicalIndex, best
from index.script import fold
from index.words import terms
from training.pairs import NEWS, read

Bounds = tuple[int, int]
Keep = Callable[[str], bool]
Rng = random.Random
HELD_OUT = (
    3  # a third of the titles of DRCD and SQuAD is kept out of training, a tenth of the others calibrates
)
RETRIEVED = 8
MAX_ARTICLE = 1400  # characters of a news item that are read


@dataclass(frozen=True)
class Text:
    """A folded passage and the bounds of its sentences."""

    title: str
    text: str
    spans: tuple[Bounds, ...]

    @classmethod
    def of(cls, title: str, text: str) -> "Text":
        """Fold and cut `text`."""
        return cls(fold(title), fold(text), tuple((s.start, s.end) for s in sentences(text)))


@dataclass(frozen=True)
class Question:
    """A folded question; `golds` are its answers' bounds in text number `text`, none when unanswerable.

    `hits` are (text number, score above 0), best first; the question's own text is among them.
    """

    question: str
    text: int
    golds: tuple[Bounds, ...]
    answers: tuple[str, ...]
    hits: tuple[tuple[int, float], ...] = ()


@dataclass
class ReadingSet:
    """Questions over one collection of texts."""

    texts: list[Text] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def bucket(title: str, count: int) -> int:
    """Return the number, 0 to `count` - 1, of the part that `title` belongs to."""
    return zlib.crc32(title.encode()) % count


def trains(title: str) -> bool:
    """Return whether a title of DRCD or SQuAD may be trained on at all."""
    return bucket(title, HELD_OUT) != 0


def fits(title: str) -> bool:
    """Return whether a title is fitted on, rather than used for calibration."""
    return bucket(fold(title), 10) != 1


def place(text: str, answer: str, near: int) -> Bounds | None:
    """Return where `answer` stands in `text`, nearest to `near`: translated sets give unreliable places."""
    found = [m.start() for m in re.finditer(re.escape(answer), text)] if answer else []
    at = min(found, key=lambda i: abs(i - near), default=None)
    return None if at is None else (at, at + len(answer))


def load(data: Path, name: str, keep: Keep = lambda _: True) -> ReadingSet:
    """Return the questions of a public set whose titles `keep` accepts, with what BM25 finds for each."""
    found, numbers = ReadingSet(), dict[str, int]()
    for row in read(data, name):
        if not keep(row["title"]):
            continue
        if row["context"] not in numbers:
            numbers[row["context"]] = len(found.texts)
            found.texts.append(Text.of(row["title"], row["context"]))
        number = numbers[row["context"]]
        for asked in row["qas"]:
            answers = [(fold(a["text"].strip()), a.get("start") or 0) for a in asked["answers"]]
            places = [place(found.texts[number].text, a.rstrip("。,"), at) for a, at in answers]
            golds = tuple(dict.fromkeys(p for p in places if p))
            words = tuple(a for a, _ in answers)
            found.questions.append(Question(fold(asked["question"].strip()), number, golds, words))
    retrieve(found)
    return found


def retrieve(found: ReadingSet) -> None:
    """Give each question the texts BM25 finds for it, and its own text wherever that ranks."""
    index = LexicalIndex.build(terms(t.text) for t in found.texts)
    for i, question in enumerate(found.questions):
        scores = index.scores(index.find(terms(question.question)))
        numbers = [int(n) for n in best(scores, RETRIEVED)]
        if question.text not in numbers:
            numbers.append(question.text)
        found.questions[i] = replace(question, hits=tuple((n, float(scores[n]) + 1e-3) for n in numbers))


def articles(data: Path) -> list[Text]:
    """Return the news items, paragraphs one a line."""
    found = []
    for name in NEWS:
        for row in read(data, name):
            body = "\n".join(p.strip() for p in row["paragraphs"] if len(p.strip()) > 8)[:MAX_ARTICLE]
            if len(body) >= 80:
                found.append(Text.of(row["title"], body))
    return found


class Neighbours:
    """Finds texts whose titles share a bigram: what a question could be confused with."""

    def __init__(self, texts: Sequence[Text], rng: Rng) -> None:
        self._texts, self._rng = texts, rng
        self._by_bigram = defaultdict[str, list[int]](list)
        for number, text in enumerate(texts):
            for pair in sorted(self._pairs(text.title)):
                self._by_bigram[pair].append(number)

    @staticmethod
    def _pairs(title: str) -> set[str]:
        return {title[i : i + 2] for i in range(len(title) - 1)}

    def hits(self, number: int, count: int, surely_first: bool) -> tuple[tuple[int, float], ...]:
        """Return text `number` and `count` like it with made-up scores, it first most of the time."""
        rng = self._rng
        shared = [
            p for p in sorted(self._pairs(self._texts[number].title)) if 1 < len(self._by_bigram[p]) < 800
        ]
        scores = {number: 10.0 if surely_first or rng.random() < 0.85 else rng.uniform(6, 10)}
        for _ in range(count):
            other = (
                rng.choice(self._by_bigram[rng.choice(shared)]) if shared else rng.randrange(len(self._texts))
            )
            scores.setdefault(other, rng.uniform(3, 9.7))
        return tuple(sorted(scores.items(), key=lambda hit: -hit[1]))
