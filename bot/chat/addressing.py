"""Which messages are questions to the bot, and what they ask.

In a private chat every text is; in a group only what names the bot or replies to it. Knows nothing of answers.
"""

import datetime as dt
import re

from telegram import Bot, Message, MessageEntity
from telegram.constants import ChatType

STALE = dt.timedelta(minutes=5)  # after which a message that waited for the bot is left alone
# Chinese needs no blank after it: 「/問誰主持會議?」.
ASK = re.compile(
    r"^/(?:ask|問|问)(?:@(?P<bot>[a-z0-9_]+))?(?![a-z0-9_@])\s*(?P<question>.*)$", re.DOTALL | re.IGNORECASE
)


def from_a_person(message: Message, bot: Bot) -> bool:
    """Whether a person wrote `message` just now: no bot, no channel, no result of this bot's inline mode."""
    if message.is_automatic_forward or (message.via_bot and message.via_bot.id == bot.id):
        return False
    if message.sender_chat:  # an administrator who hides writes as the group itself
        return message.sender_chat.id == message.chat.id and message.chat.type != ChatType.CHANNEL
    return bool(message.from_user and not message.from_user.is_bot)


def is_stale(message: Message, now: dt.datetime | None = None) -> bool:
    """Whether `message` waited so long that whoever wrote it no longer waits for an answer."""
    return (now or dt.datetime.now(dt.UTC)) - message.date > STALE


def question_in(message: Message, bot: Bot) -> str | None:
    """Return what `message` asks the bot, "" for a bare /ask or mention, None when it is not for the bot."""
    text = message.text or ""
    asked = ASK.match(text)
    if asked:
        if asked["bot"] and asked["bot"].lower() != bot.username.lower():
            return None
        return asked["question"].strip() or _replied_to(message, bot)
    if any(entity.type == MessageEntity.BOT_COMMAND and not entity.offset for entity in message.entities):
        return None
    mentions = [entity for entity in message.entities if _mentions(message, entity, bot)]
    if mentions:
        return _without(message, mentions) or _replied_to(message, bot)
    if message.chat.type == ChatType.PRIVATE:
        return text.strip()
    reply = message.reply_to_message
    # In a topic that the bot made, whatever replies to nothing replies to its making.
    if reply and reply.from_user and reply.from_user.id == bot.id and not reply.forum_topic_created:
        return text.strip()
    return None


def _mentions(message: Message, entity: MessageEntity, bot: Bot) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return bool(entity.user and entity.user.id == bot.id)
    said = message.parse_entity(entity) if entity.type == MessageEntity.MENTION else ""
    return said.lower() == f"@{bot.username}".lower()


def _without(message: Message, mentions: list[MessageEntity]) -> str:
    rest = message.text or ""
    for said in {message.parse_entity(entity) for entity in mentions}:
        rest = rest.replace(said, " ")
    return " ".join(rest.split())


def _replied_to(message: Message, bot: Bot) -> str:
    """Return the text of the message that `message` replies to, unless it is the bot's own; "" for none."""
    reply = message.reply_to_message
    if reply is None or (reply.from_user and reply.from_user.id == bot.id):
        return ""
    return (reply.text or reply.caption or "").strip()
