"""The two halves of a segment, counts and vectors: made for what is new, taken over for the rest.

Knows nothing of files or folders.
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.counting import count_texts
from index.errors import ModelError
from index.hybrid import alike, counted_text, embed, named_terms, text_terms
from index.parallel import Workers
from index.postings import Postings, TermCounts, count
from index.reuse import Made
from index.script import fold_each
from index.segment import Segment
from index.types import Embedder, Ids, Passage, Progress, Vectors
from index.vectors import PassageVectors, ranges

_COUNT_AT_ONCE = 1024
_FEW = 256
# Passages that are embedded at once. A small model is quicker with many; of a large one people want to see how far it is.
_FEWEST, _MOST = 256, 8192
_SOON = 0.5  # seconds
_PROBES = 8


def counted(made: Made, workers: Workers) -> Iterator[TermCounts]:
    """Return the counts of the fresh passages of `made`, some at a time; `workers` begin at once where there are many."""
    last = len(made.rows)
    ends = (
        np.linspace(last - made.fresh, last, math.ceil(made.fresh / _COUNT_AT_ONCE) + 1).astype(int).tolist()
    )
    return workers.each(counts_of, [made.alone(start, end) for start, end in pairwise(ends)])


def postings(made: Made, fresh: Iterator[TermCounts], progress: Progress) -> Postings:
    """Return the postings of the passages of `made`, whose fresh ones have these counts."""
    kept = [(segment.postings, numbers) for segment, numbers in made.taken]
    return Postings.merged(kept, _shown(fresh, made.fresh, progress))


def _shown(parts: Iterator[TermCounts], total: int, progress: Progress) -> Iterator[TermCounts]:
    done = 0
    for part in parts:
        yield part
        done += len(part.lengths)
        progress("counting words", done, total)


def counts_of(passages: Sequence[Passage]) -> TermCounts:
    """Return the counts of what is counted of each of `passages`."""
    texts = [counted_text(passage) for passage in passages]
    if len(texts) < _FEW:  # the dictionary that counts many at once takes a second to make
        return count(text_terms(text) for text in texts)
    folded = fold_each(texts)
    return count_texts(folded, [named_terms(text) for text in folded])


def vectors(made: Made, fit: bool, embedder: Embedder, progress: Progress) -> tuple[PassageVectors, int]:
    """Return the vectors of the passages of `made`, and of how many they were made anew.

    Of all, unless those that it takes over `fit` the embedder.
    """
    old = list(_taken_over(made)) if fit else []
    counts, is_new = np.zeros(len(made.rows), np.int64), np.ones(len(made.rows), np.bool_)
    for places, source, numbers in old:
        counts[places], is_new[places] = source.starts[numbers + 1] - source.starts[numbers], False
    new, parts = np.flatnonzero(is_new), deque[Vectors]()
    for places, some, lengths in _embedded(made.passages, new, embedder, progress):
        counts[places] = lengths
        parts.append(some)
    ends = np.cumsum(counts)
    dim = parts[0].shape[1] if parts else old[0][1].dim if old else embedder.dim
    every = np.empty((counts.sum(), dim), np.float32)
    for places, source, numbers in old:
        every[ranges(ends[places] - counts[places], ends[places])] = source.vectors[source.rows(numbers)]
    rows, done = ranges(ends[new] - counts[new], ends[new]), 0
    while parts:  # each is let go when it is copied: all of them are as large as the index
        part = parts.popleft()
        every[rows[done : done + len(part)]] = part
        done += len(part)
    return PassageVectors.build(every, counts), len(new)


def _taken_over(made: Made) -> Iterator[tuple[Ids, PassageVectors, Ids]]:
    """Yield passages of `made`, by number, with the vectors that have theirs, and their numbers there."""
    at = 0
    for segment, numbers in made.taken:
        yield at + np.arange(len(numbers)), segment.vectors, numbers
        at += len(numbers)
    places = defaultdict[int, list[tuple[int, int]]](list)
    sources = {id(segment): segment.vectors for segment, _ in made.known.values()}
    for number, (segment, there) in made.known.items():
        places[id(segment)].append((at + number, there))
    for which, source in sources.items():
        here, there_too = np.array(places[which], np.int64).T
        yield here, source, there_too


def _embedded(
    passages: Sequence[Passage], wanted: Ids, embedder: Embedder, progress: Progress
) -> Iterator[tuple[Ids, Vectors, Ids]]:
    """Yield some of the passages `wanted`, by number, their vectors, and how many each has."""
    start, size = 0, _FEWEST
    while start < len(wanted):
        began, numbers = time.perf_counter(), wanted[start : start + size]
        vectors, counts = embed(embedder, [passages[number] for number in numbers.tolist()])
        if not np.isfinite(vectors).all():
            raise ModelError(
                f"the embedding model {embedder.name!r} gives vectors that are no numbers, as some do in half "
                "precision; the index stays as it is: try another EMBEDDING_MODEL"
            )
        yield numbers, vectors, counts
        start += len(numbers)
        progress("embedding", start, len(wanted))
        if time.perf_counter() - began < _SOON:
            size = min(2 * size, _MOST)


def fits(segments: Sequence[Segment], embedder: Embedder) -> bool:
    """Whether `embedder` makes of passages what `segments` have; tries a few of each.

    It does not when the model of that name makes other vectors than it did: somebody trained it on, say.
    """
    for segment in (segment for segment in segments if len(segment.rows)):
        some = np.unique(np.linspace(0, len(segment.rows) - 1, _PROBES).astype(int))
        now, _ = embed(embedder, [segment.passages[number] for number in some.tolist()])
        if not alike(now, segment.vectors.vectors[segment.vectors.rows(some)]):
            return False
    return True
