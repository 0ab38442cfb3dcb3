"""bot.quotes: a quote is a slice, so an invented one cannot be made."""

import pytest

from bot.quotes import Quote
from index.errors import QuoteNotFound
from index.types import Article

ARTICLE = Article("a.txt", "標題", "　　省委副書記、省長\n趙龍主持。說“好”。")


@pytest.mark.parametrize("wording", ["省長趙龍主持", "省长赵龙主持", "省長 趙龍 主持。"])
def test_locate_whatever_script_and_spaces(wording: str) -> None:
    quote = Quote.locate(ARTICLE, wording)
    assert quote.text.startswith("省長\n趙龍主持")
    assert ARTICLE.text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize("wording", ["趙龍講話", "", "  "])
def test_what_is_not_there_cannot_be_quoted(wording: str) -> None:
    with pytest.raises(QuoteNotFound):
        Quote.locate(ARTICLE, wording)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 999), (3, 3), (5, 2)])
def test_offsets_outside_the_article_are_refused(start: int, end: int) -> None:
    with pytest.raises(QuoteNotFound):
        Quote(ARTICLE, start, end)
