"""bot.chat.buttons, keyboards and shown: what each button under a reply does."""

import random
from collections.abc import Sequence

import pytest

from bot.answering import Answerer
from bot.chat import keyboards
from bot.memory import Memory
from bot.quotes import Quote
from bot.reference import Reference, key, question_hash
from bot.reply import Reply
from bot.wording import Wording
from index.store import Index
from index.types import Article
from preview.server import BotApi
from tests.library import LIBRARY, NEWEST
from tests.talking import HUA, PIERRE, People, data, quotes, said, serving, words

LIST_QUESTION = "白鶴市十二項防汛任務有哪些?"


def test_context_shows_the_neighbours_and_folds_back(talk: People) -> None:
    reply = talk.ask("青河縣夏糧收購會議誰主持?")
    opened = talk.turn(reply, "上下文")
    (block,) = quotes(opened)
    assert block.startswith(
        "6月17日,青河縣夏糧收購工作會議在青河舉行。縣委書記林曉峰出席並講話。縣長陳國棟主持會議。"
    )
    assert "備足倉容" in block, "the paragraph after it"
    assert said(opened, "underline")[0] in "縣長陳國棟主持會議。"
    assert "".join(said(opened, "underline")) == "縣長陳國棟主持會議。"
    assert opened.text.endswith("— 青河縣夏糧收購工作會議在青河舉行 · 2025-06-18 · 青河日報")
    assert words(opened)[0] == "收起"
    folded = talk.turn(opened, "收起")
    assert (folded.text, folded.entities, folded.buttons) == (reply.text, reply.entities, reply.buttons)


def test_more_sources_sends_the_other_passages_with_their_articles(talk: People) -> None:
    reply = talk.ask("石橋鎮圖書館幾點開門?")
    more = talk.follow(reply, "更多來源")
    assert quotes(more)
    for text in quotes(more):
        assert any(text.removesuffix("…") in article for article in LIBRARY.values()), "as published"
    assert more.text.count("— ") == len(quotes(more))
    assert not more.buttons
    assert talk.api.message(1, reply.message_id) == reply


def test_a_refusal_offers_the_passages_that_come_nearest_and_nothing_else(talk: People) -> None:
    reply = talk.ask("石桥镇图书馆的屋顶是什么颜色?")
    assert not quotes(reply)
    assert words(reply) == ["最接近的段落"]
    nearest = talk.follow(reply, "最接近的段落")
    assert "圖書館由一座舊糧倉改建" in nearest.text
    assert nearest.text.count("— ") == len(quotes(nearest)) == 2
    assert talk.ask("今天天氣怎麼樣?", chat=2).buttons == ()


@pytest.mark.parametrize(
    "question",
    [
        "青河縣夏糧收購會議誰主持?",
        "云岭市旅游发展大会谁主持?",
        "南坪县医疗卫生座谈会谁汇报了?",
        LIST_QUESTION,
    ],
)
def test_the_other_script_and_back_gives_what_was_published_to_the_letter(
    talk: People, question: str
) -> None:
    reply = talk.ask(question)
    there, back = ("繁體", "简体") if "简体" not in words(reply) else ("简体", "繁體")
    other = talk.turn(reply, there)
    assert quotes(other) != quotes(reply)
    assert back in words(other)
    again = talk.turn(other, back)
    assert quotes(again) == quotes(reply)
    assert again.text.split("— ")[-1] == reply.text.split("— ")[-1]
    for quote in quotes(again):
        assert any(quote in article for article in LIBRARY.values())


def test_the_answer_follows_the_script_button(talk: People) -> None:
    reply = talk.ask("云岭市旅游发展大会谁主持?")
    assert said(talk.turn(reply, "繁體"), "bold")[0] == "孫麗華(市長)"
    assert said(talk.turn(reply, "简体"), "bold")[0] == "孙丽华(市长)"


def test_words_that_convert_unevenly_come_back_too(
    api: BotApi, library: Answerer, memory: Memory, library_index: Index
) -> None:
    """了解 becomes 瞭解, which matching alone does not take back."""
    people = People(api)
    with serving(api, library, memory):
        reply = people.ask("南坪县罗文博深入了解什么?")
        assert quotes(reply) == ["罗文博深入了解各村的困难。"]
        there = people.turn(reply, "繁體")
        assert quotes(there) == ["羅文博深入瞭解各村的困難。"]
        assert quotes(people.turn(there, "上下文"))[0].endswith("羅文博深入瞭解各村的困難。")
        assert quotes(people.turn(people.turn(there, "收起"), "简体")) == quotes(reply)


@pytest.mark.parametrize("seed", range(3))
def test_a_list_keeps_all_its_quotes_through_every_button(talk: People, seed: int) -> None:
    reply = talk.ask(LIST_QUESTION)
    assert len(quotes(reply)) == 12
    chance, shown = random.Random(seed), reply
    for _ in range(8):
        button = chance.choice([w for w in words(shown) if w in ("上下文", "收起", "繁體", "简体")])
        shown = talk.turn(shown, button)
        assert len(quotes(shown)) == 12, button
    if "收起" in words(shown):
        shown = talk.turn(shown, "收起")
    if "繁體" in words(shown):
        shown = talk.turn(shown, "繁體")
    assert quotes(shown) == quotes(reply)
    assert data(shown) == data(reply)


