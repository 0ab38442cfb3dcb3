"""One headless Chromium for all tests of this folder."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.chromium import CHROMIUM, playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return the browser."""
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
