"""preview.messages and hearing: what the bot may send and change where, and what it hears of."""

from collections.abc import Iterator
from typing import Any

import pytest

from preview.server import BotApi
from tests.bot_calls import Answer, call, keyboard, refusal, updates


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


def test_a_message_is_seen_as_its_reader_sees_it(api: BotApi) -> None:
    asked = api.say("誰?")
    buttons = {
        "inline_keyboard": [[{"text": "甲", "callback_data": "a"}, {"text": "乙", "url": "https://a.cn"}]]
    }
    html = '𠮷<b>粗</b><a href="https://a.cn/x">鏈</a>'
    reply = {"message_id": asked}
    posted = call(
        api,
        "sendMessage",
        chat_id=1,
        text=html,
        parse_mode="HTML",
        reply_markup=buttons,
        reply_parameters=reply,
    )
    (sent,) = api.wait(1, chat=1)
    assert sent.text == "𠮷粗鏈"
    assert sent.entities == (("bold", "粗"), ("text_link", "https://a.cn/x"))
    assert [(b.text, b.data, b.url) for b in sent.buttons[0]] == [("甲", "a", ""), ("乙", "", "https://a.cn")]
    assert (sent.reply_to, sent.topic, sent.message_id) == (asked, None, posted["message_id"])
    assert sent.raw == posted
    with pytest.raises(AssertionError, match="1 of 2 messages"):
        api.wait(2, seconds=0.05)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"chat_id": 2, "text": "x"}, "chat not found"),
        ({"chat_id": "@nowhere", "text": "x"}, "chat not found"),
        ({"chat_id": 1, "text": " "}, "message text is empty"),
        ({"chat_id": 1, "text": "<b>", "parse_mode": "HTML"}, "can't parse entities"),
        (
            {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 9}},
            "message to be replied not found",
        ),
        (
            {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 1, "quote": "z"}},
            "QUOTE_TEXT_INVALID",
        ),
        ({"chat_id": 1, "text": "x", "reply_parameters": {"id": 9}}, "ReplyParameters"),
        ({"chat_id": 1, "text": "x", "message_thread_id": 7}, "message thread not found"),
        ({"chat_id": 1, "text": "x", "link_preview_options": {"off": True}}, "LinkPreviewOptions"),
        (
            {"chat_id": 1, "text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
            "after the end",
        ),
        (
            {"chat_id": 1, "text": "x", "entities": [{"type": "bold", "offset": 0}]},
            '"length" of MessageEntity',
        ),
    ],
)
def test_wrong_messages_are_refused_and_not_sent(api: BotApi, given: Answer, why: str) -> None:
    api.say("y")
    refused = refusal(api, "sendMessage", **given)
    assert refused.startswith("400 Bad Request: ")
    assert why in refused
    assert api.sent == []


@pytest.mark.parametrize(
    ("button", "why"),
    [
        ({"text": "x"}, "Text buttons are unallowed"),
        ({"text": " ", "callback_data": "x"}, "Text must be non-empty"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "長" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "x", "url": "https://a.cn"}, "exactly one action"),
        ({"text": "x", "url": "http://localhost"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "javascript:alert(1)"}, "is invalid"),
        ({"text": "x", "data": "x"}, "no field ['data']"),
    ],
)
def test_wrong_buttons_are_refused(api: BotApi, button: Answer, why: str) -> None:
    api.say("y")
    assert why in refusal(api, "sendMessage", chat_id=1, text="x", reply_markup=keyboard(button))


def test_keyboards_have_limits(api: BotApi) -> None:
    api.say("y")
    button = {"text": "x", "callback_data": "長" * 21 + "x"}  # 64 bytes
    rows = [[button] * 8] * 12 + [[button] * 4]
    assert call(api, "sendMessage", chat_id=1, text="x", reply_markup={"inline_keyboard": rows})
    wrongs: list[Any] = [[*rows, [button]], [[button] * 9], [button], {}]
    for wrong in wrongs:
        assert refusal(api, "sendMessage", chat_id=1, text="x", reply_markup={"inline_keyboard": wrong})


def test_a_reply_to_a_deleted_message_may_go_out_without_it(api: BotApi) -> None:
    asked = api.say("x")
    api.delete(1, asked)
    reply = {"message_id": asked, "allow_sending_without_reply": True}
    assert "reply_to_message" not in call(api, "sendMessage", chat_id=1, text="x", reply_parameters=reply)


