"""bot.render: valid Telegram HTML that fits, whatever articles and askers contain."""

from dataclasses import replace

import pytest

from bot.query import understand
from bot.quotes import Answer, Quote
from bot.render import MAX_ENTITIES, Block, fitted, passages, render, shortened, source, units, visible
from bot.reply import Reply
from index.types import Article, Span
from preview.entities import covered
from preview.markup import formatted

HOSTILE = '</blockquote><b>&amp; "<script>" 🙂𠮷\u202e字'


def _parse(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what Telegram shows of `html`: the text, and each entity's kind and the words it covers."""
    shown = formatted(html, "HTML")
    return shown.text, [(e["type"], covered(shown.text, e)) for e in shown.entities]


def _quoted(html: str) -> list[str]:
    return [text for kind, text in _parse(html)[1] if kind in ("blockquote", "expandable_blockquote")]


def _article(body: str, number: int = 0, url: str = "", title: str = "標題") -> Article:
    return Article(f"{number}.txt", title, body, published="2024-01-31", source="報", url=url)


def _reply(text: str, *bodies: str, url: str = "", title: str = "標題", marks: tuple[str, ...] = ()) -> Reply:
    articles = [_article(body, number, url, title) for number, body in enumerate(bodies)]
    reply = Reply.of(Answer(understand("問?"), text, tuple(Quote(a, 0, len(a.text)) for a in articles)))
    return replace(reply, marks=marks)


def _in_paragraphs(*paragraphs: str, quote: str) -> Reply:
    """Return an opened reply that quotes `quote` from an article of `paragraphs`."""
    text, spans = "\n".join(paragraphs), []
    for paragraph in paragraphs:
        start = text.index(paragraph)
        spans.append(Span(start, start + len(paragraph)))
    article = Article("a", "標題", text, published="2024-01-31", paragraphs=tuple(spans))
    return Reply("答", (Quote.locate(article, quote),), marks=("主持",), opened=True)


def test_answer_then_quote_then_linked_source() -> None:
    (html,) = render(
        _reply("趙龍", "趙龍主持了這次會議。", url="https://example.org/?a=1&b=2", marks=("赵龙",))
    )
    assert html == (
        "<b>趙龍</b>\n<blockquote expandable><b>趙龍</b>主持了這次會議。</blockquote>\n"
        '— <a href="https://example.org/?a=1&amp;b=2#:~:text=%E8%B6%99%E9%BE%8D%E4%B8%BB%E6%8C%81%E4%BA%86%E9%80%99'
        '%E6%AC%A1%E6%9C%83%E8%AD%B0">標題</a> · 2024-01-31 · 報'
    )


def test_question_above_and_note_below() -> None:
    reply = replace(_reply("答", "文。"), question="<問>?", note="也可能是 & 別的")
    text, entities = _parse(render(reply)[0])
    assert text == "<問>?\n答\n文。\n— 標題 · 2024-01-31 · 報\n也可能是 & 別的"
    assert [entity for entity in entities if entity[0] == "italic"] == [
        ("italic", "<問>?"),
        ("italic", "也可能是 & 別的"),
    ]


def test_everything_from_outside_is_escaped() -> None:
    (html,) = render(_reply(HOSTILE, HOSTILE, title=HOSTILE, url='https://e.org/"><b>'))
    text, entities = _parse(html)
    assert [kind for kind, _ in entities] == ["bold", "expandable_blockquote", "text_link"]
    assert text.count(HOSTILE) == 3


def test_a_link_that_is_no_link_is_not_linked() -> None:
    (html,) = render(_reply("答", "文。", url="javascript:alert(1)"))
    assert "href" not in html


def test_an_article_without_date_and_source_is_named_by_its_title() -> None:
    assert source(Article("a", "題<目>", "文"), None).html == "— 題&lt;目&gt;"


def test_a_refusal_is_plain() -> None:
    assert render(Reply("沒有 <找到>")) == ["沒有 &lt;找到&gt;"]


def test_a_source_stands_once_under_neighbouring_quotes_of_its_article() -> None:
    article = _article("第一句。第二句。")
    reply = Reply("答", (Quote(article, 0, 4), Quote(article, 4, 8), Quote(_article("別的。", 1), 0, 3)))
    text, _ = _parse(render(reply)[0])
    assert text.split("\n")[1:] == [
        "第一句。",
        "第二句。",
        "— 標題 · 2024-01-31 · 報",
        "別的。",
        "— 標題 · 2024-01-31 · 報",
    ]


@pytest.mark.parametrize("limit", [64, 300, 4096])
@pytest.mark.parametrize("text", ["字" * 5000, "一句話。" * 1500, "🙂" * 3000, "<&>" * 2000, "行\n" * 3000])
def test_long_replies_are_split_within_tags_and_lose_nothing(text: str, limit: int) -> None:
    parts = render(_reply("答", text), limit)
    assert all(units(_parse(part)[0]) <= limit for part in parts)
    quoted = "".join(body for part in parts for body in _quoted(part))
    assert "".join(quoted.split()) == "".join(text.split())
    assert len(parts) <= 2 + 2 * units(text) // (limit - 30), "no message is nearly empty"
    assert len(parts) == 1 or limit < 100 or units(_parse(parts[0])[0]) > limit // 3, (
        "the answer does not stand alone"
    )


