"""bot.enumeration: numbered points, like-built sentences, names joined by 、."""

import time

import pytest

from bot.enumeration import alike, all_numbered, joined, numbered, opening, parallel
from index.types import Span


def _items(text: str, at: str) -> list[str]:
    found = numbered(text, Span(0, len(text)), Span(text.index(at), text.index(at) + len(at)))
    return [text[s.start : s.end] for s in found.items] if found else []


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "提出三点建议。一是开放。二是合作,互利。三是创新。会议结束。",
            ["一是开放。", "二是合作,互利。", "三是创新。"],
        ),
        ("提出建议:一要开放;二要合作。", ["一要开放", "二要合作。"]),
        (
            "提出建议。首先,要开放。其次,要合作。最后,要创新。",
            ["首先,要开放。", "其次,要合作。", "最后,要创新。"],
        ),
        ("提出任务:(一)开放;(二)合作。", ["(一)开放", "(二)合作。"]),
        ("提出任务\n1.开放\n2.合作\n", ["1.开放", "2.合作"]),
        ("提出任务。一、开放。\n二、合作。\n三、创新。", ["一、开放。", "二、合作。", "三、创新。"]),
    ],
)
def test_numbered_lists_are_whole_and_in_order(text: str, items: list[str]) -> None:
    assert _items(text, text[:4]) == items


def test_a_list_is_found_from_one_of_its_items() -> None:
    assert len(_items("一是开放。二是合作。三是创新。", "二是合作。")) == 3


@pytest.mark.parametrize(
    "text", ["一是开放。", "第一次会议。第二届论坛。", "占比1.5%,增长2.3%", "三是创新。二是合作。"]
)
def test_what_is_no_list(text: str) -> None:
    assert all_numbered(text, Span(0, len(text))) == []


def test_sentences_built_alike_after_the_one_that_introduces_them() -> None:
    text = "抓好重点工作。经济运行要早调度,抓进度。扩大需求要早发力。惠企政策要早落地。散会。"
    found = parallel(text, Span(0, len(text)), Span(0, 7))
    assert found
    assert [text[s.start : s.end].split(",")[0].rstrip("。") for s in found.items] == [
        "经济运行要早调度",
        "扩大需求要早发力",
        "惠企政策要早落地",
    ]


def test_two_alike_sentences_are_not_yet_a_list() -> None:
    text = "要开放。要合作。散会。"
    assert parallel(text, Span(0, len(text)), Span(0, 4)) is None


def test_names_joined_by_commas_of_lists() -> None:
    text = "坚持开放、合作、创新,推动发展、改革。"
    longest, other = joined(text, Span(0, len(text)))
    assert [text[s.start : s.end] for s in longest.items] == ["坚持开放", "合作", "创新"]
    assert len(other.items) == 2


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("第一，保持高層交往，深化互信。", "保持高層交往"),
        ("（二）推进合作；", "推进合作"),
        ("3.開放,包容", "開放"),
        ("其次,扩大交流。", "扩大交流"),
        ("一是加強互信,深化合作。", "一是加強互信"),
        ("第一，", "第一，"),
        ("1.5万人参加", "1.5万人参加"),
        ("一、二、三产业融合", "一、二、三产业融合"),
        ("1、2号机组", "1、2号机组"),
    ],
)
def test_the_opening_of_an_item_is_not_its_number(item: str, said: str) -> None:
    assert opening(item) == said


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        (
            "需要坚持三大原则,就是坚持人民地位,坚持科学发展,坚持改革。",
            ["坚持人民地位", "坚持科学发展", "坚持改革"],
        ),
        ("要更加注重创新,更加注重协同;更加注重共赢。", ["更加注重创新", "更加注重协同", "更加注重共赢"]),
        ("坚持改革,坚持开放。", []),
        ("推动开放,加强合作,坚持改革。", []),
    ],
)
def test_clauses_that_begin_with_the_same_word(sentence: str, items: list[str]) -> None:
    found = alike(sentence, Span(0, len(sentence)))
    assert ([sentence[s.start : s.end] for s in found.items] if found else []) == items


def test_who_speaks_is_no_item() -> None:
    assert opening("汪洋強調，要提高判斷力，善於觀察。") == "要提高判斷力"
    text = "汪洋强调,要提高判断力。要提高领悟力。要提高执行力。"
    found = parallel(text, Span(0, len(text)), Span(0, text.index("。") + 1))
    assert found
    assert len(found.items) == 3


def test_a_first_item_may_follow_its_opening_at_once() -> None:
    assert _items("希望双方一是互信;二是合作。", "希望双方") == ["一是互信", "二是合作。"]
    assert _items("实现统一是大事。二是合作。", "实现统一") == []
    assert _items("会议星期一是开幕式;二是闭幕。", "会议") == []


def test_a_list_is_found_once_in_whatever_way_it_is_numbered() -> None:
    text = "第一,开放。\n第二,合作。\n"
    assert len(all_numbered(text, Span(0, len(text)))) == 1


def test_what_leads_up_to_the_first_sentence_is_no_item() -> None:
    assert opening("經驗主要有：必須堅持領導，不動搖；") == "必須堅持領導"
    assert opening("一是深化改革：推进简政放权，") == "一是深化改革：推进简政放权"


def test_thousands_of_clauses_take_no_time() -> None:
    sentence = "坚持改革," * 5000
    started = time.perf_counter()
    assert alike(sentence, Span(0, len(sentence)))
    assert time.perf_counter() - started < 1
