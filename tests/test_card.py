"""bot.card: one meeting as its facts tell it, nothing that no fact supports."""

from bot.answering import Answerer
from bot.card import agenda, card, day, fact, line
from bot.wording import Wording
from index.types import Article, Fact, Span
from preview.entities import covered, units
from preview.markup import formatted
from tests.library import LISTED, NEWEST, PLAIN


def _card(article: Article) -> str:
    return card(article, lambda key: Wording.load().say(key, "hant"), lambda text: text)


def _article(answerer: Answerer, name: str) -> Article:
    return next(article for article in answerer.catalogue.articles if article.id == name)


def test_a_card_has_a_line_for_each_fact_and_none_for_others(library: Answerer) -> None:
    text = formatted(_card(_article(library, PLAIN)), "HTML").text
    assert text == "白沙村村民大會\n2023-04-12 · 白沙"
    assert _card(Article("a", "只有題目", "文")) == "<b>只有題目</b>"


def test_its_list_unfolds_and_its_article_is_linked(library: Answerer) -> None:
    seen = formatted(_card(_article(library, NEWEST)), "HTML")
    kinds = {e["type"]: covered(seen.text, e) for e in seen.entities}
    assert kinds["expandable_blockquote"] == "一是備足倉容\n二是備足資金\n三是優化服務"
    assert kinds["text_link"] == "閱讀原文"


def test_the_longest_list_is_the_agenda(library: Answerer) -> None:
    assert len(agenda(_article(library, LISTED))) == 12
    assert list(agenda(_article(library, PLAIN))) == []
    assert list(agenda(Article("a", "題", "文"))) == []


def test_points_are_cut_short_and_so_is_their_list() -> None:
    text = "要做好工作:" + "".join(f"({n}){'很長的一點' * 20};" for n in range(1, 60)) + "。"
    article = Article("a", "題", text, paragraphs=(Span(0, len(text)),))
    points = agenda(article)
    assert len(points) == 20
    assert all(len(point) <= 41 and point.endswith("…") for point in points)


def test_many_people_are_cut_short() -> None:
    names = [f"王{chr(0x4E00 + n)}" for n in range(30)]
    text = "、".join(names) + "出席。"
    facts = tuple(Fact("attended", name, 3 * n, 3 * n + 2) for n, name in enumerate(names))
    html = _card(Article("a", "題", text, paragraphs=(Span(0, len(text)),), facts=facts))
    assert "、".join(names[:12]) + "…" in html
    assert names[12] not in html


def test_a_card_fits_a_message_whatever_the_article_says() -> None:
    huge = "<&>" * 3000
    facts = tuple(Fact(kind, huge, 0, 5) for kind in ("presided", "spoke", "place", "form"))
    article = Article(
        "a", huge, huge, source=huge, reporter=huge, url="https://e.org/" + "a" * 5000, facts=facts
    )
    seen = formatted(_card(article), "HTML")
    assert units(seen.text) < 3000
    assert all(e["type"] != "text_link" for e in seen.entities)


def test_the_day_is_the_meetings_else_the_publications() -> None:
    published = Article("a", "題", "昨天", published="2024-01-05T10:00")
    assert (day(published), line(published)) == ("2024-01-05", "2024-01-05 · 題")
    held = Article("a", "題", "昨天", published="2024-01-05", facts=(Fact("date", "2024-01-04", 0, 2),))
    assert (day(held), fact(held, "date"), fact(held, "place")) == ("2024-01-04", "2024-01-04", "")
    assert line(Article("a", "題", "文")) == "題"
