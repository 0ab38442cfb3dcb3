"""How likely an answer is right: signals of the question, the article and the evidence, weighed.

The weights are fitted by `training/confidence.py`. Knows nothing of wording or quotes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evidence import Evidence
from bot.library import Choice
from bot.query import Query
from index.types import Fact


@dataclass(frozen=True)
class Signals:
    """What speaks for and against an answer; shares and probabilities are 0 to 1."""

    answerable: float
    coverage: float
    date_fits: float
    ordinal_fits: float
    fact: float

    @classmethod
    def of(
        cls,
        query: Query,
        choice: Choice,
        facts: Sequence[Fact],
        evidence: Sequence[Evidence],
        answerable: float,
    ) -> "Signals":
        """Return the signals of one reading."""
        return cls(answerable, choice.coverage, choice.date_fits, choice.ordinal_fits, bool(facts))


def probability(signals: Signals) -> float:
    """Return the probability, 0 to 1, that the answer is right."""
    logit = -2.0 + 3.0 * signals.answerable + 2.0 * signals.coverage + 3.0 * signals.fact
    logit -= 3.0 * (1 - signals.date_fits) + 3.0 * (1 - signals.ordinal_fits)
    return 1 / (1 + math.exp(-logit))
