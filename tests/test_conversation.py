"""bot.conversation and bot.follow_up: questions that point back, over the article that ships and made-up ones."""

import pytest

from bot.answering import Answerer
from bot.conversation import CONVERSATIONS, TURNS, Conversations, Turn
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.pointing import Items, point, slot_for, step
from bot.query import understand
from bot.quotes import Answer
from bot.reader import ExtractiveReader
from bot.wording import Wording
from index.build import build
from index.script import detect
from index.store import open_index
from tests.conftest import FakeEmbedder

SPRING = """甲市春季农业工作会议召开
日期: 2024-03-05

甲市春季农业工作会议3月5日在青石镇召开。市长李明主持会议。市委书记王刚出席并讲话。
王刚指出,春耕事关全年收成。他强调,要早备种子。要修好水渠。
王刚提出三点要求。一要抓好育秧,备足薄膜。二要修通水渠,保证灌溉。三要管好农机,及时检修。
会议决定建设两座水库,旨在解决东部缺水问题。
"""
AUTUMN = """甲市秋季农业工作会议召开
日期: 2024-09-20

甲市秋季农业工作会议9月20日在白河镇召开。副市长赵亮主持会议。市长李明出席并讲话。
李明指出,秋收进展顺利。
"""
HARBOUR = """乙港建设论坛举行
日期: 2024-06-01

乙港建设论坛6月1日在海门举行。省长周文致辞。论坛发布集装箱码头扩建计划。
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, evidence_model: EvidenceModel) -> Answerer:
    folder = tmp_path_factory.mktemp("meetings")
    (folder / "articles").mkdir()
    for name, text in (("spring", SPRING), ("autumn", AUTUMN), ("harbour", HARBOUR)):
        (folder / "articles" / f"{name}.txt").write_text(text, "utf-8")
    build(folder / "articles", folder / "index", FakeEmbedder())
    index = open_index(folder / "index", FakeEmbedder())
    reader = ExtractiveReader(Library(index.articles), evidence_model, Wording.load())
    return Answerer(index.retriever, reader, index.articles)


def talk(answerer: Answerer, *questions: str) -> Answer:
    """Return the answer to the last of `questions`, asked one after the other."""
    turns = Conversations()
    for question in questions:
        answer = answerer.answer(question, before=turns.before(1))
        turns.add(1, Turn.of(answer))
        for quote in answer.quotes:
            assert quote.article.text[quote.start : quote.end] == quote.text
    return answer


CHAIR = "甲市春季农业工作会议谁主持?"


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ((CHAIR, "那在哪里开的?"), "青石镇"),
        ((CHAIR, "什么时候?"), "2024年3月5日"),
        ((CHAIR, "噉邊個講話?"), "王剛"),
        ((CHAIR, "And where was it held?"), "青石镇"),
        ((CHAIR, "他是什么职务"), "市长"),
        (("甲市春季农业工作会议谁讲话?", "他强调了什么"), "春耕事关全年收成"),
        (("甲市春季农业工作会议谁讲话?", "佢講咗咩", "仲有呢?"), "抓好育秧"),
        (("王刚在春季农业工作会议上提出哪三点要求?", "第二点呢"), "二要修通水渠"),
        (("王刚在春季农业工作会议上提出哪三点要求?", "第2點", "最後一點"), "三要管好農機"),
        (("王刚在春季农业工作会议上提出哪三点要求?", "前两点"), "二要修通水渠"),
        (("王刚在春季农业工作会议上提出哪三点要求?", "What about the second point?"), "修通水渠"),
        (("王刚在春季农业工作会议上提出哪三点要求?", "这是谁说的"), "王刚"),
        (("春季农业工作会议决定建设什么?", "为什么?"), "解决东部缺水问题"),
        ((CHAIR, "9月20日那次呢?"), "赵亮"),
        ((CHAIR, "那秋季的呢?"), "赵亮"),
        ((CHAIR, "下一次呢"), "赵亮"),
        ((CHAIR, "下一次在哪里?"), "白河镇"),
        (("甲市秋季农业工作会议谁主持?", "上一次呢", "在哪里开的?"), "青石镇"),
        ((CHAIR, "乙港建设论坛谁致辞?"), "周文"),
        ((CHAIR, "乙港建设论坛谁致辞?", "在哪裡"), "海門"),
        ((CHAIR, "乙港建设论坛什么时候开的", "那春季农业工作会议呢"), "2024年3月5日"),
    ],
)
def test_what_points_back_is_answered(bot: Answerer, questions: tuple[str, ...], said: str) -> None:
    answer = talk(bot, *questions)
    assert said in answer.text
    assert answer.query.text == questions[-1]


@pytest.mark.parametrize(
    "questions",
    [
        (CHAIR, "记者是谁"),
        (CHAIR, "花了多少经费?"),
        (CHAIR, "他的工资是多少?"),
        (CHAIR, "2019年那次呢?"),
        ("乙港建设论坛谁致辞?", "下一次呢"),
        ("王刚在春季农业工作会议上提出哪三点要求?", "第四点呢"),
        ("乙港建设论坛谁致辞?", "第二点呢"),
        (CHAIR, "今天天气怎么样"),
    ],
)
def test_what_the_meeting_does_not_say_is_refused(bot: Answerer, questions: tuple[str, ...]) -> None:
    assert talk(bot, *questions).abstained


def test_after_a_refusal_the_meeting_before_is_meant(bot: Answerer) -> None:
    assert "青石镇" in talk(bot, CHAIR, "今天天气怎么样", "在哪里开的").text
    assert "海门" in talk(bot, CHAIR, "乙港建设论坛花了多少经费", "在哪里举行?").text


@pytest.mark.parametrize(
    "question",
    [CHAIR, "乙港建设论坛发布了什么计划?", "2024年9月20日谁主持会议?", "火星企鹅?", "", "集装箱码头扩建"],
)
def test_a_question_that_stands_alone_is_answered_as_alone(bot: Answerer, question: str) -> None:
    alone = bot.answer(question)
    for first in (CHAIR, "甲市秋季农业工作会议谁主持?", "火星企鹅?"):
        after = bot.answer(question, before=[Turn.of(bot.answer(first))])
        assert (after.text, after.quotes) == (alone.text, alone.quotes)


@pytest.mark.parametrize("question", ["那誰出席?", "那谁出席?"])
def test_follow_ups_on_the_article_that_ships(answerer: Answerer, question: str) -> None:
    answer = talk(answerer, "全省三爭行動部署會誰主持?", question)
    assert detect(answer.text) == detect(question)
    assert any("康濤" in quote.text for quote in answer.quotes)
    assert "民生底線" in talk(answerer, "一季度的重點工作是什麼?", "最後一點是什麼").text


def test_turns_of_an_index_that_is_gone_are_left_out(bot: Answerer, answerer: Answerer) -> None:
    before = [Turn.of(bot.answer(CHAIR))]
    assert answerer.answer("第二点呢", before=before).abstained
    assert "赵龙" in answerer.answer("谁主持会议?", before=before).text


def test_a_turn_needs_no_question(bot: Answerer) -> None:
    shown = bot.answer("王刚在春季农业工作会议上提出哪三点要求?")
    turn = Turn("", shown.text, shown.quotes, shown.quotes[0].article.id)
    assert "二要修通水渠" in bot.answer("第二点", before=[turn]).text
    assert bot.answer("2019年那次呢", before=[turn]).abstained
    assert bot.answer("为什么", before=[turn]).text


def test_conversations_are_kept_apart_bounded_and_forgotten() -> None:
    now = 0.0
    turns = Conversations(30, clock=lambda: now)
    for number in range(TURNS + 2):
        turns.add("a", Turn(str(number), ""))
    assert [turn.question for turn in turns.before("a")] == [str(n) for n in range(2, TURNS + 2)]
    assert turns.before("b") == ()
    now = 29 * 60.0
    turns.add("a", Turn("late", ""))
    now = 31 * 60.0
    assert [turn.question for turn in turns.before("a")] == ["late"]
    turns.forget("a")
    assert turns.before("a") == ()
    for number in range(CONVERSATIONS + 1):
        turns.add(number, Turn("", ""))
    assert turns.before(0) == ()
    assert turns.before(CONVERSATIONS)


def test_no_minutes_keep_nothing() -> None:
    turns = Conversations(0)
    turns.add(1, Turn("a", "b"))
    assert turns.before(1) == ()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("第二点呢", [1]),
        ("第3項是什麼", [2]),
        ("最后一点", [4]),
        ("倒数第二个", [3]),
        ("前两点", [0, 1]),
        ("最後兩項呢", [3, 4]),
        ("第一点和第三点", [0, 2]),
        ("the last two points", [3, 4]),
        ("what is point 4?", [3]),
        ("第九点", []),
    ],
)
def test_items_of_a_list(text: str, places: list[int]) -> None:
    items = point(understand(text)).items
    assert items is not None
    assert items.of(5) == places


@pytest.mark.parametrize("text", ["第十四届论坛谁主持", "第一季度要抓什么", "第一个发言的专家说了什么"])
def test_other_ordinals_are_no_items(text: str) -> None:
    assert point(understand(text)).items is None


def test_no_item_stands_before_the_first() -> None:
    assert Items(at=(0,)).of(3) == []
    assert Items(first=4).of(3) == []


def test_parts_of_pointing() -> None:
    assert point(understand("其中哪些是新的")).person is False
    assert point(understand("王刚说他要去哪里")).person is False
    assert point(understand("他要去哪里")).person
    assert point(understand("保险呢?")).about
    assert point(understand("还有呢")).more
    assert slot_for("怎么解释敢为争先", [], "实干争效") == "敢为争先"
    assert step("上一次谁主持") == (-1, "谁主持")
    assert step("会议上一致通过") == (0, "会议上一致通过")


def test_an_edited_question_is_answered_where_it_stood() -> None:
    kept = Conversations()
    first, second, again = (Turn(text, "") for text in ("a", "b", "c"))
    kept.add(1, first, 10)
    kept.add(1, second, 12)
    assert kept.before(1, 14) == (first, second)
    assert kept.before(1, 12) == (first,)
    kept.add(1, again, 12)
    assert kept.before(1) == (first, again)
    assert kept.before(1, 10) == ()
