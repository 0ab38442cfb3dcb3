"""index.hybrid: fused scores, dates as terms, questions in either script."""

from collections.abc import Sequence

import numpy as np
import pytest

from index.dense import DenseIndex
from index.facts import tells_of_meeting
from index.hybrid import Fusion, HybridRetriever, embed, passage_terms, question_terms, shares, spelt_out
from index.lexical import LexicalIndex, best
from index.types import Article, Embedder, Ids, Passage, Span, Vectors
from tests.conftest import FakeEmbedder


def _retriever(
    texts: list[tuple[str, str, str]], fusion: Fusion = Fusion(), embedder: Embedder | None = None
) -> HybridRetriever:
    passages = []
    for title, published, body in texts:
        span = Span(0, len(body))
        met = tells_of_meeting(title)
        article = Article(title, title, body, published=published, paragraphs=(span,), of_meeting=met)
        passages.append(Passage(article, 0, len(body)))
    embedder = embedder or FakeEmbedder()
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


def test_a_score_is_what_is_said_and_a_part_of_the_cosine() -> None:
    texts = [("a", "", "会议会议会议会议"), ("b", "", "会议")]
    scores = {}
    for cosine in (0.0, 0.5):
        retriever = _retriever(texts, Fusion(cosine=cosine))
        scores[cosine] = {hit.passage.article.id: hit.score for hit in retriever.search("会议", 2)}
    said = shares(retriever.lexical, "会议")
    vector = retriever.embedder.encode_questions(["会议"])[0]
    cosines = retriever.dense.scores(vector, np.arange(2))
    assert [scores[0.0][name] for name in "ab"] == pytest.approx(said)
    assert [scores[0.5][name] for name in "ab"] == pytest.approx(said + cosines / 2)
    assert said[0] > said[1] > 0


def test_what_is_said_once_at_mean_length_is_a_whole() -> None:
    lexical = LexicalIndex.build([["养老", "服务"], ["天气", "多云"]])
    assert shares(lexical, "养老服务") == pytest.approx([1, 0])
    assert shares(lexical, "xyz") == pytest.approx([0, 0])


def test_a_question_as_long_as_a_passage_is_looked_up_in_full() -> None:
    told = ["".join(f"{p}{n * 7 % 50}{q}{n}件。" for n, p in enumerate("省市县乡村镇区")) for q in "甲乙丙丁"]
    said = shares(
        LexicalIndex.build(question_terms(spelt_out(text)) for text in told), spelt_out(told[2] * 6)
    )
    assert said.argmax() == 2
    assert said[2] > 0.9


def test_a_meeting_is_found_before_what_says_a_little_more() -> None:
    said = "研究了数字经济的三件大事,"
    texts = [
        ("数字经济观察", "", said + "数字经济东部较多。"),
        ("数字经济座谈会", "", said + "山区也有一些。"),
    ]
    for meeting, first in ((0.0, "观察"), (0.5, "座谈会")):
        hits = _retriever(texts, Fusion(meeting=meeting)).search("数字经济的三件大事", 2)
        assert [first in hit.passage.article.title for hit in hits] == [True, False]


def test_terms_name_dates() -> None:
    assert {"2024-2-2", "2024-2", "2月2日", "2024年"} <= set(question_terms(spelt_out("2024年2月2日")))


MANY = [  # each with five characters of its own
    (
        f"第{n}号通报",
        "",
        f"{''.join(map(chr, range(0x5000 + 5 * n, 0x5005 + 5 * n)))}报告了第{n}件事,另有{'若干' * (n % 7)}事项。",
    )
    for n in range(120)
]


def _counting(retriever: HybridRetriever, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which each search by vectors adds how many are looked for."""
    searched: list[int] = []
    search = DenseIndex.search

    def counted(self: DenseIndex, vector: Vectors, k: int) -> Ids:
        searched.append(k)
        return search(self, vector, k)

    monkeypatch.setattr(DenseIndex, "search", counted)
    return searched


def test_vectors_are_looked_through_only_where_they_could_find_what_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    retriever = _retriever([("养老服务座谈会", "", "会议讨论养老服务与社区食堂,另有事项。"), *MANY])
    searched = _counting(retriever, monkeypatch)
    assert retriever.search("养老服务与社区食堂的事项", 5)[0].passage.article.id == "养老服务座谈会"
    assert searched == []
    assert len(retriever.search("养老服务与社区食堂", 5)) == 5
    assert len(retriever.search("xyz", 40)) > 5
    assert searched == [30, 40]


class Marking(FakeEmbedder):
    """Takes texts with a mark and every question for the same."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return np.eye(1, self.dim, dtype=np.float32).repeat(len(texts), axis=0)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.eye(2, self.dim, dtype=np.float32)[[0 if "※" in text else 1 for text in texts]]


@pytest.mark.parametrize(
    "fusion",
    [
        Fusion(cosine=0.4, dated=0, meeting=0),
        Fusion(cosine=0, dated=0.2, meeting=0),
        Fusion(cosine=0, dated=0, meeting=0.15),
    ],
)
def test_what_many_others_say_better_comes_first_by_what_else_counts(
    fusion: Fusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [(f"第{n}号", "2023-01-01", "2024年2月全省养老服务和社区食堂。") for n in range(120)]
    others.append(("第1号", "2023-01-01", "2024年2月养老服务和社区食堂。"))
    sought = ("会议※", "2024-02-02", "2024年2月全省几位代表先后在几个地方的会上谈到养老服务和社区食堂。")
    retriever = _retriever([*others, sought], fusion, Marking())
    question = "2024年2月的养老服务和社区食堂"
    assert sought[2] not in [
        retriever.passages[n].text for n in best(shares(retriever.lexical, spelt_out(question)), 30)
    ]
    assert retriever.search(question, 1)[0].passage.text == sought[2]
    monkeypatch.setattr(Fusion, "at_most", lambda *_: 0.0)
    assert retriever.search(question, 1)[0].passage.text != sought[2]
