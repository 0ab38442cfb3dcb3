"""index.counting: many texts at once are counted as each of them would be."""

import numpy as np
import pytest

from index.counting import count_texts
from index.postings import TermCounts, count
from index.script import fold
from index.words import terms
from tests.conftest import ARTICLES, FUJIAN

ODD = [
    "北京大学生\u531f\U0002f33a。",  # what begins words, before a character beyond 65,535
    "",
    "的",
    "会议会议会议,q1 q1 增长3.5% the 1.2.3",
    "\ud800会议\0abc",
    "京" * 1203 + "会议",
    "𠀀龘㐀豈",
    "a的b,国务院总理",
]


def _bags(counted: TermCounts) -> list[dict[int, int]]:
    keys = counted.keys.tolist()
    ends = np.cumsum(counted.distinct)
    return [
        {keys[t]: n for t, n in zip(terms.tolist(), times.tolist(), strict=True)}
        for terms, times in zip(
            np.split(counted.terms, ends[:-1]), np.split(counted.counts, ends[:-1]), strict=True
        )
    ]


def test_as_each_text_by_itself() -> None:
    texts = [*ODD, *fold((ARTICLES / FUJIAN).read_text("utf-8")).split("\n")]
    others = [["2024年", "q1"] if number % 3 else [] for number in range(len(texts))]
    at_once = count_texts(texts, others)
    one_by_one = count([terms(text) + other for text, other in zip(texts, others, strict=True)])
    assert _bags(at_once) == _bags(one_by_one)
    assert at_once.lengths.tolist() == one_by_one.lengths.tolist()
    assert len(set(at_once.keys.tolist())) == at_once.terms.max() + 1


@pytest.mark.parametrize("texts", [[], [""], ["", "。"]])
def test_nothing_to_count(texts: list[str]) -> None:
    counted = count_texts(texts, [[] for _ in texts])
    assert len(counted.keys) == 0
    assert counted.lengths.tolist() == counted.distinct.tolist() == [0] * len(texts)
