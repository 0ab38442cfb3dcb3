"""Dense and lexical search as one: candidates of both, scores standardised and added.

A passage is embedded sentence by sentence, each under the title, and is as near as the nearest of them: a vector that
stands for a whole paragraph has lost most of what it says. Scores are fused, not ranks: while one half is weaker,
reciprocal ranks would let it drag the other down (see `python -m benchmarks retrieval`). Knows nothing of files or of
answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np

from index.chunking import sentences
from index.dates import date_terms, find_dates
from index.dense import DenseIndex
from index.errors import IndexMismatch
from index.glossary import translate
from index.lexical import LexicalIndex, best
from index.regional import abbreviated, one_region
from index.script import HAN, clean, fold
from index.types import Embedder, Hit, Ids, Passage, Scores, Span, Vectors
from index.weighting import TermWeights
from index.words import bigrams, terms

# Squared distance of a text's vectors made at two times: what else is in the batch changes them a little.
ALIKE = 0.002
_EQUAL = 1e-5  # of a score: by so much the same text may have another wherever it lies
_SAME = 0.1  # share of their pairs of characters that two passages may differ in and be the same


@dataclass(frozen=True)
class Fusion:
    """How much each half counts, and how many candidates each brings.

    A question in no Chinese characters has few terms to look up, and those by dictionary: its vector counts more.
    """

    dense: float = 0.26
    dense_for_other_scripts: float = 0.6
    candidates: int = 100
    dated: float = 1.0  # what a passage gains whose article is of the day, month or year asked for

    def share(self, question: str) -> float:
        """Return the share of the dense half for a folded `question`, 0 to 1; the rest is the lexical half's."""
        return self.dense if HAN.search(question) else self.dense_for_other_scripts


def counted_text(passage: Passage) -> str:
    """Return what is counted of a passage: its context, then its text."""
    return f"{passage.context}\n{passage.text}"


def text_terms(text: str) -> list[str]:
    """Return the terms of a counted text: its words and pairs of characters, and its dates."""
    return question_terms(fold(text))


def passage_terms(passage: Passage) -> list[str]:
    """Return what the lexical index counts of a passage."""
    return text_terms(counted_text(passage))


def question_terms(question: str) -> list[str]:
    """Return the terms to look up for `question`, which is folded and spelt out."""
    return terms(question) + date_terms(question)


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


def weighed_scores(lexical: LexicalIndex, text: str) -> Scores:
    """Return the score of every passage for a question folded and spelt out, its terms weighed, float32 (n,)."""
    return lexical.scores(TermWeights.shipped().weigh(text, *lexical.known(question_terms(text))))


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
        lexical = weighed_scores(self.lexical, text)
        vector = self.embedder.encode_questions([text])[0]
        if len(vector) != self.dense.dim:
            raise IndexMismatch(
                f"the index has vectors of {self.dense.dim} numbers, the model {self.embedder.name!r} makes "
                f"{len(vector)}; rebuild with `python -m index build`"
            )
        ids = np.union1d(
            best(lexical, self.fusion.candidates), self.dense.search(vector, self.fusion.candidates)
        )
        folded = fold(question)
        share = self.fusion.share(folded)
        fused = (1 - share) * _standardised(lexical[ids])
        fused += share * _standardised(self.dense.scores(vector, ids))
        fused += self.fusion.dated * self._dated(folded, ids)
        hits = (Hit(self.passages[ids[i]], float(fused[i])) for i in self._order(fused, ids))
        return list(islice(_distinct(hits), k))

    def _order(self, scores: Scores, ids: Ids) -> Ids:
        """Return the order of `scores`, the highest first, equal ones by name: numbers tell when what was indexed."""
        order: Ids = np.argsort(-scores, kind="stable")
        for start, end in _runs(scores[order]):
            alike = [(self.passages[ids[i]], i) for i in order[start:end].tolist()]
            order[start:end] = [i for passage, i in sorted(alike, key=lambda each: _place(each[0]))]
        return order

    def _dated(self, folded: str, ids: Ids) -> Scores:
        """Return 1 for each of the passages `ids` whose article is of every date in the question, else 0.

        A question that names two days is about both, and no article is.
        """
        dates = find_dates(folded)
        if not dates:
            return np.zeros(len(ids), np.float32)
        days = [self.passages[n].article.date for n in ids.tolist()]
        return np.array([day is not None and all(m.fits(day) for m in dates) for day in days], np.float32)

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
    seen: list[str] = []
    for hit in hits:
        text = fold(hit.passage.text)
        if not any(_nearly(text, other) for other in seen):
            seen.append(text)
            yield hit


def _nearly(one: str, other: str) -> bool:
    """Whether two folded texts are of about a length and have nearly the same pairs of characters."""
    if abs(len(one) - len(other)) > _SAME * len(one):
        return False
    # Most texts differ in their characters already, which are found in a fraction of the time.
    if len(set(one).symmetric_difference(other)) > 2 * _SAME * len(one):
        return False
    pairs, others = set(bigrams(one)), set(bigrams(other))
    return bool(pairs) and len(pairs ^ others) <= _SAME * len(pairs | others)


def _runs(scores: Scores) -> Iterator[tuple[int, int]]:
    """Yield the bounds of every run of two or more equal ones among `scores`, which are in order."""
    edges = [0, *(np.flatnonzero(-np.diff(scores) > _EQUAL) + 1).tolist(), len(scores)]
    yield from ((start, end) for start, end in pairwise(edges) if end > start + 1)


def _place(passage: Passage) -> tuple[str, int]:
    return passage.article.id, passage.start


def _standardised(scores: Scores) -> Scores:
    """Return `scores` less their mean, over their standard deviation; zeros where all are equal."""
    spread = float(scores.std())
    result: Scores = (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)
    return result
