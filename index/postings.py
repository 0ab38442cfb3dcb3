"""Which passages have which terms, and how often: the half of BM25 that is stored, for the passages of one segment.

A term is known by 64 bits: one of one or two characters by its code points, a longer one by a hash of it. Counts stay
true when passages come and go around them. Knows nothing of what a term is, or of scores.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.arrays import read_array
from index.types import Ids

_MOST = 65535  # a term more often than this in one passage counts as so often: its weight is the same
_CODE = 21  # bits of a code point
_HASHED = 1 << 63  # set in the key of a longer term, in no other

Keys = npt.NDArray[np.uint64]
Int32 = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class TermCounts:
    """What was counted of some passages, passage after passage.

    Passage p has `distinct[p]` entries of `terms` and `counts`, and `lengths[p]` terms in all. Term t has `keys[t]`.
    """

    keys: Keys
    terms: Int32
    counts: Counts
    distinct: Int32
    lengths: Int32


def key(term: str) -> int:
    """Return the 64 bits by which `term` is known; those of two of a million terms are the same once in 10⁷ times."""
    if len(term) <= 2:
        return ord(term[0]) << _CODE | ord(term[1]) if len(term) == 2 else ord(term or "\0")
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") | _HASHED


def pair_keys(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> Keys:
    """Return the keys of terms of two characters, whose code points are given."""
    keys: Keys = first.astype(np.uint64) << np.uint64(_CODE) | second.astype(np.uint64)
    return keys


def keys_of(terms: Iterable[str]) -> Keys:
    """Return the key of each of `terms`."""
    return np.array([key(term) for term in terms], np.uint64)


def count(documents: Iterable[Sequence[str]]) -> TermCounts:
    """Return the counts of `documents`, each the terms of one passage."""
    numbers: dict[str, int] = {}
    terms: list[int] = []
    counts: list[int] = []
    distinct: list[int] = []
    lengths: list[int] = []
    for document in documents:
        counted = Counter(document)
        terms.extend([numbers.setdefault(term, len(numbers)) for term in counted])
        counts.extend(counted.values())
        distinct.append(len(counted))
        lengths.append(len(document))
    return TermCounts(
        keys_of(numbers),
        np.array(terms, np.int32),
        clipped(np.array(counts, np.int64)),
        np.array(distinct, np.int32),
        np.array(lengths, np.int32),
    )


def clipped(counts: npt.NDArray[np.int64]) -> Counts:
    """Return `counts` as they are stored."""
    return np.minimum(counts, _MOST).astype(np.uint16)


@dataclass(frozen=True)
class Postings:
    """Passages by term: `ids[starts[t]:starts[t + 1]]` are those with the term of `keys[t]`, `counts` beside them.

    `keys` are in order, `lengths[p]` is how many terms passage p has in all.
    """

    keys: Keys
    starts: Ids
    ids: Int32
    counts: Counts
    lengths: Int32

    @classmethod
    def merged(cls, kept: Iterable[tuple["Postings", Ids]], parts: Iterable[TermCounts]) -> "Postings":
        """Return the postings of the passages `kept` of others, by number in order, and behind them those counted."""
        found = [_Entries.of_postings(*one) for one in kept]
        found += [_Entries.of_counts(part) for part in parts]
        return _joined(found)

    def find(self, keys: Keys) -> Ids:
        """Return the numbers of the terms of `keys`, -1 for those that no passage has."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, places, -1)

    def of(self, number: int) -> tuple[Int32, Counts]:
        """Return the passages that have term `number`, each once, and how often."""
        span = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.ids[span], self.counts[span]

    def holds(self, passage: int, document: Sequence[str]) -> bool:
        """Whether `passage` was counted with the terms of `document`, each as often."""
        if self.lengths[passage] != len(document):
            return False
        counted = Counter(document)
        for number, times in zip(self.find(keys_of(counted)).tolist(), counted.values(), strict=True):
            ids, counts = self.of(number) if number >= 0 else (self.ids[:0], self.counts[:0])
            if counts[ids == passage].tolist() != [min(times, _MOST)]:
                return False
        return True

    def save(self, folder: Path) -> None:
        """Write a file for each column into `folder`."""
        for name in self.__dataclass_fields__:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path, size: int) -> "Postings":
        """Open what `save` wrote for `size` passages, read as it is needed; raises OSError or ValueError for damage."""
        found = cls(*(read_array(folder / f"{name}.npy", mapped=True) for name in cls.__dataclass_fields__))
        kinds = [np.dtype(kind) for kind in (np.uint64, np.int64, np.int32, np.uint16, np.int32)]
        if [getattr(found, name).dtype for name in cls.__dataclass_fields__] != kinds:
            raise ValueError("the postings are of another kind")
        if len(found.starts) != len(found.keys) + 1 or found.starts[0] or (np.diff(found.starts) < 1).any():
            raise ValueError("the postings do not fit the terms")
        if not found.starts[-1] == len(found.ids) == len(found.counts):
            raise ValueError("the postings are not whole")
        if len(found.lengths) != size or found.ids.max(initial=-1) >= size or found.ids.min(initial=0) < 0:
            raise ValueError("the postings do not fit the passages")
        return found


