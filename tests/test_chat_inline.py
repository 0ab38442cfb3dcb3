"""bot.chat.inline: answers offered in any chat, and mentions where the bot is no member."""

from typing import Any

import pytest

from preview.reading import Sent
from preview.world import Person
from tests.library import LIBRARY
from tests.talking import ANN, HUA, MING, People, quotes, said


def _answer(people: People, query: str, person: Person = MING) -> dict[str, Any]:
    people.api.private(person)
    return people.api.wait_inline(people.api.inline(query, person))


def test_an_inline_question_offers_the_cited_answer_first(talk: People) -> None:
    answer = _answer(talk, "石橋鎮圖書館幾點開門?")
    first, *others = answer["results"]
    assert first["title"] == "每天早上九點開門,晚上九點關門"
    assert first["description"] == "2025-03-21 · 石橋鎮圖書館啟用儀式舉行"
    assert 1 <= len(others) <= 9
    assert answer["is_personal"] is True
    assert 0 < answer["cache_time"] <= 300
    assert "button" not in answer
    for result in others:
        (quote,) = [text for kind, text in _sent(result).entities if kind == "expandable_blockquote"]
        assert any(quote.removesuffix("…") in article for article in LIBRARY.values())
        assert result["description"][:4].isdigit()


def _sent(result: dict[str, Any]) -> Sent:
    return Sent.of({"message_id": 1, "chat": {"id": 1}, **result["message"]})


def test_a_chosen_result_is_what_a_reply_is_and_carries_its_source(talk: People) -> None:
    inline = talk.api.inline("青河縣夏糧收購會議誰主持?")
    talk.api.wait_inline(inline)
    chosen = talk.api.message(1, talk.api.choose(inline, 0, chat=1))
    assert chosen.entities[0] == ("bold", "陳國棟(縣長)")
    assert quotes(chosen) == ["縣長陳國棟主持會議。"]
    assert "#:~:text=" in said(chosen, "text_link")[0]
    assert not chosen.buttons


def test_an_empty_query_offers_the_newest_ten_meetings(talk: People) -> None:
    answer = _answer(talk, "  ")
    titles = [result["title"] for result in answer["results"]]
    assert len(titles) == 10
    assert titles[0] == "青河縣夏糧收購工作會議在青河舉行"
    days = [result["description"][:10] for result in answer["results"]]
    assert days == sorted(days, reverse=True)
    assert _sent(answer["results"][0]).text.startswith("青河縣夏糧收購工作會議在青河舉行\n2025-06-17 · 青河")
    assert answer["is_personal"] is True
    assert answer["cache_time"] <= 60


def test_meetings_are_offered_in_the_persons_script(talk: People) -> None:
    first = _answer(talk, "", HUA)["results"][0]
    assert first["title"] == "青河县夏粮收购工作会议在青河举行"
    assert first["description"] == "2025-06-17 · 青河 · 青河日报"


@pytest.mark.parametrize(
    ("person", "said_there"),
    [(MING, "報道裡沒有找到答案"), (HUA, "报道里没有找到答案"), (ANN, "The articles do not say")],
)
def test_what_is_refused_offers_nothing_but_a_way_to_the_bot(
    talk: People, person: Person, said_there: str
) -> None:
    answer = _answer(talk, "火星上的企鵝吃什麼?", person)
    assert answer["results"] == []
    assert answer["button"] == {"text": said_there, "start_parameter": "start"}
    assert "I answer" in talk.ask(f"/start {answer['button']['start_parameter']}", language="en").text


def test_answers_offered_are_in_the_script_of_the_question(talk: People) -> None:
    assert _answer(talk, "云岭市旅游发展大会谁主持?")["results"][0]["title"] == "孙丽华(市长)"
    assert _answer(talk, "雲嶺市旅遊發展大會誰主持?")["results"][0]["title"] == "孫麗華(市長)"


def test_there_are_never_more_than_ten_and_no_two_are_the_same(talk: People) -> None:
    for query in ("會議", "工作會議", "市長", "誰主持會議?"):
        results = _answer(talk, query)["results"]
        assert len(results) <= 10
        assert len({result["id"] for result in results}) == len(results)


def test_a_query_longer_than_a_question_may_be_is_cut(talk: People) -> None:
    assert "results" in _answer(talk, "青河縣夏糧收購會議誰主持?" * 60)


@pytest.mark.parametrize(
    "text", ["@huida_bot 青河縣夏糧收購會議誰主持?", "青河縣夏糧收購會議誰主持 @huida_bot"]
)
def test_a_mention_where_the_bot_is_not_is_answered_once(talk: People, text: str) -> None:
    reply = talk.api.wait_guest(talk.api.guest(text))
    assert reply.text.startswith("陳國棟(縣長)\n縣長陳國棟主持會議。\n— ")
    assert not talk.api.sent[1:], "nothing is sent besides"
    assert talk.api.calls["sendMessage"] == 0


def test_a_guest_is_answered_in_the_script_of_the_question_and_refused_alike(talk: People) -> None:
    talk.api.private(HUA)
    reply = talk.api.wait_guest(talk.api.guest("@huida_bot 谁主持会议?", HUA))
    assert said(reply, "bold")[0] == "陈国栋(县长)"
    refused = talk.api.wait_guest(talk.api.guest("@huida_bot 火星上的企鹅吃什么?", HUA))
    assert "没有找到" in refused.text


def test_a_guest_who_only_calls_is_told_how_to_ask(talk: People) -> None:
    assert "想問什麼？" in talk.api.wait_guest(talk.api.guest("@huida_bot")).text


def test_a_guest_message_that_waited_or_is_a_bots_is_left_alone(talk: People) -> None:
    old = talk.api.guest("@huida_bot 誰主持會議?", date=1)
    bot: dict[str, Any] = {"from": {"id": 77, "is_bot": True, "first_name": "Other", "username": "other_bot"}}
    other = talk.api.guest("@huida_bot 誰主持會議?", **bot)
    talk.silent()
    assert talk.api.world.queries[old].answer is None
    assert talk.api.world.queries[other].answer is None
