"""`python -m bot preview` as it ships, in a real browser: the bot, its models, the page, and a page of the source.

The index is built beforehand, over the article that ships and a made-up one that is linked to a page on loopback.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ARTICLES, FUJIAN, ROOT
from tests.e2e.chromium import MARKS, expect, watch
from tests.e2e.news import highlighted, page_of, site, where

pytestmark = MARKS
BODY = [
    "5月8日,云岭市旅游发展大会在云岭召开。会议学习“山水云岭、古道新生”行动方案,总结去年旅游工作,部署今年任务。"
    "市委书记郑海涛出席并讲话。市长孙丽华主持会议。",
    "郑海涛强调,去年全市接待游客二千六百万人次,古茶山和梯田成了最好的名片,但古道年久失修、民宿不足、"
    "淡季太长的问题还在。",
    "郑海涛强调,要抓好三项重点工作:一是修复古道,今年十月底以前修好六十公里,其中云岭段二十公里、"
    "茶山段四十公里,沿途设驿站八处、路牌一百二十面,由市交通局牵头,每月公布进度;二是新增民宿六百家,"
    "优先用好闲置的老屋;三是办好“云上茶会”,请来各地茶商——包括海外的茶商。",
    "市旅游局局长蒋文静汇报了工作情况。市领导冯建国、梁秋月出席。(记者 何雨)",
]  # fmt: skip
TITLE = "云岭市旅游发展大会在云岭召开"
CHAIR, POINT = "市长孙丽华主持会议。", BODY[2][BODY[2].index("一是") : BODY[2].index(";二是")]
WHO, WHAT = "云岭市旅游发展大会谁主持?", "云岭市旅游发展大会的重点工作有哪些?"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def source() -> Iterator[str]:
    """Return the address of the made-up article's page."""
    with site({"/news/509.html?a=1&b=2": page_of([TITLE, *BODY], "zh-Hans")}) as address:
        yield f"{address}/news/509.html?a=1&b=2"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, source: str) -> Iterator[str]:
    """Return the address of the preview while it runs."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "articles").mkdir()
    shutil.copy(ARTICLES / FUJIAN, folder / "articles")
    head = f"标题: {TITLE}\n日期: 2025-05-09\n来源: 云岭晚报\n网址: {source}\n\n"
    (folder / "articles" / "yunling.txt").write_text(head + "\n\n".join(BODY), "utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    how: Any = {"cwd": folder, "env": {**kept, "PYTHONPATH": str(ROOT), "NO_PROXY": "*"}, "text": True}
    build = [sys.executable, "-m", "index", "build", "--articles", "articles", "--index", "built"]
    subprocess.run(build, check=True, capture_output=True, **how)
    start = [sys.executable, "-m", "bot", "preview", "--index", "built", "--port", "0"]
    with (
        Path(folder / "log").open("w") as log,
        subprocess.Popen(start, stdout=subprocess.PIPE, stderr=log, **how) as running,
    ):
        try:
            assert running.stdout
            said = next(filter(None, (re.search(r"http://[\d.:]+", line) for line in running.stdout)), None)
            assert said, Path(folder / "log").read_text()
            yield said[0]
        finally:
            running.terminate()
    assert "Traceback" not in Path(folder / "log").read_text()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """Return the page at phone width, its chat begun; the test fails when it logs an error or asks anyone else."""
    context = browser.new_context(viewport=PHONE, locale="zh-TW", has_touch=True)
    opened = context.new_page()
    wrong = watch(opened, address)
    opened.goto(address)
    opened.wait_for_selector("#start:visible, #composer:visible")
    if opened.locator("#start").is_visible():
        opened.click("#start")
        expect(opened.locator(".in")).to_have_count(1, timeout=30_000)
    yield opened
    context.close()
    assert wrong == []


def told(page: Any, act: Any) -> Any:
    """Return the row of the bot's next message after `act`; it stays the same row when it is edited."""
    rows = page.locator("#log-private .in:not(.draft)")
    before = rows.count()
    act()
    expect(rows).to_have_count(before + 1, timeout=15_000)
    return page.locator(f"#{rows.last.get_attribute('id')}")


def ask(page: Any, text: str) -> Any:
    page.fill("#text", text)
    return told(page, lambda: page.press("#text", "Enter"))


def press(row: Any, words: str) -> None:
    row.locator(".key", has_text=words).first.click()


def test_starting_offers_questions_and_a_press_asks_one(page: Any) -> None:
    greeting = ask(page, "/start")
    expect(greeting.locator(".key")).to_have_text(["誰主持會議？", "重點工作有哪些？", "有哪些人出席？"])
    answer = told(page, lambda: press(greeting, "誰主持會議？"))
    expect(answer.locator(".text > em").first).to_have_text("誰主持會議？")
    expect(answer.locator(".text > strong")).to_have_text("孫麗華(市長)")


@pytest.mark.parametrize(
    ("question", "answer", "quote"),
    [
        (WHO, "孙丽华(市长)", CHAIR),
        ("雲嶺市旅遊發展大會誰主持?", "孫麗華(市長)", CHAIR),
        ("1月31日的會議誰主持?", "趙龍(省委副書記、省長)", "省委副書記、省長趙龍主持。"),
        ("1月31日的会议谁主持?", "赵龙(省委副书记、省长)", "省委副書記、省長趙龍主持。"),
    ],
)
def test_an_answer_is_in_the_askers_script_its_quote_as_published(
    page: Any, question: str, answer: str, quote: str
) -> None:
    row = ask(page, question)
    expect(row.locator(".text > strong")).to_have_text(answer)
    expect(row.locator("blockquote")).to_have_text(quote)