def test_people_who_block_or_never_wrote_are_not_written_to(api: BotApi) -> None:
    api.say("x")
    api.person(2)
    assert refusal(api, "sendMessage", chat_id=2, text="x").startswith("403 Forbidden: bot can't initiate")
    api.block(1)
    assert refusal(api, "sendMessage", chat_id=1, text="x") == "403 Forbidden: bot was blocked by the user"
    assert updates(api)[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    api.block(1, False)
    assert call(api, "sendMessage", chat_id=1, text="x")


def test_edits_are_of_own_messages_and_change_something(api: BotApi) -> None:
    asked = api.say("x")
    sent = call(api, "sendMessage", chat_id=1, text="<b>x</b>", parse_mode="HTML")["message_id"]
    at: Answer = {"chat_id": 1, "message_id": sent}
    assert "message is not modified" in refusal(
        api, "editMessageText", **at, text="<b>x</b>", parse_mode="HTML"
    )
    assert "message is not modified" in refusal(api, "editMessageReplyMarkup", **at)
    assert "message can't be edited" in refusal(api, "editMessageText", chat_id=1, message_id=asked, text="y")
    assert "message to edit not found" in refusal(api, "editMessageText", chat_id=1, message_id=99, text="y")
    assert "message identifier is not specified" in refusal(api, "editMessageText", chat_id=1, text="y")
    assert "MESSAGE_ID_INVALID" in refusal(api, "editMessageText", inline_message_id="9", text="y")
    call(
        api,
        "editMessageReplyMarkup",
        **at,
        reply_markup=keyboard({"text": "甲", "callback_data": "a"}),
    )
    assert api.message(1, sent).buttons[0][0].data == "a"
    call(api, "editMessageText", **at, text="x")
    edited = api.wait_edit(1, sent, count=2)
    assert (edited.text, edited.entities, edited.buttons) == ("x", (), ())
    assert api.sent[0].entities == (("bold", "x"),), "what was sent stays as it came"


def test_deletions(api: BotApi) -> None:
    api.group(-5, members=[api.person(1)])
    said = api.say("/x", chat=-5)
    sent = call(api, "sendMessage", chat_id=-5, text="x")["message_id"]
    assert "can't be deleted" in refusal(api, "deleteMessage", chat_id=-5, message_id=said)
    assert call(api, "deleteMessage", chat_id=-5, message_id=sent)
    assert "message to delete not found" in refusal(api, "deleteMessage", chat_id=-5, message_id=sent)


def test_actions_and_drafts(api: BotApi) -> None:
    api.say("x")
    api.group(-5)
    assert "wrong parameter action" in refusal(api, "sendChatAction", chat_id=1, action="thinking")
    assert call(api, "sendChatAction", chat_id=1, action="typing")
    assert api.actions == [(1, "typing")]
    assert "non-zero" in refusal(api, "sendMessageDraft", chat_id=1, draft_id=0, text="x")
    assert "private" in refusal(api, "sendMessageDraft", chat_id=-5, draft_id=1, text="x")
    assert call(api, "sendMessageDraft", chat_id=1, draft_id=1, text="<i>x</i>", parse_mode="HTML")
    assert api.drafts == [(1, "x")]
    assert api.sent == []


def test_in_groups_the_bot_hears_commands_replies_and_its_name(api: BotApi) -> None:
    group = api.group(-5, members=[api.person(1), api.person(2)])
    api.say("between us", chat=group)
    api.say("/help@other_bot", chat=group)
    api.say("@huida_bots", chat=group)
    sent = call(api, "sendMessage", chat_id=-5, text="x")["message_id"]
    heard = ["/help", "/help@huida_bot", "問 @Huida_Bot 誰?"]
    for text in heard:
        api.say(text, chat=group)
    api.say("a reply", chat=group, reply_to=sent, person=api.person(2))
    heard_of = [u["message"] for u in updates(api)]
    assert [m["text"] for m in heard_of] == [*heard, "a reply"]
    assert heard_of[-1]["from"]["id"] == 2
    api.leave(group)
    api.say("/help", chat=group)
    assert len(updates(api)) == 4
    assert "403 Forbidden: bot was kicked from the group" in refusal(api, "sendMessage", chat_id=-5, text="x")


def test_topics_are_threads_that_must_exist(api: BotApi) -> None:
    forum = api.group(-1001, members=[api.person(1)], topics=["甲", "乙"])
    thread = forum.topics["乙"]
    said = api.say("/x", chat=forum, topic="乙")
    api.say("/y", chat=forum)
    first, second = [u["message"] for u in updates(api)]
    assert (first["message_thread_id"], first["is_topic_message"]) == (thread, True)
    assert first["reply_to_message"]["forum_topic_created"]["name"] == "乙"
    assert "message_thread_id" not in second
    call(api, "sendMessage", chat_id=-1001, text="x", message_thread_id=thread)
    call(api, "sendMessage", chat_id=-1001, text="x", reply_parameters={"message_id": said})
    assert [m.topic for m in api.sent] == [thread, thread]
    api.delete_topic(forum, "乙")
    assert "message thread not found" in refusal(
        api, "sendMessage", chat_id=-1001, text="x", message_thread_id=thread
    )


def test_a_thread_of_replies_is_no_topic(api: BotApi) -> None:
    group = api.group(-1001, members=[api.person(1)])
    first = api.say("/x", chat=group)
    api.say("/y", chat=group, reply_to=first)
    message = updates(api)[-1]["message"]
    assert message["message_thread_id"] == first
    assert "is_topic_message" not in message
    with pytest.raises(ValueError, match="supergroup"):
        api.group(-5, topics=["x"])


def test_channels_speak_for_themselves(api: BotApi) -> None:
    channel = api.channel(-1009)
    api.say("x", chat=channel)
    (update,) = updates(api)
    assert "from" not in update["channel_post"]
    sent = call(api, "sendMessage", chat_id=-1009, text="y")
    assert sent["sender_chat"]["id"] == -1009
    assert call(api, "editMessageText", chat_id=-1009, message_id=sent["message_id"], text="z")
    assert [m.text for m in api.sent] == ["y"]
