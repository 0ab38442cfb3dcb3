"""index.upkeep: build, rollback and info as people run them, and the disk that fills."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

import index.__main__ as commands
from index.build import build
from index.errors import SettingsError
from index.generations import building
from index.postings import Postings
from index.settings import IndexSettings
from index.store import current, open_index, read_manifest
from tests.conftest import ROOT, FakeEmbedder


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "SentenceEmbedder", FakeEmbedder)
    monkeypatch.setenv("EMBEDDING_MODEL", "fake")


@pytest.fixture
def two(articles: Path) -> Path:
    """Return a folder of two articles."""
    (articles / "a.txt").write_text("標題甲\n會議研究營商環境。", "utf-8")
    (articles / "b.txt").write_text("標題乙\n會議討論罰款事項。", "utf-8")
    return articles


def _run(*arguments: str) -> int:
    return commands.main([*arguments, "--index", "i"])


def test_build_says_what_it_took_over_and_what_it_left_out(
    two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("build") == 0
    assert "2 articles read, 0 removed, 2 passages embedded" in capsys.readouterr().out
    (two / "c.txt").write_text("標題丙\n會議部署工作。", "utf-8")
    (two / "a.txt").unlink()
    (two / "bad.txt").write_bytes(b"")
    assert _run("build") == 1
    said = capsys.readouterr()
    assert "2 articles, 2 passages, 1 file left out; 1 article read, 1 removed, 1 passage emb" in said.out
    assert said.err == "left out: bad.txt: the file is empty\n"
    assert _run("build", "--if-changed") == 1
    assert "i is up to date: 2 articles" in capsys.readouterr().out
    assert _run("build", "--full") == 1
    assert "2 articles read" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        _run("build", "--full", "--if-changed")


def test_rollback_and_info(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("build") == 0
    assert _run("rollback") == 2
    assert "keeps no generation older than 000001" in capsys.readouterr().err
    (two / "a.txt").unlink()
    assert _run("build") == 0
    assert _run("rollback") == 0
    assert "generation 000001 of 2" in capsys.readouterr().out
    assert _run("info") == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in said[-2:]] == ["serves", "passage"]
    assert "articles   2" in said


def test_the_second_build_says_who_holds_the_lock(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with building(Path("i")):
        assert _run("build") == 2
    assert f"another build of i is running (process {os.getpid()}, since 2" in capsys.readouterr().err


@pytest.mark.parametrize(("said", "keep"), [("", 2), ("5", 5), ("1", 1)])
def test_how_many_generations_stay(said: str, keep: int) -> None:
    assert IndexSettings.read({"KEEP_GENERATIONS": said}).keep_generations == keep


@pytest.mark.parametrize("said", ["0", "-1", "two", "1.5", "99999"])
def test_how_many_cannot_be_none(said: str) -> None:
    with pytest.raises(SettingsError, match="KEEP_GENERATIONS must be a number from 1"):
        IndexSettings.read({"KEEP_GENERATIONS": said})


@contextmanager
def _disk_of(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


_SIZES = [60, 150, 300, 600, 1000, 2000, 5000]


# One file more takes less than 10,000 bytes in each file that is written.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "how"), [*((size, how) for size in _SIZES for how in ("", "--full")), (10_000, "--full")]
)
def test_a_disk_that_fills_leaves_the_old_index(
    two: Path, size: int, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(80):
        text = f"會議研究第{number}項工作和{chr(0x4E00 + 97 * number)}字。"
        (two / f"{number}.txt").write_text(f"標題{number}\n{text}", "utf-8")
    build(two, Path("i"), FakeEmbedder())
    shutil.copy(two / "a.txt", two / "c.txt")
    with _disk_of(size):
        assert _run("build", *how.split()) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert [path.name for path in Path("i/generations").iterdir()] == ["000001"]
    assert len(open_index(Path("i"), FakeEmbedder()).articles) == 82
    assert _run("build") == 0
    assert current(Path("i")) == "000002"


def test_a_failure_without_a_number_is_told_of_the_disk(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(postings: Postings, folder: Path) -> None:
        raise OSError("64 requested and 0 written")  # as numpy says it

    monkeypatch.setattr(Postings, "save", full)
    assert _run("build") == 2
    assert capsys.readouterr().err == "error: i: the disk is full; the index stays as it is\n"


WATCHES = """
import sys
import index.__main__ as commands
from benchmarks.kills import CountingEmbedder
commands.SentenceEmbedder = lambda name: CountingEmbedder()
sys.exit(commands.main(["build", "--watch", "--articles", sys.argv[1], "--index", sys.argv[2]]))
"""


@pytest.mark.slow
def test_watch_rebuilds_until_ctrl_c(two: Path, tmp_path: Path) -> None:
    folder = tmp_path / "i"
    command = [sys.executable, "-c", WATCHES, str(two), str(folder)]
    # A job in the background ignores Ctrl-C, and so would what it starts.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, cwd=ROOT, preexec_fn=heard) as process:
        assert process.stdout
        assert process.stderr
        lines = iter(process.stdout.readline, b"")
        assert b"watching" in next(lines)
        assert b"2 articles read" in next(lines)
        (two / "c.txt").write_text("標題丙\n會議部署工作。", "utf-8")
        assert b"1 article read" in next(lines)
        for path in two.iterdir():
            path.unlink()
        assert b"error: " in process.stderr.readline()
        (two / "d.txt").write_text("標題丁\n會議開始。", "utf-8")
        assert b"1 article read, 3 removed" in next(lines)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read().decode().strip() == "stopped watching"
    assert read_manifest(folder).articles == 1
