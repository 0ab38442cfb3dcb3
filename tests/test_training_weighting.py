"""The recipe of the term weights: what it fits, what it reads, and that what ships is of its form."""

import json
from pathlib import Path

import pytest
import torch

from index.types import Article, Passage, Span
from index.weighting import FEATURES, PATH, TermWeights
from tests.conftest import FakeEmbedder
from training import weighting
from training.weighting import Example, Model, QuestionSet, as_json, examples, fit


def _set(texts: list[str], questions: list[tuple[str, int]], by_terms: bool = False) -> QuestionSet:
    passages = [
        Passage(Article(str(n), "", text, paragraphs=(Span(0, len(text)),)), 0, len(text))
        for n, text in enumerate(texts)
    ]
    return QuestionSet("made up", passages, questions, by_terms=by_terms)


TEXTS = ["会议讨论养老服务。", "会议讨论铁路建设。", "哪些人出席了会议?大家都到了。"]


def test_examples_hold_the_right_passage_and_every_term() -> None:
    found = list(examples(_set(TEXTS, [("哪些会议讨论养老?", 0), ("铁路建设", 1)]), FakeEmbedder()))
    assert len(found) == 2
    first = found[0]
    assert {"养老", "哪些"} <= set(first.terms)
    assert first.described.shape == (len(first.terms), len(FEATURES))
    assert first.scores.shape == (len(first.besides), len(first.terms))
    assert first.idf.shape == (len(first.terms),)
    assert first.scores[first.gold, first.terms.index("养老")] > 0
    assert first.scores[first.gold, first.terms.index("哪些")] == 0


def test_vectors_are_left_out_of_a_set_that_they_were_trained_on() -> None:
    found = list(examples(_set(TEXTS, [("哪些会议讨论养老?", 0)], by_terms=True), FakeEmbedder()))
    assert not found[0].besides.any()
    assert next(examples(_set(TEXTS, [("哪些会议讨论养老?", 0)]), FakeEmbedder())).besides.any()


def _example(terms: list[str], asks: list[float], scores: list[list[float]], gold: int) -> Example:
    described = torch.zeros(len(terms), len(FEATURES))
    described[:, FEATURES.index("asks")] = torch.tensor(asks)
    return Example(
        terms, described, torch.ones(len(terms)), torch.tensor(scores), torch.zeros(len(scores)), gold
    )


def test_what_leads_astray_is_fitted_to_count_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighting, "LEAST", 2)
    asking = _example(["哪些", "养老"], [1.0, 0.0], [[0.0, 1.0], [1.5, 0.0]], 0)
    learned = _example(["会议", "铁路"], [0.0, 0.0], [[0.0, 1.0], [1.2, 0.0]], 0)
    model = fit([[asking] * 40 + [learned] * 40], seed=0)
    made = json.loads(as_json(model))
    assert made["features"]["asks"] < -0.1
    assert made["single"]["会议"] < 0 < made["single"]["铁路"]


def test_numbers_have_no_weight_of_their_own() -> None:
    example = _example(["2024", "养老"], [0.0, 0.0], [[0.0, 1.0], [1.0, 0.0]], 0)
    assert "2024" not in fit([[example] * weighting.LEAST], seed=0).numbers


def test_small_weights_are_left_out() -> None:
    model = Model(["养老", "铁路"])
    model.single.data[1:] = torch.tensor([0.5, weighting.SMALLEST / 2])
    assert json.loads(as_json(model))["single"] == {"养老": 0.5}


def test_missing_data_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert weighting.main(["--data", str(tmp_path), "--out", str(tmp_path / "w.json")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_what_ships_has_every_feature_and_no_text_longer_than_a_word() -> None:
    shipped = TermWeights.shipped()
    assert set(shipped.features) == set(FEATURES)
    assert all(len(term) <= 16 for term in shipped.single)
    assert PATH.stat().st_size < 100_000
