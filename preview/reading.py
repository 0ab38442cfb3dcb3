"""What the people see: messages as their readers see them, and waiting for them. Knows nothing of HTTP."""

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from preview.entities import covered
from preview.world import Json, World

T = TypeVar("T")


@dataclass(frozen=True)
class Button:
    """A button of an inline keyboard: its words, and what it does, such as `url` or `callback_data`."""

    text: str
    action: str
    value: object

    @property
    def data(self) -> str:
        """The callback data, empty where the button calls nothing back."""
        return str(self.value) if self.action == "callback_data" else ""

    @property
    def url(self) -> str:
        """The link, empty where the button is none."""
        return str(self.value) if self.action == "url" else ""


@dataclass(frozen=True)
class Sent:
    """A message as its reader sees it.

    `entities` are (Telegram's kind, what it covers; for a text_link its URL), outer before inner. `raw` is
    Telegram's own JSON object of the message.
    """

    chat: int
    message_id: int
    text: str
    entities: tuple[tuple[str, str], ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: int | None = None
    topic: int | None = None
    raw: Json = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, message: Json) -> "Sent":
        """Return Telegram's message as it is seen."""
        text = message.get("text", "")
        entities = tuple(
            (e["type"], e["url"] if e["type"] == "text_link" else covered(text, e))
            for e in message.get("entities", ())
        )
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return cls(
            message["chat"]["id"],
            message["message_id"],
            text,
            entities,
            tuple(tuple(_button(b) for b in row) for row in rows),
            message.get("reply_to_message", {}).get("message_id"),
            message.get("message_thread_id") if message.get("is_topic_message") else None,
            copy.deepcopy(message),
        )


def _button(button: Json) -> Button:
    action = next(name for name in button if name not in ("text", "style", "icon_custom_emoji_id"))
    return Button(button["text"], action, button[action])


class Readers:
    """Reads a world as its people do; every wait raises AssertionError when its time is up."""

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def sent(self) -> list[Sent]:
        """All messages that the bot sent, oldest first, each as it was when it came."""
        with self.world.changed:
            said = [e["message"] for e in self.world.events if e["kind"] == "message"]
            own = self.world.by_bot
            return [Sent.of(m) for m in said if (m["chat"]["id"], m["message_id"]) in own]

    @property
    def commands(self) -> dict[str, list[Json]]:
        """The menus of the default scope by language, "" for all others."""
        with self.world.changed:
            return {
                language: menu for (scope, language), menu in self.world.menus.items() if scope == "default"
            }

    @property
    def actions(self) -> list[tuple[int, str]]:
        """The chat actions so far: chat and action."""
        with self.world.changed:
            return list(self.world.actions)

    @property
    def drafts(self) -> list[tuple[int, str]]:
        """All drafts that were shown, oldest first: chat and text."""
        with self.world.changed:
            return [(e["chat"], e["draft"]["text"]) for e in self.world.events if e["kind"] == "draft"]

    def message(self, chat: int, message_id: int) -> Sent:
        """Return a message as it is now; raises LookupError."""
        with self.world.changed:
            return Sent.of(self.world.messages[chat][message_id])

    def wait(self, count: int, seconds: float = 10.0, chat: int | None = None) -> list[Sent]:
        """Return the bot's messages (to `chat`) once there are `count`."""
        seen: list[Sent] = []

        def enough() -> list[Sent] | None:
            seen[:] = [m for m in self.sent if chat in (None, m.chat)]
            return list(seen) if len(seen) >= count else None

        return self._until(enough, seconds, lambda: f"{len(seen)} of {count} messages came: {seen}")

    def wait_edit(self, chat: int, message_id: int, seconds: float = 10.0, count: int = 1) -> Sent:
        """Return a message as it is once it was edited `count` times."""

        def edited() -> Sent | None:
            edits = [e for e in self.world.events if e["kind"] == "edit" and e["chat"] == chat]
            mine = [e for e in edits if e["message"]["message_id"] == message_id]
            return self.message(chat, message_id) if len(mine) >= count else None

        return self._until(edited, seconds, lambda: f"message {message_id} was not edited {count} times")

    def wait_callback(self, query: str, seconds: float = 10.0) -> Json:
        """Return the bot's answerCallbackQuery: its arguments."""
        return self._answer(query, seconds)

    def wait_inline(self, query: str, seconds: float = 10.0) -> Json:
        """Return the bot's answerInlineQuery: its arguments, each result with `message`, as it would be sent."""
        return self._answer(query, seconds)

    def wait_guest(self, query: str, seconds: float = 10.0) -> Sent:
        """Return the message with which the bot answered a guest query."""
        return Sent.of(self._answer(query, seconds)["message"])

    def wait_until(self, true: Callable[[], bool], seconds: float = 10.0, what: str = "it") -> None:
        """Return once `true()`; it is asked again after everything that happens."""
        self._until(lambda: true() or None, seconds, lambda: f"{what} did not happen in {seconds} s")

    def _answer(self, query: str, seconds: float) -> Json:
        found = self._until(
            lambda: self.world.queries[query].answer, seconds, lambda: f"query {query} has no answer"
        )
        return copy.deepcopy(found)

    def _until(self, look: Callable[[], T | None], seconds: float, failure: Callable[[], str]) -> T:
        deadline = time.monotonic() + seconds
        with self.world.changed:
            while (found := look()) is None:
                if not self.world.changed.wait(deadline - time.monotonic()):
                    raise AssertionError(failure())
            return found
