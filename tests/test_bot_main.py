"""bot.__main__ and bot.terminal: the commands as people and scripts run them."""

import io
import json
from pathlib import Path

import pytest

import bot.__main__ as commands
from bot.answering import Answerer
from bot.memory import Memory
from bot.terminal import chat, reply
from tests.conftest import ARTICLES, FUJIAN


@pytest.fixture
def _fake_answerer(monkeypatch: pytest.MonkeyPatch, answerer: Answerer) -> None:
    monkeypatch.setattr(commands, "_answerer", lambda settings: answerer)


@pytest.mark.usefixtures("_fake_answerer")
def test_ask_batch_prints_one_line_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.jsonl").write_text(
        '{"id": "a", "question": "誰主持會議?"}\n{"id": 2, "question": "火星企鵝?"}\n', "utf-8"
    )
    assert commands.main(["ask", "--batch", "q.jsonl"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert {"id", "question", "answer", "abstained", "quotes", "seconds"} <= first.keys()
    (quote,) = first["quotes"]
    assert quote.keys() == {"text", "article", "title", "date", "url", "start", "end"}
    text = (ARTICLES / FUJIAN).read_text("utf-8")
    assert text[quote["start"] : quote["end"]] == quote["text"] == "省委副書記、省長趙龍主持。"
    assert (second["id"], second["abstained"], second["quotes"]) == (2, True, [])


@pytest.mark.usefixtures("_fake_answerer")
def test_ask_one_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["ask", "誰主持會議?"]) == 0
    out = capsys.readouterr().out
    assert "趙龍" in out
    assert "2024-01-31 · 福建日報" in out
    assert commands.main(["ask", "誰主持會議?", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["abstained"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "@BotFather"),
        (["ask"], "give a question or --batch"),
        (["ask", "x"], "there is no index in huida.index"),
        (["chat", "--index", "none"], "there is no index in none"),
        (["feedback"], "nobody has rated an answer yet: there is no huida.sqlite"),
        (["ask", "--batch", "none.jsonl"], "none.jsonl: cannot be read"),
    ],
)
def test_failures_are_one_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_settings_come_from_dotenv_and_the_process_wins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".env").write_text("INDEX_DIR=from-file\n")
    commands.main(["ask", "x"])
    assert "no index in from-file" in capsys.readouterr().err
    monkeypatch.setenv("INDEX_DIR", "from-process")
    commands.main(["ask", "x"])
    assert "no index in from-process" in capsys.readouterr().err


def test_the_terminal_chat_answers_each_line(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("谁主持会议?\n\n火星企鹅?\n"))
    chat(answerer)
    out = capsys.readouterr().out
    assert "赵龙" in out
    assert "❝ 省委副書記、省長趙龍主持。" in out
    assert "没有找到" in out


def test_a_refusal_is_one_line(answerer: Answerer) -> None:
    assert reply(answerer.answer("火星企鵝?")).count("\n") == 0


def test_feedback_prints_a_line_a_rating_and_nobody_behind_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STATE_FILE", "ratings.sqlite")
    memory = Memory("ratings.sqlite")
    memory.choose_language(424242, "en")
    memory.rate(424242, "hash-1", "趙龍", ("key1", "key2"), good=True)
    memory.rate(424242, "hash-2", "福州", (), good=False)
    memory.close()
    assert commands.main(["feedback"]) == 0
    out = capsys.readouterr().out
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(r["question"], r["answer"], r["articles"], r["good"]) for r in rows] == [
        ("hash-1", "趙龍", ["key1", "key2"], True),
        ("hash-2", "福州", [], False),
    ]
    assert rows[0].keys() == {"question", "answer", "articles", "good", "at"}
    assert "424242" not in out


def test_feedback_that_cannot_be_read_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("huida.sqlite").write_text("no database, " * 100)
    assert commands.main(["feedback"]) == 2
    assert "cannot be used as STATE_FILE" in capsys.readouterr().err
