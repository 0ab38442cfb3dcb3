"""A language model's server on this machine: the chat-completions protocol over HTTP, streamed, with faults on demand.

Speaks to the real `openai` client. What it says is scripted: a function from the request to the text of the reply.
Knows nothing of the bot.
"""

import json
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Request = Mapping[str, Any]
PIECE = 7  # characters of one chunk
KEY = "sk-a-key-that-nobody-may-see"


@dataclass
class Call:
    """One request as it came: its headers in lower case, and its JSON."""

    headers: dict[str, str]
    body: dict[str, Any]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Answer one request, or fail as asked."""
        owner = self.server.owner
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        owner.calls.append(Call({k.lower(): v for k, v in self.headers.items()}, body))
        if self.path != "/v1/chat/completions":
            self.json(404, {"error": {"message": f"no such path {self.path}"}})
        elif refused := owner.refusal(body):
            self.json(400, {"error": {"message": f"unsupported: {refused}", "param": refused}})
        elif owner.faults:
            owner.faults.popleft()(self, body)
        else:
            say(owner.script(body))(self, body)

    def json(self, status: int, value: object, headers: Mapping[str, str] = {}) -> None:
        """Send one JSON object."""
        self.raw(status, json.dumps(value, ensure_ascii=False).encode(), "application/json", headers)

    def raw(self, status: int, data: bytes, kind: str, headers: Mapping[str, str] = {}) -> None:
        """Send `data` and nothing else."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def begin(self) -> None:
        """Begin a stream of events."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def event(self, value: object) -> None:
        """Send one event."""
        data = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def drop(self) -> None:
        """Break the connection as a dying server does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.rfile.close()
        self.connection.close()


Fault = Callable[[_Handler, Request], None]


def chunk(delta: Mapping[str, object], finish: str | None = None) -> dict[str, object]:
    """Return one chunk of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
    }


def say(text: str, finish: str = "stop") -> Fault:
    """Say `text`, in pieces where a stream was asked for."""

    def reply(handler: _Handler, body: Request) -> None:
        if not body.get("stream"):
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": finish}
            handler.json(200, {**chunk({}), "object": "chat.completion", "choices": [choice]})
            return
        handler.begin()
        handler.event(chunk({"role": "assistant", "content": ""}))
        for start in range(0, len(text), PIECE):
            handler.event(chunk({"content": text[start : start + PIECE]}))
        handler.event(chunk({}, finish))
        handler.event({**chunk({}), "choices": [], "usage": {"total_tokens": 1}})
        handler.event("[DONE]")

    return reply


def status(code: int, **headers: str) -> Fault:
    """Answer with an HTTP status; the header retry_after is Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.json(code, {"error": {"message": f"failed, {KEY}"}}, named)


def hang(handler: _Handler, _: Request) -> None:
    """Say nothing until the server is closed."""
    handler.server.owner.closing.wait(30)
    handler.close_connection = True


def reset(handler: _Handler, _: Request) -> None:
    """Break the connection without an answer."""
    handler.drop()


def broken(text: str) -> Fault:
    """Say `text`, then break the connection."""

    def reply(handler: _Handler, _: Request) -> None:
        handler.begin()
        handler.event(chunk({"content": text}))
        time.sleep(0.05)  # what is not yet read when the connection is reset is lost
        handler.drop()

    return reply


def ended(text: str) -> Fault:
    """Say `text`, then end the stream without a finish reason."""

    def reply(handler: _Handler, _: Request) -> None:
        handler.begin()
        handler.event(chunk({"content": text}))

    return reply


def raw(data: str, kind: str = "text/event-stream") -> Fault:
    """Send `data` as it is."""
    return lambda handler, _: handler.raw(200, data.encode(), kind)


def deltas(*values: Mapping[str, object], finish: str = "stop") -> Fault:
    """Send a chunk for each delta."""

    def reply(handler: _Handler, _: Request) -> None:
        handler.begin()
        for value in values:
            handler.event(chunk(value))
        handler.event(chunk({}, finish))
        handler.event("[DONE]")

    return reply


def endless(pieces: Callable[[], Iterator[str]], pause: float = 0.0) -> Fault:
    """Send lines for ever, or until nobody reads."""

    def reply(handler: _Handler, _: Request) -> None:
        handler.begin()
        try:
            for piece in pieces():
                handler.wfile.write(piece.encode())
                if (
                    handler.server.owner.closing.wait(pause)
                    if pause
                    else handler.server.owner.closing.is_set()
                ):
                    return
        except OSError:
            handler.server.owner.left.set()

    return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: "LlmServer"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that break off are what is tested."""


@dataclass
class LlmServer:
    """A server that says what `script` makes of a request; a context manager.

    Attributes:
        script: the reply's text.
        refuses: what it answers with 400: a response format's type, or a parameter's name.
        calls: the requests so far.
        faults: what it does instead, one a request.
        left: set when a client stopped reading an endless reply.
    """

    script: Callable[[Request], str]
    refuses: Sequence[str] = ()
    calls: list[Call] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    closing: Event = field(default_factory=Event)
    left: Event = field(default_factory=Event)

    def __enter__(self) -> "LlmServer":
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def refusal(self, body: Request) -> str:
        """Return what in the request this server does not know, "" for nothing."""
        kind = body.get("response_format", {}).get("type", "")
        known = {kind, *body} if body.get("stream") else {kind, *body} - {"stream"}
        return next((name for name in self.refuses if name in known), "")
