"""Rebuilding the index in a process of its own, so that answering goes on meanwhile.

Knows nothing of Telegram; the bot notices the new generation as it would any other.
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from bot.settings import Settings
from index.build import build
from index.embedding import SentenceEmbedder
from index.errors import HuidaError

_BETWEEN = 0.5  # seconds between two steps that are told
_LOOK_UP = 0.5  # seconds after which it is asked whether to go on

Tell = Callable[[str, int, int], None]  # what is being done, steps done, steps in all
GoOn = Callable[[], bool]


class RebuildFailed(HuidaError):
    """The rebuild ended without a new generation; the old one serves."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did; `left_out` names each file that is not in the index, and why."""

    articles: int
    passages: int
    left_out: tuple[str, ...]
    seconds: float


def rebuild(settings: Settings, tell: Tell, go_on: GoOn = lambda: True) -> Rebuilt:
    """Build the index that `settings` name, calling `tell` as it goes on; raises RebuildFailed that says why.

    Ends the build early when `go_on` says no. Blocks until it is done: call it off an event loop.
    """
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_build, args=(settings, sending))
    process.start()
    sending.close()
    try:
        while go_on():
            if not receiving.poll(_LOOK_UP):
                continue
            match receiving.recv():
                case Rebuilt() as done:
                    return done
                case str(reason):
                    raise RebuildFailed(reason)
                case (what, done, total):
                    tell(what, done, total)
        raise RebuildFailed("the bot is being stopped")
    except EOFError:
        raise RebuildFailed("the rebuild ended early") from None
    except BaseException:
        process.terminate()  # what it had written is cleared away by the next
        raise
    finally:
        receiving.close()
        process.join()


def _build(settings: Settings, connection: Connection) -> None:
    """Build, in the other process; send steps, then a Rebuilt or the reason of a failure."""
    told = time.monotonic()

    def progress(what: str, done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _BETWEEN:
            connection.send((what, done, total))
            told = time.monotonic()

    try:
        embedder = SentenceEmbedder(settings.embedding_model)
        report = build(
            settings.articles,
            settings.index,
            embedder,
            progress=progress,
            if_changed=True,
            keep=settings.keep_generations,
        )
    except (HuidaError, OSError) as error:
        connection.send(str(error))
    except KeyboardInterrupt:
        return  # Ctrl-C goes to the bot as well
    else:
        left_out = tuple(str(error) for error in report.left_out)
        connection.send(Rebuilt(report.articles, report.passages, left_out, report.seconds))


def memory_in_use() -> int:
    """Return the bytes of memory that this process holds, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
