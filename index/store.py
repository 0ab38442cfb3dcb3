"""An index on disk, opened: generations of plain files, one of them current.

    INDEX/CURRENT              name of the generation that serves
    INDEX/generations/000003/  manifest.json, files.json, alive.npy (which articles are in it), and its segments:
        000001/                made for generation 000001 and shared with it: articles.jsonl, passages.npy, …
        000003/                what came since
    INDEX/lock                 held by the build that is running

Segments never change, so that adding an article to many costs little (as in Lucene). A reader opens CURRENT and never sees half an index. Knows nothing of how an index is made, swapped in
or removed (see `index.generations`), or of what it is asked.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.arrays import read_array
from index.dense import DenseIndex
from index.errors import IndexDamaged, IndexMismatch, IndexMissing
from index.hybrid import HybridRetriever
from index.lexical import LexicalIndex
from index.records import Articles, Lines, Passages
from index.segment import Segment
from index.types import Article, Bools, Embedder, Ids, Passage

FORMAT = 5  # another one, too, where other facts are read from the same article
_ALIVE_FILE = "alive.npy"
# What reading a damaged generation may raise.
UNREADABLE = (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, RuntimeError)
_Read = TypeVar("_Read")
REBUILD = "rebuild with `python -m index build`"
MEND = f"{REBUILD[:-1]} --full`"  # what is damaged might be taken over


@dataclass(frozen=True)
class Manifest:
    """What an index is made of. `built` is ISO 8601 in UTC, `corpus` a SHA-256 over the articles' files.

    `code` numbers the way articles are read and words counted; `previous` is the generation that served
    before, "" for the first. `segments` has of each its name and how many articles and passages lie in it, those
    that are no longer in the index among them.
    """

    format: int
    code: int
    model: str
    dim: int
    chunking: dict[str, int]
    corpus: str
    articles: int
    passages: int
    built: str
    previous: str
    segments: Sequence[tuple[str, int, int]]


@dataclass(frozen=True)
class Index:
    """An open generation.

    `articles` are those in it, by name unless they are read when they are asked for. `passages` are numbered as its
    segments have them; `numbers` are those of the passages in it.
    """

    generation: str
    manifest: Manifest
    articles: Sequence[Article]
    numbers: Ids
    passages: Sequence[Passage]
    retriever: HybridRetriever

    def article(self, article_id: str) -> Article | None:
        """Return the article called `article_id`, None when there is none."""
        return next((a for a in self.articles if a.id == article_id), None)


def current(folder: Path) -> str:
    """Return the name of the generation that serves; raises IndexMissing."""
    try:
        return (folder / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(f"there is no index in {folder}; make one with `python -m index build`") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"the index in {folder} cannot be read ({error}); {MEND}") from error


def read_manifest(folder: Path, generation: str | None = None) -> Manifest:
    """Return the manifest of the index in `folder`, of the generation that serves when none is named.

    Raises IndexMissing, IndexMismatch or IndexDamaged.
    """
    if generation is not None:
        return _manifest(folder / "generations" / generation)
    return _serving(folder, _manifest)


def open_index(folder: Path, embedder: Embedder) -> Index:
    """Open the index in `folder` for questions that `embedder` encodes.

    Raises IndexMissing, IndexMismatch when another model built it, or IndexDamaged.
    """
    return _serving(folder, lambda path: load_index(path, embedder))


def _serving(folder: Path, read: Callable[[Path], _Read]) -> _Read:
    """Return what `read` makes of the generation that serves: of the next one, where it was removed meanwhile."""
    while True:
        generation = current(folder)
        try:
            return read(folder / "generations" / generation)
        except IndexDamaged:
            if current(folder) == generation:
                raise


def _manifest(path: Path) -> Manifest:
    folder = path.parent.parent
    try:
        values = json.loads((path / "manifest.json").read_text("utf-8"))
        if values["format"] != FORMAT:
            raise IndexMismatch(
                f"the index in {folder} has format {values['format']}, this program reads {FORMAT}; {REBUILD}"
            )
        segments = [
            (str(name), int(articles), int(passages)) for name, articles, passages in values["segments"]
        ]
        if len({name for name, _, _ in segments if name.isdigit()}) < len(segments):
            raise ValueError("segments are not named as they should be")
        return Manifest(**values | {"segments": segments})
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise IndexDamaged(f"the index in {folder} is damaged (manifest.json); {MEND}") from error


def load_index(path: Path, embedder: Embedder, *, whole: bool = True) -> Index:
    """Open the generation at `path`, as `open_index` does.

    Unless `whole`, articles are read when they are asked for, each time anew.
    """
    manifest, folder = _manifest(path), path.parent.parent
    if manifest.model != embedder.name:
        raise IndexMismatch(
            f"the index in {folder} was built with the model {manifest.model!r}, not {embedder.name!r}; {REBUILD}"
        )
    try:
        return _opened(path, manifest, embedder, whole)
    except UNREADABLE as error:
        raise IndexDamaged(f"the index in {folder} is damaged ({error}); {MEND}") from error


def _opened(path: Path, manifest: Manifest, embedder: Embedder, whole: bool) -> Index:
    segments, alive = read_segments(path, manifest)
    lines = Lines.joined([segment.lines for segment in segments])
    firsts = np.cumsum([0, *(len(segment.lines) for segment in segments)]).tolist()
    rows = np.concatenate(
        [np.add(one.rows, [first, 0, 0]) for one, first in zip(segments, firsts, strict=False)]
    )
    gone = ~alive[rows[:, 0]]
    articles: Sequence[Article] = Articles(lines.at(np.flatnonzero(alive)))
    passages: Sequence[Passage] = Passages(Articles(lines), rows)
    if whole:
        every = list(Articles(lines))
        articles = sorted(compress(every, alive.tolist()), key=lambda article: article.id)
        passages = list(Passages(every, rows))
    dense = DenseIndex([segment.vectors for segment in segments], gone)
    lexical = LexicalIndex([segment.postings for segment in segments], gone)
    retriever = HybridRetriever(passages, dense, lexical, embedder)
    return Index(path.name, manifest, articles, np.flatnonzero(~gone), passages, retriever)


def read_segments(path: Path, manifest: Manifest) -> tuple[list[Segment], Bools]:
    """Return the segments of the generation at `path`, and which of their articles are in it; raises one of UNREADABLE."""
    segments = [
        Segment.load(path / name, articles, passages) for name, articles, passages in manifest.segments
    ]
    if any(segment.vectors.dim != manifest.dim for segment in segments):
        raise ValueError("the vectors are of another length")
    alive: Bools = read_array(path / _ALIVE_FILE)
    if alive.dtype != np.bool_ or alive.shape != (sum(len(segment.lines) for segment in segments),):
        raise ValueError("articles are missing")
    if alive.sum() != manifest.articles:
        raise ValueError("the articles are not those that were indexed")
    return segments, alive


def save_alive(path: Path, alive: Bools) -> None:
    """Write into the generation at `path` which articles of its segments are in it."""
    np.save(path / _ALIVE_FILE, alive)
