"""index.dense and index.vectors: exact neighbours, no padding, real scores."""

from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex
from index.types import Vectors
from index.vectors import PassageVectors, _layout


def one_each(vectors: Vectors) -> PassageVectors:
    return PassageVectors.build(vectors, np.ones(len(vectors), np.int64))


def test_a_passage_is_as_near_as_the_nearest_of_its_vectors(tmp_path: Path) -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    PassageVectors.build(vectors, np.array([2, 1])).save(tmp_path)
    index = PassageVectors.load(tmp_path)
    assert index.search(np.array([0, 1], np.float32), 5)[0].tolist() == [0, 1]
    assert index.search(np.array([0.6, 0.8], np.float32), 1)[0].tolist() == [1]
    assert index.scores(np.array([0, 1], np.float32), np.array([1, 0])) == pytest.approx([0.8, 1])
    assert np.array_equal(index.of(0), vectors[:2])
    assert index.rows(np.array([1, 0])).tolist() == [2, 0, 1]


@pytest.mark.parametrize("starts", [[], [0, 1], [0, 2, 4], [0, 0, 3], [1, 2, 3]])
def test_vectors_that_do_not_fit_the_passages_are_noticed(tmp_path: Path, starts: list[int]) -> None:
    one_each(np.eye(3, dtype=np.float32)).save(tmp_path)
    np.save(tmp_path / "vector_starts.npy", np.array(starts, np.int64))
    with pytest.raises(ValueError, match="vectors"):
        PassageVectors.load(tmp_path)


def test_search_gives_no_padding_when_k_exceeds_the_size() -> None:
    index = one_each(np.eye(3, 4, dtype=np.float32))
    found, _ = index.search(np.array([0, 1, 0, 0], np.float32), 10)
    assert found[0] == 1
    assert sorted(found.tolist()) == [0, 1, 2]


def test_scores_are_cosines_by_number() -> None:
    index = one_each(np.eye(3, dtype=np.float32))
    vector = np.array([0.6, 0.8, 0], np.float32)
    assert index.scores(vector, np.array([2, 1], np.int64)) == pytest.approx([0, 0.8])
    assert len(index.scores(vector, np.empty(0, np.int64))) == 0


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Vectors:
    """Return so many vectors that they are searched by codes, of an odd number of numbers."""
    monkeypatch.setattr("index.vectors.MANY", 2000)
    vectors = np.random.default_rng(0).normal(size=(2000, 33)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_many_are_searched_by_codes_and_ranked_by_their_vectors(many: Vectors, tmp_path: Path) -> None:
    one_each(many).save(tmp_path)
    index = PassageVectors.load(tmp_path)
    assert np.array_equal(index.vectors, many)
    shared = 0
    for vector in many[::100] + many[1::100]:
        (found, scores), exact = index.search(vector, 20), many @ vector
        assert scores == pytest.approx(exact[found])
        assert np.all(np.diff(exact[found]) <= 0)
        assert found[0] == exact.argmax()
        shared += len(set(found.tolist()) & set(np.argsort(-exact)[:20].tolist()))
    assert shared >= 0.97 * 20 * 20
    assert len(index.search(many[0], 5000)[0]) == 2000


def test_the_same_vectors_give_the_same_files(many: Vectors, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        one_each(many.copy()).save(tmp_path / name)
    assert (tmp_path / "a/codes.faiss").read_bytes() == (tmp_path / "b/codes.faiss").read_bytes()


def test_missing_and_wrong_codes_are_noticed(many: Vectors, tmp_path: Path) -> None:
    one_each(many).save(tmp_path)
    (tmp_path / "more").mkdir()
    one_each(np.concatenate([many, many])).save(tmp_path / "more")
    (tmp_path / "more" / "codes.faiss").replace(tmp_path / "codes.faiss")
    with pytest.raises(ValueError, match="codes"):
        PassageVectors.load(tmp_path)
    (tmp_path / "codes.faiss").unlink()
    with pytest.raises(FileNotFoundError):
        PassageVectors.load(tmp_path)


@pytest.mark.parametrize(
    ("dim", "layout"), [(256, (128, 256)), (1, (1, 2)), (33, (17, 34)), (1024, (256, 1024))]
)
def test_codes_cover_a_vector(dim: int, layout: tuple[int, int]) -> None:
    assert _layout(dim) == layout


def test_saved_and_loaded(tmp_path: Path) -> None:
    one_each(np.eye(3, dtype=np.float32)).save(tmp_path)
    again = PassageVectors.load(tmp_path)
    assert (len(again), again.dim) == (3, 3)
    with pytest.raises(FileNotFoundError):
        PassageVectors.load(tmp_path / "none")


def test_segments_are_searched_as_one() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(30, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    counts, gone = np.array([1, 2, 3, 1, 2, 1, 2, 3] * 2), np.zeros(16, np.bool_)
    whole = DenseIndex.build(vectors, counts)
    parts = DenseIndex(
        [PassageVectors.build(vectors[:15], counts[:8]), PassageVectors.build(vectors[15:], counts[8:])]
    )
    for vector in vectors[::7]:
        assert parts.search(vector, 5).tolist() == whole.search(vector, 5).tolist()
        assert parts.scores(vector, np.array([15, 3, 8])) == pytest.approx(
            whole.scores(vector, np.array([15, 3, 8]))
        )
    assert np.array_equal(parts.of(9), whole.of(9))
    gone[whole.search(vectors[0], 1)[0]] = True
    without = DenseIndex(parts._parts, gone)
    assert set(whole.search(vectors[0], 6).tolist()) - set(without.search(vectors[0], 6).tolist()) == {0}
    assert (len(parts), parts.dim, len(DenseIndex([]).search(vectors[0], 3))) == (16, 8, 0)
