"""bot.query: what a question wants, however it is said."""

import pytest

from bot.query import MAX_CHARS, understand, written


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("誰主持會議?", "who"),
        ("会议由谁主持", "who"),
        ("邊個主持", "who"),
        ("智利外长叫什么名字", "who"),
        ("见总统的地方叫什么宫", "what"),
        ("喺邊個城市見面", "where"),
        ("Who chaired the meeting?", "who"),
        ("会议是什么时候开的", "when"),
        ("會議幾時開", "when"),
        ("8月幾號開", "when"),
        ("會議在哪裡舉行?", "where"),
        ("喺邊度開", "where"),
        ("有哪些省領導出席了會議?", "list"),
        ("分別係邊四點", "list"),
        ("要堅持哪「三互」?", "list"),
        ("任命了哪仨", "list"),
        ("按照哪个公约和哪个协定", "list"),
        ("同邊幾樣範疇合作", "list"),
        ("會上邊三位發言", "list"),
        ("河邊二十人在做什麼", "what"),
        ("會議係邊日開", "when"),
        ("海邊日出好看嗎", "yesno"),
        ("身邊三個人說什麼", "what"),
        ("What are the Q1 priorities?", "list"),
        ("一共动了多少项罚款", "number"),
        ("幾多人到場", "number"),
        ("为啥把营商环境看得这么要紧", "why"),
        ("點解要設區域中心", "why"),
        ("怎麼解釋深學爭優?", "how"),
        ("有冇講到銀行", "yesno"),
        ("一季度的重點工作是什麼?", "what"),
    ],
)
def test_kind(question: str, kind: str) -> None:
    assert understand(question).kind == kind


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("是哪兩位", 2),
        ("哪仨人", 3),
        ("三大支柱是什么", 3),
        ("第三位是誰", None),
        ("党的二十大报告强调什么", None),
        ("十九大精神是什么", None),
        ("2024年的重點", None),
    ],
)
def test_how_many_are_asked_for(question: str, count: int | None) -> None:
    assert understand(question).count == count


def test_spoken_words_become_written_and_lookalikes_stay() -> None:
    assert written("边个系主席") == "谁是主席"
    assert written("第一季度") == "一季度"
    assert written("点处理,边四点,倾咗几耐") == "怎么处理,哪四点,谈了几耐"
    assert written("两岸关系的体系,倾向,四点看法") == "两岸关系的体系,倾向,四点看法"


def test_words_to_look_for_leave_out_the_asking() -> None:
    assert [word.text for word in understand("請問是誰主持會議的呢?").words] == ["主持", "会议"]


def test_dates_and_script_are_understood_once() -> None:
    query = understand("2023年10月20號那次國常會")
    assert [(d.year, d.month, d.day) for d in query.dates] == [(2023, 10, 20)]
    assert query.script == "hant"


def test_only_the_beginning_of_an_endless_question_is_read() -> None:
    assert len(understand("長" * 9999).text) == MAX_CHARS


def test_english_words_are_looked_for_in_chinese() -> None:
    (chaired, meeting) = understand("Who chaired the meeting?").words
    assert chaired.stands_in("由赵龙主持")
    assert meeting.forms[:2] == ("meeting", "会议")


def test_abbreviations_are_looked_for_by_their_long_name() -> None:
    assert any(word.stands_in("国务院常务会议") for word in understand("國常會談什麼").words)


@pytest.mark.parametrize(
    ("question", "kind", "role"),
    [
        # The first word that asks tells, and the deed next to it.
        ("What did Rahmon say when he met Wang?", "what", None),
        ("When did they meet?", "when", "date"),
        ("Do you know when the meeting was held?", "when", None),
        ("Which issues were discussed?", "list", None),
        ("In which two fields did they work?", "list", None),
        ("Which city hosts the meeting?", "where", "place"),
        ("Which minister presides over the meeting?", "who", "presided"),
        ("谁提到了粮食安全?", "who", None),
        ("哪些领导来了?", "list", "attended"),
        ("Which foreign leaders gave speeches?", "list", "spoke"),
        ("Which chairman did he meet?", "who", None),
        ("纪念讲话80周年的会,还有哪些领导去了?", "list", "attended"),
        ("大会上还有谁上台讲话?", "list", "spoke"),
        ("除了主持人,还有哪些领导在场?", "list", "attended"),
        ("谁参加了李强主持的座谈会?", "who", "attended"),
        ("视频会谈的那位叫什么?", "who", None),
        ("在广西是哪几天?", "when", None),
    ],
)
def test_what_is_asked_for(question: str, kind: str, role: str | None) -> None:
    query = understand(question)
    assert (query.kind, query.role) == (kind, role)


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("十三届全国人大四次会议", ("十三", "四")),
        ("中央财经委六次会议", ("六",)),
        ("一年开了两三次会议", ()),
        ("本周第三次会议", ("三",)),
    ],
)
def test_which_of_a_series(question: str, ordinals: tuple[str, ...]) -> None:
    assert understand(question).ordinals == ordinals


def test_what_jieba_takes_for_a_part_of_a_word_is_left_out() -> None:
    assert "巴育" in [word.text for word in understand("習近平見巴育時誰在場?").words]


def test_names_are_known_in_english_and_what_is_done_is_no_name() -> None:
    query = understand("Who did Jia Qinglin meet?")
    assert query.names("贾庆林")
    assert not query.names("林中森")
    assert understand("同默茨谈过什么?").people == ()
