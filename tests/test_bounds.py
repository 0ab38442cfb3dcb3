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


def test_a_title_is_whole_however_long_and_whatever_marks_it_holds() -> None:
    text = "发表题为《同舟共济,继往开来,携手构建新时代命运共同体》的演讲"
    span = mend(text, Span(text.index("《"), text.index(",")), Span(0, len(text)))
    assert text[span.start : span.end] == "《同舟共济,继往开来,携手构建新时代命运共同体》"
