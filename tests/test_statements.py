"""bot.statements: answers from what an article says of its meeting."""

import pytest

from bot.query import understand
from bot.statements import definition, facts_for, office_of, ordinal_of, sentence_of, wording
from index.articles import parse_article, read_article
from index.types import Article
from tests.conftest import ARTICLES, FUJIAN


@pytest.fixture(scope="module")
def fujian() -> Article:
    return read_article(ARTICLES / FUJIAN, FUJIAN)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("誰主持會議?", "趙龍(省委副書記、省長)"),
        ("是谁牵头开的", "趙龍(省委副書記、省長)"),
        ("邊個主持", "趙龍(省委副書記、省長)"),
        ("Who chaired the meeting?", "趙龍(省委副書記、省長)"),
        ("省政協主席是誰", "滕佳材(省政協主席)"),
        ("谁是省政协主席?", "滕佳材(省政協主席)"),
        ("谁在会上讲话了?", "周祖翼(省委書記)"),
        ("会议是什么时候开的", "2024年1月31日"),
        ("會議在哪裡舉行?", "福州"),
        ("會議用什麼形式召開?", "視頻形式"),
        ("这篇报道的记者是谁?", "周琳"),
        ("新聞來源是哪裡?", "福建日報·新福建客戶端"),
    ],
)
def test_the_meetings_facts(fujian: Article, question: str, said: str) -> None:
    facts = facts_for(understand(question), fujian)
    assert facts
    assert wording(facts, fujian, english=False) == said


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("1月2日至4日在京召开", "2024年1月2日至4日"),
        ("2日到3日在京召开", "2024年1月2日到3日"),
        ("2日下午在京召开", "2024年1月2日下午"),
        ("2023年12月30日至1月2日在京召开", "2023年12月30日至1月2日"),
        ("2日在京召开,4日至5日考察", "2024年1月2日"),
    ],
)
def test_a_meeting_of_several_days_says_them_all(held: str, said: str) -> None:
    article = parse_article("a.txt", f"全省教育会议召开\n日期: 2024-01-04\n\n会议{held}。\n")
    facts = [fact for fact in article.facts if fact.kind == "date"]
    assert wording(facts, article, english=False) == said


def test_dates_in_english_are_full(fujian: Article) -> None:
    facts = facts_for(understand("When was the meeting held?"), fujian)
    assert wording(facts, fujian, english=True) == "31 January 2024"


@pytest.mark.parametrize(
    "question", ["惠企政策方面有什么要求?", "2024年GDP目标是多少", "下半年什么时候再开培训班"]
)
def test_other_questions_are_no_matter_of_facts(fujian: Article, question: str) -> None:
    assert facts_for(understand(question), fujian) == []


def test_a_named_person_is_not_the_one_asked_for() -> None:
    article = parse_article("a", "会议\n日期: 2024-01-03\n\n总理李强、部长王毅出席会议。王毅主持会议。")
    facts = facts_for(understand("除了李强还有谁出席"), article)
    assert wording(facts, article, english=False) == "王毅(部长)"


def test_a_facts_sentence_is_its_own(fujian: Article) -> None:
    fact = next(f for f in fujian.facts if f.kind == "presided")
    span = sentence_of(fujian, fact)
    assert fujian.text[span.start : span.end] == "省委副書記、省長趙龍主持。"


@pytest.mark.parametrize(
    ("question", "body", "meaning"),
    [
        ("「三爭」是指什麼?", "實施“深學爭優、敢為爭先、實幹爭效”行動。", "深學爭優、敢為爭先、實幹爭效"),
        ("四早指的是什么", "做好防控,早发现、早报告、早隔离、早治疗。", "早发现、早报告、早隔离、早治疗"),
        ("那个“一老一新”指的啥", "体现“一老一新”,即老部队和新布局。", "老部队和新布局"),
        ("「三爭」是指什麼?", "深化拓展“三爭”行動。", None),
        ("四早什么时候提出", "早发现、早报告、早隔离、早治疗。", None),
    ],
)
def test_definitions(question: str, body: str, meaning: str | None) -> None:
    article = parse_article("a", f"会议\n日期: 2024-01-03\n\n{body}")
    span = definition(understand(question), article)
    assert (article.text[span.start : span.end] if span else None) == meaning


