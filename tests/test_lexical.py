"""index.lexical and index.postings: BM25 against its formula, and its files."""

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from index.lexical import K1, B, LexicalIndex, best
from index.postings import Postings, count, key
from index.types import Scores


def scores(index: LexicalIndex, terms: Iterable[str]) -> Scores:
    return index.scores(index.find(terms))


DOCUMENTS = [["a", "b", "b"], ["a", "c"], ["d", "d", "d", "e"], []]


def test_scores_follow_the_formula() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    mean = 9 / 4
    idf = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * (K1 + 1) / (2 + K1 * (1 - B + B * 3 / mean))
    assert scores(index, "b") == pytest.approx([expected, 0, 0, 0])
    found = index.find(["b", "unknown"])
    assert index.scores(found, np.array([2], np.float32)) == pytest.approx([2 * expected, 0, 0, 0])
    assert found.idf == pytest.approx([idf])


def test_rarities_are_one_for_a_term_of_a_single_passage() -> None:
    found = LexicalIndex.build(DOCUMENTS).find(["a", "unknown", "b", "a"])
    assert found.terms == ["a", "b"]
    assert found.rarities[1] == pytest.approx(1)
    assert 0 < found.rarities[0] < 1


def test_saved_and_loaded_scores_are_equal(tmp_path: Path) -> None:
    postings = Postings.merged([], [count(DOCUMENTS)])
    postings.save(tmp_path)
    again = LexicalIndex([Postings.load(tmp_path, len(DOCUMENTS))])
    assert np.array_equal(scores(again, "ade"), scores(LexicalIndex([postings]), "ade"))


@pytest.mark.parametrize("name", ["keys", "starts", "ids", "counts", "lengths"])
def test_damaged_files_are_noticed(tmp_path: Path, name: str) -> None:
    Postings.merged([], [count(DOCUMENTS)]).save(tmp_path)
    column = np.load(tmp_path / f"{name}.npy")
    np.save(tmp_path / f"{name}.npy", column[:-1])
    with pytest.raises(ValueError, match="the postings"):
        Postings.load(tmp_path, len(DOCUMENTS))


@pytest.mark.parametrize(
    ("name", "column"),
    [("ids", [-1, 0, 1, 2, 3, 0, 0]), ("starts", [0, 2, 1, 4, 5, 7]), ("ids", np.arange(7.0))],
)
def test_columns_that_point_outside_are_noticed(tmp_path: Path, name: str, column: object) -> None:
    Postings.merged([], [count(DOCUMENTS)]).save(tmp_path)
    old = np.load(tmp_path / f"{name}.npy")
    new = np.array(column)
    np.save(
        tmp_path / f"{name}.npy", new[: len(old)].astype(old.dtype if new.dtype == np.int64 else new.dtype)
    )
    with pytest.raises(ValueError, match="the postings"):
        Postings.load(tmp_path, len(DOCUMENTS))


def test_segments_count_as_one_and_what_is_gone_as_if_it_never_was() -> None:
    more = [["a", "f", "f"], ["b", "d"], ["gone", "a", "a", "d"]]
    whole = LexicalIndex.build([*DOCUMENTS, *more[:2]])
    first, second = (Postings.merged([], [count(some)]) for some in (DOCUMENTS, more))
    parts = LexicalIndex([first, second], np.arange(len(DOCUMENTS) + 3) == len(DOCUMENTS) + 2)
    terms = ["a", "b", "d", "f", "gone", "unknown"]
    assert parts.find(terms).terms == whole.find(terms).terms == terms[:4]
    assert parts.find(terms).rarities == pytest.approx(whole.find(terms).rarities)
    assert scores(parts, terms) == pytest.approx([*scores(whole, terms), 0])
    assert parts.holds(5, ["d", "b"])
    assert not parts.holds(5, ["d", "f"])


def test_merged_postings_are_those_of_all_at_once() -> None:
    first, second = (Postings.merged([], [count(some)]) for some in (DOCUMENTS, DOCUMENTS[::-1]))
    kept = [(first, np.array([0, 2])), (second, np.array([1]))]
    merged = Postings.merged(kept, [count([["long term", "長詞語"]]), count([])])
    anew = Postings.merged([], [count([DOCUMENTS[0], DOCUMENTS[2], DOCUMENTS[2], ["long term", "長詞語"]])])
    for name in Postings.__dataclass_fields__:
        assert np.array_equal(getattr(merged, name), getattr(anew, name))


def test_a_term_of_many_characters_has_a_key_unlike_short_ones() -> None:
    terms = ["a", "b", "ab", "ba", "abc", "會議", "议会", "会议室", "\ud800a", "\U0002f33a", "0", ""]
    assert len({key(term) for term in terms}) == len(terms)
    assert all((key(term) >= 1 << 63) == (len(term) > 2) for term in terms)


def test_an_empty_index_is_searched() -> None:
    assert len(scores(LexicalIndex.build([]), "a")) == 0


def test_best_leaves_out_zero_scores_and_breaks_ties_by_number() -> None:
    assert best(np.array([1, 0, 3, 1], np.float32), 9).tolist() == [2, 0, 3]
    assert best(np.array([1, 0, 3, 1], np.float32), 2).tolist()[0] == 2
    assert best(np.empty(0, np.float32), 5).tolist() == []


@pytest.mark.parametrize("size", [63, 64, 640, 6431])
@pytest.mark.parametrize("k", [1, 7, 100])
def test_best_of_many_are_those_of_sorting_all(size: int, k: int) -> None:
    scores = np.random.default_rng(size).integers(0, 50, size).astype(np.float32)
    ranked = sorted(np.flatnonzero(scores).tolist(), key=lambda n: (-scores[n], n))
    assert best(scores, k).tolist() == ranked[:k]
