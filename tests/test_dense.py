"""index.dense: exact neighbours, no padding, real scores."""

from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex


def test_search_gives_no_padding_when_k_exceeds_the_size() -> None:
    index = DenseIndex.build(np.eye(3, 4, dtype=np.float32))
    found = index.search(np.array([0, 1, 0, 0], np.float32), 10)
    assert found[0] == 1
    assert sorted(found.tolist()) == [0, 1, 2]


def test_scores_are_cosines_by_number() -> None:
    index = DenseIndex.build(np.eye(3, dtype=np.float32))
    vector = np.array([0.6, 0.8, 0], np.float32)
    assert index.scores(vector, np.array([2, 1], np.int64)) == pytest.approx([0, 0.8])
    assert len(index.scores(vector, np.empty(0, np.int64))) == 0


def test_saved_and_loaded(tmp_path: Path) -> None:
    DenseIndex.build(np.eye(3, dtype=np.float32)).save(tmp_path)
    again = DenseIndex.load(tmp_path)
    assert (len(again), again.dim) == (3, 3)
    with pytest.raises(FileNotFoundError):
        DenseIndex.load(tmp_path / "none")
