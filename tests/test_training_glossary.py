"""The glossary's recipe on a few made-up lines."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from index.glossary import PATH, Glossary
from training import glossary
from training.alignment import align
from training.glosses import english, pieces
from training.pairs import NEWS


def write_rows(data: Path, name: str, rows: list[dict[str, Any]]) -> None:
    with gzip.open(data / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with every file the recipe must have, a few lines each."""
    text = "会议在福州举行。会议部署工作。" * 4
    for name in NEWS:
        write_rows(tmp_path, name, [{"title": "会议举行", "paragraphs": [text]}])
    entries = {
        "会议": ["meeting; conference", "CL:場|场[chang3]"],
        "会晤": ["meeting"],
        "福州市": ["Fuzhou, prefecture-level city and capital of Fujian 福建省[Fu2jian4 Sheng3]"],
        "部署": ["to deploy"],
    }
    write_rows(tmp_path, "cedict", [{"hans": hans, "en": en} for hans, en in entries.items()])
    write_rows(tmp_path, "tatoeba_en_zh", [{"en": "The meeting starts.", "zh": "會議開始。"}])
    return tmp_path


def test_the_recipe_writes_what_the_lookup_reads(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = data / "glossary.tsv"
    assert glossary.main(["--data", str(data), "--out", str(out)]) == 0
    found = Glossary.load(out).translate("meetings in fuzhou deploy")
    assert [translation.chinese[0] for translation in found] == ["会议", "福州", "部署"]
    assert "会晤" not in out.read_text("utf-8"), "the news never says it"
    assert "not measured" in capsys.readouterr().out


def test_the_measure_prints_both_figures(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"en": "Rain", "zh": "下雨"}, {"en": "The meeting", "zh": "会议"}]
    write_rows(data, glossary.TRANSLATION_SET, rows)
    assert glossary.main(["--data", str(data), "--out", str(data / "glossary.tsv")]) == 0
    assert re.search(r"R@1 .*\t1\.000\nR@10 .*\t1\.000\n", capsys.readouterr().out)


def test_a_missing_file_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert glossary.main(["--data", str(tmp_path), "--out", str(tmp_path / "out.tsv")]) == 2
    assert re.fullmatch(r"error: .*\.jsonl\.gz is missing: .*\n", capsys.readouterr().err)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="more than 900000"):
        glossary.write({"word": ["字" * 400_000]}, tmp_path / "out.tsv")


@pytest.mark.parametrize(
    ("gloss", "keys"),
    [
        ("to convene (a meeting)", ["convene"]),
        ("seat; chair", ["seat", "chair"]),
        ("CL:個|个[ge4]", []),
        ("old variant of 个[ge4]", []),
        ("Xi Jinping (1953-), PRC politician", ["Xi Jinping"]),
        ("Fujian Province, capital Fuzhou 福州市[Fu2zhou1 Shi4]", ["Fujian Province", "Fujian"]),
    ],
)
def test_glosses_become_keys(gloss: str, keys: list[str]) -> None:
    assert [" ".join(key.split()) for key, _ in pieces(gloss)] == keys


def test_english_is_read_as_the_lookup_reads_it() -> None:
    assert english("The People’s Café-bar 21") == ["people", "cafe", "bar"]


def test_alignment_learns_from_what_differs_between_pairs() -> None:
    pairs = [
        (["red", "car"], ["红", "车"], 1.0),
        (["red", "dress"], ["红", "裙"], 1.0),
        (["car"], ["车"], 1.0),
    ]
    aligned = align([*pairs, *pairs], least_together=2)
    assert max(aligned["red"], key=aligned["red"].__getitem__) == "红"
    assert max(aligned["dress"], key=aligned["dress"].__getitem__) == "裙"


def test_the_card_counts_what_ships() -> None:
    card = PATH.with_suffix(".README.md").read_text("utf-8")
    lines = PATH.read_text("utf-8").splitlines()
    phrases = sum(" " in line.partition("\t")[0] for line in lines)
    assert f"| words | {len(lines) - phrases:,} |" in card
    assert f"| phrases | {phrases:,} |" in card
