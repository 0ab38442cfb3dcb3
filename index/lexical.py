"""BM25 over terms: what is stored is counted, and scored when asked; a search adds up a few postings lists.

Counts stay true when passages come and go around them; scores do not, for rarity and mean length change.
Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with Lucene's
idf, which is never negative. Knows nothing of what a term is or of vectors.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.types import Ids, Scores

# Below the customary 1.2 and 0.75: paragraphs are short and alike in length. Fitted with
# `python -m benchmarks retrieval` on DRCD dev and CMRC trial.
K1 = 0.6
B = 0.6
_MOST = 65535  # a term more often than this in one passage counts as so often: its weight is the same

_Int32 = npt.NDArray[np.int32]
_Counts = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class TermCounts:
    """What was counted of some passages, passage after passage.

    Passage p has `distinct[p]` entries of `terms` and `counts`, and `lengths[p]` terms in all. Term t is line t of
    `vocabulary`: one text goes from process to process in a tenth of the time that many do.
    """

    vocabulary: str
    terms: _Int32
    counts: _Counts
    distinct: _Int32
    lengths: _Int32


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
        "\n".join(numbers),
        np.array(terms, np.int32),
        clipped(np.array(counts, np.int64)),
        np.array(distinct, np.int32),
        np.array(lengths, np.int32),
    )


def clipped(counts: npt.NDArray[np.int64]) -> _Counts:
    """Return `counts` as they are stored."""
    return np.minimum(counts, _MOST).astype(np.uint16)


class LexicalIndex:
    """Postings by term: `ids[starts[t]:starts[t + 1]]` are the passages with term t, `counts` beside them."""

    def __init__(
        self, vocabulary: Sequence[str], starts: Ids, ids: _Int32, counts: _Counts, lengths: _Int32
    ) -> None:
        self._vocabulary = vocabulary
        self._starts, self._ids, self._counts, self._lengths = starts, ids, counts, lengths
        size, frequency = len(lengths), np.diff(starts)
        self._idf = np.log1p((size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        length = lengths.astype(np.float32)
        mean = float(length.mean()) if size else 1.0
        self._norm: Scores = K1 * (1 - B + B * length / max(mean, 1e-9))

    @cached_property
    def _terms(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self._vocabulary)}

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> "LexicalIndex":
        """Return an index of `documents`, each the terms of one passage."""
        counted = count(documents)
        size = len(counted.lengths)
        return cls.empty().merged(np.empty(0, np.int64), [counted], np.arange(size), size)

    @classmethod
    def empty(cls) -> "LexicalIndex":
        """Return an index of no passage."""
        none = np.empty(0, np.int32)
        return cls([], np.zeros(1, np.int64), none, none.astype(np.uint16), none)

    def merged(self, moved: Ids, parts: Iterable[TermCounts], owners: Ids, size: int) -> "LexicalIndex":
        """Return an index of `size` passages: this one's, and those counted in `parts`.

        Passage p of this index becomes passage `moved[p]`, or goes where that is -1; the passages of
        `parts`, in order, become `owners`. No two may become the same.
        """
        starts, ids, counts = self._kept(moved)
        vocabulary, added = _joined(parts, self._vocabulary)
        lengths = np.zeros(size, np.int32)
        lengths[moved[moved >= 0]] = self._lengths[moved >= 0]
        lengths[owners] = added.lengths
        terms, new_ids, new_counts = _by_term(added, owners, size)
        starts = np.concatenate([starts, np.full(len(vocabulary) + 1 - len(starts), starts[-1])])
        if len(ids):  # new postings go to the end of their term's list: order within a list means nothing
            ends = starts[terms + 1]
            ids, counts = np.insert(ids, ends, new_ids), np.insert(counts, ends, new_counts)
        else:
            ids, counts = new_ids, new_counts
        starts[1:] += np.cumsum(np.bincount(added.terms, minlength=len(vocabulary)))
        used = np.diff(starts) > 0
        if not used.all():
            vocabulary = tuple(itertools.compress(vocabulary, used))
            starts = np.concatenate([starts[:-1][used], starts[-1:]])
        return LexicalIndex(vocabulary, starts, ids, counts, lengths)

    def _kept(self, moved: Ids) -> tuple[Ids, _Int32, _Counts]:
        """Return starts, ids and counts of the postings that stay, under their new numbers."""
        ids = moved.astype(np.int32)[self._ids]
        keep = ids >= 0
        if keep.all():
            return self._starts.copy(), ids, self._counts
        before = np.concatenate([[0], np.cumsum(keep)])
        return before[self._starts], ids[keep], self._counts[keep]

    def __len__(self) -> int:
        return len(self._lengths)

    def known(self, terms: Iterable[str]) -> tuple[list[str], Scores]:
        """Return those of `terms` that some passage has, each once, and their rarities, float32 from 0 to 1.

        A rarity is an idf over that of a term in a single passage.
        """
        found = [term for term in dict.fromkeys(terms) if term in self._terms]
        most = np.log1p((len(self) - 0.5) / 1.5)
        rarities: Scores = self._idf[[self._terms[term] for term in found]] / np.float32(most)
        return found, rarities

    def scores(self, weights: Mapping[str, float]) -> Scores:
        """Return the BM25 score, 0 or more, of every passage, float32 (n,), each term's share times its weight."""
        total = np.zeros(len(self), np.float32)
        for term, weight in weights.items():
            number = self._terms.get(term)
            if number is not None:
                span = slice(self._starts[number], self._starts[number + 1])
                ids, counts = self._ids[span], self._counts[span].astype(np.float32)
                # A passage stands once in a list, so that += adds to each.
                total[ids] += weight * self._idf[number] * counts * (K1 + 1) / (counts + self._norm[ids])
        return total

    def holds(self, number: int, document: Sequence[str]) -> bool:
        """Whether passage `number` was counted with the terms of `document`, each as often."""
        if self._lengths[number] != len(document):
            return False
        for term, times in Counter(document).items():
            at = self._terms.get(term)
            if at is None:
                return False
            span = slice(self._starts[at], self._starts[at + 1])
            if self._counts[span][self._ids[span] == number].tolist() != [min(times, _MOST)]:
                return False
        return True

    def save(self, folder: Path) -> None:
        """Write the index as plain files into `folder`."""
        (folder / "terms.txt").write_text("\n".join(self._vocabulary), "utf-8")
        columns: dict[str, npt.NDArray[Any]] = {
            "starts": self._starts,
            "ids": self._ids,
            "counts": self._counts,
            "lengths": self._lengths,
        }
        for name, column in columns.items():
            np.save(folder / f"{name}.npy", column)

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Open what `save` wrote for `size` passages; raises OSError, EOFError or ValueError for damaged files."""
        text = (folder / "terms.txt").read_text("utf-8")
        starts, ids, counts, lengths = (
            np.load(folder / f"{name}.npy", allow_pickle=False)
            for name in ("starts", "ids", "counts", "lengths")
        )
        vocabulary = _lines(text)
        if len(starts) != len(vocabulary) + 1 or not starts[-1] == len(ids) == len(counts):
            raise ValueError("the postings do not fit the vocabulary")
        if len(lengths) != size or ids.max(initial=-1) >= size:
            raise ValueError("the postings do not fit the passages")
        return cls(vocabulary, starts, ids, counts, lengths)


def _joined(parts: Iterable[TermCounts], vocabulary: Sequence[str]) -> tuple[Sequence[str], TermCounts]:
    """Return `vocabulary` with what is new behind it, and `parts` as one, whose terms are numbers in that."""
    seen = [count([]), *parts]
    numbers: defaultdict[str, int] = defaultdict(itertools.count(len(vocabulary)).__next__)
    if vocabulary:  # only the terms that are looked up: there may be a million others
        wanted = {term for part in seen for term in _lines(part.vocabulary)}
        numbers.update((term, number) for number, term in enumerate(vocabulary) if term in wanted)
    terms = [np.array([numbers[t] for t in _lines(part.vocabulary)], np.int32)[part.terms] for part in seen]
    new = (term for term, number in numbers.items() if number >= len(vocabulary))
    joined = TermCounts(
        "",
        np.concatenate(terms),
        np.concatenate([part.counts for part in seen]),
        np.concatenate([part.distinct for part in seen]),
        np.concatenate([part.lengths for part in seen]),
    )
    return (*vocabulary, *new), joined


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _by_term(added: TermCounts, owners: Ids, size: int) -> tuple[_Int32, _Int32, _Counts]:
    """Return terms, passages and counts of what was counted of the passages `owners` below `size`, in this order.

    Sorted as one number each, which takes half the time of finding the order and following it.
    """
    bits = size.bit_length()
    packed = added.terms.astype(np.uint64) << np.uint64(bits + 16)
    packed |= np.repeat(owners.astype(np.uint64) << np.uint64(16), added.distinct)
    packed |= added.counts
    packed.sort()
    counts = packed.astype(np.uint16)
    packed >>= np.uint64(16)
    ids = (packed & np.uint64((1 << bits) - 1)).astype(np.int32)
    packed >>= np.uint64(bits)
    return packed.astype(np.int32), ids, counts


def evenly(terms: Iterable[str]) -> dict[str, float]:
    """Return `terms` as weights for a search in which each counts as it is rare."""
    return dict.fromkeys(terms, 1.0)


def best(scores: Scores, k: int) -> Ids:
    """Return the numbers of the up to `k` best scores above zero, best first, ties by number."""
    k = min(k, len(scores))
    if k == 0:
        return np.empty(0, np.int64)
    top = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    top = top[scores[top] > 0]
    ranked: Ids = top[np.lexsort((top, -scores[top]))].astype(np.int64)
    return ranked
