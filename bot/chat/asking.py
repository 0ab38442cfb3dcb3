"""Telegram's side of a conversation: what each message gets for a reply.

Knows nothing of how an answer is found; polling and connections are `bot.app`'s.
"""

import asyncio
import logging
from contextlib import suppress
from typing import cast
from weakref import WeakValueDictionary

from telegram import BotCommand, LinkPreviewOptions, Message, Update, User
from telegram.constants import ChatAction, ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, CommandHandler, ContextTypes, MessageHandler, filters

from bot.answering import Answerer
from bot.logs import anonymous
from bot.query import MAX_CHARS
from bot.render import render
from bot.wording import Wording
from index.script import Script, detect

log = logging.getLogger(__name__)

_HANS = ("zh-hans", "zh-cn", "zh-sg", "zh-my")
_HANT = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def script_of(user: User | None) -> Script | None:
    """Return the script that a person's Telegram is set to, None where that does not tell."""
    code = (user.language_code or "").lower() if user else ""
    if code.startswith(_HANS):
        return "hans"
    if code.startswith(_HANT):
        return "hant"
    return "en" if code.startswith("en") else None


class Conversation:
    """Handlers over one answerer; questions of one chat are answered in order, chats do not wait for each other."""

    def __init__(self, answerer: Answerer, wording: Wording) -> None:
        self._answerer, self._wording = answerer, wording
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def register(self, application: Application) -> None:  # type: ignore[type-arg]
        """Add the handlers to `application`."""
        own = filters.UpdateType.MESSAGE  # edited, channel and guest updates carry text too
        private = filters.ChatType.PRIVATE
        application.add_handler(CommandHandler("start", self.start, own))
        application.add_handler(CommandHandler("help", self.help, own))
        application.add_handler(MessageHandler(own & filters.TEXT & ~filters.COMMAND, self.question))
        application.add_handler(MessageHandler(own & filters.COMMAND & private, self.help))
        application.add_handler(MessageHandler(own & private & ~filters.StatusUpdate.ALL, self.not_text))
        application.add_error_handler(self.failed)

    def commands(self, script: Script) -> list[BotCommand]:
        """Return the menu in `script`."""
        return [BotCommand(name, self._wording.say(f"command_{name}", script)) for name in ("start", "help")]

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet, in the person's script or in both."""
        await self._say(cast(Message, update.effective_message), update.effective_user, "start")

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Explain, in the person's script or in both."""
        await self._say(cast(Message, update.effective_message), update.effective_user, "help")

    async def not_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask for words in reply to a picture, a sticker, a voice message."""
        await self._say(cast(Message, update.effective_message), update.effective_user, "text_only")

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question with quotes, off the event loop."""
        message = cast(Message, update.effective_message)
        text = (message.text or "").strip()
        default = script_of(update.effective_user) or "hant"
        if len(text) > MAX_CHARS:
            await message.reply_text(self._wording.say("too_long", detect(text, default), limit=MAX_CHARS))
            return
        turn = self._turns.setdefault(message.chat_id, asyncio.Lock())  # kept while someone holds it
        async with turn:
            with suppress(TelegramError):  # decoration: the answer goes out without it
                await message.chat.send_action(ChatAction.TYPING, message_thread_id=_topic(message))
            # A Latin keyboard does not make a person's script English: only what they write does.
            answer = await asyncio.to_thread(
                self._answerer.answer, text, "hant" if default == "en" else default
            )
            for html in render(answer):
                await message.reply_text(html, ParseMode.HTML, link_preview_options=_NO_PREVIEW)

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log what failed, without token or question, and say sorry once."""
        error = context.error
        log.error("an update failed: %s", anonymous(error) if error else "unknown error")
        if isinstance(update, Update) and update.effective_message:
            with suppress(TelegramError):
                await self._say(update.effective_message, update.effective_user, "failed")

    async def _say(self, message: Message, user: User | None, key: str) -> None:
        script = script_of(user)
        if script is None and message.text and not message.text.startswith("/"):
            script = detect(message.text)
        both: tuple[Script, ...] = ("hant", "hans")
        texts = [self._wording.say(key, each) for each in ((script,) if script else both)]
        await message.reply_text("\n\n".join(dict.fromkeys(texts)))


def _topic(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None
