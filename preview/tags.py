"""Telegram's HTML, read once, front to back: its tags, properly closed, its four names and all numbers for characters.

Knows nothing of limits, nor of which entities may be inside each other.
"""

import re
from contextlib import suppress
from html.entities import html5

from preview.entities import Entity, Formatted, checked_url, units, unparsed

_TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_ATTRIBUTES = {
    "a": {"href"},
    "code": {"class"},
    "span": {"class"},
    "tg-emoji": {"emoji-id"},
    "blockquote": {"expandable"},
}
_NAMED = {name: html5[f"{name};"] for name in ("lt", "gt", "amp", "quot")}
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))|(lt|gt|amp|quot));?")
_TAG = re.compile(r"<(/?)([^\s>/]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"\s*([^\s=>]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9.\-]+))?")


def read(source: str) -> Formatted:
    """Return what `source` says, its entities as they close; raises Refusal as Telegram words it."""
    return _Reader(source).read()


class _Reader:
    """Reads Telegram's HTML once, front to back."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._text: list[str] = []
        self._units = 0
        self._open: list[tuple[str, dict[str, str], int, int]] = []  # tag, attributes, unit, piece
        self._entities: list[Entity] = []

    def read(self) -> Formatted:
        at = 0
        while at < len(self._source):
            if self._source[at] == "<":
                at = self._tag(at)
            elif found := _REFERENCE.match(self._source, at):
                self._add(_character(found))
                at = found.end()
            else:
                self._add(self._source[at])
                at += 1
        if self._open:
            raise unparsed(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')
        return Formatted("".join(self._text), tuple(self._entities))

    def _add(self, piece: str) -> None:
        self._text.append(piece)
        self._units += units(piece)

    def _tag(self, at: int) -> int:
        offset = len(self._source[:at].encode())
        found = _TAG.match(self._source, at)
        if not found:
            raise unparsed(f"Unclosed start tag at byte offset {offset}")
        name = found[2].lower()
        if found[1]:
            self._close(name, offset)
        else:
            if name not in _TAGS:
                raise unparsed(f'Unsupported start tag "{name}" at byte offset {offset}')
            self._open.append((name, _attributes(name, found[3]), self._units, len(self._text)))
        return found.end()

    def _close(self, name: str, offset: int) -> None:
        if not self._open:
            raise unparsed(f"Unexpected end tag at byte offset {offset}")
        tag, attributes, start, piece = self._open.pop()
        if name != tag:
            raise unparsed(
                f'Unmatched end tag at byte offset {offset}, expected "</{tag}>", found "</{name}>"'
            )
        if self._units == start:
            return  # Telegram leaves out what is about nothing
        entity: Entity = {"type": _TAGS[tag], "offset": start, "length": self._units - start}
        if tag == "a":
            self._link(entity, attributes.get("href") or "".join(self._text[piece:]))
        elif tag == "code" and "class" in attributes:
            self._language(entity, attributes["class"])
        else:
            if "expandable" in attributes:
                entity["type"] = "expandable_blockquote"
            if tag == "tg-emoji":
                entity["custom_emoji_id"] = attributes["emoji-id"]
            self._entities.append(self._with_language(entity))

    def _link(self, entity: Entity, url: str) -> None:
        if found := re.fullmatch(r"tg://user\?id=(\d+)", url):
            user = {"id": int(found[1]), "is_bot": False, "first_name": ""}
            self._entities.append({**entity, "type": "text_mention", "user": user})
            return
        with suppress(ValueError):  # Telegram shows the text without a link
            self._entities.append({**entity, "url": checked_url(url)})

    def _language(self, entity: Entity, name: str) -> None:
        """Keep `<code class="language-…">`, which tells the language of a `<pre>` just around it."""
        language = name.removeprefix("language-") if name.startswith("language-") else ""
        if self._open and self._open[-1][0] == "pre" and language:
            entity["language"] = language
        self._entities.append(entity)

    def _with_language(self, entity: Entity) -> Entity:
        last = self._entities[-1] if self._entities else {}
        same = all(last.get(k) == entity[k] for k in ("offset", "length"))
        if entity["type"] == "pre" and last.get("type") == "code" and same:
            self._entities.pop()
            if "language" in last:
                entity["language"] = last["language"]
        return entity


def _character(found: "re.Match[str]") -> str:
    if found[3]:
        return _NAMED[found[3]]
    code = int(found[1], 16) if found[1] else int(found[2])
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return found[0]  # Telegram shows what stands for no character as it was written
    return chr(code)


def _attributes(tag: str, source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at, rest = 0, source.rstrip()
    while at < len(rest):
        match = _ATTRIBUTE.match(rest, at)
        if not match:
            raise unparsed(f'Expected attribute in the tag "{tag}"')
        value = match[2] or ""
        value = value[1:-1] if value[:1] in ("'", '"') else value
        found[match[1].lower()] = _REFERENCE.sub(_character, value)
        at = match.end()
    unknown = found.keys() - _ATTRIBUTES.get(tag, set())
    if unknown:
        raise unparsed(f'unknown attribute {sorted(unknown)} of the tag "{tag}", which Telegram ignores')
    if tag == "span" and found.get("class") != "tg-spoiler":
        raise unparsed('Tag "span" must have class "tg-spoiler"')
    if tag == "tg-emoji" and not re.fullmatch(r"[1-9]\d*", found.get("emoji-id", "")):
        raise unparsed('Tag "tg-emoji" must have a valid attribute "emoji-id"')
    return found
