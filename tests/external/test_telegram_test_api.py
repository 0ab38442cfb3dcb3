"""The bot, polling, against the npm package telegram-test-api, which this project did not write."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.answering import Answerer
from bot.chat.app import UPDATES
from tests.external.running import Bot, talk, until
from tests.external.telegram_test_api_adapter import INSTALLED, NAME, TelegramTestApi, telegram_test_api

pytestmark = [pytest.mark.external]
if not INSTALLED:
    pytestmark.append(pytest.mark.skip("telegram-test-api is not installed: run make external"))
QUOTE = "省委副書記、省長趙龍主持。"


@pytest.fixture
def server() -> Iterator[TelegramTestApi]:
    with telegram_test_api() as running:
        yield running


async def poll(application: Bot) -> None:
    assert application.updater
    # The server answers getUpdates at once: without a pause the two would ask and answer each other all day.
    await application.updater.start_polling(poll_interval=0.1, timeout=0, allowed_updates=UPDATES)


def quoted(message: dict[str, Any]) -> list[str]:
    """Return what stands in the message's quotations."""
    text = message["text"].encode("utf-16-le")
    return [
        text[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message["entities"]
        if e["type"] in ("blockquote", "expandable_blockquote")
    ]


def buttons(message: dict[str, Any]) -> list[str]:
    return [each["text"] for row in message["reply_markup"]["inline_keyboard"] for each in row]


def test_start_greets_with_questions_to_try(server: TelegramTestApi, answerer: Answerer) -> None:
    def person() -> None:
        server.say("/start")
        (greeting,) = server.wait(1)
        assert greeting["text"].startswith("我是會答")
        assert "誰主持會議?" in buttons(greeting)
        assert "setMyCommands" in server.added

    talk(server.url, answerer, poll, person)


@pytest.mark.parametrize(
    ("language", "question", "name"),
    [
        ("zh-hant", "誰主持會議?", "趙龍"),
        ("zh-hans", "谁主持会议?", "赵龙"),
        ("en", "Who chaired the meeting?", "趙龍"),
    ],
)
def test_each_script_gets_its_answer_and_the_quote_as_published(
    server: TelegramTestApi, answerer: Answerer, language: str, question: str, name: str
) -> None:
    def person() -> None:
        server.say(question, language=language)
        (reply,) = server.wait(1)
        assert name in reply["text"].splitlines()[0]
        assert quoted(reply) == [QUOTE]

    talk(server.url, answerer, poll, person)


def test_context_unfolds_in_place_and_folds_back_even_after_a_restart(
    server: TelegramTestApi, answerer: Answerer
) -> None:
    def asks() -> None:
        server.say("誰主持會議?")
        server.wait(1)

    def presses() -> None:
        (reply,) = server.sent()
        server.press(reply, "上下文")
        opened = until(lambda: next((m for m in server.sent() if "<u>" in m["html"]), None))
        assert opened["message_id"] == reply["message_id"]
        assert QUOTE in quoted(opened)[0]
        assert len(quoted(opened)[0]) > len(QUOTE)
        server.press(opened, "收起")
        folded = until(lambda: next((m for m in server.sent() if "<u>" not in m["html"]), None))
        assert folded["html"] == reply["html"]
        assert buttons(folded) == buttons(reply)

    talk(server.url, answerer, poll, asks)
    talk(server.url, answerer, poll, presses)


def test_in_a_group_only_what_names_the_bot_is_answered(server: TelegramTestApi, answerer: Answerer) -> None:
    def people() -> None:
        server.say("誰主持會議?", chat=-5)
        mention = {"type": "mention", "offset": 0, "length": len(NAME) + 1}
        asked = server.say(f"@{NAME} 誰主持會議?", chat=-5, entities=[mention])
        (reply,) = server.wait(1)
        assert reply["chat"]["id"] == -5
        assert reply["reply_parameters"]["message_id"] == asked
        assert quoted(reply) == [QUOTE]
        time.sleep(0.5)
        assert len(server.sent()) == 1

    talk(server.url, answerer, poll, people)


def test_meetings_are_listed_and_one_opens(server: TelegramTestApi, answerer: Answerer) -> None:
    def person() -> None:
        server.say("/meetings")
        (listed,) = server.wait(1)
        assert "2024-01-31" in listed["text"]
        server.press(listed, "1")
        _, card = server.wait(2)
        assert "趙龍" in card["text"]

    talk(server.url, answerer, poll, person)


def test_an_edited_question_has_its_reply_changed(server: TelegramTestApi, answerer: Answerer) -> None:
    def person() -> None:
        asked = server.say("火星上的企鵝吃什麼?")
        (refusal,) = server.wait(1)
        assert "沒有找到" in refusal["text"]
        server.say("誰主持會議?", edits=asked, edit_date=int(time.time()))
        changed = until(lambda: next((m for m in server.sent() if quoted(m)), None))
        assert changed["message_id"] == refusal["message_id"]
        assert len(server.sent()) == 1

    talk(server.url, answerer, poll, person)
