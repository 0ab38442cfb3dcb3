"""The same work on many pieces, over several processes when there is enough of it.

Pieces come back in order. Processes are started anew, never forked: a fork of one that runs threads may hang.
So a script that is not run with -m needs `if __name__ == "__main__":` around what it does, as always then.
Knows nothing of what the work is.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

from index.errors import HuidaError

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")

MOST = 4  # each holds a dictionary, about 200 MB
_NICE = 5  # the process that started the others does most of the work in turn, and may be answering people meanwhile
_WORTH_IT = 16  # pieces; fewer are done before a process has started


class Workers:
    """Up to `processes` processes, started when first needed and ended with the `with` block."""

    def __init__(self, processes: int | None = None) -> None:
        self._processes = min(MOST, os.cpu_count() or 1) if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def each(self, work: Callable[[_Piece], _Result], pieces: Sequence[_Piece]) -> Iterator[_Result]:
        """Return `work(piece)` for each of `pieces`, in order; `work` is a function of a module.

        Where there is enough to do, processes begin at once and go on while the caller does something else; else all
        is done as it is asked for. Iterating raises what `work` raises, and HuidaError when a process was killed.
        """
        if self._processes < 2 or len(pieces) < _WORTH_IT:
            return map(work, pieces)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _begin)
        with _told_when_killed():
            return _results(deque([self._pool.submit(work, piece) for piece in pieces]))


def _results(futures: deque[Future[_Result]]) -> Iterator[_Result]:
    """Yield the results of `futures` and let go of each; what nobody waits for any more is not begun."""
    try:
        with _told_when_killed():
            while futures:
                yield futures.popleft().result()
    finally:
        for future in futures:
            future.cancel()


@contextmanager
def _told_when_killed() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool:
        raise HuidaError(
            "a process that helped was killed, perhaps for want of memory; nothing was changed, try again"
        ) from None


def _begin() -> None:
    """Leave Ctrl-C and the first turn to the process that started this one, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICE)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
