"""preview.queries and menus: a query is answered once, with what Telegram shows; menus have scopes."""

from collections.abc import Iterator
from typing import Any

import pytest

from preview.server import BotApi
from tests.bot_calls import Answer, article, call, keyboard, refusal, updates


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


def test_a_press_is_answered_once(api: BotApi) -> None:
    api.say("x")
    sent = call(
        api, "sendMessage", chat_id=1, text="x", reply_markup=keyboard({"text": "甲", "callback_data": "a"})
    )
    query = api.press(1, sent["message_id"], "甲")
    update = updates(api)[-1]["callback_query"]
    assert (update["id"], update["data"], update["from"]["id"]) == (query, "a", 1)
    assert update["message"]["message_id"] == sent["message_id"]
    assert "MESSAGE_TOO_LONG" in refusal(api, "answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert call(api, "answerCallbackQuery", callback_query_id=query, text="好")
    assert api.wait_callback(query)["text"] == "好"
    assert "query is too old" in refusal(api, "answerCallbackQuery", callback_query_id=query)
    late = api.press(1, sent["message_id"], "a")
    api.expire(late)
    assert "query is too old" in refusal(api, "answerCallbackQuery", callback_query_id=late)
    with pytest.raises(LookupError, match="no button '乙'"):
        api.press(1, sent["message_id"], "乙")


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ([article(str(n)) for n in range(51)], "RESULTS_TOO_MUCH"),
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        ([article("長" * 22)], "RESULT_ID_INVALID"),
        ([article(text="<b>")], "can't parse entities"),
        ([article(text=" ")], "message text is empty"),
        ([article(words="x")], "no field ['words']"),
        ([article(reply_markup=keyboard({"text": "x"}))], "Text buttons"),
        ([{**article(), "type": "note"}], "'note'"),
        (["x"], "object expected"),
    ],
)
def test_wrong_inline_results_are_refused(api: BotApi, results: list[Any], why: str) -> None:
    query = api.inline("誰")
    assert why in refusal(api, "answerInlineQuery", inline_query_id=query, results=results)


def test_an_inline_result_is_sent_by_the_person_and_edited_by_the_bot(api: BotApi) -> None:
    query = api.inline("誰", api.person(3, language="en"), offset="20")
    update = updates(api)[-1]["inline_query"]
    assert (update["query"], update["offset"], update["from"]["id"]) == ("誰", "20", 3)
    results = [article(), article("2", "y", reply_markup=keyboard({"text": "甲", "callback_data": "a"}))]
    button = {"text": "more", "start_parameter": "a b"}
    given: Answer = {"inline_query_id": query, "results": results}
    assert "START_PARAM_INVALID" in refusal(api, "answerInlineQuery", **given, button=button)
    assert call(api, "answerInlineQuery", **given, cache_time=0)
    assert "query is too old" in refusal(api, "answerInlineQuery", **given)
    assert [r["message"]["text"] for r in api.wait_inline(query)["results"]] == ["x", "y"]
    message = api.choose(query, "2", chat=api.group(-5))
    assert updates(api)[-1]["message"]["via_bot"]["username"] == "huida_bot"
    assert api.sent == [], "the person sent it"
    api.press(-5, message, "甲", api.person(3))
    pressed = updates(api)[-1]["callback_query"]
    assert "message" not in pressed
    edit = {"inline_message_id": pressed["inline_message_id"], "text": "z"}
    assert call(api, "editMessageText", **edit) is True
    assert api.message(-5, message).text == "z"


def test_a_guest_is_answered_once_where_the_bot_is_not(api: BotApi) -> None:
    query = api.guest("@huida_bot 誰?", chat_title="別處")
    update = updates(api)[-1]["guest_message"]
    assert (update["guest_query_id"], update["chat"]["title"]) == (query, "別處")
    assert "403" in refusal(api, "sendMessage", chat_id=update["chat"]["id"], text="x")
    answer = {"guest_query_id": query, "result": article()}
    inline = call(api, "answerGuestQuery", **answer)["inline_message_id"]
    assert "query is too old" in refusal(api, "answerGuestQuery", **answer)
    seen = api.wait_guest(query)
    assert (seen.text, seen.entities, seen.reply_to) == ("x", (("bold", "x"),), update["message_id"])
    assert call(api, "editMessageText", inline_message_id=inline, text="y") is True
    assert api.message(seen.chat, seen.message_id).text == "y"


def test_menus_by_scope_and_language(api: BotApi) -> None:
    command = {"command": "help", "description": "幫助"}
    english = {"command": "help", "description": "Help"}
    groups = {"type": "all_group_chats"}
    call(api, "setMyCommands", commands=[command])
    call(api, "setMyCommands", commands=[english], language_code="en")
    call(api, "setMyCommands", commands=[english], scope=groups)
    assert api.commands == {"": [command], "en": [english]}
    assert call(api, "getMyCommands", scope=groups) == [english]
    call(api, "deleteMyCommands", scope=groups)
    assert call(api, "getMyCommands", scope=groups) == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "help", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "help"}]}, "description"),
        ({"commands": [{"command": "a", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "zh-hant"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "everywhere"}}, "BotCommandScope"),
        ({"commands": [], "scope": {"type": []}}, "BotCommandScope"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 9}}, "chat not found"),
    ],
)
def test_wrong_menus_are_refused(api: BotApi, given: Answer, why: str) -> None:
    assert why in refusal(api, "setMyCommands", **given)
