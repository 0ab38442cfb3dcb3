"""index.regional: one word for one thing, whichever region's, and long names for short ones."""

import pytest

from index.regional import abbreviated, one_region
from index.script import fold


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("中國網路文明大會", "中国网络文明大会"),
        ("第十八次東協領導人會議", "第十八次东盟领导人会议"),
        ("兩份文件、新增就業、效能", "两份文件、新增就业、效能"),
        ("哈薩克總統", "哈萨克斯坦总统"),
        ("哈萨克斯坦总统", "哈萨克斯坦总统"),
        ("厄瓜多爾、尼日利亞", "厄瓜多尔、尼日利亚"),
    ],
)
def test_regional_words_are_one_and_common_words_stay(text: str, usual: str) -> None:
    assert one_region(fold(text)) == usual


def test_abbreviations_bring_their_long_name_once() -> None:
    assert abbreviated("国常会谈ai") == {"国常会": "国务院常务会议", "ai": "人工智能"}
    assert abbreviated("国务院常务会议") == {}
    assert abbreviated("said main") == {}
