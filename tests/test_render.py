"""bot.render: valid Telegram HTML that fits, whatever articles and askers contain."""

import pytest

from bot.query import understand
from bot.quotes import Answer, Quote
from bot.render import render, units
from index.types import Article
from tests.bot_api import _Markup

HOSTILE = '</blockquote><b>&amp; "<script>" 🙂𠮷\u202e'


def _parse(html: str) -> _Markup:
    markup = _Markup()
    markup.feed(html)
    markup.finish()
    return markup


def _answer(text: str, *bodies: str, url: str = "", title: str = "標題") -> Answer:
    quotes = []
    for number, body in enumerate(bodies):
        article = Article(f"{number}.txt", title, body, published="2024-01-31", source="報", url=url)
        quotes.append(Quote(article, 0, len(body)))
    return Answer(understand("問?"), text, tuple(quotes))


def test_answer_then_quote_then_linked_source() -> None:
    (html,) = render(_answer("趙龍", "趙龍主持。", url="https://example.org/?a=1&b=2"))
    assert html == (
        "<b>趙龍</b>\n<blockquote>趙龍主持。</blockquote>\n"
        '— <a href="https://example.org/?a=1&amp;b=2">標題</a> · 2024-01-31 · 報'
    )


def test_everything_from_outside_is_escaped() -> None:
    (html,) = render(_answer(HOSTILE, HOSTILE, title=HOSTILE, url='https://e.org/"><b>'))
    markup = _parse(html)
    assert [kind for kind, _ in markup.entities] == ["b", "blockquote", "a"]
    assert markup.text.count(HOSTILE) == 3


def test_a_link_that_is_no_link_is_not_linked() -> None:
    (html,) = render(_answer("答", "文。", url="javascript:alert(1)"))
    assert "href" not in html


def test_a_refusal_is_plain() -> None:
    assert render(_answer("沒有 <找到>")) == ["沒有 &lt;找到&gt;"]


@pytest.mark.parametrize("limit", [64, 300, 4096])
@pytest.mark.parametrize("text", ["字" * 5000, "一句話。" * 1500, "🙂" * 3000, "<&>" * 2000, "行\n" * 3000])
def test_long_replies_are_split_within_tags_and_lose_nothing(text: str, limit: int) -> None:
    parts = render(_answer("答", text), limit)
    assert all(units(part) <= limit for part in parts)
    quoted = "".join(body for part in parts for kind, body in _parse(part).entities if kind == "blockquote")
    assert "".join(quoted.split()) == "".join(text.split())
