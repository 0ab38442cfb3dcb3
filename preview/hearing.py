"""What Telegram makes of a message that a person sends: its entities, its thread, and whether the bot hears of it."""

import re

from preview.entities import units
from preview.world import BOT, Chat, Json, World

_AT_BOT = f"@{BOT['username']}"
# What Telegram's servers find in a text without being told.
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>「」『』（）()，。！？；：、]+)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<hashtag>(?<!\w)#\w{1,256})",
)


def entities_in(text: str) -> list[Json]:
    """Return the entities that Telegram finds in a text that a person typed, in UTF-16 units."""
    return [
        {"type": found.lastgroup, "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in _FOUND.finditer(text)
    ]


def place(world: World, chat: Chat, reply_to: int | None, topic: str | int | None) -> Json:
    """Return a new message's reply and thread, as Telegram fills them in."""
    fields: Json = {}
    if topic is not None:
        thread = chat.topics[topic] if isinstance(topic, str) else topic
        fields = {"message_thread_id": thread, "is_topic_message": True}
        reply_to = reply_to or thread  # in a topic, what replies to nothing replies to its first message
    if reply_to is None:
        return fields
    replied = world.messages[chat.id][reply_to]
    fields["reply_to_message"] = {k: v for k, v in replied.items() if k != "reply_to_message"}
    if chat.type == "supergroup" and topic is None:
        if not chat.forum:  # a thread of replies, which is no topic
            fields["message_thread_id"] = replied.get("message_thread_id", reply_to)
        elif "message_thread_id" in replied:
            fields |= {"message_thread_id": replied["message_thread_id"], "is_topic_message": True}
    return fields


def heard(chat: Chat, message: Json) -> bool:
    """Return whether Telegram tells the bot of `message`; in groups it has privacy mode."""
    if not chat.bot:
        return False
    if chat.type in ("private", "channel") or message.get("via_bot"):
        return True
    replied = message.get("reply_to_message", {})
    if replied.get("from", {}).get("id") == BOT["id"] and "forum_topic_created" not in replied:
        return True
    text = str(message.get("text", message.get("caption", "")))
    named = re.search(rf"(?<!\w){_AT_BOT}(?!\w)", text, re.IGNORECASE)
    command = re.match(r"/[A-Za-z0-9_]+(@\w+)?", text)
    if command and command[1]:
        return command[1].lower() == _AT_BOT or bool(named)
    return bool(command or named)
