"""Building an index: a folder of articles in, a new generation serving, a report of what was left out.

Knows nothing of the command line or of questions.
"""

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.articles import read_article
from index.chunking import Chunking, passages
from index.dense import DenseIndex
from index.errors import ArticleError, IndexDamaged, IndexMismatch, IndexMissing
from index.hybrid import embedded_text, passage_terms
from index.lexical import LexicalIndex
from index.store import FORMAT, Manifest, building, current, read_manifest, write_generation
from index.types import Article, Embedder, Passage, Vectors

_EMBED_AT_ONCE = 1024

# Called as progress(what is being done, steps done, steps in all).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class BuildReport:
    """What a build did. `left_out` names each file that is not in the index, and why.

    `built` is False when the index was up to date and stayed as it is.
    """

    generation: str
    articles: int
    passages: int
    left_out: Sequence[ArticleError]
    seconds: float
    built: bool = True


def article_files(folder: Path) -> list[tuple[Path, str]]:
    """Return (path, name below `folder`) of every file that is not hidden; raises ArticleError."""
    if not folder.is_dir():
        raise ArticleError(str(folder), "there is no such folder of articles")
    paths = (path for path in folder.rglob("*") if path.is_file())
    names = ((path, path.relative_to(folder).as_posix()) for path in paths)
    return sorted(
        (pair for pair in names if not any(p.startswith(".") for p in Path(pair[1]).parts)), key=str
    )


def read_articles(folder: Path, progress: Progress) -> tuple[list[Article], list[ArticleError]]:
    """Return the articles in `folder`, and the files that are not articles."""
    articles: list[Article] = []
    left_out: list[ArticleError] = []
    files = article_files(folder)
    for done, (path, name) in enumerate(files, 1):
        try:
            articles.append(read_article(path, name))
        except ArticleError as error:
            left_out.append(error)
        progress("reading", done, len(files))
    return articles, left_out


def build(
    articles_folder: Path,
    index_folder: Path,
    embedder: Embedder,
    *,
    chunking: Chunking = Chunking(),
    progress: Progress = lambda what, done, total: None,
    if_changed: bool = False,
) -> BuildReport:
    """Index every article in `articles_folder` and make the result serve from `index_folder`.

    With `if_changed`, only when what serves was not made of the same articles, model and chunking.
    Raises ArticleError when there is not one article, IndexBusy when another build is running, ModelError.
    In every one of these cases the index that served goes on serving.
    """
    started = time.perf_counter()
    articles, left_out = read_articles(articles_folder, progress)
    if not articles:
        reason = (
            f"all {len(left_out)} files were left out, {left_out[0]}" if left_out else "the folder is empty"
        )
        raise ArticleError(str(articles_folder), f"no article to index: {reason}")
    served = _served(index_folder) if if_changed else None
    made_of = (corpus_hash(articles), embedder.name, chunking.as_dict())
    if served and (served.corpus, served.model, served.chunking) == made_of:
        seconds = time.perf_counter() - started
        return BuildReport(
            current(index_folder), len(articles), served.passages, left_out, seconds, built=False
        )
    with building(index_folder):
        cut = [passage for article in articles for passage in passages(article, chunking)]
        lexical = LexicalIndex.build(_counted(cut, progress))
        dense = DenseIndex.build(_embedded(cut, embedder, progress))
        manifest = Manifest(
            format=FORMAT,
            model=embedder.name,
            dim=dense.dim,
            chunking=chunking.as_dict(),
            corpus=made_of[0],
            articles=len(articles),
            passages=len(cut),
            built=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        )
        generation = write_generation(index_folder, manifest, articles, cut, dense, lexical)
    seconds = time.perf_counter() - started
    return BuildReport(generation, len(articles), len(cut), left_out, seconds)


def _served(folder: Path) -> Manifest | None:
    """Return the manifest of the index that serves from `folder`, None where none can."""
    try:
        return read_manifest(folder)
    except (IndexMissing, IndexMismatch, IndexDamaged):
        return None


def corpus_hash(articles: Iterable[Article]) -> str:
    """Return a SHA-256, in hex, over names and texts in order."""
    digest = hashlib.sha256()
    for article in articles:
        for part in (article.id, article.text):
            digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()


def _counted(cut: Sequence[Passage], progress: Progress) -> Iterable[list[str]]:
    for done, passage in enumerate(cut, 1):
        yield passage_terms(passage)
        progress("counting words", done, len(cut))


def _embedded(cut: Sequence[Passage], embedder: Embedder, progress: Progress) -> Vectors:
    parts: list[Vectors] = []
    for start in range(0, len(cut), _EMBED_AT_ONCE):
        texts = [embedded_text(passage) for passage in cut[start : start + _EMBED_AT_ONCE]]
        parts.append(embedder.encode_passages(texts))
        progress("embedding", min(start + _EMBED_AT_ONCE, len(cut)), len(cut))
    return np.concatenate(parts)
