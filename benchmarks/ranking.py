"""Ranks of what was right, and the figures made of them. Knows nothing of how anything was searched."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

DEPTH = 10
COLUMNS = ("R@1", "R@5", "MRR@10", "nDCG@10")

# What is found for a question, by its number, best first.
Search = Callable[[int], Iterable[int]]


def first_rank(found: Iterable[object], right: object) -> int:
    """Return the rank from 0 of `right` among the first DEPTH of `found`; DEPTH when it is missing."""
    places = list(found)[:DEPTH]
    return places.index(right) if right in places else DEPTH


def figures(ranks: Sequence[int]) -> dict[str, float]:
    """Return recall at 1 and 5, mean reciprocal rank and nDCG at 10, each 0 to 1: one thing is right.

    Figures of no question are NaN.
    """
    if not len(ranks):
        return dict.fromkeys(COLUMNS, float("nan"))
    places = np.array(ranks)
    found = places < DEPTH
    values = (
        (places == 0).mean(),
        (places < 5).mean(),
        np.where(found, 1 / (places + 1), 0).mean(),
        np.where(found, 1 / np.log2(places + 2), 0).mean(),
    )
    return {name: float(value) for name, value in zip(COLUMNS, values, strict=True)}
