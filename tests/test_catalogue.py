"""bot.catalogue: the articles as a person browses them."""

import pytest

from bot.answering import Answerer
from bot.catalogue import Catalogue
from bot.reference import Reference, key
from index.types import Article, Fact
from tests.library import LIBRARY, LISTED, NEWEST


def _catalogue(*days: str) -> Catalogue:
    return Catalogue([Article(f"{n}.txt", f"第{n}篇", "文字", published=day) for n, day in enumerate(days)])


def test_articles_are_newest_first_and_those_without_a_date_last() -> None:
    catalogue = _catalogue("2023-01-01", "", "2024-05-06T10:00", "2024-05-06")
    assert [a.id for a in catalogue.articles] == ["2.txt", "3.txt", "0.txt", "1.txt"]


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (8, 1), (9, 2), (16, 2), (17, 3)])
def test_pages_hold_every_article_once(count: int, pages: int) -> None:
    catalogue = _catalogue(*["2024-01-01"] * count)
    assert catalogue.pages(8) == pages
    shown = [a.id for number in range(pages) for a in catalogue.page(number, 8)]
    assert sorted(shown) == sorted(a.id for a in catalogue.articles)
    assert catalogue.page(99, 8) == catalogue.page(pages - 1, 8)
    assert catalogue.page(-1, 8) == catalogue.page(0, 8)


def test_articles_and_quotes_are_found_by_key() -> None:
    catalogue = _catalogue("2024-01-01")
    article = catalogue.articles[0]
    assert catalogue.by_key(key("0.txt")) is article
    assert catalogue.by_key("nothere1") is None
    quote = catalogue.quote(Reference(key("0.txt"), 0, 2))
    assert quote
    assert quote.text == "文字"
    for start, end in ((0, 3), (2, 2), (-1, 1), (5, 9)):
        assert catalogue.quote(Reference(key("0.txt"), start, end)) is None
    assert catalogue.quote(Reference("nothere1", 0, 1)) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("防汛", LISTED),
        ("白鹤市防汛会议", LISTED),
        ("2024年11月4日", LISTED),
        ("2024-11-05", LISTED),
        ("11月的防汛會議", LISTED),
        ("qinghe", NEWEST),
        ("夏糧", NEWEST),
    ],
)
def test_articles_are_named_by_title_or_date(library: Answerer, text: str, first: str) -> None:
    assert library.catalogue.named(text, 8)[0].id == first


def test_a_year_names_all_of_it_and_the_most_asked_for_come_back(library: Answerer) -> None:
    found = library.catalogue.named("2024年", 8)
    assert {a.id for a in found} == {name for name in LIBRARY if name.startswith("2024")}
    assert library.catalogue.named("會議", 2) == library.catalogue.named("會議", 8)[:2]


@pytest.mark.parametrize("text", ["火星", "b", "2031-01-01", "1999年", "", " ", "🙂", "2024-11-05 圖書館"])
def test_what_names_none_finds_none(library: Answerer, text: str) -> None:
    assert library.catalogue.named(text, 8) == [] or not text.strip()


def test_a_year_in_a_title_is_a_name_too() -> None:
    titled = Article("a.txt", "2023年總結大會", "文", published="2024-01-05")
    assert Catalogue([titled]).named("2023年總結大會", 3) == [titled]


def test_the_day_of_a_meeting_names_it_too() -> None:
    article = Article(
        "a.txt", "大會", "昨天", published="2024-01-05", facts=(Fact("date", "2024-01-04", 0, 2),)
    )
    assert Catalogue([article]).named("1月4日", 3) == [article]
    assert Catalogue([article]).named("1月3日", 3) == []
