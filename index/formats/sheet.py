"""The layout of extracted text: a title, what is known of the article as `key: value` lines, paragraphs.

It is the layout of the project's own article files, so one parser reads them all. Knows nothing of the
formats that text comes from.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.dates import find_dates
from index.script import fold

_SPACE = re.compile(r"[ \t\r\n]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u200b\u00ad]")
_LIKE_A_KEY = re.compile(r"\s*[a-z\u4e00-\u9fff]{2,8}\s*:")


@dataclass(frozen=True)
class Sheet:
    """What a file says, before it is laid out; what is not known is empty.

    `published` is a date or a date with minutes, as `2024-01-31 20:22`. Without a `title` the paragraphs
    speak for themselves, as those of a text file do.
    """

    paragraphs: tuple[str, ...]
    title: str = ""
    published: str = ""
    source: str = ""
    reporter: str = ""
    url: str = ""


def lay_out(sheet: Sheet) -> str:
    """Return `sheet` as the text of an article file."""
    paragraphs = [text for text in map(one_line, sheet.paragraphs) if text]
    title = one_line(sheet.title)
    if not title:
        return "\n\n".join(paragraphs) + "\n"
    named = (
        ("日期", sheet.published),
        ("来源", sheet.source),
        ("记者", sheet.reporter),
        ("网址", sheet.url),
    )
    head = [f"标题: {title}" if _misread(title) else title]
    head += [f"{key}: {one_line(value)}" for key, value in named if one_line(value)]
    # The title stands in the head already.
    body = [text for number, text in enumerate(paragraphs) if number > 2 or text != title]
    return "\n\n".join(["\n".join(head), *body]) + "\n"


def _misread(title: str) -> bool:
    """Whether a line of its own would be taken for a date or a `key: value` line."""
    folded = fold(title)
    return bool(_LIKE_A_KEY.match(folded)) or any(m.start == 0 and m.day for m in find_dates(folded))


def one_line(text: str) -> str:
    """Return `text` on one line, less invisible characters and less white space at its ends."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip(" \u3000\u00a0")


def joined(parts: Iterable[str]) -> str:
    """Return lines that a page broke as one: a space only where two Latin words meet."""
    text = ""
    for part in map(one_line, parts):
        text += f" {part}" if text and part and _spaced(text[-1], part[0]) else part
    return text


def _spaced(before: str, after: str) -> bool:
    if not (before + after).isascii() or (before.isdigit() and after.isdigit()):
        return False
    return (before.isalnum() or before in ",.;:!?)%") and (after.isalnum() or after in "(\"'")
