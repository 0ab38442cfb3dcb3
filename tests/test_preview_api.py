"""preview.server over real HTTP: the way in, updates, faults; and python-telegram-bot reads all of it."""

import asyncio
import http.client
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import RetryAfter

from preview.hearing import entities_in
from preview.refusals import Refusal
from preview.server import BotApi, Request, Response
from tests.bot_calls import Answer, call, refusal, request, updates


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


def test_token_path_and_method_are_checked(api: BotApi) -> None:
    assert request(api, "GET", f"/bot{api.token}/getMe")[1]["result"]["username"] == "huida_bot"
    assert request(api, "GET", "/bot1:wrong/getMe")[0] == 401
    assert request(api, "GET", "/elsewhere") == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found"},
    )
    assert refusal(api, "sendNothing") == "404 Not Found: method not found"
    assert "400 Bad Request: sendDice is not in the stand-in" in refusal(api, "sendDice", chat_id=1)


def test_forms_addresses_and_multipart_say_the_same(api: BotApi) -> None:
    api.say("x")
    path = f"/bot{api.token}/sendMessage"
    form = urlencode({"chat_id": 1, "text": "長 &+🙂"})
    parts = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
        for k, v in (("chat_id", 1), ("text", "長 &+🙂"))
    )
    request(api, "POST", path, form.encode(), "application/x-www-form-urlencoded")
    request(api, "GET", f"{path}?{form}")
    request(api, "POST", path, f"{parts}--B--\r\n".encode(), "multipart/form-data; boundary=B")
    assert [m.text for m in api.sent] == ["長 &+🙂"] * 3
    assert api.calls["sendMessage"] == 3


def test_bodies_that_are_too_big_or_no_json_are_refused(api: BotApi) -> None:
    path = f"/bot{api.token}/getMe"
    assert request(api, "POST", path, b"{", "application/json")[0] == 400
    assert request(api, "POST", path, b"[]", "application/json")[0] == 400
    connection = http.client.HTTPConnection("127.0.0.1", api.port, timeout=10)
    connection.request("POST", path, headers={"Content-Length": str(2**30)})
    assert connection.getresponse().status == 413
    connection.close()


def test_further_routes_are_taken_by_the_longest_fit() -> None:
    def page(request: Request) -> Response:
        return Response.of(
            [request.path, dict(request.query), request.body.decode(), "host" in request.headers]
        )

    def other(request: Request) -> Response:
        raise Refusal("Forbidden", 403)

    with BotApi({"GET /": page, "GET /page/*": page}) as api:
        api.route("POST /page/*", other)
        assert request(api, "GET", "/?a=b") == (200, ["/", {"a": "b"}, "", True])
        assert request(api, "GET", "/page/x%20y.js")[1][0] == "/page/x y.js"
        assert request(api, "POST", "/page/x", b"{}")[0] == 403
        assert request(api, "GET", "/pages")[0] == 404


def test_an_offset_confirms_all_updates_below_it(api: BotApi) -> None:
    for text in ("一", "二", "三"):
        api.say(text)
    first, second, third = updates(api)
    assert [u["message"]["text"] for u in (first, second, third)] == ["一", "二", "三"]
    assert updates(api, limit=1) == [first]
    assert updates(api, offset=third["update_id"]) == [third]
    assert updates(api) == [third]
    assert updates(api, offset=third["update_id"] + 1) == []
    assert call(api, "getWebhookInfo")["pending_update_count"] == 0
    for text in ("四", "五"):
        api.say(text)
    assert [u["message"]["text"] for u in updates(api, offset=-1)] == ["五"]
    assert call(api, "deleteWebhook", drop_pending_updates=True)
    assert updates(api) == []
    assert refusal(api, "setWebhook", url="https://a.cn").startswith("400 Bad Request: bad webhook")


def test_allowed_updates_hold_for_what_comes_after(api: BotApi) -> None:
    message = api.say("x")
    assert "no updates ['messages']" in refusal(api, "getUpdates", allowed_updates=["messages"])
    assert len(updates(api, allowed_updates=["edited_message"])) == 1, "what was there stays"
    api.say("y")
    api.edit(1, message, "z")
    queue = updates(api)
    assert [next(k for k in u if k != "update_id") for u in queue] == ["message", "edited_message"]
    assert queue[1]["edited_message"]["edit_date"]
    updates(api, allowed_updates=[])
    api.say("w")
    assert len(updates(api)) == 3


