"""bot.memory: what is kept of people, that it lasts, and that it goes."""

import sqlite3
import threading
from pathlib import Path

import pytest

from bot.memory import Memory
from index.errors import SettingsError


def test_a_language_is_remembered_replaced_and_undone(memory: Memory) -> None:
    assert memory.language(1) is None
    memory.choose_language(1, "hans")
    memory.choose_language(1, "en")
    assert (memory.language(1), memory.language(2)) == ("en", None)
    memory.choose_language(1, None)
    assert memory.language(1) is None


def test_a_rating_takes_the_place_of_the_one_before(memory: Memory) -> None:
    memory.rate(1, "hash", "答", ("k1", "k2"), good=True)
    memory.rate(1, "hash", "答", ("k1", "k2"), good=False)
    memory.rate(1, "hash", "另一個答案", ("k3",), good=True)
    memory.rate(2, "hash", "答", (), good=True)
    rows = [(r.question, r.answer, r.articles, r.good) for r in memory.ratings()]
    assert sorted(rows) == [
        ("hash", "另一個答案", ("k3",), True),
        ("hash", "答", (), True),
        ("hash", "答", ("k1", "k2"), False),
    ]
    assert all(r.at.endswith("+00:00") for r in memory.ratings())


def test_what_is_remembered_outlasts_the_process(tmp_path: Path) -> None:
    first = Memory(tmp_path / "m.sqlite")
    first.choose_language(1, "hans")
    first.rate(1, "h", "答", ("k",), good=True)
    first.close()
    again = Memory(tmp_path / "m.sqlite")
    assert again.language(1) == "hans"
    assert len(list(again.ratings())) == 1
    again.close()


def test_forgetting_leaves_no_trace_of_one_and_all_of_others(memory: Memory, tmp_path: Path) -> None:
    for person, answer in ((1, "誰也不知道的答案"), (2, "別人的答案")):
        memory.choose_language(person, "en")
        memory.rate(person, f"hash-of-{person}", answer, ("k",), good=True)
    memory.forget(1)
    memory.forget(3)
    assert memory.language(1) is None
    assert memory.language(2) == "en"
    everything = b"".join(path.read_bytes() for path in tmp_path.glob("state.sqlite*"))
    assert b"hash-of-2" in everything
    assert b"hash-of-1" not in everything
    assert "誰也不知道".encode() not in everything


def test_many_threads_may_write_at_once(memory: Memory) -> None:
    def rate(person: int) -> None:
        for number in range(20):
            memory.rate(person, f"{number}", "答", (), good=True)

    threads = [threading.Thread(target=rate, args=(person,)) for person in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(memory.ratings())) == 100


def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="STATE_FILE"):
        Memory(tmp_path)
    (tmp_path / "text").write_text("no database, " * 100)
    with pytest.raises(SettingsError, match="STATE_FILE"):
        Memory(tmp_path / "text")


def test_nothing_else_is_in_the_file(memory: Memory, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "state.sqlite")
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    database.close()
    assert tables == {"language", "rating"}
