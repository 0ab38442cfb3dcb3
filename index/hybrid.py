"""Dense and lexical search as one: candidates of both, their scores added up.

A passage is embedded sentence by sentence, each under the title, and is as near as the nearest of them: a vector that
stands for a whole paragraph has lost most of what it says. Scores are fused, not ranks: while one half is weaker,
reciprocal ranks would let it drag the other down (see `python -m benchmarks retrieval`). Nor are scores taken by how
they are spread over the candidates: a question says itself how much there is to find. Knows nothing of files or of
answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, pairwise

import numpy as np

from index.chunking import sentences
from index.dates import DateMention, date_terms, find_dates
from index.dense import DenseIndex
from index.errors import IndexMismatch
from index.glossary import translate
from index.lexical import LexicalIndex, best
from index.ordinals import ordinal_terms
from index.regional import abbreviated, one_region
from index.script import HAN, clean, fold
from index.types import Article, Embedder, Hit, Ids, Passage, Scores, Span, Vectors
from index.weighting import TermWeights
from index.words import bigrams, terms

# Squared distance of a text's vectors made at two times: what else is in the batch changes them a little.
ALIKE = 0.002
FEW = 100  # passages, all of which are candidates
_EQUAL = 1e-5  # of a score: by so much the same text may have another wherever it lies
_SAME = 0.1  # share of their pairs of characters that two passages may differ in and be the same


@dataclass(frozen=True)
class Probe:
    """A question, folded, the dates in it, and its vector, float32 (dim,)."""

    folded: str
    dates: Sequence[DateMention]
    vector: Vectors

    @classmethod
    def of(cls, question: str, vector: Vectors) -> "Probe":
        """Return `question` with its `vector`."""
        folded = fold(question)
        return cls(folded, find_dates(folded), vector)

    def dates_fit(self, article: Article) -> bool:
        """Whether `article` is of every date in the question: one that names two days is about both, as no article is."""
        day = article.date
        return day is not None and all(date.fits(day) for date in self.dates)


@dataclass(frozen=True)
class Fusion:
    """What adds up to a passage's score, in shares of the weight of all that the question says, as `shares` gives them.

    `cosine` times the passage's cosine is added, more for a question in no Chinese characters: it has few terms to
    look up, and those by dictionary. How these were chosen is in docs/LOG.md.
    """

    cosine: float = 0.4
    cosine_for_other_scripts: float = 0.8
    candidates: int = 30  # that each half may bring; more where more hits are asked for
    dated: float = 0.2  # for an article of the day, month or year asked for
    meeting: float = 0.15  # for an article whose headline says that people met: that is what people ask about

    def near(self, question: str) -> float:
        """Return what the cosine counts for a folded `question`."""
        return self.cosine if HAN.search(question) else self.cosine_for_other_scripts

    def at_most(self, probe: Probe) -> float:
        """Return the most that may count of a passage besides what it says."""
        return self.near(probe.folded) + self.meeting + (self.dated if probe.dates else 0.0)


def counted_text(passage: Passage) -> str:
    """Return what is counted of a passage: its context, then its text."""
    return f"{passage.context}\n{passage.text}"


def text_terms(text: str) -> list[str]:
    """Return the terms of a counted text: its words and pairs of characters, and its dates."""
    return question_terms(fold(text))


def passage_terms(passage: Passage) -> list[str]:
    """Return what the lexical index counts of a passage."""
    return text_terms(counted_text(passage))


def named_terms(folded: str) -> list[str]:
    """Return the terms of a folded text that no word is: its dates and ordinals, however they are written."""
    return [term for line in folded.split("\n") for term in _named_in(line)]


@lru_cache(16)  # a title and a day stand above each passage of an article
def _named_in(line: str) -> Sequence[str]:
    return (*date_terms(line), *ordinal_terms(line))


def question_terms(question: str) -> list[str]:
    """Return the terms to look up for `question`, which is folded and spelt out."""
    return terms(question) + named_terms(question)


def spelt_out(question: str) -> str:
    """Return `question` folded and in one region's words; behind it long names and Chinese for its English."""
    text = one_region(fold(clean(question)))
    chinese = [word for translation in translate(text) for word in translation.chinese]
    return " ".join([text, *abbreviated(text).values(), *chinese])


def embedded_texts(passage: Passage) -> list[str]:
    """Return what is embedded of a passage: its sentences, each under the title."""
    text, title = passage.article.text, passage.article.title
    spans = sentences(text, passage.start, passage.end) or [Span(passage.start, passage.end)]
    return [f"{title}\n{text[span.start : span.end]}" for span in spans]


def embed(embedder: Embedder, passages: Iterable[Passage]) -> tuple[Vectors, Ids]:
    """Return the vectors of `passages`, float32 (m, dim), and how many each has, (n,), in their order."""
    texts = [embedded_texts(passage) for passage in passages]
    vectors = embedder.encode_passages([text for each in texts for text in each])
    return vectors, np.array([len(each) for each in texts], np.int64)


