"""bot.incoming: articles that wait for a yes, in a room of their own that does not fill up."""

import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.incoming import FOLDER, KEPT, MOST, Incoming, Pending
from index.errors import ArticleError
from tests.article_files import zipped

TEXT = "第{n}次{place}例會召開\n日期: 2024-05-{n:02}\n\n5月{n}日,{place}例會召開。{place}的事務很多,這是第{n}件。"
PLACES = "東西南北中甲乙丙丁戊己庚辛"


def _text(number: int) -> bytes:
    return TEXT.format(n=number, place=PLACES[number] * 3).encode()


@pytest.fixture
def incoming(articles: Path) -> Incoming:
    return Incoming(articles, articles.parent / "index")


def _waiting(articles: Path) -> Sequence[str]:
    return sorted(path.name for path in (articles / FOLDER).glob("*"))


@pytest.mark.parametrize(
    "name", ["../../x.txt", "/etc/passwd.txt", "..\\..\\x.txt", ".txt", "a\0b.txt", "長" * 300 + ".txt", "-"]
)
def test_no_file_name_leads_out_of_the_folder(incoming: Incoming, articles: Path, name: str) -> None:
    (one,) = incoming.receive(_text(1), name)
    assert isinstance(one, Pending)
    kept = incoming.accept(one.key)
    assert Path(kept).name == kept
    assert [path.name for path in articles.iterdir() if path.is_file()] == [kept]
    assert _waiting(articles) == []
    assert not list(articles.parent.glob("*.txt"))


def test_an_archive_of_many_says_that_only_the_first_are_shown(incoming: Incoming, articles: Path) -> None:
    found = incoming.receive(zipped({f"{n}.txt": _text(n) for n in range(MOST + 2)}), "all.zip")
    assert len(found) == MOST + 1
    assert "holds more than 10" in str(found[-1])
    assert len(_waiting(articles)) == MOST, "what is not shown does not wait"


def test_what_nobody_decided_on_is_forgotten_after_a_day(incoming: Incoming, articles: Path) -> None:
    (old,) = incoming.receive(_text(1), "old.txt")
    (young,) = incoming.receive(_text(2), "young.txt")
    assert isinstance(old, Pending)
    assert isinstance(young, Pending)
    (path,) = (articles / FOLDER).glob(f"{old.key}-*")
    os.utime(path, (0, time.time() - KEPT - 1))
    incoming.receive(_text(3), "new.txt")
    with pytest.raises(ArticleError, match="does not wait"):
        incoming.accept(old.key)
    assert incoming.accept(young.key) == "young.txt"


def test_a_button_pressed_twice_at_once_adds_one_article(incoming: Incoming, articles: Path) -> None:
    (one,) = incoming.receive(_text(1), "x.txt")
    assert isinstance(one, Pending)
    refused: list[str] = []

    def accept() -> None:
        try:
            incoming.accept(one.key)
        except ArticleError as error:
            refused.append(error.reason)

    pressing = [threading.Thread(target=accept) for _ in range(4)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()
    assert len(refused) == 3
    assert [path.name for path in articles.iterdir() if path.is_file()] == ["x.txt"]


@pytest.mark.parametrize("key", ["*", "?" * 12, "../x", ""])
def test_a_forged_key_touches_nothing(incoming: Incoming, articles: Path, key: str) -> None:
    incoming.receive(_text(1), "x.txt")
    incoming.drop(key)
    with pytest.raises(ArticleError):
        incoming.accept(key)
    assert len(_waiting(articles)) == 1
