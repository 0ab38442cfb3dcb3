"""The retrieval benchmark on sets small enough to count by hand."""

import gzip
import json
import math
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from benchmarks import __main__ as command
from benchmarks import crossing, distractors, english, news, retrieval, sets, speed
from benchmarks.kills import CountingEmbedder
from benchmarks.ranking import DEPTH, figures, first_rank
from benchmarks.tables import Table, draw
from index.articles import read_article
from index.errors import SettingsError
from index.script import to_script
from index.types import Article, Span
from tests.conftest import FakeEmbedder

CONTEXTS = {"會議在福州召開,由趙龍主持。": "誰主持會議?", "乾隆皇帝在位六十年。": "乾隆在位幾年?"}
HEADLINE = "李强主持召开国务院常务会议"
PUBLIC_ONE = {"title": "无题", "date": "20240101", "url": "https://a/1", "paragraphs": ["天气晴好。", " "]}


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_set(data: Path, stem: str) -> None:
    qas = [
        {"title": str(n), "context": context, "qas": [{"question": question, "answers": []}]}
        for n, (context, question) in enumerate(CONTEXTS.items())
    ]
    write_rows(data / f"{stem}.jsonl.gz", qas)


def write_news(data: Path, *more: dict[str, Any]) -> None:
    write_rows(data / "news_2012_2018.jsonl.gz", [PUBLIC_ONE])
    write_rows(data / "news_2019_2026.jsonl.gz", more)


def test_figures_of_ranks() -> None:
    found = figures([0, 2, 7, DEPTH])
    assert (found["R@1"], found["R@5"]) == (0.25, 0.5)
    assert found["MRR@10"] == pytest.approx((1 + 1 / 3 + 1 / 8) / 4)
    assert found["nDCG@10"] == pytest.approx((1 + 1 / math.log2(4) + 1 / math.log2(9)) / 4)
    assert math.isnan(figures([])["R@1"])


def test_a_rank_below_the_tenth_is_missing() -> None:
    assert first_rank("abc", "c") == 2
    assert first_rank(range(50), 9) == 9
    assert first_rank(range(50), 10) == first_rank([], 1) == DEPTH


def test_a_table_leaves_out_what_a_row_has_not(tmp_path: Path) -> None:
    one = Table("set: 2 passages", {"ours": {"R@1": 1.0, "nDCG@10": 0.5}, "theirs": {"nDCG@10": 0.25}}, "R@1")
    _, title, head, ours, theirs = one.text().split("\n")
    assert title == "set: 2 passages"
    assert head.split() == ["R@1", "nDCG@10"]
    assert ours.split() == ["ours", "1.0000", "0.5000"]
    assert (theirs.split(), len(theirs)) == (["theirs", "0.2500"], len(head))
    pytest.importorskip("matplotlib")
    draw([one, one], tmp_path / "tables.png")
    assert (tmp_path / "tables.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(SettingsError, match="cannot be written"):
        draw([one], tmp_path / "none" / "tables.png")


def test_sets_that_are_absent_are_not_listed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="has none of drcd_dev"):
        list(sets.present(tmp_path))
    write_set(tmp_path, "xquad_zh")
    write_set(tmp_path, "drcd_dev")
    assert [stem for stem, _ in sets.present(tmp_path)] == ["drcd_dev", "xquad_zh"]


def test_published_figures_stand_under_their_own_set_only(tmp_path: Path) -> None:
    write_set(tmp_path, "drcd_dev")
    data = sets.load(tmp_path, "drcd_dev")
    ours = retrieval.table("drcd_dev", data, FakeEmbedder(), sweep=False)
    theirs = retrieval.table("xquad_zh", data, FakeEmbedder(), sweep=True)
    assert list(ours.rows) == [
        "dense",
        "BM25 words",
        "BM25 words + bigrams",
        "the same, weighed",
        "reciprocal ranks",
        "hybrid (shipped)",
    ]
    assert ours.rows["hybrid (shipped)"] == {"R@1": 1, "R@5": 1, "MRR@10": 1, "nDCG@10": 1}
    assert not ours.notes
    assert theirs.rows["multilingual-e5-large"] == {"nDCG@10": 0.964}
    assert "hybrid, cosine 0.2" in theirs.rows
    assert "MTEB" in theirs.notes[0]


def test_the_published_script_is_left_as_it_stands(tmp_path: Path) -> None:
    write_set(tmp_path, "drcd_dev")
    data = sets.load(tmp_path, "drcd_dev")
    assert crossing.native(data) == "hant"
    assert crossing.converted(data, "hant") is data
    other = crossing.converted(data, "hans")
    assert [question.text for question in other.questions] == ["谁主持会议?", "乾隆在位几年?"]
    assert other.passages[0].text == "会议在福州召开,由赵龙主持。"
    assert other.questions[1].passage == 1


