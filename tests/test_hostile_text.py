"""index: a text made to take long takes no longer than any other of its length."""

import time

import pytest

from index.articles import parse_article
from index.chunking import Chunking, passages
from index.hybrid import passage_terms
from index.people import LOOK_BACK, listed_before, person_before
from index.words import terms

CHARACTERS = 70_000  # 200 KB in UTF-8
SECONDS = 2.0  # of the processor; what looked back over all of it took minutes for each of these


@pytest.fixture(autouse=True, scope="module")
def _dictionary() -> None:
    terms("会议")  # jieba's takes a second to load


@pytest.mark.parametrize(
    "unit",
    [
        "张三、李四出席,",
        "等同志在会上",
        "重要",
        "就王刚作关于工作",
        "和和和出席",
        "书记、",
        "2024年2月2日,",
        "在",
        "* ",
        "(记者" + " " * 3000,
    ],
)
@pytest.mark.parametrize("where", ["title", "paragraph"])
def test_a_long_line_without_a_full_stop(unit: str, where: str) -> None:
    line = (unit * (CHARACTERS // len(unit) + 1))[:CHARACTERS]
    title, paragraph = (line, "会议召开") if where == "title" else ("会议召开", line)
    started = time.process_time()
    article = parse_article("a.txt", f"{title}\n日期: 2024-02-02\n\n{paragraph}a。\n")
    cut = passages(article, Chunking())
    assert time.process_time() - started < SECONDS
    started = time.process_time()
    assert sum(len(passage_terms(passage)) for passage in cut) or unit == "* "
    assert time.process_time() - started < 2 * SECONDS


def test_of_a_sentence_without_end_the_lists_near_its_beginning_are_read() -> None:
    text = "张三、李四出席," * 1000
    assert [text[p.name.start : p.name.end] for p in listed_before(text, 0, 5)] == ["张三", "李四"]
    assert listed_before(text, 0, LOOK_BACK + 6) == []
    assert person_before("会" * LOOK_BACK + "张三", 0, LOOK_BACK + 2) is None
