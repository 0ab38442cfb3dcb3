"""Building an index: a folder of articles in, a new generation serving, a report of what was left out.

What did not change is taken from the generation that serves. Knows nothing of the command line or of questions.
"""

import datetime as dt
import errno
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index import words
from index.chunking import Chunking
from index.errors import ArticleError, IndexDamaged
from index.generations import KEPT, aside, building, serving, share, swap_in
from index.making import counted, fits, postings, vectors
from index.parallel import Workers
from index.reading import File, Record, Seen, article_files, files_below, read_files
from index.reuse import CODE, Contents, Served, combine
from index.segment import NewSegment
from index.smoke import HEADLINES, PASSAGES, check, sample
from index.store import FORMAT, MEND, UNREADABLE, Manifest, load_index, read_manifest, save_alive
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
        served = None if full else Served.open(index_folder, chunking)
        same = run.unchanged(files, served)
        records, left_out = run.read([file for file in files if file[1] not in same])
        if not same and not records:
            raise ArticleError(
                str(articles_folder),
                f"no article to index: all {len(left_out)} files were left out, {left_out[0]}",
            )
        gone = len(set(served.files).difference(same, records)) if served else 0
        nothing_new = served is not None and served.model == embedder.name and not records and not gone
        generation, embedded = before, 0
        if not (if_changed and nothing_new):
            generation, embedded = run.make(files, same, records, served, before, keep)
        manifest = read_manifest(index_folder, generation)
    return BuildReport(
        generation=generation,
        articles=manifest.articles,
        passages=manifest.passages,
        left_out=left_out,
        seconds=time.perf_counter() - started,
        built=generation != before,
        read=len(records),
        removed=gone,
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

    def make(
        self,
        files: Sequence[File],
        same: Mapping[str, Seen],
        records: Mapping[str, Record],
        served: Served | None,
        before: str,
        keep: int,
    ) -> tuple[str, int]:
        """Make a generation of `files`, try it, swap it in; return its name, and how many passages were embedded."""
        try:
            known = (
                served is not None
                and served.model == self.embedder.name
                and fits(served.segments, self.embedder)
            )
            contents = combine(files, same, records, served, known)
        except UNREADABLE as error:
            raise IndexDamaged(f"what is in {self.folder} cannot be taken over ({error}); {MEND}") from error
        new, embedded = None, 0
        if contents.made:
            counts = counted(contents.made, self.workers)  # goes on while passages are embedded
            made, embedded = vectors(contents.made, known, self.embedder, self.progress)
            words.load()  # for the questions that try the index, while others count
            terms = postings(contents.made, counts, self.progress)
            new = NewSegment(contents.made.lines, contents.made.rows, terms, made)
        with aside(self.folder) as path:
            self.progress("writing", 0, 1)
            _write(path, self._manifest(contents, new, path.stem, before), contents, new)
            self.progress("writing", 1, 1)
            self._try(path, contents.read, max(embedded, contents.made.fresh if contents.made else 0))
            return swap_in(self.folder, path, keep), embedded

    def _manifest(self, contents: Contents, new: NewSegment | None, name: str, before: str) -> Manifest:
        segments = [(one.folder.name, len(one.lines), len(one.rows)) for one in contents.kept]
        if new:
            segments.append((name, len(new.lines), len(new.rows)))
        return Manifest(
            format=FORMAT,
            code=CODE,
            model=self.embedder.name,
            dim=new.vectors.dim if new else contents.kept[0].vectors.dim,
            chunking=self.chunking.as_dict(),
            corpus=_corpus_hash(contents),
            articles=len(contents.files),
            passages=contents.passages,
            built=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            previous=before,
            segments=segments,
        )

    def _try(self, path: Path, read: int, fresh: int) -> None:
        """Ask the generation at `path`, as a reader will find it, for what is new above all; raises SmokeFailed.

        That is its last `read` articles and its last `fresh` passages.
        """
        index = load_index(path, self.embedder, whole=False)
        articles = sample(len(index.articles), read, index.manifest.corpus, HEADLINES)
        passages = sample(len(index.numbers), fresh, index.manifest.corpus, PASSAGES)
        try:
            asked = [index.articles[number] for number in articles]
            check(index, asked, index.numbers[passages].tolist(), self.progress)
        except UNREADABLE as error:
            raise IndexDamaged(
                f"the new index cannot be read, the old one goes on ({error}); {MEND}"
            ) from error


def _write(path: Path, manifest: Manifest, contents: Contents, new: NewSegment | None) -> None:
    """Write a generation's files into `path`; raises OSError that says why."""
    try:
        for segment in contents.kept:
            share(segment.folder, path / segment.folder.name)
        if new:
            new.save(path / path.stem)
        contents.save(path)
        save_alive(path, contents.alive)
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
    for name, seen, _ in contents.files:
        digest.update(f"{name}\0{seen.sha256}\n".encode())
    return digest.hexdigest()
