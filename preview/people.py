"""The people's side: they write, press, type inline, mention the bot where it is not.

Knows nothing of HTTP. What a person does becomes the update that Telegram would send, if it would send one:
in groups the bot has privacy mode, so it hears commands, replies to it and messages that name it.
"""

import time
from collections.abc import Iterable
from dataclasses import replace

from preview.files import document
from preview.hearing import entities_in, heard, place
from preview.world import BOT, Chat, Json, Person, World


class People:
    """Acts on a world as its people do."""

    def __init__(self, world: World) -> None:
        self.world = world

    def person(
        self, id: int = 1, name: str = "<b>&", language: str = "zh-hant", username: str = ""
    ) -> Person:
        """Make or change a person; `language` empty: Telegram does not tell it."""
        with self.world.changed:
            self.world.people[id] = Person(id, name, language, username)
            return self.world.people[id]

    def private(self, person: Person) -> Chat:
        """Return the person's chat with the bot, started."""
        with self.world.changed:
            self.world.people[person.id] = person
            return self._keep(Chat(person.id, "private", person.name, (person,)))

    def group(
        self,
        id: int = -1001,
        title: str = "Group",
        members: Iterable[Person] = (),
        topics: Iterable[str] = (),
        bot: bool = True,
    ) -> Chat:
        """Make a group; a supergroup if `id` begins with -100, a forum if it has topics; `bot`: it is a member."""
        kind = "supergroup" if str(id).startswith("-100") else "group"
        titles = list(topics)
        if titles and kind == "group":
            raise ValueError("only a supergroup, whose id begins with -100, has topics")
        with self.world.changed:
            for each in members:
                self.world.people[each.id] = each
            chat = self._keep(
                Chat(id, kind, title, tuple(members), forum=bool(titles), bot=bot)  # type: ignore[arg-type]
            )
            made = {name: self._topic(chat, name) for name in titles}
            return self._keep(replace(chat, topics=made))

    def channel(self, id: int = -1009, title: str = "Channel") -> Chat:
        """Make a channel whose administrator the bot is."""
        return self._keep(Chat(id, "channel", title))

    def block(self, person: int, blocked: bool = True) -> None:
        """Have a person block the bot, or let it write again; the bot is told."""
        with self.world.changed:
            (self.world.blocked.add if blocked else self.world.blocked.discard)(person)
            who = self.world.people[person]
            old, new = ("member", "kicked") if blocked else ("kicked", "member")
            self.world.tell(
                "my_chat_member",
                {
                    "chat": self.world.chats[person].json,
                    "from": who.json,
                    "date": int(time.time()),
                    "old_chat_member": _membership(old),
                    "new_chat_member": _membership(new),
                },
            )

    def say(
        self,
        text: str | None,
        chat: int | Chat = 1,
        person: Person | None = None,
        reply_to: int | None = None,
        topic: str | int | None = None,
        entities: list[Json] | None = None,
        language: str | None = None,
        **fields: object,
    ) -> int:
        """Have a person write into `chat` and return the message_id.

        A positive `chat` that is new is made, with its person. `topic` is a title or a thread id. `entities` None:
        as Telegram finds them. `language` changes the person's. `text` None and `fields`: a sticker, a photo, ….
        """
        with self.world.changed:
            where = self._where(chat)
            message: Json
            if where.type == "channel":
                message = {"sender_chat": where.json}
            else:
                message = {"from": self._writer(where, person, language).json}
            message |= place(self.world, where, reply_to, topic)
            if text is not None:
                message["text"] = text
                if found := entities_in(text) if entities is None else entities:
                    message["entities"] = found
            posted = self.world.post(self.world.chats[where.id], {**message, **fields})
            if heard(where, posted):
                self.world.tell("channel_post" if where.type == "channel" else "message", posted)
            return int(posted["message_id"])

    def send_file(self, name: str, data: bytes, chat: int = 1) -> int:
        """Have a person send a file into their private chat and return the message_id."""
        with self.world.changed:
            return self.say(None, chat, document=document(self.world, name, data))

    def edit(self, chat: int | Chat, message_id: int, text: str) -> None:
        """Have its author write a message anew."""
        with self.world.changed:
            where = self._where(chat)
            words: Json = {"text": text, "entities": entities_in(text) or None, "edit_date": int(time.time())}
            edited = self.world.rewrite(where.id, message_id, words)
            if heard(where, edited):
                kind = "edited_channel_post" if where.type == "channel" else "edited_message"
                self.world.tell(kind, edited)

    def delete(self, chat: int | Chat, message_id: int) -> None:
        """Take a message away; the bot is not told."""
        self.world.remove(self._where(chat).id, message_id)

    def delete_topic(self, chat: int | Chat, title: str) -> None:
        """Take a forum's topic away; the bot is not told."""
        with self.world.changed:
            where = self._where(chat)
            self._keep(replace(where, topics={k: v for k, v in where.topics.items() if k != title}))

    def leave(self, chat: int | Chat) -> None:
        """Put the bot out of a group or channel."""
        self._keep(replace(self._where(chat), bot=False))

    def press(self, chat: int | Chat, message_id: int, button: str, person: Person | None = None) -> str:
        """Press the button whose text or callback data is `button`; returns the callback query's id.

        Raises LookupError if the message shows no such button, or one that calls nothing back.
        """
        with self.world.changed:
            where = self._where(chat)
            message = self.world.messages[where.id][message_id]
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            buttons = [b for row in rows for b in row if "callback_data" in b]
            data = next(b["callback_data"] for b in _named(buttons, button))
            who = self._writer(where, person)
            query = self.world.query("callback", who.id, chat=where.id, message=message_id)
            update: Json = {"id": query.id, "from": who.json, "chat_instance": str(where.id), "data": data}
            inline = self.world.inline_id(where.id, message_id)
            update |= {"inline_message_id": inline} if inline else {"message": message}
            self.world.tell("callback_query", update)
            return query.id

    def inline(
        self, query: str, person: Person | None = None, offset: str = "", chat_type: str = "sender"
    ) -> str:
        """Have a person type `@bot query` somewhere; returns the inline query's id."""
        with self.world.changed:
            who = person or self._writer(self._where(1), None)
            asked = self.world.query("inline", who.id)
            update = {
                "id": asked.id,
                "from": who.json,
                "query": query,
                "offset": offset,
                "chat_type": chat_type,
            }
            self.world.tell("inline_query", update)
            return asked.id

    def choose(self, inline: str, result: int | str = 0, chat: int | Chat = 1) -> int:
        """Send a result, by number or id, of an answered inline query into `chat`; returns the message_id."""
        with self.world.changed:
            query = self.world.queries[inline]
            if query.answer is None:
                raise LookupError("the inline query has no answer yet")
            results = query.answer["results"]
            chosen = (
                results[result] if isinstance(result, int) else next(r for r in results if r["id"] == result)
            )
            where, who = self._where(chat), self.world.people[query.person]
            posted = self.world.post(where, {"from": who.json, "via_bot": dict(BOT), **chosen["message"]})
            if "reply_markup" in posted:
                self.world.inline_messages[self.world.new_id()] = (where.id, posted["message_id"])
            if heard(where, posted):
                self.world.tell("message", posted)
            return int(posted["message_id"])

    def guest(
        self, text: str, person: Person | None = None, chat_title: str = "Elsewhere", **fields: object
    ) -> str:
        """Have a person call the bot in a group that it is not in; returns the guest query's id."""
        with self.world.changed:
            who = person or self._writer(self._where(1), None)
            known = (c for c in self.world.chats.values() if c.title == chat_title and not c.bot)
            chat = next(known, None) or self.group(
                -1007000 - len(self.world.chats), chat_title, [who], bot=False
            )
            said: Json = {"from": who.json, "text": text, **fields}
            if found := entities_in(text):
                said["entities"] = found
            posted = self.world.post(chat, said)
            query = self.world.query("guest", who.id, chat=chat.id, message=posted["message_id"])
            self.world.tell("guest_message", {**posted, "guest_query_id": query.id})
            return query.id

    def expire(self, query: str) -> None:
        """Make a query too old to be answered."""
        with self.world.changed:
            self.world.queries[query].expired = True

    def _keep(self, chat: Chat) -> Chat:
        with self.world.changed:
            self.world.chats[chat.id] = chat
            self.world.messages.setdefault(chat.id, {})
            self.world.happened("chat", chat=chat.json, topics=dict(chat.topics))
            return chat

    def _topic(self, chat: Chat, name: str) -> int:
        by = chat.members[0].json if chat.members else dict(BOT)
        made = {"forum_topic_created": {"name": name, "icon_color": 7322096}, "is_topic_message": True}
        thread = self.world.next_message(chat.id)
        self.world.post(chat, {"from": by, "message_thread_id": thread, **made})
        return thread

    def _where(self, chat: int | Chat) -> Chat:
        number = chat if isinstance(chat, int) else chat.id
        if number > 0 and number not in self.world.chats:
            return self.private(self.world.people.get(number) or self.person(number))
        return self.world.chats[number]

    def _writer(self, chat: Chat, person: Person | None, language: str | None = None) -> Person:
        """Return who acts in `chat`: `person`, else the first member."""
        if person is None and not chat.members:
            raise LookupError(f"nobody is in {chat.title}: say who")
        who = person or self.world.people[chat.members[0].id]
        if language is not None:
            who = replace(who, language=language)
        self.world.people[who.id] = who
        return who


def _named(buttons: list[Json], name: str) -> list[Json]:
    found = [b for b in buttons if b["callback_data"] == name] or [b for b in buttons if b["text"] == name]
    if not found:
        raise LookupError(f"no button {name!r} among {[b['text'] for b in buttons]}")
    return found


def _membership(status: str) -> Json:
    return {"user": dict(BOT), "status": status, **({"until_date": 0} if status == "kicked" else {})}
