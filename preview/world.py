"""What the stand-in remembers: people, chats, messages, updates, queries, menus; and what happened, in order.

Knows nothing of HTTP, nor of which requests are valid. A message is kept as Telegram's own JSON object.
Everything is guarded by one Condition, `World.changed`, which is notified of every event.
"""

import copy
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Json = dict[str, Any]
QueryKind = Literal["callback", "inline", "guest"]
ChatType = Literal["private", "group", "supergroup", "channel"]

TOKEN = "123456789:AAtesttesttesttesttesttesttesttest0"
BOT: Mapping[str, Any] = MappingProxyType(
    {"id": 123456789, "is_bot": True, "first_name": "Huida", "username": "huida_bot"}
)
# Telegram sends these only to a bot that names them in allowed_updates.
_UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True)
class Person:
    """Someone with Telegram; `language` is their app's IETF tag, empty where Telegram does not tell it."""

    id: int
    name: str
    language: str = ""
    username: str = ""

    @property
    def json(self) -> Json:
        """The person as Telegram's User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.language:
            user["language_code"] = self.language
        if self.username:
            user["username"] = self.username
        return user


@dataclass(frozen=True)
class Chat:
    """A chat; `topics` maps the titles of a forum's topics to their thread ids; `bot` says that the bot is in it."""

    id: int
    type: ChatType
    title: str
    members: tuple[Person, ...] = ()
    topics: Mapping[str, int] = field(default_factory=dict)
    forum: bool = False
    bot: bool = True

    @property
    def json(self) -> Json:
        """The chat as Telegram's Chat."""
        chat: Json = {"id": self.id, "type": self.type}
        if self.type == "private":
            chat["first_name"] = self.title
            if self.members and self.members[0].username:
                chat["username"] = self.members[0].username
        else:
            chat["title"] = self.title
        if self.forum:
            chat["is_forum"] = True
        return chat


@dataclass
class Query:
    """A callback, inline or guest query and, once it came, its answer."""

    id: str
    kind: QueryKind
    person: int
    chat: int | None = None
    message: int | None = None
    answer: Json | None = None
    expired: bool = False


class World:
    """The state; take `changed` before reading or writing more than one thing."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.open = True
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Json]] = {}
        self.by_bot: set[tuple[int, int]] = set()  # messages that the bot sent as itself
        self.blocked: set[int] = set()  # people who blocked the bot
        self.updates: list[Json] = []
        self.polls = 0
        self.allowed: frozenset[str] | None = None  # None: Telegram's default
        self.queries: dict[str, Query] = {}
        self.files: dict[str, bytes] = {}  # by file_id
        self.inline_messages: dict[str, tuple[int, int]] = {}  # inline_message_id: its chat and message
        self.menus: dict[tuple[str, str], list[Json]] = {}  # by scope and language
        self.drafts: dict[tuple[int, int | None], Json] = {}  # by chat and topic
        self.actions: list[tuple[int, str]] = []
        self.events: list[Json] = []
        self._last: dict[int, int] = {}
        self._next_update = 1000
        self._next_query = 10**18

    def close(self) -> None:
        """Wake everyone who waits; they find `open` false."""
        with self.changed:
            self.open = False
            self.changed.notify_all()

    def happened(self, kind: str, **what: object) -> None:
        """Append to `events`: `n` from 1, its `kind`, and what it is about.

        Kinds and what they hold: chat (chat, topics), message and edit (chat, message), delete (chat, message_id),
        action (chat, action, topic), draft (chat, draft), menu (scope, language, commands), and the answers to
        callback, inline and guest queries (query, person, chat, answer).
        """
        with self.changed:
            self.events.append({"n": len(self.events) + 1, "kind": kind, **copy.deepcopy(what)})
            self.changed.notify_all()

    def events_after(self, n: int, seconds: float) -> list[Json]:
        """Return the events after number `n`, waiting up to `seconds` for the first of them."""
        with self.changed:
            self.changed.wait_for(lambda: len(self.events) > n or not self.open, seconds)
            return copy.deepcopy(self.events[max(0, n) :])

    def tell(self, kind: str, value: Json) -> None:
        """Queue an update for the bot, unless its allowed_updates leave that kind out."""
        with self.changed:
            if kind in self.allowed if self.allowed is not None else kind not in _UNASKED:
                self._next_update += 1
                self.updates.append({"update_id": self._next_update, kind: copy.deepcopy(value)})
                self.changed.notify_all()

    def next_message(self, chat: int) -> int:
        """Return the message_id that the chat's next message will have."""
        return self._last.get(chat, 0) + 1

    def post(self, chat: Chat, fields: Json) -> Json:
        """Keep a new message of `chat` and return it, with its id and date."""
        with self.changed:
            number = self._last[chat.id] = self.next_message(chat.id)
            message = {"message_id": number, "date": int(time.time()), "chat": chat.json, **fields}
            self.messages.setdefault(chat.id, {})[number] = message
            self.happened("message", chat=chat.id, message=message)
            return message

    def rewrite(self, chat: int, message: int, fields: Json) -> Json:
        """Put `fields` into a kept message, None removing one, and return it."""
        with self.changed:
            kept = self.messages[chat][message]
            for name, value in fields.items():
                if value is None:
                    kept.pop(name, None)
                else:
                    kept[name] = value
            self.happened("edit", chat=chat, message=kept)
            return kept

    def remove(self, chat: int, message: int) -> None:
        """Delete a message."""
        with self.changed:
            del self.messages[chat][message]
            self.happened("delete", chat=chat, message_id=message)

    def find(self, chat: int, message: int) -> Json | None:
        """Return the kept message, None where there is none."""
        return self.messages.get(chat, {}).get(message)

    def query(
        self, kind: QueryKind, person: int, chat: int | None = None, message: int | None = None
    ) -> Query:
        """Open a query of its own id."""
        with self.changed:
            query = Query(self.new_id(), kind, person, chat, message)
            self.queries[query.id] = query
            return query

    def new_id(self) -> str:
        """Return an identifier as long as Telegram's are."""
        with self.changed:
            self._next_query += 7
            return str(self._next_query)

    def inline_id(self, chat: int, message: int) -> str | None:
        """Return the id by which the bot edits a message that a person sent through it."""
        return next((i for i, at in self.inline_messages.items() if at == (chat, message)), None)
