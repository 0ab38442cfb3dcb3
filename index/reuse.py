"""What a build takes over from the generation that serves: segments as they are, or what is in them.

A file that has the same bytes gives the same article, a passage with the same heading and text the same vectors.
Knows nothing of how either is made.
"""

import gc
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.chunking import Chunking
from index.errors import HuidaError
from index.hybrid import counted_text
from index.reading import File, Record, Seen
from index.records import Articles, Passages, Rows
from index.segment import Segment
from index.store import UNREADABLE, current, read_manifest, read_segments
from index.types import Bools, Ids

# Raise it when the same file would give another article, other passages or other terms than before: after a
# change to articles, chunking, counting, dates, facts, formats, hybrid, ordinals, people, script, segmenting or
# words.
# tests/test_reuse.py notices most.
CODE = 7
# A segment is written anew with what comes behind it when that is more than a tenth of it, or when a tenth of it is
# gone: so there are few segments, and what is written each time is little (as O'Neil et al. 1996 merge theirs).
TIMES = 10
_FILE = "files.json"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking through everything there is while thousands of small rows are made."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(frozen=True)
class Served:
    """The generation that serves: of its files, by name, the article's number over all segments and what was seen."""

    model: str
    files: Mapping[str, tuple[int, Seen]]
    segments: Sequence[Segment]
    alive: Bools

    @classmethod
    @_uncollected()
    def open(cls, folder: Path, chunking: Chunking) -> "Served | None":
        """Return what serves from `folder`; None when there is nothing, or nothing of use."""
        try:
            manifest = read_manifest(folder)
            if manifest.code != CODE or manifest.chunking != chunking.as_dict():
                return None
            path = folder / "generations" / current(folder)
            segments, alive = read_segments(path, manifest)
            files = {
                name: (number, Seen(sha256, tuple(stamp) if stamp else None))
                for name, sha256, stamp, number in json.loads((path / _FILE).read_text("utf-8"))
            }
            if not np.array_equal(np.sort([number for number, _ in files.values()]), np.flatnonzero(alive)):
                return None
            return cls(manifest.model, files, segments, alive)
        except (HuidaError, *UNREADABLE):
            return None


@dataclass(frozen=True)
class Made:
    """What a new segment is made of: passages taken over from other segments, and behind them `fresh` ones.

    `taken` has the numbers of those passages, segment by segment, `known` the segment and the number where passages
    of the same heading and text have their vectors, by place among the fresh ones.
    """

    lines: list[bytes]
    rows: Rows
    taken: Sequence[tuple[Segment, Ids]]
    fresh: int
    known: Mapping[int, tuple[Segment, int]]

    @property
    def passages(self) -> Passages:
        """Its passages, the fresh ones last."""
        return Passages(Articles(self.lines), self.rows)

    def alone(self, start: int, end: int) -> Passages:
        """Return its passages from `start` to `end`, with no other articles than theirs: to be sent elsewhere."""
        numbers, which = np.unique(self.rows[start:end, 0], return_inverse=True)
        lines = [self.lines[number] for number in numbers.tolist()]
        return Passages(Articles(lines), np.column_stack([which, self.rows[start:end, 1:]]))


@dataclass(frozen=True)
class Contents:
    """What a new generation holds: segments that are `kept` as they are, and one to be `made`, if there is need.

    `files` have the numbers of their articles over all of these, `alive` says which of those are in the index; the
    last `read` of them were read anew.
    """

    files: Sequence[tuple[str, Seen, int]]
    kept: Sequence[Segment]
    made: Made | None
    alive: Bools
    read: int

    @property
    def passages(self) -> int:
        """How many passages are in the index."""
        live, at = len(self.made.rows) if self.made else 0, 0
        for segment in self.kept:
            live += len(segment.live(self.alive[at : at + len(segment.lines)]))
            at += len(segment.lines)
        return live

    def save(self, folder: Path) -> None:
        """Write into `folder` which file is which article."""
        rows = [(name, seen.sha256, seen.stamp, number) for name, seen, number in self.files]
        (folder / _FILE).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


@dataclass(frozen=True, eq=False)
class _Old:
    """A segment that serves, the number of its first article, and which of its articles stay."""

    segment: Segment
    first: int
    alive: Bools

    @property
    def live(self) -> Ids:
        """The numbers of its passages that stay."""
        return self.segment.live(self.alive)