def test_a_long_poll_ends_with_an_update_and_a_newer_poll_ends_an_older_one(api: BotApi) -> None:
    ends: list[object] = []

    def poll() -> None:
        try:
            ends.append(updates(api, timeout=20)[0]["message"]["text"])
        except Refusal as refusal:
            ends.append((refusal.code, refusal.description.split(":")[0]))

    threads = [threading.Thread(target=poll) for _ in range(2)]
    started = time.monotonic()
    for number, thread in enumerate(threads, 1):
        thread.start()
        api.wait_until(lambda number=number: api.world.polls == number)  # type: ignore[misc]
    threads[0].join(10)
    assert ends == [(409, "Conflict")]
    api.say("x")
    threads[1].join(10)
    assert ends[1] == "x"
    assert time.monotonic() - started < 10


def test_faults_come_before_the_effect_in_order_and_end(api: BotApi) -> None:
    api.say("x")
    api.fault("sendMessage", 429, seconds=3)
    api.fault("sendMessage", 502, times=2)
    api.fault("sendMessage", "reset")
    api.fault("sendMessage", "hang", seconds=0.05)
    given: Answer = {"chat_id": 1, "text": "x"}
    with pytest.raises(Refusal) as refused:
        call(api, "sendMessage", **given)
    assert (refused.value.code, refused.value.retry_after) == (429, 3)
    assert refusal(api, "sendMessage", **given) == "502 Bad Gateway"
    assert refusal(api, "sendMessage", **given) == "502 Bad Gateway"
    for _ in range(2):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            call(api, "sendMessage", **given)
    assert api.sent == []
    assert call(api, "sendMessage", **given)
    assert len(api.sent) == 1
    assert api.calls["sendMessage"] == 6


def test_an_end_wakes_who_waits() -> None:
    api = BotApi()
    ends: list[str] = []

    def wait() -> None:
        try:
            call(api, "getMe")
        except (OSError, http.client.HTTPException) as error:
            ends.append(type(error).__name__)

    api.fault("getMe", "hang", seconds=60)
    waiting = threading.Thread(target=wait)
    waiting.start()
    api.wait_until(lambda: api.calls["getMe"] == 1)
    api.close()
    waiting.join(5)
    assert ends == ["RemoteDisconnected"]


def test_events_are_numbered_and_waited_for(api: BotApi) -> None:
    api.say("x")
    seen = api.world.events_after(0, 0)
    assert [e["kind"] for e in seen] == ["chat", "message"]
    assert [e["n"] for e in seen] == [1, 2]
    assert api.world.events_after(2, 0.01) == []
    threading.Timer(0.05, api.say, ("y",)).start()
    assert api.world.events_after(2, 10)[0]["message"]["text"] == "y"


def test_entities_of_what_people_type_count_utf16_units() -> None:
    text = "/ask@huida_bot 🙂 @huida_bot 看 https://a.cn/x。#會議 a/b x@y.cn"
    found = [(e["type"], e["offset"], e["length"]) for e in entities_in(text)]
    assert found == [("bot_command", 0, 14), ("mention", 18, 10), ("url", 31, 14), ("hashtag", 46, 3)]


def test_python_telegram_bot_reads_all_of_it(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else RetryAfter warns
    forum = api.group(-1001, members=[api.person(1)], topics=["甲"])
    message = api.say("/x", chat=forum, topic="甲")
    api.edit(forum, message, "/y")
    api.say("/z", chat=api.channel())
    api.say("x")
    api.inline("x")
    api.guest("@huida_bot x")
    api.block(1)
    api.block(1, False)

    async def talk() -> tuple[Update, ...]:
        async with Bot(api.token, f"{api.url}/bot") as bot:
            button = InlineKeyboardButton("甲", callback_data="a")
            sent = await bot.send_message(1, "x", reply_markup=InlineKeyboardMarkup([[button]]))
            assert sent.reply_markup == InlineKeyboardMarkup([[button]])
            api.press(1, sent.message_id, "甲")
            assert (await bot.get_chat(-1001)).is_forum
            assert (await bot.get_me()).supports_inline_queries
            assert (await bot.get_webhook_info()).pending_update_count == 9
            api.fault("sendMessage", 429, seconds=2)
            with pytest.raises(RetryAfter):
                await bot.send_message(1, "x")
            return await bot.get_updates()

    updates = asyncio.run(talk())
    assert len({u.update_id for u in updates}) == len(updates) == 9
    assert updates[0].message
    assert updates[0].message.is_topic_message
    assert updates[-1].callback_query
    assert all(u.to_dict().keys() - {"update_id"} for u in updates), "each says what it is"
