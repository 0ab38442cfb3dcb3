"""bot.reader and bot.answering: quoted answers and honest refusals about the article that ships."""

from pathlib import Path

import pytest

from bot.answering import Answerer
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.reader import ExtractiveReader
from bot.render import render
from bot.reply import Reply
from bot.terminal import reply
from bot.wording import Wording
from index.build import build
from index.script import detect
from index.store import open_index
from tests.conftest import FakeEmbedder


@pytest.mark.parametrize(
    ("question", "said", "quoted"),
    [
        ("誰主持會議?", "趙龍", "省委副書記、省長趙龍主持。"),
        ("会议由谁主持?", "赵龙", "省委副書記、省長趙龍主持。"),
        ("省政協主席是誰", "滕佳材", "省政協主席滕佳材出席。"),
        ("谁通报了全省三争行动的情况?", "省委办公厅", "省委辦公廳主要負責同志通報了"),
    ],
)
def test_answers_stand_in_their_quote(answerer: Answerer, question: str, said: str, quoted: str) -> None:
    answer = answerer.answer(question)
    assert said in answer.text
    assert quoted in answer.quotes[0].text
    for quote in answer.quotes:
        assert quote.article.text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    "question", ["今天天气怎么样", "火星上的企鵝吃什麼?", "???", "", "🙂", "\x00\x00", "\ud800"]
)
def test_what_is_not_there_is_refused_without_quotes(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    assert answer.abstained
    assert answer.quotes == ()
    assert "\n" not in answer.text


@pytest.mark.parametrize("question", ["誰主持會議?", "谁主持会议?"])
def test_answers_are_in_the_askers_script(answerer: Answerer, question: str) -> None:
    assert detect(answerer.answer(question).text) == detect(question)


def test_the_default_script_serves_questions_common_to_both(answerer: Answerer) -> None:
    assert "赵龙" in answerer.answer("主持", "hans").text
    assert "趙龍" in answerer.answer("主持", "hant").text


def test_a_quote_is_a_sentence_not_the_paragraph(answerer: Answerer) -> None:
    answer = answerer.answer("惠企政策方面有什么要求?")
    assert "惠企政策要早落地" in answer.quotes[0].text
    assert len(answer.quotes[0].text) < 80


def test_furniture_is_never_quoted(answerer: Answerer) -> None:
    for question in ("掃碼關注中國福建微信", "返回頂部", "OFD閱讀軟體", "附件"):
        for quote in answerer.answer(question).quotes:
            assert not any(word in quote.text for word in ("掃碼", "返回頂部", "OFD", "附件"))


def test_a_question_that_fits_several_meetings_names_the_others(
    articles: Path, tmp_path: Path, evidence_model: EvidenceModel
) -> None:
    for date, chair in (("2024-02-02", "李强"), ("2023-10-20", "王毅")):
        text = f"国务院常务会议召开\n日期: {date}\n\n{chair}主持国务院常务会议,会议研究有关工作。\n"
        (articles / f"{date}.txt").write_text(text, "utf-8")
    build(articles, tmp_path / "i", FakeEmbedder())
    index = open_index(tmp_path / "i", FakeEmbedder())
    reader = ExtractiveReader(Library(index.articles), evidence_model, Wording.load())
    answer = Answerer(index.retriever, reader, index.articles).answer("国务院常务会议谁主持?")
    assert answer.text == "李强"
    assert [article.id for article in answer.alternatives] == ["2023-10-20.txt"]
    assert "2023-10-20" in answer.note
    assert answer.note in reply(answer)
    assert answer.note in render(Reply.of(answer))[0]


@pytest.mark.parametrize(
    "question",
    [
        "2024十四屆全國人大二次會議誰主持?",
        "第20二次会议",
        "第十二三次會議",
        "第百百次会议",
        "٣月٤日会议",
        "请列出٣点",
        "長" * 9999,
    ],
)
def test_odd_numerals_and_lengths_fail_nothing(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).text


def test_names_are_said_as_published_in_their_own_script(library: Answerer) -> None:
    """Converting Traditional into Traditional would make 林曉峯 of 林曉峰."""
    assert library.answer("青河縣夏糧收購會議誰講話?").text == "林曉峰(縣委書記)"
    assert library.answer("青河县夏粮收购会议谁讲话?").text == "林晓峰(县委书记)"