TALKS = parse_article(
    "b.txt",
    "赵乐际会见外宾\n日期: 2026-03-25\n\n委员长赵乐际25日在博鳌会见议长加法罗娃。民革中央主席郑建邦、民盟中央主席丁仲礼发言。"
    "教育部负责人参加。\n",
)


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("加法羅娃是什麼身份?趙樂際見的那位", "议长"),
        ("郑建邦担任什么职务", "民革中央主席"),
        ("丁仲礼是什么职务?", "民盟中央主席"),
        ("丁仲礼在会上是什么身份?", "民盟中央主席"),
        ("接替赵乐际的加法罗娃是什么职务?", "议长"),
        ("加法罗娃2026年见赵乐际时是什么职务?", "议长"),
        ("丁仲礼在民主党派座谈会上是什么身份?", "民盟中央主席"),
        ("赵乐际不再担任什么职务?", None),
        ("王毅是什么职务?", None),
        ("加法罗娃说了什么?", None),
    ],
)
def test_whose_office_is_asked_for(question: str, office: str | None) -> None:
    found = office_of(understand(question), TALKS)
    assert (TALKS.text[found[0].start : found[0].end] if found else None) == office


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("那次会上民盟中央主席是谁?", ["丁仲礼(民盟中央主席)"]),
        ("副委员长是谁?", []),
        ("哪些單位發言?", []),
        ("谁发言?", ["郑建邦(民革中央主席)", "丁仲礼(民盟中央主席)"]),
    ],
)
def test_an_office_chooses_its_holder_and_no_person_stands_for_an_organisation(
    question: str, said: list[str]
) -> None:
    assert [fact.value for fact in facts_for(understand(question), TALKS)] == said


def test_an_office_that_several_share_is_said_once() -> None:
    article = parse_article(
        "a", "会议\n日期: 2024-01-03\n\n常务主席刘云山、李建国、王胜俊,秘书长王晨出席会议。"
    )
    facts = facts_for(understand("谁出席会议"), article)
    assert wording(facts, article, english=False) == "常务主席刘云山、李建国、王胜俊、王晨(秘书长)"


COMMITTEE = parse_article(
    "c",
    "常委会第36次双周协商座谈会举行\n日期: 2024-01-03\n\n国务院副总理何立峰、张国清,国务委员王小洪、吴政隆等出席会议。"
    "国务院提请审议森林法草案。国家局局长张建龙作了说明。\n\n国务院提请审议密码法草案。密码局局长李兆宗作了说明。"
    "这是今年第一次研究密码法草案。\n",
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("谁出席会议", "国务院副总理何立峰、张国清、国务委员王小洪、吴政隆等"),
        ("哪几位国务委员出席会议", "国务委员王小洪、吴政隆等"),
        ("哪几位副总理出席会议", "国务院副总理何立峰、张国清"),
        ("哪些领导出席会议", "国务院副总理何立峰、张国清、国务委员王小洪、吴政隆等"),
        ("密码法草案是谁作的说明", "李兆宗(密码局局长)"),
        ("森林法草案是谁作的说明", "张建龙(国家局局长)"),
    ],
)
def test_those_of_the_office_and_of_the_matter_that_is_asked_about(question: str, said: str) -> None:
    assert wording(facts_for(understand(question), COMMITTEE), COMMITTEE, english=False) == said


@pytest.mark.parametrize("question", ["哪几位部长出席会议", "2023年的座谈会谁出席"])
def test_another_office_and_another_year_are_not_answered(question: str) -> None:
    assert facts_for(understand(question), COMMITTEE) == []


@pytest.mark.parametrize(
    ("question", "ordinal"),
    [
        ("双周协商座谈会是第几次?", "第36次"),
        ("双周协商座谈会是第几回了?", "第36次"),
        ("今年第几次研究密码法草案?", "第一次"),
        ("准备提交第几次座谈会?", None),
        ("发射了第几次火箭?", None),
        ("双周协商座谈会谁主持?", None),
    ],
)
def test_which_of_a_series_it_was(question: str, ordinal: str | None) -> None:
    found = ordinal_of(understand(question), COMMITTEE)
    assert (COMMITTEE.text[found[0].start : found[0].end] if found else None) == ordinal
