"""Failures on demand: what Telegram answers on a bad day, or that it answers nothing. Knows nothing of HTTP."""

from dataclasses import dataclass
from typing import Literal

from preview.refusals import Refusal
from preview.world import World

FaultKind = int | Literal["hang", "reset"]

_WORDS = {
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class Dropped(Exception):
    """The connection ends without an answer."""


@dataclass
class _Fault:
    kind: FaultKind
    times: int
    seconds: float


class Faults:
    """The faults that are still to come, by method, in the order they were asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: dict[str, list[_Fault]] = {}

    def add(self, method: str, kind: FaultKind, times: int, seconds: float) -> None:
        """Have `times` more calls of `method` fail."""
        with self._world.changed:
            self._waiting.setdefault(method, []).append(_Fault(kind, times, seconds))

    def meet(self, method: str) -> None:
        """Return if this call of `method` may go on; else raises Refusal or Dropped, after a silence if so asked."""
        fault = self._next(method)
        if fault is None:
            return
        if fault.kind == "hang":
            with self._world.changed:
                self._world.changed.wait_for(lambda: not self._world.open, fault.seconds)
        if isinstance(fault.kind, str):
            raise Dropped
        if fault.kind == 429:
            after = max(1, round(fault.seconds))
            raise Refusal(f"Too Many Requests: retry after {after}", 429, after)
        raise Refusal(_WORDS.get(fault.kind, "Bad Request: a fault was asked for"), fault.kind)

    def _next(self, method: str) -> _Fault | None:
        with self._world.changed:
            waiting = self._waiting.get(method, [])
            while waiting and waiting[0].times < 1:
                waiting.pop(0)
            if not waiting:
                return None
            waiting[0].times -= 1
            return waiting[0]