@dataclass(frozen=True)
class _Entries:
    """The entries of some passages, `lengths` long: that passage `ids` has the term of `keys[terms]` `counts` times."""

    keys: Keys
    terms: npt.NDArray[Any]
    ids: npt.NDArray[Any]
    counts: Counts
    lengths: Int32

    @classmethod
    def of_postings(cls, postings: Postings, passages: Ids) -> "_Entries":
        """Return the entries of `passages`, by their place among these."""
        places = np.full(len(postings.lengths), -1, np.int32)
        places[passages] = np.arange(len(passages))
        ids = places[postings.ids]
        stay = ids >= 0
        terms = np.repeat(np.arange(len(postings.keys), dtype=np.int32), np.diff(postings.starts))
        return cls(postings.keys, terms[stay], ids[stay], postings.counts[stay], postings.lengths[passages])

    @classmethod
    def of_counts(cls, part: TermCounts) -> "_Entries":
        """Return the entries of what was counted."""
        ids = np.repeat(np.arange(len(part.lengths), dtype=np.int32), part.distinct)
        return cls(part.keys, part.terms, ids, part.counts, part.lengths)


def _joined(parts: Sequence[_Entries]) -> Postings:
    """Return the postings of the passages of all `parts`, one part's behind the other's.

    Sorted as one number for each entry, which takes half the time of finding the order and following it.
    """
    none = np.empty(0, np.uint64)
    keys, numbers = np.unique(np.concatenate([none, *(part.keys for part in parts)]), return_inverse=True)
    lengths = np.concatenate([none.astype(np.int32), *(part.lengths for part in parts)])
    bits = len(lengths).bit_length()
    packed = np.empty(sum(len(part.terms) for part in parts), np.uint64)
    at = term = passage = 0
    for part in parts:
        these = packed[at : at + len(part.terms)]
        these[:] = numbers[term : term + len(part.keys)][part.terms]
        these <<= np.uint64(bits)
        these |= (part.ids + passage).astype(np.uint64)
        these <<= np.uint64(16)
        these |= part.counts
        at, term, passage = at + len(part.terms), term + len(part.keys), passage + len(part.lengths)
    packed.sort()
    counts = packed.astype(np.uint16)
    packed >>= np.uint64(16)
    ids = (packed & np.uint64((1 << bits) - 1)).astype(np.int32)
    packed >>= np.uint64(bits)
    used, first = np.unique(packed, return_index=True)
    starts = np.append(first, len(packed)).astype(np.int64)
    return Postings(keys[used.astype(np.int64)], starts, ids, counts, lengths)
