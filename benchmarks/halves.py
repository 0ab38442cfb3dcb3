"""The index of a question set's passages: both halves of the search, each to be asked alone, and the whole.

Everything is the index's own. Knows nothing of what is right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tqdm import tqdm

from benchmarks.ranking import DEPTH, Search
from index.dense import DenseIndex
from index.hybrid import (
    Fusion,
    HybridRetriever,
    embed,
    passage_terms,
    question_terms,
    shares,
    spelt_out,
)
from index.lexical import LexicalIndex, best
from index.types import Embedder, Passage

CANDIDATES = 100  # that each half brings


@dataclass(frozen=True)
class Halves:
    """Passages and what was counted and embedded of them."""

    passages: Sequence[Passage]
    lexical: LexicalIndex
    dense: DenseIndex
    embedder: Embedder

    @classmethod
    def build(cls, passages: Sequence[Passage], embedder: Embedder, name: str) -> "Halves":
        """Return the halves for `passages`, with a progress bar called `name`."""
        counted = tqdm((passage_terms(p) for p in passages), name, len(passages), disable=None)
        lexical = LexicalIndex.build(counted)
        dense = DenseIndex.build(*embed(embedder, passages))
        return cls(passages, lexical, dense, embedder)

    def by_rarity(self, asked: Sequence[str]) -> Search:
        """Return the search of the questions `asked` by their terms, each as it is rare."""

        def search(q: int) -> Iterable[int]:
            terms = self.lexical.find(question_terms(spelt_out(asked[q])))
            found: list[int] = best(self.lexical.scores(terms), CANDIDATES).tolist()
            return found

        return search

    def by_lexical(self, asked: Sequence[str]) -> Search:
        """Return the search of the questions `asked` by their terms, weighed as shipped."""

        def search(q: int) -> Iterable[int]:
            found: list[int] = best(shares(self.lexical, spelt_out(asked[q])), CANDIDATES).tolist()
            return found

        return search

    def by_dense(self, asked: Sequence[str]) -> Search:
        """Return the search of the questions `asked` by their vectors, as they stand."""
        vectors = self.embedder.encode_questions(asked)
        return lambda q: self.dense.search(vectors[q], CANDIDATES).tolist()

    def by_both(self, asked: Sequence[str], fusion: Fusion | None = None) -> Search:
        """Return the search of the questions `asked` as shipped, or with another `fusion`."""
        weights = {} if fusion is None else {"fusion": fusion}
        retriever = HybridRetriever(self.passages, self.dense, self.lexical, self.embedder, **weights)
        numbers = {id(passage): number for number, passage in enumerate(self.passages)}
        return lambda q: [numbers[id(hit.passage)] for hit in retriever.search(asked[q], DEPTH)]
