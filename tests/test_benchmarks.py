"""The definitions behind the figures, on cases small enough to count by hand."""

import gzip
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import answers, scoring, sets
from benchmarks.curves import Curve, auroc, draw, risks
from benchmarks.scoring import UNANSWERABLE, Expected, averages, by_kind, score
from bot.query import understand
from bot.quotes import Answer, Quote
from index.errors import SettingsError
from index.types import Article
from training import reading_sets

TEXT = "会议由省长赵龙主持。会议审议了《甲办法》和《乙条例》。"
ARTICLE = Article("2024/a.txt", "", TEXT)
SOURCES = {"2024/a.txt": TEXT}
WHO = Expected("誰主持？", "who", "hant", "a.txt", ("赵龙",))
LIST = Expected(
    "审议了哪些文件？", "list", "hans", "a.txt", ("《甲办法》和《乙条例》",), ("甲办法", "乙条例")
)
POEM = Expected("写首诗", UNANSWERABLE, "hans", "", ())


def reply(text: str, *wordings: str) -> Answer:
    quotes = tuple(Quote.locate(ARTICLE, wording) for wording in wordings)
    return Answer(understand("谁主持？", "hans"), text, quotes, 0.9)


def test_a_hit_ignores_script_width_spaces_and_punctuation() -> None:
    assert scoring.bare("　《國務院》：Ａ b_c ①。") == "国务院abc1"
    assert scoring.holds("由趙 龍主持", ["赵龙"])
    assert not scoring.holds("由赵龙主持", ["。", "赵虎"])


def test_short_answer_and_first_quote_are_judged_apart() -> None:
    sentence = "会议由省长赵龙主持。"
    marks = score(WHO, reply("趙龍", sentence), SOURCES).marks
    assert all(marks[name] == 1 for name in ("answered", "answer_hit", "quote_hit", "short_hit"))
    quoted = score(WHO, reply("省長", "会议审议了", sentence), SOURCES)
    assert not quoted.correct
    assert quoted.marks["quote_hit"] == 0
    long = score(WHO, reply("會議由省長趙龍主持，" * 5, sentence), SOURCES).marks
    assert (long["answer_hit"], long["short_hit"]) == (1, 0)


def test_a_dump_of_the_article_is_no_answer() -> None:
    dump = score(WHO, reply("趙龍" * 300, TEXT), SOURCES)
    assert not dump.correct
    assert dump.marks["answered"] == 1


def test_a_list_is_complete_when_every_item_is_shown() -> None:
    whole = score(LIST, reply("共2项", "《甲办法》", "《乙条例》"), SOURCES)
    assert whole.correct
    assert (whole.marks["complete"], whole.marks["line_complete"]) == (1, 0)
    assert score(LIST, reply("甲办法、乙条例", "《甲办法》和《乙条例》"), SOURCES).marks["line_complete"] == 1
    half = score(LIST, reply("共1项", "《甲办法》"), SOURCES)
    assert not half.correct
    assert (half.marks["item_recall"], half.marks["complete"]) == (0.5, 0)
    assert "answer_hit" not in half.marks


def test_refusals_are_right_for_the_unanswerable_only() -> None:
    assert score(POEM, reply("没有找到"), SOURCES).correct
    assert not score(POEM, reply("赵龙", "赵龙"), SOURCES).correct
    missed = score(WHO, reply("沒有找到"), SOURCES)
    assert (missed.correct, missed.marks["answered"], missed.marks["article_hit"]) == (False, 0, 0)


def test_right_article_and_faithful_quotes() -> None:
    good = score(WHO, reply("趙龍", "赵龙"), SOURCES)
    assert good.marks["article_hit"] == 1
    assert good.faithful == (True,)
    assert score(WHO, reply("趙龍", "赵龙"), {"2024/a.txt": "别的"}).faithful == (False,)


@pytest.mark.parametrize(
    ("text", "script", "same"),
    [
        ("会议由赵龙主持", "hans", True),
        ("会议由赵龙主持", "hant", False),
        ("會議由趙龍主持", "hant", True),
        ("主持", "hant", True),
        ("会议", "en", True),
        ("", "hans", True),
    ],
)
def test_same_script(text: str, script: Any, same: bool) -> None:
    assert scoring.same_script(text, script) is same


