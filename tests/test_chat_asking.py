"""bot.chat.asking: questions over real HTTP, answered as the person reads them."""

import time
from collections.abc import Sequence
from urllib.parse import unquote

import pytest

from bot.answering import Answerer
from bot.chat import sending
from bot.conversation import Turn
from bot.memory import Memory
from bot.query import understand
from bot.quotes import Answer, Quote
from bot.reader import Progress
from bot.wording import Wording
from index.script import Script
from index.types import Article
from preview.server import BotApi
from tests.library import LINK, PLAIN
from tests.talking import ANN, HUA, People, Slow, quotes, said, serving, words


def test_a_reply_is_the_short_answer_then_the_quote_then_its_source(talk: People) -> None:
    reply = talk.ask("青河縣夏糧收購會議誰主持?")
    lines = reply.text.split("\n")
    assert lines == [
        "陳國棟(縣長)",
        "縣長陳國棟主持會議。",
        "— 青河縣夏糧收購工作會議在青河舉行 · 2025-06-18 · 青河日報",
    ]
    assert reply.entities[0] == ("bold", "陳國棟(縣長)")
    assert quotes(reply) == ["縣長陳國棟主持會議。"]
    assert "expandable_blockquote" in dict(reply.entities)
    (link,) = said(reply, "text_link")
    assert link.startswith(f"{LINK}#:~:text=")
    assert unquote(link).endswith("=縣長陳國棟主持會議")
    assert words(reply)[0] == "上下文"
    assert words(reply)[-3:] == ["简体", "👍", "👎"]
    assert reply.raw["link_preview_options"] == {"is_disabled": True}
    assert reply.reply_to is None, "nobody writes in between in a private chat"


def test_what_was_asked_and_answered_is_marked_in_the_quote(talk: People) -> None:
    reply = talk.ask("石桥镇图书馆几点开门?")
    assert quotes(reply) == ["圖書館藏書八萬五千冊,每天早上九點開門,晚上九點關門。"]
    assert said(reply, "bold") == [
        "每天早上九点开门,晚上九点关门",
        "圖書館",
        "每天早上九點開門",
        "晚上九點關門",
    ]


def test_an_article_without_link_and_source_is_named_without_them(talk: People) -> None:
    reply = talk.ask("白沙村的植樹日是哪天?")
    assert reply.text.endswith("— 白沙村村民大會 · 2023-04-12")
    assert not said(reply, "text_link")
    assert PLAIN not in reply.text


def test_a_question_that_names_no_meeting_says_which_others_it_may_mean(talk: People) -> None:
    (note,) = said(talk.ask("誰主持會議?"), "italic")
    assert note.startswith("以最近的一次作答（2025-06-18）；也可能是：2025-05-09 雲嶺市")


def test_a_list_has_one_quote_for_each_item(talk: People) -> None:
    reply = talk.ask("白鶴市十二項防汛任務有哪些?")
    assert reply.text.startswith("共 12 項：一要修好二十座橋梁")
    assert len(quotes(reply)) == 12
    assert reply.text.count("— 白鶴市防汛工作會議在白鶴舉行") == 1


def test_answers_come_in_the_script_of_the_question_and_quotes_as_published(talk: People) -> None:
    for person, (question, answer, quote) in enumerate(
        (
            ("雲嶺市旅遊發展大會誰主持?", "孫麗華(市長)", "市长孙丽华主持会议。"),
            ("云岭市旅游发展大会谁主持?", "孙丽华(市长)", "市长孙丽华主持会议。"),
            ("鹿鸣市科技创新大会谁主持?", "任淑芬(市长)", "市長任淑芬主持會議。"),
            ("鹿鳴市科技創新大會誰主持?", "任淑芬(市長)", "市長任淑芬主持會議。"),
        ),
        start=1,
    ):
        reply = talk.ask(question, chat=person, language="en")
        assert said(reply, "bold")[0] == answer
        assert quotes(reply) == [quote]


def test_a_question_in_both_scripts_is_answered_in_the_script_of_the_persons_telegram(talk: People) -> None:
    common = "青河何人主持?"
    assert said(talk.ask(common, chat=2, person=HUA), "bold")[0] == "陈国栋(县长)"
    assert said(talk.ask(common, chat=1), "bold")[0] == "陳國棟(縣長)"
    assert said(talk.ask(common, chat=3, person=ANN), "bold")[0] == "陳國棟(縣長)"


def test_english_questions_are_answered_and_english_buttons_stand_below(talk: People) -> None:
    reply = talk.ask("Who chaired the meeting?", chat=3, person=ANN)
    assert said(reply, "bold")[0] == "陳國棟(縣長)"
    assert words(reply)[0] == "Context"