def test_what_no_article_says_is_refused(page: Any) -> None:
    row = ask(page, "會議花了多少經費?")
    expect(row.locator(".text")).to_contain_text("報道裡沒有找到關於「會議花了多少經費」的答案。")
    expect(row.locator(".key")).to_have_count(0)


def test_a_quote_unfolds_and_its_context_opens_and_folds_back(page: Any) -> None:
    row = ask(page, WHAT)
    quotes = row.locator("blockquote")
    expect(quotes).to_have_count(3)
    folded = quotes.first.bounding_box()["height"]
    quotes.first.click()
    expect(quotes.first.locator("button")).to_have_attribute("aria-expanded", "true")
    assert quotes.first.bounding_box()["height"] > folded
    press(row, "上下文")
    expect(quotes.first).to_contain_text("郑海涛强调,去年全市接待游客")
    assert "".join(quotes.first.locator("u").all_inner_texts()) == POINT
    expect(quotes.first).to_contain_text("市领导冯建国")
    press(row, "收起")
    expect(row.locator(".key", has_text="上下文")).to_be_visible()
    expect(quotes.first).to_have_text(POINT)
    expect(quotes).to_have_count(3)


def test_a_reply_turns_into_the_other_script_and_back(page: Any) -> None:
    row = ask(page, WHO)
    press(row, "繁體")
    expect(row.locator("blockquote")).to_have_text("市長孫麗華主持會議。")
    expect(row.locator(".text > strong")).to_have_text("孫麗華(市長)")
    press(row, "简体")
    expect(row.locator("blockquote")).to_have_text(CHAIR)
    expect(row.locator(".text > strong")).to_have_text("孙丽华(市长)")


@pytest.mark.parametrize(("question", "quote", "turn"), [(WHO, CHAIR, ""), (WHAT, POINT, "繁體")])
def test_the_source_opens_at_the_quoted_words(
    page: Any, source: str, question: str, quote: str, turn: str
) -> None:
    row = ask(page, question)
    if turn:
        press(row, turn)
        expect(row.locator(".key", has_text="简体")).to_be_visible()
    with page.context.expect_page() as opening:
        row.locator(".text a").click()
    opened = opening.value
    assert opened.url.startswith(source)
    marked = highlighted(opened)
    assert marked, "no words are marked in what the window shows"
    first, last = marked
    top, bottom = where(opened, quote)
    assert opened.evaluate("scrollY") > 1000
    assert 0 <= top <= first < last <= bottom <= PHONE["height"]
    assert last - first > bottom - top - 30


def test_meetings_are_listed_and_a_button_brings_a_card(page: Any, source: str) -> None:
    row = ask(page, "/meetings")
    expect(row.locator(".text")).to_contain_text("1. 2025-05-08 · 雲嶺 · 雲嶺市旅遊發展大會在雲嶺召開")
    card = told(page, lambda: press(row, "1"))
    expect(card.locator(".text")).to_contain_text("主持 孫麗華(市長)")
    expect(card.locator("blockquote")).to_contain_text("三是辦好“雲上茶會”")
    assert card.locator("a", has_text="閱讀原文").get_attribute("href") == source
    card = told(page, lambda: press(row, "2"))
    expect(card.locator(".text")).to_contain_text("2024-01-31 · 福州")


def test_an_inline_answer_is_put_into_the_chat(page: Any) -> None:
    page.locator("#text").press_sequentially(f"@huida_bot {WHO}")
    result = page.get_by_role("option", name="孙丽华(市长)")
    expect(result).to_contain_text("2025-05-09")
    result.click()
    put = page.locator("#log-private .out").last
    expect(put.locator(".via")).to_have_text("透過 @huida_bot")
    expect(put.locator("blockquote")).to_have_text(CHAIR)


def test_a_chosen_language_is_spoken_until_telegrams_is_followed_again(page: Any) -> None:
    choice = ask(page, "/lang")
    press(choice, "English")
    expect(choice.locator(".text")).to_contain_text("All right, English from now on.")
    help_text = ask(page, "/help")
    meetings = told(page, lambda: help_text.get_by_role("button", name="/meetings").click())
    expect(meetings.locator(".text")).to_contain_text("Meetings, newest first")
    press(choice := ask(page, "/lang"), "As my Telegram")
    expect(choice.locator(".text")).to_contain_text("好的，以後用繁體中文。")


def test_a_follow_up_question_stays_with_its_meeting(page: Any) -> None:
    ask(page, "1月31日的會議誰主持?")
    row = ask(page, "那誰出席?")
    expect(row.locator(".text > strong")).to_contain_text("滕佳材(省政協主席)")
    expect(row.locator("blockquote").last).to_contain_text("省領導羅東川")


def test_light_and_dark_at_any_width_nothing_reaches_beyond_the_screen(page: Any) -> None:
    for text in ("/compare", "/summary 1月31日", "/help", WHAT):
        ask(page, text)
    papers = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (320, PHONE["width"], 1280):
            page.set_viewport_size({"width": width, "height": 740})
            too_wide = page.evaluate(
                """[document.documentElement, ...document.querySelectorAll(".log, .top, .bubble, .key, blockquote")]
                .filter((each) => each.checkVisibility())
                .filter((each) => (!each.matches(".bubble") && each.scrollWidth > each.clientWidth + 1)
                  || each.getBoundingClientRect().right > innerWidth)
                .map((each) => each.className || each.tagName)"""
            )
            assert too_wide == [], (scheme, width)
        papers.add(page.evaluate("getComputedStyle(document.querySelector('.in .bubble')).backgroundColor"))
    assert len(papers) == 2
