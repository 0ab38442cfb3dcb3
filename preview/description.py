"""Telegram's published description as python-telegram-bot carries it: methods, their parameters, objects' fields.

Knows nothing of what a method does. A parameter or field that the description lacks is refused, though Telegram
ignores it: it would be a mistake of the bot's.
"""

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import telegram
import telegram.constants

from preview.refusals import Refusal, bad

Kind = Literal["int", "float", "str", "bool", "id", "json"]

UPDATES = frozenset(str(kind.value) for kind in telegram.constants.UpdateType)

_WORDED = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "user_id": "invalid user_id specified",
}
_UNPARSED = {
    "reply_markup": "object expected as reply markup",
    "entities": "can't parse entities JSON object",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method, or a field of an object."""

    name: str
    required: bool
    kind: Kind


@cache
def parameters(method: str) -> Mapping[str, Parameter]:
    """Return the parameters of the API's `method` by name; raises Refusal, code 404, where there is no such method."""
    known = method == "close" or re.fullmatch("[a-z]+[A-Z][A-Za-z]+", method)
    function = getattr(telegram.Bot, method, None) if known else None
    if not inspect.iscoroutinefunction(function):
        raise Refusal("Not Found: method not found", 404)
    # What is keyword-only is python-telegram-bot's own: timeouts and shorthands.
    signature = inspect.signature(function).parameters.values()
    return {
        p.name: _parameter(p) for p in signature if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "self"
    }


@cache
def fields(name: str) -> Mapping[str, Parameter]:
    """Return the fields of Telegram's object `name`; raises LookupError where there is no such object."""
    known = getattr(telegram, name, None)
    if not (inspect.isclass(known) and issubclass(known, telegram.TelegramObject)):
        raise LookupError(name)
    own = inspect.signature(known).parameters.values()
    found = {p.name: _parameter(p) for p in own if p.name not in ("api_kwargs", "disable_web_page_preview")}
    if any("type" in getattr(base, "__slots__", ()) for base in known.__mro__):
        found["type"] = Parameter("type", True, "str")
    return found


def arguments(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `given`, from a form or from JSON, as values of the described kinds; raises Refusal."""
    known = parameters(method)
    if unknown := sorted(given.keys() - known.keys()):
        raise bad(f"{method} has no parameter {unknown}; Telegram ignores it")
    for name, parameter in known.items():
        if parameter.required and given.get(name, "") in ("", None):
            raise bad(_WORDED.get(name, f'parameter "{name}" is required'))
    return {name: _value(known[name], value) for name, value in given.items() if value is not None}


def check(value: object, name: str) -> dict[str, Any]:
    """Return `value` if it has the fields of Telegram's object `name`; raises Refusal."""
    if not isinstance(value, dict):
        raise bad(f"object expected as {name}")
    known = fields(name)
    if unknown := sorted(value.keys() - known.keys()):
        raise bad(f"{name} has no field {unknown}; Telegram ignores it")
    for field in known.values():
        if field.name not in value:
            if field.required:
                raise bad(f'can\'t find field "{field.name}" of {name}')
        elif not _fits(field.kind, value[field.name]):
            raise bad(f'field "{field.name}" of {name} must be of type {field.kind}')
    return value


def _parameter(parameter: inspect.Parameter) -> Parameter:
    # The library takes an object for the identifier that Telegram wants.
    kind: Kind = "str" if parameter.name == "file_id" else _kind(str(parameter.annotation))
    return Parameter(parameter.name, parameter.default is parameter.empty, kind)


def _kind(annotation: str) -> Kind:
    plain = re.sub(
        r"telegram\._utils\.defaultvalue\.DefaultValue|NoneType|None|datetime\.timedelta", "", annotation
    )
    plain = plain.replace("datetime.datetime", "int")
    if "Sequence" in plain or re.search(r"\b(?:telegram\.|ForwardRef|dict\b|[A-Z][a-z]+[A-Z])", plain):
        return "json"
    words = set(re.findall(r"\b(?:int|float|str|bool|object)\b", plain))
    if words == {"int", "str"}:
        return "id"
    for kind in ("bool", "float", "int", "str"):
        if kind in words:
            return kind
    return "json"


def _fits(kind: Kind, value: object) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    fitting: dict[str, tuple[type, ...]] = {
        "int": (int,),
        "float": (int, float),
        "str": (str,),
        "id": (int, str),
        "json": (dict, list),
    }
    return isinstance(value, fitting[kind])


def _value(parameter: Parameter, value: object) -> object:
    """Return one argument as its kind: a form has strings only."""
    kind, name = parameter.kind, parameter.name
    if kind == "id" and isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return int(value)
    if isinstance(value, str) and kind not in ("str", "id"):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad(_UNPARSED.get(name, f"can't parse {name}: {kind} expected")) from None
    if not _fits(kind, value):
        raise bad(_UNPARSED.get(name, f"can't parse {name}: {kind} expected"))
    return value
