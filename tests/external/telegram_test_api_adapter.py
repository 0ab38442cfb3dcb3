"""telegram-test-api as a Telegram that the bot can poll: what the server lacks is added between the two.

The server has no is_bot in getMe, milliseconds for dates, null for what Telegram calls true, no chat_instance, no
edited messages, no entities, and knows neither setMyCommands nor sendChatAction. Everything else is its own.
"""

import json
import os
import shutil
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from preview.markup import formatted
from tests.external.running import FOLDER, TOKEN, free_port, serving, until

Json = dict[str, Any]
NAME = "TestNameBot"  # the server's bot
INSTALLED = (FOLDER / "node_modules" / "telegram-test-api").exists() and shutil.which("node") is not None
_ADDED = ("setMyCommands", "sendChatAction")  # methods that the server refuses to know
_START = "const Server = require('telegram-test-api');new Server({host: '127.0.0.1', port: +process.env.PORT}).start()"


class TelegramTestApi:
    """The server at `port` as its people see it, and at `url` as the bot does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.added: list[str] = []  # methods that were called and are not the server's
        adapter = self

        class Between(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                answer = adapter._answer(self.path, body, self.headers.get("Content-Type", ""))
                self.send_response(200 if answer.get("ok") else 500)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *arguments: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Between)
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, path: str, body: bytes, kind: str) -> Json:
        method = path.rpartition("/")[2]
        if method in _ADDED:
            self.added.append(method)
            return {"ok": True, "result": True}
        answer: Json = self._post(path, body, kind)
        result: Any = answer.get("result")
        if method == "getMe":
            result["is_bot"] = True
        elif method == "sendMessage":
            # It echoes the request, whose objects are strings of JSON: only what it made itself is of use.
            answer["result"] = {key: result[key] for key in ("message_id", "chat", "text")}
            answer["result"]["date"] = result["date"] // 1000
        elif method == "getUpdates":
            answer["result"] = [_as_telegram(update) for update in result]
        elif result is None:
            answer["result"] = True
        return answer

    def _post(self, path: str, body: bytes, kind: str = "application/json") -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{path}", body, {"Content-Type": kind or "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return {"ok": False, "error_code": error.code, "description": error.read().decode()}

    def _people(self, route: str, **given: Any) -> Any:
        return self._post(f"/{route}", json.dumps(given).encode())["result"]

    def say(self, text: str, chat: int = 1, language: str = "zh-hant", **fields: Any) -> int:
        """Have person 1 write into a chat, negative for a group; return the message's id."""
        commands = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        common: Json = {"botToken": TOKEN, "date": int(time.time()), "text": text, "from": _person(language)}
        common["chat"] = {"id": chat, "type": "private" if chat > 0 else "group", "title": "Group"}
        if text.startswith("/"):
            self._people("sendCommand", **common, entities=commands, **fields)
        else:
            self._people("sendMessage", **common, **fields)
        return int(self._said("chat")[-1]["messageId"])

    def press(self, message: Json, button: str) -> None:
        """Press the button that says `button` under one of the bot's messages."""
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(each["callback_data"] for row in rows for each in row if each["text"] == button)
        self._people(
            "sendCallback", botToken=TOKEN, **{"from": _person("zh-hant")}, message=message, data=data
        )

    def _said(self, mark: str) -> list[Json]:
        """Return the messages that have `mark`, in their order: people's have "chat", the bot's "chat_id"."""
        history: list[Json] = self._people("getUpdatesHistory", token=TOKEN)
        found = [each for each in history if mark in each.get("message", {})]
        return sorted(found, key=lambda each: each["messageId"])

    def sent(self) -> list[Json]:
        """Return the bot's messages as a reader sees them now."""
        return [_read(each) for each in self._said("chat_id")]

    def wait(self, count: int) -> list[Json]:
        """Return the bot's messages once there are `count`."""

        def enough() -> list[Json] | None:
            sent = self.sent()
            return sent if len(sent) >= count else None

        return until(enough)


def _person(language: str) -> Json:
    return {"id": 1, "is_bot": False, "first_name": "P", "language_code": language}


def _as_telegram(update: Json) -> Json:
    """Return an update of the server's with what Telegram's has."""
    if "callback_query" in update:
        update["callback_query"]["chat_instance"] = "1"
    elif "edits" in update["message"]:
        update["edited_message"] = update.pop("message")
        update["edited_message"]["message_id"] = update["edited_message"].pop("edits")
    return update


def _read(said: Json) -> Json:
    """Return a message that the bot sent, as Telegram would carry it in an update: its markup read."""
    message = said["message"]
    shown = formatted(message["text"], message.get("parse_mode"))
    chat = int(message["chat_id"])
    return {
        "message_id": said["messageId"],
        "date": said["time"] // 1000,
        "from": {"id": 666, "is_bot": True, "first_name": NAME},
        "chat": {"id": chat, "type": "private" if chat > 0 else "group", "title": "Group"},
        "text": shown.text,
        "entities": list(shown.entities),
        "html": message["text"],
        "reply_parameters": json.loads(message.get("reply_parameters", "{}")),
        "reply_markup": message.get("reply_markup", {"inline_keyboard": []}),
    }


@contextmanager
def telegram_test_api() -> Iterator[TelegramTestApi]:
    """Run the server with the adapter before it."""
    port = free_port()
    with serving(["node", "-e", _START], port, {**os.environ, "PORT": str(port)}):
        server = TelegramTestApi(port)
        try:
            yield server
        finally:
            server.close()
