"""Words of many runs of Han characters at once: jieba's dictionary and its most probable path, in numpy.

jieba walks one sentence after the other in Python; here all sentences of a batch take each step together. The words
are those of jieba's `cut_for_search(run, HMM=False)`. Knows nothing of texts, scripts or of what is counted.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.types import Bools, Ids

Codes = npt.NDArray[np.uint32]
Nodes = npt.NDArray[np.int32]
_Keys = npt.NDArray[np.uint64]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hashing: 2^64 over the golden ratio
_ROOM = 4  # slots of the table for each entry, so that most are found where they are looked for first


class Dictionary:
    """Words and what words begin with, as a tree: from a node a character leads to a node.

    Nodes are numbered from 1 in the order given; 0 is the root, and as an answer says that there is none.
    Characters are code points below 65,536.
    """

    def __init__(self, frequencies: Mapping[str, int], total: int) -> None:
        """Take words with how often each occurs in `total` words.

        Whatever a word begins with must be there too, with 0 where it is no word.
        """
        self.words = ["", *frequencies]
        numbers = {word: number for number, word in enumerate(self.words)}
        parents = np.array([numbers[word[:-1]] for word in frequencies], np.uint64)
        last = np.frombuffer("".join([word[-1] for word in frequencies]).encode("utf-16-le"), "<u2")
        times = {0, *frequencies.values()}
        logs = {
            n: math.log(n) - math.log(total) if n else -math.inf for n in times
        }  # to the bit as jieba does
        self.weights = np.array([-math.inf, *(logs[n] for n in frequencies.values())])
        self.unknown = math.log(1) - math.log(total)  # what a character weighs of which nothing is known
        self._shift = np.uint64(64 - (_ROOM * len(numbers)).bit_length())
        self._fill(parents << np.uint64(16) | last)

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
        keys = nodes.astype(np.uint64) << np.uint64(16) | codes
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


def search_words(codes: Codes, is_han: Bools, dictionary: Dictionary) -> Cut:
    """Return the search words of every run of Han characters in `codes`, in no order.

    `codes` are code points, (n,); `is_han`, (n,), says which of them are Han characters, the last is not.
    A word of more than two characters brings the words of two within it, one of more than three those of three.
    """
    codes = np.where(is_han, codes, 0)  # a word's next character may be any, and beyond 65,535
    nodes = _nodes(codes, is_han, dictionary)
    lengths = _most_probable(is_han, nodes, dictionary)
    begins = np.flatnonzero(is_han & ~np.concatenate([[False], is_han[:-1]]))
    parts = [begins]
    while len(begins):  # all runs, word by word
        begins = begins + lengths[begins]
        begins = begins[is_han[begins]]
        parts.append(begins)
    starts = np.concatenate(parts)
    sizes = lengths[starts]
    found = [(starts, sizes)]
    for length in (2, 3):
        if len(nodes) >= length:
            inner = _within(starts, sizes, length)
            inner = inner[dictionary.weights[nodes[length - 1][inner]] > -np.inf]
            found.append((inner, np.full(len(inner), length)))
    starts, sizes = (np.concatenate(columns) for columns in zip(*found, strict=True))
    numbers = np.zeros(len(starts), np.int32)
    for length, row in enumerate(nodes, 1):
        these = sizes == length
        numbers[these] = row[starts[these]]
    return Cut(starts, sizes, numbers)


def _within(starts: Ids, sizes: Ids, length: int) -> Ids:
    """Return where pieces of `length` characters begin that lie within longer words, not being all of one."""
    long = sizes > length
    starts, each = starts[long], sizes[long] - length + 1
    first = np.cumsum(each) - each
    inner: Ids = np.repeat(starts - first, each) + np.arange(each.sum())
    return inner


def _nodes(codes: Codes, is_han: Bools, dictionary: Dictionary) -> Sequence[Nodes]:
    """Return, for each length from 1, the node of so many characters from each place on, 0 for none; each (n,)."""
    rows: list[Nodes] = []
    places = np.flatnonzero(is_han)
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


def _most_probable(is_han: Bools, nodes: Sequence[Nodes], dictionary: Dictionary) -> Ids:
    """Return the length of the word that begins at each place on the most probable path to its run's end, (n,)."""
    ends = np.flatnonzero(is_han[:-1] & ~is_han[1:]) + 1
    places = np.flatnonzero(is_han)
    left = ends[np.searchsorted(ends, places, "right")] - places
    places = places[np.argsort(left, kind="stable")]
    steps = np.concatenate([[0], np.cumsum(np.bincount(left)[1:])])  # places as far from their run's end
    weights = [dictionary.weights[row[places]] for row in nodes] or [np.full(len(places), -np.inf)]
    weights[0][np.maximum.reduce(weights) == -np.inf] = dictionary.unknown
    longer = [np.flatnonzero(row > -np.inf) for row in weights[1:]]
    bounds = [np.searchsorted(row, steps).tolist() for row in longer]
    score, length = np.zeros(len(is_han)), np.ones(len(is_han), np.int64)
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
