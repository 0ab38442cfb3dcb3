"""One conversation with a language model behind an OpenAI-compatible endpoint, streamed and bounded in time.

The `openai` package speaks the protocol; it is imported when a model is first opened. What a server does not
support is found out by its refusals, once, and remembered. Knows nothing of questions, passages or quotes; what
went wrong is told without a word of what was asked or answered.
"""

import logging
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from email.utils import parsedate_to_datetime
from queue import Empty, Queue
from threading import Thread
from typing import Any

from bot.llm.protocol import Failure, Form, Message, Shape
from index.errors import ModelError

SHORT_WAIT = 5.0  # seconds of a Retry-After that are waited out
LONG_WAIT = 300.0  # the most that a server is left alone for
_REFUSES_REQUEST = (400, 415, 422)  # statuses that may mean a parameter the server does not know
_MISSING = (
    "LLM_BASE_URL is set, but the openai package is not installed: pip install 'huida[llm]', or unset it"
)


class OpenAIModel:
    """A model behind an OpenAI-compatible endpoint. Safe to share by threads."""

    def __init__(self, base_url: str, name: str, key: str = "") -> None:
        """Open nothing yet; raises ModelError when the `openai` package is missing."""
        try:
            import openai  # takes half a second
        except ImportError as error:
            raise ModelError(_MISSING) from error
        logging.getLogger("openai").setLevel(logging.WARNING)  # its lower levels show requests
        self.name = name
        self._openai = openai
        self._client = openai.OpenAI(base_url=base_url, api_key=key or "none", max_retries=0)
        self._client.organization = self._client.project = None  # an OpenAI account's, not this server's
        self.shape = Shape()

    def stream(self, messages: Sequence[Message], form: Form, until: float) -> Generator[str, None, None]:
        """Yield the reply in pieces, at most to `until` on the monotonic clock; raises Failure.

        A thread of its own does the waiting: neither a name server nor a server that sends a byte now and then
        holds the caller beyond `until`.
        """
        call = _Call(self, messages, form, until)
        Thread(target=call.run, name="language-model", daemon=True).start()
        try:
            while True:
                try:
                    piece = call.pieces.get(timeout=max(until - time.monotonic(), 0.0))
                except Empty:
                    raise Failure("no answer in the time limit") from None
                if piece is None:
                    return
                if isinstance(piece, Failure):
                    raise piece
                yield piece
        finally:
            call.cancel()

    def reply(self, messages: Sequence[Message], form: Form, call: "_Call") -> Iterator[str]:
        """Yield the pieces of one reply, its request put so that the server knows it; raises Failure."""
        first = self.shape
        while True:
            shape = self.shape
            try:
                yield from self._request(shape, messages, form, call)
                return
            except self._openai.APIStatusError as error:
                said = f"{error.param} {error.message}" if error.status_code in _REFUSES_REQUEST else ""
                other = shape.after_refusal(said) if said else None
                if other is None:
                    self.shape = first if said else shape
                    raise _of_status(error.status_code, error.response.headers) from None
                self.shape = other
            except _NotStreamed:
                self.shape = replace(shape, stream=False)

    def _request(self, shape: Shape, messages: Sequence[Message], form: Form, call: "_Call") -> Iterator[str]:
        """Yield the pieces of the reply to one request."""
        create: Any = self._client.chat.completions.create
        said = list(messages)
        reply = create(model=self.name, messages=said, timeout=call.timeout(), **shape.arguments(form))
        if not shape.stream:
            yield from _texts([reply], "message")
            return
        call.stream = reply
        chunks = 0
        for chunk in reply:
            chunks += 1
            yield from _texts([chunk], "delta")
        if not chunks and reply.response.headers.get("content-type", "").startswith("application/json"):
            raise _NotStreamed

    def failure(self, error: Exception) -> Failure:
        """Return what an exception of the `openai` package or of the protocol means."""
        if isinstance(error, self._openai.APITimeoutError):
            return Failure("no answer in the time limit")
        if isinstance(error, self._openai.APIConnectionError):
            cause = error.__cause__
            refused = type(cause).__name__ == "ConnectError"
            return (
                Failure("cannot be reached") if refused else Failure("the connection broke off", again=True)
            )
        if isinstance(error, self._openai.APIError):
            return Failure("an error in the stream", again=True)
        return Failure("does not speak the protocol", again=True)


class _NotStreamed(Exception):
    """The server answered a request for a stream with one JSON object."""


class _Call:
    """One reply on its way, in a thread that ends soon after it is cancelled."""

    def __init__(self, model: OpenAIModel, messages: Sequence[Message], form: Form, until: float) -> None:
        self._model, self._messages, self._form, self._until = model, messages, form, until
        self.pieces: Queue[str | Failure | None] = Queue()
        self.stream: Any = None
        self._cancelled = False

    def timeout(self) -> float:
        """Return the seconds left, for one wait of the client."""
        return max(self._until - time.monotonic(), 0.01)

    def run(self) -> None:
        """Put the pieces of the reply, then None or a Failure."""
        try:
            for piece in self._model.reply(self._messages, self._form, self):
                if self._cancelled:
                    return
                self.pieces.put(piece)
            self.pieces.put(None)
        except Failure as failure:
            self.pieces.put(failure)
        except Exception as error:  # noqa: BLE001 - a server can break the client in any way; here it ends
            self.pieces.put(self._model.failure(error))

    def cancel(self) -> None:
        """Let the thread end: nobody reads on."""
        self._cancelled = True
        if self.stream is not None:
            self.stream.response.close()


def _texts(replies: Sequence[Any], part: str) -> Iterator[str]:
    """Yield the text of each choice's `part`; raises Failure for a refusal and a reply that was cut."""
    for reply in replies:
        for choice in (reply.choices or ())[:1]:
            said = getattr(choice, part)
            if said is not None and getattr(said, "refusal", None):
                raise Failure("refused")
            content = said.content if said is not None else None
            if isinstance(content, str) and content:
                yield content
            if choice.finish_reason == "content_filter":
                raise Failure("refused")
            if choice.finish_reason == "length":
                raise Failure("cut at the length limit")


def _of_status(status: int, headers: Mapping[str, str]) -> Failure:
    """Return what an HTTP status other than success means."""
    reason = f"HTTP {status}"
    if status == 429 or status >= 500:
        wait = _retry_after(headers)
        if wait is not None and wait > SHORT_WAIT:
            return Failure(reason, rest=min(wait, LONG_WAIT))
        return Failure(reason, again=True, after=wait if wait is not None else 0.5)
    return Failure(reason)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a Retry-After asks for, 0 or more, None when there is none that can be read."""
    said = headers.get("retry-after", "")
    try:
        return max(float(said), 0.0)
    except ValueError:
        pass
    try:
        return max(parsedate_to_datetime(said).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None
