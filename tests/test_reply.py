"""bot.reply: what a reply shows, its marks, its scripts, its surroundings."""

from dataclasses import replace

import pytest

from bot.query import understand
from bot.quotes import Answer, Quote, published_in, shown, worded
from bot.reply import Reply, marked, surroundings
from index.script import Script, to_script
from index.types import Article, Span

HANT = Article("t.txt", "題目", "林曉峰主持會議。臺灣的公里數,後來的皇后。", source="報")
HANS = Article("s.txt", "题目", "孙丽华主持会议。深入了解后来的情况。", source="报")


def _quote(article: Article, words: str) -> Quote:
    return Quote.locate(article, words)


def _reply(text: str, question: str, *quotes: Quote, note: str = "") -> Reply:
    return Reply.of(Answer(understand(question), text, quotes, note=note))


def test_what_was_answered_and_asked_is_marked_in_quotes() -> None:
    reply = _reply("林曉峰(縣長)", "誰主持會議?", _quote(HANT, "林曉峰主持會議。臺灣的公里數"))
    assert {"林晓峰", "主持"} <= set(reply.marks)
    spans = marked(reply.quotes[0].text, reply.marks)
    assert any(reply.quotes[0].text[s.start : s.end].startswith("林曉峰主持") for s in spans)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("這裡說主持兩次,主持", ["主持"], ["主持", "主持"]),
        ("會議主持人說話的地方", ["主持", "主持人", "会议"], ["會議主持人"]),
        ("甲乙丙丁戊己庚辛", ["乙丙", "丙丁"], ["乙丙丁"]),
        ("甲乙丙", [""], []),
        ("甲乙丙", [" "], []),
        ("Ｗｈｏ chaired it then", ["who"], ["Ｗｈｏ"]),
        ("全都標上", ["全都标上"], []),
        ("🙂🙂主持了會議嗎🙂", ["主持"], ["主持"]),
    ],
)
def test_words_are_marked_in_either_script_and_width_overlaps_once(
    text: str, words: list[str], expected: list[str]
) -> None:
    assert [text[s.start : s.end] for s in marked(text, words)] == expected


def test_an_answer_is_worded_as_its_article_words_it() -> None:
    """Converting Traditional into Traditional would make 林曉峯 of 林曉峰."""
    assert to_script("林曉峰", "hant") != "林曉峰"
    quote = _quote(HANT, "林曉峰主持會議。")
    assert worded("林曉峯(縣長)", [quote], "hant") == "林曉峰(縣長)"
    assert worded("a hall in Qinghe", [_quote(HANT, "林曉峰主持會議。")], "en") == "a hall in Qinghe"
    reply = _reply("林曉峰(縣長)", "誰主持會議?", quote)
    there_and_back = reply.in_script("hans").in_script("hant")
    assert reply.in_script("hans").text == "林晓峰(县长)"
    assert there_and_back.text == "林曉峰(縣長)"


def test_a_refusal_is_not_reworded() -> None:
    assert _reply("沒有找到「吃什麼」", "吃什麼?").text == "沒有找到「吃什麼」"


def test_everything_follows_the_script_but_quotes_published_in_it() -> None:
    reply = _reply("孫麗華", "誰主持會議?", _quote(HANS, "孙丽华主持会议。"), note="也可能是別的會議")
    assert reply.script is None
    simplified = reply.in_script("hans")
    assert (simplified.text, simplified.note, simplified.script) == ("孙丽华", "也可能是别的会议", "hans")
    assert shown(HANS, "深入了解后来的情况", "hans") == "深入了解后来的情况"
    assert shown(HANS, "深入了解后来的情况", "hant") == "深入瞭解後來的情況"
    assert shown(HANS, "深入了解后来的情况", None) == "深入了解后来的情况"
    assert shown(HANT, "臺灣", "hant") == "臺灣"


@pytest.mark.parametrize(
    ("text", "script"), [("繁體的報道", "hant"), ("简体的报道", "hans"), ("English", "en")]
)
def test_an_article_is_published_in_one_script(text: str, script: Script) -> None:
    assert published_in(Article("a", "題", text)) == script


def test_quotes_of_one_article_stand_together() -> None:
    quotes = [_quote(HANT, "林曉峰"), _quote(HANT, "臺灣"), _quote(HANS, "孙丽华"), _quote(HANT, "皇后")]
    groups = [(a.id, len(found)) for a, found in _reply("答", "問?", *quotes).by_article()]
    assert groups == [("t.txt", 2), ("s.txt", 1), ("t.txt", 1)]


def test_surroundings_are_the_paragraph_and_its_neighbours() -> None:
    text = "第一段。\n第二段。\n第三段。\n第四段。"
    paragraphs = tuple(Span(at, at + 4) for at in (0, 5, 10, 15))
    article = Article("a", "題", text, paragraphs=paragraphs)
    around = {
        words: [text[s.start : s.end] for s in surroundings(_quote(article, words))]
        for words in ("第一段", "第三段", "第四段")
    }
    assert around == {
        "第一段": ["第一段。", "第二段。"],
        "第三段": ["第二段。", "第三段。", "第四段。"],
        "第四段": ["第三段。", "第四段。"],
    }
    outside = replace(article, paragraphs=())
    assert surroundings(Quote(outside, 0, 3)) == (Span(0, 3),)