@_uncollected()
def combine(
    files: Sequence[File],
    same: Mapping[str, Seen],
    records: Mapping[str, Record],
    served: Served | None,
    fits: bool,
) -> Contents:
    """Return the contents of `files`, in order: those in `same` as served, those in `records` as read.

    Unless what serves `fits` the model, none of its segments is kept.
    """
    old = _old(served, same) if served else []
    new = [records[name] for _, name in files if name in records]
    anew = _written_anew(old, sum(len(record.spans) for record in new)) if fits else old
    kept = [one for one in old if one not in anew and one.alive.any()]
    taken = [one for one in anew if one.alive.any()]
    moved = np.full(len(served.alive) if served else 0, -1, np.int64)  # where each old article goes
    at = 0
    for one in kept:
        moved[one.first : one.first + len(one.alive)] = at + np.arange(len(one.alive))
        at += len(one.alive)
    alive = np.concatenate([*(one.alive for one in kept), np.ones(0, np.bool_)])
    for one in taken:
        stay = one.first + np.flatnonzero(one.alive)
        moved[stay] = at + np.arange(len(stay))
        at += len(stay)
    numbers, seen = iter(range(at, at + len(new))), list[tuple[str, Seen, int]]()
    for _, name in files:
        if served and name in same:
            seen.append((name, same[name], int(moved[served.files[name][0]])))
        elif name in records:
            seen.append((name, records[name].seen, next(numbers)))
    left = _left(old, served) if served and fits and new else {}
    made = _made(taken, new, left) if taken or new else None
    alive = np.append(alive, np.ones(at + len(new) - len(alive), np.bool_))
    return Contents(seen, [one.segment for one in kept], made, alive, len(new))


def _old(served: Served, same: Iterable[str]) -> list[_Old]:
    """Return the segments that serve, where the files `same` stay."""
    alive, found, at = np.zeros(len(served.alive), np.bool_), [], 0
    alive[[served.files[name][0] for name in same]] = True
    for segment in served.segments:
        found.append(_Old(segment, at, alive[at : at + len(segment.lines)]))
        at += len(segment.lines)
    return found


def _written_anew(old: Sequence[_Old], fresh: int) -> list[_Old]:
    """Return the segments to be written anew together with so many `fresh` passages behind them."""
    found, behind = list[_Old](), fresh
    for one in reversed(old):
        live, size = len(one.live), len(one.segment.rows)
        if live < TIMES * behind or TIMES * (size - live) >= size:
            found.insert(0, one)
            behind += live
    return found


def _made(
    taken: Sequence[_Old], new: Sequence[Record], left: Mapping[str, list[tuple[Segment, int]]]
) -> Made:
    """Return what a segment of the articles `taken` and `new` is made of."""
    lines, rows = list[bytes](), [np.empty((0, 3), np.int64)]
    for one in taken:
        some = one.segment.rows[one.live]
        some[:, 0] = (len(lines) + np.cumsum(one.alive) - 1)[some[:, 0]]
        rows.append(some)
        lines += one.segment.lines.at(np.flatnonzero(one.alive))
    cut = [(len(lines) + n, *span) for n, record in enumerate(new) for span in record.spans]
    lines += [record.line for record in new]
    fresh = np.array(cut, np.int64).reshape(-1, 3)
    known: dict[int, tuple[Segment, int]] = {}
    for number, passage in enumerate(Passages(Articles(lines), fresh) if left else ()):
        same = left.get(counted_text(passage))
        if same:
            known[number] = same.pop()
    sources = [(one.segment, one.live) for one in taken]
    return Made(lines, np.concatenate([*rows, fresh]), sources, len(fresh), known)


def _left(old: Sequence[_Old], served: Served) -> dict[str, list[tuple[Segment, int]]]:
    """Return the passages of articles that go now, by heading and text."""
    left = defaultdict[str, list[tuple[Segment, int]]](list)
    for one in old:
        goes = served.alive[one.first : one.first + len(one.alive)] & ~one.alive
        passages = one.segment.passages
        for number in one.segment.live(goes).tolist():
            left[counted_text(passages[number])].append((one.segment, number))
    return left
