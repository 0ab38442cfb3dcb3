"""preview.description: methods, parameters and fields as python-telegram-bot carries them."""

from typing import Any

import pytest

from preview.description import UPDATES, arguments, check, fields, parameters
from preview.refusals import Refusal


def test_parameters_are_the_apis_own() -> None:
    known = parameters("sendMessage")
    assert known["chat_id"].required
    assert known["chat_id"].kind == "id"
    assert known["text"].kind == "str"
    assert known["parse_mode"].kind == "str"
    assert not known["reply_markup"].required
    assert known["reply_markup"].kind == "json"
    assert known["disable_notification"].kind == "bool"
    assert parameters("getUpdates")["timeout"].kind == "int"
    assert not {"self", "read_timeout", "api_kwargs", "reply_to_message_id"} & known.keys()


@pytest.mark.parametrize(
    "method", ["sendmsg", "send_message", "SendMessage", "", "shutdown", "__init__", "sendNothing"]
)
def test_what_is_no_method_is_not_found(method: str) -> None:
    with pytest.raises(Refusal, match="Not Found: method not found") as refused:
        parameters(method)
    assert refused.value.code == 404


def test_arguments_of_a_form_and_of_json_are_the_same_values() -> None:
    form = {
        "chat_id": "-100",
        "text": "1",
        "disable_notification": "true",
        "reply_parameters": '{"message_id": 3}',
    }
    json = {"chat_id": -100, "text": "1", "disable_notification": True, "reply_parameters": {"message_id": 3}}
    assert arguments("sendMessage", form) == arguments("sendMessage", json) == json
    assert arguments("sendMessage", {"chat_id": "@somewhere", "text": "x"})["chat_id"] == "@somewhere"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": "1"}, "message text is empty"),
        ({"chat_id": "1", "text": "x", "txt": "x"}, "no parameter ['txt']"),
        ({"chat_id": "1", "text": "x", "reply_to_message_id": "1"}, "no parameter"),
        ({"chat_id": "1", "text": "x", "reply_markup": "{"}, "object expected as reply markup"),
        ({"chat_id": "1", "text": "x", "reply_markup": "3"}, "object expected as reply markup"),
        ({"chat_id": "1", "text": "x", "message_thread_id": "x"}, "can't parse message_thread_id"),
        ({"chat_id": "1", "text": "x", "message_thread_id": "true"}, "can't parse message_thread_id"),
        ({"chat_id": "1", "text": "x", "disable_notification": "1"}, "can't parse disable_notification"),
        ({"chat_id": [1], "text": "x"}, "can't parse chat_id"),
    ],
)
def test_wrong_arguments_are_refused(given: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal) as refused:
        arguments("sendMessage", given)
    assert refused.value.code == 400
    assert why in refused.value.description


def test_objects_have_their_fields() -> None:
    assert fields("InlineQueryResultArticle")["type"].required
    assert fields("InlineKeyboardButton")["callback_data"].kind == "str"
    assert check({"text": "x", "url": "https://a.cn"}, "InlineKeyboardButton")["text"] == "x"
    wrongs: list[object] = [{"url": "x"}, {"text": "x", "link": "x"}, {"text": 3}, [], None]
    for wrong in wrongs:
        with pytest.raises(Refusal):
            check(wrong, "InlineKeyboardButton")
    with pytest.raises(LookupError):
        fields("Nothing")


def test_updates_have_names() -> None:
    assert {"message", "callback_query", "inline_query", "guest_message"} <= UPDATES
