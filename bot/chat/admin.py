"""What administrators do from the chat: see how the bot is, rebuild the index, add articles by file or link.

Everyone else gets a polite no. Knows nothing of formats or of how an index is built.
"""

import asyncio
import re
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from html import escape
from typing import Any, cast

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update, User
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.chat.meetings import Meetings
from bot.chat.sending import acknowledge, edit, pressed, reply
from bot.chat.service import Service
from bot.incoming import Incoming, Pending
from bot.live import LiveAnswerer
from bot.rebuilding import GoOn, Rebuilt, memory_in_use, rebuild
from bot.settings import Settings
from index.errors import ArticleError, HuidaError

EDIT_EVERY = 1.5  # seconds: faster and Telegram refuses
_LINK = re.compile(r"^\s*https?://\S+\s*$")
_LEFT_OUT = 5  # files named


class Admin:
    """Handlers of /status, /rebuild, files and links of administrators."""

    def __init__(self, service: Service, meetings: Meetings, settings: Settings) -> None:
        self._service, self._meetings, self._settings = service, meetings, settings
        self._incoming = Incoming(settings.articles, settings.index)
        self._rebuilding = asyncio.Lock()

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers; those of files and links before the questions."""
        new, private = filters.UpdateType.MESSAGE, filters.ChatType.PRIVATE
        application.add_handler(CommandHandler("status", self.status, new))
        application.add_handler(CommandHandler("rebuild", self.rebuild, new))
        application.add_handler(CallbackQueryHandler(self.decide, "^[ix]:"))
        application.add_handler(MessageHandler(new & private & filters.Document.ALL, self.document))
        admins = filters.User(list(self._settings.admins))
        application.add_handler(MessageHandler(new & private & admins & filters.Regex(_LINK), self.link))

    def _may(self, user: User | None) -> bool:
        return bool(user and user.id in self._settings.admins)

    async def _refuse(self, message: Message, user: User | None) -> None:
        await reply(message, self._service.html("not_admin", user))

    async def status(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how many articles and passages serve, by which model, since when, in how much memory."""
        message, user = cast(Message, update.effective_message), update.effective_user
        live = self._service.source
        if not self._may(user) or not isinstance(live, LiveAnswerer):
            await self._refuse(message, user)
            return
        manifest = live.index.manifest
        words = self._service.html(
            "status", user, generation=live.index.generation, articles=manifest.articles, passages=manifest.passages,
            model=manifest.model, built=manifest.built, memory=round(memory_in_use() / 2**20),
        )  # fmt: skip
        await reply(message, words)

    async def rebuild(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Rebuild the index, its progress edited into one message."""
        message, user = cast(Message, update.effective_message), update.effective_user
        if not self._may(user):
            await self._refuse(message, user)
        elif self._rebuilding.locked():
            await reply(message, self._service.html("rebuild_runs", user))
        else:
            shown = await reply(message, self._service.html("rebuild_begins", user))
            await self._rebuild(shown, user, lambda: context.application.running)

    async def _rebuild(self, shown: Message, user: User | None, go_on: GoOn, before: str = "") -> None:
        """Rebuild, after a rebuild that runs, showing in `shown` how far it is, after the line `before`."""
        if self._rebuilding.locked():  # it may have read the folder already
            await edit(shown, before + self._service.html("rebuild_runs", user))
        async with self._rebuilding:
            progress = _Progress(
                shown, lambda **how: before + self._service.html("rebuild_goes_on", user, **how)
            )
            try:
                done = await asyncio.to_thread(rebuild, self._settings, progress.tell, go_on)
            except HuidaError as error:
                told = self._service.html("rebuild_failed", user, reason=error)
            else:
                told = escape(self._done(done, user))
                live = self._service.source
                if isinstance(live, LiveAnswerer):
                    await asyncio.to_thread(live.refresh)
            await progress.end()
            await edit(shown, before + told)

    def _done(self, done: Rebuilt, user: User | None) -> str:
        said = self._service.say(
            "rebuild_done",
            user,
            articles=done.articles,
            passages=done.passages,
            seconds=round(done.seconds, 1),
        )
        return "\n".join(
            [said, *done.left_out[:_LEFT_OUT], *(["…"] if len(done.left_out) > _LEFT_OUT else [])]
        )

    async def document(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what was understood of a file, to be added or not."""
        message, user = cast(Message, update.effective_message), update.effective_user
        if not self._may(user) or not message.document:
            await self._refuse(message, user)
            return
        try:
            file = await message.document.get_file()
            data = bytes(await file.download_as_bytearray())
        except TelegramError:
            # over 20 MB Telegram gives no file to bots
            await reply(message, self._service.html("file_too_big", user))
            return
        found = await asyncio.to_thread(self._incoming.receive, data, message.document.file_name or "file")
        await self._offer(message, user, found)

    async def link(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what was understood of a page, to be added or not."""
        message, user = cast(Message, update.effective_message), update.effective_user
        found = await asyncio.to_thread(self._incoming.receive_link, (message.text or "").strip())
        await self._offer(message, user, found)

    async def _offer(self, message: Message, user: User | None, found: list[Pending | ArticleError]) -> None:
        for one in found:
            if isinstance(one, ArticleError):
                await reply(message, self._service.html("not_added", user, reason=one))
                continue
            lines = [
                self._meetings.card(one.article, user),
                self._service.html("paragraphs", user, count=len(one.article.paragraphs)),
                self._service.html("repeats", user, name=one.repeats) if one.repeats else "",
            ]
            await reply(message, "\n".join(line for line in lines if line), self._choice(one.key, user))

    def _choice(self, key: str, user: User | None) -> InlineKeyboardMarkup:
        yes, no = self._service.say("add", user), self._service.say("cancel", user)
        buttons = [
            InlineKeyboardButton(yes, callback_data=f"i:{key}"),
            InlineKeyboardButton(no, callback_data=f"x:{key}"),
        ]
        return InlineKeyboardMarkup([buttons])

    async def decide(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Add the article that waits, and rebuild; or forget it."""
        query = cast(CallbackQuery, update.callback_query)
        user, (what, key) = query.from_user, str(query.data).split(":", 1)
        message = pressed(query)
        if not self._may(user) or not message:
            why = "too_late" if self._may(user) else "not_admin"
            await acknowledge(query, self._service.say(why, user), alert=True)
            return
        await acknowledge(query)
        if what == "x":
            await asyncio.to_thread(self._incoming.drop, key)
            await edit(message, self._service.html("cancelled", user))
            return
        try:
            name = await asyncio.to_thread(self._incoming.accept, key)
        except (ArticleError, OSError) as error:
            await edit(message, self._service.html("not_added", user, reason=error))
            return
        before = self._service.html("added", user, name=name) + "\n"
        await self._rebuild(message, user, lambda: context.application.running, before)


class _Progress:
    """Steps shown in one message, one edit at a time; `tell` may be called by any thread."""

    def __init__(self, shown: Message, words: Callable[..., str]) -> None:
        self._shown, self._words = shown, words
        self._loop, self._told = asyncio.get_running_loop(), time.monotonic()
        self._edit: Future[None] | None = None

    def tell(self, what: str, done: int, total: int) -> None:
        """Show this step, unless the one before was shown just now or is on its way."""
        if time.monotonic() - self._told < EDIT_EVERY or (self._edit and not self._edit.done()):
            return
        self._told = time.monotonic()
        html = self._words(what=what, done=done, total=total)
        self._edit = asyncio.run_coroutine_threadsafe(_try_edit(self._shown, html), self._loop)

    async def end(self) -> None:
        """Wait for the edit that is on its way: none may come after the end is shown."""
        if self._edit:
            await asyncio.wrap_future(self._edit)


async def _try_edit(message: Message, html: str) -> None:
    """Show progress where it can be shown; the end is what counts."""
    with suppress(TelegramError):
        await edit(message, html)
