"""Plain text: bytes to characters, and which characters no article has.

Knows nothing of other formats or of what an article says.
"""

import re
import unicodedata

from charset_normalizer import from_bytes

from index.errors import ArticleError
from index.formats.limits import MAX_BYTES, MAX_CHARACTERS

# Control characters change what a terminal shows; overrides make text read otherwise than it is stored.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_OVERRIDE = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def decode(data: bytes, name: str) -> str:
    """Return the text of `data`: UTF-8, else GB18030 or Big5, whichever reads as Chinese.

    Line ends and a byte order mark stay as they are. Raises ArticleError, naming `name`, for data
    that is empty, too large or not text.
    """
    check_size(data, name)
    if b"\0" in data:
        raise ArticleError(name, "not a text file (it has NUL bytes)")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        guess = from_bytes(data, cp_isolation=["gb18030", "big5", "big5hkscs"]).best()
        if guess is None:
            raise ArticleError(name, "not text in UTF-8, GB18030 or Big5") from None
        text = str(guess)
    return checked(text, name)


def check_size(data: bytes, name: str) -> None:
    """Raise ArticleError for data that is empty or larger than MAX_BYTES."""
    if not data.strip():
        raise ArticleError(name, "the file is empty")
    if len(data) > MAX_BYTES:
        raise ArticleError(name, f"the file has {len(data):,} bytes; the limit is {MAX_BYTES:,}")


def checked(text: str, name: str) -> str:
    """Return `text` as it is; raises ArticleError where it has no words or is not safe to show."""
    for pattern, what in ((_CONTROL, "a control character"), (_OVERRIDE, "a text direction override")):
        found = pattern.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            raise ArticleError(name, f"line {line} has {what} (U+{ord(found.group()):04X}); remove it")
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(name, f"the text has {len(text):,} characters; the limit is {MAX_CHARACTERS:,}")
    if not re.search(r"\w", text):
        raise ArticleError(name, "the file has no words")
    return text


def printable(text: str) -> str:
    """Return `text` on one line, with ? for each character that is not fit to show."""
    shown = ("?" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else c for c in text)
    return "".join(shown).strip()
