"""Longer looks at meetings: /summary in a few lines, /compare of two, each line with its quote.

Knows nothing of how they are made.
"""

import asyncio
import re
from typing import Any, cast

from telegram import Message, Update, User
from telegram.ext import Application, CommandHandler, ContextTypes, filters

from bot.chat.meetings import Meetings
from bot.chat.sending import Waiting, deliver
from bot.chat.service import Service
from index.types import Article

_AND = re.compile(r"\s*(?:[|｜/／]|\s(?:vs\.?|and|與|与|和|跟|對|对)\s)\s*")


class Digests:
    """Handlers of /summary and /compare."""

    def __init__(self, service: Service, meetings: Meetings) -> None:
        self._service, self._meetings = service, meetings

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers."""
        application.add_handler(CommandHandler("summary", self.summary, filters.UpdateType.MESSAGE))
        application.add_handler(CommandHandler("compare", self.compare, filters.UpdateType.MESSAGE))

    async def summary(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Sum up the meeting that is named, the newest where none is."""
        message, user = cast(Message, update.effective_message), update.effective_user
        wanted = " ".join(context.args or [])
        article = self._named(wanted) if wanted else self._newest(0)
        if article is None:
            await self._which(message, user, wanted)
            return
        script = self._service.language(user, wanted)
        async with Waiting(message, self._service.say("working", user)) as waiting:
            made = await asyncio.to_thread(
                self._service.answerer.summary, article, script, self._service.wording
            )
        await deliver(message, made.messages(), into=[waiting.message] if waiting.message else [])

    async def compare(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Put two meetings side by side: those that are named, the two newest where none is."""
        message, user = cast(Message, update.effective_message), update.effective_user
        words = context.args or []
        wanted = _two(" ".join(words), words)
        if not words:
            left, right = self._newest(0), self._newest(1)
        elif len(wanted) == 2:
            left, right = (self._named(part) for part in wanted)
        else:
            left = right = None
        if left is None or right is None or left is right:
            await deliver(message, [self._service.say("compare_what", user)])
            return
        async with Waiting(message, self._service.say("working", user)) as waiting:
            made = await asyncio.to_thread(
                self._service.answerer.compare,
                left,
                right,
                self._service.language(user),
                self._service.wording,
            )
        await deliver(message, made.messages(), into=[waiting.message] if waiting.message else [])

    def _named(self, wanted: str) -> Article | None:
        """Return the meeting that `wanted` names best, of several the newest."""
        return next(iter(self._service.answerer.catalogue.named(wanted, 1)), None)

    def _newest(self, number: int) -> Article | None:
        articles = self._service.answerer.catalogue.articles
        return articles[number] if number < len(articles) else None

    async def _which(self, message: Message, user: User | None, wanted: str) -> None:
        key = "no_article" if wanted else "no_articles"
        await deliver(message, [self._service.say(key, user)])


def _two(text: str, words: list[str]) -> list[str]:
    """Return the two names in `text`, which a bar, a slash or 和 parts; or the two words that it is."""
    parts = [part for part in _AND.split(text) if part]
    return parts if len(parts) == 2 else words
