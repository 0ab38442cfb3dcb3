"""Follow-up questions in chats, answers that grow, /new, /summary and /compare, as people see them."""

import time
from collections.abc import Sequence
from typing import Any

import pytest

from bot.answering import Answerer
from bot.chat import growing, sending
from bot.conversation import Turn
from bot.memory import Memory
from bot.quotes import Answer
from bot.reader import Progress
from index.script import Script
from preview.server import BotApi
from tests.talking import HUA, MING, People, Slow, quotes, serving


def test_a_question_after_another_is_about_the_same_meeting(talk: People) -> None:
    talk.ask("雲嶺市旅遊發展大會誰主持?")
    assert "孫麗華" in talk.ask("那誰出席?").text or "馮建國" in talk.ask("那誰出席?").text
    assert "云岭" in quotes(talk.ask("在哪裡舉行的?"))[0]


def test_new_starts_over(talk: People) -> None:
    talk.ask("雲嶺市旅遊發展大會誰主持?")
    assert "從頭開始" in talk.ask("/new").text
    assert "林曉峰" in talk.ask("那誰講話?").text, "the newest meeting again"


def test_people_do_not_share_a_conversation(talk: People) -> None:
    talk.ask("雲嶺市旅遊發展大會誰主持?", chat=1)
    assert "林曉峰" in talk.ask("那誰講話?", chat=2).text


def test_in_a_group_a_reply_to_an_answer_follows_it(talk: People) -> None:
    group = talk.api.group(members=[MING, HUA])
    first = talk.ask("/ask 雲嶺市旅遊發展大會誰主持?", chat=group.id, person=MING)
    talk.ask("/ask 誰主持會議?", chat=group.id, person=HUA)
    followed = talk.ask("那谁讲话?", chat=group.id, person=HUA, reply_to=first.message_id)
    assert "郑海涛" in followed.text


class Writing(Slow):
    """Proves its answer bit by bit, as a reader with a language model does."""

    def answer(
        self,
        question: str,
        default: Script = "hant",
        before: Sequence[Turn] = (),
        on_progress: Progress | None = None,
    ) -> Answer:
        answer = self._inner.answer(question.removeprefix("慢"), default, before)
        if question.startswith("慢") and on_progress:
            on_progress(answer)
            assert self.released.wait(10)
        return answer


@pytest.mark.parametrize("private", [True, False])
def test_what_is_proven_is_shown_while_the_rest_is_written(
    api: BotApi, library: Answerer, memory: Memory, private: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "EVERY", 0.02)
    writing = Writing(library)
    with serving(api, writing, memory):
        chat = 1 if private else api.group(members=[MING]).id
        api.say("/ask 慢誰主持會議?", chat, person=MING)
        if private:
            api.wait_until(lambda: bool(api.drafts), what="a draft")
            assert "陳國棟" in str(api.drafts)
            assert not api.sent
        else:
            assert "陳國棟" in api.wait(1)[0].text
        writing.released.set()
        whole = api.wait(1)[0]
        api.wait_until(lambda: bool(api.message(chat, whole.message_id).buttons), what="the whole answer")
        time.sleep(0.1)
        assert len(api.sent) == 1, "the whole answer takes the place of what grew"


def test_a_summary_is_a_few_lines_each_with_its_quote(talk: People, library: Answerer) -> None:
    shown = talk.ask("/summary 夏糧收購")
    article = next(a for a in library.catalogue.articles if "夏糧" in a.title)
    assert 1 <= len(quotes(shown)) <= 12
    assert all(quote in article.text for quote in quotes(shown))
    assert "陳國棟" in shown.text
    assert talk.ask("/summary").text == shown.text, "the newest where none is named"
    assert "沒有標題或日期相符" in talk.ask("/summary 火星").text


def test_two_meetings_are_compared_by_name_or_the_two_newest(talk: People) -> None:
    shown = talk.ask("/compare 夏糧收購 / 旅遊發展")
    assert "陳國棟" in shown.text
    assert "孫麗華" in shown.text
    assert "陳國棟" in talk.ask("/compare").text
    assert "/compare" in talk.ask("/compare 夏糧收購").text


class Failing(Writing):
    """Proves a part of its answer, then fails."""

    def answer(self, question: str, *given: Any, **more: Any) -> Answer:
        answer = super().answer(question, *given, **more)
        if question.startswith("慢"):
            raise RuntimeError
        return answer


def test_what_grew_is_taken_back_where_the_answer_fails(
    api: BotApi, library: Answerer, memory: Memory
) -> None:
    failing = Failing(library)
    group = api.group(members=[MING])
    with serving(api, failing, memory):
        api.say("/ask 慢誰主持會議?", group.id, person=MING)
        (grown,) = api.wait(1)
        failing.released.set()
        assert "抱歉" in api.wait(2)[1].text
        assert api.world.find(group.id, grown.message_id) is None


def test_a_word_that_is_on_its_way_and_a_first_sentence_make_one_message(
    api: BotApi, library: Answerer, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.0)
    monkeypatch.setattr(growing, "EVERY_IN_GROUPS", 0.02)
    writing = Writing(library)
    group = api.group(members=[MING])
    with serving(api, writing, memory):
        api.say("/ask 慢誰主持會議?", group.id, person=MING)
        (first,) = api.wait(1)
        api.wait_until(lambda: "陳國棟" in api.message(group.id, first.message_id).text)
        writing.released.set()
        api.wait_until(lambda: bool(api.message(group.id, first.message_id).buttons))
    assert len(api.sent) == 1


def test_an_edited_question_points_back_to_what_stood_before_it(talk: People) -> None:
    talk.ask("雲嶺市旅遊發展大會誰主持?")
    (reply,) = talk.api.sent
    talk.ask("白鶴市防汛工作會議誰主持?")
    talk.api.edit(1, reply.message_id - 1, "那誰講話?")
    assert "林曉峰" in talk.api.wait_edit(1, reply.message_id).text, "the newest: nothing stood before it"
