"""The preview's page in a real browser, headless: what a person sees and does. Run by `make e2e`.

The bot is played by the test over the Bot API, so these say nothing of what the bot answers.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest

from preview.page import GROUP, PERSON, Page
from preview.server import BotApi
from tests.e2e.chromium import MARKS, expect, watch

pytestmark = MARKS
KEYBOARD = {
    "inline_keyboard": [
        [{"text": "上下文", "callback_data": "context"}],
        [{"text": "原文", "url": "https://example.com/a"}],
    ]
}


class Bot:
    """Plays the bot."""

    def __init__(self, api: BotApi) -> None:
        self.api, self._offset = api, 0

    def call(self, method: str, **arguments: Any) -> Any:
        headers = {"Content-Type": "application/json"}
        url = f"{self.api.url}/bot{self.api.token}/{method}"
        with urlopen(Request(url, json.dumps(arguments).encode(), headers), timeout=20) as answer:
            return json.load(answer)["result"]

    def send(self, html: str, chat: int = PERSON, **fields: Any) -> int:
        return int(
            self.call("sendMessage", chat_id=chat, text=html, parse_mode="HTML", **fields)["message_id"]
        )

    def next(self) -> Any:
        update = self.call("getUpdates", offset=self._offset, timeout=10, limit=1)[0]
        self._offset = update["update_id"] + 1
        return update


@pytest.fixture
def bot() -> Iterator[Bot]:
    with BotApi() as api:
        Page(api, wait=2)
        yield Bot(api)


@pytest.fixture
def page(browser: Any, bot: Bot) -> Iterator[Any]:
    """The page at phone width; the test fails when it logs an error or asks anyone but its own server."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-TW", has_touch=True)
    opened = context.new_page()
    wrong = watch(opened, bot.api.url)
    opened.goto(bot.api.url)
    expect(opened.locator("#name")).to_have_text("Huida")
    yield opened
    context.close()
    assert wrong == []


def begun(page: Any, bot: Bot, text: str = "開始了") -> None:
    """Press START and have the bot answer."""
    page.click("#start")
    assert bot.next()["message"]["text"] == "/start"
    bot.send(text)
    expect(page.locator(".in .text").last).to_contain_text(text)


