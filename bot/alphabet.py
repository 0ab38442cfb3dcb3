"""The characters and bigrams that the reader's network knows, as ids.

Knows nothing of the network.
"""

import numpy as np
from numpy.typing import NDArray

_UNKNOWN = 63  # ids shared by the characters outside the vocabulary, so that equal ones may still match


class Alphabet:
    """Characters and bigrams of folded text to ids; 0 is padding, 1 the bigram that is not known."""

    def __init__(self, characters: str, bigrams: str, size: int) -> None:
        self.characters, self.bigrams, self._size = characters, bigrams, size
        codes = np.arange(0x10000, dtype=np.int64)
        self._ids = len(characters) + 1 + (codes * 2654435761 % 2**32 >> 7) % _UNKNOWN
        points = np.array([ord(c) for c in characters])
        self._ids[points] = np.arange(1, len(characters) + 1)
        self._word = np.ones(size, dtype=bool)
        self._word[[0, *(i for i, c in enumerate(characters, 1) if not c.isalnum())]] = False
        pairs = self.encode(bigrams).reshape(-1, 2)
        self._codes: NDArray[np.int64] = pairs[:, 0] * size + pairs[:, 1]
        if np.any(np.diff(self._codes) <= 0):
            raise ValueError("the bigrams of the alphabet are not in the order of their ids")

    def encode(self, folded: str) -> NDArray[np.int64]:
        """Return one id a character."""
        ids: NDArray[np.int64] = self._ids[[min(ord(c), 0xFFFF) for c in folded]]
        return ids

    def pairs(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return, for each character id, the id of the bigram that begins there (0 before a mark or gap)."""
        codes = ids[:-1] * self._size + ids[1:]
        place = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        known = np.where(self._codes[place] == codes, place + 2, 1)
        return np.append(np.where(self._word[ids[:-1]] & self._word[ids[1:]], known, 0), 0)
