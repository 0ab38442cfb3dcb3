"""index.store and index.build: what is on disk, swapped in whole, refused when it does not fit."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.arrays import read_array
from index.build import build
from index.errors import ArticleError, IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from index.generations import building
from index.store import current, open_index, read_manifest
from tests.conftest import ROOT, FakeEmbedder


@pytest.fixture
def built(articles: Path, tmp_path: Path) -> Path:
    (articles / "a.txt").write_text("標題甲\n日期: 2024-02-02\n\n會議研究優化營商環境。\n", "utf-8")
    folder = tmp_path / "index"
    build(articles, folder, FakeEmbedder())
    return folder


def _answers(folder: Path) -> list[str]:
    return [hit.passage.text for hit in open_index(folder, FakeEmbedder()).retriever.search("營商環境", 5)]


def test_what_was_built_is_what_is_opened(built: Path) -> None:
    index = open_index(built, FakeEmbedder())
    assert _answers(built) == ["會議研究優化營商環境。"]
    article = index.article("a.txt")
    assert article is not None
    assert (article.title, article.published) == ("標題甲", "2024-02-02")
    assert article.text[article.paragraphs[0].start :].startswith("會議研究")
    assert index.article("none") is None


def test_the_manifest_says_what_it_is_made_of(built: Path) -> None:
    manifest = read_manifest(built)
    assert (manifest.format, manifest.model, manifest.dim) == (5, "fake", 64)
    assert (manifest.articles, manifest.passages) == (1, 1)
    assert manifest.chunking == {"max_chars": 800}
    assert len(manifest.corpus) == 64
    assert manifest.segments == [("000001", 1, 1)]


def test_nothing_on_disk_is_a_pickle(built: Path) -> None:
    for path in built.rglob("*"):
        if path.is_file():
            assert path.suffix in {".json", ".jsonl", ".npy", ".faiss", ".txt", ""}
            assert not path.read_bytes().startswith(b"\x80")


def test_another_model_is_named_with_the_command_that_mends_it(built: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"'fake'.*'other'.*python -m index build"):
        open_index(built, FakeEmbedder("other"))


def test_another_format_is_named(built: Path) -> None:
    path = built / "generations" / current(built) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(IndexMismatch, match=r"format 99.*reads 5.*python -m index build"):
        open_index(built, FakeEmbedder())


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "alive.npy",
        "000001/articles.jsonl",
        "000001/article_ends.npy",
        "000001/passages.npy",
        "000001/vectors.faiss",
        "000001/vector_starts.npy",
        "000001/keys.npy",
        "000001/ids.npy",
    ],
)
@pytest.mark.parametrize("damage", ["missing", "cut", "emptied"])
def test_damage_is_one_line(built: Path, name: str, damage: str) -> None:
    path = built / "generations" / current(built) / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 if damage == "cut" else 0])
    with pytest.raises(IndexDamaged, match=r"damaged.*python -m index build"):
        open_index(built, FakeEmbedder())


@pytest.mark.parametrize(
    "segments",
    [[["../000001/000001", 1, 1]], [["000001", 1, 1], ["000001", 1, 1]], [["000001", 1e999, 1]], [[1]], None],
)
def test_a_manifest_names_its_own_segments_only(built: Path, segments: object) -> None:
    path = built / "generations" / current(built) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "segments": segments}))
    with pytest.raises(IndexDamaged, match=r"damaged.*python -m index build --full"):
        open_index(built, FakeEmbedder())


def test_what_a_file_server_leaves_in_a_segment_is_left_there(built: Path, articles: Path) -> None:
    (built / "generations" / "000001" / "000001" / "@eaDir").mkdir()
    build(articles, built, FakeEmbedder())
    assert _answers(built)
    assert not (built / "generations" / "000002" / "000001" / "@eaDir").exists()


def test_without_hard_links_files_are_copied(
    built: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError("not on this disk")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    build(articles, built, FakeEmbedder())
    files = [path / "000001" / "ids.npy" for path in sorted((built / "generations").iterdir())]
    assert _answers(built)
    assert len({file.stat().st_ino for file in files}) == 2


def test_an_array_whose_header_is_none_is_damage(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(3))
    data = bytearray((tmp_path / "a.npy").read_bytes())
    data[20:40] = b"(" * 20
    (tmp_path / "a.npy").write_bytes(data)
    with pytest.raises(ValueError, match=r"damaged|header"):
        read_array(tmp_path / "a.npy")


def test_no_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="python -m index build"):
        open_index(tmp_path / "none", FakeEmbedder())


def test_a_bad_file_is_named_and_the_rest_goes_on(articles: Path, tmp_path: Path) -> None:
    (articles / "good.txt").write_text("標題\n會議開始。", "utf-8")
    (articles / "empty.txt").write_bytes(b"")
    (articles / "picture.txt").write_bytes(b"\x89PNG\0\0")
    (articles / ".hidden").write_bytes(b"")
    report = build(articles, tmp_path / "index", FakeEmbedder())
    assert report.articles == 1
    assert [error.name for error in report.left_out] == ["empty.txt", "picture.txt"]


def test_a_build_without_an_article_leaves_the_old_index(built: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (empty, tmp_path / "none"):
        with pytest.raises(ArticleError):
            build(folder, built, FakeEmbedder())
    assert _answers(built)


def test_the_second_of_two_builds_says_who_holds_the_lock(built: Path, articles: Path) -> None:
    with building(built), pytest.raises(IndexBusy, match=str(os.getpid())):
        build(articles, built, FakeEmbedder())


def test_rebuilds_keep_two_generations(built: Path, articles: Path) -> None:
    for _ in range(3):
        build(articles, built, FakeEmbedder())
    assert sorted(p.name for p in (built / "generations").iterdir()) == ["000003", "000004"]
    assert current(built) == "000004"


def test_an_open_index_serves_while_others_are_built(built: Path, articles: Path) -> None:
    index = open_index(built, FakeEmbedder())
    for _ in range(3):
        build(articles, built, FakeEmbedder())
    assert index.retriever.search("營商環境", 1)[0].passage.text == "會議研究優化營商環境。"


HANGS = """
import sys, time
from pathlib import Path
from index.arrays import read_array
from index.build import build
from tests.conftest import FakeEmbedder

