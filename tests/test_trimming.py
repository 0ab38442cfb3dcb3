"""bot.trimming: of an answer's words those that the question's kind asks for."""

import time

import pytest

from bot.query import understand
from bot.trimming import trimmed
from index.script import fold
from index.types import Span


def _trimmed(question: str, said: str) -> str:
    span = trimmed(understand(question), fold(said), Span(0, len(said)))
    return said[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        ("每年培训多少人?", "培养300名", "300名"),
        ("累计确诊多少例?", "病例14380例", "14380例"),
        ("建交多少年了?", "建交43年来", "43年"),
        ("來了幾家媒體?", "120多家700多名", "120多家"),
        ("有几个孩子?", "育有3名子女", "3名子女"),
        ("辖几个村和社区?", "辖8个村、2个社区", "8个村、2个社区"),
        ("跑多少公里?", "达70-80公里", "70-80公里"),
        ("有多少家?", "从27家增长到50家", "从27家增长到50家"),
        ("人口密度是多少?", "达到每平方公里69670人", "每平方公里69670人"),
        ("多少年了?", "全面开展合作", "全面开展合作"),
        ("多少年了?", "自1949年以来的75年", "75年"),
        ("多少家?", "12家企业及20家机构", "12家企业及20家机构"),
        ("增长多少?", "同比-5.2%", "-5.2%"),
        ("开几天?", "为期两天半", "两天半"),
        ("参加了几年?", "连续十三年参加", "连续十三年"),
    ],
)
def test_the_number_of_how_many(question: str, said: str, kept: str) -> None:
    assert _trimmed(question, said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("中孟自1975年", "1975年"),
        ("得益於今年6月", "今年6月"),
        ("9日上午，國家主席習近平", "9日上午"),
        ("于1984年10月7日至1985年9月29日播出", "1984年10月7日至1985年9月29日"),
        ("在5月底前", "5月底前"),
        ("生殖季在2至4月", "2至4月"),
        ("2010年法國公開賽後首度", "2010年法國公開賽後"),
        ("天正16年（1588年）死去", "天正16年（1588年）死去"),
        ("2024年第一季度", "2024年第一季度"),
        ("4月8日清晨5点半", "4月8日清晨5点半"),
        ("計劃不晚於2030年", "不晚於2030年"),
        ("最近", "最近"),
    ],
)
def test_the_date_of_when(said: str, kept: str) -> None:
    assert _trimmed("什么时候?", said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("莫斯科開幕", "莫斯科"),
        ("9日，國家主席在青島國際會議中心舉行宴會", "青島國際會議中心"),
        ("海南省三亚市同缅甸总统", "海南省三亚市"),
        ("北京同仁医院", "北京同仁医院"),
        ("人类命运共同体大厦", "人类命运共同体大厦"),
        ("在青岛国际会议中心同普京总统", "青岛国际会议中心"),
    ],
)
def test_the_place_of_where(said: str, kept: str) -> None:
    assert _trimmed("在哪里?", said) == kept


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        ("是谁?", "納爾巴耶娃舉行會談", "納爾巴耶娃"),
        ("由誰倡議?", "聯合國及有關國家倡議舉辦", "聯合國及有關國家"),
        ("是谁?", "会见智利外长安普埃罗", "智利外长安普埃罗"),
        ("谁会见了布林肯?", "习近平会见美国国务卿布林肯", "习近平"),
        ("是谁?", "大会主持人李明", "大会主持人李明"),
        ("是谁?", "魏凤和", "魏凤和"),
        ("是什么?", "碳中和", "碳中和"),
        ("是什么?", "并网发电", "并网发电"),
        ("主题是什么?", "围绕“数说未来”的主题", "“数说未来”"),
        ("题目是什么?", "《樹立標杆》的主旨演講", "《樹立標杆》"),
        ("框架叫什么?", "按照“461”中非合作框架", "“461”中非合作框架"),
        ("暗號是什麼?", "而他們手裏的魔方", "他們手裏的魔方"),
        ("是什么?", "并不是所有影片", "并不是所有影片"),
        ("是什么?", "50周年暨", "50周年"),
        ("是什么?", "和", "和"),
    ],
)
def test_persons_names_and_loose_ends(question: str, said: str, kept: str) -> None:
    assert _trimmed(question, said) == kept


@pytest.mark.parametrize("unit", ["一", "至", "《", "1,", "和", "在", "会见"])
def test_endless_text_takes_no_time(unit: str) -> None:
    text = unit * (8000 // len(unit)) + "2024年"
    started = time.perf_counter()
    for question in ("多少年?", "什么时候?", "在哪里?", "是谁?", "题目是什么?"):
        trimmed(understand(question), text, Span(0, len(text)))
    assert time.perf_counter() - started < 3
