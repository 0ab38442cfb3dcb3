"""What the bot says, from `prompts/wording.toml`, in the reader's script.

Knows nothing of when it is said.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from opencc import OpenCC

from bot.query import Query
from index.errors import SettingsError
from index.script import Script

PROMPTS = Path(__file__).parent.parent / "prompts"
_TOPIC_CHARS = 40


class Wording:
    """Sentences by key and script; Simplified is made from Traditional."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, folder: Path = PROMPTS) -> "Wording":
        """Return the wording in `folder`; raises SettingsError naming what is wrong with the file."""
        path = folder / "wording.toml"
        try:
            texts = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SettingsError(f"{path}: cannot be read ({error})") from error
        for key, versions in texts.items():
            if not isinstance(versions, dict) or not {"hant", "en"} <= versions.keys():
                raise SettingsError(f"{path}: [{key}] needs hant and en")
        return cls(texts)

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

    def refusal(self, query: Query) -> str:
        """Return one line that says what was looked for and not found."""
        topic = re.sub(r"^[\s??!!。.,,]+|[\s??!!。.,,]+$", "", query.text)
        if not topic or len(topic) > _TOPIC_CHARS or "\n" in topic:
            return self.say("refusal_plain", query.script)
        return self.say("refusal", query.script, topic=topic)
