"""What the bot says, from `prompts/wording.toml`, in the reader's script.

Knows nothing of when it is said.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from string import Formatter

from opencc import OpenCC

from bot.library import Choice
from bot.query import Query
from bot.quotes import shown
from index.errors import SettingsError
from index.script import Script

PROMPTS = Path(__file__).parent.parent / "prompts"
_FILE = "wording.toml"
_TOPIC_CHARS = 40
_NAMED, _TITLE_CHARS = 3, 24  # other meetings that are named, characters of their titles


class Wording:
    """Sentences by key and script; Simplified is made from Traditional."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, folder: Path = PROMPTS) -> "Wording":
        """Return the wording in `folder`, keys that it lacks from the file that ships.

        Raises SettingsError naming what is wrong with the file, and the {name} that the program does not fill in.
        """
        shipped = _read(PROMPTS / _FILE)
        path = folder / _FILE
        if folder == PROMPTS or (folder.is_dir() and not path.exists()):
            return cls(shipped)
        texts = _read(path)
        for key, versions in texts.items():
            known = _names(path, key, shipped.get(key, versions))
            for name in sorted(_names(path, key, versions) - known):
                raise SettingsError(f"{path}: [{key}] has an unknown variable {{{name}}}")
        return cls({**shipped, **texts})

    @cached_property
    def _to_hans(self) -> OpenCC:
        return OpenCC("tw2sp")

    def say(self, key: str, script: Script, **values: object) -> str:
        """Return the wording `key` in `script`, its {names} filled in from `values`."""
        versions = self._texts[key]
        text = versions["en"] if script == "en" else versions["hant"]
        if script == "hans":
            text = versions.get("hans") or str(self._to_hans.convert(text))
        return text.strip().format(**values)

    def others(self, query: Query, choice: Choice) -> str:
        """Return one line that names the other meetings that may be meant, "" when there is none."""
        named = [
            f"{a.published[:10]} {shown(a, a.title[:_TITLE_CHARS], query.script)}"
            for a in choice.alternatives[:_NAMED]
        ]
        if not named:
            return ""
        date, others = choice.article.published[:10], in_line(named, query.script)
        return self.say("alternatives", query.script, date=date, others=others)

    def refusal(self, query: Query) -> str:
        """Return one line that says what was looked for and not found."""
        topic = re.sub(r"^[\s??!!。.,,]+|[\s??!!。.,,]+$", "", query.text)
        if not topic or len(topic) > _TOPIC_CHARS or "\n" in topic:
            return self.say("refusal_plain", query.script)
        return self.say("refusal", query.script, topic=topic)


def in_line(parts: Iterable[str], script: Script) -> str:
    """Return `parts` on one line, parted as in `script`."""
    return ("; " if script == "en" else "；").join(parts)


def _read(path: Path) -> dict[str, dict[str, str]]:
    """Return the texts of a file by key and script."""
    try:
        texts = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})") from error
    for key, versions in texts.items():
        if not isinstance(versions, dict) or not {"hant", "en"} <= versions.keys():
            raise SettingsError(f"{path}: [{key}] needs hant and en")
        _names(path, key, versions)
    return texts


def _names(path: Path, key: str, versions: Mapping[str, str]) -> set[str]:
    """Return the {names} in all versions of one text."""
    try:
        return {
            name
            for text in versions.values()
            for _, name, _, _ in Formatter().parse(text)
            if name is not None
        }
    except (ValueError, TypeError) as error:
        raise SettingsError(f"{path}: [{key}] cannot be filled in ({error})") from error
