"""The running bot against a loopback Telegram, and what people do with it, for the tests of the chat.

The real Application over real HTTP; only its own limit of messages a second is lifted.
"""

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import AIORateLimiter

from bot.answering import Answerer
from bot.chat import app
from bot.conversation import Turn
from bot.live import LiveAnswerer
from bot.memory import Memory
from bot.quotes import Answer
from bot.reader import Progress
from bot.settings import Settings
from index.script import Script
from preview.reading import Sent
from preview.server import BotApi
from preview.world import Person

MING = Person(1, "小明", "zh-hant")
HUA = Person(2, "小华", "zh-hans")
ANN = Person(3, "Ann", "en")
PIERRE = Person(4, "Pierre", "fr")  # whose language tells nothing
_certificates = cache(ssl.create_default_context)  # read for every client, though nothing here is encrypted
Idle = Callable[[], bool]
_UNLIMITED = partial(AIORateLimiter, overall_max_rate=0, group_max_rate=0)


@contextmanager
def serving(api: BotApi, answerer: Answerer | LiveAnswerer, memory: Memory, **more: Any) -> Iterator[Idle]:
    """Run the bot in a thread of its own for as long as the block takes; yields what says whether it has nothing to do."""
    started, ended = threading.Event(), threading.Event()
    failures: list[BaseException] = []
    running: list[app.Bot] = []

    def idle() -> bool:
        return all(
            bot.update_queue.empty() and not bot.update_processor.current_concurrent_updates
            for bot in running
        )

    async def serve() -> None:
        settings = Settings(**{"index": Path("unused"), "token": api.token, "api_url": api.url, **more})
        application = app.build_application(settings, answerer, memory)
        await application.initialize()
        assert application.post_init
        assert application.updater
        await application.post_init(application)
        await application.updater.start_polling(poll_interval=0.01, timeout=1, allowed_updates=app.UPDATES)
        await application.start()
        running.append(application)
        started.set()
        await asyncio.to_thread(ended.wait)
        await application.updater.stop()
        await application.stop()
        await application.shutdown()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # noqa: BLE001 - raised again where the test stands
            failures.append(error)
        finally:
            started.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "AIORateLimiter", _UNLIMITED)
        patch.setattr(ssl, "create_default_context", _certificates)
        thread = threading.Thread(target=run)
        thread.start()
        started.wait()
        try:
            yield idle
        finally:
            ended.set()
            thread.join()
    for failure in failures:
        raise failure


class People:
    """What people do, each act waiting until the bot has done its part."""

    def __init__(self, api: BotApi, idle: Idle = lambda: True) -> None:
        self.api, self._idle = api, idle

    def ask(self, text: str | None, chat: int = 1, **how: Any) -> Sent:
        """Write, and return the bot's next message to that chat."""
        before = len(self._sent(chat))
        self.api.say(text, chat, **how)
        return self.api.wait(before + 1, chat=chat)[before]

    def press(self, message: Sent, button: str, person: Person | None = None) -> dict[str, Any]:
        """Press a button, and return what the person who pressed is told."""
        return self.api.wait_callback(self.api.press(message.chat, message.message_id, button, person))

    def turn(self, message: Sent, button: str, person: Person | None = None) -> Sent:
        """Press a button that changes its message, and return the message as it is then."""
        edits = self._edits(message)
        self.press(message, button, person)
        return self.api.wait_edit(message.chat, message.message_id, count=edits + 1)

    def follow(self, message: Sent, button: str, person: Person | None = None) -> Sent:
        """Press a button that brings a new message, and return that."""
        before = len(self._sent(message.chat))
        self.press(message, button, person)
        return self.api.wait(before + 1, chat=message.chat)[before]

    def silent(self, *acts: Callable[[], object]) -> None:
        """Do what the bot leaves alone: it answers somebody who comes later, and nothing else once it is done."""
        before = len(self.api.sent)
        for act in acts:
            act()
        self.ask("/ask 誰主持會議?", chat=99)
        while not self._idle():
            time.sleep(0.005)
        assert [m.chat for m in self.api.sent[before:]] == [99], self.api.sent[before:]

    def _sent(self, chat: int) -> list[Sent]:
        return [message for message in self.api.sent if message.chat == chat]

    def _edits(self, message: Sent) -> int:
        here = (message.chat, message.message_id)
        edits = (e["message"] for e in self.api.world.events if e["kind"] == "edit")
        return sum((m["chat"]["id"], m["message_id"]) == here for m in edits)


class Slow(Answerer):
    """Answers a question that begins with 慢 only after `released`."""

    def __init__(self, inner: Answerer) -> None:
        self._inner, self.catalogue = inner, inner.catalogue
        self.asked, self.released = threading.Event(), threading.Event()

    def answer(
        self,
        question: str,
        default: Script = "hant",
        before: Sequence[Turn] = (),
        on_progress: Progress | None = None,
    ) -> Answer:
        if question.startswith("慢"):
            self.asked.set()
            assert self.released.wait(10)
        return self._inner.answer(question.removeprefix("慢"), default, before)

    def quickly(self, question: str, default: Script = "hant") -> Answer:
        return self.answer(question, default)

    def others(self, answer: Answer, most: int) -> Any:
        return self._inner.others(answer, most)


def words(message: Sent) -> list[str]:
    """Return the words on the buttons of `message`."""
    return [button.text for row in message.buttons for button in row]


def data(message: Sent) -> list[str]:
    """Return what the buttons of `message` carry."""
    return [button.data for row in message.buttons for button in row]


def said(message: Sent, kind: str) -> list[str]:
    """Return what the entities of `kind` cover in `message`, or link to."""
    return [text for each, text in message.entities if each == kind]


def quotes(message: Sent) -> list[str]:
    """Return the texts in the blockquotes of `message`."""
    return [text for kind, text in message.entities if kind in ("blockquote", "expandable_blockquote")]
