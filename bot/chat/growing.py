"""Shows an answer while a language model writes it: only what is proven already, no faster than Telegram allows.

In a private chat as a draft, elsewhere in the message that said that it takes longer. Knows nothing of how an
answer is made.
"""

import asyncio
from contextlib import suppress
from types import TracebackType

from telegram import Message
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError

from bot.chat.sending import Waiting
from bot.chat.service import topic_of
from bot.quotes import Answer
from bot.render import render
from bot.reply import Reply

EVERY = 1.0  # seconds between two states
EVERY_IN_GROUPS = 5.0  # where all that a bot does may be 20 requests a minute


class Growing:
    """One answer on its way, from entering to leaving; `show` may be called by any thread."""

    def __init__(self, to: Message, waiting: Waiting) -> None:
        self._to, self._waiting = to, waiting
        self._private = to.chat.type == ChatType.PRIVATE
        self._newest = ""
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Growing":
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._task:
            await self._task  # a message that is on its way arrives: the whole answer takes its place

    def show(self, answer: Answer) -> None:
        """Show `answer` as it is by now, soon."""
        html = render(Reply.of(answer))[0]
        self._loop.call_soon_threadsafe(self._grow, html)

    def _grow(self, html: str) -> None:
        self._newest = html
        self._waiting.hush()
        if self._task is None and not self._over.is_set():
            self._task = asyncio.create_task(self._keep_showing())

    async def _keep_showing(self) -> None:
        shown = ""
        while not self._over.is_set():
            if self._newest != shown:
                shown = self._newest
                with suppress(TelegramError):  # the whole answer goes out without it
                    await self._put(shown)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), EVERY if self._private else EVERY_IN_GROUPS)

    async def _put(self, html: str) -> None:
        to = self._to
        if self._private and not self._waiting.message:
            await to.get_bot().send_message_draft(
                to.chat_id, to.message_id, html, topic_of(to), parse_mode=ParseMode.HTML
            )
        else:
            await self._waiting.show(html)
