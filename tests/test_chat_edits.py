"""bot.chat.asking: an edited question changes its answer, for a minute."""

import pytest

from bot.chat import asking, sending
from bot.memory import Memory
from preview.server import BotApi
from tests.talking import ANN, People, Slow, data, serving


def test_an_edited_question_changes_its_answer(talk: People) -> None:
    talk.ask("白鶴市防汛工作會議誰主持?")
    (reply,) = talk.api.wait(1)
    talk.api.edit(1, reply.message_id - 1, "白鶴市防汛工作會議誰講話?")
    edited = talk.api.wait_edit(1, reply.message_id)
    assert edited.text.startswith("許家豪(市委書記)")
    assert data(edited)[-1] != data(reply)[-1], "a rating is about the new question"
    talk.api.edit(1, reply.message_id - 1, "火星上的企鵝吃什麼?")
    refused = talk.api.wait_edit(1, reply.message_id, count=2)
    assert "沒有找到" in refused.text
    assert refused.buttons == ()
    assert len(talk.api.sent) == 1


def test_an_edit_that_changes_no_answer_is_no_failure(talk: People, caplog: pytest.LogCaptureFixture) -> None:
    reply = talk.ask("誰主持會議?")
    talk.silent(lambda: talk.api.edit(1, reply.message_id - 1, "誰主持會議?"))
    talk.api.wait_until(lambda: talk.api.calls["editMessageText"] >= 1)
    talk.ask("誰講話?")
    assert "failed" not in caplog.text
    assert talk.api.message(1, reply.message_id) == reply


def test_an_edit_after_more_than_a_minute_is_left_alone(
    talk: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asking.EDITED_WITHIN == 60
    monkeypatch.setattr(asking, "EDITED_WITHIN", 0.0)
    reply = talk.ask("誰主持會議?")
    talk.silent(lambda: talk.api.edit(1, reply.message_id - 1, "誰講話?"))
    assert talk.api.calls["editMessageText"] == 0


def test_edits_of_what_was_not_answered_are_left_alone(talk: People) -> None:
    group = talk.api.group(-1001, members=[ANN])
    chatter = talk.api.say("誰主持會議?", group)
    talk.silent(lambda: talk.api.edit(group, chatter, "@huida_bot 誰主持會議?"))


def test_a_question_edited_while_it_is_answered_ends_with_the_answer_to_the_new_words(
    api: BotApi, slow: Slow, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.05)
    with serving(api, slow, memory):
        asked = api.say("慢青河縣夏糧收購會議誰主持?")
        (meanwhile,) = api.wait(1)
        api.edit(1, asked, "慢青河縣夏糧收購會議誰講話?")
        slow.released.set()
        last = api.wait_edit(1, meanwhile.message_id, count=2)
        api.wait_until(lambda: sum(api.world.find(1, m.message_id) is not None for m in api.sent) == 1)
    assert last.text.startswith("林曉峰")


def test_an_edited_question_that_takes_long_leaves_no_word_in_between(
    api: BotApi, slow: Slow, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.05)
    people = People(api)
    with serving(api, slow, memory):
        reply = people.ask("青河縣夏糧收購會議誰主持?")
        api.edit(1, reply.message_id - 1, "慢青河縣夏糧收購會議誰講話?")
        _, meanwhile = api.wait(2)
        slow.released.set()
        assert api.wait_edit(1, reply.message_id).text.startswith("林曉峰")
        api.wait_until(lambda: api.world.find(1, meanwhile.message_id) is None)


@pytest.mark.parametrize("first", ["/ask", "長" * 501])
def test_what_was_no_question_is_answered_once_it_is_edited_into_one(talk: People, first: str) -> None:
    reply = talk.ask(first)
    talk.api.edit(1, reply.message_id - 1, "/ask 誰主持會議?")
    assert talk.api.wait_edit(1, reply.message_id).text.startswith("陳國棟")


def test_an_answer_that_was_deleted_comes_anew_when_its_question_is_edited(talk: People) -> None:
    reply = talk.ask("誰主持會議?")
    talk.api.delete(1, reply.message_id)
    talk.api.edit(1, reply.message_id - 1, "誰講話?")
    assert talk.api.wait(2)[1].text.startswith("林曉峰")
