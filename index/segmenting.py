"""Words of many runs of Han characters at once: jieba's dictionary and its most probable path, in numpy.

jieba walks one sentence after the other in Python; here all sentences of a batch take each step together. The words
are those of jieba's `cut_for_search(run, HMM=False)`. Knows nothing of texts, scripts or of what is counted.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.types import Bools, Ids

Codes = npt.NDArray[np.uint32]
Nodes = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float64]
_Keys = npt.NDArray[np.uint64]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hashing: 2^64 over the golden ratio
_CODE_BITS = np.uint64(16)
_ROOM = 4  # slots of the table for each entry, so that most are found where they are looked for first


class Dictionary:
    """Words, each with what it weighs in nats, as a tree: from a node a character leads to a node.

    Each beginning of a word has a node, numbered from 1; 0 is the root, and as an answer says that there is none.
    `named` has the number of the word that a node is, -1 for a beginning that is none, and `weights` what it weighs, -inf
    for those. Characters are code points below 65,536.
    """

    def __init__(
        self, words: Sequence[str], weights: Weights, unknown: float, *, apart: bool = False
    ) -> None:
        """Take distinct `words` with their `weights`, and what a character weighs that is `unknown`.

        That is one with which no word begins, or, where unknown ones stand `apart`, one that is no word itself.
        """
        self.words, self.unknown, self.apart = words, unknown, apart
        lengths = np.array([len(word) for word in words], np.int64)
        codes = np.frombuffer("".join(words).encode("utf-16-le"), "<u2").astype(np.uint64)
        begins = np.cumsum(lengths) - lengths
        nodes, keys, last = np.zeros(len(words), np.uint64), [np.empty(0, np.uint64)], 0
        at = np.zeros(len(words), np.int64)
        for length in range(int(lengths.max(initial=0))):
            longer = np.flatnonzero(lengths > length)
            found, which = np.unique(
                nodes[longer] << _CODE_BITS | codes[begins[longer] + length], return_inverse=True
            )
            at[longer] = which + last + 1
            nodes, last = at.astype(np.uint64), last + len(found)
            keys.append(found)
        self.named = np.full(last + 1, -1)
        self.named[at] = np.arange(len(words))
        self.weights = np.full(last + 1, -math.inf)
        self.weights[at] = weights
        self._shift = np.uint64(64 - (_ROOM * (last + 1)).bit_length())
        self._fill(np.concatenate(keys))

    @classmethod
    def counted(cls, words: Sequence[str], times: Sequence[int], total: int) -> "Dictionary":
        """Return what says of each of `words` how likely it is, seen `times` in `total` words; one never seen is none."""
        logs = {
            n: math.log(n) - math.log(total) if n else -math.inf for n in set(times)
        }  # to the bit as jieba does
        return cls(words, np.array([logs[n] for n in times]), math.log(1) - math.log(total))

    def _fill(self, keys: _Keys) -> None:
        size = (1 << (64 - int(self._shift))) + len(keys)  # no search runs over the end
        self._keys, self._nodes = np.zeros(size, np.uint64), np.zeros(size, np.int32)
        left, at = np.arange(len(keys)), self._slots(keys)
        while len(left):
            free = self._nodes[at] == 0
            self._nodes[at[free]] = left[free] + 1  # of several that want one slot, one gets it
            got = self._nodes[at] == left + 1
            self._keys[at[got]] = keys[left[got]]
            left, at = left[~got], at[~got] + 1

    def _slots(self, keys: _Keys) -> Ids:
        return (keys * _SPREAD >> self._shift).astype(np.int64)

    def step(self, nodes: Nodes, codes: Codes) -> Nodes:
        """Return the node that each of `codes` leads to from the one of `nodes` beside it, 0 for none."""
        keys = nodes.astype(np.uint64) << _CODE_BITS | codes
        at = self._slots(keys)
        found: Nodes = self._nodes[at]
        wrong = np.flatnonzero((self._keys[at] != keys) & (found > 0))
        while len(wrong):
            at[wrong] += 1
            found[wrong] = self._nodes[at[wrong]]
            wrong = wrong[(self._keys[at[wrong]] != keys[wrong]) & (found[wrong] > 0)]
        return found


@dataclass(frozen=True)
class Cut:
    """Words by where they begin; `nodes` are theirs in the dictionary, 0 for a character that is not in it."""

    starts: Ids
    lengths: Ids
    nodes: Nodes


def cut_words(codes: Codes, inside: Bools, dictionary: Dictionary) -> Cut:
    """Return the words of the most probable path through every run of characters in `codes`, in no order.

    `codes` are code points, (n,); `inside`, (n,), says which of them are in a run, the last is not.
    """
    nodes = _nodes(codes, inside, dictionary)
    starts, sizes = _path(inside, nodes, dictionary)
    return Cut(starts, sizes, _of_length(nodes, starts, sizes))


def search_words(codes: Codes, inside: Bools, dictionary: Dictionary) -> Cut:
    """Return what `cut_words` does, and the shorter words within: jieba's `cut_for_search`, in no order.

    A word of more than two characters brings the words of two within it, one of more than three those of three.
    """
    nodes = _nodes(codes, inside, dictionary)
    starts, sizes = _path(inside, nodes, dictionary)
    found = [(starts, sizes)]
    for length in (2, 3):
        if len(nodes) >= length:
            inner = _within(starts, sizes, length)
            inner = inner[dictionary.weights[nodes[length - 1][inner]] > -np.inf]
            found.append((inner, np.full(len(inner), length)))
    starts, sizes = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return Cut(starts, sizes, _of_length(nodes, starts, sizes))


def _path(inside: Bools, nodes: Sequence[Nodes], dictionary: Dictionary) -> tuple[Ids, Ids]:
    """Return where the words of the most probable path begin, and how long they are."""
    lengths = _most_probable(inside, nodes, dictionary)
    begins = np.flatnonzero(inside & ~np.concatenate([[False], inside[:-1]]))
    parts = [begins]
    while len(begins):  # all runs, word by word
        begins = begins + lengths[begins]
        begins = begins[inside[begins]]
        parts.append(begins)
    starts = np.concatenate(parts)
    return starts, lengths[starts]


def _of_length(nodes: Sequence[Nodes], starts: Ids, sizes: Ids) -> Nodes:
    """Return the node of so many characters as `sizes` says from each of `starts` on."""
    found = np.zeros(len(starts), np.int32)
    for length, row in enumerate(nodes, 1):
        these = sizes == length
        found[these] = row[starts[these]]
    return found


def _within(starts: Ids, sizes: Ids, length: int) -> Ids:
    """Return where pieces of `length` characters begin that lie within longer words, not being all of one."""
    long = sizes > length
    starts, each = starts[long], sizes[long] - length + 1
    first = np.cumsum(each) - each
    inner: Ids = np.repeat(starts - first, each) + np.arange(each.sum())
    return inner


def _nodes(codes: Codes, inside: Bools, dictionary: Dictionary) -> Sequence[Nodes]:
    """Return, for each length from 1, the node of so many characters from each place on, 0 for none; each (n,)."""
    codes = np.where(inside, codes, 0)  # a word's next character may be any, and beyond 65,535
    rows: list[Nodes] = []
    places = np.flatnonzero(inside)
    here = dictionary.step(np.zeros(len(places), np.int32), codes[places])
    while True:
        known = here > 0
        places, here = places[known], here[known]
        if not len(places):
            return rows
        row = np.zeros(len(codes), np.int32)
        row[places] = here
        rows.append(row)
        here = dictionary.step(here, codes[places + len(rows)])


def _most_probable(inside: Bools, nodes: Sequence[Nodes], dictionary: Dictionary) -> Ids:
    """Return the length of the word that begins at each place on the most probable path to its run's end, (n,)."""
    ends = np.flatnonzero(inside[:-1] & ~inside[1:]) + 1
    places = np.flatnonzero(inside)
    left = ends[np.searchsorted(ends, places, "right")] - places
    few = (
        np.uint16 if left.max(initial=0) < 1 << 16 else np.int64
    )  # numbers of two bytes are put in order by radix
    places = places[np.argsort(left.astype(few), kind="stable")]
    steps = np.concatenate([[0], np.cumsum(np.bincount(left)[1:])])  # places as far from their run's end
    weights = [dictionary.weights[row[places]] for row in nodes] or [np.full(len(places), -np.inf)]
    alone = weights[0] if dictionary.apart else np.maximum.reduce(weights)
    weights[0][alone == -np.inf] = dictionary.unknown
    longer = [np.flatnonzero(row > -np.inf) for row in weights[1:]]
    bounds = [np.searchsorted(row, steps).tolist() for row in longer]
    score, length = np.zeros(len(inside)), np.ones(len(inside), np.int64)
    for step, (first, last) in enumerate(zip(steps[:-1].tolist(), steps[1:].tolist(), strict=True)):
        here = places[first:last]
        score[here] = weights[0][first:last] + score[here + 1]
        for more, (row, bound) in enumerate(zip(longer[:step], bounds, strict=False), 1):
            some = row[bound[step] : bound[step + 1]]
            if len(some):
                at = places[some]
                through = weights[more][some] + score[at + more + 1]
                better = through >= score[at]  # of two that are as probable jieba takes the longer word
                score[at[better]], length[at[better]] = through[better], more + 1
    return length
