"""English questions into Chinese words: phrases, inflections, numbers, and the file that ships."""

import time

import pytest

from index.glossary import PATH, Glossary, Translation, forms, shipped, translate
from index.script import fold

SMALL = Glossary(
    {
        "state council": "国务院",
        "council": "理事会",
        "meeting": "会议",
        "meet": "见面",
        "hold": "举行 召开",
        "priority": "重点 优先",
        "people": "人民",
        "end of year": "年底",
        "implement": "落实",
    }
)


def chinese(text: str, glossary: Glossary = SMALL) -> list[str]:
    return [word for translation in glossary.translate(fold(text)) for word in translation.chinese]


def test_the_longest_phrase_wins_and_its_words_follow() -> None:
    assert SMALL.translate("the state council's meeting") == [
        Translation("state council's", ("国务院", "理事会")),
        Translation("meeting", ("会议",)),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Held", ["举行", "召开"]),
        ("holding", ["举行", "召开"]),
        ("priorities", ["重点", "优先"]),
        ("meetings", ["会议"]),
        ("the people's", ["人民"]),
        ("implementation", ["落实"]),
        ("at the end of the year", ["年底"]),
        ("Ｍｅｅｔｉｎｇ", ["会议"]),
        ("who was it, and where?", []),
        ("", []),
    ],
)
def test_inflected_words_are_found_and_function_words_are_not(written: str, expected: list[str]) -> None:
    assert chinese(written) == expected


@pytest.mark.parametrize("text", ["state. council", "state 的 council", "state 7 council"])
def test_a_phrase_does_not_reach_across_a_break(text: str) -> None:
    assert chinese(text) == ["理事会"]


def test_chinese_in_mixed_text_is_passed_over() -> None:
    assert SMALL.translate(fold("福州 meeting 的重點")) == [Translation("meeting", ("会议",))]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Q1", ["一季度", "第一季度"]),
        ("the third quarter", ["三季度", "第三季度"]),
        ("the first half", ["上半年"]),
        ("the 14th meeting", ["第十四", "会议"]),
        ("fourth plenary session", ["四中全会", "第四次全体会议"]),
        ("20th National Congress", ["二十大", "第二十次全国代表大会"]),
        ("10 billion", ["100亿"]),
        ("1,500 million", ["15亿"]),
        ("10.5 billion", ["105亿"]),
        ("3 million", ["300万"]),
        ("1.2 trillion", ["1.2万亿"]),
        ("5 percent", ["5%"]),
        ("0th", []),
    ],
)
def test_numbers_are_written_the_chinese_way(written: str, expected: list[str]) -> None:
    assert chinese(written) == expected


def test_forms_begin_with_the_likeliest() -> None:
    assert forms("held") == ["hold", "held"]
    assert forms("meeting")[0] == "meeting"
    assert {"plan", "policy", "base"} <= {*forms("planned"), *forms("policies"), *forms("based")}


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Who chaired the meeting?", {"主持", "会议"}),
        ("Where was the meeting held?", {"会议", "举行"}),
        ("Which newspaper published this report?", {"报纸", "发布", "报告"}),
        ("What are the Q1 priorities?", {"一季度", "重点"}),
        ("the State Council executive meeting on freezing rain", {"国务院", "常务会议", "冻雨"}),
        (
            "Did journalists from Fuzhou attend Xi Jinping's speech?",
            {"记者", "福州", "出席", "习近平", "讲话"},
        ),
    ],
)
def test_the_shipped_glossary_serves_questions_about_meetings(question: str, wanted: set[str]) -> None:
    assert wanted <= set(chinese(question, shipped()))


def test_the_shipped_file_is_small_sorted_and_folded() -> None:
    lines = PATH.read_text("utf-8").splitlines()
    keys = [line.partition("\t")[0] for line in lines]
    assert PATH.stat().st_size <= 900_000
    assert keys == sorted(set(keys))
    assert all(line == fold(line) and line.partition("\t")[2].split() for line in lines)


def test_translating_is_quick_once_the_file_is_read() -> None:
    translate("warm")
    start = time.perf_counter()
    for _ in range(20):
        translate(
            "what mindset did the state council executive meeting call for in dealing with freezing rain"
        )
    assert (time.perf_counter() - start) / 20 < 0.01


@pytest.mark.parametrize(
    ("word", "chinese"), [("bolivian", "玻利维亚"), ("egyptian", "埃及"), ("kenyan", "肯尼亚")]
)
def test_people_are_called_after_their_country(word: str, chinese: str) -> None:
    assert chinese in translate(word)[0].chinese
