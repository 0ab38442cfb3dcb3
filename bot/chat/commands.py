"""The other commands: a greeting with questions to try, help, the language, what the bot is and remembers.

Knows nothing of how an answer is found.
"""

import asyncio
from html import escape
from typing import Any, cast

from telegram import BotCommand, BotCommandScopeChat, CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.chat import keyboards
from bot.chat.addressing import ASK
from bot.chat.asking import Asking
from bot.chat.meetings import Meetings
from bot.chat.remembering import Remembering
from bot.chat.sending import acknowledge, deliver, edit, pressed
from bot.chat.service import Service
from bot.examples import examples
from index.script import Script

NAMES = (
    "ask", "new", "meetings", "article", "summary", "compare", "sources", "lang", "help", "about", "forget", "start",
)  # fmt: skip
ARTICLE_LINK = "a_"  # before an article's key in a deep link


class Commands:
    """Handlers of /start, /help, /lang, /about, /new and /forget, and of messages that are no text."""

    def __init__(
        self, service: Service, asking: Asking, meetings: Meetings, remembering: Remembering
    ) -> None:
        self._service, self._asking, self._meetings = service, asking, meetings
        self._remembering = remembering

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers."""
        new = filters.UpdateType.MESSAGE
        for name in ("start", "help", "lang", "about", "new", "forget"):
            application.add_handler(CommandHandler(name, getattr(self, name), new))
        application.add_handler(CallbackQueryHandler(self.example, r"^e:\d$"))
        application.add_handler(CallbackQueryHandler(self.language, "^l:"))

    def register_last(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add what answers, in a private chat, whatever no other handler takes."""
        private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
        unknown = filters.COMMAND & ~filters.Regex(ASK)
        application.add_handler(MessageHandler(private & unknown, self.help))
        self._asking.register(application)
        application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, self.no_text))
        application.add_handler(CallbackQueryHandler(self.unknown))

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet, with three questions that the newest article answers; or open the article of a deep link."""
        message, user = cast(Message, update.effective_message), update.effective_user
        given = (context.args or [""])[0]
        if given.startswith(ARTICLE_LINK):
            article = self._service.answerer.catalogue.by_key(given.removeprefix(ARTICLE_LINK))
            if article:
                await self._meetings.show(message, article, user)
            else:
                await deliver(message, [self._service.html("gone", user)])
            return
        language = self._service.language(user)
        questions = await asyncio.to_thread(self._examples, language)
        await self._say_to(message, update, "start", keyboards.for_examples(questions))
        await self._menu(message, context, language)

    def _examples(self, language: Script) -> list[str]:
        answerer = self._service.answerer
        newest = next(iter(answerer.catalogue.articles), None)
        return examples(newest, answerer.quickly, self._service.wording, language)

    async def example(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask the question that stands on the pressed button."""
        query = cast(CallbackQuery, update.callback_query)
        message = pressed(query)
        if not message or not message.reply_markup:
            await self.unknown(update, context)
            return
        await acknowledge(query)
        for row in message.reply_markup.inline_keyboard:
            for button in row:
                if button.callback_data == query.data:
                    await self._asking.example(message, query.from_user, button.text)

    async def unknown(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that a button is too old: a former version of the bot made it, or Telegram shows it no more."""
        query = cast(CallbackQuery, update.callback_query)
        await acknowledge(query, self._service.say("too_late", query.from_user), alert=True)

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Explain."""
        await self._say_to(cast(Message, update.effective_message), update, "help")

    async def no_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask for words in reply to a picture, a sticker, a voice message."""
        await self._say_to(cast(Message, update.effective_message), update, "text_only")

    async def about(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what the bot is, over how many articles, what it keeps, and who else reads the questions."""
        articles = self._service.answerer.catalogue.articles
        newest = (articles[0].published[:10] if articles else "") or "–"
        message, model = cast(Message, update.effective_message), self._service.model
        key = "about_with_model" if model else "about"
        await self._say_to(message, update, key, count=len(articles), newest=newest, model=model)

    async def new(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Start a new conversation: the next question points back to nothing."""
        message = cast(Message, update.effective_message)
        self._remembering.forget(message.chat_id)
        await self._say_to(message, update, "new_conversation")

    async def forget(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Remove whatever is remembered of the person."""
        language = self._service.known_language(update.effective_user)  # which is forgotten too
        if update.effective_user:
            self._service.memory.forget(update.effective_user.id)
        self._remembering.forget(cast(Message, update.effective_message).chat_id)
        await self._say_to(cast(Message, update.effective_message), update, "forgotten", known=language)

    async def lang(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the languages."""
        language = self._service.language(update.effective_user)
        await self._say_to(
            cast(Message, update.effective_message),
            update,
            "choose_language",
            keyboards.for_languages(self._service.wording, language),
        )

    async def language(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Speak the language that was chosen from now on."""
        query = cast(CallbackQuery, update.callback_query)
        languages: dict[str, Script] = {"l:hant": "hant", "l:hans": "hans", "l:en": "en"}
        self._service.memory.choose_language(query.from_user.id, languages.get(str(query.data)))
        chosen = self._service.say("language_chosen", query.from_user)
        await acknowledge(query, chosen)
        if message := pressed(query):
            await edit(message, escape(chosen))
            await self._menu(message, context, self._service.language(query.from_user))

    async def _menu(self, message: Message, context: ContextTypes.DEFAULT_TYPE, language: Script) -> None:
        """Put the menu of a private chat into its reader's language, which Telegram's own menus cannot tell apart."""
        if message.chat.type == ChatType.PRIVATE:
            scope = BotCommandScopeChat(message.chat_id)
            await context.bot.set_my_commands(self.menu(language), scope=scope)

    def menu(self, language: Script) -> list[BotCommand]:
        """Return the menu in `language`."""
        return [BotCommand(name, self._service.wording.say(f"command_{name}", language)) for name in NAMES]

    async def _say_to(
        self,
        message: Message,
        update: Update,
        key: str,
        buttons: InlineKeyboardMarkup | None = None,
        known: Script | None = None,
        **values: object,
    ) -> None:
        """Say one thing in the person's language, `known` or not; in both scripts where nothing tells it."""
        user, text = update.effective_user, message.text or ""
        known = known or self._service.known_language(user)
        one = known or (self._service.language(user, text) if text and not text.startswith("/") else None)
        both: tuple[Script, ...] = ("hant", "hans")
        texts = [self._service.wording.say(key, each, **values) for each in ((one,) if one else both)]
        await deliver(message, ["\n\n".join(escape(text) for text in dict.fromkeys(texts))], buttons)
