"""Printed lines to paragraphs: page numbers and running heads go, lines that a page broke are joined.

A page knows only where its lines stand. A new paragraph begins where a line is indented, where the line
before stopped short, where the gap or the size of type changes. Knows nothing of PDF or OFD.
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from index.formats.sheet import joined
from index.script import fold

# Reads folded text.
_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,5})"
_PAGE_NUMBER = re.compile(
    rf"[-—–‐·\s]*(?:\d{{1,4}}|第\s*{_NUMBER}\s*页)(?:\s*[/,]?\s*共?\s*{_NUMBER}\s*页?)?[-—–‐·\s]*"
    r"|page\s*\d+(?:\s*of\s*\d+)?"
)
_DIGITS = re.compile(r"\d+")
_END = re.compile(r"[。!?;:!?;:…][”’」』\"')）]*$")
_EDGE_LINES = 2  # running heads stand among the first or last lines of a page


@dataclass(frozen=True)
class Line:
    """A line of print: `left`, `right` and `top` in any one unit, `top` growing downwards, `size` of its type."""

    text: str
    left: float
    right: float
    top: float
    size: float


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Return the paragraphs of `pages` of lines, each page's from top to bottom."""
    kept = _without_edges([[line for line in page if line.text.strip()] for page in pages])
    lines = [line for page in kept for line in page]
    if not lines:
        return []
    columns = _Columns.of(lines)
    found: list[list[str]] = []
    before: Line | None = None
    for line in lines:
        if before is None or columns.breaks(before, line):
            found.append([])
        found[-1].append(line.text)
        before = line
    return [joined(parts) for parts in found]


def _without_edges(pages: list[list[Line]]) -> list[list[Line]]:
    """Return the pages less page numbers and the lines that stand at one place of several pages."""

    def key(line: Line) -> tuple[str, int]:
        return _DIGITS.sub("#", line.text.strip()), round(line.top / max(line.size, 1))

    edges = [{*page[:_EDGE_LINES], *page[-_EDGE_LINES:]} for page in pages]
    seen = Counter(key(line) for edge in edges for line in edge)

    def stays(line: Line, edge: set[Line]) -> bool:
        return line not in edge or (
            seen[key(line)] < 2 and not _PAGE_NUMBER.fullmatch(fold(line.text.strip()))
        )

    return [[line for line in page if stays(line, edge)] for page, edge in zip(pages, edges, strict=True)]


@dataclass(frozen=True)
class _Columns:
    """Where the body's lines begin and end, their type size and how far apart they stand."""

    left: float
    right: float
    size: float
    leading: float
    indented: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Columns":
        size = _usual([line.size for line in lines for _ in range(len(line.text))])
        body = [line for line in lines if abs(line.size - size) < 0.1 * size]
        full = sorted(line.right for line in body)
        steps = [b.top - a.top for a, b in itertools.pairwise(body) if 0 < b.top - a.top < 4 * size]
        left = _usual([line.left for line in body], size / 2)
        low = [line.left for line in body if line.left < left - size / 2]
        # A page of short indented paragraphs has more first lines than others: the margin is further left.
        if len(low) > 0.2 * len(body):
            left = _usual(low, size / 2)
        right = full[int(0.9 * (len(full) - 1))]
        indented = sum(1.2 * size < line.left - left < 3 * size for line in body) > 0.05 * len(body)
        return cls(left, right, size, median(steps) if steps else 1.5 * size, indented)

    def breaks(self, before: Line, line: Line) -> bool:
        """Whether a paragraph ends between two neighbouring lines."""
        if abs(before.size - line.size) > 0.12 * max(before.size, line.size):
            return True
        gap = line.top - before.top
        if line.size > 1.12 * self.size:  # a heading may take several lines
            return not (0 < gap < 2.2 * line.size and (self._centred(line) or self._reaches(before)))
        if line.left > self.left + 1.2 * self.size or gap > 1.45 * self.leading or self._centred(before):
            return True
        if _END.search(before.text) or not self.indented:
            return not self._reaches(before)
        return False

    def _reaches(self, line: Line) -> bool:
        """Whether the line goes on to the right margin; only the last of a paragraph need not."""
        return line.right > self.right - (1.6 if _END.search(line.text) else 4) * self.size

    def _centred(self, line: Line) -> bool:
        """Whether a line stands apart from both margins by about as much."""
        before, after = line.left - self.left, self.right - line.right
        return before > 2.5 * self.size and after > 2.5 * self.size and abs(before - after) < 3 * self.size


def _usual(values: Sequence[float], step: float = 0.5) -> float:
    """Return the commonest of `values`, those within `step` of each other counting as one."""
    commonest = Counter(round(value / step) for value in values).most_common(1)[0][0]
    return median(value for value in values if round(value / step) == commonest)
