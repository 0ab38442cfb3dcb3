"""index.ordinals: the same number of a series, however it is written."""

import pytest

from index.hybrid import named_terms, spelt_out
from index.ordinals import ordinal_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("第一百二十六次委员长会议", ["第126次"]),
        ("第126次委员长会议", ["第126次"]),
        ("126次委员长会议", ["第126次"]),
        ("十三届全国人大第三次会议", ["第13届", "第3次"]),
        ("抗战胜利80周年、三十周年", ["第80周年", "第30周年"]),
        ("十周年,百周年,三周年,十次会议", ["第10周年", "第100周年", "第3周年", "第10次"]),
        ("数十次,几十次,上百次", []),
        ("首次会议,首届年会", ["第1次", "第1届"]),
        ("the eighth meeting, the 21st summit", ["第8次", "第8届", "第21次", "第21届"]),
        ("the best north, 3rd", ["第3次", "第3届"]),
        ("the twenty-first session, second-rate", []),
        ("may 21st, the first quarter, first half, on the second of june", []),
        ("有一次,三次", []),
        ("增长1.25次", []),
        ("第二十五条", []),
        ("第2024十四次", []),
    ],
)
def test_ordinals_are_named(text: str, terms: list[str]) -> None:
    assert ordinal_terms(text) == terms


def test_either_script_names_the_same() -> None:
    assert named_terms(spelt_out("第九屆第十二次會議")) == named_terms(spelt_out("第九届第12次会议")) != []
