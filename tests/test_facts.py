"""index.facts: what a report says of its meeting, each with the place that says so."""

import datetime as dt

import pytest

from index.articles import parse_article, read_article
from index.facts import meeting_place, resolve
from tests.conftest import ARTICLES, FUJIAN


def _facts(
    body: str, title: str = "李强主持召开国务院常务会议", date: str = "2024-01-03"
) -> dict[str, list[str]]:
    article = parse_article("a.txt", f"{title}\n日期: {date}\n\n{body}\n")
    found: dict[str, list[str]] = {}
    for fact in article.facts:
        assert article.text[fact.start : fact.end]
        found.setdefault(fact.kind, []).append(fact.value)
    return found


def test_the_first_article() -> None:
    article = read_article(ARTICLES / FUJIAN, FUJIAN)
    found: dict[str, list[str]] = {}
    for fact in article.facts:
        found.setdefault(fact.kind, []).append(fact.value)
    assert found["presided"] == ["趙龍(省委副書記、省長)"]
    assert found["spoke"] == ["周祖翼(省委書記)"]
    assert found["attended"][:2] == ["周祖翼(省委書記)", "滕佳材(省政協主席)"]
    assert found["attended"][-1] == "康濤"
    assert len(found["attended"]) == 19
    assert found["date"] == ["2024-01-31"]
    assert found["form"] == ["視頻形式"]
    assert found["meeting"] == ["全省“深學爭優、敢為爭先、實幹爭效”行動總結部署會"]


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("全国政协副主席万钢作主题发言。", "spoke", "万钢(全国政协副主席)"),
        ("国家主席习近平通过视频发表主旨演讲。", "spoke", "习近平(国家主席)"),
        ("国务院总理李强作政府工作报告。", "reported", "李强(国务院总理)"),
        ("全国政协副主席穆虹、朱永新围绕学习重要讲话精神作了发言。", "spoke", "穆虹(全国政协副主席)"),
    ],
)
def test_deeds_however_they_are_put(said: str, kind: str, value: str) -> None:
    assert _facts(f"会议2日在京召开。{said}")[kind][0] == value


@pytest.mark.parametrize(
    "said",
    [
        "要深入学习习近平总书记系列重要讲话精神。",
        "会议听取中央书记处工作报告。",
        "会议听取领导小组汇报。",
        "总理李强围绕落实习近平总书记讲话精神进行了部署。",
        "主任李明围绕学习贯彻重要讲话精神开展调研。",
    ],
)
def test_what_nobody_did_is_no_fact(said: str) -> None:
    assert not {"spoke", "reported"} & _facts(said).keys()


def test_days_are_resolved_from_the_day_of_publication() -> None:
    assert _facts("国务院总理李强12月29日主持召开国务院常务会议。")["date"] == ["2023-12-29"]
    assert _facts("会议2日在京召开。")["date"] == ["2024-01-02"]
    assert _facts("会议今天在京召开。")["date"] == ["2024-01-03"]
    assert _facts("会议昨日在京召开。")["date"] == ["2024-01-02"]
    assert "date" not in _facts("会议定于3月5日在京召开。")


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (None, None, 27, dt.date(2024, 2, 27)),
        (None, 12, 31, dt.date(2023, 12, 31)),
        (None, None, 30, dt.date(2024, 1, 30)),
        (2022, 5, 1, None),
    ],
)
def test_resolve(year: int | None, month: int | None, day: int, expected: dt.date | None) -> None:
    assert resolve(year, month, day, dt.date(2024, 2, 28)) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("部署会在榕举行", "榕"),
        ("论坛今天(6月8日)在上海举行。", "上海"),
        ("李强25日上午在大连出席开幕式", "大连"),
        ("在英国伦敦举行会议", "英国伦敦"),
        ("新华社北京1月31日电", "北京"),
    ],
)
def test_places(text: str, place: str) -> None:
    found = meeting_place(text)
    assert found
    assert text[found[1].start : found[1].end] == place


@pytest.mark.parametrize("text", ["在会议期间举行", "在此前一天召开", "在新形势下召开", "会议召开"])
def test_no_place_rather_than_a_guess(text: str) -> None:
    assert meeting_place(text) is None


def test_nobody_rather_than_a_guess() -> None:
    found = _facts("有关部门负责同志出席。与会代表作了发言。主持人介绍了情况。", title="关于工作的通知")
    assert not {"presided", "attended", "spoke", "meeting"} & found.keys()


@pytest.mark.parametrize(
    ("headline", "met"),
    [
        ("國務院常務會議召開", True),
        ("李强会见法国外长", True),
        ("2024陆家嘴论坛今天举行", True),
        ("China hosts Digital Summit", True),
        ("外贸韧性不断增强", False),
        ("明天多雲", False),
    ],
)
def test_headlines_say_whether_people_met(headline: str, met: bool) -> None:
    assert parse_article("a", f"{headline}\n\n正文在此。\n").of_meeting is met
