"""Taking articles in: files, folders, archives and links, each checked before the folder gets it.

What is kept is the original file, byte for byte, under a name that is safe everywhere; nothing in the
folder is ever overwritten. Knows nothing of how people are asked or of the index.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from index.articles import parse_article, read_article
from index.duplicates import Known, Shelf, Twin, letters, load_sketches, save_sketches, sketch
from index.errors import ArticleError
from index.fetch import Fetched, fetch
from index.formats import extract, kind_of
from index.formats.limits import MAX_BYTES
from index.formats.package import Package
from index.formats.text import printable
from index.reading import article_files
from index.types import Article, Progress

SKETCHES = "sketches.npz"  # in the index folder: what stands in the articles folder, for finding duplicates

_WEB = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)  # two letters and more: C: is a drive
_ENDINGS = {
    ".txt": {".txt", ".text"},
    ".md": {".md", ".markdown"},
    ".html": {".html", ".htm", ".shtml", ".xhtml"},
    ".pdf": {".pdf"},
    ".docx": {".docx"},
    ".ofd": {".ofd"},
}
_KNOWN_ENDINGS = {ending for endings in _ENDINGS.values() for ending in endings} | {".zip"}
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_STEM_BYTES = 150
_TITLE_CHARS = 40  # of a link's article, in its file name


@dataclass(frozen=True)
class Candidate:
    """An article that may be kept: `origin` as its giver named it, the `name` it would have, what it says.

    `twin` is the article in the folder that it repeats, None when it is new.
    """

    origin: str
    name: str
    data: bytes
    article: Article
    twin: Twin | None


class Collection:
    """An articles folder that takes new articles in."""

    def __init__(
        self, folder: Path, sketches: Path | None = None, progress: Progress = lambda what, done, total: None
    ) -> None:
        """Look at what `folder` has; `sketches` is a file that saves doing so again. The folder need not exist."""
        self._folder = folder
        self._sketches = sketches
        self._known = self._look(load_sketches(sketches) if sketches else {}, progress)
        self._shelf = Shelf({name: one.hashes for name, one in self._known.items()}, self._article)

    def candidates(
        self, source: str, get: Callable[[str], Fetched] = fetch
    ) -> Iterator[Candidate | ArticleError]:
        """Yield each article that `source` has (a file, a folder, an archive or a link), or why it is none."""
        try:
            if _WEB.match(source) or (_SCHEME.match(source) and not Path(source).exists()):
                fetched = get(source)
                yield from self.candidates_in(fetched.data, _last_part(fetched.url), fetched.url)
            elif Path(source).is_dir():
                yield from self._in_folder(Path(source))
            else:
                yield from self.candidates_in(_read(Path(source)), source)
        except (ArticleError, OSError, ValueError) as error:
            yield (
                error if isinstance(error, ArticleError) else ArticleError(printable(source), _reason(error))
            )

    def candidates_in(self, data: bytes, origin: str, url: str = "") -> Iterator[Candidate | ArticleError]:
        """Yield each article in `data`, one file or an archive of several; `url` is where it was fetched."""
        shown = printable(url or origin)
        try:
            if kind_of(data, shown) != ".zip":
                yield self._candidate(data, origin, shown, url)
                return
            package = Package(data, shown)
        except ArticleError as error:
            yield error
            return
        for member in package.names:
            if any(part.startswith((".", "__MACOSX")) for part in Path(member).parts):
                continue
            inside = f"{shown}/{printable(member)}"
            try:
                content = package.read(member)
                if kind_of(content, inside) == ".zip":
                    raise ArticleError(inside, "an archive within an archive: refused")
                yield self._candidate(content, member, inside)
            except ArticleError as error:
                yield error

    def keep(self, candidate: Candidate) -> str:
        """Copy the candidate's file into the folder; return the name it has there. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._folder / f".adding-{os.getpid()}"  # hidden: a build that runs now does not see it
        try:
            with aside.open("wb") as file:
                file.write(candidate.data)
                file.flush()
                os.fsync(file.fileno())
            name = self._place(aside, candidate)
        finally:
            aside.unlink(missing_ok=True)
        article = parse_article(name, candidate.article.text)
        self._shelf.add(article)
        state = (self._folder / name).stat()
        self._known[name] = Known(state.st_size, state.st_mtime_ns, sketch(letters(article.text)))
        return name

    def save(self) -> None:
        """Keep what is known of the folder for the next time, where that is possible."""
        if self._sketches:
            with suppress(OSError):  # it saves time, no more
                self._sketches.parent.mkdir(parents=True, exist_ok=True)
                save_sketches(self._sketches, self._known.items())

    def _look(self, known: dict[str, Known], progress: Progress) -> dict[str, Known]:
        files = article_files(self._folder) if self._folder.is_dir() else []
        found: dict[str, Known] = {}
        for done, (path, name) in enumerate(files, 1):
            with suppress(ArticleError, OSError):
                state = path.stat()
                size, changed = state.st_size, state.st_mtime_ns
                before = known.get(name)
                if before and (before.size, before.changed) == (size, changed):
                    found[name] = before
                else:
                    text = extract(_read(path), name)
                    found[name] = Known(size, changed, sketch(letters(text)))
            progress("comparing", done, len(files))
        return found

    def _article(self, name: str) -> Article | None:
        try:
            return read_article(self._folder / name, name)
        except ArticleError:
            return None

    def _in_folder(self, folder: Path) -> Iterator[Candidate | ArticleError]:
        for path, _ in article_files(folder):
            try:
                data = _read(path)
            except ArticleError as error:
                yield error
            except OSError as error:
                yield ArticleError(printable(str(path)), _reason(error))
            else:
                yield from self.candidates_in(data, str(path))

    def _candidate(self, data: bytes, origin: str, shown: str, url: str = "") -> Candidate:
        """Return the article in `data`, a file called `origin`; raises ArticleError, naming `shown`."""
        kind = kind_of(data, origin)
        article = _parsed(data, origin, shown)
        if url and kind == ".html" and not article.url:
            data = _with_link(data, url)
            article = _parsed(data, origin, shown)
        if url:
            name = safe_name(f"{article.published[:10]} {article.title[:_TITLE_CHARS]}".strip(), kind)
        else:
            name = safe_name(_last_part(origin), kind)
        return Candidate(shown, name, data, article, self._shelf.twin_of(article))

    def _place(self, aside: Path, candidate: Candidate) -> str:
        """Give the file `aside` the candidate's name, or the first free one after it."""
        wanted = Path(candidate.name)
        for number in count(1):
            name = wanted.name if number == 1 else f"{wanted.stem}-{number}{wanted.suffix}"
            try:
                os.link(aside, self._folder / name)
            except FileExistsError:
                continue
            except OSError:  # a disk without links
                if (self._folder / name).exists():
                    continue
                aside.rename(self._folder / name)
            return name
        raise AssertionError("unreachable: numbers do not end")


