"""bot.joined: an answer that names the first of several things is stretched to the last."""

import time

import pytest

from bot.joined import LONGEST, how_many, stretched
from index.script import fold
from index.types import Span


def _stretched(sentence: str, said: str, count: int | None = None) -> str:
    start = sentence.index(said)
    span = stretched(fold(sentence), Span(start, start + len(said)), Span(0, len(sentence)), count)
    return sentence[span.start : span.end]


@pytest.mark.parametrize(
    ("sentence", "said", "whole"),
    [
        ("副總理甲一、乙二、丙三作交流發言。", "甲一", "甲一、乙二、丙三"),
        ("双方愿加强能源、教育、卫生等领域合作。", "能源", "能源、教育、卫生等"),
        ("要统筹通勤圈、功能圈和产业协同圈建设。", "通勤圈", "通勤圈、功能圈和产业协同圈"),
        ("表决通过海洋法、森林法,听取报告。", "森林法", "海洋法、森林法"),
        ("签署《甲、乙协定》《丙和丁协定》。", "《甲、乙协定》", "《甲、乙协定》《丙和丁协定》"),
        ("在融资、用地和用工上支持。", "在融资", "融资、用地和用工上支持"),
        ("和平、发展、自由是共同价值。", "和平", "和平、发展、自由"),
        ("要讲好“甲、乙”和“丙”的故事。", "“甲、乙”", "“甲、乙”和“丙”的故事"),
        ("副主席甲一、乙二、丙三、丁四出席。", "副主席甲一", "副主席甲一、乙二、丙三、丁四"),
        ("依法治国、以德治国、为人民服务为三条。", "依法治国", "依法治国、以德治国、为人民服务"),
        ("希望双方办好苏州园区、天津生态城,取得成果。", "双方办好苏州园区", "苏州园区、天津生态城"),
        ("会议由发展研究会、外交学会、省政府联合主办。", "会议由发展研究会", "发展研究会、外交学会、省政府"),
        ("愿扩大在金融、能源、科技等领域合作。", "扩大在金融", "金融、能源、科技等"),
        ("要加强理论武装、推进从严治党、指导改革。", "加强理论武装", "加强理论武装、推进从严治党、指导改革"),
        ("要支持自由贸易试验区、高新区和开发区。", "自由贸易试验区", "自由贸易试验区、高新区和开发区"),
        ("全面清查在建项目、续建项目和停工项目。", "在建项目", "在建项目、续建项目和停工项目"),
        ("强调防范潜在风险、信用风险和流动性风险。", "防范潜在风险", "防范潜在风险、信用风险和流动性风险"),
        ("表彰主办单位、承办单位和协办单位。", "主办单位", "主办单位、承办单位和协办单位"),
        ("在建筑业、金融业、服务业推开。", "在建筑业", "建筑业、金融业、服务业"),
        (
            "但仍存在设施滞后、标准不全、管理不善等问题。",
            "但仍存在设施滞后",
            "设施滞后、标准不全、管理不善等",
        ),
        ("与科学考察队、科学考察站连线。", "科学考察队", "科学考察队、科学考察站连线"),
        ("实现学习有收获、做事敢担当、清廉作表率。", "学习有收获", "学习有收获、做事敢担当、清廉作表率"),
    ],
)
def test_the_first_is_stretched_to_the_last(sentence: str, said: str, whole: str) -> None:
    assert _stretched(sentence, said) == whole


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("会议在福州举行,甲一、乙二出席。", "福州"),
        ("坚持和平共处,参与及时。", "和平共处"),
        ("甲一、乙二、丙三出席。", "甲一、乙二、丙三"),
        ("、".join(["很长的一项工作"] * 30) + "。", "很长的一项工作"),
    ],
)
def test_what_nothing_is_joined_to_stays(sentence: str, said: str) -> None:
    assert _stretched(sentence, said) == said


def test_a_first_thing_cut_off_is_whole() -> None:
    sentence = "会议表决通过了新修订的预防未成年人犯罪法、长江保护法、国防法。"
    start = sentence.index("犯罪法")
    span = stretched(sentence, Span(start, start + 3), Span(0, len(sentence)))
    assert sentence[span.start : span.end] == "新修订的预防未成年人犯罪法、长江保护法、国防法"


def test_never_a_wall_of_text() -> None:
    for times, whole in ((15, False), (14, True)):
        sentence = "、".join(["十个字的一项重要工作"] * times) + "。"
        assert (len(_stretched(sentence, "十个字的一项重要工作")) > 10) == whole
    assert LONGEST >= 14 * 11


def test_as_many_as_were_asked_for_are_looked_for_elsewhere_in_the_sentence() -> None:
    sentence = "中方把贸易、投资、服务作为三大支柱,营造开放、包容环境。"
    assert _stretched(sentence, "开放", 3) == "贸易、投资、服务"
    assert _stretched(sentence, "开放", 2) == "开放、包容环境"


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("甲一、乙二、丙三", 3),
        ("甲一、乙二等", None),
        ("甲一、乙二、丙三等人", None),
        ("总书记、国家主席、军委主席", None),
        ("甲一、乙二和丙三", None),
        ("甲一、乙二、丙三听取有关情况的汇报", None),
        ("甲一", None),
        ("甲一、乙二,丙三、丁四", None),
    ],
)
def test_what_is_certain_is_counted(said: str, count: int | None) -> None:
    assert how_many(said, Span(0, len(said))) == count


@pytest.mark.parametrize("unit", ["《", "(", '"', "《(", "甲、", "和", "(一"])
def test_endless_text_takes_no_time(unit: str) -> None:
    text = unit * (50_000 // len(unit))
    started = time.perf_counter()
    stretched(text, Span(0, 4), Span(0, len(text)))
    how_many(text, Span(0, len(text)))
    assert time.perf_counter() - started < 5
