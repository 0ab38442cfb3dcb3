"""Questions on what reports of meetings say in set phrases: who presided, when, where, or that they do not say it.

Everything is folded.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from training.cloze import tagged
from training.reading_sets import Neighbours, Question, ReadingSet, Rng, Text

# What a report of a meeting says in set phrases: how it is asked, where it stands (group 1), and words
# whose absence shows that the report does not say it.
_OFFICERS = (
    "习李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文丛栗俞尤岳肖艾沙向巴铁帕"
)
_NAME = rf"([{_OFFICERS}][\u4e00-\u9fa5·]{{1,2}}?)"
_WHEN = r"(?:\d{4}年)?(?:\d+月)?\d+[日号](?:至(?:\d+月)?\d+[日号])?(?:上午|下午|晚)?|今天(?:上午|下午)?|昨天(?:上午|下午)?"
_PRESIDED = r"主持(?:召开|了?(?:会议|座谈会|开幕|闭幕|研讨|学习|大会|仪式|专题)|(?=[。,并]))"
MEETING_ASKS: dict[str, tuple[str, str, str]] = {
    "who": (
        "谁主持{m} {m}由谁主持 {m}是谁主持的 主持{m}的是谁 {m}的主持人是谁 哪位领导主持了{m} {m}边个主持 谁牵头开的{m} "
        "{m}谁主持的 谁召集了{m} 什么人主持{m} who_chaired_the_meeting who_presided_over_the_meeting",
        rf"{_NAME}(?:\d+日|上午|下午|今天|在[\u4e00-\u9fa5]{{2,8}}|同志)?{_PRESIDED}",
        "主持",
    ),
    "when": (
        "{m}什么时候召开 {m}哪天开的 {m}是几号举行的 {m}何时召开 什么时候开{m} {m}是哪一天 {m}的日期是 {m}几时开 "
        "{m}召开时间 when_was_the_meeting_held",
        rf"({_WHEN})[^。;]{{0,40}}?(?:召开|举行|开幕|闭幕|主持)",
        r"\d[日号]|[今昨]天",
    ),
    "where": (
        "{m}在哪里举行 {m}在哪儿开 {m}的地点是哪里 {m}是在什么地方召开的 {m}在何处召开 {m}喺边度开 哪里召开了{m} "
        "{m}会场在哪 where_was_the_meeting_held",
        r"在((?!会议|此|这|今|上|全)[\u4e00-\u9fa5]{2,12}?)(?:隆重)?(?:举行|召开|开幕|闭幕)",
        "在京|在[\u4e00-\u9fa5]{2,8}[举召开]",
    ),
    "theme": (
        "{m}的主题是什么 {m}以什么为主题 {m}主题是啥 {m}围绕什么主题 这届{m}什么主题 what_was_the_theme",
        r'(?:以|主题[为是])"([^"]{3,40})"(?:为主题|[。,;])',
        "主题",
    ),
    "passed": (
        "{m}审议通过了什么 {m}通过了哪些文件 {m}过了什么文件 {m}审议了什么文件 {m}表决通过了哪个文件 {m}批准了什么 "
        "what_did_the_meeting_approve",
        r"(?:通过|批准|审议)(?:了|并通过了)?(《[^》]{2,40}》(?:(?:、|和|及|以及)?《[^》]{2,40}》){0,5})",
        "通过|审议|批准",
    ),
    "heard": (
        "{m}听取了什么汇报 {m}听了哪些报告 {m}听取了谁的汇报 {m}听取了哪方面的报告",
        r"听取(?:了|并审议了)?([^,。;]{4,40}?(?:汇报|报告|说明|建议|意见))",
        "听取|汇报",
    ),
    "number": (
        "{m}有多少人参加 {m}有多少名代表参加 {m}来了多少人 多少人参加{m} {m}几多人参加 出席{m}的人数是多少 how_many_people_attended",
        r"((?:约|近|逾)?\d[\d,.]*万?[多余]?(?:名|位|人|个国家|家))[^。;]{0,20}?(?:参加|出席|参会|与会)",
        r"\d[多余]?[名位人家]",
    ),
    "attended": (
        "谁出席了{m} {m}有谁参加 哪些人出席{m} 出席{m}的有哪些人 {m}边个出席 谁参加了{m} {m}的与会人员有谁 who_attended_the_meeting",
        rf"{_NAME}(?:[、,和]{_NAME})*等?(?:同志)?出席",
        "出席|参加|与会",
    ),
    "spoke": (
        "谁在{m}上讲话 谁发表了讲话 {m}上谁讲了话 谁作了讲话 哪位领导在{m}上讲话 {m}由谁致辞 who_gave_a_speech",
        rf"{_NAME}(?:出席(?:会议|大会|开幕式)?并|在[^,。]{{2,20}}上)?(?:发表|作)?(?:了)?(?:重要|主旨)?(?:讲话|致辞)",
        "讲话|致辞|发言",
    ),
}
_ABOUT = (
    "关于{t}{w}怎么说 {w}对{t}有什么要求 {t}方面提出了什么 {w}强调{t}要怎么做 {t}怎么安排 在{t}上有什么部署 {w}如何看待{t}"
).split()
_KINDS = "会议|座谈会|大会|论坛|研讨会|峰会|全会|动员会|年会|发布会|推进会|常委会"
_IS_MEETING = re.compile(_KINDS)
_NAMED = re.compile(
    rf"(?:召开|举行|举办|出席)了?((?:[\u4e00-\u9fa5\d\"·]|\([^)]{{1,12}}\)){{2,22}}?(?:{_KINDS}))"
)
_STATED = re.compile(
    r"(?:^|[。\n])(会议|[\u4e00-\u9fa5]{2,4})(?:指出|强调|要求|表示|认为|提出),([^。]{12,90})。"
)
_THE_MEETING = ("会议", "这次会议", "会", "这个会", "本次会议", "该会议", "那次会")
_BEFORE, _AFTER = ("请问", "请问一下", "想知道", "想问", "我想了解"), ("呢", "啊", "呀", "来着")


def _chatty(question: str, rng: Rng) -> str:
    question = question.replace("_", " ")
    if rng.random() < 0.2:
        before = rng.random() < 0.6
        question = rng.choice(_BEFORE) + question if before else question + rng.choice(_AFTER)
    return question + ("?" if rng.random() < 0.7 else "")


def _asks_facts(text: Text, rng: Rng) -> Iterator[Question]:
    """Yield up to two questions on the set phrases of a meeting's report, and at times one it leaves open."""
    named = _NAMED.search(text.title + "。" + text.text[:200])
    kinds = rng.sample(sorted(MEETING_ASKS), len(MEETING_ASKS))
    told = opened = 0
    for kind in kinds:
        asks, pattern, trace = MEETING_ASKS[kind]
        meeting = named[1] if named and rng.random() < 0.65 else rng.choice(_THE_MEETING)
        question = rng.choice(asks.split()).format(m=meeting)
        place = re.search(pattern, text.text)
        if place and told < 2 and (kind != "when" or rng.random() < 0.4):
            told += 1
            yield Question(question, 0, (place.span(1),), (place[1],))
        elif not place and not opened and not re.search(trace, text.text) and rng.random() < 0.6:
            opened += 1
            yield Question(question, 0, (), ())