def write(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def test_start_a_question_and_its_formatted_answer(page: Any, bot: Bot) -> None:
    begun(page, bot)
    write(page, "誰主持會議?")
    asked = bot.next()["message"]
    assert (asked["text"], asked["from"]["language_code"]) == ("誰主持會議?", "zh-hant")
    bot.call("sendChatAction", chat_id=PERSON, action="typing")
    expect(page.locator("#status")).to_have_text("正在輸入")
    bot.send(
        '😀<b>趙<i>龍</i></b>\n<blockquote>省長趙龍主持。</blockquote>\n— <a href="https://example.com/a">報道</a>'
    )
    text = page.locator(".in .text").last
    expect(text.locator("strong")).to_have_text("趙龍")
    expect(text.locator("strong em")).to_have_text("龍")
    expect(text.locator("blockquote")).to_have_text("省長趙龍主持。")
    link = text.locator("a")
    assert (link.get_attribute("href"), link.get_attribute("rel")) == (
        "https://example.com/a",
        "noopener noreferrer",
    )
    expect(page.locator("#status")).to_contain_text("這臺電腦")
    expect(page.locator(".out .ticks").last).to_have_attribute("aria-label", "已讀")


def test_what_an_article_says_never_becomes_markup(page: Any, bot: Bot) -> None:
    begun(page, bot)
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    escaped = hostile.replace("<", "&lt;").replace(">", "&gt;")
    bot.send(
        f"<b>{escaped}</b>", reply_markup={"inline_keyboard": [[{"text": hostile, "callback_data": "x"}]]}
    )
    expect(page.locator(".in .text strong").last).to_have_text(hostile)
    expect(page.locator(".key").last).to_have_text(hostile)
    assert page.locator(".messages :is(img, script)").count() == 0
    seen = page.evaluate(
        "async (addresses) => { const { safeAddress } = await import('/page/format.js');"
        " return addresses.map(safeAddress); }",
        ["javascript:alert(1)", " JaVaScRiPt:x", "data:text/html,x", "https://a.example/b", "a.example"],
    )
    assert seen == ["", "", "", "https://a.example/b", "http://a.example/"]


def test_a_long_quote_folds_to_three_lines_and_stays_open_through_an_edit(page: Any, bot: Bot) -> None:
    begun(page, bot)
    quote = f"<blockquote expandable>{'會議指出要深入學習。' * 30}</blockquote>"
    number = bot.send(f"<b>答</b>\n{quote}")
    box = page.locator("blockquote.expandable").last
    expect(box.locator("button")).to_have_attribute("aria-expanded", "false")
    folded = box.bounding_box()["height"]
    assert folded < 90
    box.click()
    expect(box.locator("button")).to_have_attribute("aria-expanded", "true")
    assert box.bounding_box()["height"] > 3 * folded
    bot.call(
        "editMessageText", chat_id=PERSON, message_id=number, text=f"<b>改</b>\n{quote}", parse_mode="HTML"
    )
    expect(page.locator(".in .text strong").last).to_have_text("改")
    expect(page.locator("blockquote.expandable").last).to_have_class(re.compile("open"))
    expect(page.locator(".in .edited").last).to_have_text("已編輯")
    bot.send("<blockquote expandable>短</blockquote>")
    expect(page.locator("blockquote.expandable").last.locator("button")).to_be_hidden()


def test_a_press_spins_until_answered_with_toast_or_alert(page: Any, bot: Bot) -> None:
    begun(page, bot)
    bot.send("答", reply_markup=KEYBOARD)
    key = page.locator(".key", has_text="上下文")
    key.click()
    query = bot.next()["callback_query"]
    assert query["data"] == "context"
    expect(key).to_have_attribute("aria-busy", "true")
    bot.call("answerCallbackQuery", callback_query_id=query["id"], text="沒有了")
    expect(page.locator("#toast")).to_have_text("沒有了")
    expect(key).not_to_have_attribute("aria-busy", "true")
    key.click()
    bot.call(
        "answerCallbackQuery",
        callback_query_id=bot.next()["callback_query"]["id"],
        text="注意",
        show_alert=True,
    )
    expect(page.locator("#alert-text")).to_have_text("注意")
    page.click("#alert button")
    expect(page.locator("#alert")).to_be_hidden()
    assert page.locator("a.key").get_attribute("href") == "https://example.com/a"


def test_inline_results_are_listed_and_one_is_put_into_the_chat(page: Any, bot: Bot) -> None:
    begun(page, bot)
    page.locator("#text").press_sequentially("@huida_bot 主持")
    update = bot.next()
    while update["inline_query"]["query"] != "主持":  # what was typed on the way
        update = bot.next()
    content = {"message_text": "<b>趙龍</b>主持", "parse_mode": "HTML"}
    results = [
        {
            "type": "article",
            "id": str(n),
            "title": f"結果{n}",
            "description": "福建日報",
            "input_message_content": content,
        }
        for n in range(3)
    ]
    bot.call("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=results)
    expect(page.get_by_role("option")).to_have_count(3)
    page.press("#text", "ArrowDown")
    page.press("#text", "ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("結果1")
    page.press("#text", "Enter")
    expect(page.locator(".out .via")).to_have_text("透過 @huida_bot")
    expect(page.locator(".out .text").last).to_contain_text("趙龍主持")
    expect(page.locator("#list")).to_be_hidden()


def test_the_language_changes_the_page_the_menu_and_what_the_bot_is_told(page: Any, bot: Bot) -> None:
    bot.call("setMyCommands", commands=[{"command": "help", "description": "怎麼提問"}])
    bot.call("setMyCommands", commands=[{"command": "help", "description": "How to ask"}], language_code="en")
    begun(page, bot)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    page.click("[data-language=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("tab", name="Private")).to_be_visible()
    page.click("#menu")
    expect(page.get_by_role("option")).to_contain_text("How to ask")
    page.get_by_role("option").click()
    message = bot.next()["message"]
    assert (message["text"], message["from"]["language_code"]) == ("/help", "en")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".out .text").last).to_contain_text("/help")


def test_text_is_set_in_the_glyphs_of_its_own_script(page: Any, bot: Bot) -> None:
    begun(page, bot)
    bot.send("<b>赵龙主持会议</b>\n<blockquote>省長趙龍主持會議</blockquote>")
    expect(page.locator(".in .text").last).to_have_attribute("lang", "zh-Hans")
    expect(page.locator(".in blockquote")).to_have_attribute("lang", "zh-Hant")


def test_keys_send_edit_and_never_send_half_a_chinese_word(page: Any, bot: Bot) -> None:
    begun(page, bot)
    page.fill("#text", "zhu chi")
    page.dispatch_event("#text", "keydown", {"key": "Enter", "isComposing": True, "keyCode": 229})
    assert page.input_value("#text") == "zhu chi"
    write(page, "誰?")
    assert bot.next()["message"]["text"] == "誰?"
    expect(page.locator(".out .text").last).to_contain_text("誰?")
    page.press("#text", "ArrowUp")
    expect(page.locator("#about b")).to_have_text("編輯訊息")
    write(page, "誰主持?")
    assert bot.next()["edited_message"]["text"] == "誰主持?"
    expect(page.locator(".out .edited")).to_have_text("已編輯")
    page.locator("#log-private").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="回覆").press("Enter")
    expect(page.locator("#about b")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#about")).to_be_hidden()


def test_the_group_takes_mentions_and_answers(page: Any, bot: Bot) -> None:
    page.get_by_role("tab", name="群組").click()
    page.locator("#text").press_sequentially("問 @hui")
    page.press("#text", "Enter")
    page.locator("#text").press_sequentially("誰主持?")
    page.press("#text", "Enter")
    asked = bot.next()["message"]
    assert (asked["chat"]["id"], asked["text"]) == (GROUP, "問 @huida_bot 誰主持?")
    bot.send("趙龍", GROUP, reply_parameters={"message_id": asked["message_id"]})
    expect(page.locator("#log-group .in .replied")).to_contain_text("誰主持?")
    page.locator("#log-group .in .text").dblclick()
    write(page, "那誰講話?")
    assert bot.next()["message"]["reply_to_message"]["text"] == "趙龍"
    bot.send("在私訊裡", PERSON)
    expect(page.locator("#tab-private")).to_have_attribute("data-unseen", "1")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_wider_than_the_screen(page: Any, bot: Bot, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    begun(page, bot)
    bot.send(f"<code>{'x' * 300}</code>\n<pre>{'y' * 300}</pre>\n<blockquote>{'會' * 300}</blockquote>", reply_markup={
        "inline_keyboard": [[{"text": "很長的按鈕" * 6, "callback_data": str(n)} for n in range(3)]]
    })  # fmt: skip
    expect(page.locator(".key")).to_have_count(3)
    too_wide = page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.log, .bar, .top, .composer')]"
        ".filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.className)"
    )
    assert too_wide == []


def test_the_theme_follows_the_system_until_chosen_and_is_remembered(page: Any, bot: Bot) -> None:
    paper = "getComputedStyle(document.querySelector('.phone')).backgroundColor"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) == "rgb(23, 33, 43)"
    page.click("#theme")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.reload()
    assert page.evaluate(paper) == "rgb(255, 255, 255)"


def test_a_swipe_answers_and_a_long_press_opens_the_menu(page: Any, bot: Bot) -> None:
    begun(page, bot)
    box = page.locator(".in .text").last.bounding_box()
    touch = page.context.new_cdp_session(page)
    x, y = box["x"] + 60, box["y"] + 10

    def finger(kind: str, *points: float) -> None:
        where = [{"x": at, "y": y} for at in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    finger("touchStart", x)
    for step in range(1, 9):
        finger("touchMove", x - 10 * step)
    finger("touchEnd")
    expect(page.locator("#about span")).to_contain_text("開始了")
    page.click("#about-close")
    finger("touchStart", x)
    expect(page.get_by_role("menuitem")).to_have_count(2)
    finger("touchEnd")
    page.get_by_role("menuitem", name="回覆").click()
    expect(page.locator("#about span")).to_contain_text("開始了")


def test_an_answer_is_followed_even_while_the_page_still_glides_to_its_question(page: Any, bot: Bot) -> None:
    begun(page, bot)
    bot.send("一行\n" * 200)
    expect(page.locator("#to-end")).to_be_visible()  # the beginning of what is long is shown, not its end
    write(page, "誰主持會議?")
    bot.next()
    page.wait_for_timeout(150)  # it is on its way
    bot.send("趙龍主持會議。")
    page.wait_for_timeout(1200)
    expect(page.locator(".in .text").last).to_be_in_viewport()
    expect(page.locator("#to-end")).to_be_hidden()


def test_the_page_goes_on_by_itself_when_the_preview_comes_back(page: Any, bot: Bot) -> None:
    begun(page, bot)
    port, token = bot.api.port, bot.api.token
    bot.api.close()
    expect(page.locator("#status")).to_have_text("連線中…")
    with BotApi(port=port, token=token) as api:
        Page(api, wait=2)
        expect(page.locator("#start")).to_be_visible()
        expect(page.locator(".row")).to_have_count(0)
