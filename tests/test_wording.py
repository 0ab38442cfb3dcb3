"""bot.wording: every key in every script, and one clear line for a file that is wrong."""

from pathlib import Path

import pytest

from bot.query import understand
from bot.wording import Wording
from index.errors import SettingsError
from index.script import detect


def test_simplified_is_made_from_traditional_with_regional_words() -> None:
    wording = Wording({"a": {"hant": "軟體搜尋", "en": "x"}})
    assert wording.say("a", "hans") == "软件搜索"


def test_refusals_say_what_was_looked_for_on_one_line() -> None:
    wording = Wording.load()
    assert "火星企鵝" in wording.refusal(understand("火星企鵝?"))
    assert "Mars {x}" in wording.refusal(understand("Mars {x}?"))
    assert detect(wording.refusal(understand("开会\n" * 50))) == "hans"
    assert "\n" not in wording.refusal(understand("a\nb"))


@pytest.mark.parametrize("content", ["not toml [", '[start]\nhant = "x"\n'])
def test_a_wrong_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "wording.toml").write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=r"wording\.toml"):
        Wording.load(tmp_path)
    with pytest.raises(SettingsError, match="cannot be read"):
        Wording.load(tmp_path / "none")
