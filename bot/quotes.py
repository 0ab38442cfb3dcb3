"""Quotes and answers. A quote is a slice of its article, so an invented quote cannot exist.

What an article says is converted only for those who read the other script: in its own it stays as published.
Knows nothing of how an answer is found or laid out.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby

from bot.query import Query
from index.errors import QuoteNotFound
from index.script import Script, detect, fold, to_script
from index.types import Article, Span

# Blanks, what shows nothing or turns text round, and what Telegram takes out of a message: controls and lines.
_BLANK = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u030a\u0333\u033f]")

_CLAUSE = re.compile(r"[^\s()（）、,，;；:：]+")  # what is looked for in a quote
_ENOUGH = 1000  # characters of an article that tell its script


def squeeze(text: str) -> str:
    """Return `text` folded and without blanks: what two ways of showing it have in common."""
    return _BLANK.sub("", fold(text))


@dataclass(frozen=True)
class Quote:
    """`article.text[start:end]`; raises QuoteNotFound when made with offsets outside the article."""

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise QuoteNotFound(f"{self.article.id} has no characters {self.start} to {self.end}")

    @property
    def text(self) -> str:
        """The words as published."""
        return self.article.text[self.start : self.end]

    @classmethod
    def locate(cls, article: Article, wording: str, within: Span | None = None) -> "Quote":
        """Return the first place of `wording` in `article`, whatever its script, width or blanks.

        Only characters of the span `within` are looked at, where one is given. Raises QuoteNotFound when
        `wording` does not stand there.
        """
        start, end = (within.start, within.end) if within else (0, len(article.text))
        places = [i for i in range(start, end) if not _BLANK.match(article.text[i])]
        squeezed, wanted = squeeze(article.text[start:end]), squeeze(wording)
        at = squeezed.find(wanted) if wanted else -1
        if at < 0:
            raise QuoteNotFound(f"{article.id} does not say {wording[:60]!r}")
        return cls(article, places[at], places[at + len(wanted) - 1] + 1)


def published_in(article: Article) -> Script:
    """Return the script that `article` was published in."""
    return detect(article.text[:_ENOUGH])


def shown(article: Article, text: str, script: Script | None) -> str:
    """Return words of `article` in `script`; as published for None and for the script it was published in."""
    if script is None or published_in(article) == script:
        return text
    return to_script(text, script)


def worded(text: str, quotes: Collection[Quote], script: Script) -> str:
    """Return `text` in `script`, what a quote says of it as that is shown: 林曉峰 does not become 林曉峯."""

    def part(found: "re.Match[str]") -> str:
        for quote in quotes:
            with suppress(QuoteNotFound):
                said = Quote.locate(replace(quote.article, text=quote.text), found[0])
                return shown(quote.article, said.text, script)
        return to_script(found[0], script)

    return text if script == "en" else _CLAUSE.sub(part, text)


@dataclass(frozen=True)
class Answer:
    """What is replied to `query`; no quotes means a refusal.

    `text` is the short answer, in the asker's script. `confidence` is 0 to 1. `alternatives` are other
    articles that the question may have meant, most likely first; `note` says so in one line. `written_by` is
    the language model that wrote `text`, "" where none did; its quotes are slices of articles like any other.
    """

    query: Query
    text: str
    quotes: tuple[Quote, ...] = ()
    confidence: float = 0.0
    alternatives: tuple[Article, ...] = ()
    note: str = ""
    written_by: str = ""

    @property
    def abstained(self) -> bool:
        """Whether this is a refusal."""
        return not self.quotes

    def by_article(self) -> list[tuple[Article, list[Quote]]]:
        """Return the quotes in their order, neighbours from one article together."""
        groups = groupby(self.quotes, key=lambda quote: quote.article.id)
        return [(quotes[0].article, quotes) for quotes in (list(group) for _, group in groups)]