def test_averages_count_a_mark_only_where_it_applies() -> None:
    scores = [
        score(WHO, reply("趙龍", "赵龙"), SOURCES),
        score(WHO, reply("沒有找到"), SOURCES),
        score(POEM, reply("没有找到"), SOURCES),
    ]
    figures = averages(scores)
    assert figures["answered"] == 0.5
    assert figures["refused"] == figures["faithful"] == 1
    assert figures["correct"] == pytest.approx(2 / 3)
    assert "complete" not in figures
    assert by_kind(scores) == {UNANSWERABLE: (1, 1), "who": (1, 2)}


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.1, 0.2, 0.8, 0.9], [False, False, True, True]) == 1
    assert auroc([0.9, 0.8, 0.2, 0.1], [False, False, True, True]) == 0
    assert auroc([0.5, 0.5, 0.5], [True, False, True]) == 0.5
    # Pairs: 0.7 beats 0.5 and 0.2; the positive 0.5 ties with 0.5 and beats 0.2: 3.5 of 4.
    assert auroc([0.7, 0.5, 0.5, 0.2], [True, True, False, False]) == 0.875
    assert math.isnan(auroc([0.5], [True]))


def test_risk_grows_with_coverage_and_ties_do_not_depend_on_order() -> None:
    assert risks([0.9, 0.1, 0.5], [True, False, False]).tolist() == pytest.approx([0, 1 / 2, 2 / 3])
    one = risks([0.5, 0.5, 0.9], [True, False, True])
    assert one.tolist() == pytest.approx([0, 0.25, 1 / 3])
    assert np.array_equal(one, risks([0.5, 0.9, 0.5], [False, True, True]))


def test_area_under_the_curve_against_always_answering() -> None:
    curve = Curve.of("set", [0.9, 0.8, 0.3, 0.2], [True, True, False, True], threshold=0.5)
    assert curve.area == pytest.approx((0 + 0 + 1 / 3 + 1 / 4) / 4)
    assert (curve.always, curve.shipped, curve.at_shipped) == (0.25, 0.5, 0)
    assert Curve.of("set", [0.1], [True], threshold=0.5).at_shipped == 0


def test_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    curve = Curve.of("set", [0.9, 0.8, 0.3], [True, False, False], threshold=0.5)
    draw([curve], tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(SettingsError, match="cannot be written"):
        draw([curve], tmp_path / "none" / "curves.png")


def test_the_held_out_third_is_the_one_the_reader_never_saw() -> None:
    titles = [f"標題{number}" for number in range(300)]
    assert [sets.held_out(title) for title in titles] == [not reading_sets.trains(title) for title in titles]
    assert 70 < sum(map(sets.held_out, titles)) < 130


def write_public(data: Path, stem: str, titles: list[str]) -> None:
    rows = [
        {
            "title": title,
            "context": f"{title}在此。",
            "qas": [
                {"question": f"{title}在哪？", "answers": [{"text": "此", "start": 0}]},
                {"question": f"{title}是谁？", "answers": []},
            ],
        }
        for title in titles
    ]
    with gzip.open(data / f"{stem}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_a_set_may_hold_more_titles_than_are_asked_about(tmp_path: Path) -> None:
    write_public(tmp_path, "drcd_dev", ["甲", "乙", "丙"])
    found = sets.load(tmp_path, "drcd_dev", holds=lambda t: t != "甲", asks=lambda t: t == "丙")
    assert [passage.text for passage in found.passages] == ["乙在此。", "丙在此。"]
    assert [(q.text, q.passage) for q in found.questions] == [("丙在哪？", 1), ("丙是谁？", 1)]
    whole = answers.public_questions(sets.load(tmp_path, "drcd_dev"), None)
    assert [one.kind for one in whole] == ["span", UNANSWERABLE] * 3
    assert whole[-1].article == "drcd_dev-2"


def test_a_limit_takes_questions_at_even_distances(tmp_path: Path) -> None:
    write_public(tmp_path, "drcd_dev", [str(number) for number in range(50)])
    data = sets.load(tmp_path, "drcd_dev")
    few = answers.public_questions(data, 3)
    assert [one.article for one in few] == ["drcd_dev-0", "drcd_dev-24", "drcd_dev-49"]
    assert len(answers.public_questions(data, 1000)) == 100


def test_own_questions_name_the_line_that_is_wrong(tmp_path: Path) -> None:
    row = {"question": "谁？", "kind": "who", "script": "hans", "article": None, "gold": ["甲"], "all_of": []}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    assert answers.own_questions(tmp_path) == [Expected("谁？", "who", "hans", "", ("甲",))]
    (tmp_path / "questions.jsonl").write_text(json.dumps(row) + '\n\n{"question": 1}\n', "utf-8")
    with pytest.raises(SettingsError, match="line 3"):
        answers.own_questions(tmp_path)


def test_unknown_sets_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["answers", "--data", str(tmp_path), "--eval", str(tmp_path)]
    assert command.main(arguments) == 2
    assert "questions.jsonl" in capsys.readouterr().err
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "questions.jsonl").write_text("", "utf-8")
    assert command.main([*arguments, "--only", "two"]) == 2
    assert "there are one, cmrc2018_trial, drcd_dev, squad2_zh_dev" in capsys.readouterr().err
