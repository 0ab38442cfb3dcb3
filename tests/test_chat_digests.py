"""bot.chat.digests: which two meetings /compare means."""

import pytest

from bot.chat.digests import halves
from tests.talking import People


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1月31日 / 2月2日", ("1月31日", "2月2日")),
        ("1月31日/2月2日", ("1月31日", "2月2日")),
        ("1月31日 2月2日", ("1月31日", "2月2日")),
        ("1月31日和2月2日", ("1月31日", "2月2日")),
        ("2024/1/31 / 2024/2/2", ("2024/1/31", "2024/2/2")),
        ("1/31 2/2", ("1/31", "2/2")),
        ("31 January and 2 February", ("31 January", "2 February")),
        ("31 January VS. 2 February", ("31 January", "2 February")),
        ("統一戰線和民族工作會議 | 國務院 常務會議", ("統一戰線和民族工作會議", "國務院 常務會議")),
        ("統一戰線和民族工作會議 常務會議", ("統一戰線和民族工作會議", "常務會議")),
        ("夏糧 收購 ／ 旅遊 發展", ("夏糧 收購", "旅遊 發展")),
    ],
)
def test_the_plainest_parting_comes_first(text: str, first: tuple[str, str]) -> None:
    assert next(halves(text)) == first


@pytest.mark.parametrize("text", ["夏糧收購", " / ", "a/", "甲 乙 丙", ""])
def test_what_names_no_two_is_not_parted(text: str) -> None:
    assert not list(halves(text))


@pytest.mark.parametrize(
    "text",
    [
        "夏糧收購 / 旅遊發展",
        "夏糧收購 旅遊發展",
        "夏糧收購和旅遊發展",
        "夏糧 收購 | 旅遊 發展",
        "青河 夏糧 和 旅遊發展",
    ],
)
def test_two_meetings_are_found_however_they_are_parted(talk: People, text: str) -> None:
    shown = talk.ask(f"/compare {text}").text
    assert "陳國棟" in shown
    assert "孫麗華" in shown


def test_one_meeting_twice_is_no_comparison(talk: People) -> None:
    assert "兩場會議" in talk.ask("/compare 夏糧收購 / 夏糧收購").text
