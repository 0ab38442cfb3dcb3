"""Links that open a page at the quoted words.

A text fragment names the first and last words of the quote (https://wicg.github.io/scroll-to-text-fragment/);
a browser that does not know it opens the page all the same. A browser goes to the first place that matches, and
matches whole words only: so clauses are named, as many as it takes to tell the place from those above it.
Knows nothing of articles.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from index.types import Span

MAX = 1000  # characters of an address, and of what is added to it
WHOLE = 32  # characters up to which the quote is named whole
_ENOUGH = 8  # characters at either end of a long quote: a page says less than that anywhere, in its menus too
_CLAUSE = re.compile(r"[^,，。;；、:：!！?？“”「」『』《》()（）\s]+")


def quoted(url: str, text: str, start: int = 0, end: int | None = None) -> str:
    """Return `url` with a fragment that leads to `text[start:end]`, the page of `url` saying all of `text`.

    `url` itself where nothing can be named: there are no words, or too long ones, or it has such a fragment.
    Only the first and last clauses of a long quote are named: a page may break its middle by other elements.
    """
    end = len(text) if end is None else end
    clauses = [Span(*m.span()) for m in _CLAUSE.finditer(text) if m.start() < end and m.end() > start]
    if not clauses or ":~:" in url:
        return url
    parts = ",".join(_terms(text, clauses))
    return f"{url}{'' if '#' in url else '#'}:~:text={parts}" if len(parts) <= MAX else url


def _terms(text: str, clauses: Sequence[Span]) -> Iterator[str]:
    """Yield what stands between the commas of the fragment: words before, first words, last words."""
    first, last = clauses[0].start, clauses[-1].end
    line_end = text.find("\n", first, last)
    if last - first <= WHOLE and line_end < 0:
        head = Span(first, last)
    else:
        heads = [Span(first, c.end) for c in clauses if line_end < 0 or c.end <= line_end]
        head = next((h for h in heads if h.end - first >= _ENOUGH and _leads(text, h)), heads[-1])
    if not _leads(text, head):
        before = [Span(m.start(), first) for m in _CLAUSE.finditer(text, max(0, first - 2 * WHOLE), first)]
        prefix = next((b for b in reversed(before) if _leads(text, Span(b.start, head.end))), None)
        if prefix:
            yield f"{_named(text, prefix)}-"
    yield _named(text, head)
    if head.end < last:
        line_start = text.rfind("\n", head.end, last) + 1
        tails = [Span(c.start, last) for c in reversed(clauses) if c.start >= max(head.end, line_start)]
        yield _named(text, next((t for t in tails if _ends(text, head, t)), tails[-1]))


def _leads(text: str, span: Span) -> bool:
    """Whether the words of `span` stand there first."""
    return text.find(text[span.start : span.end]) == span.start


def _ends(text: str, head: Span, tail: Span) -> bool:
    """Whether `tail` is long enough, and what its words lead to from `head` on."""
    return tail.end - tail.start >= _ENOUGH and text.find(text[tail.start : tail.end], head.end) == tail.start


def _named(text: str, span: Span) -> str:
    # The dash and the comma have a meaning of their own in a fragment; quote() leaves the dash alone.
    return quote(" ".join(text[span.start : span.end].split()), safe="").replace("-", "%2D")


def is_link(url: str) -> bool:
    """Whether `url` is one that a message may link to."""
    return bool(re.match(r"https?://[^\s/]", url)) and len(url) <= MAX
