"""Answers as Telegram HTML: the short answer, each quote in a blockquote, its source; in parts that fit.

Everything that comes from articles or askers is escaped. Knows nothing of how messages are sent.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bot.quotes import Answer
from index.types import Article

MAX_UNITS = 4096  # of one message, in UTF-16 units; markup is counted too, which errs on the short side
_BREAK = re.compile(r"\n+|(?<=[。!?!?;;])")


@dataclass(frozen=True)
class Block:
    """Text between tags that must open and close in one message."""

    open: str
    text: str
    close: str

    @property
    def html(self) -> str:
        """The block with its text escaped."""
        return f"{self.open}{escape(self.text)}{self.close}"


def units(text: str) -> int:
    """Return the length of `text` as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def render(answer: Answer, limit: int = MAX_UNITS) -> list[str]:
    """Return `answer` as HTML messages of at most `limit` UTF-16 units each, every tag closed in its message."""
    messages: list[str] = []
    for block in _blocks(answer):
        for piece in _fitting(block, limit):
            joined = f"{messages[-1]}\n{piece.html}" if messages else piece.html
            if messages and units(joined) <= limit:
                messages[-1] = joined
            else:
                messages.append(piece.html)
    return messages


def _blocks(answer: Answer) -> Iterator[Block]:
    if answer.abstained:
        yield Block("", answer.text, "")
        return
    yield Block("<b>", answer.text, "</b>")
    for article, quotes in answer.by_article():
        for quote in quotes:
            yield Block("<blockquote>", quote.text, "</blockquote>")
        yield _source(article)
    if answer.note:
        yield Block("<i>", answer.note, "</i>")


def _source(article: Article) -> Block:
    """Return the line that names the article: its title, linked where it has a link, date and source."""
    rest = "".join(f" · {part}" for part in (article.published[:10], article.source) if part)
    if re.match(r"https?://", article.url):
        return Block(f'— <a href="{escape(article.url)}">{escape(article.title)}</a>', rest, "")
    return Block("— ", article.title + rest, "")


def _fitting(block: Block, limit: int) -> Iterator[Block]:
    """Yield `block` in pieces that each fit `limit`, cut at paragraph or sentence ends where possible."""
    text = block.text
    while units(Block(block.open, text, block.close).html) > limit and len(text) > 1:
        low, high = 1, len(text)
        while low < high:  # the longest beginning that fits
            middle = (low + high + 1) // 2
            if units(Block(block.open, text[:middle], block.close).html) <= limit:
                low = middle
            else:
                high = middle - 1
        cut = max((m.end() for m in _BREAK.finditer(text, 0, low) if m.end() > low // 2), default=low)
        yield Block(block.open, text[:cut], block.close)
        text = text[cut:].lstrip()
    if text or block.open:
        yield Block(block.open, text, block.close)
