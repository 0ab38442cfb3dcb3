"""What was indexed together: articles, their passages, terms and vectors, in a folder that never changes.

Knows nothing of generations, or of which of its articles are still wanted.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import read_array
from index.postings import Postings
from index.records import Articles, Lines, Passages, Rows, save_lines
from index.types import Bools, Ids
from index.vectors import PassageVectors

_PASSAGES_FILE = "passages.npy"


@dataclass(frozen=True)
class Segment:
    """Passages numbered from 0 in `rows`, which name articles by their place in `lines`; it lies in `folder`."""

    folder: Path
    lines: Lines
    rows: Rows
    postings: Postings
    vectors: PassageVectors

    @classmethod
    def load(cls, folder: Path, articles: int, passages: int) -> "Segment":
        """Open a segment of so many `articles` and `passages`; raises one of `index.store.UNREADABLE`."""
        rows = read_array(folder / _PASSAGES_FILE)
        lines, vectors = Lines.load(folder, articles), PassageVectors.load(folder)
        if rows.shape != (passages, 3) or rows.min(initial=0) < 0 or rows[:, 0].max(initial=-1) >= articles:
            raise ValueError("passages are missing")
        if len(vectors) != passages:
            raise ValueError("counts differ")
        return cls(folder, lines, rows, Postings.load(folder, passages), vectors)

    @property
    def passages(self) -> Passages:
        """Its passages."""
        return Passages(Articles(self.lines), self.rows)

    def live(self, alive: Bools) -> Ids:
        """Return the numbers of the passages whose articles are `alive`, which says so of each article."""
        return np.flatnonzero(alive[self.rows[:, 0]])


@dataclass(frozen=True)
class NewSegment:
    """A segment that is not on disk yet."""

    lines: list[bytes]
    rows: Rows
    postings: Postings
    vectors: PassageVectors

    def save(self, folder: Path) -> None:
        """Write it into `folder`, which is made; raises OSError."""
        folder.mkdir()
        save_lines(self.lines, folder)
        np.save(folder / _PASSAGES_FILE, self.rows)
        self.postings.save(folder)
        self.vectors.save(folder)
