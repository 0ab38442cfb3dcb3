"""Keeps a running bot on the newest index: looks every few seconds, off the event loop.

Knows nothing of how an index is opened.
"""

import asyncio
import logging
from contextlib import suppress

from bot.live import LiveAnswerer
from bot.logs import anonymous

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds


class Following:
    """A task of the running application; `start` and `stop` belong to its loop."""

    def __init__(self, live: LiveAnswerer, every: float = EVERY) -> None:
        self._live, self._every = live, every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """End, whatever is under way."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            try:
                await asyncio.to_thread(self._live.refresh)
            except Exception as error:  # noqa: BLE001 - the bot answers from what it has, whatever this was
                log.error("looking for a new index failed: %s", anonymous(error))
