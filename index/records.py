"""Articles and passages as they lie on disk: a line of JSON for an article, three numbers for a passage.

Both are sequences that make their values when asked, so that a build need not understand what it only
carries over. Knows nothing of files' names or generations.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import overload

import numpy as np
import numpy.typing as npt

from index.types import Article, Fact, Passage, Span

# (n, 3): number of the article, first character, end; in reading order.
Rows = npt.NDArray[np.int64]
_NAMES = tuple(field.name for field in fields(Article))


def article_line(article: Article) -> bytes:
    """Return `article` as one line of JSON, without a line end."""
    values = {name: getattr(article, name) for name in _NAMES}
    values["paragraphs"] = [[span.start, span.end] for span in article.paragraphs]
    values["facts"] = [[f.kind, f.value, f.start, f.end] for f in article.facts]
    return json.dumps(values, ensure_ascii=False).encode("utf-8")


def read_line(line: bytes) -> Article:
    """Return the article that `article_line` wrote; raises ValueError, KeyError or TypeError."""
    values = json.loads(line)
    values["paragraphs"] = tuple(Span(*span) for span in values["paragraphs"])
    values["facts"] = tuple(Fact(*fact) for fact in values["facts"])
    return Article(**values)


class Articles(Sequence[Article]):
    """The articles of `lines`, each read when it is asked for; asked twice in a row, it is the same object."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self.lines = lines
        self._last: tuple[int, Article] | None = None

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, number: int) -> Article: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Article]: ...
    def __getitem__(self, number: int | slice) -> Article | Sequence[Article]:
        if isinstance(number, slice):
            return Articles(self.lines[number])
        if self._last is None or self._last[0] != number:
            self._last = number, read_line(self.lines[number])
        return self._last[1]

    def __iter__(self) -> Iterator[Article]:
        return map(read_line, self.lines)


class Passages(Sequence[Passage]):
    """The passages that `rows` cut from `articles`."""

    def __init__(self, articles: Sequence[Article], rows: Rows) -> None:
        self._articles, self.rows = articles, rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Passage]: ...
    def __getitem__(self, number: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(number, slice):
            return Passages(self._articles, self.rows[number])
        article, start, end = self.rows[number].tolist()
        return Passage(self._articles[article], start, end)

    def __iter__(self) -> Iterator[Passage]:
        return (Passage(self._articles[article], start, end) for article, start, end in self.rows.tolist())
