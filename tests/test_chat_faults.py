"""The chat on a bad day: failures of its own, of Telegram, and of the line between."""

import logging
import threading
from collections.abc import Sequence

import pytest

from bot.answering import Answerer
from bot.chat import app, sending
from bot.conversation import Turn
from bot.memory import Memory
from bot.quotes import Answer
from bot.reader import Progress
from index.script import Script
from preview.faults import FaultKind
from preview.server import BotApi
from tests.talking import HUA, People, Slow, serving

SORRY = "抱歉，剛才出了點問題，請稍後再問一次。"


class Broken(Slow):
    """Fails with the question in its message, as a library might, once it is released."""

    def answer(
        self,
        question: str,
        default: Script = "hant",
        before: Sequence[Turn] = (),
        on_progress: Progress | None = None,
    ) -> Answer:
        assert self.released.wait(10)
        raise RuntimeError(f"cannot parse {question} 123456789:AAtesttesttesttesttesttesttesttest0")


@pytest.mark.parametrize("patience", [10.0, 0.02])
def test_a_failure_is_one_polite_line_and_logged_without_question_or_token(
    api: BotApi,
    library: Answerer,
    memory: Memory,
    patience: float,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", patience)
    broken = Broken(library)
    threading.Timer(0.1, broken.released.set).start()
    with caplog.at_level(logging.INFO), serving(api, broken, memory):
        api.say("我的秘密是什麼?")
        api.wait_until(lambda: SORRY in [m.text for m in api.sent])
        left = [m["text"] for m in api.world.messages[1].values()]
        assert left == ["我的秘密是什麼?", SORRY], "no word in between is left over"
    logged = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("bot"))
    assert "RuntimeError at test_chat_faults.py" in logged
    assert "秘密" not in logged
    assert api.token not in logged


@pytest.mark.parametrize("kind", [400, 403, 500, "reset", "hang"])
def test_an_answer_goes_out_when_typing_fails(
    api: BotApi, slow: Slow, memory: Memory, monkeypatch: pytest.MonkeyPatch, kind: FaultKind
) -> None:
    monkeypatch.setattr(sending, "TYPING_AFTER", 0.01)
    monkeypatch.setattr(sending, "GRACE", 0.05)
    api.fault("sendChatAction", kind, seconds=5)
    with serving(api, slow, memory):
        api.say("慢誰主持會議?")
        api.wait_until(lambda: api.calls["sendChatAction"] > 0)
        slow.released.set()
        assert "陳國棟" in api.wait(1)[0].text


@pytest.mark.filterwarnings("ignore:.*retry_after:DeprecationWarning")  # python-telegram-bot of its own doing
def test_too_many_requests_are_waited_out(talk: People) -> None:
    talk.api.fault("sendMessage", 429, seconds=1)
    assert "陳國棟" in talk.ask("誰主持會議?").text
    assert talk.api.calls["sendMessage"] == 2
    assert len(talk.api.sent) == 1


@pytest.mark.parametrize("kind", [409, 500, 502, "reset", "hang"])
def test_polling_recovers(
    api: BotApi, library: Answerer, memory: Memory, monkeypatch: pytest.MonkeyPatch, kind: FaultKind
) -> None:
    monkeypatch.setattr(app, "_SECONDS", 0.3)
    people = People(api)
    with serving(api, library, memory):
        people.ask("誰主持會議?")
        api.fault("getUpdates", kind, times=1 if kind == "hang" else 3, seconds=5)
        polls = api.calls["getUpdates"]
        api.wait_until(lambda: api.calls["getUpdates"] > polls + 1)
        assert "林曉峰" in people.ask("誰講話?").text
    assert len(api.sent) == 2


def test_who_blocked_the_bot_stops_nobody_else(talk: People) -> None:
    talk.api.private(HUA)
    talk.api.block(HUA.id)
    talk.api.say("谁主持会议?", chat=HUA.id)
    assert "陳國棟" in talk.ask("誰主持會議?").text


def test_an_example_that_fails_after_its_press_was_seen_is_said_to(
    api: BotApi, library: Answerer, memory: Memory
) -> None:
    class Failing(Broken):
        def quickly(self, question: str, default: Script = "hant") -> Answer:
            return self._inner.answer(question, default)

    failing = Failing(library)
    failing.released.set()
    people = People(api)
    with serving(api, failing, memory):
        start = people.ask("/start")
        assert people.follow(start, start.buttons[0][0].text).text == SORRY
