"""What a build takes over from the generation that serves: articles, vectors and counts of what did not change.

A file that has the same bytes gives the same article, a passage with the same heading and text the same
vectors and counts. Knows nothing of how either is made.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.chunking import Chunking
from index.dense import DenseIndex
from index.errors import HuidaError
from index.hybrid import counted_text
from index.lexical import LexicalIndex
from index.reading import File, Record, Seen
from index.records import Articles, Passages, Rows
from index.store import UNREADABLE, current, read_articles, read_manifest, read_passages
from index.types import Ids

# Raise it when the same file would give another article, other passages or other terms than before: after a
# change to articles, chunking, counting, dates, facts, formats, hybrid, people, script, segmenting or words.
# tests/test_reuse.py notices most.
CODE = 3
_FILE = "files.json"


@dataclass(frozen=True)
class Served:
    """The generation that serves, as far as it can be taken over; `dense` is None when another model made it."""

    files: Mapping[str, tuple[int, Seen]]  # by name: number of the article, and its file
    articles: Articles
    passages: Passages
    lexical: LexicalIndex
    dense: DenseIndex | None

    @classmethod
    def open(cls, folder: Path, model: str, chunking: Chunking) -> "Served | None":
        """Return what serves from `folder`; None when there is nothing, or nothing of use."""
        try:
            manifest = read_manifest(folder)
            if manifest.code != CODE or manifest.chunking != chunking.as_dict():
                return None
            path = folder / "generations" / current(folder)
            articles = read_articles(path, manifest)
            passages = read_passages(path, manifest, articles)
            lexical = LexicalIndex.load(path, len(passages))
            dense = DenseIndex.load(path) if manifest.model == model else None
            rows = json.loads((path / _FILE).read_text("utf-8"))
            files = {
                name: (number, Seen(sha256, tuple(stamp) if stamp else None))
                for number, (name, sha256, stamp) in enumerate(rows)
            }
            if len(files) != len(articles) or (dense is not None and len(dense) != len(passages)):
                return None
            return cls(files, articles, passages, lexical, dense)
        except (HuidaError, *UNREADABLE):
            return None


@dataclass(frozen=True)
class Contents:
    """What a new generation holds.

    `taken[p]` is the number that passage p has in the generation that serves, -1 for a new one; `fresh`
    numbers the articles that were read anew.
    """

    files: Sequence[tuple[str, Seen]]
    articles: Articles
    passages: Passages
    taken: Ids
    fresh: Sequence[int]

    def save(self, folder: Path) -> None:
        """Write files, articles and passages into `folder`."""
        rows = [(name, seen.sha256, seen.stamp) for name, seen in self.files]
        (folder / _FILE).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
        with (folder / "articles.jsonl").open("wb") as file:
            file.writelines(line + b"\n" for line in self.articles.lines)
        np.save(folder / "passages.npy", self.passages.rows)


def combine(
    files: Sequence[File], same: Mapping[str, Seen], records: Mapping[str, Record], served: Served | None
) -> Contents:
    """Return the contents of `files`, in order: those in `same` as served, those in `records` as read."""
    seen: list[tuple[str, Seen]] = []
    lines: list[bytes] = []
    fresh: list[int] = []
    cut: list[tuple[int, int, int]] = []
    moved = np.full(len(served.articles) if served else 0, -1, np.int64)  # where each old article goes
    for _, name in files:
        number = len(lines)
        if served and name in same:
            old = served.files[name][0]
            moved[old] = number
            seen.append((name, same[name]))
            lines.append(served.articles.lines[old])
        elif name in records:
            record = records[name]
            fresh.append(number)
            seen.append((name, record.seen))
            lines.append(record.line)
            cut.extend((number, start, end) for start, end in record.spans)
    articles = Articles(lines)
    new_rows = np.array(cut, np.int64).reshape(-1, 3)
    taken = np.full(len(new_rows), -1, np.int64)
    if served:
        _take_alike(taken, Passages(articles, new_rows), served, moved)
        rows, kept = _kept(served.passages.rows, moved)
        new_rows, taken = np.concatenate([rows, new_rows]), np.concatenate([kept, taken])
        order = np.argsort(new_rows[:, 0], kind="stable")
        new_rows, taken = new_rows[order], taken[order]
    return Contents(seen, articles, Passages(articles, new_rows), taken, fresh)


def _kept(rows: Rows, moved: Ids) -> tuple[Rows, Ids]:
    """Return the passages of the articles that stay, under their articles' new numbers, and their old numbers."""
    rows = rows.copy()
    rows[:, 0] = moved[rows[:, 0]]
    kept = np.flatnonzero(rows[:, 0] >= 0)
    return rows[kept], kept


def _take_alike(taken: Ids, passages: Passages, served: Served, moved: Ids) -> None:
    """Find the new passages among those of articles that changed or went, each once, and number them in `taken`."""
    left: dict[str, list[int]] = defaultdict(list)
    for number in np.flatnonzero(moved[served.passages.rows[:, 0]] < 0).tolist():
        left[counted_text(served.passages[number])].append(number)
    if left:
        for number, passage in enumerate(passages):
            alike = left.get(counted_text(passage))
            if alike:
                taken[number] = alike.pop()