def test_buttons_speak_as_the_person_writes_when_their_telegram_does_not_tell(talk: People) -> None:
    asked = {
        "石橋鎮圖書館幾點開門?": "更多來源",
        "石桥镇图书馆几点开门?": "更多来源",
        "Who spoke?": "Context",
    }
    for person, (question, button) in enumerate(asked.items(), start=1):
        assert button in words(talk.ask(question, chat=person, language="fr"))


def test_what_articles_do_not_say_is_refused_without_quotes_or_buttons(talk: People) -> None:
    reply = talk.ask("<b>火星</b>上的 & 企鵝吃什麼?")
    assert reply.text == "報道裡沒有找到關於「<b>火星</b>上的 & 企鵝吃什麼」的答案。"
    assert reply.entities == ()
    assert reply.buttons == ()


def test_pictures_long_texts_and_empty_questions_get_one_polite_line(talk: People) -> None:
    sticker = {"file_id": "x", "file_unique_id": "y", "type": "regular", "width": 1, "height": 1}
    assert (
        talk.ask(None, sticker={**sticker, "is_animated": False, "is_video": False}).text == "請用文字提問。"
    )
    assert talk.ask("長" * 4000).text == "問題太長了，請用 500 個字以內再問一次。"
    assert talk.ask("长" * 501, chat=2, person=HUA).text == "问题太长了，请用 500 个字以内再问一次。"
    assert "想問什麼？" in talk.ask("/ask").text
    assert talk.ask("火" * 500).text == "這個問題，報道裡沒有答案。"


def test_one_persons_questions_keep_their_order_and_others_do_not_wait(
    api: BotApi, slow: Slow, memory: Memory
) -> None:
    with serving(api, slow, memory):
        api.say("慢火星企鵝?", chat=1)
        api.say("誰主持會議?", chat=1)
        api.say("誰主持會議?", chat=2)
        assert "陳國棟" in api.wait(1, chat=2)[0].text
        assert not [m for m in api.sent if m.chat == 1]
        slow.released.set()
        first, second = api.wait(2, chat=1)
    assert "企鵝" in first.text
    assert "陳國棟" in second.text


def test_typing_is_kept_alive_and_a_word_in_between_becomes_the_answer(
    api: BotApi, slow: Slow, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TYPING_AFTER", 0.01)
    monkeypatch.setattr(sending, "TYPING_EVERY", 0.02)
    monkeypatch.setattr(sending, "PATIENCE", 0.05)
    with serving(api, slow, memory):
        api.say("慢誰主持會議?")
        (meanwhile,) = api.wait(1)
        api.wait_until(lambda: api.actions.count((1, "typing")) >= 3)
        assert meanwhile.text == "正在翻查報道……"
        slow.released.set()
        answer = api.wait_edit(1, meanwhile.message_id)
        typed = len(api.actions)
        time.sleep(0.1)
        assert len(api.actions) <= typed + 1, "typing ends with the answer"
    assert answer.text.startswith("陳國棟(縣長)")
    assert "上下文" in words(answer)
    assert len(api.sent) == 1


def test_quick_answers_come_at_once_and_alone(talk: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TYPING_AFTER", 5.0)
    talk.ask("誰主持會議?")
    talk.ask("誰講話?")
    assert [m.text[:3] for m in talk.api.sent] == ["陳國棟", "林曉峰"]
    assert not talk.api.actions, "typing would be seen after the answer only"


def test_the_word_in_between_is_said_in_the_persons_language() -> None:
    said_by = {language: Wording.load().say("working", language) for language in ("hant", "hans", "en")}
    assert said_by == {
        "hant": "正在翻查報道……",
        "hans": "正在翻查报道……",
        "en": "Looking through the articles…",
    }


class Long(Slow):
    """Answers with a quote that no message holds."""

    def answer(
        self,
        question: str,
        default: Script = "hant",
        before: Sequence[Turn] = (),
        on_progress: Progress | None = None,
    ) -> Answer:
        article = Article("long", "很長的報道", "很長的一句話," * 1000 + "完。")
        return Answer(understand(question), "答案", (Quote(article, 0, len(article.text)),))


def test_an_answer_in_several_messages_offers_only_what_works_there(
    api: BotApi, library: Answerer, memory: Memory
) -> None:
    people = People(api)
    with serving(api, Long(library), memory):
        people.ask("有多長?")
        *_, last = api.wait(2)
        assert [bool(m.buttons) for m in api.sent] == [False, True]
        assert words(last)[-2:] == ["👍", "👎"]
        assert not {"上下文", "简体"} & set(words(last))
        people.press(last, "👍")
        assert "".join(text for m in api.sent for text in quotes(m)) == "很長的一句話," * 1000 + "完。"
    (rating,) = memory.ratings()
    assert (rating.answer, rating.articles) == ("", ()), "the answer is further up"
