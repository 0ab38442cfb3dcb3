"""bot.confidence: contradictions lower it, evidence raises it."""

from dataclasses import fields, replace

import numpy as np
import pytest

from bot.confidence import WEIGHTS, Signals, log_odds, probability
from training.confidence import best_threshold

GOOD = Signals(2.0, 0.9, 0.0, 1.0, -0.5, 0.0)


def test_there_is_a_weight_for_every_signal() -> None:
    assert WEIGHTS.keys() == {"bias", *(field.name for field in fields(Signals))}


@pytest.mark.parametrize(("name", "value"), [("answerable", -2.0), ("conflicts", 1.0), ("expected", -1.0)])
def test_what_speaks_against_an_answer_lowers_it(name: str, value: float) -> None:
    assert 0 < probability(replace(GOOD, **{name: value})) < probability(GOOD) < 1


@pytest.mark.parametrize(("value", "odds"), [(0.5, 0.0), (0.0, -6.0), (1.0, 6.0)])
def test_log_odds_are_bounded(value: float, odds: float) -> None:
    assert log_odds(value) == pytest.approx(odds)


def test_the_threshold_refuses_enough_where_one_does() -> None:
    answerable = np.repeat([1.0, 0.0], 100)
    apart = np.concatenate([np.full(100, 0.8), np.full(60, 0.3), np.full(40, 0.5)])
    assert best_threshold(apart, answerable) == pytest.approx(0.55)
    above = np.concatenate([np.full(100, 0.6), np.full(60, 0.5), np.full(40, 0.7)])
    assert best_threshold(above, answerable) == pytest.approx(0.55)
