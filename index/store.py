"""An index on disk, opened: generations of plain files, one of them current.

    INDEX/CURRENT              name of the generation that serves
    INDEX/generations/000001/  manifest.json, files.json, articles.jsonl, passages.npy, vectors.faiss, codes.faiss,
                               terms.txt, starts.npy, ids.npy, counts.npy, lengths.npy
    INDEX/lock                 held by the build that is running

A reader opens CURRENT and never sees half an index. Knows nothing of how an index is made, swapped in
or removed (see `index.generations`), or of what it is asked.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.dense import DenseIndex
from index.errors import IndexDamaged, IndexMismatch, IndexMissing
from index.hybrid import HybridRetriever
from index.lexical import LexicalIndex
from index.records import Articles, Passages
from index.types import Article, Embedder, Passage

FORMAT = 3
# What reading a damaged generation may raise.
UNREADABLE = (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, RuntimeError)
_Read = TypeVar("_Read")
REBUILD = "rebuild with `python -m index build`"


@dataclass(frozen=True)
class Manifest:
    """What an index is made of. `built` is ISO 8601 in UTC, `corpus` a SHA-256 over the articles' files.

    `code` numbers the way articles are read and words counted; `previous` is the generation that served
    before, "" for the first.
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


@dataclass(frozen=True)
class Index:
    """An open generation."""

    generation: str
    manifest: Manifest
    articles: Sequence[Article]
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
        raise IndexDamaged(f"the index in {folder} cannot be read ({error}); {REBUILD}") from error


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
        return Manifest(**values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"the index in {folder} is damaged (manifest.json); {REBUILD}") from error


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
        articles: Sequence[Article] = read_articles(path, manifest)
        if whole:
            articles = list(articles)
        passages: Sequence[Passage] = read_passages(path, manifest, articles)
        if whole:
            passages = list(passages)
        dense = DenseIndex.load(path)
        lexical = LexicalIndex.load(path, len(passages))
        if len(passages) != len(dense):
            raise ValueError("counts differ")
    except UNREADABLE as error:
        raise IndexDamaged(f"the index in {folder} is damaged ({error}); {REBUILD}") from error
    retriever = HybridRetriever(passages, dense, lexical, embedder)
    return Index(path.name, manifest, articles, passages, retriever)


def read_articles(path: Path, manifest: Manifest) -> Articles:
    """Return the articles of the generation at `path`; raises one of UNREADABLE."""
    *lines, rest = (path / "articles.jsonl").read_bytes().split(b"\n")
    if rest or len(lines) != manifest.articles:
        raise ValueError("articles are missing")
    return Articles(lines)


def read_passages(path: Path, manifest: Manifest, articles: Sequence[Article]) -> Passages:
    """Return the passages of the generation at `path`, which `articles` belong to; raises one of UNREADABLE."""
    rows = np.load(path / "passages.npy", allow_pickle=False)
    if (
        rows.shape != (manifest.passages, 3)
        or rows.min(initial=0) < 0
        or rows[:, 0].max(initial=-1) >= len(articles)
    ):
        raise ValueError("passages are missing")
    return Passages(articles, rows)
