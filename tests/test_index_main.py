"""index.__main__: the commands as people and scripts run them."""

import json
from pathlib import Path

import pytest

import index.__main__ as commands
from tests.conftest import ARTICLES, FUJIAN, FakeEmbedder


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "SentenceEmbedder", FakeEmbedder)


@pytest.fixture
def built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    folder = str(tmp_path / "i")
    assert commands.main(["build", "--articles", str(ARTICLES), "--index", folder]) == 0
    assert "1 article, 8 passages, 0 files left out" in capsys.readouterr().out
    return folder


def test_build_names_what_it_left_out(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (articles / "a.txt").write_text("標題\n會議開始。", "utf-8")
    (articles / "b.txt").write_bytes(b"")
    assert commands.main(["build", "--articles", str(articles), "--index", "i"]) == 1
    assert "left out: b.txt: the file is empty" in capsys.readouterr().err


def test_info(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["info", "--index", built]) == 0
    assert "articles   1" in capsys.readouterr().out


def test_search_lists_and_prints_json(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["search", "谁主持", "--index", built, "-k", "2"]) == 0
    assert "1. 全省" in capsys.readouterr().out
    assert commands.main(["search", "谁主持", "--index", built, "-k", "2", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_search_batch_offsets_point_into_the_file(
    built: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id": 7, "question": "惠企政策"}\n\n{"id": "b", "question": ""}\n', "utf-8")
    assert commands.main(["search", "--batch", str(batch), "--index", built, "-k", "3"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first.keys() == {"id", "hits", "seconds"}
    assert (first["id"], second["id"], second["hits"]) == (7, "b", [])
    text = (ARTICLES / FUJIAN).read_text("utf-8")
    for hit in first["hits"]:
        assert text[hit["start"] : hit["end"]] == hit["text"]
        assert hit["article"] == FUJIAN


def test_show_names_what_was_probably_meant(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("Fujian", "nothing.txt"):
        assert commands.main(["show", name, "--index", built]) == 2
        error = capsys.readouterr().err
        assert error == f"error: there is no article {name!r} in {built}; it has {FUJIAN}\n"


def test_show(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["show", FUJIAN, "--index", built]) == 0
    assert "reporter   周琳" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["info"], "there is no index in huida.index"),
        (["search", "x"], "there is no index"),
        (["search"], "give a question or --batch"),
        (["search", "x", "-k", "0"], "-k must be 1 or more"),
        (["search", "--batch", "none.jsonl"], "none.jsonl: cannot be read"),
        (["build", "--articles", "none"], "none: there is no such folder"),
        (["build", "--articles", str(ARTICLES), "--index", "/dev/null/x"], "/dev/null/x"),
    ],
)
def test_failures_are_one_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_bad_line_in_a_batch_is_named(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.jsonl").write_text('{"id": 1, "question": "a"}\n[3]\n', "utf-8")
    assert commands.main(["search", "--batch", "q.jsonl", "--index", built]) == 2
    assert "q.jsonl, line 2" in capsys.readouterr().err


def test_an_unknown_article_is_named(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["show", "none.txt", "--index", built]) == 2
    assert "no article 'none.txt'" in capsys.readouterr().err


def test_a_pointer_that_cannot_be_read_is_one_line(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(built) / "CURRENT").write_bytes(b"\xff")
    assert commands.main(["info", "--index", built]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_dotenv_that_is_not_utf8_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".env").write_bytes(b"TELEGRAM_BOT_TOKEN=\xd6\xd0\n")
    assert commands.main(["info"]) == 2
    assert "save it as UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "fine"),
    [
        ('\ufeff{"id": 1, "question": "惠企"}', True),
        ('{"id": 1, "question": "惠企\u2028政策"}', True),
        ('{"id": "\\ud800", "question": "惠企\\ud800政策"}', True),
        ('{"id": 1, "question": "\\u0000"}', True),
        ('{"id": 1, "question": null}', False),
        ("[" * 100_000, False),
    ],
)
def test_what_a_batch_may_hold(built: str, line: str, fine: bool, capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.jsonl").write_text(line + "\n", "utf-8")
    assert commands.main(["search", "--batch", "q.jsonl", "--index", built]) == (0 if fine else 2)
    shown = capsys.readouterr()
    if fine:
        assert "hits" in json.loads(shown.out)
    else:
        assert shown.err.count("\n") == 1
