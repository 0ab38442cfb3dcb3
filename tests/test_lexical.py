"""index.lexical: BM25 against its formula, and its files."""

import math
from pathlib import Path

import numpy as np
import pytest

from index.lexical import K1, B, LexicalIndex, best, evenly

DOCUMENTS = [["a", "b", "b"], ["a", "c"], ["d", "d", "d", "e"], []]


def test_scores_follow_the_formula() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    mean = 9 / 4
    idf = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * (K1 + 1) / (2 + K1 * (1 - B + B * 3 / mean))
    assert index.scores({"b": 1}) == pytest.approx([expected, 0, 0, 0])
    assert index.scores({"b": 2, "unknown": 1}) == pytest.approx([2 * expected, 0, 0, 0])


def test_rarities_are_one_for_a_term_of_a_single_passage() -> None:
    found, rarities = LexicalIndex.build(DOCUMENTS).known(["a", "unknown", "b", "a"])
    assert found == ["a", "b"]
    assert rarities[1] == pytest.approx(1)
    assert 0 < rarities[0] < 1


def test_saved_and_loaded_scores_are_equal(tmp_path: Path) -> None:
    index = LexicalIndex.build(DOCUMENTS)
    index.save(tmp_path)
    again = LexicalIndex.load(tmp_path, len(DOCUMENTS))
    assert np.array_equal(again.scores(evenly("ade")), index.scores(evenly("ade")))


def test_damaged_files_are_noticed(tmp_path: Path) -> None:
    LexicalIndex.build(DOCUMENTS).save(tmp_path)
    (tmp_path / "terms.txt").write_text("a\nb", "utf-8")
    with pytest.raises(ValueError, match="vocabulary"):
        LexicalIndex.load(tmp_path, len(DOCUMENTS))


def test_an_empty_index_is_searched() -> None:
    assert len(LexicalIndex.build([]).scores(evenly("a"))) == 0


def test_best_leaves_out_zero_scores_and_breaks_ties_by_number() -> None:
    assert best(np.array([1, 0, 3, 1], np.float32), 9).tolist() == [2, 0, 3]
    assert best(np.array([1, 0, 3, 1], np.float32), 2).tolist()[0] == 2
    assert best(np.empty(0, np.float32), 5).tolist() == []
