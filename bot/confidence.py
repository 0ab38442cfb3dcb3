"""How likely an answer is right: signals of question, article and evidence, weighed by a logistic curve.

WEIGHTS and THRESHOLD are fitted by `python -m training.confidence`, which prints them. Knows nothing of
wording or quotes.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

# The probability below which an answer is withheld.
THRESHOLD = 0.45
WEIGHTS: Mapping[str, float] = {
    "bias": 0.497,
    "answerable": 0.778,
    "near": 0.995,
    "conflicts": -1.73,
    "expected": 0.62,
    "span": -0.032,
    "english": -0.055,
}


@dataclass(frozen=True)
class Signals:
    """What speaks for an answer; shares are 0 to 1, flags 0 or 1.

    Attributes:
        answerable: the evidence model's log-odds that its best sentence answers, within -6 to 6; of a list not below 0.
        near: share of what is asked that the sentence or its neighbours say.
        conflicts: how many of these speak against it: a date, a 第N次 or a person in the question that the
            article lacks, the next of a series, a question to the bot itself.
        expected: how well the sentence holds the kind of words asked for, -1 to 1.
        span: log-probability of the answer's bounds in the sentence, -6 to 0.
        english: whether the question had to be looked for in translation.
    """

    answerable: float
    near: float
    conflicts: float
    expected: float
    span: float
    english: float


def log_odds(probability_: float) -> float:
    """Return the log-odds of a probability, cut off at -6 and 6."""
    bounded = min(max(probability_, 1e-9), 1 - 1e-9)
    return min(max(math.log(bounded / (1 - bounded)), -6.0), 6.0)


def probability(signals: Signals, weights: Mapping[str, float] = WEIGHTS) -> float:
    """Return the probability, 0 to 1, that the answer is right."""
    logit = weights["bias"] + sum(weights[name] * value for name, value in asdict(signals).items())
    return 1 / (1 + math.exp(-logit))
