"""Which Bot API methods there are, and those about the bot and its updates; the rest: `messages`, `queries`, `menus`.

Knows nothing of HTTP. A method gets arguments that fit the description and raises Refusal as Telegram would.
"""

import copy
import time
from collections.abc import Callable

from preview import description, files, menus, messages, queries
from preview.refusals import Refusal, bad
from preview.world import BOT, Json, World

Method = Callable[[World, Json], object]

_POLL_CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


def call(world: World, method: str, given: Json) -> object:
    """Return the result of `method` with the arguments `given`; raises Refusal."""
    arguments = description.arguments(method, given)
    if method not in _METHODS:
        raise bad(f"{method} is not in the stand-in")
    with world.changed:
        return copy.deepcopy(_METHODS[method](world, arguments))


def get_me(world: World, data: Json) -> Json:
    """The bot as it knows itself."""
    flags = {"can_join_groups": True, "can_read_all_group_messages": False, "can_connect_to_business": False}
    more = {"supports_inline_queries": True, "supports_guest_queries": True, "has_main_web_app": False}
    return {**BOT, **flags, **more}


def get_updates(world: World, data: Json) -> list[Json]:
    """Updates from `offset` on; those below it are confirmed and gone. A newer poll ends an older one."""
    if data.get("allowed_updates"):
        world.allowed = _kinds(data["allowed_updates"])
    elif "allowed_updates" in data:
        world.allowed = None
    offset = data.get("offset", 0)
    if offset < 0:
        del world.updates[:offset]
    else:
        world.updates[:] = [u for u in world.updates if u["update_id"] >= offset]
    limit = data.get("limit", 100)
    world.polls += 1
    poll = world.polls
    world.changed.notify_all()
    deadline = time.monotonic() + min(50, max(0, data.get("timeout", 0)))
    while world.open and not world.updates and (left := deadline - time.monotonic()) > 0:
        world.changed.wait(left)
        if world.polls != poll:
            raise Refusal(_POLL_CONFLICT, 409)
    return world.updates[: limit if 1 <= limit <= 100 else 100]


def delete_webhook(world: World, data: Json) -> bool:
    """There is never one; the queue may be dropped."""
    if data.get("drop_pending_updates"):
        world.updates.clear()
    return True


def set_webhook(world: World, data: Json) -> bool:
    """The stand-in cannot call anyone."""
    raise bad("bad webhook: the stand-in is asked with getUpdates only")


def get_webhook_info(world: World, data: Json) -> Json:
    """No webhook, and how many updates wait."""
    return {"url": "", "has_custom_certificate": False, "pending_update_count": len(world.updates)}


def _kinds(names: list[str]) -> frozenset[str]:
    if unknown := [name for name in names if not isinstance(name, str) or name not in description.UPDATES]:
        raise bad(f"allowed_updates: there are no updates {unknown}; Telegram ignores them")
    return frozenset(names)


_METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "deleteWebhook": delete_webhook,
    "setWebhook": set_webhook,
    "getWebhookInfo": get_webhook_info,
    "getChat": messages.get_chat,
    "getFile": files.get_file,
    "sendMessage": messages.send_message,
    "sendMessageDraft": messages.send_message_draft,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "sendChatAction": messages.send_chat_action,
    "answerCallbackQuery": queries.answer_callback,
    "answerInlineQuery": queries.answer_inline,
    "answerGuestQuery": queries.answer_guest,
    "setMyCommands": menus.set_commands,
    "getMyCommands": menus.get_commands,
    "deleteMyCommands": menus.delete_commands,
}
