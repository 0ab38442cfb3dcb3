"""What was worked out of an article, kept for the next question until another generation serves.

Knows nothing of what it keeps.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from index.types import Article

_Kept = TypeVar("_Kept")
_forgetting: list[Callable[[], None]] = []


def kept(most: int) -> Callable[[Callable[[Article], _Kept]], Callable[[Article], _Kept]]:
    """Return a decorator: what the function returns is kept for the `most` articles that were asked for last."""

    def decorate(function: Callable[[Article], _Kept]) -> Callable[[Article], _Kept]:
        keeping = lru_cache(maxsize=most)(function)
        _forgetting.append(keeping.cache_clear)
        return keeping

    return decorate


def forget() -> None:
    """Let go of everything that is kept, and so of the articles of a generation that serves no more."""
    for clear in _forgetting:
        clear()
