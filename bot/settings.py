"""The bot's settings: the index's, and what Telegram needs. One frozen value, made once at the start.

The token never shows: `repr` masks it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.embedding import DEFAULT_MODEL
from index.errors import SettingsError
from index.settings import IndexSettings

NO_TOKEN = (
    "TELEGRAM_BOT_TOKEN is not set: message @BotFather on Telegram, send /newbot, "
    "and put the token it gives into .env (copied from .env.example)"
)


@dataclass(frozen=True)
class Settings:
    """Everything that may be set; the names in the environment stand in `.env.example`."""

    index: Path
    embedding_model: str = DEFAULT_MODEL
    reader_model: str = ""
    reranker_model: str = ""
    token: str = field(default="", repr=False)
    api_url: str = "https://api.telegram.org"

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "Settings":
        """Return the settings that `variables` ask for; an empty value means the default."""
        index = IndexSettings.read(variables)
        api_url = (variables.get("TELEGRAM_API_URL") or cls.api_url).rstrip("/")
        if not re.match(r"https?://[^/\s]+", api_url):
            raise SettingsError(f"TELEGRAM_API_URL must begin with http:// or https://, not {api_url!r}")
        return cls(
            index=index.index,
            embedding_model=index.embedding_model,
            reader_model=variables.get("READER_MODEL", "").strip(),
            reranker_model=variables.get("RERANKER_MODEL", "").strip(),
            token=variables.get("TELEGRAM_BOT_TOKEN", "").strip(),
            api_url=api_url,
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
