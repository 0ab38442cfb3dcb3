"""index.watch: a change in the folder is a rebuild, a failure a line, and the watch goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest

from index import watch as module
from index.errors import HuidaError
from index.watch import watch

SECONDS = 10


@contextmanager
def _watching(folder: Path, rebuild: Callable[[], object], lines: "Queue[str]") -> Iterator[None]:
    stop = Event()
    thread = Thread(target=watch, args=(folder, rebuild, lines.put, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(SECONDS)
        assert not thread.is_alive()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_QUIET_MS", 50)
    monkeypatch.setattr(module, "_LOOK_UP_MS", 50)


def test_each_change_is_a_rebuild_and_a_failed_one_is_a_line(articles: Path) -> None:
    built: Queue[list[str]] = Queue()
    lines: Queue[str] = Queue()

    def rebuild() -> None:
        names = sorted(path.name for path in articles.iterdir())
        built.put(names)
        if "bad.txt" in names:
            raise HuidaError("no good")

    with _watching(articles, rebuild, lines):
        assert built.get(timeout=SECONDS) == []
        (articles / "bad.txt").write_text("x")
        assert built.get(timeout=SECONDS) == ["bad.txt"]
        assert lines.get(timeout=SECONDS) == "error: no good; the index stays as it is"
        (articles / "bad.txt").unlink()
        assert built.get(timeout=SECONDS) == []
        (articles / "sub").mkdir()
        while "sub" not in built.get(timeout=SECONDS):
            pass
        (articles / "sub" / "a.txt").write_text("x")
        assert built.get(timeout=SECONDS)


def test_what_changes_during_a_rebuild_is_built_next(articles: Path) -> None:
    built: Queue[int] = Queue()

    def rebuild() -> None:
        built.put(len(list(articles.iterdir())))
        if built.qsize() == 1:
            (articles / "a.txt").write_text("x")

    with _watching(articles, rebuild, Queue()):
        while built.get(timeout=SECONDS) != 1:
            pass


def test_hidden_files_and_silence_are_no_change(articles: Path) -> None:
    built: Queue[int] = Queue()
    with _watching(articles, lambda: built.put(1), Queue()):
        built.get(timeout=SECONDS)
        (articles / ".a.txt.swp").write_text("x")
        (articles / ".git").mkdir()
        (articles / "a.txt").write_text("x")
        built.get(timeout=SECONDS)
        Event().wait(0.3)
        assert built.empty()
