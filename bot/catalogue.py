"""The articles of an index as a person browses them: newest first, by page and by name.

Knows nothing of questions, passages or Telegram.
"""

import datetime as dt
import re
from collections.abc import Sequence
from functools import cached_property

from bot.quotes import Quote
from bot.reference import Reference, key
from index.dates import DateMention, find_dates
from index.errors import QuoteNotFound
from index.script import fold
from index.types import Article
from index.words import words


class Catalogue:
    """The articles of one generation, newest first."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles: Sequence[Article] = sorted(articles, key=lambda a: a.published, reverse=True)

    @cached_property
    def _by_key(self) -> dict[str, Article]:
        return {key(article.id): article for article in self.articles}

    @cached_property
    def _by_id(self) -> dict[str, Article]:
        return {article.id: article for article in self.articles}

    def by_id(self, name: str) -> Article | None:
        """Return the article whose id is `name`, None when there is none."""
        return self._by_id.get(name)

    def by_key(self, name: str) -> Article | None:
        """Return the article whose key is `name`, None when it is not in this index any more."""
        return self._by_key.get(name)

    def quote(self, reference: Reference) -> Quote | None:
        """Return the quote that `reference` points to, None when its article is gone or has become shorter."""
        article = self.by_key(reference.key)
        try:
            return Quote(article, reference.start, reference.end) if article else None
        except QuoteNotFound:
            return None

    def page(self, number: int, size: int) -> Sequence[Article]:
        """Return page `number` of `size` articles, counted from 0; the nearest that exists."""
        number = max(0, min(number, self.pages(size) - 1))
        return self.articles[number * size : (number + 1) * size]

    def pages(self, size: int) -> int:
        """Return how many pages of `size` articles there are, at least one."""
        return max(1, -(-len(self.articles) // size))

    def named(self, text: str, most: int) -> list[Article]:
        """Return up to `most` articles of the date and with the words in `text`, most words first, then the newest."""
        rest = fold(text)
        dates = find_dates(rest)
        for date in reversed(dates):
            rest = rest[: date.start] + " " + rest[date.end :]
        wanted = set(words(rest)) or {rest.strip()} - {""}
        scored = []
        for place, article in enumerate(self.articles):
            head = fold(f"{article.title} {article.id}")
            if not all(_is_of(date, article) or fold(text)[date.start : date.end] in head for date in dates):
                continue
            found = sum(len(word) for word in wanted if _says(head, word))
            if found or not wanted:
                scored.append((-found, place, article))
        scored.sort(key=lambda row: row[:2])
        best = scored[0][0] if scored else 0
        return [article for score, _, article in scored if score <= best / 2][:most]


def _is_of(date: DateMention, article: Article) -> bool:
    """Whether `article` was published on `date`, or reports a meeting of that date."""
    days = [article.published[:10], *(fact.value for fact in article.facts if fact.kind == "date")]
    return any(date.fits(dt.date.fromisoformat(day)) for day in days if day)


def _says(head: str, word: str) -> bool:
    """Whether `head` says `word`: a Latin one whole, since b is no name of beijing."""
    if word.isascii():
        return bool(re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", head))
    return word in head