def shares(lexical: LexicalIndex, text: str) -> Scores:
    """Return how much of what a question, folded and spelt out, says each passage has, weighed, float32 (n,).

    0 or more; 1 is what a passage of mean length has that says once all of it that any passage says.
    """
    found = lexical.find(question_terms(text))
    weights = TermWeights.shipped().weigh(text, found.terms, found.rarities)
    return lexical.scores(found, weights / max(float(weights @ found.idf), 1e-9))


@dataclass(frozen=True, eq=False)
class HybridRetriever:
    """A Retriever over passages whose numbers both indexes share."""

    passages: Sequence[Passage]
    dense: DenseIndex
    lexical: LexicalIndex
    embedder: Embedder
    fusion: Fusion = Fusion()

    def search(self, question: str, k: int) -> list[Hit]:
        """Return up to `k` hits, best first; none for a blank question or an empty index."""
        if not question.strip() or not self.passages:
            return []
        text = spelt_out(question)
        said = shares(self.lexical, text)
        vector = self.embedder.encode_questions([text])[0]
        if len(vector) != self.dense.dim:
            raise IndexMismatch(
                f"the index has vectors of {self.dense.dim} numbers, the model {self.embedder.name!r} makes "
                f"{len(vector)}; rebuild with `python -m index build`"
            )
        ids, scores = self._candidates(Probe.of(question, vector), said, k)
        hits = (Hit(self.passages[ids[i]], float(scores[i])) for i in self._order(scores, ids))
        return list(islice(_distinct(hits), k))

    def _candidates(self, probe: "Probe", said: Scores, k: int) -> tuple[Ids, Scores]:
        """Return the candidates of either half, `k` or more if there are as many passages, and their scores.

        Vectors are looked through only where a passage that words do not find could come first, as in the threshold
        algorithm (Fagin et al. 2003).
        """
        most, size = max(k, self.fusion.candidates), self.lexical.size
        every = size <= max(most, FEW)
        most = size if every else most
        ids = best(said, most)
        scores = said[ids] + self.besides(probe, ids)
        if not every and len(ids) == most and scores.max() > said[ids[-1]] + self.fusion.at_most(probe):
            return ids, scores
        more = np.setdiff1d(self.dense.search(probe.vector, most), ids)
        return np.append(ids, more), np.append(scores, said[more] + self.besides(probe, more))

    def besides(self, probe: "Probe", ids: Ids) -> Scores:
        """Return what counts of the passages `ids` besides what they say, float32 (len(ids),)."""
        articles = [self.passages[number].article for number in ids.tolist()]
        scores = self.fusion.near(probe.folded) * self.dense.scores(probe.vector, ids)
        if probe.dates:
            scores += self.fusion.dated * np.array([probe.dates_fit(a) for a in articles], np.float32)
        scores += self.fusion.meeting * np.array([article.of_meeting for article in articles], np.float32)
        return scores

    def _order(self, scores: Scores, ids: Ids) -> Ids:
        """Return the order of `scores`, the highest first, equal ones by name: numbers tell when what was indexed."""
        order: Ids = np.argsort(-scores, kind="stable")
        for start, end in _runs(scores[order]):
            alike = [(self.passages[ids[i]], i) for i in order[start:end].tolist()]
            order[start:end] = [i for passage, i in sorted(alike, key=lambda each: _place(each[0]))]
        return order

    def holds(self, number: int) -> bool:
        """Whether both halves have of passage `number` what its text gives: its vectors and its terms."""
        passage = self.passages[number]
        made, _ = embed(self.embedder, [passage])
        sound = alike(made, self.dense.of(number)) and self.dense.finds(number)
        return sound and self.lexical.holds(number, passage_terms(passage))


def alike(now: Vectors, then: Vectors) -> bool:
    """Whether vectors of the same texts, (n, dim), made at two times, are those of one model; NaN is not alike."""
    return now.shape == then.shape and bool((((now - then) ** 2).sum(axis=1) <= ALIKE).all())


def _distinct(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield `hits` without those that say nearly the same as one before: the same item is often published twice."""
    seen: list[_Text] = []
    for hit in hits:
        text = _Text(hit.passage.text)
        few = _SAME * len(text.text)
        if not any(abs(len(text.text) - len(other.text)) <= few and text.nearly(other) for other in seen):
            seen.append(text)
            yield hit


@dataclass(frozen=True)
class _Text:
    """A text that is compared with others of about its length; most differ in their characters already."""

    text: str

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def characters(self) -> set[str]:
        return set(self.folded)

    def nearly(self, other: "_Text") -> bool:
        """Whether both have nearly the same pairs of characters."""
        if len(self.characters ^ other.characters) > 2 * _SAME * len(self.text):
            return False
        pairs, others = set(bigrams(self.folded)), set(bigrams(other.folded))
        return bool(pairs) and len(pairs ^ others) <= _SAME * len(pairs | others)


def _runs(scores: Scores) -> Iterator[tuple[int, int]]:
    """Yield the bounds of every run of two or more equal ones among `scores`, which are in order."""
    edges = [0, *(np.flatnonzero(-np.diff(scores) > _EQUAL) + 1).tolist(), len(scores)]
    yield from ((start, end) for start, end in pairwise(edges) if end > start + 1)


def _place(passage: Passage) -> tuple[str, int]:
    return passage.article.id, passage.start
