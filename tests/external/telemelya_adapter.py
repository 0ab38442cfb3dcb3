"""telemelya as a Telegram that delivers updates to the bot's webhook, and its people."""

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from preview.markup import formatted
from tests.external.running import FOLDER, TOKEN, free_port, serving, until

Json = dict[str, Any]
NAME = "telemelya_bot"  # the server's bot
PYTHON = FOLDER / ".venv" / "bin" / "python"


class Telemelya:
    """The server at `url`; people write to the bot through its control routes."""

    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, route: str, **given: Any) -> Any:
        """Call one of the server's routes for tests, GET where nothing is given."""
        body = json.dumps(given).encode() if given else None
        return post(f"{self.url}/api/v1/test/{route}?bot_token={TOKEN}", body)

    def say(self, text: str) -> Json:
        """Have a person write in a private chat, in an update that the server makes; return the message."""
        sent: Json = self.control("send_update", chat_id=1, text=text)
        return dict(sent["update"]["message"])

    def deliver(self, **update: Any) -> Json:
        """Have the server deliver an update that it cannot make; its update_id is added."""
        update["update_id"] = time.time_ns() % 10**9
        return dict(post(f"{self.url}/deliver/{TOKEN}", json.dumps(update).encode()))

    def press(self, record: Json, button: str) -> None:
        """Press a button under one of the bot's messages, as recorded."""
        rows = record["reply_markup"]["inline_keyboard"]
        data = next(each["callback_data"] for row in rows for each in row if each["text"] == button)
        message = message_in(
            record["chat_id"], record["message_id"], text=formatted(record["text"], "HTML").text
        )
        message["from"] = {"id": 123456789, "is_bot": True, "first_name": "TestBot"}
        message["entities"] = list(formatted(record["text"], "HTML").entities)
        message["reply_markup"] = record["reply_markup"]
        query = {"id": str(time.time_ns()), "from": person(), "chat_instance": "1", "data": data}
        assert self.deliver(callback_query={**query, "message": message})["status_code"] == 200

    def calls(self, method: str) -> list[Json]:
        """Return what the server recorded of the bot's calls of `method`, oldest first."""
        return [each for each in self.control("responses")["responses"] if each["method"] == method]

    def wait(self, method: str, count: int = 1) -> list[Json]:
        """Return the calls of `method` once there are `count`."""

        def enough() -> list[Json] | None:
            calls = self.calls(method)
            return calls if len(calls) >= count else None

        return until(enough)


def person() -> Json:
    return {"id": 1, "is_bot": False, "first_name": "P", "language_code": "zh-hant"}


def message_in(chat: int, number: int, **fields: Any) -> Json:
    """Return a message of a person's, in a group where `chat` is negative."""
    where = {"id": chat, "type": "private" if chat > 0 else "group", "title": "Group"}
    return {"message_id": number, "date": int(time.time()), "chat": where, "from": person(), **fields}


def post(url: str, body: bytes | None, secret: str | None = None) -> Any:
    """Return what `url` answers, as JSON; its status where it answers none."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer any"}
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
            said = answer.read()
            return json.loads(said) if said else answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@contextmanager
def telemelya() -> Iterator[Telemelya]:
    """Run the server."""
    port = free_port()
    settings = {"PORT": str(port), "STRICT_EDIT": "true", "PATH": os.environ["PATH"]}
    with serving([str(PYTHON), "telemelya_server.py"], port, settings):
        yield Telemelya(f"http://127.0.0.1:{port}")
