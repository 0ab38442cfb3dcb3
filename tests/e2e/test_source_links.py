"""bot.link in a real browser: a source's link opens its page at the quoted words, and highlights them."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.link import quoted
from index.script import Script, to_script
from tests.e2e.chromium import MARKS
from tests.e2e.news import highlighted, page_of, site, where

pytestmark = MARKS
LINE = 30  # pixels; less than two lines
_PARAGRAPHS = [
    "雲嶺市旅遊發展大會在雲嶺召開",
    "5月8日,雲嶺市旅遊發展大會在雲嶺召開。會議學習“山水雲嶺、古道新生”行動方案,總結去年旅遊工作。"
    "市委書記鄭海濤出席並講話。市長孫麗華主持。",
    "鄭海濤強調,去年全市接待遊客二千六百萬人次,古茶山和梯田成了最好的名片,但古道年久失修、民宿不足、"
    "淡季太長的問題還在。會議認為,成績值得肯定。",
    "鄭海濤強調,要抓好三項重點工作:一是修復古道,今年十月底以前修好六十公里,其中雲嶺段二十公里、"
    "茶山段四十公里;二是新增民宿六百家;三是辦好“雲上茶會”,請來各地茶商——包括海外的茶商。",
    "“古道是祖先留下的,”鄭海濤說,“要修好,也要管好,讓走過的人還想再來,讓沒走過的人聽了就想來。”",
    "市旅遊局局長(代)蔣文靜彙報了A-1號項目和COVID-19以後的復甦情況。會議認為,成績值得肯定。",
    "The delegates, some from abroad, praised the old tea road - all 60 km of it - and the new inns. They left at 5 p.m.",
]  # fmt: skip
TEXT = "\n\n".join(_PARAGRAPHS)
WIDE = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）"})
QUOTES = [
    "市長孫麗華主持。",  # short
    "二是新增民宿六百家",  # a point of a list
    "市旅遊局局長(代)蔣文靜彙報了A-1號項目和COVID-19以後的復甦情況。",  # brackets and dashes
    _PARAGRAPHS[2][:60],  # it begins as another paragraph does, and ends in the middle of a sentence
    _PARAGRAPHS[3],
    _PARAGRAPHS[4],  # nothing but what somebody said
    "5月8日,雲嶺市旅遊發展大會在雲嶺召開。",  # the title says nearly that
    "會議學習“山水雲嶺、古道新生”行動方案,總結去年旅遊工作。",
    "一是修復古道,今年十月底以前修好六十公里,其中雲嶺段二十公里、茶山段四十公里",
    "茶會”,請來各地茶商——包括海外",  # neither end is the end of a word group
    "The delegates, some from abroad, praised the old tea road - all 60 km of it - and the new inns.",
    f"{_PARAGRAPHS[1][-9:]}\n\n{_PARAGRAPHS[2][:30]}",  # over the end of a paragraph
]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def address(pages: dict[str, str]) -> Iterator[str]:
    with site(pages) as served:
        yield served


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 800, "height": 600})
    yield context.new_page()
    context.close()


def _opened(window: Any, address: str) -> tuple[int, int]:
    window.goto("about:blank")
    window.goto(address)
    rows = highlighted(window)
    assert rows, f"nothing is highlighted at {address}"
    assert window.evaluate("scrollY") > 1000, "the page did not scroll"
    return rows


@pytest.mark.parametrize("script", ["hant", "hans"])
@pytest.mark.parametrize("quote", QUOTES)
def test_a_page_opens_at_the_quoted_words(
    window: Any, pages: dict[str, str], address: str, quote: str, script: Script
) -> None:
    text, words = to_script(TEXT, script), to_script(quote, script)
    pages[f"/{script}"] = page_of(text.split("\n\n"))
    start = text.index(words)
    first, last = _opened(window, quoted(f"{address}/{script}", text, start, start + len(words)))
    top, bottom = where(window, words.replace("\n\n", "\u3000\u3000"))
    assert abs(first - top) < LINE
    assert abs(last - bottom) < LINE


def test_where_words_are_said_twice_those_meant_are_found(
    window: Any, pages: dict[str, str], address: str
) -> None:
    pages["/twice"] = page_of(_PARAGRAPHS)
    said = "會議認為,成績值得肯定。"
    for start, before in ((TEXT.index(said), "太長的問題還在。"), (TEXT.rindex(said), "以後的復甦情況。")):
        first, _ = _opened(window, quoted(f"{address}/twice", TEXT, start, start + len(said)))
        assert abs(first - where(window, before + said)[0]) < LINE


@pytest.mark.parametrize("script", ["hant", "hans"])
def test_a_page_with_wide_marks_is_found_from_a_file_with_narrow_ones_and_back(
    window: Any, pages: dict[str, str], address: str, script: Script
) -> None:
    narrow = to_script(TEXT, script)
    wide = narrow.translate(WIDE)
    for name, file, page in (("/wide", narrow, wide), ("/narrow", wide, narrow)):
        pages[name] = page_of(page.split("\n\n"))
        for quote in _PARAGRAPHS[3:6]:
            words = to_script(quote, script)
            start = narrow.index(words)
            first, _ = _opened(window, quoted(f"{address}{name}", file, start, start + len(words)))
            said = page[start : start + len(words)]
            assert abs(first - where(window, said)[0]) < LINE
