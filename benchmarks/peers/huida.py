"""Our own search, built in memory as `index/making.py` builds it: counts and vectors block by block.

Knows nothing of the other libraries, of questions or of figures.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.sets import whole
from index.dense import DenseIndex
from index.embedding import SentenceEmbedder
from index.hybrid import HybridRetriever, embed
from index.lexical import LexicalIndex
from index.making import counts_of
from index.postings import Postings, TermCounts
from index.types import Passage

_AT_ONCE = 1024


def build(passages: Sequence[str], model: Path) -> Callable[[str, int], list[int]]:
    """Return search(question, k), which gives the numbers of up to `k` of `passages`, best first."""
    cut = [whole(str(number), text) for number, text in enumerate(passages)]
    embedder = SentenceEmbedder(str(model))
    lexical = LexicalIndex([Postings.merged([], _counts(cut))])
    made = [embed(embedder, cut[n : n + _AT_ONCE]) for n in range(0, len(cut), _AT_ONCE)]
    vectors, numbers = (np.concatenate(each) for each in zip(*made, strict=True))
    retriever = HybridRetriever(cut, DenseIndex.build(vectors, numbers), lexical, embedder)

    def search(question: str, k: int) -> list[int]:
        return [int(hit.passage.article.id) for hit in retriever.search(question, k)]

    return search


def _counts(passages: Sequence[Passage]) -> Iterator[TermCounts]:
    for start in range(0, len(passages), _AT_ONCE):
        yield counts_of(passages[start : start + _AT_ONCE])
