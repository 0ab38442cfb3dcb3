"""Our own search, built in memory as `index/making.py` builds it: counts and vectors block by block.

Knows nothing of the other libraries, of questions or of figures.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from index.counting import count_texts
from index.dates import date_terms
from index.dense import DenseIndex
from index.embedding import SentenceEmbedder
from index.hybrid import HybridRetriever, counted_text, embed
from index.lexical import LexicalIndex, TermCounts
from index.script import fold
from index.types import Article, Passage, Span

_COUNT_AT_ONCE = 1024
_EMBED_AT_ONCE = 1024


def build(passages: Sequence[str], model: Path) -> Callable[[str, int], list[int]]:
    """Return search(question, k), which gives the numbers of up to `k` of `passages`, best first."""
    cut = [_passage(number, text) for number, text in enumerate(passages)]
    embedder = SentenceEmbedder(str(model))
    nothing, all_new = np.empty(0, np.int64), np.arange(len(cut))
    lexical = LexicalIndex.empty().merged(nothing, _counts(cut), all_new, len(cut))
    made = [embed(embedder, cut[n : n + _EMBED_AT_ONCE]) for n in range(0, len(cut), _EMBED_AT_ONCE)]
    vectors, numbers = (np.concatenate(each) for each in zip(*made, strict=True))
    retriever = HybridRetriever(cut, DenseIndex.build(vectors, numbers), lexical, embedder)

    def search(question: str, k: int) -> list[int]:
        return [int(hit.passage.article.id) for hit in retriever.search(question, k)]

    return search


def _passage(number: int, text: str) -> Passage:
    article = Article(str(number), "", text, paragraphs=(Span(0, len(text)),))
    return Passage(article, 0, len(text))


def _counts(passages: Sequence[Passage]) -> Iterator[TermCounts]:
    for start in range(0, len(passages), _COUNT_AT_ONCE):
        folded = [fold(counted_text(passage)) for passage in passages[start : start + _COUNT_AT_ONCE]]
        yield count_texts(folded, [date_terms(text) for text in folded])
