"""One meeting on a card, and meetings in a list: what their articles say of them, as short lines of HTML.

Built from the facts that were read when the article was indexed; a line that no fact supports is not there.
Knows nothing of questions or of how messages are sent.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from bot.link import is_link
from bot.points import clause, points
from bot.render import shortened
from bot.statements import wording
from index.types import Article

Say = Callable[[str], str]  # from a key of the wording to what it says in the person's language
_MOST_PEOPLE = 12
_TITLE, _LINE = 150, 300  # characters
_COUNTED = re.compile(
    r"第?[一二三四五六七八九十]{1,3}[是要来來、,，]|首先|其[一二三次]|[(（]?[\d一二三四五六七八九十]{1,3}[)）.、]"
)
_PEOPLE = ("presided", "spoke", "reported", "attended")


def fact(article: Article, kind: str) -> str:
    """Return the first fact of `kind` that the article states, "" for none."""
    return next((f.value for f in article.facts if f.kind == kind), "")


def day(article: Article) -> str:
    """Return the day of the meeting, of publication where the article does not say, "" where it has neither."""
    return fact(article, "date") or article.published[:10]


def line(article: Article) -> str:
    """Return the article on one line: the day, the place where known, the title."""
    return " · ".join(part for part in (day(article), fact(article, "place"), article.title) if part)


def card(article: Article, say: Say, convert: Say) -> str:
    """Return the facts of one meeting as HTML; `convert` puts the article's own words into the reader's script."""
    rows = [f"<b>{escape(convert(shortened(article.title, _TITLE)))}</b>"]
    when = [day(article), *(convert(fact(article, kind)) for kind in ("place", "form"))]
    rows.append(escape(shortened(" · ".join(part for part in when if part), _LINE)))
    for kind in _PEOPLE:
        found = [f for f in article.facts if f.kind == kind]
        if found:
            names = convert(shortened(wording(found[:_MOST_PEOPLE], article, False), _LINE))
            more = "…" if len(found) > _MOST_PEOPLE else ""
            rows.append(f"<b>{escape(say(f'card_{kind}'))}</b> {escape(names)}{more}")
    points = [escape(convert(point)) for point in agenda(article)]
    if points:
        counted = all(_COUNTED.match(point) for point in points)  # by the article itself
        listed = "\n".join(p if counted else f"{number}. {p}" for number, p in enumerate(points, 1))
        rows.append(f"<b>{escape(say('card_agenda'))}</b>\n<blockquote expandable>{listed}</blockquote>")
    rows += _origin(article, say, convert)
    return "\n".join(row for row in rows if row)


def _origin(article: Article, say: Say, convert: Say) -> Iterator[str]:
    parts = [article.source, article.reporter]
    yield escape(convert(shortened(" · ".join(part for part in parts if part), _LINE)))
    if is_link(article.url):
        yield f'<a href="{escape(article.url)}">{escape(say("card_link"))}</a>'


def agenda(article: Article) -> Sequence[str]:
    """Return the points of the article's longest list, each its first clause; none when it has no list."""
    return [clause(article, item) for item in points(article)]