def _asks_topic(text: Text, rng: Rng) -> Question | None:
    """Ask what was said on a topic, or who said it."""
    if not (stated := list(_STATED.finditer(text.text))):
        return None
    said = rng.choice(stated)
    clauses = [m.span() for m in re.finditer("[^,;]{8,}", said[2])]
    if not clauses:
        return None
    start, end = rng.choice(clauses)
    clause = said[2][start:end]
    if rng.random() < 0.3 and said[1][0] in _OFFICERS and len(said[1]) <= 3:
        question = (
            rng.choice(("谁", "哪位领导", "是谁")) + rng.choice(("提到", "强调", "说", "要求")) + clause[:12]
        )
        return Question(question, 0, (said.span(1),), (said[1],))
    words = [w for _, _, w, tag in tagged(clause) if tag[0] in "nv" and len(w) > 1]
    if len(words) < 2:
        return None
    chosen = sorted(rng.sample(range(len(words)), min(len(words), rng.choice((1, 2, 2, 3)))))
    question = rng.choice(_ABOUT).format(t="".join(words[i] for i in chosen), w=said[1])
    return Question(question, 0, ((said.start(2) + start, said.start(2) + end),), (clause,))


def meetings(texts: Sequence[Text], count: int, rng: Rng) -> ReadingSet:
    """Return about `count` questions that people ask of meetings, made from the news that report one."""
    reports = [t for t in texts if _IS_MEETING.search(t.title)]
    rng.shuffle(reports)
    found, near = ReadingSet(reports), Neighbours(reports, rng)
    for number, report in enumerate(reports):
        topic = _asks_topic(report, rng) if rng.random() < 0.35 else None
        for made in [*_asks_facts(report, rng), *([topic] if topic else [])]:
            hits = near.hits(number, 3, surely_first=any(m in made.question for m in _THE_MEETING))
            found.questions.append(
                replace(made, question=_chatty(made.question, rng), text=number, hits=hits)
            )
        if len(found.questions) >= count:
            break
    return found
