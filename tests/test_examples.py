"""bot.examples: only questions that the newest article answers are offered."""

import pytest

from bot.answering import Answerer
from bot.examples import COUNT, examples
from bot.query import understand
from bot.quotes import Answer, Quote
from bot.wording import Wording
from index.script import Script
from index.types import Article

NEW, OLD = Article("new", "題", "新的報道"), Article("old", "題", "舊的報道")


@pytest.mark.parametrize("language", ["hant", "hans", "en"])
def test_each_example_is_answered_from_the_newest_article(library: Answerer, language: Script) -> None:
    newest = library.catalogue.articles[0]
    found = examples(newest, library.answer, Wording.load(), language)
    assert len(found) == COUNT == len(set(found))
    for question in found:
        answer = library.answer(question, language)
        assert not answer.abstained
        assert answer.quotes[0].article is newest


def test_refused_questions_and_answers_from_elsewhere_are_not_offered() -> None:
    def ask(question: str, script: Script) -> Answer:
        query = understand(question, script)
        if "主持" in question:
            return Answer(query, "沒有")
        return Answer(query, "答", (Quote(OLD if "出席" in question else NEW, 0, 2),))

    found = examples(NEW, ask, Wording.load(), "hant")
    assert len(found) == 3
    assert not any("主持" in question or "出席" in question for question in found)
    assert examples(OLD, ask, Wording.load(), "hant") == ["有哪些人出席？"]


def test_without_an_article_nothing_is_asked() -> None:
    def ask(question: str, script: Script) -> Answer:
        raise AssertionError(question)

    assert examples(None, ask, Wording.load(), "hant") == []
