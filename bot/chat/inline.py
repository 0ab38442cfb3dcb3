"""Cited answers in any chat: inline results, and mentions where the bot is no member (guest mode).

Knows nothing of how an answer is found.
"""

import asyncio
from typing import Any, cast

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
    User,
)
from telegram.constants import ParseMode
from telegram.ext import Application, ContextTypes, InlineQueryHandler, TypeHandler

from bot.card import day, fact
from bot.chat.addressing import from_a_person, is_stale, question_in
from bot.chat.meetings import Meetings
from bot.chat.sending import NO_PREVIEW
from bot.chat.service import Service
from bot.query import MAX_CHARS
from bot.quotes import Quote, shown
from bot.reference import Reference, key
from bot.render import passages, render, shortened
from bot.reply import Reply
from index.types import Article

RESULTS = 10
_CACHE_ANSWERS = 60  # seconds: a rebuild may change them
_CACHE_NEWEST = 10
_TITLE, _DESCRIPTION = 64, 120  # characters that a phone shows


class Inline:
    """Handlers of inline queries and guest mentions."""

    def __init__(self, service: Service, meetings: Meetings) -> None:
        self._service, self._meetings = service, meetings

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers; guest messages in a group of their own, since no filter knows them."""
        application.add_handler(InlineQueryHandler(self.query))
        application.add_handler(TypeHandler(Update, self.guest), group=1)

    async def query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer up to ten cited answers, the newest meetings for an empty query."""
        query = cast(InlineQuery, update.inline_query)
        text, user = query.query.strip()[:MAX_CHARS], query.from_user
        if not text:
            newest = self._service.answerer.catalogue.page(0, RESULTS)
            await query.answer([self._meeting(a, user) for a in newest], _CACHE_NEWEST, is_personal=True)
            return
        results = await asyncio.to_thread(self._answers, text, user)
        nothing = InlineQueryResultsButton(self._service.say("inline_nothing", user), start_parameter="start")
        await query.answer(results, _CACHE_ANSWERS, is_personal=True, button=None if results else nothing)

    async def guest(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a mention in a chat that the bot is not in."""
        message = update.guest_message
        if message is None or not message.guest_query_id:
            return
        if is_stale(message) or not from_a_person(message, context.bot):
            return
        asked = question_in(message, context.bot)
        if asked:
            reply = await asyncio.to_thread(self._reply, asked[:MAX_CHARS], message.from_user)
        elif asked is not None:
            reply = Reply(self._service.say("ask_what", message.from_user))
        else:
            return
        result = _result("guest", reply.text, "", render(reply)[0])
        await context.bot.answer_guest_query(message.guest_query_id, result)

    def _reply(self, text: str, user: User | None) -> Reply:
        return Reply.of(self._service.answerer.answer(text, self._service.answer_script(user)))

    def _answers(self, text: str, user: User) -> list[InlineQueryResultArticle]:
        """Return the answer and other passages about it; none where the articles are silent."""
        answerer = self._service.answerer
        answer = answerer.quickly(text, self._service.answer_script(user))  # asked anew at each letter
        if answer.abstained:
            return []
        reply = Reply.of(answer)
        first = _result("answer", answer.text, _about(answer.quotes[0]), render(reply)[0])
        others = answerer.others(answer, RESULTS - 1)
        return [first, *(self._passage(quote, user) for quote in others)]

    def _passage(self, quote: Quote, user: User) -> InlineQueryResultArticle:
        (html, *_) = passages([quote])
        return _result(str(Reference.of(quote)), quote.text, _about(quote), html)

    def _meeting(self, article: Article, user: User) -> InlineQueryResultArticle:
        language = self._service.language(user)
        about = " · ".join(part for part in (day(article), fact(article, "place"), article.source) if part)
        title, about = (shown(article, text, language) for text in (article.title, about))
        return _result(key(article.id), title, about, self._meetings.card(article, user))


def _about(quote: Quote) -> str:
    """Return title and date of a quote's article, for the line below a result."""
    return " · ".join(part for part in (quote.article.published[:10], quote.article.title) if part)


def _result(identity: str, title: str, description: str, html: str) -> InlineQueryResultArticle:
    content = InputTextMessageContent(html, ParseMode.HTML, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(
        identity, shortened(title, _TITLE), content, description=shortened(description, _DESCRIPTION)
    )
