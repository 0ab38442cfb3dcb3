"""What the bot does to chats and their messages: sends, edits, deletes, drafts, says that it is typing.

Knows nothing of HTTP. Each method gets arguments that fit the description and raises Refusal as Telegram would.
"""

import time

from preview import description, keyboards
from preview.entities import Formatted
from preview.markup import formatted
from preview.refusals import bad, forbidden
from preview.world import BOT, Chat, Json, World

_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note".split()
)


def get_chat(world: World, data: Json) -> Json:
    """The chat in full, as far as the stand-in has it."""
    gifts = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels".split()
    full = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    return {**_chat(world, data).json, **full}


def send_message(world: World, data: Json) -> Json:
    """A new message of the bot's."""
    chat = _chat(world, data)
    text = words_of(data, "text")
    keyboard = keyboards.checked(data.get("reply_markup"))
    message = {**author(chat), **_thread(chat, data), **_reply(world, chat, data), **shown(text)}
    if keyboard and "inline_keyboard" in keyboard:
        message["reply_markup"] = keyboard
    if "link_preview_options" in data:
        message["link_preview_options"] = data["link_preview_options"]
    world.drafts.pop((chat.id, data.get("message_thread_id")), None)
    world.by_bot.add((chat.id, world.next_message(chat.id)))
    return world.post(chat, message)


def send_message_draft(world: World, data: Json) -> bool:
    """A message that the person sees being written; the next message takes its place."""
    chat = _chat(world, data)
    if chat.type != "private":
        raise bad("message drafts can be sent only to private chats")
    if not data["draft_id"]:
        raise bad("draft_id must be non-zero")
    text = words_of({"text": "", **data}, "text", may_be_empty=True)
    draft = {"draft_id": data["draft_id"], **shown(text)}
    world.drafts[chat.id, data.get("message_thread_id")] = draft
    world.happened("draft", chat=chat.id, draft=draft)
    return True


def edit_message_text(world: World, data: Json) -> Json | bool:
    """Other words in a message of the bot's; without reply_markup its buttons go."""
    text = words_of(data, "text")
    return _edit(world, data, {"entities": None, **shown(text)})


def edit_message_reply_markup(world: World, data: Json) -> Json | bool:
    """Other buttons under a message of the bot's, or none."""
    return _edit(world, data, {})


def delete_message(world: World, data: Json) -> bool:
    """A message less: any of a private chat, elsewhere the bot's own."""
    chat = _chat(world, data)
    message = world.find(chat.id, data["message_id"])
    if message is None:
        raise bad("message to delete not found")
    if chat.type != "private" and not _own(world, message):
        raise bad("message can't be deleted")
    world.remove(chat.id, data["message_id"])
    return True


def send_chat_action(world: World, data: Json) -> bool:
    """What the people see that the bot is doing."""
    chat = _chat(world, data)
    if data["action"] not in _ACTIONS:
        raise bad("wrong parameter action in request")
    _thread(chat, data)
    world.actions.append((chat.id, data["action"]))
    world.happened("action", chat=chat.id, action=data["action"], topic=data.get("message_thread_id"))
    return True


def words_of(data: Json, name: str, may_be_empty: bool = False) -> Formatted:
    """Return the text in field `name` of `data`, with parse_mode and entities heeded; raises Refusal."""
    if "link_preview_options" in data:
        description.check(data["link_preview_options"], "LinkPreviewOptions")
    for entity in data.get("entities") or []:
        description.check(entity, "MessageEntity")
    return formatted(data[name], data.get("parse_mode"), data.get("entities"), may_be_empty=may_be_empty)


def shown(text: Formatted) -> Json:
    """Return the fields of a message that says `text`."""
    return {"text": text.text, **({"entities": list(text.entities)} if text.entities else {})}


def author(chat: Chat) -> Json:
    """Return who a message of the bot's is from: in a channel, the channel."""
    return {"sender_chat": chat.json} if chat.type == "channel" else {"from": dict(BOT)}


def _own(world: World, message: Json) -> bool:
    return (message["chat"]["id"], message["message_id"]) in world.by_bot


def _chat(world: World, data: Json) -> Chat:
    """Return the chat that `data` names, if the bot may write there."""
    chat = world.chats.get(data["chat_id"])
    if chat is None:
        if data["chat_id"] in world.people:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad("chat not found")
    if chat.id in world.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.bot:
        if chat.type == "channel":
            raise forbidden("bot is not a member of the channel chat")
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    return chat


def _thread(chat: Chat, data: Json) -> Json:
    thread = data.get("message_thread_id")
    if thread is None:
        return {}
    if thread not in chat.topics.values():
        raise bad("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}


def _reply(world: World, chat: Chat, data: Json) -> Json:
    if "reply_parameters" not in data:
        return {}
    reply = description.check(data["reply_parameters"], "ReplyParameters")
    where = reply.get("chat_id", chat.id)
    message = world.find(where, reply["message_id"])
    if message is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    if reply.get("quote") and reply["quote"] not in message.get("text", ""):
        raise bad("QUOTE_TEXT_INVALID")
    replied = {name: value for name, value in message.items() if name != "reply_to_message"}
    if where != chat.id:
        return {"external_reply": {"chat": message["chat"], "message_id": message["message_id"]}}
    found: Json = {"reply_to_message": replied}
    if chat.type == "supergroup" and not chat.forum:
        found["message_thread_id"] = message.get("message_thread_id", message["message_id"])
    elif message.get("is_topic_message"):
        found.update(message_thread_id=message["message_thread_id"], is_topic_message=True)
    return found


def _edit(world: World, data: Json, words: Json) -> Json | bool:
    keyboard = keyboards.checked(data.get("reply_markup"), inline_only=True)
    inline = data.get("inline_message_id")
    if inline is not None:
        if inline not in world.inline_messages:
            raise bad("MESSAGE_ID_INVALID")
        chat_id, message_id = world.inline_messages[inline]
        message = world.messages[chat_id][message_id]
    else:
        if "chat_id" not in data:
            raise bad("chat_id is empty")
        if "message_id" not in data:
            raise bad("message identifier is not specified")
        chat_id, message_id = _chat(world, data).id, data["message_id"]
        found = world.find(chat_id, message_id)
        if found is None:
            raise bad("message to edit not found")
        if not _own(world, found):
            raise bad("message can't be edited")
        message = found
    fields = {**words, "reply_markup": keyboard}
    if all(message.get(name) == value for name, value in fields.items()):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    if words:
        fields["edit_date"] = int(time.time())
    edited = world.rewrite(chat_id, message_id, fields)
    return True if inline is not None else edited
