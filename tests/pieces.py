"""Work for index.parallel's tests, in a module that other processes import quickly."""

import os
import time
from pathlib import Path

from index.errors import ArticleError

PIECES = list(range(40))


def square(number: int) -> tuple[int, int]:
    """Return the square, and which process made it."""
    return number * number, os.getpid()


def fail(number: int) -> int:
    """Raise what a bad piece may raise."""
    raise ArticleError("a.txt", "no good") if number else ValueError(number)


def die(number: int) -> None:
    """End as a process does that is killed for want of memory."""
    os._exit(1)


def touch(piece: tuple[str, int]) -> int:
    """Make the named file, take a moment, and return the number."""
    name, number = piece
    Path(name).touch()
    time.sleep(0.05)
    return number