def safe_name(name: str, kind: str) -> str:
    """Return `name` as a file name that every system takes, ending as files of `kind` do."""
    path = unicodedata.normalize("NFC", printable(name).replace("?", "_"))
    stem, dot, ending = path.rpartition(".")
    if f"{dot}{ending}".lower() in _ENDINGS[kind]:
        suffix = f"{dot}{ending}"
    else:  # a name that says otherwise loses that; an odd ending is a part of the name
        suffix = kind
        stem = stem if f"{dot}{ending}".lower() in _KNOWN_ENDINGS else path
    stem = (
        _UNSAFE.sub("_", stem).strip(" .").encode("utf-8")[:_STEM_BYTES].decode("utf-8", "ignore").strip(" .")
    )
    if not stem or _RESERVED.match(stem):
        stem = f"article_{stem}".rstrip("_")
    return stem + suffix


def _parsed(data: bytes, origin: str, shown: str) -> Article:
    try:
        return parse_article(shown, extract(data, origin))
    except ArticleError as error:
        raise ArticleError(shown, error.reason) from error


def _read(path: Path) -> bytes:
    """Return the bytes of a file that is not too large; raises ArticleError or OSError."""
    if not path.is_file():
        reason = "not a file" if path.exists() else "there is no such file, folder or link"
        raise ArticleError(printable(str(path)), reason)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ArticleError(printable(str(path)), f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}")
    return path.read_bytes()


def _with_link(data: bytes, url: str) -> bytes:
    """Return the page `data` with the comment by which browsers, too, note where a page was saved from."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    mark = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
    link = url.replace("--", "%2D%2D").replace(">", "%3E").encode("ascii", "ignore")
    return mark + b"<!-- saved from url=(%04d)%s -->\n" % (len(link), link) + data[len(mark) :]


def _last_part(path: str) -> str:
    return path.replace("\\", "/").split("?")[0].rstrip("/").rpartition("/")[2] or "article"


def _reason(error: Exception) -> str:
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"
