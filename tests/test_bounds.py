"""bot.bounds: answers that begin and end where a reader expects it."""

import pytest

from bot.bounds import mend
from index.script import fold
from index.types import Span

SENTENCE = "会议审议通过《“十五五”碳达峰行动方案》和《条例(草案)》,推动一季度“开门稳”“开门红”,以及多办实事。"


@pytest.mark.parametrize(
    ("said", "mended"),
    [
        ("《“十五五”碳达峰行动方案》和", "《“十五五”碳达峰行动方案》"),
        ("碳达峰行动方案》和《条例(草案)》", "《“十五五”碳达峰行动方案》和《条例(草案)》"),
        ("《条例(草案", "《条例(草案)》"),
        ("和《条例(草案)》", "《条例(草案)》"),
        ("开门稳”“开门红", "“开门稳”“开门红”"),
        ("开门稳", "开门稳"),
        (",推动一季度", "推动一季度"),
        ("一季度“", "一季度“开门稳”"),
        ("方案", "方案"),
        ("和", "和"),
        (",", ","),
    ],
)
def test_bounds_are_mended(said: str, mended: str) -> None:
    start = SENTENCE.find(said)
    span = mend(fold(SENTENCE), Span(start, start + len(said)), Span(0, len(SENTENCE)))
    assert SENTENCE[span.start : span.end] == mended


@pytest.mark.parametrize(
    ("sentence", "said", "mended"),
    [
        (
            "会见了来华出席中印尼副总理级对话机制第六次会议的部长。",
            "第六次会议",
            "中印尼副总理级对话机制第六次会议",
        ),
        ("第五至七届全国人大常委会副委员长。", "七届", "第五至七届"),
        ("港口与90多个国家和地区有贸易。", "90多个国家", "90多个国家和地区"),
        ("全国政协愿同塔方一道,落实好共识,共同努力。", "愿同塔方一道", "愿同塔方一道,落实好共识,共同努力"),
        ("我们不会为一时波动而采取刺激政策,而是着眼长远。", "不会为一时波动", "不会为一时波动而采取刺激政策"),
        ("认为台湾是中国的一部分,坚决反对分裂。", "认为台湾是中国的一部分", "认为台湾是中国的一部分"),
        ("高度赞赏共建“一带一路”的理念,愿合作。", "的理念", "高度赞赏共建“一带一路”的理念"),
        ("提出了必须遵循的“六个坚持”原则。", "的“六个坚持”原则", "“六个坚持”原则"),
        ("网络安全和信息化委员会第六次会议。", "第六次会议", "第六次会议"),
        ("展览从1949—2024年。", "2024年", "1949—2024年"),
        ("把思想统一到二十大精神上来。", "二十大精神", "二十大精神"),
        ("访问利比亚首都的黎波里。", "的黎波里", "的黎波里"),
        ("签署《和平、发展公约》的理念。", "的理念", "《和平、发展公约》的理念"),
        ("会议在北京召开,第六次会议闭幕。", "第六次会议", "第六次会议"),
    ],
)
def test_what_is_cut_in_the_middle_is_made_whole(sentence: str, said: str, mended: str) -> None:
    start = sentence.index(said)
    span = mend(fold(sentence), Span(start, start + len(said)), Span(0, len(sentence)))
    assert sentence[span.start : span.end] == mended


def test_a_title_is_whole_however_long_and_whatever_marks_it_holds() -> None:
    text = "发表题为《同舟共济,继往开来,携手构建新时代命运共同体》的演讲"
    span = mend(text, Span(text.index("《"), text.index(",")), Span(0, len(text)))
    assert text[span.start : span.end] == "《同舟共济,继往开来,携手构建新时代命运共同体》"
