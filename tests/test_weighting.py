"""index.weighting: what asks and what is part of a name counts less, what a term says counts as it was learned."""

import numpy as np
import pytest

from index.hybrid import question_terms, spelt_out
from index.weighting import FEATURES, TermWeights, describe

EVEN = np.full(1, 0.5, np.float32)


def _described(question: str, term: str) -> dict[str, float]:
    text = spelt_out(question)
    terms = question_terms(text)
    rows = describe(text, terms, np.full(len(terms), 0.5, np.float32))
    return dict(zip(FEATURES, rows[terms.index(term)].tolist(), strict=True))


@pytest.mark.parametrize(
    ("term", "features"),
    [
        ("哪些", {"asks": 1}),
        ("议题", {"asks": 0, "pair only": 0, "word only": 0, "inside": 0}),
        ("务会", {"pair only": 1}),
        ("会议", {"inside": 1}),
        ("q1", {"not Chinese": 1}),
        ("2024-2-2", {"not Chinese": 1, "shared": 0}),
    ],
)
def test_terms_are_told_apart(term: str, features: dict[str, float]) -> None:
    found = _described("2024年2月2日的Q1國務院常務會議有哪些議題", term)
    assert {name: found[name] for name in features} == features
    assert (found["rarity"], found["rarity squared"]) == (0.5, 0.25)


def test_characters_that_stand_in_many_terms_share() -> None:
    assert _described("国务院常务会议讨论养老", "常务")["shared"] > _described("养老", "养老")["shared"] > 0


def test_weights_multiply_and_learned_terms_have_their_own() -> None:
    weights = TermWeights(dict.fromkeys(FEATURES, 0.0) | {"asks": -1.0}, {"养老": 0.5})
    found = weights.weigh("哪些养老", ["哪些", "养老"], np.array([0.2, 0.2], np.float32))
    assert found == pytest.approx([np.exp(-1), np.exp(0.5)])


def test_no_terms_are_weighed() -> None:
    assert TermWeights.shipped().weigh("?", [], EVEN[:0]).tolist() == []


def test_what_ships_says_that_question_words_count_less() -> None:
    weights = TermWeights.shipped().weigh("谁主持会议", ["谁", "主持"], np.array([0.5, 0.5], np.float32))
    assert 0 < weights[0] < weights[1]


def test_either_script_is_weighed_alike() -> None:
    texts = [spelt_out(question) for question in ("會議強調了什麼", "会议强调了什么")]
    assert texts[0] == texts[1]
