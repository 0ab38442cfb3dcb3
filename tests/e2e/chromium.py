"""The browser of these tests: playwright and a Chromium, or a reason why there is none."""

import os
import shutil
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

playwright: Any = find_spec("playwright") and import_module("playwright.sync_api")
expect: Any = playwright and playwright.expect
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
MARKS = [
    pytest.mark.e2e,
    pytest.mark.skipif(not playwright, reason='needs playwright: pip install -e ".[e2e]"'),
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: install it, or name it in CHROMIUM"),
]


# What Chromium logs of a server that one test stops: asked afterwards, or while it was answering.
STOPPED = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")


def is_fault(said: Any) -> bool:
    """Whether a console's message is an error, other than a server that one test stops."""
    return said.type == "error" and not any(reason in said.text for reason in STOPPED)


def watch(page: Any, address: str) -> list[str]:
    """Return what goes wrong on `page` from now on: errors, and requests to anyone but `address`."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.extend([said.text] * is_fault(said)))
    page.on("request", lambda asked: wrong.extend([asked.url] * (not asked.url.startswith(address))))
    return wrong