def test_what_folding_cannot_bring_together_is_named() -> None:
    hant = "以此為藉口"  # word by word 藉口 becomes 借口; 藉 alone is left as it is
    assert crossing.unlike(hant, to_script(hant, "hans")) == ["藉/借"]
    assert crossing.unlike("主持會議", "主持会议") == []
    assert crossing.unlike("著作", "着作") == ["著/着"]
    assert crossing.unlike("甲", "甲乙") == ["1/2 characters"]


def test_the_gap_is_the_best_less_the_worst(tmp_path: Path) -> None:
    found: crossing.Ranks = {
        ("hans", "hans"): [0, 0, 1, 0],
        ("hans", "hant"): [0, 3, 1, 0],
        ("hant", "hans"): [0, 0, DEPTH, 0],
        ("hant", "hant"): [0, 0, 1, 1],
    }
    assert crossing.gap(found) == pytest.approx(25)
    assert crossing.differing(found) == [1, 3]


def test_four_combinations_and_why_they_differ(tmp_path: Path) -> None:
    write_set(tmp_path, "drcd_dev")
    data = sets.load(tmp_path, "drcd_dev")
    table = crossing.table(data, FakeEmbedder())
    assert list(table.rows)[1] == "Simplified → Traditional"
    assert {row["hybrid"] for row in table.rows.values()} == {1}
    assert table.notes[1] == "no question differs between the combinations"
    both = {script: crossing.converted(data, script) for script in crossing.SCRIPTS}
    ranks: crossing.Ranks = {(a, b): [0, 0] for a in both for b in both}
    ranks["hans", "hant"] = [0, DEPTH]
    said, example = crossing.examples(both, ranks)
    assert said.startswith("1 of 2 questions differ")
    assert example.startswith("乾隆在位几年?")
    assert example.endswith("ranks S→S 1, S→T -, T→S 1, T→T 1")


def test_one_translation_of_two_sentences_is_one_passage(tmp_path: Path) -> None:
    assert not english.is_in(tmp_path)
    pairs = [("a b", "甲"), ("c", "乙"), ("A B", "甲")]
    write_rows(tmp_path / "wmt_zh_en.jsonl.gz", [{"en": en, "zh": zh} for en, zh in pairs])
    assert english.is_in(tmp_path)
    found = english.load(tmp_path)
    assert [passage.text for passage in found.passages] == ["甲", "乙"]
    assert [question.passage for question in found.questions] == [0, 1, 0]


def test_a_news_item_is_read_back_as_it_was(tmp_path: Path) -> None:
    told = {
        "title": HEADLINE,
        "date": "20240202",
        "url": "https://tv.cctv.com/2",
        "paragraphs": ["会议通过。", "", "会议强调。"],
    }
    write_news(tmp_path, told)
    assert news.write(tmp_path, tmp_path / "all") == 0
    first, second = sorted((tmp_path / "all").iterdir())
    found = read_article(second, second.name)
    assert (found.title, found.published, found.url) == (HEADLINE, "2024-02-02", told["url"])
    assert [found.text[span.start : span.end] for span in found.paragraphs] == ["会议通过。", "会议强调。"]
    assert first.name == "2024-01-01-000000.txt"
    before = second.stat().st_mtime_ns
    first.write_text("别的", "utf-8")
    news.write(tmp_path, tmp_path / "all")
    assert second.stat().st_mtime_ns == before
    assert "天气晴好" in first.read_text("utf-8")
    news.write(tmp_path, tmp_path / "few", most=1)
    assert len(list((tmp_path / "few").iterdir())) == 1
    assert news.write(tmp_path, tmp_path / "none", leaves_out=lambda item: item.day == "2024-02-02") == 1


@pytest.mark.parametrize(
    ("question", "shared"),
    [
        ("2023年李強跑去哪?", 2),
        ("2月2號的國務院常務會議說了什麼?", 7),
        ("What did Li Qiang say in 2024?", 0),
        ("召開了國務院的會", 3),
    ],
)
def test_a_run_of_the_headline_counts_han_characters_of_either_script(question: str, shared: int) -> None:
    assert distractors.shared_run(distractors.han(question), distractors.han(HEADLINE)) == shared


def test_only_the_same_item_is_a_repeat() -> None:
    article = Article(
        "a.txt", HEADLINE, "会议通过。", "2024-02-02T10:00", url="https://a/2", paragraphs=(Span(0, 5),)
    )
    repeats = distractors.Repeats([article])
    assert repeats(news.Item("别的", "2020-01-01", "https://a/2", ("别的",)))
    assert repeats(news.Item(to_script(HEADLINE, "hant"), "2024-02-02", "", ("别的",)))
    assert repeats(news.Item("别的", "2020-01-01", "", ("會議通過",)))
    assert not repeats(news.Item(HEADLINE, "2024-02-09", "https://a/3", ("别的",)))


