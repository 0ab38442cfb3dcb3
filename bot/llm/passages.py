"""Passages as a model is shown them: numbered, each between marks that no text inside can write.

Knows nothing of models or of what is made of their replies.
"""

import re
import secrets
from collections.abc import Iterable, Sequence

from index.chunking import Chunking, passages
from index.script import Script, clean
from index.types import Article, Hit, Passage

MOST = 10  # passages shown
ROOM = 3600  # characters of passages shown: with prompt and reply they fit a context of 4096 tokens
SCRIPTS: dict[Script, str] = {
    "hant": "Traditional Chinese (繁體中文)",
    "hans": "Simplified Chinese (简体中文)",
    "en": "English",
}
# Marks that turns of a conversation have in the templates of models. A blank inside breaks them, and quotes are
# found whatever their blanks.
_MARKS = re.compile(r"(<(?=[|/a-zA-Z])|\[(?=/?[A-Z]{2,}\]))")
# Characters that show nothing or turn text round.
_UNSEEN = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def shown_to_model(text: str) -> str:
    """Return `text` without control characters, and with nothing that a chat template takes for a mark."""
    return _MARKS.sub(r"\1 ", _UNSEEN.sub("", clean(text.replace("\n", " "))))


def fence_for(texts: Iterable[str]) -> str:
    """Return a mark that stands in none of `texts` and that nobody could have guessed."""
    joined = "\n".join(texts)
    while (mark := secrets.token_hex(4)) in joined:
        pass
    return mark


def numbered(given: Sequence[Passage], fence: str) -> str:
    """Return the passages from 1 up, each with title and date, between lines that carry `fence`."""
    return "\n\n".join(
        f"[[{fence} passage {number}]]\n{_head(passage.article)}\n{shown_to_model(passage.text)}\n[[end {fence}]]"
        for number, passage in enumerate(given, 1)
    )


def _head(article: Article) -> str:
    return " · ".join(part for part in (article.published[:10], shown_to_model(article.title)) if part)


def chosen(article: Article | None, hits: Sequence[Hit]) -> list[Passage]:
    """Return what a model is shown of `hits`: those of `article` first, with its opening, then the others'.

    At most MOST passages and ROOM characters; the first is shown however long it is.
    """
    found = [hit.passage for hit in hits]
    own = [passage for passage in found if passage.article is article]
    opening = passages(article, Chunking())[:1] if article else []
    rest = [passage for passage in found if passage.article is not article]
    return fitting([*own[:1], *opening, *own[1:], *rest])


def whole(article: Article) -> list[Passage]:
    """Return the passages of `article` in reading order, as many as a model is shown."""
    return fitting(passages(article, Chunking()))


def fitting(found: Iterable[Passage]) -> list[Passage]:
    """Return the first passages that there is room for, none twice."""
    kept: list[Passage] = []
    places: set[tuple[str, int]] = set()
    room = ROOM
    for passage in found:
        length = passage.end - passage.start
        place = (passage.article.id, passage.start)
        if place not in places and (length <= room or not kept) and len(kept) < MOST:
            kept.append(passage)
            places.add(place)
            room -= length
    return kept
