"""BM25 over terms, scored when built: a search adds up a few postings lists.

Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with Lucene's
idf, which is never negative. Knows nothing of what a term is or of vectors.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.types import Ids, Scores

# Below the customary 1.2 and 0.75: paragraphs are short and alike in length. Fitted with
# `python -m benchmarks retrieval` on DRCD dev and CMRC trial.
K1 = 0.6
B = 0.6


class LexicalIndex:
    """Postings by term: `ids[starts[t]:starts[t + 1]]` are the passages with term t, `weights` beside them."""

    def __init__(
        self,
        vocabulary: Sequence[str],
        starts: npt.NDArray[np.int64],
        ids: npt.NDArray[np.int32],
        weights: npt.NDArray[np.float32],
        size: int,
    ) -> None:
        self._terms = {term: number for number, term in enumerate(vocabulary)}
        self._starts, self._ids, self._weights, self._size = starts, ids, weights, size

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> "LexicalIndex":
        """Return an index of `documents`, each the terms of one passage."""
        terms: dict[str, int] = {}
        term_column: list[npt.NDArray[np.int32]] = []
        count_column: list[npt.NDArray[np.float32]] = []
        lengths: list[int] = []
        for document in documents:
            counts = Counter(document)
            lengths.append(len(document))
            term_column.append(np.array([terms.setdefault(t, len(terms)) for t in counts], np.int32))
            count_column.append(np.array(list(counts.values()), np.float32))
        size = len(lengths)
        owners = np.repeat(np.arange(size, dtype=np.int32), [len(column) for column in term_column])
        term_of = np.concatenate([*term_column, np.empty(0, np.int32)])
        count_of = np.concatenate([*count_column, np.empty(0, np.float32)])
        length = np.array(lengths, np.float32)
        mean = float(length.mean()) if size else 1.0
        frequency = np.bincount(term_of, minlength=len(terms))
        idf = np.log1p((size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        norm = K1 * (1 - B + B * length[owners] / max(mean, 1e-9))
        weights = (idf[term_of] * count_of * (K1 + 1) / (count_of + norm)).astype(np.float32)
        order = np.argsort(term_of, kind="stable")
        starts = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
        return cls(list(terms), starts, owners[order], weights[order], size)

    def __len__(self) -> int:
        return self._size

    def scores(self, terms: Iterable[str]) -> Scores:
        """Return the BM25 score, 0 or more, of every passage, float32 (n,); repeated terms count once."""
        total = np.zeros(self._size, np.float32)
        for term in dict.fromkeys(terms):
            number = self._terms.get(term)
            if number is not None:
                span = slice(self._starts[number], self._starts[number + 1])
                total[self._ids[span]] += self._weights[span]  # a passage stands once in a list
        return total

    def save(self, folder: Path) -> None:
        """Write the index as plain files into `folder`."""
        (folder / "terms.txt").write_text("\n".join(self._terms), "utf-8")
        np.save(folder / "starts.npy", self._starts)
        np.save(folder / "ids.npy", self._ids)
        np.save(folder / "weights.npy", self._weights)

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Open what `save` wrote for `size` passages; raises OSError or ValueError for damaged files."""
        text = (folder / "terms.txt").read_text("utf-8")
        starts, ids, weights = (
            np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("starts", "ids", "weights")
        )
        vocabulary = text.split("\n") if text else []
        if len(starts) != len(vocabulary) + 1 or not starts[-1] == len(ids) == len(weights):
            raise ValueError("the postings do not fit the vocabulary")
        return cls(vocabulary, starts, ids, weights, size)


def best(scores: Scores, k: int) -> Ids:
    """Return the numbers of the up to `k` best scores above zero, best first, ties by number."""
    k = min(k, len(scores))
    if k == 0:
        return np.empty(0, np.int64)
    top = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    top = top[scores[top] > 0]
    ranked: Ids = top[np.lexsort((top, -scores[top]))].astype(np.int64)
    return ranked
