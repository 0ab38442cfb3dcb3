"""The bot, by webhook, against the PyPI package telemelya, which this project did not write."""

import importlib.util
import json
from collections.abc import Awaitable, Callable, Iterator

import pytest

from bot.answering import Answerer
from bot.chat.app import UPDATES
from preview.markup import formatted
from tests.external.running import Bot, free_port, talk
from tests.external.telemelya_adapter import NAME, PYTHON, Telemelya, message_in, post, telemelya

INSTALLED = PYTHON.exists() and importlib.util.find_spec("tornado") is not None
pytestmark = [pytest.mark.external]
if not INSTALLED:
    pytestmark.append(
        pytest.mark.skip("telemelya, or tornado for webhooks, is not installed: run make external")
    )
QUOTE = "省委副書記、省長趙龍主持。"
SECRET = "only-telegram_knows-this"


@pytest.fixture
def server() -> Iterator[Telemelya]:
    with telemelya() as running:
        yield running


def webhook(port: int) -> Callable[[Bot], Awaitable[object]]:
    """Return what makes a bot listen at `port`, by python-telegram-bot's own webhook, with a secret."""

    async def listen(application: Bot) -> None:
        assert application.updater
        await application.updater.start_webhook(
            "127.0.0.1",
            port,
            "hook",
            webhook_url=f"http://127.0.0.1:{port}/hook",
            allowed_updates=UPDATES,
            secret_token=SECRET,
        )

    return listen


def run(server: Telemelya, answerer: Answerer, script: Callable[[], None]) -> None:
    talk(server.url, answerer, webhook(free_port()), script)


def test_start_greets_with_questions_to_try(server: Telemelya, answerer: Answerer) -> None:
    def someone() -> None:
        server.control("send_update", chat_id=1, command="start")
        (greeting,) = server.wait("sendMessage")
        assert "我是會答" in greeting["text"]
        data = [row[0]["callback_data"] for row in greeting["reply_markup"]["inline_keyboard"]]
        assert data == ["e:0", "e:1", "e:2"]

    run(server, answerer, someone)


@pytest.mark.parametrize(
    ("question", "name"),
    [("誰主持會議?", "趙龍"), ("谁主持会议?", "赵龙"), ("Who chaired the meeting?", "趙龍")],
)
def test_each_script_gets_its_answer_and_the_quote_as_published(
    server: Telemelya, answerer: Answerer, question: str, name: str
) -> None:
    def someone() -> None:
        server.say(question)
        (reply,) = server.wait("sendMessage")
        assert name in reply["text"].split("</b>")[0]
        assert QUOTE in formatted(reply["text"], "HTML").text
        assert "<blockquote expandable>" in reply["text"]

    run(server, answerer, someone)


def test_context_unfolds_in_place(server: Telemelya, answerer: Answerer) -> None:
    def someone() -> None:
        server.say("誰主持會議?")
        (reply,) = server.wait("sendMessage")
        server.press(reply, "上下文")
        (opened,) = server.wait("editMessageText")  # STRICT_EDIT: the server knows the message
        assert opened["message_id"] == reply["message_id"]
        assert f"<u>{QUOTE[:2]}" in opened["text"].replace("<b>", "")
        assert server.wait("answerCallbackQuery")
        server.press(opened, "收起")
        assert server.wait("editMessageText", 2)[1]["text"] == reply["text"]

    run(server, answerer, someone)


def test_a_press_under_a_message_that_telegram_no_longer_shows_is_answered(
    server: Telemelya, answerer: Answerer
) -> None:
    def someone() -> None:
        server.say("誰主持會議?")
        (reply,) = server.wait("sendMessage")
        data = reply["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        # The server's own press carries the message without its text and buttons.
        given = {"callback_data": data, "callback_message_id": reply["message_id"]}
        server.control("send_update", chat_id=1, **given)
        (answer,) = server.wait("answerCallbackQuery")
        assert answer["text"] == "這則訊息太舊了,請再問一次。"
        assert not server.calls("editMessageText")

    run(server, answerer, someone)


def test_in_a_group_only_what_names_the_bot_is_answered(server: Telemelya, answerer: Answerer) -> None:
    def people() -> None:
        mention = {"type": "mention", "offset": 0, "length": len(NAME) + 1}
        server.deliver(message=message_in(-5, 7, text="誰主持會議?"))
        server.deliver(message=message_in(-5, 8, text=f"@{NAME} 誰主持會議?", entities=[mention]))
        (reply,) = server.wait("sendMessage")
        assert reply["chat_id"] == -5
        assert reply["raw"]["reply_parameters"]["message_id"] == 8
        assert QUOTE in formatted(reply["text"], "HTML").text

    run(server, answerer, people)


def test_meetings_are_listed_and_one_opens(server: Telemelya, answerer: Answerer) -> None:
    def someone() -> None:
        server.say("/meetings")
        (listed,) = server.wait("sendMessage")
        assert "2024-01-31" in listed["text"]
        server.press(listed, "1")
        _, card = server.wait("sendMessage", 2)
        assert "趙龍" in card["text"]

    run(server, answerer, someone)


def test_an_edited_question_has_its_reply_changed(server: Telemelya, answerer: Answerer) -> None:
    def someone() -> None:
        asked = server.say("火星上的企鵝吃什麼?")
        (refusal,) = server.wait("sendMessage")
        server.deliver(edited_message={**asked, "text": "誰主持會議?", "edit_date": asked["date"]})
        (changed,) = server.wait("editMessageText")
        assert changed["message_id"] == refusal["message_id"]
        assert QUOTE in formatted(changed["text"], "HTML").text
        assert len(server.calls("sendMessage")) == 1

    run(server, answerer, someone)


def test_an_inline_answer_is_offered_and_posted_with_its_quote(server: Telemelya, answerer: Answerer) -> None:
    def someone() -> None:
        asked = server.control("send_inline_query", query="誰主持會議?", chat_id=1)
        (answer,) = server.wait("answerInlineQuery")
        assert answer["inline_query_id"] == asked["inline_query_id"]
        assert "趙龍" in answer["results"][0]["title"]
        chosen = server.control("choose_inline_result", chat_id=1, inline_query_id=asked["inline_query_id"])
        assert chosen["ok"]
        (posted,) = server.wait("sendMessage")
        assert posted["via_inline"]
        assert QUOTE in formatted(posted["text"], "HTML").text

    run(server, answerer, someone)


def test_an_empty_inline_query_offers_the_newest_meetings(server: Telemelya, answerer: Answerer) -> None:
    def someone() -> None:
        server.control("send_inline_query", query="", chat_id=1)
        (answer,) = server.wait("answerInlineQuery")
        assert "2024-01-31" in answer["results"][0]["description"]

    run(server, answerer, someone)


def test_only_who_knows_the_secret_is_heard(server: Telemelya, answerer: Answerer) -> None:
    port = free_port()

    def strangers() -> None:
        update = {"update_id": 1, "message": message_in(1, 1, text="誰主持會議?")}
        body, hook = json.dumps(update).encode(), f"http://127.0.0.1:{port}/hook"
        assert post(hook, body) == 403
        assert post(hook, body, secret="a-guess") == 403
        told = server.deliver(message=message_in(1, 2, text="火星上的企鵝吃什麼?"))
        assert told["status_code"] == 200
        (reply,) = server.wait("sendMessage")
        assert "沒有找到" in reply["text"], "the server's is the one that was answered"

    talk(server.url, answerer, webhook(port), strangers)
