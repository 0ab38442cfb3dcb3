"""Two meetings side by side: their days, places, chairs and points, each cell with what says so.

Knows nothing of questions, of how the articles were found, or of how messages are sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.llm.proving import shortened
from bot.points import clause, points
from bot.quotes import Quote, shown
from bot.reader import SentenceReader
from bot.render import Block, fitted, source
from bot.statements import wording
from bot.summary import gist, quotes_of, title_line
from bot.wording import Wording
from index.script import Script
from index.types import Article, Span

ROWS = ("date", "place", "presided", "points")
_SHOWN = 6  # points of a cell
_GIST = 3  # sentences of a cell where an article has no list
_TITLE, _LONGEST = 60, 60  # characters


@dataclass(frozen=True)
class Cell:
    """What one article says in a row, each entry with its quote; none where it does not say."""

    entries: tuple[tuple[str, Quote], ...] = ()

    @property
    def text(self) -> str:
        """The entries on one line, "" for none."""
        return "；".join(text for text, _ in self.entries)


@dataclass(frozen=True)
class Row:
    """One thing that is compared: its name in ROWS and in the reader's language, and what either article says."""

    kind: str
    label: str
    left: Cell
    right: Cell


@dataclass(frozen=True)
class Comparison:
    """Two articles side by side; `nothing` stands where one does not say."""

    left: Article
    right: Article
    rows: tuple[Row, ...]
    nothing: str

    def messages(self) -> list[str]:
        """Return the comparison as HTML messages: row by row, a line between, A and B with their quotes below."""
        return fitted(self._blocks())

    def plain(self) -> str:
        """Return the comparison as lines of plain text."""
        lines = [f"A {title_line(self.left)}", f"B {title_line(self.right)}"]
        for row in self.rows:
            lines.append(row.label)
            for name, cell in (("A", row.left), ("B", row.right)):
                lines.append(f"  {name} {cell.text or self.nothing}")
                lines += [f"    ❝ {quote.text}" for quote in _quotes(cell)]
        return "\n".join(lines)

    def _blocks(self) -> Iterator[Block]:
        for name, article in (("A", self.left), ("B", self.right)):
            yield _side(name, shortened(title_line(article), _TITLE))
        for row in self.rows:
            yield Block("\n<b>", row.label, "</b>")
            for name, cell in (("A", row.left), ("B", row.right)):
                yield _side(name, cell.text or self.nothing)
                for quote in _quotes(cell):
                    yield Block("<blockquote expandable>", quote.text, "</blockquote>")
        for above, article in (("\n", self.left), ("", self.right)):
            last = source(article, None)
            yield replace(last, open=above + last.open)


def _side(name: str, text: str) -> Block:
    return Block("", f"{name} {text}", "", (("b", Span(0, len(name))),))


def _quotes(cell: Cell) -> list[Quote]:
    return list(dict.fromkeys(quote for _, quote in cell.entries))


def compare(left: Article, right: Article, script: Script, say: Wording, weigh: SentenceReader) -> Comparison:
    """Return both articles side by side in `script`, quotes as published; rows that neither fills are left out."""
    one_side, other_side = (_cells(article, script, weigh) for article in (left, right))
    rows = (
        Row(kind, say.say(f"compare_{kind}", script), one, other)
        for kind, one, other in zip(ROWS, one_side, other_side, strict=True)
        if one.entries or other.entries
    )
    return Comparison(left, right, tuple(rows), say.say("compare_nothing", script))


def _cells(article: Article, script: Script, weigh: SentenceReader) -> list[Cell]:
    """Return the cells of one article, in the order of ROWS."""
    return [*(_fact(article, kind, script) for kind in ROWS[:-1]), _points(article, script, weigh)]


def _fact(article: Article, kind: str, script: Script) -> Cell:
    """Return the first fact of `kind` with the sentence that says so."""
    facts = [fact for fact in article.facts if fact.kind == kind][:1]
    if not facts:
        return Cell()
    text = shown(article, wording(facts, article, script == "en"), script)
    return Cell(((text, quotes_of(article, facts)[0]),))


def _points(article: Article, script: Script, weigh: SentenceReader) -> Cell:
    """Return the article's points, or where it has no list the sentences that say best what it is about."""
    items = points(article)[:_SHOWN]
    if items:
        named = ((clause(article, item), Quote(article, item.start, item.end)) for item in items)
        return Cell(tuple((shown(article, text, script), quote) for text, quote in named))
    taken = quotes_of(article, [f for f in article.facts if f.kind in ROWS])
    told = gist(article, weigh, taken, _GIST) or gist(article, weigh, (), _GIST)
    return Cell(tuple((shown(article, shortened(quote.text, _LONGEST), script), quote) for quote in told))
