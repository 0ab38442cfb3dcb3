"""index.formats.lines: what a page broke is joined, what it added is dropped."""

import pytest

from index.formats.lines import Line, paragraphs
from index.formats.sheet import joined

LEFT, ACROSS = 50.0, 20  # characters of 10 points


def line(text: str, row: int, indent: int = 0, size: float = 10.0) -> Line:
    left = LEFT + 10 * indent
    return Line(text, left, left + size * len(text), 100 + 16 * row, size)


FULL = "會議深入學習貫徹黨的二十大精神和中央經濟"
FIRST = FULL[:18]


def test_indented_paragraphs() -> None:
    lines = [
        line(FIRST, 0, 2),
        line(FULL, 1),
        line("工作會議精神。", 2),
        line(FIRST, 3, 2),
        line("工作。", 4),
    ]
    assert paragraphs([lines]) == [FIRST + FULL + "工作會議精神。", FIRST + "工作。"]


def test_a_paragraph_goes_on_over_the_page_and_its_edges_go() -> None:
    def one(number: int, *body: Line) -> list[Line]:
        return [line("福建省人民政府公報", -3), *body, line(f"— {number} —", 40, 8)]

    pages = [
        one(1, line(FIRST, 0, 2), line(FULL, 1)),
        one(2, line("工作會議精神。", 0), line("結束。", 1, 2)),
    ]
    assert paragraphs(pages) == [FIRST + FULL + "工作會議精神。", "結束。"]


def test_paragraphs_set_apart_by_space_or_by_a_short_last_line() -> None:
    lines = [line(FULL, 0), line("工作會議。", 1), line(FULL, 2), line("會議結束了。", 3)]
    assert paragraphs([lines]) == [FULL + "工作會議。", FULL + "會議結束了。"]
    apart = [line(FULL, 0), line(FULL, 1), line(FULL, 2), line(FULL, 5), line(FULL, 6)]
    assert paragraphs([apart]) == [FULL * 3, FULL * 2]


def test_a_heading_over_two_lines_is_one() -> None:
    title = [line("全省行動總結部署", 0, 2, 20.0), line("會在榕舉行", 2, 5, 20.0)]
    body = [line(FIRST, 5, 2), line(FULL, 6), line(FULL, 7), line("結束。", 8)]
    assert paragraphs([title + body]) == ["全省行動總結部署會在榕舉行", FIRST + FULL + FULL + "結束。"]


@pytest.mark.parametrize("number", ["1", "- 12 -", "— 3 —", "第3頁", "第 3 頁 共 9 頁", "3/9", "Page 3 of 9"])
def test_page_numbers(number: str) -> None:
    assert paragraphs([[line("會議召開。", 0), line(number, 30, 9)]]) == ["會議召開。"]


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["會議", "召開"], "會議召開"),
        (["the State", "Council"], "the State Council"),
        (["在APEC", "會議"], "在APEC會議"),
        (["共20", "24年"], "共2024年"),
    ],
)
def test_joined(parts: list[str], whole: str) -> None:
    assert joined(parts) == whole
