"""Dense and lexical search as one: candidates of both, scores standardised and added.

Scores are fused, not ranks: while one half is weaker, reciprocal ranks would let it drag the other
down (see `python -m benchmarks retrieval`). Knows nothing of files or of answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.dates import find_dates
from index.dense import DenseIndex
from index.errors import IndexMismatch
from index.glossary import translate
from index.lexical import LexicalIndex, best
from index.regional import abbreviated, one_region
from index.script import clean, fold
from index.types import Embedder, Hit, Ids, Passage, Scores
from index.words import terms

# Cosine of a text's vectors made at two times: what else is in the batch changes them a little.
ALIKE = 0.999


@dataclass(frozen=True)
class Fusion:
    """How much each half counts, and how many candidates each brings."""

    dense: float = 0.2
    lexical: float = 0.8
    candidates: int = 100


def counted_text(passage: Passage) -> str:
    """Return what is counted of a passage: its context, then its text."""
    return f"{passage.context}\n{passage.text}"


def text_terms(text: str) -> list[str]:
    """Return the terms of a counted text: its words and pairs of characters, and its dates."""
    folded = fold(text)
    dates = [term for mention in find_dates(folded) for term in mention.terms()]
    return terms(folded) + dates


def passage_terms(passage: Passage) -> list[str]:
    """Return what the lexical index counts of a passage."""
    return text_terms(counted_text(passage))


def question_terms(question: str) -> list[str]:
    """Return the terms to look up for `question`, which is folded and spelt out."""
    dates = [term for mention in find_dates(question) for term in mention.terms()]
    return terms(question) + dates


def spelt_out(question: str) -> str:
    """Return `question` folded and in one region's words; behind it long names and Chinese for its English."""
    text = one_region(fold(clean(question)))
    chinese = [word for translation in translate(text) for word in translation.chinese]
    return " ".join([text, *abbreviated(text).values(), *chinese])


def embedded_text(passage: Passage) -> str:
    """Return what is embedded of a passage: its title, then its text."""
    return f"{passage.article.title}\n{passage.text}"


class HybridRetriever:
    """A Retriever over passages whose numbers both indexes share."""

    def __init__(
        self,
        passages: Sequence[Passage],
        dense: DenseIndex,
        lexical: LexicalIndex,
        embedder: Embedder,
        fusion: Fusion = Fusion(),
    ) -> None:
        self._passages, self._dense, self._lexical = passages, dense, lexical
        self._embedder, self._fusion = embedder, fusion

    def search(self, question: str, k: int) -> list[Hit]:
        """Return up to `k` hits, best first; none for a blank question or an empty index."""
        if not question.strip() or not self._passages:
            return []
        text = spelt_out(question)
        lexical = self._lexical.scores(question_terms(text))
        vector = self._embedder.encode_questions([text])[0]
        if len(vector) != self._dense.dim:
            raise IndexMismatch(
                f"the index has vectors of {self._dense.dim} numbers, the model {self._embedder.name!r} makes "
                f"{len(vector)}; rebuild with `python -m index build`"
            )
        ids = np.union1d(
            best(lexical, self._fusion.candidates), self._dense.search(vector, self._fusion.candidates)
        )
        fused = self._fusion.lexical * _standardised(lexical[ids])
        fused += self._fusion.dense * _standardised(self._dense.scores(vector, ids))
        return [Hit(self._passages[ids[i]], float(fused[i])) for i in _order(fused, ids)[:k]]

    def holds(self, number: int) -> bool:
        """Whether both halves have of passage `number` what its text gives: its vector and its terms."""
        passage = self._passages[number]
        vector = self._embedder.encode_passages([embedded_text(passage)])[0]
        stored = self._dense.scores(vector, np.array([number]))[0]  # NaN is not alike either
        return bool(stored >= ALIKE) and self._lexical.holds(number, passage_terms(passage))


def _order(scores: Scores, ids: Ids) -> Ids:
    order: Ids = np.lexsort((ids, -scores))
    return order


def _standardised(scores: Scores) -> Scores:
    """Return `scores` less their mean, over their standard deviation; zeros where all are equal."""
    spread = float(scores.std())
    result: Scores = (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)
    return result