def test_long_replies_are_split_at_the_ends_of_paragraphs() -> None:
    paragraphs = ["段" * 900 + "完。" for _ in range(8)]
    for part in render(_reply("答", "\n".join(paragraphs)))[:-1]:
        assert _quoted(part)[-1].endswith("完。")


def test_a_whole_message_is_used_markup_does_not_count() -> None:
    text = "<" * 4000
    (html,) = render(_reply("答", text))
    assert len(html) > 16_000
    assert _quoted(html) == [text]


def test_a_list_of_forty_quotes_stays_in_one_message_and_marks_give_way() -> None:
    body = "主持這個會議和它的工作。" * 40
    article = Article("a", "標題", body, url="https://example.org/", paragraphs=(Span(0, len(body)),))
    quotes = tuple(Quote(article, at, at + 12) for at in range(0, len(body), 12))
    for opened in (False, True):
        reply = Reply("共 40 項", quotes, "附註", ("主持", "会议", "工作"), opened=opened, question="問?")
        (html,) = render(reply)
        text, entities = _parse(html)
        assert len(entities) <= MAX_ENTITIES
        assert len(_quoted(html)) == 40
        assert text.endswith("附註")
    few = replace(reply, quotes=quotes[:3], opened=False)
    assert [kind for kind, _ in _parse(render(few)[0])[1]].count("bold") == 10


def test_no_more_than_six_words_are_marked_in_a_quote() -> None:
    (html,) = render(_reply("答", "主持一個大會。" * 20, marks=("主持",)))
    assert [text for kind, text in _parse(html)[1] if kind == "bold"] == ["答", *["主持"] * 6]


def test_opened_shows_the_neighbours_with_the_quote_underlined() -> None:
    (html,) = render(
        _in_paragraphs("前一段。", "開頭。趙龍主持了會議。結尾。", "後一段。", quote="趙龍主持了會議。")
    )
    text, entities = _parse(html)
    assert _quoted(html) == ["前一段。\n\n開頭。趙龍主持了會議。結尾。\n\n後一段。"]
    assert "".join(words for kind, words in entities if kind == "underline") == "趙龍主持了會議。"
    assert ("bold", "主持") in entities
    assert text.endswith("— 標題 · 2024-01-31")


def test_long_neighbours_are_cut_where_they_are_far_from_the_quote() -> None:
    long = "字" * 900
    (html,) = render(
        _in_paragraphs(f"甲{long}乙", "趙龍主持了會議。", f"丙{long}丁", quote="趙龍主持了會議。")
    )
    (block,) = _quoted(html)
    assert block.startswith("…字")
    assert "乙\n\n趙龍主持了會議。\n\n丙" in block
    assert block.endswith("字…")
    assert "甲" not in block


@pytest.mark.parametrize("length", [2000, 3000, 3900])
def test_an_opened_reply_shows_as_much_as_one_message_holds(length: int) -> None:
    quote = "主" * length
    parts = render(_in_paragraphs("前" * 2000, quote, "後" * 2000, quote=quote))
    assert len(parts) == 1
    assert quote in _quoted(parts[0])[0]
    assert _parse(parts[0])[0].endswith("— 標題 · 2024-01-31")


def test_passages_are_blocks_that_unfold_with_their_articles() -> None:
    article = _article("很長的一段。" * 200, url="https://example.org/a")
    (html,) = passages([Quote(article, 0, 6), Quote(article, 0, len(article.text))])
    first, second = _quoted(html)
    assert first == "很長的一段。"
    assert second == article.text[:500] + "…"
    assert html.count("<a href") == 2


def test_pieces_keep_their_styles() -> None:
    block = Block("<i>", "abcdef", "</i>", (("b", Span(1, 4)), ("u", Span(3, 6))))
    assert block.html == "<i>a<b>bc</b><b><u>d</u></b><u>ef</u></i>"
    assert block.cut(2, 5).html == "<i><b>c</b><b><u>d</u></b><u>e</u></i>"
    assert block.cut(0, 1).html == "<i>a</i>"
    assert block.cut(3, 3).html == "<i></i>"


def test_blocks_are_joined_as_long_as_they_fit() -> None:
    blocks = [Block("<b>", "字" * 10, "</b>") for _ in range(5)]
    assert [visible(part) for part in fitted(blocks, 32)] == [32, 21]
    assert len(fitted([Block("<b>", "字", "</b>")] * 250)) == 3, "no message has more than 100 entities"


@pytest.mark.parametrize(
    ("html", "length"), [("<b>字</b>", 1), ("&lt;b&gt;", 3), ('<a href="x&gt;y">🙂</a>', 2), ("", 0)]
)
def test_what_is_visible_is_counted_as_telegram_counts(html: str, length: int) -> None:
    assert visible(html) == length


@pytest.mark.parametrize(
    ("text", "short"),
    [("一二三", "一二三"), ("一二三四", "一二…"), ("一\n 二", "一 二"), ("", ""), ("  ", "")],
)
def test_lines_are_shortened(text: str, short: str) -> None:
    assert shortened(text, 3) == short


def test_titles_and_sources_never_make_a_reply_too_long() -> None:
    reply = _reply("答", "文。", title="題" * 9000, url=f"https://example.org/{'a' * 9000}")
    (html,) = render(reply)
    assert units(_parse(html)[0]) < 300
    assert "href" not in html
