"""bot.library: which article a question means."""

import pytest

from bot.library import Library, conflicts, date_fits, ordinals_fit
from bot.query import understand
from index.articles import parse_article
from index.types import Article, Hit, Passage


def _article(name: str, title: str, date: str, body: str) -> Article:
    return parse_article(name, f"{title}\n日期: {date}\n\n{body}\n")


FINES = _article(
    "fines", "李强主持召开国务院常务会议", "2023-10-20", "会议10月20日召开,审议通过罚款事项的决定。"
)
TRADE = _article("trade", "李强主持召开国务院常务会议", "2024-02-02", "会议2月2日召开,研究优化营商环境。")
FORUM = _article("forum", "第十四届陆家嘴论坛在上海举行", "2023-06-08", "论坛6月8日在上海举行,讨论金融开放。")
ALL = (FINES, TRADE, FORUM)


def _chosen(question: str) -> tuple[str, list[str]]:
    hits = [Hit(Passage(a, a.paragraphs[0].start, a.paragraphs[0].end), 1.0) for a in ALL]
    choice = Library(ALL).choose(understand(question), hits)
    assert choice
    return choice.article.id, [a.id for a in choice.alternatives]


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("2月2號那次國常會是誰主持的", "trade"),
        ("罚款那次国务院常务会议谁主持", "fines"),
        ("2023年10月的国务院常务会议", "fines"),
        ("陸家嘴論壇在哪裡舉行", "forum"),
        ("最近一次国务院常务会议谁主持", "trade"),
    ],
)
def test_dates_topics_and_names_choose(question: str, article: str) -> None:
    assert _chosen(question)[0] == article


def test_a_question_that_fits_all_is_answered_for_the_newest_and_names_the_others() -> None:
    assert _chosen("谁主持会议?") == ("trade", ["fines", "forum"])
    assert _chosen("国务院常务会议谁主持?") == ("trade", ["fines"])


def test_an_article_that_names_the_person_is_meant() -> None:
    palestine = parse_article(
        "p", "习近平会谈\n日期: 2017-07-18\n\n习近平就解决问题提出四点主张。习近平提了四点主张。\n"
    )
    cambodia = parse_article(
        "c",
        "习近平会见外宾\n日期: 2026-06-26\n\n习近平会见洪森。双方就合作提出主张。一要互信。二要发展。三要安全。四要协作。\n",
    )
    other = parse_article("o", "其他\n日期: 2020-01-01\n\n其他的事。\n")
    scores = ((palestine, 1.0), (cambodia, 0.2), (other, 0.0))
    hits = [Hit(Passage(a, a.paragraphs[0].start, a.paragraphs[0].end), score) for a, score in scores]
    choice = Library([palestine, cambodia]).choose(understand("习近平见洪森时提了哪四点主张?"), hits)
    assert choice
    assert choice.article is cambodia


def test_no_article_no_choice() -> None:
    assert Library(()).choose(understand("谁主持会议?"), ()) is None
    assert Library(ALL).choose(understand("陆家嘴论坛"), ()) is None


@pytest.mark.parametrize(
    ("question", "fits"),
    [("2023年6月", True), ("6月8号", True), ("2024年", False), ("6月9日", False), ("23年", True)],
)
def test_date_fits(question: str, fits: bool) -> None:
    (mention,) = understand(question).dates
    assert date_fits(mention, FORUM) is fits


@pytest.mark.parametrize(
    ("question", "fits"), [("第十四届", True), ("第14届", True), ("第十五届", False), ("论坛", True)]
)
def test_ordinals_fit(question: str, fits: bool) -> None:
    assert ordinals_fit(understand(question).ordinals, FORUM) is fits


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("陆家嘴论坛讨论什么", 0),
        ("2024年陆家嘴论坛讨论什么", 1),
        ("第十五届陆家嘴论坛讨论什么", 1),
        ("李强在陆家嘴论坛讲了什么", 1),
        ("下一次陆家嘴论坛什么时候开", 1),
        ("你觉得陆家嘴论坛好不好", 1),
        ("帮我写一首诗", 1),
        ("我国已建成什么", 0),
    ],
)
def test_conflicts(question: str, count: int) -> None:
    assert conflicts(understand(question), FORUM) == count
