"""Quotes and answers. A quote is a slice of its article, so an invented quote cannot exist.

Knows nothing of how an answer is found or shown.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from bot.query import Query
from index.errors import QuoteNotFound
from index.script import fold
from index.types import Article, Span

# Blanks, what shows nothing or turns text round, and what Telegram takes out of a message: controls and lines.
_BLANK = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u030a\u0333\u033f]")


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