def hang(*_):
    print("here", flush=True)
    time.sleep(60)

stage = sys.argv[3]
if stage == "embedding":
    FakeEmbedder.encode_passages = hang
else:
    setattr(Path, stage, hang)
build(Path(sys.argv[1]), Path(sys.argv[2]), FakeEmbedder())
"""


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["embedding", "rename", "replace"])
def test_a_build_killed_half_way_leaves_the_old_index_serving(
    built: Path, articles: Path, stage: str
) -> None:
    (articles / "b.txt").write_text("標題乙\n會議討論營商環境的新措施。", "utf-8")
    command = [sys.executable, "-c", HANGS, str(articles), str(built), stage]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGKILL)
    assert _answers(built) == ["會議研究優化營商環境。"]
    build(articles, built, FakeEmbedder())
    assert len(_answers(built)) == 2
    assert not list((built / "generations").glob("*.building"))


def test_a_build_only_if_changed(built: Path, articles: Path) -> None:
    assert not build(articles, built, FakeEmbedder(), if_changed=True).built
    (articles / "b.txt").write_text("標題乙\n會議討論。", "utf-8")
    assert build(articles, built, FakeEmbedder(), if_changed=True).built
    (articles / "b.txt").unlink()
    assert build(articles, built, FakeEmbedder(), if_changed=True).built
    assert build(articles, built, FakeEmbedder("other"), if_changed=True).built


def test_a_model_of_another_dimension_is_named(built: Path) -> None:
    embedder = FakeEmbedder()
    index = open_index(built, embedder)
    embedder.dim = 32
    with pytest.raises(IndexMismatch, match=r"64 numbers.*32.*python -m index build"):
        index.retriever.search("營商環境", 1)


def test_a_file_name_that_is_not_utf8_is_left_out(articles: Path, tmp_path: Path) -> None:
    (articles / "good.txt").write_text("標題\n會議開始。", "utf-8")
    (articles / os.fsdecode(b"\xb8\xa3.txt")).write_text("標題\n會議開始。", "utf-8")
    report = build(articles, tmp_path / "index", FakeEmbedder())
    assert report.articles == 1
    assert "not in UTF-8" in str(report.left_out[0])
