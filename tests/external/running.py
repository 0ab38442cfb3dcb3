"""The bot and a server that others wrote, side by side for as long as a test takes.

Knows nothing of what either server is like.
"""

import asyncio
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from telegram.ext import Application

from bot.answering import Answerer
from bot.chat.app import build_application
from bot.memory import Memory
from bot.settings import Settings

FOLDER = Path(__file__).parent
TOKEN = "1234567890:AAE-external_servers_take_any_token"
SECONDS = 30.0  # for anything to happen, on a machine that does other things too
Bot = Application[Any, Any, Any, Any, Any, Any]
Found = TypeVar("Found")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(look: Callable[[], Found | None]) -> Found:
    """Return what `look` finds as soon as it finds something; fails after a while."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("nothing came")


@contextmanager
def serving(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a server in a process of its own, from when it listens on `port` to the end of the block."""

    def listening() -> bool:
        assert process.poll() is None, "the server ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    with subprocess.Popen(command, cwd=FOLDER, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            until(listening)
            yield
        finally:
            process.terminate()


def talk(
    url: str, answerer: Answerer, listen: Callable[[Bot], Awaitable[Any]], script: Callable[[], None]
) -> None:
    """Run the bot against the server at `url` while `script`, in a thread of its own, plays the people.

    `listen` starts its updater, by polling or by a webhook.
    """

    async def serve() -> None:
        memory = Memory(":memory:")
        settings = Settings(index=Path("unused"), token=TOKEN, api_url=url)
        application = build_application(settings, answerer, memory)
        await application.initialize()
        assert application.post_init
        assert application.updater
        await application.post_init(application)
        await listen(application)
        await application.start()
        try:
            await asyncio.to_thread(script)
        finally:
            await application.updater.stop()
            await application.stop()
            await application.shutdown()
            memory.close()

    asyncio.run(serve())
