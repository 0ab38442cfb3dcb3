"""Replies as Telegram HTML: the short answer, each quote in a blockquote, its source; in parts that fit.

Everything that comes from articles or askers is escaped. Knows nothing of how messages are sent.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import pairwise

from bot.link import is_link, quoted
from bot.quotes import Quote, shown
from bot.reply import Reply, marked, surroundings
from index.types import Article, Span

MAX_UNITS = 4096  # of what one message shows, in UTF-16 units
MAX_ENTITIES = 100  # of one message
_MARKS = 6  # words marked in one block
_AROUND = (500, 200, 50, 0)  # characters of a paragraph shown around a quote: the most that fit
_OTHERS = 16  # entities besides quotes, sources and marks: question, answer, note, underlined stretches
_PASSAGE = 500  # characters of a passage that answers nothing by itself
_TITLE, _ORIGIN = 150, 60  # characters
_BREAK = re.compile(r"\n+|(?<=[。!?!?;;])")
_TAG = re.compile(r"<(/?)[^>]*>")


@dataclass(frozen=True)
class Block:
    """Text between tags that must open and close in one message; `styles` are tags for stretches of it."""

    open: str
    text: str
    close: str
    styles: tuple[tuple[str, Span], ...] = ()

    @property
    def html(self) -> str:
        """The block with its text escaped."""
        return f"{self.open}{self._styled()}{self.close}"

    def _styled(self) -> str:
        edges = {0, len(self.text)} | {edge for _, span in self.styles for edge in (span.start, span.end)}
        parts = []
        for start, end in pairwise(sorted(edge for edge in edges if edge <= len(self.text))):
            tags = [tag for tag, span in self.styles if span.start <= start and end <= span.end]
            opened = "".join(f"<{tag}>" for tag in tags)
            closed = "".join(f"</{tag}>" for tag in reversed(tags))
            parts.append(f"{opened}{escape(self.text[start:end])}{closed}")
        return "".join(parts)

    def cut(self, start: int, end: int) -> "Block":
        """Return the block with only `text[start:end]`, styled as it was."""
        kept = [
            (tag, Span(max(span.start, start) - start, min(span.end, end) - start))
            for tag, span in self.styles
            if span.start < end and span.end > start
        ]
        return replace(self, text=self.text[start:end], styles=tuple(kept))


def units(text: str) -> int:
    """Return the length of `text` as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def visible(html: str) -> int:
    """Return the length of what `html` shows, in UTF-16 units."""
    return units(unescape(_TAG.sub("", html)))


def _entities(html: str) -> int:
    return sum(tag == "/" for tag in _TAG.findall(html))


