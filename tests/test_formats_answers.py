"""The first article answers alike whatever format it was saved in."""

from pathlib import Path

import pytest

from bot.answering import Answerer
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.reader import ExtractiveReader
from bot.wording import Wording
from index.build import build
from index.script import fold
from index.store import open_index
from tests.article_files import SAVED
from tests.conftest import FakeEmbedder

QUESTIONS = {
    "誰主持會議?": "趙龍(省委副書記、省長)",
    "会议是哪天开的?": "2024年1月31日",
    "Where was the meeting held?": "福州",
    "有哪些省領導出席?": "",
    "要建立健全哪些機制?": "",
}


def _asked(answerer: Answerer) -> list[tuple[str, list[str]]]:
    answers = [answerer.answer(question) for question in QUESTIONS]
    assert not any(answer.abstained for answer in answers)
    return [(fold(answer.text), [fold(quote.text) for quote in answer.quotes]) for answer in answers]


@pytest.mark.parametrize("name", SAVED)
def test_every_format_answers_alike(
    name: str, articles: Path, tmp_path: Path, answerer: Answerer, evidence_model: EvidenceModel
) -> None:
    (articles / name).write_bytes(SAVED[name]())
    build(articles, tmp_path / "index", FakeEmbedder(), processes=1)
    index = open_index(tmp_path / "index", FakeEmbedder())
    reader = ExtractiveReader(Library(index.articles), evidence_model, Wording.load())
    found = _asked(Answerer(index.retriever, reader, index.articles))
    assert found == _asked(answerer)
    for (text, quotes), expected in zip(found, QUESTIONS.values(), strict=True):
        assert quotes
        assert fold(expected) in text
