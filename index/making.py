"""The two halves of an index, counts and vectors: made for what is new, taken over for the rest.

Knows nothing of files or folders.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from index.dense import DenseIndex
from index.hybrid import ALIKE, counted_text, embedded_text, text_terms
from index.lexical import LexicalIndex, TermCounts, count
from index.parallel import Workers
from index.reuse import Contents, Served
from index.types import Embedder, Ids, Passage, Progress, Vectors

_COUNT_AT_ONCE = 256
_EMBED_AT_ONCE = 1024
_PROBES = 8


def lexical_index(
    contents: Contents, served: Served | None, workers: Workers, progress: Progress
) -> LexicalIndex:
    """Return the lexical index of `contents`."""
    fresh, known = np.flatnonzero(contents.taken < 0), np.flatnonzero(contents.taken >= 0)
    old = served.lexical if served else LexicalIndex.empty()
    moved = np.full(len(old), -1, np.int64)
    moved[contents.taken[known]] = known
    parts = _counts([counted_text(contents.passages[n]) for n in fresh.tolist()], workers, progress)
    return old.merged(moved, parts, fresh, len(contents.taken))


def _counts(texts: Sequence[str], workers: Workers, progress: Progress) -> Iterator[TermCounts]:
    done = 0
    for part in workers.each(
        _count_texts, [texts[i : i + _COUNT_AT_ONCE] for i in range(0, len(texts), _COUNT_AT_ONCE)]
    ):
        yield part
        done += len(part.lengths)
        progress("counting words", done, len(texts))


def _count_texts(texts: Sequence[str]) -> TermCounts:
    return count(text_terms(text) for text in texts)


def dense_index(
    contents: Contents, served: Served | None, embedder: Embedder, progress: Progress
) -> tuple[DenseIndex, int]:
    """Return the vectors of `contents`, and how many were made anew.

    All are, when the model of that name makes other vectors than it did: somebody trained it on, say.
    """
    taken = contents.taken
    old = served.dense.vectors if served and served.dense else np.empty((0, 0), np.float32)
    if not _same_model(contents.passages, taken, old, embedder):
        taken, old = np.full_like(taken, -1), old[:0]
    fresh = np.flatnonzero(taken < 0)
    vectors = old[np.maximum(taken, 0)] if len(old) else None  # one copy of all is quicker than many of some
    for start in range(0, len(fresh), _EMBED_AT_ONCE):
        numbers = fresh[start : start + _EMBED_AT_ONCE]
        made = _encoded(contents.passages, numbers, embedder)
        if vectors is None:
            vectors = np.empty((len(taken), made.shape[1]), np.float32)
        vectors[numbers] = made
        progress("embedding", start + len(numbers), len(fresh))
    if vectors is None:
        vectors = np.empty((0, embedder.dim), np.float32)
    return DenseIndex.build(vectors), len(fresh)


def _encoded(passages: Sequence[Passage], numbers: Ids, embedder: Embedder) -> Vectors:
    return embedder.encode_passages([embedded_text(passages[number]) for number in numbers.tolist()])


def _same_model(passages: Sequence[Passage], taken: Ids, old: Vectors, embedder: Embedder) -> bool:
    """Whether `embedder` makes of passages that were taken over what is in `old`; tries a few."""
    known = np.flatnonzero(taken >= 0)
    if not len(old) or not len(known):
        return False
    some = known[np.unique(np.linspace(0, len(known) - 1, _PROBES).astype(int))]
    now, then = _encoded(passages, some, embedder), old[taken[some]]
    return now.shape == then.shape and bool(((now * then).sum(axis=1) >= ALIKE).all())
