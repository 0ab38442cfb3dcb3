"""What a reader sees of a text that the bot sends, and which texts Telegram does not send.

Where Telegram quietly mends or drops something that was surely a mistake, this refuses it. Knows nothing of messages.
"""

import re

from preview import tags
from preview.entities import Entity, Formatted, check_given, check_nesting, place, units
from preview.refusals import bad

MAX_UNITS = 4096
MAX_ENTITIES = 100
_BLANK = " \n"


def formatted(
    text: str,
    parse_mode: str | None = None,
    entities: list[Entity] | None = None,
    limit: int = MAX_UNITS,
    may_be_empty: bool = False,
) -> Formatted:
    """Return what a reader sees of `text`; raises Refusal as Telegram does for texts that it would not send."""
    if parse_mode:
        if parse_mode.lower() in ("markdown", "markdownv2"):
            raise bad("parse_mode Markdown is not in the stand-in: use HTML")
        if parse_mode.lower() != "html":
            raise bad("unsupported parse_mode")
        if entities:
            raise bad("parse_mode and entities exclude each other")
        parsed = tags.read(text)
    else:
        check_given(text, entities or [])
        parsed = Formatted(text, tuple(entities or ()))
    trimmed = _trim(_clean(Formatted(parsed.text, tuple(sorted(parsed.entities, key=place)))))
    check_nesting(trimmed.entities)
    if not trimmed.text and not may_be_empty:
        raise bad("message text is empty")
    if units(trimmed.text) > limit:
        raise bad("message is too long")
    if len(trimmed.entities) > MAX_ENTITIES:
        raise bad(f"too many entities: {len(trimmed.entities)}; Telegram drops all after {MAX_ENTITIES}")
    return trimmed


def _clean(given: Formatted) -> Formatted:
    """Make control characters blanks, as Telegram does; lengths stay."""
    text = re.sub(r"[\x00-\x09\x0b-\x1f]", " ", given.text)
    if re.search("[\ud800-\udfff]", text):
        raise bad("strings must be encoded in UTF-8")
    return Formatted(text, given.entities)


def _trim(given: Formatted) -> Formatted:
    """Cut blanks at the end, and at the start up to the first entity."""
    text = given.text.rstrip(_BLANK)
    end = units(text)
    first = min((e["offset"] for e in given.entities), default=end)
    start = min(len(text) - len(text.lstrip(_BLANK)), first)  # blanks are one unit each
    kept = []
    for entity in given.entities:
        length = min(entity["offset"] + entity["length"], end) - entity["offset"]
        if length > 0:
            kept.append({**entity, "offset": entity["offset"] - start, "length": length})
    return Formatted(text[start:], tuple(kept))
