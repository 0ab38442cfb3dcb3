"""bot.noun: the noun that is asked for, and an answer that ends with it."""

import pytest

from bot.noun import about, asked_noun
from bot.query import understand
from index.script import fold


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("要密切哪些領域的交流?", "领域"),
        ("簽了哪些合作文件?", "文件"),
        ("提到哪个钢厂?", "钢厂"),
        ("来了多少个国家的人?", "国家"),
        ("來北京開什麼會?", "会议"),
        ("要照着哪个公约和哪个协定来?", ""),
        ("四个行业全面推开的是什么?", ""),
        ("哪国的副总统来致辞?", ""),
        ("哪些部门负责?", "部门"),
        ("谁主持会议?", ""),
        ("什么是三争?", ""),
    ],
)
def test_the_noun_asked_for(question: str, noun: str) -> None:
    assert asked_noun(understand(question)) == noun


@pytest.mark.parametrize(
    ("question", "sentence", "said", "kept"),
    [
        # What stands behind the noun goes, and what leads to 出席 of 参加什么会议.
        ("在哪些問題上加強溝通?", "愿在核安全、反恐等問題上加強溝通。", "核安全、反恐等問題上加強溝通", "核安全、反恐等問題"),
        ("参加了哪两个论坛?", "他应邀赴哈出席经济论坛和地方论坛。", "他应邀赴哈出席经济论坛和地方论坛", "经济论坛和地方论坛"),
        ("洪森来北京开什么会?", "会见了来华出席专题会议的首相洪森。", "会见了来华出席专题会议", "专题会议"),
        ("拉赫蒙来做什么?", "来华出席峰会并访问的总统拉赫蒙。", "来华出席峰会并访问的总统拉赫蒙", "来华出席峰会并访问"),
        ("见证了哪些文件?", "见证合作文件的签署。", "见证合作文件的签署", "见证合作文件"),
        # A noun right behind is taken in; after a list only behind 等.
        ("签了哪些文件?", "签署农业、“双园”建设等多项合作文件。", "农业、“双园”建设等", "农业、“双园”建设等多项合作文件"),
        ("参加什么活动?", "出席胜利80周年活动。", "胜利80周年", "胜利80周年活动"),
        ("哪几个行业?", "建筑业、金融业这些行业推开。", "建筑业、金融业", "建筑业、金融业"),
        # What the noun leads to, a part of a longer word, the noun alone: left as it is.
        ("采取了哪些措施?", "采取的措施有减税。", "采取的措施有减税", "采取的措施有减税"),
        ("参加什么活动?", "前来参加活动。", "前来参加活动", "前来参加活动"),
        ("提了什么建议?", "从提升定位入手。", "从提升定位入手", "从提升定位入手"),
        ("发布了什么文件?", "在新闻发布会上推出白皮书。", "在新闻发布会上推出白皮书", "白皮书"),
        ("考察了哪些地方?", "看望科学考察站队员。", "看望科学考察站队员", "看望科学考察站队员"),
        ("会上通过了什么?", "主张通过对话解决争端。", "主张通过对话解决争端", "主张通过对话解决争端"),
        ("访问了哪个国家?", "访问俄罗斯同普京和多国家领导人会谈。", "俄罗斯", "俄罗斯"),
        ("参加什么活动?", "会见著名社会活动家。", "著名社会", "著名社会"),
        ("来做什么?", "的总统拉赫蒙来访。", "的总统拉赫蒙", "的总统拉赫蒙"),
        ("汇报了哪些条约?", "审议了批准条约的决定草案。", "审议了批准条约的决定草案", "审议了批准条约的决定草案"),
    ],
)  # fmt: skip
def test_what_is_called_by_the_noun(question: str, sentence: str, said: str, kept: str) -> None:
    start = sentence.index(said)
    found = about(understand(question), fold(sentence), start, start + len(said), len(sentence) - 1)
    assert sentence[slice(*found)] == kept
