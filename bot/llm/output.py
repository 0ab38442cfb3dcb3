"""A model's reply as it grows, read as the JSON that was asked for: sentences, each with its quotes.

Complete sentences are given out as soon as they are there; a reply that breaks off keeps those before the break.
Knows nothing of passages: whether anything in a reply is true is not its matter.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.llm.protocol import Form

MAX_SENTENCES = 6
MAX_CHARS = 16_000  # of a reply that are read
_MAX_QUOTES, _MAX_TEXT = 8, 2000  # of a sentence; characters of it and of a quote
_SENTENCES = re.compile(r'"sentences"\s*:\s*\[')
_THOUGHT = re.compile(r"\A\s*(?:<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)|[^{]*?</think(?:ing)?>)", re.DOTALL)
_DECODER = json.JSONDecoder()
_QUOTE = {
    "type": "object",
    "properties": {"passage": {"type": "integer"}, "text": {"type": "string"}},
    "required": ["passage", "text"],
    "additionalProperties": False,
}
_SENTENCE = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "quotes": {"type": "array", "items": _QUOTE}},
    "required": ["text", "quotes"],
    "additionalProperties": False,
}
ANSWER = Form(
    "answer",
    {
        "type": "object",
        "properties": {
            "sentences": {"type": "array", "items": _SENTENCE},
            "answerable": {"type": "boolean"},
        },
        "required": ["sentences", "answerable"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True)
class Cited:
    """Words that a model says stand in the passage of that number."""

    passage: int
    text: str


@dataclass(frozen=True)
class Said:
    """A sentence of a model, with what it says proves it."""

    text: str
    quotes: tuple[Cited, ...]


class Growing:
    """A reply that arrives in pieces."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0
        self.complete = False

    @property
    def empty(self) -> bool:
        """Whether the model has said nothing so far, its thoughts left out."""
        return not _THOUGHT.sub("", self._text).strip()

    def feed(self, piece: str) -> list[Said]:
        """Take in the next piece; return the sentences that are complete with it, at most MAX_SENTENCES in all."""
        self._text = (self._text + piece)[:MAX_CHARS]
        if "}" not in piece and "]" not in piece:
            return []
        found = self._sentences()
        fresh = found[self._given :]
        self._given = len(found)
        return fresh

    @property
    def full(self) -> bool:
        """Whether nothing that may still come is read."""
        return len(self._text) >= MAX_CHARS or self._given >= MAX_SENTENCES

    @property
    def unanswerable(self) -> bool:
        """Whether the complete reply says that the passages do not answer."""
        return as_object(self._text).get("answerable") is False

    def _sentences(self) -> list[Said]:
        text = _THOUGHT.sub("", self._text)
        opening = _SENTENCES.search(text)
        found: list[Said] = []
        if opening is None:
            return found
        at = opening.end()
        while len(found) < MAX_SENTENCES:
            at = _next(text, at)
            if text[at : at + 1] == "]":
                self.complete = True
                break
            try:
                value, at = _DECODER.raw_decode(text, at)
            except (ValueError, RecursionError):
                break
            found.append(_said(value))
        return found


def as_object(text: str) -> Mapping[str, Any]:
    """Return the first JSON object in `text`, thoughts and what stands around it left out; {} when there is none."""
    text = _THOUGHT.sub("", text)
    try:
        value, _ = _DECODER.raw_decode(text, max(text.find("{"), 0))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _next(text: str, at: int) -> int:
    """Return the place of the next character that is neither blank nor a comma."""
    while text[at : at + 1] and text[at] in " \t\r\n,":
        at += 1
    return at


def _said(value: object) -> Said:
    """Return one element of the list of sentences; what is not of the form asked for is left out."""
    if not isinstance(value, dict):
        return Said("", ())
    quotes = value.get("quotes")
    cited = [_cited(quote) for quote in quotes[:_MAX_QUOTES]] if isinstance(quotes, list) else []
    return Said(_string(value.get("text")), tuple(quote for quote in cited if quote))


def _cited(value: object) -> Cited | None:
    if not isinstance(value, dict):
        return None
    number, text = value.get("passage"), _string(value.get("text"))
    if isinstance(number, str) and re.fullmatch("[0-9]{1,3}", number.strip()):
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not text:
        return None
    return Cited(number, text)


def _string(value: object) -> str:
    """Return a string of a sentence's length, lone surrogates replaced; "" for anything else."""
    return value[:_MAX_TEXT].encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""
