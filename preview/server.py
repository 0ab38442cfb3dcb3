"""The stand-in's HTTP: the Bot API on loopback, faults on demand, and room for further routes.

Knows nothing of what a method does. `BotApi` is the whole stand-in: the server, the people, what they see.

    with BotApi() as api:
        api.say("誰主持會議?")          # … a bot polls api.url with api.token …
        (reply,) = api.wait(1)

Further routes, for a page: `BotApi(routes={"GET /": page})` or `api.route("GET /page/*", file)`; a handler takes
a `Request` and returns a `Response`, or raises `Refusal`. A trailing `*` stands for any ending; the longest route
that fits is taken. Routes under /bot are the Bot API's own. Handlers run in threads of their own.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from preview import files, methods
from preview.faults import Dropped, FaultKind, Faults
from preview.people import People
from preview.reading import Readers
from preview.refusals import Refusal
from preview.world import TOKEN, Json, World

MAX_BODY = 4 * 2**20  # bytes; a request of the bot's has a few thousand


@dataclass(frozen=True)
class Request:
    """An HTTP request; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        """Return the body's JSON; raises Refusal."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise Refusal("Bad Request: can't parse JSON") from None


@dataclass(frozen=True)
class Response:
    """An HTTP answer."""

    body: bytes
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: object, status: int = 200) -> "Response":
        """Return `answer` as JSON."""
        return cls(json.dumps(answer, ensure_ascii=False).encode(), status)


Handler = Callable[[Request], Response]


class BotApi(People, Readers):
    """The stand-in: `url` and `token` for a bot, and the people's side. Listens from the start; close it."""

    def __init__(
        self, routes: Mapping[str, Handler] | None = None, port: int = 0, token: str = TOKEN
    ) -> None:
        super().__init__(World())
        self.token = token
        self.calls: Counter[str] = Counter()
        self._faults = Faults(self.world)
        self._routes: dict[str, Handler] = {}
        for pattern, handler in (routes or {}).items():
            self.route(pattern, handler)
        self.route("GET /bot*", self._bot)
        self.route("POST /bot*", self._bot)
        self.route("GET /file/bot*", self._file)
        self._server = _Server(("127.0.0.1", port), _handler(self._answer_to))
        self.port: int = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self) -> "BotApi":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """End all that wait, and stop listening."""
        self.world.close()
        self._server.shutdown()
        self._server.server_close()

    def route(self, pattern: str, handler: Handler) -> None:
        """Have `handler` answer what fits `pattern`: a method, a blank and a path, `*` at its end for any ending."""
        self._routes[pattern] = handler

    def fault(self, method: str, kind: FaultKind, times: int = 1, seconds: float = 1.0) -> None:
        """Have the next `times` calls of `method` fail before they have an effect.

        `kind`: an HTTP status (429 says to retry after `seconds`, at least 1), "hang" (silence for `seconds`, then
        the connection ends) or "reset" (it ends at once). Faults of a method come in the order they were asked for.
        """
        self._faults.add(method, kind, times, seconds)

    def _answer_to(self, request: Request) -> Response:
        wanted = f"{request.method} {request.path}"
        fitting = [
            (len(pattern), handler)
            for pattern, handler in self._routes.items()
            if wanted == pattern or (pattern.endswith("*") and wanted.startswith(pattern[:-1]))
        ]
        try:
            if not self.world.open:
                raise Dropped  # over a connection from before the end
            if not fitting:
                raise Refusal("Not Found", 404)
            return max(fitting, key=lambda each: each[0])[1](request)
        except Refusal as refusal:
            return _refused(refusal)

    def _bot(self, request: Request) -> Response:
        token, _, method = request.path.removeprefix("/bot").partition("/")
        if token != self.token:
            raise Refusal("Unauthorized", 401)
        with self.world.changed:
            self.calls[method] += 1
            self.world.changed.notify_all()
        self._faults.meet(method)
        return Response.of({"ok": True, "result": methods.call(self.world, method, _arguments(request))})

    def _file(self, request: Request) -> Response:
        token, _, path = request.path.removeprefix("/file/bot").partition("/")
        if token != self.token:
            raise Refusal("Unauthorized", 401)
        return Response(files.content(self.world, path), kind="application/octet-stream")


def _refused(refusal: Refusal) -> Response:
    answer: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        answer["parameters"] = {"retry_after": refusal.retry_after}
    return Response.of(answer, refusal.code)


def _arguments(request: Request) -> Json:
    """Return a call's arguments: those of the address, then those of a form or of JSON."""
    arguments: Json = dict(request.query)
    kind = request.headers.get("content-type", "")
    if not request.body:
        return arguments
    if kind.startswith("application/json"):
        sent = request.json()
        if not isinstance(sent, dict):
            raise Refusal("Bad Request: object expected")
        return arguments | sent
    if kind.startswith("multipart/form-data"):
        message = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + request.body)
        for part in message.get_payload() if message.is_multipart() else []:
            name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
            arguments[str(name)] = part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        return arguments
    try:
        return arguments | dict(parse_qsl(request.body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise Refusal("Bad Request: strings must be encoded in UTF-8") from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def _handler(answer_to: Handler) -> type[BaseHTTPRequestHandler]:
    class Connection(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            length = self.headers.get("Content-Length") or "0"
            if not length.isdecimal() or int(length) > MAX_BODY:
                self.close_connection = True
                self._reply(_refused(Refusal("Request Entity Too Large", 413)))
                return
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(length))
            try:
                self._reply(answer_to(Request(self.command, unquote(parts.path), query, headers, body)))
            except Dropped:
                self.close_connection = True

        def _reply(self, response: Response) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # the bot stopped while it polled
                self.send_response(response.status)
                self.send_header("Content-Type", response.kind)
                self.send_header("Content-Length", str(len(response.body)))
                for name, value in response.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(response.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on standard error."""

    return Connection
