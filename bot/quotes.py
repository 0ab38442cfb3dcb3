"""Quotes and answers. A quote is a slice of its article, so an invented quote cannot exist.

Knows nothing of how an answer is found or shown.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from bot.query import Query
from index.errors import QuoteNotFound
from index.script import fold
from index.types import Article

_SPACE = re.compile(r"\s+")


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
    def locate(cls, article: Article, wording: str) -> "Quote":
        """Return the first place of `wording` in `article`, whatever its script, width or spaces.

        Raises QuoteNotFound when it does not stand there.
        """
        places = [i for i, character in enumerate(article.text) if not character.isspace()]
        squeezed = _SPACE.sub("", fold(article.text))
        wanted = _SPACE.sub("", fold(wording))
        at = squeezed.find(wanted) if wanted else -1
        if at < 0:
            raise QuoteNotFound(f"{article.id} does not say {wording[:60]!r}")
        return cls(article, places[at], places[at + len(wanted) - 1] + 1)


@dataclass(frozen=True)
class Answer:
    """What is replied to `query`; no quotes means a refusal.

    `text` is the short answer, in the asker's script. `confidence` is 0 to 1. `alternatives` are other
    articles that the question may have meant, most likely first; `note` says so in one line.
    """

    query: Query
    text: str
    quotes: tuple[Quote, ...] = ()
    confidence: float = 0.0
    alternatives: tuple[Article, ...] = ()
    note: str = ""

    @property
    def abstained(self) -> bool:
        """Whether this is a refusal."""
        return not self.quotes

    def by_article(self) -> list[tuple[Article, list[Quote]]]:
        """Return the quotes in their order, neighbours from one article together."""
        groups = groupby(self.quotes, key=lambda quote: quote.article.id)
        return [(quotes[0].article, quotes) for quotes in (list(group) for _, group in groups)]
