"""Entities of a text: what they cover, in UTF-16 units, and which of them Telegram takes. Knows nothing of HTML."""

import re
from dataclasses import dataclass
from typing import Any

from preview.refusals import Refusal, bad

Entity = dict[str, Any]

KINDS = frozenset(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler "
    "blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time".split()
)
_QUOTES = {"blockquote", "expandable_blockquote"}
_BARE = {"code", "pre"}  # only a quotation may be around them, and nothing inside
_LINKS = {"text_link", "text_mention"}
_URL = re.compile(
    r"(?i)(?:(https?)://)?(?:[^\s/?#@]*@)?([^\s/?#:@]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?"
)


@dataclass(frozen=True)
class Formatted:
    """A text as its reader sees it; `entities` are Telegram's, outer before inner, offsets in UTF-16 units."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """Return the length of `text` as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def covered(text: str, entity: Entity) -> str:
    """Return the part of `text` that `entity` is about."""
    data = text.encode("utf-16-le", "surrogatepass")
    start = 2 * entity["offset"]
    return data[start : start + 2 * entity["length"]].decode("utf-16-le", "surrogatepass")


def checked_url(url: str) -> str:
    """Return `url` as Telegram links it; raises ValueError with Telegram's reason where it links none."""
    if re.fullmatch(r"(?i)(?:tg|ton|tonsite)://[^\s/]\S*", url):
        return url
    found = _URL.fullmatch(url)
    if not found:
        raise ValueError("Unsupported URL protocol" if "://" in url else "Wrong HTTP URL")
    host = found[2]
    if not host.startswith("[") and ("." not in host or ".." in host or host.startswith(".")):
        raise ValueError("Wrong HTTP URL")
    return url if found[1] else f"http://{url}"


def check_given(text: str, entities: list[Entity]) -> None:
    """Raise Refusal unless each of the `entities` that a bot gave fits `text`."""
    edges = {0}
    at = 0
    for character in text:
        at += units(character)
        edges.add(at)
    for entity in entities:
        start, length = entity.get("offset"), entity.get("length")
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length <= 0:
            raise unparsed("an entity needs an offset from 0 and a length from 1")
        if entity.get("type") not in KINDS:
            raise unparsed(f"unknown type of entity {entity.get('type')!r}, which Telegram ignores")
        if start + length > at:
            raise unparsed(
                f"entity beginning at UTF-16 offset {start} ends after the end of the text at {at}"
            )
        if start not in edges:
            raise unparsed(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {start}")
        if start + length not in edges:
            raise unparsed(
                f"entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol "
                f"at UTF-16 offset {start + length}"
            )
        if entity["type"] == "text_link":
            try:
                checked_url(str(entity.get("url", "")))
            except ValueError as error:
                raise unparsed(f"text_link to {entity.get('url')!r}: {error}") from None


def place(entity: Entity) -> tuple[int, int, int]:
    """Order outer before inner; of two about the same text the quotation is outer, the code inner."""
    rank = 0 if entity["type"] in _QUOTES else 2 if entity["type"] in _BARE else 1
    return entity["offset"], -entity["length"], rank


def check_nesting(entities: tuple[Entity, ...]) -> None:
    """Raise Refusal unless the `entities`, sorted by `place`, may be inside each other as they are."""
    around: list[Entity] = []
    for entity in entities:
        while around and around[-1]["offset"] + around[-1]["length"] <= entity["offset"]:
            around.pop()
        kinds = {outer["type"] for outer in around}
        end = entity["offset"] + entity["length"]
        if around and end > around[-1]["offset"] + around[-1]["length"]:
            raise unparsed(f"{entity['type']} overlaps {around[-1]['type']} without being inside it")
        if entity["type"] in _QUOTES and kinds & _QUOTES:
            raise unparsed("a blockquote inside a blockquote, which Telegram does not show")
        if kinds & _BARE or (entity["type"] in _BARE and kinds - _QUOTES):
            raise unparsed(f"{entity['type']} inside {around[-1]['type']}, which Telegram does not show")
        if entity["type"] in _LINKS and kinds & _LINKS:
            raise unparsed("a link inside a link, which Telegram does not show")
        around.append(entity)


def unparsed(why: str) -> Refusal:
    """Return the refusal of a text whose entities are wrong."""
    return bad(f"can't parse entities: {why}")
