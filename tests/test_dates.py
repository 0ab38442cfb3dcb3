"""index.dates: dates as people and reports write them."""

import datetime as dt
import random

import pytest

from index import dates
from index.dates import find_dates, number, relative_dates
from index.script import fold


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2024年2月2日", [(2024, 2, 2)]),
        ("24年2月那次", [(2024, 2, None)]),
        ("2月2號的會", [(None, 2, 2)]),
        ("二〇二四年十二月三十一日", [(2024, 12, 31)]),
        ("2024-01-31 20:22", [(2024, 1, 31)]),
        ("on Feb 2, 2024", [(2024, 2, 2)]),
        ("in June 2026", [(2026, 6, None)]),
        ("the 2025 conference", [(2025, None, None)]),
        ("27日在北京", [(None, None, 27)]),
        ("10月26日至10月30日", [(None, 10, 26), (None, 10, 30)]),
        ("may I ask about the march", []),
        ("第126次、33個、5年內、100多年來、二十大、13月40日", []),
    ],
)
def test_find_dates(text: str, parts: list[tuple[int | None, int | None, int | None]]) -> None:
    assert [(m.year, m.month, m.day) for m in find_dates(fold(text))] == parts


def test_looking_for_signs_first_finds_what_reading_all_finds() -> None:
    chance = random.Random(0)
    pieces = "2024 24 9 12 年 年的 月 月份 日 号 线 代 第 二〇二四 十 二十一 一 、 jan 的".split()
    for _ in range(3000):
        text = fold("".join(chance.choices(pieces, k=8)))
        plain = [match.span() for match in dates._CHINESE.finditer(text)]
        assert [match.span() for match in dates._chinese(text)] == plain, text


@pytest.mark.parametrize("text", ["12024-01-31", "adjan 24", "_feb 2", "a2024", "12025"])
def test_what_stands_before_may_forbid_a_date(text: str) -> None:
    assert find_dates(text) == []


def test_fits_compares_only_what_is_said() -> None:
    (mention,) = find_dates("2月2号")
    assert mention.fits(dt.date(2024, 2, 2))
    assert not mention.fits(dt.date(2024, 2, 3))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("十", 10),
        ("二十三", 23),
        ("十一", 11),
        ("二零二四", 2024),
        ("一百二十六", 126),
        ("百", 100),
        ("一百零五", 105),
        ("2024十四", None),
        ("二三十", None),
        ("百百", None),
        ("٣", None),
        ("", None),
    ],
)
def test_number(text: str, value: int | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "fitting", "unfitting"),
    [
        ("去年的会", "2023-05-01", "2024-05-01"),
        ("前年", "2022-12-31", "2023-01-01"),
        ("上个月", "2024-01-31", "2024-02-01"),
        ("上周那次", "2024-02-25", "2024-02-26"),
        ("上星期", "2024-02-19", "2024-02-18"),
        ("昨天", "2024-02-28", "2024-02-29"),
        ("last year", "2023-01-01", "2024-01-01"),
    ],
)
def test_relative_dates_count_from_today(text: str, fitting: str, unfitting: str) -> None:
    (mention,) = relative_dates(text, dt.date(2024, 2, 29))
    assert mention.fits(dt.date.fromisoformat(fitting))
    assert not mention.fits(dt.date.fromisoformat(unfitting))
