"""index.hybrid: fused scores, dates as terms, questions in either script."""

import pytest

from index.dense import DenseIndex
from index.hybrid import Fusion, HybridRetriever, embed, passage_terms, question_terms, spelt_out
from index.lexical import LexicalIndex
from index.types import Article, Passage, Span
from tests.conftest import FakeEmbedder


def _retriever(texts: list[tuple[str, str, str]], fusion: Fusion = Fusion()) -> HybridRetriever:
    passages = []
    for title, published, body in texts:
        article = Article(title, title, body, published=published, paragraphs=(Span(0, len(body)),))
        passages.append(Passage(article, 0, len(body)))
    embedder = FakeEmbedder()
    dense = DenseIndex.build(*embed(embedder, passages))
    lexical = LexicalIndex.build(passage_terms(p) for p in passages)
    return HybridRetriever(passages, dense, lexical, embedder, fusion)


MEETINGS = [
    ("國務院常務會議", "2024-02-02", "會議研究優化營商環境。"),
    ("国务院常务会议", "2023-10-20", "会议审议通过罚款事项的决定。"),
    ("天氣", "2023-10-21", "明天多雲。"),
]


@pytest.mark.parametrize("question", ["罰款事項的決定", "罚款事项的决定"])
def test_either_script_finds_either_script(question: str) -> None:
    assert _retriever(MEETINGS).search(question, 1)[0].passage.article.published == "2023-10-20"


@pytest.mark.parametrize(
    ("question", "published"),
    [
        ("2月2號的國務院常務會議", "2024-02-02"),
        ("23年10月20日的国务院常务会议", "2023-10-20"),
        ("2023年国务院常务会议", "2023-10-20"),
    ],
)
def test_dates_choose_between_meetings_of_one_name(question: str, published: str) -> None:
    assert _retriever(MEETINGS).search(question, 1)[0].passage.article.published == published


def test_hits_are_ordered_distinct_and_at_most_k() -> None:
    hits = _retriever(MEETINGS).search("国务院会议", 9)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert len({id(h.passage) for h in hits}) == len(hits) == 3
    assert len(_retriever(MEETINGS).search("国务院会议", 2)) == 2


def test_what_was_published_twice_is_found_once() -> None:
    body = "会议讨论养老服务,要求各地办好社区食堂,让老年人在家门口吃上热饭。"
    texts = [("甲", "", body), ("乙", "", body.replace(",", "，") + "完"), ("丙", "", "会议讨论养老服务。")]
    found = [hit.passage.article.title for hit in _retriever(texts).search("养老服务", 3)]
    assert "丙" in found
    assert len(found) == 2


def test_blank_questions_and_empty_indexes_find_nothing() -> None:
    assert _retriever(MEETINGS).search("  ", 3) == []


def test_weights_decide_which_half_counts() -> None:
    texts = [("a", "", "会议会议会议会议"), ("b", "", "会议")]
    best = {
        weights: _retriever(texts, Fusion(weights, weights)).search("会议", 1)[0].score
        for weights in (0.0, 1.0)
    }
    assert best[0.0] == pytest.approx(1.0)


def test_terms_name_dates() -> None:
    assert {"2024-2-2", "2024-2", "2月2日", "2024年"} <= set(question_terms(spelt_out("2024年2月2日")))
