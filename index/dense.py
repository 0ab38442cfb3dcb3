"""Vectors of passages in FAISS: exact inner products, nearest first.

Knows nothing of text or of the model that made the vectors.
"""

import errno
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.types import Ids, Scores, Vectors

_FILE = "vectors.faiss"

# One question is searched in less time than threads take to meet where the machine has other work.
faiss.omp_set_num_threads(1)


class DenseIndex:
    """Unit vectors by passage number, 0 to n - 1."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Return an index of `vectors`, float32 (n, dim) of unit length."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def vectors(self) -> Vectors:
        """All vectors, float32 (n, dim), not copied: they live as long as this index, and nobody writes to them."""
        flat: Any = faiss.downcast_index(self._index)
        shared: Vectors = faiss.rev_swig_ptr(flat.get_xb(), len(self) * self.dim)
        return shared.reshape(len(self), self.dim)

    def search(self, vector: Vectors, k: int) -> Ids:
        """Return the numbers of the up to `k` passages nearest to `vector`, float32 (dim,)."""
        _, ids = self._index.search(vector[None, :], min(k, len(self)))
        found: Ids = ids[0].astype(np.int64)
        return found[found >= 0]  # FAISS pads with -1, which would index the last passage

    def scores(self, vector: Vectors, ids: Ids) -> Scores:
        """Return the cosine, -1 to 1, of `vector` with each of the passages `ids`, float32 (len(ids),)."""
        if not len(ids):
            return np.empty(0, np.float32)
        rows: Vectors = self._index.reconstruct_batch(ids)
        result: Scores = rows @ vector
        return result

    def save(self, folder: Path) -> None:
        """Write the index as one file into `folder`; raises OSError."""
        try:
            faiss.write_index(self._index, str(folder / _FILE))
        except RuntimeError as error:  # FAISS tells of a full disk in several lines of C++
            raise OSError(errno.ENOSPC, "cannot be written whole", str(folder / _FILE)) from error

    @classmethod
    def load(cls, folder: Path) -> "DenseIndex":
        """Open what `save` wrote; raises OSError or RuntimeError for a missing or damaged file."""
        if not (folder / _FILE).is_file():
            raise FileNotFoundError(folder / _FILE)
        return cls(faiss.read_index(str(folder / _FILE)))
