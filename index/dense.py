"""Which passages are nearest to a vector, over the segments of an index.

Knows nothing of text or of the model that made the vectors.
"""

from collections.abc import Sequence

import numpy as np

from index.types import Bools, Ids, Scores, Vectors
from index.vectors import PassageVectors


class DenseIndex:
    """The vectors of `parts`, their passages numbered on from one part to the next, but for those that are `gone`."""

    def __init__(self, parts: Sequence[PassageVectors], gone: Bools | None = None) -> None:
        """`gone`, (n,), says of each passage whether it is out of the index; None when all are in it."""
        self._parts = parts
        self._gone = gone if gone is not None and gone.any() else None
        self._starts: Ids = np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)

    @classmethod
    def build(cls, vectors: Vectors, counts: Ids) -> "DenseIndex":
        """Return an index of `vectors`, float32 (m, dim) of unit length, `counts` of them, (n,), to each passage."""
        return cls([PassageVectors.build(vectors, counts)])

    def __len__(self) -> int:
        return int(self._starts[-1])

    @property
    def dim(self) -> int:
        """Length of a vector; 0 when there is none."""
        return self._parts[0].dim if self._parts else 0

    def of(self, number: int) -> Vectors:
        """Return the vectors of passage `number`, float32 (count, dim)."""
        part, own = self._place(number)
        return part.of(own)

    def finds(self, number: int) -> bool:
        """Whether what passage `number` is looked for by, where that is not its vectors, is about them."""
        part, own = self._place(number)
        return part.finds(own)

    def search(self, vector: Vectors, k: int) -> Ids:
        """Return the numbers of about `k` passages nearest to `vector`, float32 (dim,), at most so many, in order."""
        ids, scores = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for part, at in zip(self._parts, self._starts, strict=False):
            found, cosines = self._of_part(part, int(at), vector, k)
            ids.append(found + at)
            scores.append(cosines)
        order = np.argsort(-np.concatenate(scores), kind="stable")[:k]
        near: Ids = np.concatenate(ids)[order]
        return near

    def _of_part(self, part: PassageVectors, at: int, vector: Vectors, k: int) -> tuple[Ids, Scores]:
        """Return what `part`, whose first passage has the number `at`, finds that is not gone."""
        while True:
            found, cosines = part.search(vector, k)
            if self._gone is None:
                return found, cosines
            stay = ~self._gone[found + at]
            if stay.all() or stay.sum() >= k or k >= len(part):
                return found[stay], cosines[stay]
            k *= 2  # what is gone may lie together, and be all that is near

    def scores(self, vector: Vectors, ids: Ids) -> Scores:
        """Return the cosine, -1 to 1, of `vector` with the nearest of each of the passages `ids`, float32 (len(ids),)."""
        if len(self._parts) == 1:
            return self._parts[0].scores(vector, ids)
        scores, owners = np.empty(len(ids), np.float32), np.searchsorted(self._starts, ids, "right") - 1
        for number, part in enumerate(self._parts):
            own = owners == number
            scores[own] = part.scores(vector, ids[own] - self._starts[number])
        return scores

    def _place(self, number: int) -> tuple[PassageVectors, int]:
        """Return in which part passage `number` is, and its number there."""
        part = int(np.searchsorted(self._starts, number, "right")) - 1
        return self._parts[part], number - int(self._starts[part])
