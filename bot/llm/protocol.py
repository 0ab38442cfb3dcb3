"""What is said between this program and a language model: messages, the form of a reply, how a request is put.

Knows nothing of HTTP or of any package that speaks it, nor of what is asked.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

Message = Mapping[str, str]  # {"role": "system" or "user", "content": …}
MAX_TOKENS = 1200  # of one reply
_FORMATS = ("json_schema", "json_object", "plain")


class Failure(Exception):
    """Why a model gave no usable answer; `str(failure)` names no question and no key.

    Attributes:
        again: whether asking once more may help.
        remind: whether the model should then be reminded of the format.
        after: seconds to wait before.
        rest: seconds for which the model is better not asked at all.
    """

    def __init__(
        self, reason: str, *, again: bool = False, remind: bool = False, after: float = 0.0, rest: float = 0.0
    ) -> None:
        super().__init__(reason)
        self.again, self.remind, self.after, self.rest = again, remind, after, rest


@dataclass(frozen=True)
class Form:
    """The JSON that a reply must be: a name and a JSON schema."""

    name: str
    schema: Mapping[str, Any]


class ChatModel(Protocol):
    """A language model that answers messages with text."""

    @property
    def name(self) -> str:
        """The model's name, as it is shown."""

    def stream(self, messages: Sequence[Message], form: Form, until: float) -> Generator[str, None, None]:
        """Yield the reply in pieces, at most to `until` on the monotonic clock; raises Failure."""


@dataclass(frozen=True)
class Shape:
    """How a request is put: what some servers do not know is left out."""

    format: int = 0
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    stream: bool = True

    def arguments(self, form: Form) -> dict[str, Any]:
        """Return the parameters of the request besides model and messages."""
        given: dict[str, Any] = {self.limit: MAX_TOKENS, "stream": self.stream}
        if self.temperature:
            given["temperature"] = 0
        kind = _FORMATS[self.format]
        if kind == "json_schema":
            schema = {"name": form.name, "schema": dict(form.schema), "strict": True}
            given["response_format"] = {"type": kind, "json_schema": schema}
        elif kind == "json_object":
            given["response_format"] = {"type": kind}
        return given

    def after_refusal(self, said: str) -> "Shape | None":
        """Return the shape to try after the server refused this one in the words `said`, None when none is left."""
        if "max_completion_tokens" in said and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "temperature" in said and self.temperature:
            return replace(self, temperature=False)
        if self.format + 1 < len(_FORMATS):
            return replace(self, format=self.format + 1)
        return None
