"""A stand-in for Telegram's Bot API on loopback, strict where Telegram is: what the bot sends must be valid.

Tests put updates in as people would make them and read what those people would see.
"""

import json
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "123456789:AAtesttesttesttesttesttesttesttest0"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Huida", "username": "huida_bot"}
TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}


@dataclass(frozen=True)
class Sent:
    """A message as its reader sees it."""

    chat: int
    text: str
    entities: tuple[tuple[str, str], ...]
    raw: dict[str, str]


class BadRequest(Exception):
    """What Telegram answers with 400."""


class _Markup(HTMLParser):
    """Telegram's HTML: known tags, properly nested."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[tuple[str, str]] = []
        self._open: list[tuple[str, int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise BadRequest(f'can\'t parse entities: unsupported start tag "{tag}"')
        self._open.append((tag, len(self.text), dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise BadRequest(f'can\'t parse entities: unexpected end tag "{tag}"')
        _, start, href = self._open.pop()
        self.entities.append((tag, href or self.text[start:]))

    def handle_data(self, data: str) -> None:
        self.text += data

    def finish(self) -> None:
        self.close()
        if self._open:
            raise BadRequest("can't parse entities: can't find end tag")


class BotApi:
    """The server: `url` to point a bot at, `say` to write to it, `wait` to read its replies."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.calls: Counter[str] = Counter()
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.broken: set[str] = set()
        self.actions: list[tuple[int, str]] = []
        self._updates: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._open = True
        self._ids = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        with self._changed:
            self._open = False
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()

    def say(self, text: str | None, chat: int = 1, language: str = "zh-hant", **fields: Any) -> None:
        """Have a person write to the bot in a private chat."""
        with self._changed:
            self._ids += 1
            person = {"id": chat, "is_bot": False, "first_name": "<b>&", "language_code": language}
            message: dict[str, Any] = {
                "message_id": self._ids,
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private", "first_name": "<b>&"},
                "from": person,
                **fields,
            }
            if text is not None:
                message["text"] = text
                if text.startswith("/"):
                    command = text.split()[0]
                    message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
            self._updates.append({"update_id": self._ids, "message": message})
            self._changed.notify_all()

    def wait(self, count: int, seconds: float = 10.0, chat: int | None = None) -> list[Sent]:
        """Return the messages sent (to `chat`) once there are `count`; fails after `seconds`."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while True:
                seen = [m for m in self.sent if chat in (None, m.chat)]
                if len(seen) >= count:
                    return seen
                if not self._changed.wait(deadline - time.monotonic()):
                    raise AssertionError(f"{len(seen)} of {count} messages came: {seen}")

    def _call(self, method: str, data: dict[str, str]) -> Any:
        self.calls[method] += 1
        if method in self.broken:
            raise BadRequest("broken for a test")
        if method == "getMe":
            return {
                **BOT,
                "can_join_groups": True,
                "can_read_all_group_messages": False,
                "supports_inline_queries": False,
            }
        if method == "getUpdates":
            return self._get_updates(int(data.get("offset", 0)), float(data.get("timeout", 0)))
        if method == "sendMessage":
            return self._send(data)
        if method == "sendChatAction":
            self.actions.append((int(data["chat_id"]), data["action"]))
            return True
        if method == "setMyCommands":
            language = data.get("language_code", "")
            if language and len(language) != 2:
                raise BadRequest("invalid language code specified")
            self.commands[language] = json.loads(data["commands"])
            return True
        if method == "deleteWebhook":
            return True
        raise LookupError(method)

    def _get_updates(self, offset: int, timeout: float) -> list[dict[str, Any]]:
        deadline = time.monotonic() + timeout
        with self._changed:
            while self._open:
                fresh = [u for u in self._updates if u["update_id"] >= offset]
                if fresh or not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    return fresh
            return []

    def _send(self, data: dict[str, str]) -> dict[str, Any]:
        text = data.get("text", "")
        entities: tuple[tuple[str, str], ...] = ()
        if data.get("parse_mode") == "HTML":
            markup = _Markup()
            markup.feed(text)
            markup.finish()
            text, entities = markup.text, tuple(markup.entities)
        if not text.strip():
            raise BadRequest("message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise BadRequest("message is too long")
        if len(entities) > 100:
            raise BadRequest("too many entities")
        chat = int(data["chat_id"])
        with self._changed:
            self._ids += 1
            self.sent.append(Sent(chat, text, entities, data))
            self._changed.notify_all()
            return {
                "message_id": self._ids,
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private"},
                "from": BOT,
                "text": text,
            }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                token, _, method = self.path.removeprefix("/bot").partition("/")
                try:
                    if token != TOKEN:
                        self.reply(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
                    else:
                        self.reply(200, {"ok": True, "result": api._call(method, dict(parse_qsl(body)))})
                except BadRequest as error:
                    self.reply(400, {"ok": False, "error_code": 400, "description": f"Bad Request: {error}"})
                except LookupError:
                    self.reply(404, {"ok": False, "error_code": 404, "description": "Not Found"})

            def reply(self, status: int, answer: dict[str, Any]) -> None:
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                with suppress(BrokenPipeError, ConnectionResetError):  # the bot stopped while it polled
                    self.wfile.write(data)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing on standard error."""

        return Handler
