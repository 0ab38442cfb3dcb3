"""The bot's settings: the index's, and what Telegram needs. One frozen value, made once at the start.

The token and the key of a language model never show: `repr` masks them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation import FOLLOW_UP_MINUTES
from bot.wording import PROMPTS
from index.embedding import DEFAULT_MODEL
from index.errors import SettingsError
from index.settings import IndexSettings

_LONGEST = 600  # seconds that anybody would wait for an answer
NO_TOKEN = (
    "TELEGRAM_BOT_TOKEN is not set: message @BotFather on Telegram, send /newbot, "
    "and put the token it gives into .env (copied from .env.example)"
)


@dataclass(frozen=True)
class Settings:
    """Everything that may be set; the names in the environment stand in `.env.example`."""

    index: Path
    embedding_model: str = DEFAULT_MODEL
    articles: Path = Path("articles")
    keep_generations: int = 2
    admins: frozenset[int] = frozenset()
    reader_model: str = ""
    reranker_model: str = ""
    token: str = field(default="", repr=False)
    api_url: str = "https://api.telegram.org"
    state: Path = Path("huida.sqlite")
    follow_up_minutes: float = FOLLOW_UP_MINUTES
    prompts: Path = PROMPTS
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    llm_timeout: float = 30.0

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "Settings":
        """Return the settings that `variables` ask for; an empty value means the default."""
        index = IndexSettings.read(variables)
        api_url = (variables.get("TELEGRAM_API_URL") or cls.api_url).rstrip("/")
        if not re.match(r"https?://[^/\s]+", api_url):
            raise SettingsError(f"TELEGRAM_API_URL must begin with http:// or https://, not {api_url!r}")
        url = variables.get("LLM_BASE_URL", "").strip()
        model = variables.get("LLM_MODEL", "").strip()
        _check_model(url, model)
        return cls(
            index=index.index,
            embedding_model=index.embedding_model,
            articles=index.articles,
            keep_generations=index.keep_generations,
            admins=_numbers(variables.get("ADMIN_IDS", "")),
            reader_model=variables.get("READER_MODEL", "").strip(),
            reranker_model=variables.get("RERANKER_MODEL", "").strip(),
            token=variables.get("TELEGRAM_BOT_TOKEN", "").strip(),
            api_url=api_url,
            state=Path(variables.get("STATE_FILE") or cls.state),
            follow_up_minutes=_minutes(variables.get("FOLLOW_UP_MINUTES", "").strip()),
            prompts=Path(variables.get("PROMPTS_DIR") or PROMPTS),
            llm_url=url.rstrip("/"),
            llm_model=model,
            llm_key=variables.get("LLM_API_KEY", "").strip(),
            llm_timeout=_seconds(variables.get("LLM_TIMEOUT", "").strip()),
        )

    def require_token(self) -> str:
        """Return the token; raises SettingsError that says how to get one, or that it cannot be one."""
        if not self.token:
            raise SettingsError(NO_TOKEN)
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", self.token):
            raise SettingsError(
                "TELEGRAM_BOT_TOKEN is no token: copy it again from @BotFather, 123456789:AA…"
            )
        return self.token


def _numbers(text: str) -> frozenset[int]:
    """Return the ids in `text`, which commas or blanks part; raises SettingsError for what is none."""
    parts = re.split(r"[\s,;]+", text.strip())
    if wrong := [part for part in parts if part and not re.fullmatch("[0-9]{1,15}", part)]:
        raise SettingsError(f"ADMIN_IDS must be numbers, as @userinfobot tells them, not {wrong[0]!r}")
    return frozenset(int(part) for part in parts if part)


def _check_model(url: str, model: str) -> None:
    """Raise SettingsError unless both name a language model, or neither; no message repeats the address."""
    if bool(url) != bool(model):
        missing, given = ("LLM_MODEL", "LLM_BASE_URL") if url else ("LLM_BASE_URL", "LLM_MODEL")
        raise SettingsError(f"{missing} is not set but {given} is: a language model needs both, or neither")
    if url and not re.fullmatch(r"https?://[^/\s@?#]+(?:/[^\s@?#]*)?", url):
        raise SettingsError(
            "LLM_BASE_URL must be like http://localhost:11434/v1, without a key: that goes to LLM_API_KEY"
        )


def _seconds(text: str) -> float:
    """Return the time limit of a language model, the default for ""; raises SettingsError."""
    try:
        seconds = float(text or Settings.llm_timeout)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= _LONGEST:
        raise SettingsError(f"LLM_TIMEOUT must be seconds from 1 to {_LONGEST}, not {text!r}")
    return seconds


def _minutes(text: str) -> float:
    """Return the minutes that `text` says, 0 or more, the default for ""; raises SettingsError."""
    try:
        minutes = float(text or FOLLOW_UP_MINUTES)
    except ValueError:
        minutes = -1.0
    if not 0 <= minutes < math.inf:
        raise SettingsError(f"FOLLOW_UP_MINUTES must be a number of minutes, 0 for none, not {text!r}")
    return minutes
