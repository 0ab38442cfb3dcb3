"""bot.extent: how far an answer reaches in its sentence."""

import pytest

from bot.extent import extended
from bot.query import understand
from index.types import Span


@pytest.mark.parametrize(
    ("question", "sentence", "said", "whole"),
    [
        # Yes or no: the clause that says most of what it is about.
        ("中国有没有派方队参加阅兵?", "仪仗队通过红场,这是中国首次派出方队参加阅兵,伴着乐曲。", "伴着乐曲", "这是中国首次派出方队参加阅兵"),
        ("中国支持吗?", "中方支持,愿意合作。", "中方支持", "中方支持"),
        # How: the clauses behind, as long as all stays short; not what it is like.
        ("怎么调整运输结构?", "要调整运输结构,推进公转铁。会议结束。", "要调整运输结构", "要调整运输结构,推进公转铁"),
        ("怎么调整运输结构?", "要调整运输结构,推进公转铁;加快建设。", "要调整运输结构", "要调整运输结构,推进公转铁"),
        ("怎么开的?", "以视频方式同议长举行会谈。", "以视频方式", "以视频方式"),
        ("要营造怎样的氛围?", "营造宽容的氛围,鼓励创业。", "营造宽容的氛围", "营造宽容的氛围"),
        # Who, where several may be asked for.
        ("除了总统还见了谁?", "还会见了哈总理马明、第一副总理斯迈洛夫。", "哈总理马明", "哈总理马明、第一副总理斯迈洛夫"),
        ("见了哪位?", "还会见了哈总理马明、第一副总理斯迈洛夫。", "哈总理马明", "哈总理马明"),
    ],
)  # fmt: skip
def test_what_belongs_to_an_answer(question: str, sentence: str, said: str, whole: str) -> None:
    start = sentence.index(said)
    end = len(sentence) if sentence.count("。") == 1 else sentence.index("。") + 1
    span = extended(understand(question), sentence, Span(start, start + len(said)), Span(0, end))
    assert sentence[span.start : span.end] == whole


def test_how_something_is_done_stays_short() -> None:
    sentence = "要调整结构" + ",推进公转铁" * 20 + "。"
    span = extended(understand("怎么调整?"), sentence, Span(0, 5), Span(0, len(sentence)))
    assert 40 < span.end <= 52
