"""Files to records: which files there are, whether one has changed, and what the new ones say.

Knows nothing of vectors, terms or where an index lives.
"""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.articles import article_in, read_bytes
from index.chunking import Chunking, passages
from index.errors import ArticleError
from index.parallel import Workers
from index.records import article_line

# A file that changed less than so many nanoseconds before it was read may change again with the same
# time stamp: the coarsest file systems count in two seconds.
_SETTLED = 2_000_000_000
_FILES_AT_ONCE = 64

File = tuple[str, str]  # where it is, and its name below the articles folder
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True)
class Seen:
    """A file's content when it was read: SHA-256 in hex, and the stamp that vouches for it, if one can."""

    sha256: str
    stamp: Stamp | None

    def still(self, path: str) -> "Seen | None":
        """Return what is seen at `path` now if its bytes are the same, None when they are not."""
        try:
            if self.stamp is not None and _stamp(path) == self.stamp:
                return self
            now = look(path)
        except OSError:
            return None
        return now if now.sha256 == self.sha256 else None


@dataclass(frozen=True)
class Record:
    """What a file gave: the article's line and its passages as (start, end), or the reason why none."""

    name: str
    seen: Seen
    line: bytes = b""
    spans: Sequence[tuple[int, int]] = ()
    reason: str = ""


def _stamp(path: str) -> Stamp:
    """Return what the system changes whenever it changes the file: nobody can set the third number back."""
    stat = os.stat(path)  # noqa: PTH116 - asked of every file; making a Path takes longer
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def look(path: str) -> Seen:
    """Return what is at `path`; raises OSError."""
    stamp = _stamp(path)  # before the bytes: a change between the two is found the next time
    with Path(path).open("rb") as file:
        return _seen(stamp, hashlib.file_digest(file, "sha256").hexdigest())


def _seen(stamp: Stamp | None, sha256: str) -> Seen:
    settled = stamp is not None and max(stamp[1:3]) < time.time_ns() - _SETTLED
    return Seen(sha256, stamp if settled else None)


def article_files(folder: Path) -> list[tuple[Path, str]]:
    """Return (path, name below `folder`) of every file that is not hidden, by name; raises ArticleError."""
    return [(Path(path), name) for path, name in files_below(folder)]


def files_below(folder: Path) -> list[File]:
    """Return every file below `folder` that is not hidden, ordered by name; raises ArticleError."""
    if not folder.is_dir():
        raise ArticleError(str(folder), "there is no such folder of articles")
    cut = len(os.path.join(folder, ""))  # noqa: PTH118 - Path drops the separator at the end
    return [(path, path[cut:].replace(os.sep, "/")) for path in sorted(_walk(str(folder)))]


def _walk(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)
            elif entry.is_file():
                yield entry.path


def read_files(files: Sequence[File], chunking: Chunking, workers: Workers) -> Iterator[Record]:
    """Yield the record of each of `files`, in order."""
    pieces = [files[i : i + _FILES_AT_ONCE] for i in range(0, len(files), _FILES_AT_ONCE)]
    for records in workers.each(partial(_records, chunking=chunking), pieces):
        yield from records


def _records(files: Sequence[File], chunking: Chunking) -> list[Record]:
    return [_record(path, name, chunking) for path, name in files]


def _record(path: str, name: str, chunking: Chunking) -> Record:
    stamp = None
    with suppress(OSError):  # read_bytes says what is wrong
        stamp = _stamp(path)
    try:
        data = read_bytes(Path(path), name)
        article = article_in(data, name)
    except ArticleError as error:
        return Record(error.name, Seen("", None), reason=error.reason)
    spans = [(passage.start, passage.end) for passage in passages(article, chunking)]
    return Record(name, _seen(stamp, hashlib.sha256(data).hexdigest()), article_line(article), spans)
