"""A language model that fails: the real client over HTTP, and whatever happens the person gets an answer in time."""

import itertools
import time
from collections.abc import Sequence

import pytest

from bot.llm import asking
from bot.query import understand
from tests.llm_readers import CHAIR, ask, faithful, hits, quoting, reader, said
from tests.llm_server import (
    KEY,
    Fault,
    LlmServer,
    broken,
    deltas,
    ended,
    endless,
    hang,
    raw,
    reset,
    say,
    status,
)

pytest.importorskip("openai")
GOOD = quoting("会议由省长林思齐主持。", CHAIR)
WHOLE = said(("会议由省长林思齐主持。", [(1, CHAIR)]))
TWO = said(("会议由省长林思齐主持。", [(1, CHAIR)]), ("要修建三条铁路。", [(3, "修建三条铁路")]))
BY_MODEL, BY_DEFAULT = "会议由省长林思齐主持。", "DEFAULT"


def _long_thought() -> str:
    return f"<think>{'{' * 50} let me see </think>\n```json\n{WHOLE}\n```"


# What the server does, what is shown in the end, how often it is asked, what the log says of it.
ONCE: list[tuple[str, Sequence[Fault], str, int, str]] = [
    ("429, soon again", [status(429, retry_after="0.1")], BY_MODEL, 2, ""),
    ("429 without a time", [status(429)], BY_MODEL, 2, ""),
    ("429 twice", [status(429, retry_after="0"), status(429, retry_after="0")], BY_DEFAULT, 2, "HTTP 429"),
    ("429 for long", [status(429, retry_after="600")], BY_DEFAULT, 1, "HTTP 429"),
    (
        "429 until a day",
        [status(429, retry_after="Fri, 01 Jan 2100 00:00:00 GMT")],
        BY_DEFAULT,
        1,
        "HTTP 429",
    ),
    ("429, unreadable time", [status(429, retry_after="soon")], BY_MODEL, 2, ""),
    ("500", [status(500)], BY_MODEL, 2, ""),
    ("503 twice", [status(503), status(503)], BY_DEFAULT, 2, "HTTP 503"),
    ("401", [status(401)], BY_DEFAULT, 1, "HTTP 401"),
    ("404: no such model", [status(404)], BY_DEFAULT, 1, "HTTP 404"),
    ("reset", [reset], BY_MODEL, 2, ""),
    ("reset twice", [reset, reset], BY_DEFAULT, 2, "broke off"),
    ("reset in the middle", [broken(WHOLE[:40])], BY_MODEL, 2, ""),
    ("reset near the end, twice", [broken(TWO[:-30]), broken(TWO[:-30])], BY_MODEL, 2, "broke off"),
    ("ended in the middle", [ended(WHOLE[:40])], BY_MODEL, 2, ""),
    ("no finish reason", [ended(WHOLE)], BY_MODEL, 1, ""),
    ("cut at the limit, one sentence through", [say(TWO[:-30], "length")], BY_MODEL, 1, "length"),
    ("cut at the limit, none through", [say(WHOLE[:40], "length")], BY_DEFAULT, 1, "length"),
    ("malformed JSON", [say(WHOLE[:-4] + "}}}")], BY_MODEL, 1, ""),
    ("malformed JSON twice", [say('{"sentences": [{"text" oh'), say("{")], BY_DEFAULT, 2, "not the format"),
    ("empty", [say("")], BY_MODEL, 2, ""),
    ("empty twice", [say(""), say(" \n")], BY_DEFAULT, 2, "empty"),
    ("only thoughts", [say("<think>hm"), say("<think>hm</think>")], BY_DEFAULT, 2, "empty"),
    ("thoughts and a fence", [say(_long_thought())], BY_MODEL, 1, ""),
    (
        "prose",
        [say("The chair was 林思齐."), say("Sure! I cannot do JSON.")],
        BY_DEFAULT,
        2,
        "not the format",
    ),
    ("refuses in words", [say("I'm sorry, I can't help with that.")], BY_MODEL, 2, ""),
    ("refuses by the protocol", [deltas({"refusal": "I cannot."})], BY_DEFAULT, 1, "refused"),
    ("filtered", [deltas({"content": ""}, finish="content_filter")], BY_DEFAULT, 1, "refused"),
    ("says it is not there", [say(said(answerable=False))], BY_DEFAULT, 1, ""),
    ("wants a tool", [deltas({"tool_calls": [{"index": 0}]}, finish="tool_calls")], BY_MODEL, 2, ""),
    (
        "an error in the stream",
        [raw('data: {"error": {"message": "out of memory"}}\n\n')],
        BY_MODEL,
        2,
        "",
    ),
    ("no JSON in the stream", [raw("data: {oh\n\n"), raw("data: {oh\n\n")], BY_DEFAULT, 2, "protocol"),
    ("no choices", [raw('data: {"choices": null}\n\ndata: [DONE]\n\n')], BY_MODEL, 2, ""),
    ("odd choices", [raw('data: {"choices": [{"delta": 7}]}\n\n')] * 2, BY_DEFAULT, 2, "protocol"),
    ("a web page", [raw("<html>login</html>", "text/html")] * 2, BY_DEFAULT, 2, "empty"),
    ("other JSON", [say('{"answer": "林思齐"}')] * 2, BY_DEFAULT, 2, "not the format"),
    ("a list", [say('["林思齐"]')] * 2, BY_DEFAULT, 2, "not the format"),
    ("odd types", [say('{"sentences": [7, null, {"text": 1, "quotes": {}}]}')] * 2, BY_DEFAULT, 2, "nothing"),
    ("deep nesting", [say('{"sentences": [' + "[" * 9000 + "]" * 50)] * 2, BY_DEFAULT, 2, "not the format"),
    ("huge numbers", [say('{"sentences": [' + "9" * 6000 + "]}")] * 2, BY_DEFAULT, 2, "not the format"),
    ("another script", [say(said(("會議由省長林思齊主持。", [(1, "省長林思齊主持")])))], BY_MODEL, 1, ""),
    ("another language", [say(said(("The chair", [(1, CHAIR)])))], "省委书记周远山出席会议", 1, ""),
    ("Japanese", [say(said(("林思齐が主持した", [(1, CHAIR)])))], "省委书记周远山出席会议", 1, ""),
]


