"""index.people: who stands before a deed, with which office."""

import pytest

from index.people import listed_before, person_before


def _before(text: str) -> tuple[str, str] | None:
    person = person_before(text, 0, len(text))
    if person is None:
        return None
    office = text[person.office.start : person.office.end] if person.office else ""
    return text[person.name.start : person.name.end], office


@pytest.mark.parametrize(
    ("text", "name", "office"),
    [
        ("省委副书记、省长赵龙", "赵龙", "省委副书记、省长"),
        ("国务院总理李强10月20日", "李强", "国务院总理"),
        ("中共中央政治局常委、国务院总理李强4月8日下午", "李强", "中共中央政治局常委、国务院总理"),
        ("会议强调。栗战书委员长", "栗战书", "委员长"),
        ("石泰峰", "石泰峰", ""),
        ("世界贸易组织总干事伊维拉", "伊维拉", "世界贸易组织总干事"),
        ("会议由副省长郭宁宁", "郭宁宁", "副省长"),
        ("总理李强25日上午在大连", "李强", "总理"),
    ],
)
def test_a_person_and_the_office(text: str, name: str, office: str) -> None:
    assert _before(text) == (name, office)


@pytest.mark.parametrize("text", ["会议", "大家一致", "有关部门负责同志", "与会人员", "各级领导干部", ""])
def test_what_is_no_person_is_nobody(text: str) -> None:
    assert _before(text) is None


def test_lists_of_names() -> None:
    text = "省领导罗东川、张彦、刘鹤和魏凤和、王勇等"
    names = [text[p.name.start : p.name.end] for p in listed_before(text, 0, len(text))]
    assert names == ["罗东川", "张彦", "刘鹤", "魏凤和", "王勇"]


def test_offices_are_listed_with_the_same_mark() -> None:
    text = "省委副书记、省长赵龙"
    assert listed_before(text, 0, len(text)) == []
