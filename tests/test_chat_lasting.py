"""bot.chat.buttons: presses after a restart, after a rebuild, under messages from long ago."""

from dataclasses import replace

import pytest

from bot.answering import Answerer
from bot.catalogue import Catalogue
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.memory import Memory
from bot.reader import ExtractiveReader
from bot.reference import key
from bot.wording import Wording
from index.store import Index
from index.types import Span
from preview.reading import Sent
from preview.server import BotApi
from tests.library import LISTED, NEWEST
from tests.talking import People, data, quotes, serving, words

LIST_QUESTION = "白鶴市十二項防汛任務有哪些?"
GONE, TOO_OLD = "這篇報道已經不在資料裡了。", "這則訊息太舊了，請再問一次。"


def _without(index: Index, model: EvidenceModel, *names: str) -> Answerer:
    """Return an answerer over the library without the articles `names`, as after a rebuild."""
    left = [article for article in index.articles if article.id not in names]
    reader = ExtractiveReader(Library(left), model, Wording.load())
    return Answerer(index.retriever, reader, left)


def test_buttons_work_after_a_restart(api: BotApi, library: Answerer, memory: Memory) -> None:
    people = People(api)
    with serving(api, library, memory):
        reply = people.ask("石橋鎮圖書館幾點開門?")
    with serving(api, library, memory):
        assert "啟用儀式" in quotes(people.turn(reply, "上下文"))[0]
        assert "图书馆" in people.turn(api.message(1, reply.message_id), "简体").text
        assert people.follow(reply, "更多來源").text
        assert people.press(reply, "👍")["text"]
    assert len(list(memory.ratings())) == 1


def test_after_a_rebuild_without_the_article_a_press_says_so(
    api: BotApi, library: Answerer, memory: Memory, library_index: Index, evidence_model: EvidenceModel
) -> None:
    people = People(api)
    with serving(api, library, memory):
        reply = people.ask("石橋鎮圖書館幾點開門?")
        meetings = people.ask("/meetings")
    gone = {article.id for article in library_index.articles} - {NEWEST, LISTED}
    with serving(api, _without(library_index, evidence_model, *gone), memory):
        for button in ("上下文", "简体", "更多來源"):
            if button == "更多來源" and any(
                reference.startswith((key(NEWEST), key(LISTED)))
                for reference in next(d for d in data(reply) if d.startswith("m:"))[2:].split(",")
            ):
                continue
            told = people.press(reply, button)
            assert (told["text"], told["show_alert"]) == (GONE, True)
        assert people.press(meetings, "2")["text"] == GONE
        assert "青河" in people.follow(meetings, "1").text
        assert people.press(reply, "👍")["text"] == "謝謝，記下了。"
    assert api.message(1, reply.message_id) == reply


def test_after_a_rebuild_that_moved_nothing_else_buttons_still_work(
    api: BotApi, library: Answerer, memory: Memory, library_index: Index, evidence_model: EvidenceModel
) -> None:
    people = People(api)
    with serving(api, library, memory):
        reply = people.ask(LIST_QUESTION)
    with serving(api, _without(library_index, evidence_model, NEWEST), memory):
        assert len(quotes(people.turn(reply, "简体"))) == 12


def test_after_a_rebuild_with_another_text_a_press_shows_no_other_words(
    api: BotApi, library: Answerer, memory: Memory, library_index: Index
) -> None:
    people = People(api)
    with serving(api, library, memory):
        reply = people.ask("石橋鎮圖書館幾點開門?")
    rewritten = [
        replace(
            a, text="改寫。" + a.text, paragraphs=tuple(Span(p.start + 3, p.end + 3) for p in a.paragraphs)
        )
        for a in library_index.articles
    ]
    library.catalogue = Catalogue(rewritten)
    with serving(api, library, memory):
        assert people.press(reply, "上下文")["text"] == GONE
    assert api.message(1, reply.message_id) == reply


def _inaccessible(api: BotApi, message: Sent, button: str) -> str:
    """Press a button under a message that Telegram does not show to bots any more."""
    person = api.world.people[1]
    query = api.world.query("callback", person.id, chat=message.chat, message=message.message_id)
    chosen = next(d for d, w in zip(data(message), words(message), strict=True) if w == button)
    old = {"chat": message.raw["chat"], "message_id": message.message_id, "date": 0}
    told = {"id": query.id, "from": person.json, "message": old, "chat_instance": "1", "data": chosen}
    api.world.tell("callback_query", told)
    return query.id


def test_a_message_too_old_for_bots_is_said_to_be(talk: People, memory: Memory) -> None:
    reply = talk.ask("石橋鎮圖書館幾點開門?")
    for button in ("上下文", "简体", "更多來源", "👍"):
        told = talk.api.wait_callback(_inaccessible(talk.api, reply, button))
        assert (told["text"], told["show_alert"]) == (TOO_OLD, True), button
    assert not list(memory.ratings())
    assert len(talk.api.sent) == 1


def test_so_are_lists_and_examples(talk: People) -> None:
    for command, button in (("/meetings", "›"), ("/meetings", "1"), ("/start", "誰主持會議？")):
        told = talk.api.wait_callback(_inaccessible(talk.api, talk.ask(command), button))
        assert (told["text"], told["show_alert"]) == (TOO_OLD, True), command


def test_a_press_that_waited_too_long_to_be_acknowledged_is_done_all_the_same(
    api: BotApi, library: Answerer, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    people = People(api)
    with serving(api, library, memory):
        reply = people.ask("誰主持會議?")
    api.expire(api.press(1, reply.message_id, "上下文"))
    api.expire(api.press(1, reply.message_id, "👍"))
    with serving(api, library, memory):
        assert words(api.wait_edit(1, reply.message_id))[0] == "收起"
        people.ask("誰講話?")
    assert len(list(memory.ratings())) == 1
    assert "failed" not in caplog.text


def test_a_press_on_a_message_deleted_meanwhile_is_no_failure(
    api: BotApi, library: Answerer, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    people = People(api)
    with serving(api, library, memory):
        reply = people.ask("誰主持會議?")
    query = api.press(1, reply.message_id, "上下文")
    api.delete(1, reply.message_id)
    with serving(api, library, memory):
        api.wait_callback(query)
        people.ask("誰講話?")
    assert "failed" not in caplog.text
