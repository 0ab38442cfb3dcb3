"""Browsing: the list of meetings by page, one meeting's card, the sources.

Knows nothing of questions.
"""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any, cast

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update, User
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.card import card, line
from bot.chat import keyboards
from bot.chat.sending import acknowledge, deliver, edit, pressed
from bot.chat.service import Service
from bot.quotes import shown
from bot.render import shortened
from index.types import Article

PAGE = 8  # meetings
_SOURCES = 30  # lines at most
_LINE, _SOURCE = 150, 60  # characters


class Meetings:
    """Handlers of /meetings, /article and /sources, and of the buttons they bring."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers."""
        new = filters.UpdateType.MESSAGE
        application.add_handler(CommandHandler("meetings", self.meetings, new))
        application.add_handler(CommandHandler("article", self.article, new))
        application.add_handler(CommandHandler("sources", self.sources, new))
        application.add_handler(CallbackQueryHandler(self.turn, r"^p:\d+$"))
        application.add_handler(CallbackQueryHandler(self.pressed, "^a:"))

    async def meetings(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the newest meetings."""
        html, buttons = self._page(0, update.effective_user)
        await deliver(cast(Message, update.effective_message), [html], buttons)

    async def turn(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show another page of the list in its place."""
        query = cast(CallbackQuery, update.callback_query)
        message = pressed(query)
        if not message:
            await acknowledge(query, self._service.say("too_late", query.from_user), alert=True)
            return
        await acknowledge(query)
        await edit(message, *self._page(int(str(query.data)[2:]), query.from_user))

    async def article(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the card of the meeting whose title or date is given, the list where several or none is."""
        message = cast(Message, update.effective_message)
        wanted = " ".join(context.args or [])
        found = self._service.answerer.catalogue.named(wanted, PAGE) if wanted else []
        if len(found) == 1:
            await self.show(message, found[0], update.effective_user)
        elif found:
            html, buttons = self._listed(found, 1, 0, 1, update.effective_user)
            await deliver(message, [html], buttons)
        elif wanted:
            await deliver(message, [self._service.html("no_article", update.effective_user)])
        else:
            await self.meetings(update, context)

    async def pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the card of the meeting whose button was pressed."""
        query = cast(CallbackQuery, update.callback_query)
        article = self._service.answerer.catalogue.by_key(str(query.data)[2:])
        message = pressed(query)
        if article is None or not message:
            why = "too_late" if article else "gone"
            await acknowledge(query, self._service.say(why, query.from_user), alert=True)
            return
        await acknowledge(query)
        await self.show(message, article, query.from_user)

    async def show(self, message: Message, article: Article, user: User | None) -> None:
        """Send the card of `article` in the language of `user`."""
        await deliver(message, [self.card(article, user)])

    def card(self, article: Article, user: User | None) -> str:
        """Return the card of `article` as HTML, in the language of `user`."""
        language = self._service.language(user)
        return card(
            article,
            lambda key: self._service.wording.say(key, language),
            lambda text: shown(article, text, language),
        )

    async def sources(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say where the articles come from, and how many there are of each source."""
        user = update.effective_user
        language = self._service.language(user)
        articles = self._service.answerer.catalogue.articles
        sources = Counter(shown(article, article.source, language) for article in articles)
        rows = [
            f"{escape(shortened(name, _SOURCE)) or self._service.say('no_source', user)} · {count}"
            for name, count in sources.most_common(_SOURCES)
        ]
        head = self._service.say("sources", user, count=len(articles))
        await deliver(cast(Message, update.effective_message), ["\n".join([f"<b>{escape(head)}</b>", *rows])])

    def _page(self, number: int, user: User | None) -> tuple[str, InlineKeyboardMarkup]:
        catalogue = self._service.answerer.catalogue
        pages = catalogue.pages(PAGE)
        number = min(number, pages - 1)
        return self._listed(catalogue.page(number, PAGE), number * PAGE + 1, number, pages, user)

    def _listed(
        self, articles: Sequence[Article], first: int, page: int, pages: int, user: User | None
    ) -> tuple[str, InlineKeyboardMarkup]:
        """Return a numbered list of `articles` and its buttons; pages count from 0."""
        language = self._service.language(user)
        head = self._service.say("meetings" if articles else "no_articles", user, page=page + 1, pages=pages)
        lines = (shortened(shown(article, line(article), language), _LINE) for article in articles)
        rows = [f"{n}. {escape(text)}" for n, text in enumerate(lines, first)]
        return "\n".join([f"<b>{escape(head)}</b>", *rows]), keyboards.for_meetings(
            articles, first, page, pages
        )
