"""Calls of the stand-in's Bot API over HTTP, as JSON, without a library between; and small arguments for them."""

import http.client
import json
from typing import Any

import pytest

from preview.refusals import Refusal
from preview.server import BotApi

Answer = dict[str, Any]


def request(api: BotApi, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", api.port, timeout=10)
    try:
        connection.request(method, path, body, {"Content-Type": kind} if kind else {})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def call(api: BotApi, method: str, **given: Any) -> Any:
    """Return the result of a call as JSON; raises Refusal with what was answered."""
    body = json.dumps(given).encode()
    status, answer = request(api, "POST", f"/bot{api.token}/{method}", body, "application/json")
    assert answer["ok"] == (status == 200)
    if not answer["ok"]:
        assert answer["error_code"] == status
        raise Refusal(answer["description"], status, answer.get("parameters", {}).get("retry_after"))
    return answer["result"]


def refusal(api: BotApi, method: str, **given: Any) -> str:
    with pytest.raises(Refusal) as refused:
        call(api, method, **given)
    return f"{refused.value.code} {refused.value.description}"


def updates(api: BotApi, **given: Any) -> list[Any]:
    return list(call(api, "getUpdates", **given))


def keyboard(*buttons: Answer) -> Answer:
    return {"inline_keyboard": [[button] for button in buttons]}


def article(identity: str = "1", text: str = "<b>x</b>", **more: Any) -> Answer:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": identity, "title": "t", "input_message_content": content, **more}
