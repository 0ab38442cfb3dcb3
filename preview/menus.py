"""The bot's menus: commands by scope and language, as set and as a person sees them."""

import re

from preview import description
from preview.refusals import bad
from preview.world import Chat, Json, World

_SCOPES = {
    "default": "BotCommandScopeDefault",
    "all_private_chats": "BotCommandScopeAllPrivateChats",
    "all_group_chats": "BotCommandScopeAllGroupChats",
    "all_chat_administrators": "BotCommandScopeAllChatAdministrators",
    "chat": "BotCommandScopeChat",
    "chat_administrators": "BotCommandScopeChatAdministrators",
    "chat_member": "BotCommandScopeChatMember",
}


def set_commands(world: World, data: Json) -> bool:
    """A menu instead of the one of that scope and language."""
    commands = data["commands"]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        description.check(command, "BotCommand")
        if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    key = _key(world, data)
    world.menus[key] = commands
    world.happened("menu", scope=key[0], language=key[1], commands=commands)
    return True


def get_commands(world: World, data: Json) -> list[Json]:
    """The menu of exactly that scope and language."""
    return world.menus.get(_key(world, data), [])


def delete_commands(world: World, data: Json) -> bool:
    """The menu of that scope and language gone."""
    key = _key(world, data)
    world.menus.pop(key, None)
    world.happened("menu", scope=key[0], language=key[1], commands=[])
    return True


def menu(world: World, chat: Chat, language: str) -> list[Json]:
    """Return the menu that someone who is no administrator sees in `chat`, in Telegram's order of search."""
    every = "all_private_chats" if chat.type == "private" else "all_group_chats"
    for scope in (f"chat {chat.id}", every, "default"):
        for code in (language.split("-")[0], ""):
            if (scope, code) in world.menus:
                return world.menus[scope, code]
    return []


def _key(world: World, data: Json) -> tuple[str, str]:
    language = data.get("language_code", "")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad("invalid language code specified")
    scope = data.get("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if not isinstance(kind, str) or kind not in _SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    description.check(scope, _SCOPES[kind])
    if "chat_id" in scope and scope["chat_id"] not in world.chats:
        raise bad("chat not found")
    return " ".join(str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope), language
