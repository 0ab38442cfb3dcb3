"""Prompts by name, from files that an operator may edit: `# System`, `# User`, and {{variables}}.

Every file is read and checked once, at the start. Values are filled in in one go: a {{name}} inside a value
stays what it is. Knows nothing of models or of what the prompts are for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.llm.protocol import Message
from bot.wording import PROMPTS
from index.errors import SettingsError

# The variables of each prompt: every one must be used, no other may be.
VARIABLES: Mapping[str, frozenset[str]] = {
    "answer": frozenset({"question", "passages", "script", "fence"}),
    "summary": frozenset({"passages", "script", "fence"}),
    "again": frozenset(),
}
_VARIABLE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_PARTS = re.compile(r"^# (System|User)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Prompt:
    """What is said to a model in the system's and the user's name; the system's may be empty."""

    system: str
    user: str

    def messages(self, **values: str) -> list[Message]:
        """Return the messages with each {{name}} replaced by its value."""
        parts = (("system", self.system), ("user", self.user))
        return [
            {"role": role, "content": _VARIABLE.sub(lambda match: values[match[1]], text)}
            for role, text in parts
            if text
        ]


class Prompts:
    """All prompts, checked."""

    def __init__(self, prompts: Mapping[str, Prompt]) -> None:
        self._prompts = prompts

    @classmethod
    def load(cls, folder: Path = PROMPTS) -> "Prompts":
        """Return the prompts in `folder`, those that it lacks from the ones that ship.

        Raises SettingsError that names the file, and the variable where one is missing or unknown.
        """
        if not folder.is_dir():
            raise SettingsError(f"PROMPTS_DIR: {folder} is no folder")
        return cls({name: _read(folder, name) for name in VARIABLES})

    def messages(self, name: str, **values: str) -> list[Message]:
        """Return the messages of the prompt `name`, one of VARIABLES, its variables filled in."""
        return self._prompts[name].messages(**values)


def _read(folder: Path, name: str) -> Prompt:
    path = folder / f"{name}.md"
    if not path.exists():
        path = PROMPTS / path.name
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})") from error
    pieces = _PARTS.split(text)
    parts = dict(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
    if not parts.get("User") or len(parts) != len(pieces) // 2:
        raise SettingsError(f"{path}: needs the headings # System and # User, each once, with text below")
    used = {variable for part in parts.values() for variable in _VARIABLE.findall(part)}
    for variable in sorted(used - VARIABLES[name]):
        known = ", ".join(sorted(VARIABLES[name])) or "none"
        raise SettingsError(f"{path}: unknown variable {{{{{variable}}}}}; it may use: {known}")
    for variable in sorted(VARIABLES[name] - used):
        raise SettingsError(f"{path}: the variable {{{{{variable}}}}} is missing")
    return Prompt(parts.get("System", ""), parts.get("User", ""))
