"""bot.expectation: whether a sentence holds the kind of words that are asked for."""

import pytest

from bot.expectation import holds_answer
from bot.query import understand


@pytest.mark.parametrize(
    ("question", "fitting", "unfitting"),
    [
        ("一共多少人到场?", "约1500名代表出席。", "论坛6月27日举行。"),
        ("多少项罚款?", "取消33个罚款事项。", "会议召开。"),
        ("GDP目标是百分之几?", "增长5%左右。", "新增就业1200万人。"),
        ("什么时候开?", "会议4月8日召开。", "会议强调改革。"),
        ("在哪里开?", "会议在福州举行。", "大家一致同意。"),
        ("为什么重要?", "这是应对压力的重要举措。", "会议强调改革。"),
        ("谁主持?", "国务院总理李强主持。", "要坚持改革。"),
        ("有哪些领域?", "安全生产、生命健康、产品质量等领域。", "会议召开。"),
    ],
)
def test_fits(question: str, fitting: str, unfitting: str) -> None:
    query = understand(question)
    assert holds_answer(query, fitting) > holds_answer(query, unfitting)


def test_other_kinds_say_nothing() -> None:
    assert holds_answer(understand("主题是什么"), "会议召开。") == 0
