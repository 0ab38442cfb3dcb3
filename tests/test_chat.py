"""bot.chat and bot.app: the real Application against a loopback Bot API, read as the person reads it."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.answering import Answerer
from bot.app import build_application
from bot.quotes import Answer
from bot.settings import Settings
from index.script import Script
from tests.bot_api import TOKEN, BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    server = BotApi()
    yield server
    server.close()


def talk(api: BotApi, answerer: Answerer, script: Callable[[], None]) -> None:
    """Run the application while `script`, in a thread of its own, plays the people."""

    async def serve() -> None:
        settings = Settings(index=Path("unused"), token=TOKEN, api_url=api.url)
        application = build_application(settings, answerer)
        await application.initialize()
        assert application.post_init
        assert application.updater
        await application.post_init(application)
        await application.updater.start_polling(poll_interval=0.02, timeout=0, allowed_updates=["message"])
        await application.start()
        try:
            await asyncio.to_thread(script)
        finally:
            await application.updater.stop()
            await application.stop()
            await application.shutdown()

    asyncio.run(serve())


def test_a_question_gets_answer_quote_and_source(api: BotApi, answerer: Answerer) -> None:
    def person() -> None:
        api.say("谁主持会议?")
        (reply,) = api.wait(1)
        kinds = dict(reply.entities)
        assert "赵龙" in kinds["b"], "the answer is in the asker's script"
        assert kinds["blockquote"] == "省委副書記、省長趙龍主持。", "the quote is as published"
        assert "2024-01-31" in reply.text
        assert "福建日報" in reply.text
        assert (1, "typing") in api.actions

    talk(api, answerer, person)


def test_what_articles_do_not_say_is_refused_without_quotes(api: BotApi, answerer: Answerer) -> None:
    def person() -> None:
        api.say("<b>火星</b>上的 & 企鵝吃什麼?")
        (reply,) = api.wait(1)
        assert "沒有找到" in reply.text
        assert "<b>火星</b>上的 & 企鵝吃什麼" in reply.text
        assert reply.entities == ()

    talk(api, answerer, person)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hant", "直接用繁體"), ("zh-hans", "直接用繁体"), ("en", "I answer questions")],
)
def test_start_speaks_the_persons_script(api: BotApi, answerer: Answerer, language: str, said: str) -> None:
    def person() -> None:
        api.say("/start", language=language)
        assert said in api.wait(1)[0].text

    talk(api, answerer, person)


def test_help_and_unknown_commands_help_in_both_scripts_when_the_person_has_neither(
    api: BotApi, answerer: Answerer
) -> None:
    def person() -> None:
        api.say("/help", language="fr")
        api.say("/whatever", language="fr")
        for reply in api.wait(2):
            assert "直接輸入問題" in reply.text
            assert "直接输入问题" in reply.text

    talk(api, answerer, person)


def test_pictures_and_long_texts_get_one_polite_line(api: BotApi, answerer: Answerer) -> None:
    def person() -> None:
        api.say(None, sticker={"file_id": "x", "file_unique_id": "y", "type": "regular", "width": 1, "height": 1,
                               "is_animated": False, "is_video": False})  # fmt: skip
        api.say("長" * 4000)
        assert {reply.text for reply in api.wait(2)} == {
            "請用文字提問。",
            "問題太長了,請用 500 個字以內再問一次。",
        }

    talk(api, answerer, person)


def test_menus_are_set(api: BotApi, answerer: Answerer) -> None:
    talk(api, answerer, lambda: None)
    assert [command["command"] for command in api.commands[""]] == ["start", "help"]
    assert "en" in api.commands


class Slow(Answerer):
    """Answers the question 「慢」 only after `released`."""

    def __init__(self, inner: Answerer) -> None:
        self._inner, self.released = inner, threading.Event()

    def answer(self, question: str, default: Script = "hant") -> Answer:
        if question.startswith("慢"):
            assert self.released.wait(10)
        return self._inner.answer(question, default)


def test_chats_do_not_wait_for_each_other_and_one_chat_keeps_its_order(
    api: BotApi, answerer: Answerer
) -> None:
    slow = Slow(answerer)

    def people() -> None:
        api.say("慢慢企鵝?", chat=1)
        api.say("誰主持會議?", chat=1)
        api.say("誰主持會議?", chat=2)
        assert "趙龍" in api.wait(1, chat=2)[0].text
        assert not [m for m in api.sent if m.chat == 1]
        slow.released.set()
        first, second = api.wait(2, chat=1)
        assert "企鵝" in first.text
        assert "趙龍" in second.text

    talk(api, slow, people)


class Broken(Answerer):
    """Fails with the question in its message, as a library might."""

    def __init__(self) -> None:
        pass

    def answer(self, question: str, default: Script = "hant") -> Answer:
        raise RuntimeError(f"cannot parse {question} {TOKEN}")


def test_a_failure_is_one_polite_line_and_logged_without_question_or_token(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    def person() -> None:
        api.say("我的秘密是什麼?")
        assert api.wait(1)[0].text == "抱歉,剛才出了點問題,請稍後再問一次。"

    with caplog.at_level(logging.INFO):
        talk(api, Broken(), person)
    logged = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("bot"))
    assert "RuntimeError at test_chat.py" in logged
    assert "秘密" not in logged
    assert TOKEN not in logged


def test_edits_are_left_alone(api: BotApi, answerer: Answerer) -> None:
    def person() -> None:
        api.say("誰主持會議?")
        update = api._updates[-1]
        api._updates.append(
            {
                "update_id": update["update_id"] + 1,
                "edited_message": {**update["message"], "edit_date": int(time.time())},
            }
        )
        api._ids += 1
        api.wait(1)
        time.sleep(0.3)
        assert len(api.sent) == 1

    talk(api, answerer, person)


def test_the_answer_goes_out_when_the_typing_action_fails(api: BotApi, answerer: Answerer) -> None:
    def person() -> None:
        api.broken.add("sendChatAction")
        api.say("誰主持會議?")
        assert "趙龍" in api.wait(1)[0].text

    talk(api, answerer, person)
