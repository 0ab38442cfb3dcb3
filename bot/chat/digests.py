"""Longer looks at meetings: /summary in a few lines, /compare of two, each line with its quote.

Knows nothing of how they are made.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any, cast

from telegram import Message, Update, User
from telegram.ext import Application, CommandHandler, ContextTypes, filters

from bot.chat.meetings import Meetings
from bot.chat.sending import Waiting, deliver
from bot.chat.service import Service
from index.types import Article

_AND = "vs\\.?|and|與|与|和|跟|對|对"
# A date or a title may hold a slash or a 和 itself: 1/31, 統一戰線和民族工作會議.
_PARTINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (rf"\s[/／]\s|[|｜]|\s(?:{_AND})\s", "[/／]", r"\s+", "[與与和跟對对、]")
)


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
        async with Waiting(message, self._service.html("working", user)) as waiting:
            made = await asyncio.to_thread(
                self._service.answerer.summary, article, script, self._service.wording
            )
        await deliver(message, made.messages(), into=[waiting.message] if waiting.message else [])

    async def compare(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Put two meetings side by side: those that are named, the two newest where none is."""
        message, user = cast(Message, update.effective_message), update.effective_user
        wanted = " ".join(context.args or [])
        pair = self._two_of(wanted)
        if pair is None:
            await deliver(message, [self._service.html("compare_what", user)])
            return
        async with Waiting(message, self._service.html("working", user)) as waiting:
            made = await asyncio.to_thread(
                self._service.answerer.compare,
                *pair,
                self._service.language(user, wanted),
                self._service.wording,
            )
        await deliver(message, made.messages(), into=[waiting.message] if waiting.message else [])

    def _named(self, wanted: str) -> Article | None:
        """Return the meeting that `wanted` names best, of several the newest."""
        return next(iter(self._service.answerer.catalogue.named(wanted, 1)), None)

    def _two_of(self, wanted: str) -> tuple[Article, Article] | None:
        """Return the two meetings that `wanted` names, the two newest for ""; None where it names no two."""
        if not wanted:
            pairs = [(self._newest(0), self._newest(1))]
        else:
            pairs = [(self._named(one), self._named(other)) for one, other in halves(wanted)]
        return next(((one, other) for one, other in pairs if one and other and one is not other), None)

    def _newest(self, number: int) -> Article | None:
        articles = self._service.answerer.catalogue.articles
        return articles[number] if number < len(articles) else None

    async def _which(self, message: Message, user: User | None, wanted: str) -> None:
        key = "no_article" if wanted else "no_articles"
        await deliver(message, [self._service.html(key, user)])


def halves(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part `text` in two names, the plainest first: a slash between blanks, …, a 和 inside."""
    for parting in _PARTINGS:
        parts = [part.strip() for part in parting.split(text.strip())]
        if len(parts) == 2 and all(parts):
            yield parts[0], parts[1]
