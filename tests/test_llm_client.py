"""bot.llm.client and reader: how a request is put, how the answer grows, rewriting and summing up, over real HTTP."""

import logging
from collections.abc import Sequence

import pytest

from bot.llm import client
from bot.query import understand
from bot.quotes import Answer
from tests.llm_readers import ARTICLE, CHAIR, ask, faithful, hits, quoting, reader, said
from tests.llm_server import KEY, LlmServer, say

pytest.importorskip("openai")
GOOD = quoting("会议由省长林思齐主持。", CHAIR)
WHOLE = said(("会议由省长林思齐主持。", [(1, CHAIR)]))
BY_MODEL, BY_DEFAULT = "会议由省长林思齐主持。", "DEFAULT"


@pytest.mark.parametrize(
    ("refuses", "requests"),
    [
        (("json_schema",), 2),
        (("json_schema", "json_object"), 3),
        (("max_completion_tokens", "max_tokens"), None),
        (("temperature",), 2),
    ],
)
def test_what_a_server_does_not_know_is_left_out_and_remembered(
    refuses: Sequence[str], requests: int | None
) -> None:
    with LlmServer(GOOD, refuses) as server:
        asked = reader(server)
        first = asked.read(understand("谁主持会议?"), hits())
        count = len(server.calls)
        second = asked.read(understand("谁主持会议?"), hits())
    if requests is None:  # nothing helps: not remembered either
        assert first.text == second.text == BY_DEFAULT
        assert len(server.calls) == 2 * count
        return
    assert first.text == second.text == BY_MODEL
    assert (count, len(server.calls)) == (requests, requests + 1)


def test_a_server_that_wants_another_name_for_the_limit_gets_it() -> None:
    with LlmServer(GOOD) as server:
        server.faults.append(
            lambda handler, _: handler.json(
                400, {"error": {"message": "Use 'max_completion_tokens' instead.", "param": "max_tokens"}}
            )
        )
        assert ask(server).text == BY_MODEL
    assert "max_completion_tokens" in server.calls[1].body


def test_a_server_that_cannot_stream_is_asked_for_the_whole() -> None:
    with LlmServer(GOOD) as server:
        whole = say(WHOLE)
        server.faults.append(lambda handler, body: whole(handler, {**body, "stream": False}))
        asked = reader(server)
        for _ in range(2):
            assert asked.read(understand("谁主持会议?"), hits()).text == BY_MODEL
    assert [call.body["stream"] for call in server.calls] == [True, False, False]


def test_the_answer_grows_by_sentences_that_are_proven() -> None:
    grown: list[Answer] = []
    reply = said(
        ("会议由省长林思齐主持。", [(1, CHAIR)]),
        ("要修建三条铁路。", [(3, "修建三条铁路"), (3, "修建九条铁路")]),  # half proven: shown in the end
        ("税收增长12.5%。", [(2, "税收增长99%")]),
        ("建设15个产业园区。", [(3, "建设15个产业园区")]),
    )
    with LlmServer(lambda _: reply) as server:
        answer = ask(server, progress=grown.append)
    assert [len(one.quotes) for one in grown] == [1, 2]
    assert grown[0].text == "会议由省长林思齐主持。"
    assert all(faithful(one) and one.written_by for one in grown)
    assert answer.text == "会议由省长林思齐主持。要修建三条铁路。建设15个产业园区。"
    assert answer.confidence < grown[1].confidence


def test_several_ask_at_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with LlmServer(GOOD) as server:
        asked = reader(server)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: asked.read(understand("谁主持会议?"), hits()), range(24)))
    assert {answer.text for answer in answers} == {BY_MODEL}


def test_the_request_says_what_it_must_and_nothing_of_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "somebody's")
    with LlmServer(GOOD) as server:
        ask(server)
    call = server.calls[0]
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert not any("somebody" in value for value in call.headers.values())
    assert call.body["max_tokens"] == 1200
    assert call.body["temperature"] == 0
    assert call.body["response_format"]["json_schema"]["strict"] is True
    assert "tools" not in call.body


def test_lower_levels_of_the_client_are_not_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_LOG", "debug")
    with LlmServer(GOOD) as server:
        ask(server)
    assert not [r for r in caplog.records if r.name.startswith("openai") and r.levelno < logging.WARNING]


def test_a_missing_package_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from index.errors import ModelError

    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ModelError, match=r"openai.*pip install"):
        client.OpenAIModel("http://127.0.0.1:1/v1", "m")


def test_a_summary_is_proven_like_an_answer() -> None:
    reply = said(
        ("会议在宁港召开。", [(1, "会议在宁港召开")]),
        ("会议免除了林思齐的职务。", [(1, CHAIR)]),
        ("谎言。", [(2, "不在文中的话语")]),
    )
    with LlmServer(lambda _: reply) as server:
        lines = reader(server).summary(ARTICLE, "hant")
    assert [line.text for line in lines] == [
        "會議在寧港召開。",
        "省委書記周遠山出席會議並講話，省長林思齊主持。",
    ]
