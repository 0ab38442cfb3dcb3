"""bot.chat.addressing: what the bot takes for a question to it, in private chats, groups and topics."""

import time
from typing import Any

import pytest

from bot.chat.addressing import ASK
from preview.server import BotApi
from preview.world import BOT, Chat
from tests.talking import ANN, HUA, MING, PIERRE, People

GROUP = -1001000
QUESTION = "誰主持會議?"
ANSWER = "陳國棟"
OTHER_BOT = {"id": 77, "is_bot": True, "first_name": "Other", "username": "other_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
TEN_MINUTES = 600


@pytest.fixture
def group(api: BotApi) -> Chat:
    return api.group(GROUP, "小組", [MING, HUA, ANN, PIERRE])


@pytest.fixture
def forum(api: BotApi) -> Chat:
    return api.group(-1002000, "論壇", [MING, HUA], topics=["會議", "閒聊"])


def test_in_private_every_text_is_a_question(talk: People) -> None:
    for person, text in enumerate(
        (
            QUESTION,
            f"/ask {QUESTION}",
            f"/ASK {QUESTION}",
            f"/ask@huida_bot {QUESTION}",
            f"/ask@Huida_Bot {QUESTION}",
            f"/ask\n{QUESTION}",
            f"/問 {QUESTION}",
            f"/问 {QUESTION}",
            f"/問{QUESTION}",
            f"/问{QUESTION}",
            f"/ask{QUESTION}",
            f"/{QUESTION}",
            f"  {QUESTION}  ",
            f"@huida_bot {QUESTION}",
        ),
        start=1,
    ):
        assert ANSWER in talk.ask(text, chat=person).text, text


def test_in_private_another_command_is_explained(talk: People) -> None:
    for text in ("/asking 誰?", "/ask_me 誰?", "/whatever", "/help@huida_bot"):
        assert "直接輸入問題" in talk.ask(text).text, text


def test_in_private_what_is_for_another_bot_is_left_alone(talk: People) -> None:
    talk.silent(lambda: talk.api.say(f"/ask@other_bot {QUESTION}"))


def test_in_a_group_what_names_the_bot_is_answered_in_reply(talk: People, group: Chat) -> None:
    for text in (
        f"/ask {QUESTION}",
        f"/ask@huida_bot {QUESTION}",
        f"@huida_bot {QUESTION}",
        f"{QUESTION} @huida_bot",
        f"請問 @HUIDA_BOT {QUESTION}",
    ):
        reply = talk.ask(text, GROUP)
        assert ANSWER in reply.text, text
        assert reply.reply_to == reply.message_id - 1


def test_in_a_group_a_mention_by_link_counts(talk: People, group: Chat) -> None:
    mention = {"type": "text_mention", "offset": 0, "length": 2, "user": dict(BOT)}
    message = {
        "message_id": 5,
        "date": int(time.time()),
        "chat": group.json,
        "from": MING.json,
        "text": f"會答 {QUESTION}",
        "entities": [mention],
    }
    talk.api.world.tell("message", message)
    assert ANSWER in talk.api.wait(1)[0].text


def test_in_a_group_a_reply_to_the_bot_is_a_question(talk: People, group: Chat) -> None:
    first = talk.ask(f"/ask {QUESTION}", GROUP)
    assert "林曉峰" in talk.ask("誰講話?", GROUP, person=HUA, reply_to=first.message_id).text


def test_in_a_group_chatter_and_other_bots_commands_are_left_alone(talk: People, group: Chat) -> None:
    api = talk.api
    about, own = api.say("大家好", GROUP), talk.ask(f"/ask {QUESTION}", GROUP).message_id
    talk.silent(
        lambda: api.say(QUESTION, GROUP),
        lambda: api.say(QUESTION, GROUP, reply_to=about),
        lambda: api.say(f"/ask@other_bot {QUESTION}", GROUP),
        lambda: api.say(f"@other_bot {QUESTION}", GROUP),
        lambda: api.say(f"@huida_bot2 {QUESTION}", GROUP),
        lambda: api.say("/whatever", GROUP),
        lambda: api.say("/whatever", GROUP, reply_to=own),
        lambda: api.say(None, GROUP, sticker={"file_id": "x"}),
    )


def _told(api: BotApi, chat: Chat, text: str, **fields: Any) -> None:
    """Tell the bot of a message whatever Telegram's privacy mode says, as it tells an administrator."""
    message = {
        "message_id": api.world.next_message(chat.id),
        "date": int(time.time()),
        "chat": chat.json,
        "from": MING.json,
        "text": text,
        **fields,
    }
    api.world.tell("message", message)


def test_as_an_administrator_it_hears_all_and_still_leaves_chatter_alone(talk: People, group: Chat) -> None:
    topic_made_by_the_bot = {
        "message_id": 1,
        "date": int(time.time()),
        "chat": group.json,
        "from": dict(BOT),
        "forum_topic_created": {"name": "會議", "icon_color": 1},
    }
    talk.silent(
        lambda: _told(talk.api, group, QUESTION),
        lambda: _told(talk.api, group, f"/問 @other_bot {QUESTION}".replace("/問 ", "")),
        lambda: _told(talk.api, group, QUESTION, reply_to_message=topic_made_by_the_bot),
    )


def test_ask_in_reply_to_a_message_asks_what_that_says(talk: People, group: Chat) -> None:
    asked = talk.api.say("白鶴市防汛工作會議誰主持?", GROUP, person=HUA)
    for text in ("/ask", "/ask@huida_bot", "@huida_bot"):
        reply = talk.ask(text, GROUP, person=MING, reply_to=asked)
        assert "葉青蓮(市長)" in reply.text
        assert reply.reply_to == reply.message_id - 1


def test_ask_in_reply_to_a_picture_asks_what_stands_below_it(talk: People, group: Chat) -> None:
    photo = [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]
    asked = talk.api.say(None, GROUP, person=HUA, photo=photo, caption="白鶴市防汛工作會議誰主持?")
    assert "葉青蓮" in talk.ask("/ask", GROUP, reply_to=asked).text


def test_a_bare_ask_is_told_how_to_ask(talk: People, group: Chat) -> None:
    own = talk.ask(f"/ask {QUESTION}", GROUP)
    for text in ("/ask", "@huida_bot"):
        assert "想問什麼？" in talk.ask(text, GROUP).text
        assert "想問什麼？" in talk.ask(text, GROUP, reply_to=own.message_id).text, (
            "its own words are no question"
        )


def test_replies_stay_in_their_topic(talk: People, forum: Chat) -> None:
    reply = talk.ask(f"/ask {QUESTION}", forum.id, topic="會議")
    assert reply.topic == forum.topics["會議"]
    assert "會議" in talk.ask("/meetings", forum.id, topic="閒聊").text
    assert talk.api.sent[-1].topic == forum.topics["閒聊"]
    general = talk.ask(f"/ask {QUESTION}", forum.id)
    assert general.topic is None
    typed = [e["topic"] for e in talk.api.world.events if e["kind"] == "action" and e["chat"] == forum.id]
    assert set(typed) <= {forum.topics["會議"], None}


def test_follow_ups_stay_in_their_topic(talk: People, forum: Chat) -> None:
    reply = talk.ask("/ask 石橋鎮圖書館幾點開門?", forum.id, topic="會議")
    assert talk.follow(reply, "更多來源").topic == forum.topics["會議"]


def test_an_administrator_who_hides_is_answered(talk: People, group: Chat) -> None:
    hidden = {"from": ANONYMOUS, "sender_chat": group.json}
    assert ANSWER in talk.ask(f"/ask {QUESTION}", GROUP, **hidden).text


def test_channels_bots_forwards_and_own_results_are_left_alone(talk: People, group: Chat) -> None:
    api = talk.api
    channel = api.channel(-1009, "頻道")
    ask = f"/ask {QUESTION}"
    talk.silent(
        lambda: api.say(ask, channel),
        lambda: _told(api, group, ask, sender_chat=channel.json, is_automatic_forward=True),
        lambda: _told(api, group, ask, sender_chat=channel.json),
        lambda: _told(api, group, ask, **{"from": OTHER_BOT}),
        lambda: _told(api, group, "/meetings", **{"from": OTHER_BOT}),
        lambda: _told(api, group, f"@huida_bot {QUESTION}", **{"from": OTHER_BOT}),
        lambda: _told(api, api.private(MING), QUESTION, via_bot=dict(BOT)),
    )


def test_its_own_inline_results_are_no_questions(talk: People) -> None:
    inline = talk.api.inline(QUESTION)
    talk.api.wait_inline(inline)
    talk.silent(lambda: talk.api.choose(inline, "answer", chat=1))


def test_what_waited_ten_minutes_for_the_bot_is_left_alone(talk: People) -> None:
    texts, now = (
        (QUESTION, f"/ask {QUESTION}", "/start", "/meetings", "/whatever", "/forget"),
        int(time.time()),
    )
    talk.silent(*(lambda t=text: talk.api.say(t, date=now - TEN_MINUTES) for text in texts))
    for text in texts:
        assert talk.ask(text, date=now - 60).text


def test_everyone_in_a_group_is_spoken_to_in_their_language(talk: People, group: Chat) -> None:
    for person, said in ((MING, "想問什麼？"), (HUA, "想问什么？"), (ANN, "What would you like to know?")):
        assert said in talk.ask("/ask", GROUP, person=person).text


@pytest.mark.parametrize(
    ("text", "question", "bot"),
    [
        ("/ask 誰?", "誰?", None),
        ("/ask@huida_bot誰?", "誰?", "huida_bot"),
        ("/ask", "", None),
        ("/ask@x", "", "x"),
        ("/問", "", None),
    ],
)
def test_ask_is_read(text: str, question: str, bot: str | None) -> None:
    found = ASK.match(text)
    assert found
    assert (found["question"], found["bot"]) == (question, bot)


@pytest.mark.parametrize("text", ["ask 誰?", "/asks", "/ask_", "/ask1", " /ask", "/as 誰?"])
def test_what_is_no_ask(text: str) -> None:
    assert not ASK.match(text)
