"""BM25 over the terms of passages; a search adds up a few postings lists.

What is stored is counted, and scored when asked: rarity and mean length change with every passage that comes or goes.
Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with Lucene's idf, which is never
negative. Knows nothing of what a term is or of vectors.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.postings import Postings, count, keys_of
from index.types import Bools, Ids, Scores

# Below the customary 1.2 and 0.75: paragraphs are short and alike in length. Fitted with
# `python -m benchmarks retrieval` on DRCD dev and CMRC trial.
K1 = 0.6
B = 0.6
_GROUP = 64  # scores of which the best is looked at first


@dataclass(frozen=True)
class Found:
    """Terms of a question: T of them, each in some passage.

    `idf` and `rarities`, which are idf over that of a term in a single passage, are float32 (T,). `numbers` are the
    terms' in each part of the index, -1 where no passage of the part has one.
    """

    terms: Sequence[str]
    idf: Scores
    rarities: Scores
    numbers: Sequence[Ids]


class LexicalIndex:
    """BM25 over the passages of `parts`, numbered on from one part to the next, but for those that are `gone`."""

    def __init__(self, parts: Sequence[Postings], gone: Bools | None = None) -> None:
        """`gone`, (n,), says of each passage whether it is out of the index; None when all are in it."""
        self._parts = parts
        lengths = np.concatenate([np.empty(0, np.int32), *(part.lengths for part in parts)])
        self._ends = np.cumsum([len(part.lengths) for part in parts], dtype=np.int64)
        self._gone = [gone[span] if gone is not None else None for span in self._spans()]
        self._gone = [some if some is not None and some.any() else None for some in self._gone]
        self._len = len(lengths)
        self._size = self._len if gone is None else int((~gone).sum())
        total = lengths.sum(where=True if gone is None else ~gone, dtype=np.int64)
        mean = np.float32(max(total / max(self._size, 1), 1e-9))
        self._norm: Scores = (K1 * (1 - B + B * lengths.astype(np.float32) / mean)).astype(np.float32)

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> "LexicalIndex":
        """Return an index of `documents`, each the terms of one passage."""
        return cls([Postings.merged([], [count(documents)])])

    def __len__(self) -> int:
        return self._len

    @property
    def size(self) -> int:
        """How many passages are in the index: not those that are gone."""
        return self._size

    def _spans(self) -> list[slice]:
        starts = [0, *self._ends.tolist()]
        return [slice(start, end) for start, end in zip(starts, self._ends.tolist(), strict=False)]

    def find(self, terms: Iterable[str]) -> "Found":
        """Return those of `terms` that some passage has, each once."""
        asked = list(dict.fromkeys(terms))
        keys = keys_of(asked)
        numbers, frequency = [], np.zeros(len(keys), np.int64)
        for part, gone in zip(self._parts, self._gone, strict=True):
            found = part.find(keys)
            numbers.append(found)
            frequency += np.where(found >= 0, part.starts[found + 1] - part.starts[found], 0)
            if gone is not None:
                left_out = [gone[part.of(number)[0]].sum() if number >= 0 else 0 for number in found.tolist()]
                frequency -= np.array(left_out, np.int64)
        known = np.flatnonzero(frequency)
        idf: Scores = np.log1p((self._size - frequency[known] + 0.5) / (frequency[known] + 0.5))
        most = np.log1p((self._size - 0.5) / 1.5) if len(known) else 1.0
        return Found(
            [asked[i] for i in known.tolist()],
            idf.astype(np.float32),
            (idf / most).astype(np.float32),
            [found[known] for found in numbers],
        )

    def scores(self, found: "Found", weights: Scores | None = None) -> Scores:
        """Return the BM25 score, 0 or more, of every passage, float32 (n,).

        Each term's share counts `weights`, (len(found.terms),), times; once when there are none.
        """
        total = np.zeros(len(self), np.float32)
        factors = ((K1 + 1) * (found.idf if weights is None else found.idf * weights)).tolist()
        for part, numbers, span in zip(self._parts, found.numbers, self._spans(), strict=True):
            scores, norm = total[span], self._norm[span]
            for number, factor in zip(numbers.tolist(), factors, strict=True):
                if number >= 0 and factor:
                    ids, times = part.of(number)
                    shares = times.astype(np.float32)
                    shares /= norm[ids] + shares
                    shares *= factor
                    np.add.at(scores, ids, shares)  # in half the time of +=
        for gone, span in zip(self._gone, self._spans(), strict=True):
            if gone is not None:
                total[span][gone] = 0
        return total

    def holds(self, number: int, document: Sequence[str]) -> bool:
        """Whether passage `number` was counted with the terms of `document`, each as often."""
        part = int(np.searchsorted(self._ends, number, "right"))
        return self._parts[part].holds(number - self._spans()[part].start, document)


def best(scores: Scores, k: int) -> Ids:
    """Return the numbers of the up to `k` best scores above zero, best first, ties by number."""
    if k <= 0:
        return np.empty(0, np.int64)
    # At least k scores reach the k-th best of the groups' best, and few others do.
    tops = scores[: len(scores) // _GROUP * _GROUP].reshape(_GROUP, -1).max(axis=0)
    least = np.partition(tops, -k)[-k] if len(tops) >= k else 0
    some = np.flatnonzero((scores >= least) & (scores > 0))
    ranked: Ids = some[np.argsort(-scores[some], kind="stable")[:k]]
    return ranked
