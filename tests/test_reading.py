"""index.reading: which files there are, and whether one has changed."""

import os
import time
from pathlib import Path

import pytest

from index.chunking import Chunking
from index.errors import ArticleError
from index.parallel import Workers
from index.reading import Seen, article_files, look, read_files


@pytest.fixture
def old(articles: Path) -> Path:
    """Return a file that has lain untouched for an hour, as far as anybody can tell."""
    path = articles / "a.txt"
    path.write_text("標題\n會議開始。", "utf-8")
    return path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns()
    monkeypatch.setattr("index.reading.time.time_ns", lambda: now + 3_600_000_000_000)


def test_files_are_listed_by_name_and_hidden_ones_are_not(articles: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a.txt", ".hidden", ".git/x.txt", "a/.y.txt"):
        (articles / name).parent.mkdir(exist_ok=True)
        (articles / name).write_text("x")
    assert [name for _, name in article_files(articles)] == ["a.txt", "a/z.txt", "b.txt"]
    with pytest.raises(ArticleError, match="no such folder"):
        article_files(articles / "none")


def test_what_just_changed_is_not_trusted_to_its_stamp(old: Path) -> None:
    seen = look(str(old))
    assert seen.stamp is None
    assert seen.still(str(old)) == seen


@pytest.mark.usefixtures("later")
def test_a_stamp_vouches_for_bytes_that_are_not_read_again(old: Path) -> None:
    stamp = look(str(old)).stamp
    assert stamp
    assert Seen("any", stamp).still(str(old)) == Seen("any", stamp)


@pytest.mark.usefixtures("later")
def test_a_change_is_found_behind_the_same_size_and_time(old: Path) -> None:
    seen, stat = look(str(old)), old.stat()
    old.write_text("標題\n會議結束。", "utf-8")
    os.utime(old, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (old.stat().st_size, old.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    assert seen.still(str(old)) is None


@pytest.mark.usefixtures("later")
def test_the_same_bytes_written_again_are_the_same(old: Path) -> None:
    seen = look(str(old))
    other = old.with_name("copy")
    other.write_bytes(old.read_bytes())
    other.replace(old)
    again = seen.still(str(old))
    assert again
    assert again.sha256 == seen.sha256
    assert again.stamp != seen.stamp


def test_a_file_that_went_is_not_still_there(old: Path) -> None:
    seen = look(str(old))
    old.unlink()
    assert seen.still(str(old)) is None


def test_records_come_in_order_with_the_reason_of_those_that_are_none(articles: Path) -> None:
    (articles / "a.txt").write_text("標題\n會議開始。\n會議結束。", "utf-8")
    files = [(str(articles / "b.txt"), "b.txt"), (str(articles / "a.txt"), "a.txt")]
    missing, found = read_files(files, Chunking(), Workers(1))
    assert (missing.name, missing.line) == ("b.txt", b"")
    assert "cannot be read" in missing.reason
    assert [found.spans, found.reason] == [[(3, 8), (9, 14)], ""]
