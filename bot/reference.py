"""Short names for places in articles, for buttons and links that must outlive restarts and rebuilds.

A key is made from an article's id alone, so nothing has to be remembered. Knows nothing of Telegram but
that a button carries 64 bytes.
"""

import base64
import hashlib
from dataclasses import dataclass

from bot.quotes import Quote
from index.script import fold

KEY_CHARS = 8  # 48 bits: among 100,000 articles two share a key once in fifty thousand corpora
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _digest(text: str, characters: int) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).decode()[:characters]


def key(article_id: str) -> str:
    """Return the key of an article: 8 characters of A-Z, a-z, 0-9, - and _."""
    return _digest(article_id, KEY_CHARS)


def question_hash(question: str) -> str:
    """Return what stands for a question where the question itself is not kept: 12 characters."""
    return _digest(fold(question).strip(), 12)


def _short(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


@dataclass(frozen=True)
class Reference:
    """A stretch of an article by the article's key: `start` to `end`, as in its text."""

    key: str
    start: int
    end: int

    @classmethod
    def of(cls, quote: Quote) -> "Reference":
        """Return the reference to `quote`."""
        return cls(key(quote.article.id), quote.start, quote.end)

    def __str__(self) -> str:
        return f"{self.key}.{_short(self.start)}.{_short(self.end)}"

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """Return the reference that `text` writes; raises ValueError."""
        name, start, end = text.split(".")
        return cls(name, int(start, 36), int(end, 36))
