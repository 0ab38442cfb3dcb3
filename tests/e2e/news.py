"""A news site on loopback: made-up articles on long pages, set as real ones are, and what a browser shows of them."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from typing import Any

_STYLE = "p { margin: 18px } ::target-text { background: #f0f; color: #f0f }"
_READER = "about:blank#reader"
_MENU = "".join(f"<p><a href='#'>欄目{n}:會議、強調、主持</a></p>" for n in range(60))
_FOOT = "".join(f"<p>相關報道第{n}篇。</p>" for n in range(40))
_AROUND = (
    "{}",
    "<span style='font-family: serif'>{}</span>",
    "{}",
    "<strong>{}</strong>",
    "<a href='#'>{}</a>",
)
# The rows of a picture that are of the colour of highlighted words.
_ROWS = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  const { data } = canvas.getImageData(0, 0, width, height);
  const coloured = (row) => {
    for (let at = 4 * row * width; at < 4 * (row + 1) * width; at += 4) {
      if (data[at] === 255 && data[at + 1] === 0 && data[at + 2] === 255) return true;
    }
    return false;
  };
  return [...Array(height).keys()].filter(coloured);
}"""
# Where `words` stand: the top and the bottom of their lines, seen from the top of the window.
_WHERE = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const places = [];
  while (walker.nextNode()) {
    for (let at = 0; at < walker.currentNode.data.length; at++) places.push([walker.currentNode, at]);
  }
  const first = places.map(([node, at]) => node.data[at]).join("").indexOf(words);
  const range = document.createRange();
  range.setStart(...places[first]);
  range.setEnd(places[first + words.length - 1][0], places[first + words.length - 1][1] + 1);
  const lines = [...range.getClientRects()];
  return [Math.min(...lines.map((line) => line.top)), Math.max(...lines.map((line) => line.bottom))];
}"""


def page_of(paragraphs: list[str], language: str = "zh") -> str:
    """Return a page that says `paragraphs` below a long menu, their text broken by inline tags."""
    body = "".join(f"<p>\u3000\u3000{_broken(text)}</p>" for text in paragraphs)
    head = (
        f"<!doctype html><html lang={language}><meta charset=utf-8><title>報道</title><style>{_STYLE}</style>"
    )
    return f"{head}<link rel=icon href=data:,><nav>{_MENU}</nav><article>{body}</article><footer>{_FOOT}</footer>"


def _broken(text: str) -> str:
    parts, at = [], 0
    for around, long in zip(cycle(_AROUND), cycle((7, 3, 11, 5, 4, 17, 2))):
        parts.append(around.format(escape(text[at : at + long])))
        at += long
        if at >= len(text):
            return "".join(parts)
    raise AssertionError


@contextmanager
def site(pages: dict[str, str]) -> Iterator[str]:
    """Serve `pages` by their paths, which may be added to while it runs; yields the address before the path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path, "").encode()
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def highlighted(page: Any) -> tuple[int, int] | None:
    """Return the first and last row of the window that show highlighted words, None where none is in view."""
    page.wait_for_load_state()
    context = page.context
    reader = next((each for each in context.pages if each.url == _READER), None) or context.new_page()
    reader.goto(_READER)  # where the page's own policy does not forbid looking at pictures
    for _ in range(20):  # a page is searched a moment after it is loaded
        picture = base64.b64encode(page.screenshot()).decode()
        rows = reader.evaluate(_ROWS, picture)
        if rows:
            break
        page.wait_for_timeout(50)
    return (rows[0], rows[-1]) if rows else None


def where(page: Any, words: str) -> tuple[float, float]:
    """Return the top and the bottom, in the window, of the lines that say `words`."""
    top, bottom = page.evaluate(_WHERE, words)
    return top, bottom
