"""BM25 over the terms of passages; a search adds up a few postings lists.

What is stored is counted, and scored when asked: rarity and mean length change with every passage that comes or goes.
Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with Lucene's idf, which is never
negative. Knows nothing of what a term is or of vectors.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from index.postings import Postings, count, keys_of
from index.types import Bools, Ids, Scores

# Below the customary 1.2 and 0.75: paragraphs are short and alike in length. Fitted with
# `python -m benchmarks retrieval` on DRCD dev and CMRC trial.
K1 = 0.6
B = 0.6


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

    def _spans(self) -> list[slice]:
        starts = [0, *self._ends.tolist()]
        return [slice(start, end) for start, end in zip(starts, self._ends.tolist(), strict=False)]

    def _find(self, terms: Iterable[str]) -> tuple[list[Ids], Scores]:
        """Return the numbers of `terms` in each part, and their idf, float32; 0 for a term that no passage has."""
        keys = keys_of(terms)
        numbers, frequency = [], np.zeros(len(keys), np.int64)
        for part, gone in zip(self._parts, self._gone, strict=True):
            found = part.find(keys)
            numbers.append(found)
            frequency += np.where(found >= 0, part.starts[found + 1] - part.starts[found], 0)
            if gone is not None:
                left_out = [gone[part.of(number)[0]].sum() if number >= 0 else 0 for number in found.tolist()]
                frequency -= np.array(left_out, np.int64)
        idf: Scores = np.log1p((self._size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        idf[frequency == 0] = 0
        return numbers, idf

    def known(self, terms: Iterable[str]) -> tuple[list[str], Scores]:
        """Return those of `terms` that some passage has, each once, and their rarities, float32 from 0 to 1.

        A rarity is an idf over that of a term in a single passage.
        """
        asked = list(dict.fromkeys(terms))
        _, idf = self._find(asked)
        most = np.log1p((self._size - 0.5) / 1.5) if self._size else 1.0
        found = np.flatnonzero(idf)
        rarities: Scores = idf[found] / np.float32(most)
        return [asked[i] for i in found.tolist()], rarities

    def scores(self, weights: Mapping[str, float]) -> Scores:
        """Return the BM25 score, 0 or more, of every passage, float32 (n,), each term's share times its weight."""
        total = np.zeros(len(self), np.float32)
        numbers, idf = self._find(weights)
        factors = (idf * np.fromiter(weights.values(), np.float32, len(weights)) * (K1 + 1)).tolist()
        for part, found, span in zip(self._parts, numbers, self._spans(), strict=True):
            scores, norm = total[span], self._norm[span]
            for number, factor in zip(found.tolist(), factors, strict=True):
                if number >= 0 and factor:
                    ids, times = part.of(number)
                    counts = times.astype(np.float32)
                    # A passage stands once in a list, so that += adds to each.
                    scores[ids] += np.float32(factor) * counts / (counts + norm[ids])
        for gone, span in zip(self._gone, self._spans(), strict=True):
            if gone is not None:
                total[span][gone] = 0
        return total

    def holds(self, number: int, document: Sequence[str]) -> bool:
        """Whether passage `number` was counted with the terms of `document`, each as often."""
        part = int(np.searchsorted(self._ends, number, "right"))
        return self._parts[part].holds(number - self._spans()[part].start, document)


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
