"""Starts the stand-in with its page and runs a bot against it. Knows nothing of the bot but how to start it."""

import secrets
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from preview.page import Page
from preview.server import BotApi

PORT = 8484


def preview(run: Callable[[str, str], None], port: int | None = None, open_browser: bool = False) -> None:
    """Serve the page while `run(api_url, token)` runs the bot, and print the page's address in one line.

    `port` None: 8484, or a free one where that is taken; raises OSError where a `port` that was asked for is.
    The token is a new one each time, so that no other program on this machine knows it beforehand.
    """
    with served(port) as api:
        print(f"預覽 preview: {api.url}/  (Ctrl-C 結束 to stop)", flush=True)
        if open_browser:
            webbrowser.open(f"{api.url}/")
        run(api.url, api.token)


@contextmanager
def served(port: int | None = None) -> Iterator[BotApi]:
    """Yield the stand-in with its page on its routes; it ends with the block."""
    token = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
    with _listening(port, token) as api:
        Page(api)
        yield api


def _listening(port: int | None, token: str) -> BotApi:
    try:
        return BotApi(port=PORT if port is None else port, token=token)
    except OSError:
        if port is not None:
            raise
        return BotApi(token=token)
