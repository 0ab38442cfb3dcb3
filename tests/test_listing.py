"""bot.listing: which list answers a question."""

import pytest

from bot.listing import asks_for_items, counted_list, list_for, opens_list, repeated
from bot.query import understand
from index.articles import parse_article
from index.types import Span

BODY = (
    "部长王毅提出四点建议。一是开放。二是合作。三是创新。四是共享。\n\n"
    "抓好一季度重点工作。经济运行要早调度。扩大需求要早发力。惠企政策要早落地。\n\n"
    "要坚持政治导向、创新导向和求实导向。要发挥优势。要激发活力。要落实责任。\n"
)
ARTICLE = parse_article("a", f"会议\n日期: 2024-01-03\n\n{BODY}")


def _sentence(words: str) -> Span:
    start = ARTICLE.text.index(words)
    return Span(start, ARTICLE.text.index("。", start) + 1)


def _list(question: str, words: str) -> list[str]:
    found = list_for(understand(question), ARTICLE, _sentence(words))
    return [ARTICLE.text[s.start : s.end] for s in found.items] if found else []


def test_a_sentence_that_opens_a_numbered_list() -> None:
    assert _list("提了哪些建议", "部长王毅") == ["一是开放。", "二是合作。", "三是创新。", "四是共享。"]
    assert opens_list(ARTICLE, _sentence("部长王毅"))
    assert not opens_list(ARTICLE, _sentence("要发挥"))


def test_a_sentence_that_introduces_like_built_ones() -> None:
    assert len(_list("一季度的重点工作是什么", "抓好一季度")) == 3


def test_a_sentence_that_names_the_items_itself() -> None:
    assert _list("要坚持哪几个导向", "要坚持政治") == []


def test_a_count_finds_the_only_list_of_that_length() -> None:
    found = counted_list(understand("那四点建议是什么"), ARTICLE)
    assert found
    assert len(found.items) == 4
    assert counted_list(understand("那五点建议是什么"), ARTICLE) is None


@pytest.mark.parametrize(
    ("question", "asks"),
    [("有哪些机制", True), ("那四点是什么", True), ("What are the priorities?", True), ("谁主持", False)],
)
def test_asks_for_items(question: str, asks: bool) -> None:
    assert asks_for_items(understand(question)) is asks


SHARED = parse_article(
    "b",
    "会议\n日期: 2024-01-03\n\n他强调四个“着眼”。着眼深入人心,武装头脑;着眼凝心聚力;着眼以文化人;着眼成风化俗。\n\n"
    "大政方针是明确的、稳定的,方针不会改变,意志不会动摇,为同胞办实事、办好事的力度不会削弱。\n",
)


def _repeated(question: str) -> list[str]:
    found = repeated(understand(question), SHARED)
    return [SHARED.text[s.start : s.end].rstrip("。;") for s in found.items] if found else []


def test_clauses_that_share_the_word_they_are_called_by() -> None:
    four = ["着眼深入人心,武装头脑", "着眼凝心聚力", "着眼以文化人", "着眼成风化俗"]
    assert _repeated("四个“着眼”分别是什么?") == four
    assert _repeated("哪四個「着眼」?") == four
    assert _repeated("有哪几个“不会”?") == [
        "方针不会改变",
        "意志不会动摇",
        "为同胞办实事、办好事的力度不会削弱",
    ]
    assert _repeated("哪四个“不会”?") == []
    assert _repeated("哪几个“导向”?") == []
    assert _repeated("着眼什么?") == []
    assert _repeated("是谁提出四个“着眼”的?") == []
    assert _repeated("哪两个“着眼”?") == []  # two are chance


def test_as_many_as_are_asked_for_of_those_built_alike() -> None:
    article = parse_article(
        "b",
        "会议\n日期: 2024-01-03\n\n汪洋强调,要不断提高判断力。要不断提高领悟力。要不断提高执行力。要加强领导。\n\n"
        "要坚持三大原则,坚持人民地位,坚持科学发展,坚持深化改革。\n",
    )
    first, other = (
        Span(article.text.index(words), article.text.index("。", article.text.index(words)) + 1)
        for words in ("汪洋", "要坚持")
    )
    found = list_for(understand("要不断提高哪三种能力?"), article, first)
    assert found
    assert [article.text[s.start : s.end][-4:] for s in found.items] == ["判断力。", "领悟力。", "执行力。"]
    found = list_for(understand("要坚持哪三大原则?"), article, other)
    assert found
    assert [article.text[s.start : s.end] for s in found.items] == [
        "坚持人民地位",
        "坚持科学发展",
        "坚持深化改革",
    ]
    assert list_for(understand("要推动哪三大原则?"), article, other) is None


def test_what_opens_a_list_may_stand_in_its_first_sentence() -> None:
    article = parse_article(
        "c", "会议\n日期: 2024-01-03\n\n形成的经验主要有:必须坚持领导。必须服务大局。必须发扬民主。\n"
    )
    start = article.paragraphs[0].start
    found = list_for(understand("形成了哪些经验?"), article, Span(start, article.text.index("。") + 1))
    assert found
    assert len(found.items) == 3
