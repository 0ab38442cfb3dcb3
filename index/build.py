"""Building an index: a folder of articles in, a new generation serving, a report of what was left out.

What did not change is taken from the generation that serves. Knows nothing of the command line or of questions.
"""

import datetime as dt
import errno
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.chunking import Chunking
from index.dense import DenseIndex
from index.errors import ArticleError
from index.generations import KEPT, aside, building, serving, swap_in
from index.lexical import LexicalIndex
from index.making import dense_index, lexical_index
from index.parallel import Workers
from index.reading import File, Record, Seen, article_files, files_below, read_files
from index.reuse import CODE, Contents, Served, combine
from index.smoke import HEADLINES, PASSAGES, check, sample
from index.store import FORMAT, Manifest, load_index
from index.types import Embedder, Progress

__all__ = ["BuildReport", "Progress", "article_files", "build"]


@dataclass(frozen=True)
class BuildReport:
    """What a build did. `left_out` names each file that is not in the index, and why.

    `read` counts the articles that were new or had changed, `removed` those that are gone, `embedded` the
    passages whose vectors were made anew. `built` is False when the index was up to date and stayed as it is.
    """

    generation: str
    articles: int
    passages: int
    left_out: Sequence[ArticleError]
    seconds: float
    built: bool = True
    read: int = 0
    removed: int = 0
    embedded: int = 0


def build(
    articles_folder: Path,
    index_folder: Path,
    embedder: Embedder,
    *,
    chunking: Chunking = Chunking(),
    progress: Progress = lambda what, done, total: None,
    if_changed: bool = False,
    full: bool = False,
    keep: int = KEPT,
    processes: int | None = None,
) -> BuildReport:
    """Index every article in `articles_folder` and make the result serve from `index_folder`.

    Articles, vectors and counts that did not change are taken from what serves, unless `full`. With
    `if_changed`, nothing is built when nothing changed. `keep` generations stay, the new one counted;
    `processes` read and count, None for as many as there are processors.

    Raises ArticleError when there is not one article, IndexBusy when another build is running, SmokeFailed
    when the new index does not find its own articles, ModelError, OSError when the disk is full.
    In every one of these cases the index that served goes on serving.
    """
    started = time.perf_counter()
    files = files_below(articles_folder)
    if not files:
        raise ArticleError(str(articles_folder), "no article to index: the folder is empty")
    with building(index_folder), Workers(processes) as workers:
        run = _Run(index_folder, embedder, chunking, workers, progress)
        before = serving(index_folder)
        served = None if full else Served.open(index_folder, embedder.name, chunking)
        same = run.unchanged(files, served)
        records, left_out = run.read([file for file in files if file[1] not in same])
        contents = combine(files, same, records, served)
        if not contents.files:
            raise ArticleError(
                str(articles_folder),
                f"no article to index: all {len(left_out)} files were left out, {left_out[0]}",
            )
        gone = set(served.files).difference(name for name, _ in contents.files) if served else set()
        nothing_new = served is not None and served.dense is not None and not records and not gone
        generation, embedded = before, 0
        if not (if_changed and nothing_new):
            lexical = lexical_index(contents, served, workers, progress)
            dense, embedded = dense_index(contents, served, embedder, progress)
            served = None  # its arrays are as large as the new ones
            generation = run.serve(contents, dense, lexical, before, keep)
    return BuildReport(
        generation=generation,
        articles=len(contents.articles),
        passages=len(contents.passages),
        left_out=left_out,
        seconds=time.perf_counter() - started,
        built=generation != before,
        read=len(records),
        removed=len(gone),
        embedded=embedded,
    )


@dataclass(frozen=True)
class _Run:
    """One build's steps, and what they share."""

    folder: Path
    embedder: Embedder
    chunking: Chunking
    workers: Workers
    progress: Progress

    def unchanged(self, files: Sequence[File], served: Served | None) -> dict[str, Seen]:
        """Return those of `files` whose articles can be taken over, by name."""
        same: dict[str, Seen] = {}
        for done, (path, name) in enumerate(files if served else (), 1):
            known = served.files.get(name) if served else None
            seen = known and known[1].still(path)
            if seen:
                same[name] = seen
            self.progress("comparing", done, len(files))
        return same

    def read(self, files: Sequence[File]) -> tuple[dict[str, Record], list[ArticleError]]:
        """Return the records of those of `files` that are articles, by name, and the others."""
        records: dict[str, Record] = {}
        left_out: list[ArticleError] = []
        for done, record in enumerate(read_files(files, self.chunking, self.workers), 1):
            if record.reason:
                left_out.append(ArticleError(record.name, record.reason))
            else:
                records[record.name] = record
            self.progress("reading", done, len(files))
        return records, left_out

    def serve(
        self, contents: Contents, dense: DenseIndex, lexical: LexicalIndex, before: str, keep: int
    ) -> str:
        """Write the generation aside, try it, swap it in; return its name."""
        manifest = Manifest(
            format=FORMAT,
            code=CODE,
            model=self.embedder.name,
            dim=dense.dim,
            chunking=self.chunking.as_dict(),
            corpus=_corpus_hash(contents),
            articles=len(contents.articles),
            passages=len(contents.passages),
            built=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            previous=before,
        )
        with aside(self.folder) as path:
            self.progress("writing", 0, 1)
            _write(path, manifest, contents, dense, lexical)
            self.progress("writing", 1, 1)
            index = load_index(
                path, self.embedder, whole=False
            )  # what a reader will find, not what was meant
            new_passages = np.flatnonzero(contents.taken < 0).tolist()
            headlines = sample(len(contents.articles), contents.fresh, manifest.corpus, HEADLINES)
            passages = sample(len(contents.passages), new_passages, manifest.corpus, PASSAGES)
            check(index, headlines, passages, self.progress)
            return swap_in(self.folder, path, keep)


def _write(
    path: Path, manifest: Manifest, contents: Contents, dense: DenseIndex, lexical: LexicalIndex
) -> None:
    """Write a generation's files into `path`; raises OSError that says why."""
    try:
        contents.save(path)
        dense.save(path)
        lexical.save(path)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
        (path / "manifest.json").write_text(text + "\n", "utf-8")
    except OSError as error:
        if error.errno in (None, errno.ENOSPC):  # numpy says only how much it could not write
            folder = str(path.parent.parent)
            raise OSError(errno.ENOSPC, "the disk is full; the index stays as it is", folder) from error
        raise


def _corpus_hash(contents: Contents) -> str:
    """Return a SHA-256, in hex, over the names and contents of the articles' files in order."""
    digest = hashlib.sha256()
    for name, seen in contents.files:
        digest.update(f"{name}\0{seen.sha256}\n".encode())
    return digest.hexdigest()
