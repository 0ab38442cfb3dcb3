"""bot.chat.admin: the administrators' commands over HTTP, with a real index that is really rebuilt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import rebuilding
from bot.answering import Answerer
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.live import LiveAnswerer
from bot.memory import Memory
from bot.reader import ExtractiveReader
from bot.settings import Settings
from bot.wording import Wording
from index.build import build
from index.store import Index, open_index
from preview.server import BotApi
from tests.conftest import FakeEmbedder
from tests.library import LIBRARY, NEWEST
from tests.talking import People, serving

ADMIN, OTHER = 1, 2
NEW = """標題: 月灣鎮消防演練總結會召開
日期: 2025-07-02
來源: 月灣報

7月1日,月灣鎮消防演練總結會在月灣召開。鎮長羅家豪主持會議。會議要求每季度演練一次。
"""


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Return a folder with one article, the newest of the made-up library."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / NEWEST).write_text(LIBRARY[NEWEST], "utf-8")
    return folder


@pytest.fixture
def admin(
    api: BotApi,
    memory: Memory,
    articles: Path,
    evidence_model: EvidenceModel,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[People]:
    """Run a bot over `articles` whose administrator is person 1."""
    folder = articles.parent / "index"
    build(articles, folder, FakeEmbedder())

    def newest() -> tuple[Index, Answerer]:
        index = open_index(folder, FakeEmbedder())
        reader = ExtractiveReader(Library(index.articles), evidence_model, Wording.load())
        return index, Answerer(index.retriever, reader, index.articles)

    def in_this_process(
        settings: Settings, tell: rebuilding.Tell, go_on: rebuilding.GoOn
    ) -> rebuilding.Rebuilt:
        tell("reading", 1, 2)
        report = build(settings.articles, settings.index, FakeEmbedder())
        return rebuilding.Rebuilt(
            report.articles, report.passages, tuple(map(str, report.left_out)), report.seconds
        )

    monkeypatch.setattr("bot.chat.admin.rebuild", in_this_process)
    monkeypatch.setattr("bot.chat.admin.EDIT_EVERY", 0.0)
    live = LiveAnswerer(folder, newest)
    with serving(api, live, memory, articles=articles, index=folder, admins=frozenset({ADMIN})) as idle:
        yield People(api, idle)


def _settled(admin: People, message: int, words: str, chat: int = ADMIN) -> str:
    admin.api.wait_until(lambda: words in admin.api.message(chat, message).text, what=words)
    return admin.api.message(chat, message).text


def test_everyone_else_gets_a_polite_no(admin: People) -> None:
    for act in ("/status", "/rebuild"):
        assert admin.ask(act, chat=OTHER).text == "抱歉，這只有管理員能做。"
    before = len(admin.api.sent)
    admin.api.send_file("x.txt", NEW.encode(), OTHER)
    assert admin.api.wait(before + 1)[-1].text == "抱歉，這只有管理員能做。"


def test_status_says_what_serves(admin: People) -> None:
    status = admin.ask("/status").text
    assert "000001" in status
    assert "1 篇報道" in status
    assert "fake" in status


def test_a_rebuild_is_told_in_one_message_and_answers_follow(admin: People, articles: Path) -> None:
    (articles / "new.txt").write_text(NEW, "utf-8")
    (articles / "empty.txt").write_text("", "utf-8")
    begun = admin.ask("/rebuild")
    done = _settled(admin, begun.message_id, "重建完成")
    assert "2 篇報道" in done
    assert "empty.txt" in done
    assert "羅家豪" in admin.ask("月灣鎮消防演練總結會誰主持?").text


def test_a_rebuild_that_fails_says_why_and_the_old_index_goes_on(admin: People, articles: Path) -> None:
    (articles / NEWEST).unlink()
    begun = admin.ask("/rebuild")
    assert "舊索引照常使用" in _settled(admin, begun.message_id, "沒有成功")
    assert "陳國棟" in admin.ask("誰主持會議?").text


def test_a_file_is_shown_as_understood_and_added_by_a_button(admin: People, articles: Path) -> None:
    before = len(admin.api.sent)
    admin.api.send_file("../消防.txt", NEW.encode("gb18030"))
    offered = admin.api.wait(before + 1)[-1]
    assert offered.text.split("\n")[0] == "月灣鎮消防演練總結會召開"
    assert "共 1 段" in offered.text
    assert len(list(articles.glob("*.txt"))) == 1, "nothing is added before the yes"
    admin.press(offered, "加入")
    assert "已加入" in _settled(admin, offered.message_id, "重建完成")
    assert len(list(articles.glob("*.txt"))) == 2
    assert "羅家豪" in admin.ask("月灣鎮消防演練總結會誰主持?").text


def test_a_file_may_be_declined_and_a_bad_one_says_why(admin: People, articles: Path) -> None:
    before = len(admin.api.sent)
    admin.api.send_file("a.txt", NEW.encode())
    offered = admin.api.wait(before + 1)[-1]
    admin.press(offered, "取消")
    _settled(admin, offered.message_id, "沒有加入")
    admin.api.send_file("bad.pdf", b"%PDF-1.7 cut")
    assert "不能加入" in admin.api.wait(before + 2)[-1].text
    assert len(list(articles.rglob("*.txt"))) == 1


def test_a_repeated_article_is_named(admin: People) -> None:
    before = len(admin.api.sent)
    admin.api.send_file("again.txt", LIBRARY[NEWEST].encode())
    assert NEWEST in admin.api.wait(before + 1)[-1].text


def test_a_link_to_a_private_address_is_refused(admin: People) -> None:
    assert "不能加入" in admin.ask("http://127.0.0.1:1/article.html").text
