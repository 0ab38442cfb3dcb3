"""Articles sent in the chat, waiting for a yes: kept in a hidden folder below the articles.

A build does not look there. Knows nothing of Telegram.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock

from index.adding import SKETCHES, Candidate, Collection
from index.errors import ArticleError
from index.formats.text import printable
from index.types import Article

FOLDER = ".incoming"
MOST = 10  # articles of one archive that are offered in the chat
KEPT = 24 * 3600.0  # seconds that an article waits
_KEY_CHARS = 12
_NAME_BYTES = 120


@dataclass(frozen=True)
class Pending:
    """An article that was understood; `key` names it until it is accepted, `repeats` an article it repeats or ""."""

    key: str
    article: Article
    repeats: str


class Incoming:
    """The waiting room of the articles in `folder`. All of it is disk and CPU work: call it off an event loop."""

    def __init__(self, folder: Path, index: Path) -> None:
        self._folder, self._room, self._sketches = folder, folder / FOLDER, index / SKETCHES
        self._accepting = Lock()

    def receive(self, data: bytes, name: str) -> list[Pending | ArticleError]:
        """Return what `data`, a file called `name`, holds: each article put aside, or why it is none."""
        return self._asides(self._collection().candidates_in(data, name), name)

    def receive_link(self, url: str) -> list[Pending | ArticleError]:
        """Return what the page at `url` holds; private addresses are refused."""
        return self._asides(self._collection().candidates(url), url)

    def accept(self, key: str) -> str:
        """Copy the article called `key` in among the others; return its file name. Raises ArticleError or OSError."""
        with self._accepting:  # a button can be pressed twice
            path = self._find(key)
            if path is None:
                raise ArticleError(key, "it does not wait any more")
            url, _, data = path.read_bytes().partition(b"\n")
            collection = self._collection()
            for one in collection.candidates_in(data, path.name.partition("-")[2], url.decode()):
                if isinstance(one, ArticleError):
                    raise one
                name = collection.keep(one)
                collection.save()
                path.unlink()
                return name
            raise ArticleError(key, "nothing is left of it")

    def drop(self, key: str) -> None:
        """Forget the article called `key`, if it waits."""
        path = self._find(key)
        if path:
            path.unlink(missing_ok=True)

    def _collection(self) -> Collection:
        return Collection(self._folder, self._sketches)

    def _asides(self, found: Iterator[Candidate | ArticleError], name: str) -> list[Pending | ArticleError]:
        """Put aside the first MOST of `found`, and say so where there are more."""
        self._clear()
        offered = [self._aside(one) for one in islice(found, MOST)]
        if next(found, None):
            more = f"holds more than {MOST}: only the first are shown, `python -m index add` takes them all"
            offered.append(ArticleError(printable(name), more))
        return offered

    def _aside(self, one: Candidate | ArticleError) -> Pending | ArticleError:
        if isinstance(one, ArticleError):
            return one
        url = one.article.url if one.origin.startswith(("http://", "https://")) else ""
        key = hashlib.sha256(one.data).hexdigest()[:_KEY_CHARS]
        self._room.mkdir(parents=True, exist_ok=True)
        name = one.name.encode()[-_NAME_BYTES:].decode("utf-8", "ignore").replace("/", "_")
        (self._room / f"{key}-{name}").write_bytes(url.encode() + b"\n" + one.data)
        return Pending(key, one.article, one.twin.name if one.twin else "")

    def _find(self, key: str) -> Path | None:
        return next(self._room.glob(f"{key}-*"), None) if key.isalnum() else None

    def _clear(self) -> None:
        """Remove what nobody decided on for a day."""
        for path in self._room.glob("*-*"):
            with suppress(FileNotFoundError):  # somebody decides just now
                if path.stat().st_mtime < time.time() - KEPT:
                    path.unlink()
