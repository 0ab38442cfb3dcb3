"""Which Chinese word an English one stands for, learned from texts that translate each other.

IBM Model 1 (Brown et al., The Mathematics of Statistical Machine Translation, 1993) over pairs that
count more or less. Knows nothing of where the pairs are from or of what is made of the result.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Ranked = dict[str, float]
Pair = tuple[list[str], list[str], float]  # English words, Chinese words, how much the pair counts

ROUNDS = 5  # of expectation and maximisation
LEAST = 0.02  # probability below which a word is not reported


def align(pairs: Iterable[Pair], least_together: int) -> dict[str, Ranked]:
    """Return the probability of each Chinese word given an English one, those of `LEAST` and more.

    Words must stand together in `least_together` pairs. What fits no English word is given to none.
    """
    left, right = {"": 0}, dict[str, int]()  # the empty word takes what fits none
    sources, targets, occurrences, weights = array("q"), array("q"), array("q"), array("d")
    occurrence = 0
    for ours, theirs, weight in pairs:
        numbers = sorted({0, *(left.setdefault(word, len(left)) for word in ours)})
        for word in dict.fromkeys(theirs):
            sources.extend(numbers)
            targets.extend([right.setdefault(word, len(right))] * len(numbers))
            occurrences.extend([occurrence] * len(numbers))
            weights.extend([weight] * len(numbers))
            occurrence += 1
    links = np.array(sources) * len(right) + np.array(targets)
    distinct, which = np.unique(links, return_inverse=True)
    probability = _learn(distinct // len(right), which, np.array(occurrences), np.array(weights))
    reported = np.flatnonzero((probability >= LEAST) & (np.bincount(which) >= least_together))
    names, chinese = list(left), list(right)
    aligned: dict[str, Ranked] = defaultdict(dict)
    for i in reported:
        source, target = divmod(int(distinct[i]), len(right))
        if source:
            aligned[names[source]][chinese[target]] = float(probability[i])
    return aligned


def _learn(
    sources: NDArray[np.int64],
    which: NDArray[np.int64],
    occurrences: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the probability of each distinct link; `which` says which one each occurrence's link is."""
    probability: NDArray[np.float64] = np.ones(len(sources))
    for _ in range(ROUNDS):
        share = probability[which]
        share = weights * share / np.bincount(occurrences, share)[occurrences]
        expected = np.bincount(which, share)
        probability = expected / np.bincount(sources, expected)[sources]
    return probability
