"""bot.summary and bot.compare: meetings in brief and side by side, every line with its quote."""

import re

import pytest

from bot.compare import compare
from bot.evidence import EvidenceModel
from bot.points import clause, points
from bot.render import visible
from bot.summary import MOST, Summary, summarise
from bot.wording import Wording
from index.articles import parse_article, read_article
from index.script import Script, detect
from index.types import Article
from tests.conftest import ARTICLES, FUJIAN
from tests.library import LIBRARY, LISTED
from tests.llm_readers import ARTICLE, CHAIR, reader, said
from tests.llm_server import LlmServer

SAY = Wording.load()
BARE = parse_article("bare.txt", "通知\n\n请各单位做好防汛工作。大家要注意安全。\n")
OTHER = parse_article(
    "other.txt",
    "云州市教育工作座谈会召开\n日期: 2023-09-10\n\n9月10日,市长陈立夏主持座谈会。座谈会在云州举行。\n",
)


@pytest.fixture(scope="module")
def fujian() -> Article:
    return read_article(ARTICLES / FUJIAN, FUJIAN)


def _sound(summary: Summary) -> None:
    assert 0 < len(summary.lines) <= MOST
    for line in summary.lines:
        assert line.text.strip()
        assert "\n" not in line.text
        assert line.quotes
        assert all(q.article is summary.article and q.text in q.article.text for q in line.quotes)
    for message in summary.messages():
        assert visible(message) <= 4096
        assert message.count("<blockquote") == message.count("</blockquote>")


@pytest.mark.parametrize("script", ["hant", "hans", "en"])
def test_the_article_that_ships_in_five_lines(
    fujian: Article, evidence_model: EvidenceModel, script: Script
) -> None:
    summary = summarise(fujian, script, SAY, evidence_model)
    _sound(summary)
    assert len(summary.lines) == MOST
    text = summary.lines[0].text
    assert ("赵龙" if script == "hans" else "趙龍") in text
    assert ("31 January 2024" if script == "en" else "2024年1月31日") in text
    assert "福州" in text
    if script != "en":
        assert detect("".join(line.text for line in summary.lines)) == script
    assert not summary.written_by
    places = [(q.start, q.end) for line in summary.lines[2:] for q in line.quotes]
    assert len(places) == len(set(places))


def test_made_up_meetings_in_brief(evidence_model: EvidenceModel) -> None:
    first = summarise(ARTICLE, "hans", SAY, evidence_model)
    _sound(first)
    assert first.lines[0].text == "2024年2月1日上午在宁港，林思齐(省长)主持。"
    assert first.lines[1].text == "周远山(省委书记)讲话。"
    assert "建设15个产业园区；二要修建三条铁路" in first.plain()
    _sound(summarise(BARE, "hans", SAY, evidence_model))
    assert "防汛" in summarise(BARE, "hant", SAY, evidence_model).plain()


def test_nothing_to_say_is_no_line(evidence_model: EvidenceModel) -> None:
    empty = Article("e.txt", "空", "空")
    assert summarise(empty, "hant", SAY, evidence_model).lines == ()
    assert compare(empty, empty, "hant", SAY, evidence_model).rows == ()
    assert points(empty) == ()


def test_a_language_model_writes_the_summary_as_far_as_it_is_proven(evidence_model: EvidenceModel) -> None:
    pytest.importorskip("openai")
    reply = said(("省长林思齐主持。", [(1, CHAIR)]), ("省长受贿。", [(2, "省长受贿三亿元")]))
    with LlmServer(lambda _: reply) as server:
        summary = summarise(ARTICLE, "hans", SAY, evidence_model, reader(server))
    _sound(summary)
    assert [line.text for line in summary.lines] == ["省长林思齐主持。"]
    assert summary.written_by == "scripted"
    assert "语言模型" in summary.messages()[-1]
    with LlmServer(lambda _: "no") as server:
        alone = summarise(ARTICLE, "hans", SAY, evidence_model, reader(server))
    assert alone == summarise(ARTICLE, "hans", SAY, evidence_model)


def test_two_meetings_side_by_side(evidence_model: EvidenceModel) -> None:
    compared = compare(ARTICLE, OTHER, "hant", SAY, evidence_model)
    cells = {row.kind: (row.left.text, row.right.text) for row in compared.rows}
    assert cells["date"] == ("2024年2月1日上午", "2023年9月10日")
    assert cells["place"] == ("寧港", "雲州")
    assert cells["presided"] == ("林思齊(省長)", "陳立夏(市長)")
    assert len(compared.rows[-1].left.entries) == 3
    for row in compared.rows:
        for article, cell in ((ARTICLE, row.left), (OTHER, row.right)):
            assert all(quote.article is article for _, quote in cell.entries)
    messages = compared.messages()
    assert all(visible(message) <= 4096 for message in messages)
    assert re.search(r"\n\n<b>主持</b>\n<b>A</b> 林思齊\(省長\)\n<blockquote", "\n".join(messages))
    assert "  A 林思齊(省長)" in compared.plain()


def test_what_one_article_does_not_say_is_said_so(fujian: Article, evidence_model: EvidenceModel) -> None:
    compared = compare(fujian, BARE, "en", SAY, evidence_model)
    (chair,) = [row for row in compared.rows if row.kind == "presided"]
    assert chair.left.text
    assert chair.right.entries == ()
    assert "B the article does not say" in compared.plain()


def test_a_list_too_long_to_show_does_not_come_back_as_sentences(evidence_model: EvidenceModel) -> None:
    listed = parse_article(LISTED, LIBRARY[LISTED])
    texts = [line.text for line in summarise(listed, "hant", SAY, evidence_model).lines]
    assert "六要設立巡河員隊伍" in "".join(texts)
    assert not [text for text in texts if "八要" in text or "十一要" in text]


def test_a_points_clause_is_short(fujian: Article) -> None:
    found = points(fujian)
    assert len(found) >= 3
    assert all(0 < len(clause(fujian, item)) <= 41 for item in found)
