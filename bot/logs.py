"""Logging that never shows the bot's token, and by default no person's question.

Called by the entry points only: importing a module of this project changes no logging.
"""

import logging
import re
import sys
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_TOKEN = re.compile(r"(?<!\d)\d{6,12}(?::|%3A)[A-Za-z0-9_-]{30,}")
_KEY = re.compile(r"\bsk-[A-Za-z0-9_-]{8,}|(?<=[Bb]earer )\S+")  # of a language model


class RedactingFormatter(logging.Formatter):
    """A formatter that masks whatever looks like a token or key, and shows an exception's place, not its message."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's own name
        """Return the exception as one line; its message may hold a person's question."""
        return anonymous(ei[1]) if ei[1] else ""

    def format(self, record: logging.LogRecord) -> str:
        """Return the formatted record without tokens and keys."""
        return _KEY.sub("<key>", _TOKEN.sub("<token>", super().format(record)))


def set_up(level: int = logging.INFO) -> None:
    """Log to standard error from `level` up, redacted; silence the HTTP client, whose lines hold the token."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in (
        "httpx",
        "httpcore",
        "httpx2",
        "httpcore2",
        "openai",
        "sentence_transformers",
        "faiss",
        "jieba",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)


def anonymous(error: BaseException) -> str:
    """Return `error`'s class and where it was raised, without its message, which may hold what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-6:])
    )
    return f"{type(error).__name__} at {where or 'unknown place'}"
