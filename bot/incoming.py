"""Articles sent in the chat, waiting for a yes: kept in a hidden folder below the articles.

A build does not look there. Knows nothing of Telegram.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.adding import SKETCHES, Candidate, Collection
from index.errors import ArticleError
from index.fetch import fetch
from index.types import Article

FOLDER = ".incoming"
MOST = 10  # articles of one archive that are offered in the chat
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

    def receive(self, data: bytes, name: str, url: str = "") -> list[Pending | ArticleError]:
        """Return what `data`, a file called `name`, holds: each article put aside, or why it is none."""
        return [self._aside(one) for one in self._candidates(data, name, url)][:MOST]

    def receive_link(self, url: str) -> list[Pending | ArticleError]:
        """Return what the page at `url` holds; private addresses are refused."""
        try:
            fetched = fetch(url)
        except ArticleError as error:
            return [error]
        return self.receive(fetched.data, Path(fetched.url).name or "page.html", fetched.url)

    def accept(self, key: str) -> str:
        """Copy the article called `key` in among the others; return its file name. Raises ArticleError."""
        path = self._find(key)
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
        for path in self._room.glob(f"{key}-*"):
            path.unlink(missing_ok=True)

    def _collection(self) -> Collection:
        return Collection(self._folder, self._sketches)

    def _candidates(self, data: bytes, name: str, url: str) -> Iterator[Candidate | ArticleError]:
        yield from self._collection().candidates_in(data, name, url)

    def _aside(self, one: Candidate | ArticleError) -> Pending | ArticleError:
        if isinstance(one, ArticleError):
            return one
        url = one.article.url if one.origin.startswith(("http://", "https://")) else ""
        key = hashlib.sha256(one.data).hexdigest()[:_KEY_CHARS]
        self._room.mkdir(parents=True, exist_ok=True)
        name = one.name.encode()[-_NAME_BYTES:].decode("utf-8", "ignore").replace("/", "_")
        (self._room / f"{key}-{name}").write_bytes(url.encode() + b"\n" + one.data)
        return Pending(key, one.article, one.twin.name if one.twin else "")

    def _find(self, key: str) -> Path:
        found: Sequence[Path] = list(self._room.glob(f"{key}-*")) if key.isalnum() else []
        if not found:
            raise ArticleError(key, "it does not wait any more")
        return found[0]
