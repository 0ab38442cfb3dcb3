"""Settings, and what documents them."""

from dataclasses import fields
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.settings import Settings
from index.errors import SettingsError
from index.settings import IndexSettings
from preview.world import TOKEN
from tests.conftest import ROOT


def test_empty_values_mean_the_defaults() -> None:
    example = {key: value or "" for key, value in dotenv_values(ROOT / ".env.example").items()}
    assert Settings.read(example) == Settings.read({})
    assert IndexSettings.read(example) == IndexSettings()


def test_the_example_names_every_setting_that_is_read() -> None:
    read: set[str] = set()

    class Recorder(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
            read.add(key)
            return default

    Settings.read(Recorder())
    assert read == dotenv_values(ROOT / ".env.example").keys()


def test_the_token_never_shows() -> None:
    assert TOKEN not in repr(Settings(index=Path("i"), token=TOKEN))
    assert "sk-secret" not in repr(Settings(index=Path("i"), llm_key="sk-secret"))
    assert {f.name for f in fields(Settings) if not f.repr} == {"token", "llm_key"}


def test_a_missing_token_says_how_to_get_one() -> None:
    with pytest.raises(SettingsError, match=r"@BotFather.*/newbot.*env.example"):
        Settings.read({"TELEGRAM_BOT_TOKEN": " "}).require_token()


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"TELEGRAM_BOT_TOKEN": "123456:AAA BBB"}, "is no token"),
        ({"TELEGRAM_BOT_TOKEN": "abc"}, "is no token"),
        ({"TELEGRAM_API_URL": "localhost:8081"}, "must begin with http"),
        ({"LLM_BASE_URL": "http://localhost:11434/v1"}, "LLM_MODEL is not set"),
        ({"LLM_MODEL": "qwen3"}, "LLM_BASE_URL is not set"),
        ({"LLM_BASE_URL": "localhost:11434", "LLM_MODEL": "qwen3"}, "must be like http"),
        ({"LLM_BASE_URL": "http://me:key@localhost/v1", "LLM_MODEL": "m"}, "without a key"),
        ({"LLM_BASE_URL": "http://localhost/v1?key=1", "LLM_MODEL": "m"}, "without a key"),
        ({"LLM_TIMEOUT": "soon"}, "LLM_TIMEOUT must be seconds"),
        ({"LLM_TIMEOUT": "0"}, "from 1 to 600"),
        ({"LLM_TIMEOUT": "nan"}, "from 1 to 600"),
    ],
)
def test_what_cannot_be_right_is_one_line(variables: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.read(variables).require_token()
