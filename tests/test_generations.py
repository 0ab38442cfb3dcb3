"""index.generations: what is kept, going back, and readers that come while it happens."""

import json
import os
import shutil
from pathlib import Path

import pytest

from index.build import build
from index.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from index.generations import aside, building, listing, rollback
from index.segment import Segment
from index.store import Manifest, current, open_index, read_manifest, read_segments
from index.types import Bools
from tests.conftest import FakeEmbedder


@pytest.fixture
def built(articles: Path, tmp_path: Path) -> Path:
    """Return an index of three generations with one, two and three articles; the first is not kept."""
    folder = tmp_path / "index"
    for name in "abc":
        (articles / f"{name}.txt").write_text(f"標題{name}\n會議討論第{name}項。", "utf-8")
        build(articles, folder, FakeEmbedder())
    return folder


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "generations").iterdir())


def test_two_generations_are_kept_and_listed(built: Path) -> None:
    assert [(g.name, g.serves, g.manifest and g.manifest.articles) for g in listing(built)] == [
        ("000002", False, 2),
        ("000003", True, 3),
    ]


@pytest.mark.parametrize("keep", [1, 3])
def test_so_many_are_kept_as_are_asked_for(built: Path, articles: Path, keep: int) -> None:
    build(articles, built, FakeEmbedder(), keep=keep)
    assert _names(built) == ["000002", "000003", "000004"][-keep:]


def test_rollback_serves_the_one_before(built: Path) -> None:
    assert rollback(built, "fake") == "000002"
    assert len(open_index(built, FakeEmbedder()).articles) == 2
    assert rollback(built, "fake", "3") == "000003"
    assert current(built) == "000003"


def test_a_build_goes_on_from_what_serves_and_keeps_that(built: Path, articles: Path) -> None:
    rollback(built, "fake")
    report = build(articles, built, FakeEmbedder())
    assert (report.generation, report.read) == ("000004", 1)
    assert _names(built) == ["000002", "000004"]
    assert read_manifest(built).previous == "000002"
    assert rollback(built, "fake") == "000002"


def test_rollback_says_what_there_is(built: Path) -> None:
    with pytest.raises(IndexMissing, match=r"no generation 000009; it has 000002, 000003"):
        rollback(built, "fake", "9")
    with pytest.raises(IndexMissing, match="no generation"):
        rollback(built, "fake", "../000002")
    with pytest.raises(IndexMismatch, match="EMBEDDING_MODEL"):
        rollback(built, "other")
    rollback(built, "fake")
    with pytest.raises(IndexMissing, match="older than 000002"):
        rollback(built, "fake")
    with building(built), pytest.raises(IndexBusy, match=f"process {os.getpid()}, since 20"):
        rollback(built, "fake", "3")
    assert current(built) == "000002"


def test_a_generation_of_another_version_is_listed_and_not_gone_back_to(built: Path) -> None:
    path = built / "generations" / "000002" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 1}))
    assert [g.manifest is None for g in listing(built)] == [True, False]
    with pytest.raises(IndexMismatch, match="format 1"):
        rollback(built, "fake")


def test_a_folder_that_was_not_swapped_in_goes(built: Path) -> None:
    with building(built), aside(built) as path:
        (path / "vectors.faiss").write_text("half")
    assert _names(built) == ["000002", "000003"]


def test_the_next_build_removes_what_dead_ones_left(built: Path, articles: Path) -> None:
    generations = built / "generations"
    for name in ("000004.building", "000001.removing", "000005"):
        shutil.copytree(generations / "000003", generations / name)
    (generations / "not-ours").mkdir()
    build(articles, built, FakeEmbedder())
    assert _names(built) == ["000003", "000006", "not-ours"]


def test_a_reader_whose_generation_is_removed_opens_the_next(
    built: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swaps = [2, 2]

    def disturbed(path: Path, manifest: Manifest) -> tuple[list[Segment], Bools]:
        with monkeypatch.context() as patch:
            patch.setattr("index.store.read_segments", read_segments)  # builds read, too
            for _ in range(swaps.pop() if swaps else 0):
                build(articles, built, FakeEmbedder())
        return read_segments(path, manifest)

    monkeypatch.setattr("index.store.read_segments", disturbed)
    assert open_index(built, FakeEmbedder()).generation == current(built) == "000007"


def test_a_serving_generation_that_is_gone_is_damage_not_a_loop(built: Path) -> None:
    shutil.rmtree(built / "generations" / "000003")
    with pytest.raises(IndexDamaged):
        open_index(built, FakeEmbedder())
