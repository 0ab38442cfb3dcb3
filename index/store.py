"""An index on disk: generations of plain files, one of them current, swapped in atomically.

    INDEX/CURRENT              name of the generation that serves
    INDEX/generations/000001/  manifest.json, articles.jsonl, passages.npy, vectors.faiss, terms.txt, *.npy
    INDEX/lock                 held by the build that is running

A reader opens CURRENT and never sees half an index; what is left of a build that died is not CURRENT
and is removed by the next. Knows nothing of how an index is made or of what it is asked.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.dense import DenseIndex
from index.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from index.hybrid import HybridRetriever
from index.lexical import LexicalIndex
from index.types import Article, Embedder, Fact, Passage, Span

FORMAT = 1
GENERATIONS_KEPT = 2
REBUILD = "rebuild with `python -m index build`"


@dataclass(frozen=True)
class Manifest:
    """What an index is made of. `built` is ISO 8601 in UTC, `corpus` a SHA-256 over the articles."""

    format: int
    model: str
    dim: int
    chunking: dict[str, int]
    corpus: str
    articles: int
    passages: int
    built: str


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
    path = folder / "generations" / (generation or current(folder)) / "manifest.json"
    try:
        values = json.loads(path.read_text("utf-8"))
        if values["format"] != FORMAT:
            raise IndexMismatch(
                f"the index in {folder} has format {values['format']}, this program reads {FORMAT}; {REBUILD}"
            )
        return Manifest(**values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"the index in {folder} is damaged (manifest.json); {REBUILD}") from error


def open_index(folder: Path, embedder: Embedder) -> Index:
    """Open the index in `folder` for questions that `embedder` encodes.

    Raises IndexMissing, IndexMismatch when another model built it, or IndexDamaged.
    """
    generation = current(folder)
    manifest = read_manifest(folder, generation)
    if manifest.model != embedder.name:
        raise IndexMismatch(
            f"the index in {folder} was built with the model {manifest.model!r}, not {embedder.name!r}; {REBUILD}"
        )
    path = folder / "generations" / generation
    try:
        articles = _read_articles(path / "articles.jsonl")
        rows = np.load(path / "passages.npy", allow_pickle=False)
        passages = [Passage(articles[a], int(start), int(end)) for a, start, end in rows]
        dense = DenseIndex.load(path)
        lexical = LexicalIndex.load(path, len(passages))
        if not len(passages) == len(dense) == manifest.passages or len(articles) != manifest.articles:
            raise ValueError("counts differ")
    except (OSError, ValueError, KeyError, IndexError, TypeError, RuntimeError) as error:
        raise IndexDamaged(f"the index in {folder} is damaged ({error}); {REBUILD}") from error
    retriever = HybridRetriever(passages, dense, lexical, embedder)
    return Index(generation, manifest, articles, passages, retriever)


def _read_articles(path: Path) -> list[Article]:
    articles: list[Article] = []
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            values = json.loads(line)
            values["paragraphs"] = tuple(Span(*span) for span in values["paragraphs"])
            values["facts"] = tuple(Fact(*fact) for fact in values["facts"])
            articles.append(Article(**values))
    return articles


def _write_articles(path: Path, articles: Sequence[Article]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for article in articles:
            values = asdict(article)
            values["paragraphs"] = [[span.start, span.end] for span in article.paragraphs]
            values["facts"] = [[f.kind, f.value, f.start, f.end] for f in article.facts]
            file.write(json.dumps(values, ensure_ascii=False) + "\n")


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Hold the lock on the index in `folder`; raises IndexBusy when another build holds it."""
    (folder / "generations").mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise IndexBusy(f"another build of {folder} is running (process {lock.read().strip()})") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def write_generation(
    folder: Path, manifest: Manifest, articles: Sequence[Article], passages: Sequence[Passage],
    dense: DenseIndex, lexical: LexicalIndex,
) -> str:  # fmt: skip
    """Write a generation aside, swap it in, remove what is no longer needed; return its name.

    Call it inside `building`. Until the swap, readers see the old generation.
    """
    generations = folder / "generations"
    names = sorted(path.name for path in generations.iterdir() if path.name.isdigit())
    name = f"{int(names[-1]) + 1 if names else 1:06d}"
    aside = generations / f"{name}.building"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    numbers = {article.id: number for number, article in enumerate(articles)}
    rows = [(numbers[p.article.id], p.start, p.end) for p in passages]
    np.save(aside / "passages.npy", np.array(rows, np.int64).reshape(-1, 3))
    _write_articles(aside / "articles.jsonl", articles)
    dense.save(aside)
    lexical.save(aside)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (aside / "manifest.json").write_text(text + "\n", "utf-8")
    for path in aside.iterdir():
        _sync(path)
    aside.rename(generations / name)
    _sync(generations)
    (folder / "CURRENT.new").write_text(name + "\n", "utf-8")
    _sync(folder / "CURRENT.new")
    (folder / "CURRENT.new").replace(folder / "CURRENT")
    _sync(folder)
    _clean(generations, name)
    return name


def _clean(generations: Path, serving: str) -> None:
    """Remove unfinished generations and all but the newest GENERATIONS_KEPT that served."""
    finished = sorted(p.name for p in generations.iterdir() if p.name.isdigit())
    keep = {serving, *[name for name in finished if name <= serving][-GENERATIONS_KEPT:]}
    for path in generations.iterdir():
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


def _sync(path: Path) -> None:
    """Force a file's or folder's content to disk, so that a power cut cannot reorder the swap."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
