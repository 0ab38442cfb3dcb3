"""Articles and passages as they lie on disk: a line of JSON for an article, three numbers for a passage.

All are sequences that make their values when asked, so that a build need not read what it only
carries over. Knows nothing of files' names or generations.
"""

import json
import mmap
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import starmap
from pathlib import Path
from typing import overload

import numpy as np
import numpy.typing as npt

from index.arrays import read_array
from index.types import Article, Fact, Ids, Passage, Span

# (n, 3): number of the article, first character, end; in reading order.
Rows = npt.NDArray[np.int64]
_NAMES = tuple(field.name for field in fields(Article))
_LINES_FILE, _ENDS_FILE = "articles.jsonl", "article_ends.npy"


def article_line(article: Article) -> bytes:
    """Return `article` as one line of JSON, without a line end."""
    values = {name: getattr(article, name) for name in _NAMES}
    values["paragraphs"] = [[span.start, span.end] for span in article.paragraphs]
    values["facts"] = [[f.kind, f.value, f.start, f.end] for f in article.facts]
    return json.dumps(values, ensure_ascii=False).encode("utf-8")


def read_line(line: bytes) -> Article:
    """Return the article that `article_line` wrote; raises ValueError, KeyError or TypeError."""
    values = json.loads(line.decode("utf-8"))  # of bytes, it looks first which encoding they are in
    values["paragraphs"] = tuple(Span(*span) for span in values["paragraphs"])
    values["facts"] = tuple(Fact(*fact) for fact in values["facts"])
    return Article(**values)


class Lines(Sequence[bytes]):
    """Lines of files, each read from the disk when it is asked for."""

    def __init__(self, files: Sequence[mmap.mmap], places: Ids) -> None:
        """`places`, (n, 3), has of each line its file, by number, and where in that it starts and ends."""
        self._files, self._places = files, places

    @classmethod
    def load(cls, folder: Path, count: int) -> "Lines":
        """Open the `count` lines that `save_lines` wrote; raises OSError or ValueError for missing and damaged files."""
        ends = read_array(folder / _ENDS_FILE)
        with (folder / _LINES_FILE).open("rb") as file:
            lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(ends) != count or ends[-1] != len(lines) or ends[0] < 0 or (np.diff(ends) < 0).any():
            raise ValueError("articles are missing")
        return cls([lines], np.stack([np.zeros_like(ends), np.append(0, ends[:-1]), ends - 1], axis=1))

    @classmethod
    def joined(cls, parts: Sequence["Lines"]) -> "Lines":
        """Return the lines of all `parts`, one part's behind the other's."""
        files = [file for part in parts for file in part._files]
        places, at = [np.empty((0, 3), np.int64)], 0
        for part in parts:
            places.append(np.add(part._places, [at, 0, 0]))
            at += len(part._files)
        return cls(files, np.concatenate(places))

    def at(self, numbers: Ids) -> "Lines":
        """Return the lines of these `numbers`."""
        return Lines(self._files, self._places[numbers])

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> "Lines": ...
    def __getitem__(self, number: int | slice) -> "bytes | Lines":
        if isinstance(number, slice):
            return Lines(self._files, self._places[number])
        return self._read(*self._places[number].tolist())

    def __iter__(self) -> Iterator[bytes]:
        return starmap(self._read, self._places.tolist())

    def _read(self, file: int, start: int, end: int) -> bytes:
        return self._files[file][start:end]


def save_lines(lines: Sequence[bytes], folder: Path) -> None:
    """Write `lines` into `folder`, one after the other, and where each ends."""
    with (folder / _LINES_FILE).open("wb") as file:
        file.writelines(line + b"\n" for line in lines)
    np.save(folder / _ENDS_FILE, np.cumsum([len(line) + 1 for line in lines], dtype=np.int64))


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