def test_an_examples_question_stays_above_through_every_button(talk: People) -> None:
    reply = talk.follow(talk.ask("/start"), "誰主持會議？")
    assert said(reply, "italic")[0] == "誰主持會議？"
    for button in ("上下文", "简体", "收起", "繁體"):
        reply = talk.turn(reply, button)
        assert reply.text.startswith("誰主持會議？\n")
        assert reply.text.endswith(said(reply, "italic")[-1]), "the note stays last"


@pytest.mark.parametrize(("button", "good"), [("👍", True), ("👎", False)])
def test_a_rating_is_remembered_by_the_questions_hash_and_may_be_changed(
    talk: People, memory: Memory, button: str, good: bool
) -> None:
    reply = talk.ask("青河縣夏糧收購會議誰主持?")
    talk.press(reply, "👎" if good else "👍")
    assert talk.press(reply, button)["text"] == "謝謝，記下了。"
    (rating,) = memory.ratings()
    assert (rating.good, rating.answer, rating.articles) == (good, "陳國棟(縣長)", (key(NEWEST),))
    assert "夏糧" not in str(rating)
    talk.press(reply, "👎", HUA)
    assert len(list(memory.ratings())) == 2, "each person has a say"


def test_ratings_of_a_reply_count_the_same_however_it_is_shown(talk: People, memory: Memory) -> None:
    reply = talk.ask("青河縣夏糧收購會議誰主持?")
    talk.press(talk.turn(reply, "上下文"), "👍")
    talk.press(talk.turn(talk.api.message(1, reply.message_id), "简体"), "👎")
    assert {rating.question for rating in memory.ratings()} == {data(reply)[-1][2:]}


def test_the_same_button_pressed_twice_at_once_is_no_failure(
    talk: People, caplog: pytest.LogCaptureFixture
) -> None:
    reply = talk.ask("誰主持會議?")
    for query in [talk.api.press(1, reply.message_id, "上下文") for _ in range(3)]:
        talk.api.wait_callback(query)
    talk.ask("誰講話?")
    assert words(talk.api.message(1, reply.message_id))[0] == "收起"
    assert "failed" not in caplog.text


MADE_UP = (
    "c:", "c:x", "c:a.b.c", "c:a.-5.zz", "s:", "s:hant", "m:", "m:,", "m:x.1.2", "u:", "a:", "a:nothere1", "p:99999999999999999999",
    "e:9", "l:xx", "x:1", "?",
)  # fmt: skip


def test_made_up_presses_are_acknowledged_and_do_no_harm(talk: People) -> None:
    reply = talk.ask("誰主持會議?")
    world = talk.api.world
    person, message = world.people[1], world.find(1, reply.message_id)
    for made_up in MADE_UP:
        query = world.query("callback", person.id, chat=1, message=reply.message_id)
        told = {
            "id": query.id,
            "from": person.json,
            "message": message,
            "chat_instance": "1",
            "data": made_up,
        }
        world.tell("callback_query", told)
        talk.api.wait_callback(query.id)
    assert "陳國棟" in talk.ask("誰主持會議?").text
    assert all(quote in LIBRARY[NEWEST] for quote in quotes(talk.api.message(1, reply.message_id)))


def test_buttons_keep_the_language_of_a_person_whose_telegram_does_not_tell(talk: People) -> None:
    reply = talk.ask("石桥镇图书馆几点开门?", chat=4, person=PIERRE)
    assert "更多来源" in words(reply)
    assert "更多来源" in words(talk.turn(reply, "上下文"))


def _articles(count: int) -> Sequence[Article]:
    chance = random.Random(7)
    names = ["".join(chance.choices("abc/長 🙂-_.", k=chance.randint(1, 60))) for _ in range(count)]
    return [Article(f"{number}{name}", "題", "字" * 200_000) for number, name in enumerate(names)]


def test_no_button_carries_more_than_64_bytes() -> None:
    chance, say = random.Random(3), Wording.load()
    articles = _articles(100)
    for _ in articles:
        quoted = tuple(
            Quote(article, start := chance.randrange(199_000), start + chance.randint(1, 900))
            for article in chance.choices(articles, k=chance.randint(1, 12))
        )
        markup = keyboards.under(Reply("答", quoted[:6]), quoted, question_hash("問?"), say, "hant")
        assert markup
        carried = [str(b.callback_data) for row in markup.inline_keyboard for b in row]
        assert all(1 <= len(each.encode()) <= 64 for each in carried), carried
        assert {each[0] for each in carried} == set("cmsud")
        more = next(each for each in carried if each.startswith("m:"))
        assert next(Reference.parse(part) for part in more[2:].split(",")) == Reference.of(quoted[0])


def test_a_reply_in_several_messages_offers_only_what_works_there() -> None:
    article = Article("a", "題", "字" * 9000)
    reply = Reply("答", (Quote(article, 0, 9000),))
    markup = keyboards.under(reply, [], "h", Wording.load(), "hant", whole=False)
    assert markup
    assert [b.text for row in markup.inline_keyboard for b in row] == ["👍", "👎"]
