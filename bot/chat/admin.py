"""What administrators do from the chat: see how the bot is, rebuild the index, add articles by file or link.

Everyone else gets a polite no. Knows nothing of formats or of how an index is built.
"""

import asyncio
import re
import time
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

from bot.card import card
from bot.chat.sending import edit, reply
from bot.chat.service import Service
from bot.incoming import Incoming, Pending
from bot.live import LiveAnswerer
from bot.rebuilding import Rebuilt, memory_in_use, rebuild
from bot.settings import Settings
from index.errors import ArticleError, HuidaError
from index.script import to_script

EDIT_EVERY = 1.5  # seconds: faster and Telegram refuses
_LINK = re.compile(r"^\s*https?://\S+\s*$")
_LEFT_OUT = 5  # files named


class Admin:
    """Handlers of /status, /rebuild, files and links of administrators."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service, self._settings = service, settings
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
        await reply(message, escape(self._service.say("not_admin", user)))

    async def status(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how many articles and passages serve, by which model, since when, in how much memory."""
        message, user = cast(Message, update.effective_message), update.effective_user
        live = self._service.answerer
        if not self._may(user) or not isinstance(live, LiveAnswerer):
            await self._refuse(message, user)
            return
        manifest = live.index.manifest
        words = self._service.say(
            "status", user, generation=live.index.generation, articles=manifest.articles, passages=manifest.passages,
            model=manifest.model, built=manifest.built, memory=round(memory_in_use() / 2**20),
        )  # fmt: skip
        await reply(message, escape(words))

    async def rebuild(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Rebuild the index, its progress edited into one message."""
        message, user = cast(Message, update.effective_message), update.effective_user
        if not self._may(user):
            await self._refuse(message, user)
            return
        shown = await reply(message, escape(self._service.say("rebuild_begins", user)))
        await self._rebuild(shown, user)

    async def _rebuild(self, shown: Message, user: User | None, before: str = "") -> None:
        """Rebuild, showing how far it is in `shown`, after the line `before`."""
        if self._rebuilding.locked():
            await edit(shown, before + escape(self._service.say("rebuild_runs", user)))
            return
        async with self._rebuilding:
            loop, told = asyncio.get_running_loop(), time.monotonic()

            def tell(what: str, done: int, total: int) -> None:
                nonlocal told
                if time.monotonic() - told >= EDIT_EVERY:
                    told = time.monotonic()
                    words = self._service.say("rebuild_goes_on", user, what=what, done=done, total=total)
                    asyncio.run_coroutine_threadsafe(_try_edit(shown, before + escape(words)), loop)

            try:
                done = await asyncio.to_thread(rebuild, self._settings, tell)
            except HuidaError as error:
                await edit(shown, before + escape(self._service.say("rebuild_failed", user, reason=error)))
                return
            live = self._service.answerer
            if isinstance(live, LiveAnswerer):
                await asyncio.to_thread(live.refresh)
            await edit(shown, before + escape(self._done(done, user)))

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
            await reply(message, escape(self._service.say("file_too_big", user)))
            return
        found = await asyncio.to_thread(self._incoming.receive, data, message.document.file_name or "file")
        await self._offer(message, user, found)

    async def link(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what was understood of a page, to be added or not."""
        message, user = cast(Message, update.effective_message), update.effective_user
        found = await asyncio.to_thread(self._incoming.receive_link, (message.text or "").strip())
        await self._offer(message, user, found)

    async def _offer(self, message: Message, user: User | None, found: list[Pending | ArticleError]) -> None:
        language = self._service.language(user)
        for one in found:
            if isinstance(one, ArticleError):
                await reply(message, escape(self._service.say("not_added", user, reason=one)))
                continue
            html = card(
                one.article,
                lambda key: self._service.wording.say(key, language),
                lambda t: to_script(t, language),
            )
            count = self._service.say("paragraphs", user, count=len(one.article.paragraphs))
            repeated = self._service.say("repeats", user, name=one.repeats) if one.repeats else ""
            lines = [html, escape(count), escape(repeated)]
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
        if not self._may(user) or not isinstance(query.message, Message):
            await query.answer(self._service.say("not_admin", user), show_alert=True)
            return
        await query.answer()
        if what == "x":
            await asyncio.to_thread(self._incoming.drop, key)
            await edit(query.message, escape(self._service.say("cancelled", user)))
            return
        try:
            name = await asyncio.to_thread(self._incoming.accept, key)
        except ArticleError as error:
            await edit(query.message, escape(self._service.say("not_added", user, reason=error)))
            return
        await self._rebuild(query.message, user, escape(self._service.say("added", user, name=name)) + "\n")


async def _try_edit(message: Message, html: str) -> None:
    """Show progress where it can be shown; the end is what counts."""
    try:
        await edit(message, html)
    except TelegramError:
        return
