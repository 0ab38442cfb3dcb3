"""bot.llm.support, figures, proving and output: what a sentence may say, given its quotes."""

import pytest

from bot.llm.figures import figures
from bot.llm.output import Cited, Growing, Said, as_object
from bot.llm.proving import MAX_TEXT, joined, prove, shortened
from bot.llm.support import plain, supported
from bot.quotes import Quote
from index.articles import parse_article
from index.errors import QuoteNotFound
from index.types import Passage, Span
from tests.llm_readers import ARTICLE, CHAIR

WORDS = """海洲省召开经济工作会议
日期: 2024-02-02

2月1日上午，省长林思齐主持会议，不得增加基层负担，新增企业33万家，税收增长12.5%，建设15个产业园区，修建三条铁路。
"""
MEETING = parse_article("m.txt", WORDS)
(QUOTE,) = [Quote(MEETING, p.start, p.end) for p in MEETING.paragraphs]


@pytest.mark.parametrize(
    "text",
    [
        "会议由省长林思齐主持。",
        "會議由省長林思齊主持。",
        "主持人是林思齐",
        "林思齐(省长)",
        "2024年2月1日",
        "会议于2月1日召开",
        "新增企业330,000家",
        "税收增长12.50%",
        "会议要求建设十五个产业园区，修建3条铁路。",
        "会议强调，不得增加基层负担。",
        "33万家",
    ],
)
def test_what_the_quote_says_is_supported(text: str) -> None:
    assert supported(text, [QUOTE], "hans")


@pytest.mark.parametrize(
    "text",
    [
        "会议由省长林思远主持。",
        "省长林齐主持会议",
        "会议由王毅主持",
        "省长林思齐受贿",
        "2023年2月1日",
        "2月2日",
        "新增企业33家",
        "新增企业34万家",
        "税收增长12.5",
        "税收增长2.5%",
        "建设5个产业园区",
        "修建四条铁路",
        "第三次会议",
        "要增加基层负担",
        "省长没有主持会议",
        "The governor was arrested",
        "省长 аdmin",
        "①省长",
        "。",
        "",
    ],
)
def test_what_it_does_not_say_is_not(text: str) -> None:
    assert not supported(text, [QUOTE], "hans")


def test_english_needs_words_that_the_quotes_have_in_translation() -> None:
    assert not supported("He took bribes from companies abroad.", [QUOTE], "en")
    assert supported("林思齐", [QUOTE], "en")
    assert supported("Build industrial parks and railways.", [QUOTE], "en")


def test_sentences_come_in_the_askers_script() -> None:
    assert supported("省长林思齐主持会议。", [QUOTE], "hant") == "省長林思齊主持會議。"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲 https://a.example/x?y=1 乙", "甲乙"),
        ("[甲](https://a.example)乙", "甲乙"),
        ("<b>甲</b>&lt;乙", "甲乙"),
        ("甲@bot /start #tag 乙", "甲乙"),
        ("甲[1]乙【2】丙(段落3)", "甲乙丙"),
        ("甲\u202e乙\u200b\x00\r\n丙", "甲乙丙"),
        ("**甲** `乙`", "甲乙"),
        ("tg://resolve?domain=x 甲", "甲"),
        ("one  two", "one two"),
    ],
)
def test_only_plain_words_are_left(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("33万家", {"330000"}),
        ("1.2亿", {"120000000"}),
        ("2,600名", {"2600"}),
        ("12.5%和百分之三十三", {"12.5%", "33%"}),
        ("十五个, 三条, 两千三百人", {"15", "3", "2300"}),
        ("一起统一进一步", set()),
        ("第三次", {"3"}),
        ("2024年2月1日", set()),
        ("5万亿元", {"5000000000000"}),
        ("十五五规划", {"十五五"}),
    ],
)
def test_figures_however_they_are_written(text: str, found: set[str]) -> None:
    assert figures(text) == found


def _prove(text: str, wording: str, number: int = 1) -> str:
    passage = Passage(ARTICLE, ARTICLE.paragraphs[0].start, ARTICLE.paragraphs[0].end)
    proven = prove(Said(text, (Cited(number, wording),)), [passage], "hans")
    return proven.quotes[0].text if proven else ""


SENTENCE = "省委书记周远山出席会议并讲话，省长林思齐主持。"


@pytest.mark.parametrize(
    ("text", "wording", "quoted"),
    [
        ("林思齐主持", CHAIR, SENTENCE),
        ("林思齐主持", "「省 長 林思齊主持」。", SENTENCE),
        ("林思齐主持", "讲话,省长林思齐主持", SENTENCE),
        ("林思齐", "林思齐", SENTENCE),
        ("林思齐。", "林思齊", SENTENCE),
        ("林思齐主持", "林思齐", ""),
        ("林", "林", ""),
        ("1", "1", ""),
        ("林思齐主持", "省长林思齐…主持", ""),
        ("林思齐主持", "不得增加基层负担", ""),
        ("林思齐主持", "。。。。。", ""),
    ],
)
def test_a_quote_stands_in_its_passage_or_not_at_all(text: str, wording: str, quoted: str) -> None:
    assert _prove(text, wording) == quoted
    assert _prove(text, wording, 2) == ""


def test_a_long_sentence_is_quoted_by_clauses_and_a_dump_not_at_all() -> None:
    article = parse_article("l.txt", "长\n\n" + "会议研究有关工作，" * 60 + "省长主持会议。")
    passage = Passage(article, 3, len(article.text))
    proven = prove(Said("省长主持会议", (Cited(1, "省长主持会议"),)), [passage], "hans")
    assert proven is not None
    assert proven.quotes[0].text == "省长主持会议。"
    assert prove(Said("全文", (Cited(1, passage.text),)), [passage], "hans") is None


def test_quotes_are_located_within_a_span_only() -> None:
    start, end = ARTICLE.paragraphs[0].start, ARTICLE.paragraphs[0].end
    quote = Quote.locate(ARTICLE, "林思齊 主持", Span(start, end))
    assert quote.text == "林思齐主持"
    with pytest.raises(QuoteNotFound):
        Quote.locate(ARTICLE, "林思齐主持", Span(end, len(ARTICLE.text)))


def test_texts_are_bounded_and_joined() -> None:
    assert len(shortened("会" * 999)) == MAX_TEXT
    assert shortened("会议，" * 99).endswith("会议…")
    assert joined(["甲", "乙。", "甲"], "hans") == "甲。乙。"
    assert joined(["One", "Two."], "en") == "One. Two."
    assert joined(["甲"], "hans") == "甲"


def test_sentences_are_given_out_as_they_become_complete() -> None:
    growing, reply = (
        Growing(),
        '{"answerable": true, "sentences": [{"text": "甲}", "quotes": []}, {"text": "乙"}]}',
    )
    found = [said.text for character in reply for said in growing.feed(character)]
    assert found == ["甲}", "乙"]
    assert growing.complete
    assert not growing.unanswerable


def test_objects_are_found_among_words() -> None:
    assert as_object('Sure: ```json\n{"question": "甲"}``` bye') == {"question": "甲"}
    assert as_object("none") == {}
    assert as_object("<think>{</think>{}") == {}
