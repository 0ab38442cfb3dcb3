"""The two halves of an index, counts and vectors: made for what is new, taken over for the rest.

Knows nothing of files or folders.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np

from index.counting import count_texts
from index.dates import date_terms
from index.dense import DenseIndex, ranges
from index.errors import ModelError
from index.hybrid import alike, counted_text, embed, text_terms
from index.lexical import LexicalIndex, TermCounts, count
from index.parallel import Workers
from index.reuse import Contents, Served
from index.script import fold
from index.types import Embedder, Ids, Passage, Progress, Vectors

_COUNT_AT_ONCE = 1024
_FEW = 256
# Passages that are embedded at once. A small model is quicker with many; of a large one people want to see how far it is.
_FEWEST, _MOST = 256, 8192
_SOON = 0.5  # seconds
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
        counts_of, [texts[i : i + _COUNT_AT_ONCE] for i in range(0, len(texts), _COUNT_AT_ONCE)]
    ):
        yield part
        done += len(part.lengths)
        progress("counting words", done, len(texts))


def counts_of(texts: Sequence[str]) -> TermCounts:
    """Return the counts of `text_terms` of each of `texts`."""
    if len(texts) < _FEW:  # the dictionary that counts many at once takes a second to make
        return count(text_terms(text) for text in texts)
    folded = [fold(text) for text in texts]
    return count_texts(folded, [date_terms(text) for text in folded])


def dense_index(
    contents: Contents, served: Served | None, embedder: Embedder, progress: Progress
) -> tuple[DenseIndex, int]:
    """Return the vectors of `contents`, and how many were made anew.

    All are, when the model of that name makes other vectors than it did: somebody trained it on, say.
    """
    passages, taken = contents.passages, contents.taken
    old = served.dense if served else None
    if old is None or not _same_model(passages, taken, old, embedder):
        taken, old = np.full_like(taken, -1), None
    fresh, known = np.flatnonzero(taken < 0), np.flatnonzero(taken >= 0)
    counts = np.zeros(len(taken), np.int64)
    made: deque[Vectors] = deque()
    for numbers, vectors, some in _embedded(passages, fresh, embedder, progress):
        counts[numbers] = some
        made.append(vectors)
    if old is not None:
        counts[known] = np.diff(old.starts)[taken[known]]
    ends = np.cumsum(counts)
    dim = made[0].shape[1] if made else old.dim if old else embedder.dim
    vectors = np.empty((counts.sum(), dim), np.float32)
    if old is not None:
        vectors[ranges(ends[known] - counts[known], ends[known])] = old.vectors[old.rows(taken[known])]
    places, done = ranges(ends[fresh] - counts[fresh], ends[fresh]), 0
    while made:  # each is let go when it is copied: all of them are as large as the index
        part = made.popleft()
        vectors[places[done : done + len(part)]] = part
        done += len(part)
    return DenseIndex.build(vectors, counts), len(fresh)


def _embedded(
    passages: Sequence[Passage], fresh: Ids, embedder: Embedder, progress: Progress
) -> Iterator[tuple[Ids, Vectors, Ids]]:
    """Yield some of the passages `fresh`, by number, their vectors, and how many each has."""
    start, size = 0, _FEWEST
    while start < len(fresh):
        began, numbers = time.perf_counter(), fresh[start : start + size]
        vectors, counts = embed(embedder, [passages[number] for number in numbers.tolist()])
        if not np.isfinite(vectors).all():
            raise ModelError(
                f"the embedding model {embedder.name!r} gives vectors that are no numbers, as some do in half "
                "precision; the index stays as it is: try another EMBEDDING_MODEL"
            )
        yield numbers, vectors, counts
        start += len(numbers)
        progress("embedding", start, len(fresh))
        if time.perf_counter() - began < _SOON:
            size = min(2 * size, _MOST)


def _same_model(passages: Sequence[Passage], taken: Ids, old: DenseIndex, embedder: Embedder) -> bool:
    """Whether `embedder` makes of passages that were taken over what is in `old`; tries a few."""
    known = np.flatnonzero(taken >= 0)
    if not len(known):
        return False
    some = known[np.unique(np.linspace(0, len(known) - 1, _PROBES).astype(int))]
    now, _ = embed(embedder, [passages[number] for number in some.tolist()])
    return alike(now, old.vectors[old.rows(taken[some])])
