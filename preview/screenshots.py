"""The pictures of the documentation: `python -m preview.screenshots OUT`, with playwright and a Chromium.

Starts the project's own preview, asks real questions in the page and photographs what came. Knows nothing of what
is answered. The fonts are this machine's: Noto CJK and Roboto make the pictures look as on a phone.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_COMMAND = (sys.executable, "-m", "bot", "preview", "--port", "0")
_PATIENCE = 60_000  # milliseconds; the models load while the first question waits
_DESK = {"width": 600, "height": 860}
_PHONE = {"width": 390, "height": 844}
# File, window, language, theme, what is asked one after the other, what is left standing in the text field.
_PICTURES = (
    ("preview-light.png", _DESK, "zh-TW", "light", ("誰主持會議?", "重點工作有哪些?"), ""),
    ("preview-dark.png", _DESK, "zh-CN", "dark", ("谁主持会议?", "会议花了多少经费?"), ""),
    ("preview-phone.png", _PHONE, "en-GB", "light", ("Who chaired the meeting?",), "@huida_bot 主持"),
)


def main(arguments: list[str]) -> int:
    """Write the pictures into the folder named first; a second argument is the address of a running preview."""
    if not 1 <= len(arguments) <= 2:
        print("python -m preview.screenshots OUT [ADDRESS]", file=sys.stderr)
        return 2
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    try:
        driver = import_module("playwright.sync_api")
    except ImportError:
        print('needs playwright: pip install -e ".[e2e]"', file=sys.stderr)
        return 2
    if not chromium:
        print("needs Chromium: install it, or name it in CHROMIUM", file=sys.stderr)
        return 2
    with driver.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, window, locale, theme, questions, typed in _PICTURES:
            with _preview(arguments[1:]) as address:  # a fresh one each: its chat begins empty
                look = {"viewport": window, "locale": locale, "color_scheme": theme}
                page = browser.new_context(**look, device_scale_factor=1.5).new_page()
                page.goto(address)
                _converse(page, questions, typed)
                page.screenshot(path=out / name)
            print(out / name)
        browser.close()
    return 0


def _converse(page: "Page", questions: tuple[str, ...], typed: str) -> None:
    """Press Start unless the chat has begun, ask, and wait for every answer."""
    page.wait_for_selector("#start:visible, #composer:visible")
    if page.locator("#start").is_visible():
        _answered(page, lambda: page.click("#start"))
    for question in questions:
        page.fill("#text", question)
        _answered(page, lambda: page.press("#text", "Enter"))
    if typed:
        page.fill("#text", typed)
        page.wait_for_selector(".option", timeout=_PATIENCE)
    page.wait_for_timeout(700)  # what moves comes to rest
    page.evaluate("document.activeElement.blur()")


def _answered(page: "Page", act: Callable[[], object]) -> None:
    before = page.locator(".in").count()
    act()
    page.wait_for_function("n => document.querySelectorAll('.in').length > n", arg=before, timeout=_PATIENCE)
    page.wait_for_timeout(500)


@contextmanager
def _preview(address: list[str]) -> Iterator[str]:
    """Yield the address of a preview: the one given, or one started for as long as the block lasts."""
    if address:
        yield address[0]
        return
    with subprocess.Popen(_COMMAND, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            assert running.stdout
            found = next(filter(None, (re.search(r"http://\S+", line) for line in running.stdout)), None)
            if not found:
                raise RuntimeError(f"{' '.join(_COMMAND)} printed no address")
            yield found[0]
        finally:
            running.terminate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