@pytest.fixture
def meetings(tmp_path: Path) -> Path:
    """A folder of question sets whose meetings_dev has one article, and two questions that it answers."""
    folder = tmp_path / "eval" / distractors.SET
    (folder / "articles").mkdir(parents=True)
    text = f"{HEADLINE}\n日期: 2024-02-02\n\n会议通过《甲办法》,要求清理乱罚款。\n"
    (folder / "articles" / "a.txt").write_text(text, "utf-8")
    asked = [("清理亂罰款是哪次?", "what"), ("国务院常务会议通过什么?", "list"), ("写首诗", "unanswerable")]
    rows = [{"question": text, "kind": kind, "article": "a.txt"} for text, kind in asked]
    (folder / "questions.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return tmp_path / "eval"


def test_the_right_article_among_the_news(meetings: Path, tmp_path: Path) -> None:
    write_news(
        tmp_path, PUBLIC_ONE | {"title": HEADLINE, "date": "20240209", "paragraphs": ["会议强调改革。"]}
    )
    folder, work = meetings / distractors.SET, tmp_path / "work"
    alone = distractors.run(folder, None, CountingEmbedder(), work, misses=False)
    assert "1 articles, 1 passages" in alone.title
    table = distractors.run(folder, tmp_path, CountingEmbedder(), work, misses=True)
    assert "3 articles, 3 passages" in table.title
    assert {name: row["R@1"] for name, row in table.rows.items()} == {
        "headline-free, 1": 1,
        "of these in Chinese, 1": 1,
        "all that have an answer, 2": 1,
    }
    assert "left out 0 news items" in table.notes[1]


def test_a_miss_says_what_came_first(meetings: Path, tmp_path: Path) -> None:
    write_news(tmp_path, PUBLIC_ONE | {"title": "清理乱罚款是哪次", "date": "20240209"})
    table = distractors.run(meetings / distractors.SET, tmp_path, CountingEmbedder(), tmp_path / "work", True)
    assert table.rows["headline-free, 1"]["R@1"] == 0
    assert table.notes[-1] == " 0 清理亂罰款是哪次? → 2; first: 2024-02-09 清理乱罚款是哪次"


def test_questions_without_their_article_are_one_line(meetings: Path) -> None:
    (meetings / distractors.SET / "articles" / "a.txt").rename(
        meetings / distractors.SET / "articles" / "b.txt"
    )
    with pytest.raises(SettingsError, match="not a set of questions"):
        distractors.read_questions(meetings / distractors.SET)


def test_stages_make_the_whole() -> None:
    heard: list[tuple[str, int, int]] = []
    stages = speed.Stages(lambda *told: heard.append(told))
    for what, done in (("reading", 1), ("reading", 2), ("embedding", 1)):
        stages(what, done, 2)
    assert list(stages.seconds()) == ["reading", "embedding"]
    assert all(seconds >= 0 for seconds in stages.seconds().values())
    assert heard[-1] == ("embedding", 1, 2)


def test_speed_of_a_few_passages(meetings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def here(work: Callable[..., Any], *arguments: object) -> Any:
        return work(*arguments)

    # In this process: starting others takes seconds, and this one's cores and threads are other tests' too.
    monkeypatch.setattr(speed, "_apart", here)
    monkeypatch.setattr(torch, "set_num_threads", lambda number: None)
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    write_set(tmp_path, "drcd_dev")
    write_news(tmp_path, PUBLIC_ONE)
    asked = speed.questions(tmp_path, meetings)
    assert asked == ["清理亂罰款是哪次?", "国务院常务会议通过什么?", *CONTEXTS.values()]
    found = speed.measure(tmp_path, tmp_path / "work", 1, asked, CountingEmbedder)
    assert (found.built.articles, found.built.passages, len(found.asked.milliseconds)) == (1, 1, 4)
    assert sum(found.built.stages.values()) == pytest.approx(found.built.seconds, abs=0.5)
    assert found.built.peak > 10**6
    assert len(found.asked.processor) == 4
    assert "1 articles, 1 passages" in found.text()


def test_wrong_options_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["retrieval", "--data", str(tmp_path)]
    assert command.main([*arguments, "--distractors"]) == 2
    assert "--distractors needs --eval" in capsys.readouterr().err
    assert command.main([*arguments, "--only", "sets,songs"]) == 2
    assert "no songs; there are sets, scripts, english, meetings" in capsys.readouterr().err
    assert command.main(arguments) == 2
    assert "has none of drcd_dev" in capsys.readouterr().err
    assert command.main([*arguments, "--only", "none"]) == 0
