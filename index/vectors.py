"""Vectors of one segment's passages in FAISS: inner products, nearest first.

A question reads every vector where there are few. Where there are many it reads four bits for every two numbers of
them, and only of the nearest so found the vectors themselves. Knows nothing of text or of the model that made the vectors.
"""

import errno
import math
import os
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.arrays import read_array
from index.types import Ids, Scores, Vectors

_FILE, _STARTS_FILE, _CODES_FILE = "vectors.faiss", "vector_starts.npy", "codes.faiss"
MANY = 20_000  # vectors: to read them all, of 256 numbers, takes about a millisecond
_TRAINED_ON = 16_384  # vectors that the codes are fitted to; docs/LOG.md has what more of them give
_EACH = 2  # vectors looked for for each passage that is asked for: those of the nearest lie together
# Vectors read for each that is looked for: docs/LOG.md has how many of the nearest are among them.
_LOOKED_AT = 8
_AWAY = 0.5  # squared distance of a vector from what its codes say; from what another's say it is above 1
_MOST_CODES = 256  # a vector; longer vectors share each among more numbers

# One question is searched in less time than threads take to meet where the machine has other work.
faiss.omp_set_num_threads(1)


class PassageVectors:
    """Unit vectors of passages 0 to n - 1, one or more of each; from MANY on, `codes` to search them by.

    The vectors of passage p are those from `starts[p]` to `starts[p + 1]`.
    """

    def __init__(self, index: faiss.Index, starts: Ids, codes: faiss.Index | None = None) -> None:
        self._index, self.starts, self._codes = index, starts, codes
        self._owners: Ids = np.repeat(np.arange(len(self)), np.diff(starts))

    @classmethod
    def build(cls, vectors: Vectors, counts: Ids) -> "PassageVectors":
        """Hold `vectors`, float32 (m, dim) of unit length, `counts` of them, (n,), to each passage.

        Of the same vectors the files are the same.
        """
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(index, starts, _coded(vectors) if len(vectors) >= MANY else None)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @cached_property
    def vectors(self) -> Vectors:
        """All vectors, float32 (m, dim), not copied: they live as long as this object, and nobody writes to them."""
        flat: Any = faiss.downcast_index(self._index)
        shared: Vectors = faiss.rev_swig_ptr(flat.get_xb(), len(self._owners) * self.dim)
        return shared.reshape(len(self._owners), self.dim)

    def rows(self, ids: Ids) -> Ids:
        """Return the numbers of the vectors of the passages `ids`, one passage after the other."""
        return ranges(self.starts[ids], self.starts[ids + 1])

    def of(self, number: int) -> Vectors:
        """Return the vectors of passage `number`, float32 (count, dim)."""
        return self.vectors[self.starts[number] : self.starts[number + 1]]

    def finds(self, number: int) -> bool:
        """Whether the codes of passage `number`, where there are codes, are about its vectors."""
        if self._codes is None:
            return True
        rows = range(int(self.starts[number]), int(self.starts[number + 1]))
        coded = np.array([self._codes.reconstruct(row)[: self.dim] for row in rows])
        return bool((((coded - self.of(number)) ** 2).sum(axis=1) <= _AWAY).all())

    def search(self, vector: Vectors, k: int) -> tuple[Ids, Scores]:
        """Return the numbers of about `k` passages nearest to `vector`, float32 (dim,), at most so many, and cosines."""
        if not len(self._owners):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        most = min(k * _EACH, len(self._owners))
        if self._codes is None:
            near, scores = _nearest(self._index, vector, most)
        else:
            wide = min(most * _LOOKED_AT, len(self._owners))
            near, _ = _nearest(self._codes, _padded(vector[None, :], self._codes.d)[0], wide)
            scores = self.vectors[near] @ vector
            best = np.lexsort((near, -scores))[:most]
            near, scores = near[best], scores[best]
        # A passage's nearest vector stands for it.
        _, first = np.unique(self._owners[near], return_index=True)
        first = np.sort(first)[:k]
        return self._owners[near[first]], scores[first]

    def scores(self, vector: Vectors, ids: Ids) -> Scores:
        """Return the cosine, -1 to 1, of `vector` with the nearest of each of the passages `ids`, float32 (len(ids),)."""
        if not len(ids):
            return np.empty(0, np.float32)
        counts = self.starts[ids + 1] - self.starts[ids]
        cosines = self.vectors[self.rows(ids)] @ vector
        result: Scores = np.maximum.reduceat(cosines, np.cumsum(counts) - counts)
        return result

    def save(self, folder: Path) -> None:
        """Write two files or three into `folder`; raises OSError."""
        np.save(folder / _STARTS_FILE, self.starts)
        for index, file in ((self._index, folder / _FILE), (self._codes, folder / _CODES_FILE)):
            if index is None:
                continue
            try:
                faiss.write_index(index, str(file))
            except RuntimeError as error:  # FAISS tells of a full disk in several lines of C++
                raise OSError(errno.ENOSPC, "cannot be written whole", str(file)) from error

    @classmethod
    def load(cls, folder: Path) -> "PassageVectors":
        """Open what `save` wrote; raises OSError, EOFError, RuntimeError or ValueError for missing or damaged files."""
        index = _read(folder / _FILE)
        starts: Ids = read_array(folder / _STARTS_FILE)
        if not len(starts) or starts[0] != 0 or starts[-1] != index.ntotal or (np.diff(starts) < 1).any():
            raise ValueError("the vectors do not fit the passages")
        codes = _read(folder / _CODES_FILE) if index.ntotal >= MANY else None
        if codes is not None and (codes.ntotal, codes.d) != (index.ntotal, _layout(index.d)[1]):
            raise ValueError("the codes do not fit the vectors")
        return cls(index, starts, codes)


def ranges(starts: Ids, ends: Ids) -> Ids:
    """Return the numbers from each of `starts` to the one of `ends` beside it, not included, one after the other."""
    counts = ends - starts
    numbers: Ids = np.repeat(ends - np.cumsum(counts), counts) + np.arange(counts.sum())
    return numbers


def _read(file: Path) -> faiss.Index:
    if not file.is_file():
        raise FileNotFoundError(file)
    return faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)  # read from the disk as it is needed


def _layout(dim: int) -> tuple[int, int]:
    """Return how many codes stand for a vector of `dim` numbers, and how many numbers they cover."""
    each = max(2, math.ceil(dim / _MOST_CODES))
    codes = math.ceil(dim / each)
    return codes, codes * each


def _coded(vectors: Vectors) -> faiss.Index:
    """Return a product quantizer of `vectors` that is scanned in the processor's registers (André et al. 2015)."""
    codes, width = _layout(vectors.shape[1])
    index = faiss.IndexPQFastScan(width, codes, 4, faiss.METRIC_INNER_PRODUCT)
    some = np.linspace(0, len(vectors) - 1, min(_TRAINED_ON, len(vectors))).astype(int)
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    index.train(_padded(vectors[some], width))
    index.add(_padded(vectors, width))
    faiss.omp_set_num_threads(1)
    return index


def _padded(vectors: Vectors, width: int) -> Vectors:
    """Return `vectors` with zeros behind, (n, width): they change no inner product."""
    lacking = width - vectors.shape[1]
    return np.pad(vectors, ((0, 0), (0, lacking))) if lacking else vectors


def _nearest(index: faiss.Index, vector: Vectors, k: int) -> tuple[Ids, Scores]:
    scores, ids = index.search(vector[None, :], k)
    found = ids[0] >= 0  # FAISS pads with -1, which would index the last passage
    return ids[0][found].astype(np.int64), scores[0][found]