@pytest.mark.parametrize(
    ("faults", "shown", "asked", "logged"), [c[1:] for c in ONCE], ids=[c[0] for c in ONCE]
)
def test_whatever_the_server_does_there_is_an_answer(
    faults: Sequence[Fault],
    shown: str,
    asked: int,
    logged: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with LlmServer(GOOD) as server:
        server.faults.extend(faults)
        started = time.monotonic()
        answer = ask(server)
    assert answer.text.startswith(shown)
    assert bool(answer.written_by) is (shown != BY_DEFAULT)
    assert faithful(answer)
    assert len(server.calls) == asked
    assert time.monotonic() - started < 5
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("bot")]
    assert len(ours) == bool(logged)
    assert all(logged in line and KEY not in line and "谁主持" not in line for line in ours)


def test_a_reminder_goes_with_the_second_request_after_a_useless_reply() -> None:
    with LlmServer(GOOD) as server:
        server.faults.append(say("no"))
        ask(server)
    first, second = (call.body["messages"] for call in server.calls)
    assert second[: len(first)] == first
    assert "could not be used" in second[-1]["content"]


@pytest.mark.parametrize(
    "fault",
    [
        hang,
        endless(lambda: itertools.repeat(": here\n\n"), 0.05),
        endless(lambda: itertools.repeat("d"), 0.05),
    ],
    ids=["silence", "comments", "bytes"],
)
def test_the_time_limit_holds(fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    with LlmServer(GOOD) as server:
        server.faults.append(fault)
        started = time.monotonic()
        answer = ask(server, seconds=0.5)
        assert time.monotonic() - started < 1.2
    assert answer.text == BY_DEFAULT
    assert "time limit" in caplog.text


def test_endless_output_is_not_read_to_its_end() -> None:
    line = 'data: {"choices": [{"index": 0, "delta": {"content": "' + "胡" * 900 + '"}}]}\n\n'
    with LlmServer(GOOD) as server:
        server.faults.extend([endless(lambda: itertools.repeat(line)), say(WHOLE)])
        assert ask(server).text == BY_MODEL
        assert server.left.wait(5)


def test_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    with LlmServer(GOOD) as server:
        asked = reader(server)
    started = time.monotonic()
    assert asked.read(understand("谁主持会议?"), hits()).text == BY_DEFAULT
    assert time.monotonic() - started < 2
    assert "cannot be reached" in caplog.text


def test_a_server_that_asks_for_rest_is_left_alone() -> None:
    with LlmServer(GOOD) as server:
        server.faults.append(status(429, retry_after="60"))
        asked = reader(server)
        for _ in range(3):
            assert asked.read(understand("谁主持会议?"), hits()).text == BY_DEFAULT
        assert len(server.calls) == 1


def test_a_server_that_never_answers_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "REST", 0.3)
    with LlmServer(GOOD) as server:
        server.faults.extend([hang, hang])
        asked = reader(server, seconds=0.3)
        for _ in range(4):
            asked.read(understand("谁主持会议?"), hits())
        assert len(server.calls) == 2
        time.sleep(0.35)
        asked = reader(server)  # the default of 0.3 s is short for a busy machine
        assert asked.read(understand("谁主持会议?"), hits()).text == BY_MODEL
