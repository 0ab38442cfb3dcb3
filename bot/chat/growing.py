"""Shows an answer while a language model writes it: only what is proven already, no faster than Telegram allows.

In a private chat as a draft, elsewhere in the message that said that it takes longer. Knows nothing of how an
answer is made.
"""

import asyncio
from contextlib import suppress

from telegram import Message
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError

from bot.chat.sending import Waiting, edit, reply
from bot.chat.service import topic_of
from bot.quotes import Answer
from bot.render import render
from bot.reply import Reply

EVERY = 1.0  # seconds between two states


class Growing:
    """One answer on its way; `show` may be called by any thread, the rest by the event loop."""

    def __init__(self, to: Message, waiting: Waiting) -> None:
        self._to, self._waiting = to, waiting
        self._loop = asyncio.get_running_loop()
        self._newest = ""
        self._task: asyncio.Task[None] | None = None
        self._over = asyncio.Event()

    def show(self, answer: Answer) -> None:
        """Show `answer` as it is by now, soon."""
        html = render(Reply.of(answer))[0]
        self._loop.call_soon_threadsafe(self._grow, html)

    async def stop(self) -> None:
        """Show nothing more: the whole answer comes, once a message under way is known to be replaced."""
        self._over.set()
        if self._task:
            await self._task

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
                await asyncio.wait_for(self._over.wait(), EVERY)

    async def _put(self, html: str) -> None:
        to = self._to
        if to.chat.type == ChatType.PRIVATE:
            await to.get_bot().send_message_draft(
                to.chat_id, to.message_id, html, topic_of(to), parse_mode=ParseMode.HTML
            )
        elif self._waiting.message:
            await edit(self._waiting.message, html)
        else:
            self._waiting.message = await reply(to, html)
