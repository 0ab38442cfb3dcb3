"""Which keyboards Telegram takes under a message. Knows nothing of where they are shown."""

from typing import Any

from preview import description
from preview.entities import checked_url
from preview.refusals import bad

MAX_BUTTONS = 100
MAX_IN_A_ROW = 8
_NOT_ACTIONS = {"text", "style", "icon_custom_emoji_id"}
_OTHERS = {
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}

Markup = dict[str, Any]


def checked(markup: Markup | None, inline_only: bool = False) -> Markup | None:
    """Return `markup`, None where it has no buttons; raises Refusal as Telegram does."""
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        kind = next((name for field, name in _OTHERS.items() if field in markup), None)
        if inline_only or kind is None:
            raise bad("inline keyboard expected")
        return description.check(markup, kind)
    description.check(markup, "InlineKeyboardMarkup")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('can\'t parse inline keyboard: field "inline_keyboard" must be an Array of Arrays')
    for row in rows:
        if len(row) > MAX_IN_A_ROW:
            raise bad(f"{len(row)} buttons in a row: Telegram shows {MAX_IN_A_ROW}")
        for button in row:
            _check(button)
    count = sum(map(len, rows))
    if count > MAX_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": [row for row in rows if row]} if count else None


def _check(button: object) -> None:
    known = description.check(button, "InlineKeyboardButton")
    if not known["text"].strip():
        raise bad("can't parse inline keyboard button: Text must be non-empty")
    actions = known.keys() - _NOT_ACTIONS
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad(f"an inline keyboard button has exactly one action, not {sorted(actions)}")
    if "callback_data" in known:
        data = known["callback_data"]
        if not 1 <= len(data.encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
    if "url" in known:
        try:
            checked_url(known["url"])
        except ValueError as error:
            raise bad(f"inline keyboard button URL '{known['url']}' is invalid: {error}") from None
