"""Recognising an article that stands in the folder already, word for word or republished with small changes.

Each text keeps the smallest hashes of its five-character shingles. Texts that share many of these are read
again and compared in full, so a report never rests on the sketch alone. Scripts, widths, punctuation, line
breaks and short lines (titles, furniture) do not count. Reports of yearly meetings are often worded alike:
texts published far apart are duplicates only when they are the same. Knows nothing of folders.
"""

import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.script import fold
from index.types import Article

Hashes = npt.NDArray[np.uint64]

_SHINGLE = 5
_KEPT = 64  # hashes of a sketch
_SHARED = 10  # of them, to be worth a comparison
_COMPARED = 5  # candidates at most
_LINE_CHARS = 15  # letters of a line that counts; shorter ones count where no line is longer
_ALIKE = 0.7  # of all shingles of two texts in common
_HELD, _HELD_LENGTH = 0.85, 0.5  # or of the shorter one's, if it has this share of the longer one's length
_DAYS_APART = 45
_SHORT = 40  # letters; texts shorter than this are duplicates only when they are the same
_NONE = np.iinfo(np.uint64).max
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Twin:
    """The article that a text repeats: its name, and the share of both texts in common, 1.0 for all of it."""

    name: str
    alike: float


def letters(text: str) -> str:
    """Return what counts of `text`: the folded letters and digits of its longer lines."""
    lines = [_NOT_LETTERS.sub("", line) for line in fold(text).splitlines()]
    return "".join([line for line in lines if len(line) >= _LINE_CHARS] or lines)


def shingles(counted: str) -> Hashes:
    """Return the distinct hashes of each five neighbouring characters, in ascending order."""
    codes = np.frombuffer(counted.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) < _SHINGLE:
        codes = np.pad(codes, (0, _SHINGLE - len(codes)))
    hashed = np.zeros(len(codes) - _SHINGLE + 1, np.uint64)
    for offset in range(_SHINGLE):
        hashed = hashed * np.uint64(0x100000001B3) + codes[offset : offset + len(hashed)]
    # Neighbouring codes give neighbouring sums: mix them, so that the smallest are a fair sample.
    for shift, factor in ((33, 0xFF51AFD7ED558CCD), (29, 0xC4CEB9FE1A85EC53)):
        hashed = (hashed ^ (hashed >> np.uint64(shift))) * np.uint64(factor)
    return np.unique(hashed ^ (hashed >> np.uint64(32)))


def sketch(counted: str) -> Hashes:
    """Return the `_KEPT` smallest shingle hashes, filled up with the largest number."""
    kept = np.full(_KEPT, _NONE, np.uint64)
    hashed = shingles(counted)[:_KEPT]
    kept[: len(hashed)] = hashed
    return kept


def alike(a: str, b: str) -> float:
    """Return how much of both counted texts is in common, 0 to 1; 0 below what makes a duplicate."""
    if a == b:
        return 1.0
    if min(len(a), len(b)) < _SHORT:
        return 0.0
    of_a, of_b = shingles(a), shingles(b)
    common = len(np.intersect1d(of_a, of_b, assume_unique=True))
    both = common / (len(of_a) + len(of_b) - common)
    shorter, longer = sorted((len(of_a), len(of_b)))
    held = common >= _HELD * shorter and shorter >= _HELD_LENGTH * longer
    return min(both, 0.999) if both >= _ALIKE or held else 0.0


class Shelf:
    """The articles already there, as sketches by name."""

    def __init__(self, sketches: Mapping[str, Hashes], read: Callable[[str], Article | None]) -> None:
        """Take the sketches of all articles; `read` returns one by its name, None when it is gone."""
        self._names = list(sketches)
        self._read = read
        rows = np.array(list(sketches.values()), np.uint64).reshape(-1, _KEPT)
        owners = np.repeat(np.arange(len(rows)), _KEPT)
        order = np.argsort(rows, axis=None, kind="stable")
        self._hashes, self._owners = rows.ravel()[order], owners[order]
        self._added: dict[int, list[int]] = {}

    def add(self, article: Article) -> None:
        """Put one more article on the shelf."""
        for value in sketch(letters(article.text)):
            self._added.setdefault(int(value), []).append(len(self._names))
        self._names.append(article.id)

    def twin_of(self, article: Article) -> Twin | None:
        """Return the article on the shelf that `article` repeats most of, None when it is new."""
        counted = letters(article.text)
        twins = []
        for other in filter(None, map(self._read, self._near(counted))):
            share = alike(counted, letters(other.text))
            if share == 1.0 or (share and not _far_apart(article, other)):
                twins.append(Twin(other.id, share))
        return max(twins, key=lambda twin: twin.alike, default=None)

    def _near(self, counted: str) -> list[str]:
        """Return the names of those whose sketches share most with that of `counted`, most first."""
        wanted = sketch(counted)
        wanted = wanted[wanted != _NONE]
        first = np.searchsorted(self._hashes, wanted, "left")
        last = np.searchsorted(self._hashes, wanted, "right")
        hits = [self._owners[start:end] for start, end in zip(first, last, strict=True)]
        hits += [np.array(self._added[int(value)]) for value in wanted if int(value) in self._added]
        if not hits:
            return []
        owners, counts = np.unique(np.concatenate(hits), return_counts=True)
        enough = counts >= min(_SHARED, len(wanted))
        ranked = sorted(zip(-counts[enough], owners[enough], strict=True))
        return [self._names[owner] for _, owner in ranked[:_COMPARED]]


def _far_apart(a: Article, b: Article) -> bool:
    return bool(a.date and b.date and abs(a.date - b.date).days > _DAYS_APART)


@dataclass(frozen=True)
class Known:
    """A sketch as kept on disk; `size` and `changed` (nanoseconds) say of which state of the file."""

    size: int
    changed: int
    hashes: Hashes


def load_sketches(path: Path) -> dict[str, Known]:
    """Return the sketches kept at `path`, by name; none when there is no such file or it cannot be used."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            rows = json.loads(kept["files"].tobytes())
            hashes = kept["hashes"]
        if hashes.dtype != np.uint64 or hashes.shape != (len(rows), _KEPT):
            return {}
        return {
            str(name): Known(int(size), int(changed), row)
            for (name, size, changed), row in zip(rows, hashes, strict=True)
        }
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return {}


def save_sketches(path: Path, known: Iterable[tuple[str, Known]]) -> None:
    """Keep the sketches at `path`, all or nothing; raises OSError."""
    pairs = list(known)
    rows = json.dumps([(name, one.size, one.changed) for name, one in pairs]).encode()
    aside = path.with_name(f"{path.name}.new")
    with aside.open("wb") as file:
        np.savez(
            file,
            files=np.frombuffer(rows, np.uint8),
            hashes=np.array([one.hashes for _, one in pairs], np.uint64).reshape(-1, _KEPT),
        )
    aside.replace(path)