def shortened(text: str, most: int) -> str:
    """Return `text` on one line of at most `most` characters."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else one_line[: most - 1] + "…"


def render(reply: Reply, limit: int = MAX_UNITS) -> list[str]:
    """Return `reply` as HTML messages that each show at most `limit` UTF-16 units, every tag closed in its message."""
    for around in _AROUND if reply.opened else (0,):
        messages = fitted(_blocks(reply, around), limit)
        if len(messages) == 1:
            break
    return messages


def fitted(blocks: Iterable[Block], limit: int = MAX_UNITS) -> list[str]:
    """Return `blocks` as HTML messages, one block a line, cut where they do not fit."""
    messages: list[str] = []
    for block in blocks:
        room = limit - visible(messages[-1]) - 1 if messages else limit
        too_long = visible(block.html) > limit  # it is cut anyway: let it begin below what is there
        for piece in _fitting(block, limit, room if too_long and room > limit // 2 else limit):
            joined = f"{messages[-1]}\n{piece.html}" if messages else piece.html
            if messages and visible(joined) <= limit and _entities(joined) <= MAX_ENTITIES:
                messages[-1] = joined
            else:
                messages.append(piece.html)
    return messages


def _blocks(reply: Reply, around: int) -> Iterator[Block]:
    if reply.question:
        yield Block("<i>", reply.question, "</i>")
    if not reply.quotes:
        yield Block("", reply.text, "")
        return
    yield Block("<b>", reply.text, "</b>")
    # Marks give way to quotes, each of which may have a source.
    room = (MAX_ENTITIES - _OTHERS - 2 * len(reply.quotes)) // len(reply.quotes)
    most = max(0, min(room, _MARKS))
    for article, quotes in reply.by_article():
        for quote in quotes:
            if reply.opened and quote is reply.quotes[0]:
                yield _opened(reply, quote, around, most)
            else:
                yield _quoted(shown(article, quote.text, reply.script), reply.marks, most)
        yield source(article, quotes[0], reply)
    if reply.note:
        yield Block("<i>", reply.note, "</i>")


def _quoted(text: str, words: Collection[str], most: int) -> Block:
    """Return a quote in a block that unfolds, with at most `most` of the words asked for marked."""
    styles = tuple(("b", span) for span in marked(text, words)[:most])
    return Block("<blockquote expandable>", text, "</blockquote>", styles)


def _opened(reply: Reply, quote: Quote, around: int, most: int) -> Block:
    """Return the paragraphs around a quote, which is underlined, with the words asked for marked in it."""
    before, said, after = "", shown(quote.article, quote.text, reply.script), ""
    for span in surroundings(quote):
        if span.end <= quote.start:
            before += _tail(_slice(reply, quote.article, span), around) + "\n\n"
        elif span.start >= quote.end:
            after += "\n\n" + _head(_slice(reply, quote.article, span), around)
        else:
            before += _tail(_slice(reply, quote.article, Span(span.start, quote.start)), around)
            after += _head(_slice(reply, quote.article, Span(quote.end, max(span.end, quote.end))), around)
    at = len(before)
    marks = [("b", Span(at + s.start, at + s.end)) for s in marked(said, reply.marks)[:most]]
    styles = (("u", Span(at, at + len(said))), *marks)
    return Block("<blockquote>", before + said + after, "</blockquote>", styles)


def _slice(reply: Reply, article: Article, span: Span) -> str:
    return shown(article, article.text[span.start : span.end], reply.script)


def _tail(text: str, most: int) -> str:
    return text if len(text) <= most else "…" + text[len(text) - most :]


def _head(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def source(article: Article, quote: Quote | None, reply: Reply | None = None) -> Block:
    """Return the line that names `article`: its title, linked at the quoted words, date and source."""
    script = reply.script if reply else None
    title = shortened(shown(article, article.title, script), _TITLE)
    origin = shortened(shown(article, article.source, script), _ORIGIN)
    rest = "".join(f" · {part}" for part in (article.published[:10], origin) if part)
    if is_link(article.url):
        url = quoted(article.url, article.text, quote.start, quote.end) if quote else article.url
        return Block(f'— <a href="{escape(url)}">{escape(title)}</a>', rest, "")
    return Block("— ", title + rest, "")


def _fitting(block: Block, limit: int, room: int) -> Iterator[Block]:
    """Yield `block` in pieces, the first of which fits `room`, the others `limit`, cut at ends of sentences if possible."""
    while visible(block.html) > room and len(block.text) > 1:
        low, high = 1, len(block.text)
        while low < high:  # the longest beginning that fits
            middle = (low + high + 1) // 2
            if visible(block.cut(0, middle).html) <= room:
                low = middle
            else:
                high = middle - 1
        cut = max((m.end() for m in _BREAK.finditer(block.text, 0, low) if m.end() > low // 2), default=low)
        yield block.cut(0, cut)
        rest = block.cut(cut, len(block.text))
        block = rest.cut(len(rest.text) - len(rest.text.lstrip()), len(rest.text))
        room = limit
    if block.text or block.open:
        yield block


def passages(found: Sequence[Quote]) -> list[str]:
    """Return passages as HTML messages, each in a block that unfolds, with the article it stands in."""
    blocks: list[Block] = []
    for quote in found:
        text = _head(quote.text, _PASSAGE)
        blocks += [Block("<blockquote expandable>", text, "</blockquote>"), source(quote.article, quote)]
    return fitted(blocks)
