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


def test_a_folder_of_ones_own_needs_only_what_differs(tmp_path: Path) -> None:
    assert Wording.load(tmp_path).say("ask_what", "hant") == Wording.load().say("ask_what", "hant")
    (tmp_path / "wording.toml").write_text('[refusal]\nhant = "查無{topic}"\nen = "No {topic}"\n', "utf-8")
    wording = Wording.load(tmp_path)
    assert wording.say("refusal", "en", topic="x") == "No x"
    assert wording.say("ask_what", "hant") == Wording.load().say("ask_what", "hant")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No {subject}", r"\[refusal\].*unknown variable {subject}"),
        ("No {topic.__class__}", "unknown variable"),
        ("No {}", "unknown variable"),
        ("No {topic", "cannot be filled in"),
    ],
)
def test_variables_of_ones_own_wording_are_checked(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "wording.toml").write_text(f'[refusal]\nhant = "無"\nen = "{text}"\n', "utf-8")
    with pytest.raises(SettingsError, match=said):
        Wording.load(tmp_path)


@pytest.mark.parametrize("content", ["not toml [", '[start]\nhant = "x"\n'])
def test_a_wrong_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "wording.toml").write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=r"wording\.toml"):
        Wording.load(tmp_path)
    with pytest.raises(SettingsError, match="cannot be read"):
        Wording.load(tmp_path / "none")
