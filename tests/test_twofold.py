"""bot.twofold: two questions in one message, answered both or, where one has no answer, as one."""

import pytest

from bot.answering import Answerer
from bot.twofold import halves


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2月2日的會是誰主持、誰出席?", ("2月2日的會是誰主持", "誰出席?")),
        ("會議是邊日開嘅，喺邊度開㗎", ("會議是邊日開嘅", "會議喺邊度開㗎")),
        ("研讨会来了多少专家,交了几篇论文?", ("研讨会来了多少专家", "交了几篇论文?")),
        ("这个奖是谁设立的?奖金有多少", ("这个奖是谁设立的", "奖金有多少")),
        ("谁主持会议以及谁作报告", ("谁主持会议", "谁作报告")),
        ("峰会定在什么时候、在哪开", ("峰会定在什么时候", "峰会定在哪开")),
        ("战略协作关系什么时候、在哪里宣布的?", ("战略协作关系什么时候", "战略协作关系在哪里宣布的?")),
        ("李强什么时候发言,什么时候王毅发言?", ("李强什么时候发言", "什么时候王毅发言?")),
        ("Where and when was it held?", ("where was it held?", "when was it held?")),
        ("When and where was it held?", ("when was it held?", "where was it held?")),
        ("Where was the meeting held and when?", ("Where was the meeting held", "when?")),
        ("Where did they meet, and on what day?", ("Where did they meet", "on what day?")),
        ("Who chaired the meeting and when was it held?", ("Who chaired the meeting", "when was it held?")),
    ],
)
def test_what_asks_two_things_is_taken_apart(text: str, parts: tuple[str, str]) -> None:
    assert halves(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "誰主持會議?",
        "2月2日那次,是谁主持的?",
        "十三五那几年,农村有多少人脱了贫?",  # 那几年 asks nothing
        "谁和谁会谈?",
        "要照着哪个公约和哪个协定来",
        "会上强调了哪些工作、任务和要求?",
        "什么,什么?",
        "“为谁执政、靠谁执政”是谁说的?",
        "不管怎样,谁主持了会议?",
        "无论什么时候,都要坚持什么?",
        "When Xi visited Paris, who did he meet?",
        "会上哪些市、哪些部门的负责人汇报了情况?",
        "会议在什么时间、什么地点召开?",
        "近几年来,谁主持过会议?",
        "What did he say about rice, oil and salt?",
    ],
)
def test_what_asks_one_thing_stays_whole(text: str) -> None:
    assert halves(text) is None


def test_both_answers_stand_in_one_reply_with_both_quotes(answerer: Answerer) -> None:
    answer = answerer.answer("全省「三爭」行動部署會誰主持、誰講話?")
    assert answer.text == "趙龍(省委副書記、省長)；周祖翼(省委書記)"
    assert ["趙龍" in quote.text for quote in answer.quotes] == [True, False]
    assert ["周祖翼" in quote.text for quote in answer.quotes] == [False, True]
    assert answer.query.text == "全省「三爭」行動部署會誰主持、誰講話?"
    assert answerer.answer("会议什么时候开的?谁主持?").text == "2024年1月31日；赵龙(省委副书记、省长)"
    assert "; 31 January 2024" in answerer.answer("Who chaired the meeting, and when was it held?").text


def test_three_are_answered_and_no_more(answerer: Answerer) -> None:
    assert answerer.answer("谁主持会议?谁讲话?什么时候开的?").text.count("；") == 2
    many = answerer.answer("谁主持会议?" + "谁讲话?什么时候开的?" * 100)
    assert many.text.count("；") <= 2


def test_what_the_second_repeats_is_said_once(answerer: Answerer) -> None:
    answer = answerer.answer("谁主持会议,主持会议的是谁?")
    assert answer.text == "赵龙(省委副书记、省长)"
    assert len(answer.quotes) == 1


def test_an_office_said_with_its_holder_is_said_once(answerer: Answerer) -> None:
    assert answerer.answer("谁主持会议,什么职务?").text == "赵龙(省委副书记、省长)"


def test_where_one_half_has_no_answer_the_whole_is_asked(answerer: Answerer) -> None:
    answer = answerer.answer("谁主持会议,发射了几枚火箭?")
    assert answer.text == "赵龙(省委副书记、省长)"
    assert answerer.answer("发射了几枚火箭,在哪里发射的?").abstained
