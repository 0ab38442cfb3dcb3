"""bot.confidence: contradictions lower it, evidence raises it."""

from dataclasses import fields, replace

import pytest

from bot.confidence import WEIGHTS, Signals, log_odds, probability

GOOD = Signals(2.0, 0.9, 0.9, 0.9, 1.0, 1.0, 1.0, 0.0, 1.0, -0.5, 0.0)


def test_there_is_a_weight_for_every_signal() -> None:
    assert WEIGHTS.keys() == {"bias", *(field.name for field in fields(Signals))}


@pytest.mark.parametrize("name", ["answerable", "date_fits", "ordinal_fits", "people", "expected"])
def test_what_speaks_against_an_answer_lowers_it(name: str) -> None:
    assert (
        0 < probability(replace(GOOD, **{name: -1.0 if name == "expected" else 0.0})) < probability(GOOD) < 1
    )


@pytest.mark.parametrize(("value", "odds"), [(0.5, 0.0), (0.0, -6.0), (1.0, 6.0)])
def test_log_odds_are_bounded(value: float, odds: float) -> None:
    assert log_odds(value) == pytest.approx(odds)
