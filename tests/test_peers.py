"""benchmarks.peers: the table, what is said when a library is missing, and the worker on a tiny corpus."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import __main__ as command
from benchmarks.peers import comparison, environments, table
from benchmarks.peers.comparison import Corpus, Measured, compare, corpora
from index.errors import HuidaError, SettingsError

pytestmark = pytest.mark.slow

PASSAGES = [
    "國務院總理李強主持召開國務院常務會議。",
    "會議討論了水利工程建設。",
    "城市軌道交通網絡今年開通。",
]
CORPUS = Corpus("tiny", PASSAGES, [("誰主持國務院常務會議?", 0), ("水利工程怎麼建設?", 1)])


def _values(**changed: float) -> dict[str, float]:
    same = {"build s": 1.0, "peak MiB": 500.0, "median ms": 2.0, "p95 ms": 3.0, "R@1": 0.9, "nDCG@10": 0.95}
    return same | changed


def _data(folder: Path) -> Path:
    rows: list[dict[str, Any]] = [{"title": "t", "context": text, "qas": []} for text in PASSAGES]
    rows[0]["qas"] = [
        {"question": text, "answers": [{"text": "李強"}]} for text in ("誰主持?", " ", "誰召開?", "誰?")
    ]
    news = {"date": "20200101", "title": "t", "url": "", "paragraphs": ["一。", " ", "一。", "二。"]}
    for name, lines in (("drcd_dev", rows), ("news_2012_2018", [news]), ("news_2019_2026", [])):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    return folder


def test_the_best_of_each_column_is_marked_and_a_failure_keeps_its_place() -> None:
    heading, first, second, third = table.lines(
        [
            Measured("one", _values()),
            Measured("two", None, "failed: no"),
            Measured("three", _values(**{"R@1": 0.95, "build s": 2.0})),
        ]
    )
    assert heading.split() == "build s peak MiB median ms p95 ms R@1 nDCG@10".split()
    assert first.split() == ["one", "1.0*", "500*", "2.0*", "3.0*", "0.9000", "0.9500*"]
    assert second.split() == ["two", "failed:", "no"]
    assert third.split() == ["three", "2.0", "500*", "2.0*", "3.0*", "0.9500*", "0.9500*"]


def test_a_table_of_failures_has_no_best() -> None:
    assert table.lines([Measured("one", None, "failed: no")])[1].split() == ["one", "failed:", "no"]


def test_a_library_without_its_environment_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environments, "_FOLDER", tmp_path)
    arguments = ["run", "--data", str(_data(tmp_path)), "--only", "langchain,txtai bigrams"]
    assert command.main(arguments) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[1] == "DRCD dev: 3 passages, 3 questions"
    assert said[3].endswith("not set up; run `python -m benchmarks.peers setup --only langchain`")
    assert said[4].startswith("txtai, bigrams")
    assert len(said) == 5


def test_an_environment_that_cannot_be_made_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(environments, "_FOLDER", tmp_path / "file")
    assert command.main(["setup", "--only", "haystack"]) == 1
    (said,) = capsys.readouterr().out.splitlines()
    assert said.startswith("haystack: -m venv")


def test_our_own_search_through_the_worker() -> None:
    (row,) = compare(CORPUS, environments.chosen(["huida"]))
    assert row.failure == ""
    assert row.values is not None
    assert row.values["R@1"] == row.values["nDCG@10"] == 1.0
    assert all(row.values[column] > 0 for column in ("build s", "peak MiB", "median ms", "p95 ms"))


def test_what_fails_in_the_worker_is_one_line_and_does_not_stop_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = environments.Peer("wrong", environments.OURS, "benchmarks.peers.no_such_module:build")
    monkeypatch.setattr(comparison, "_measure", lambda peer, corpus: _values() if peer != wrong else _fail())
    assert [row.failure for row in compare(CORPUS, [wrong, *environments.chosen(["huida"])])] == [
        "failed: x",
        "",
    ]


def _fail() -> dict[str, float]:
    raise HuidaError("failed: x")


def test_blank_questions_are_left_out_and_distractors_come_once(tmp_path: Path) -> None:
    (corpus,) = corpora(_data(tmp_path), ["drcd_dev"], 2, 2)
    assert corpus.passages == [*PASSAGES, "一。", "二。"]
    assert corpus.questions == [("誰主持?", 0), ("誰召開?", 0)]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="only 2 different paragraphs"):
        list(corpora(_data(tmp_path), [], 3, None))
    with pytest.raises(SettingsError, match="nothing: no such set"):
        list(corpora(tmp_path, ["nothing"], 0, None))
    with pytest.raises(
        SettingsError, match="elastic: no such library; there are haystack, haystack characters, "
    ):
        environments.chosen(["elastic"])


def test_every_environment_has_its_requirements_pinned() -> None:
    folder = Path(environments.__file__).parent
    for name in {peer.environment for peer in environments.PEERS} - {environments.OURS}:
        text = (folder / f"requirements-{name}.txt").read_text("utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        assert lines
        assert all("==" in line for line in lines)
