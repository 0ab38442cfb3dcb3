"""The embedding's recipe on a few made-up lines, and the shipped model against its card."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.script import fold
from training import embedding, pairs

SHIPPED = Path(__file__).parent.parent / "index" / "models" / "embedding"
TOPICS = ["春耕备耕", "台风防御", "医保改革", "铁路建设", "粮食储备", "营商环境"]
PLACES = ["福建省", "广东省", "四川省", "云南省", "湖北省"]


def write_rows(data: Path, name: str, rows: list[dict[str, Any]]) -> None:
    with gzip.open(data / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def news_item(place: str, topic: str) -> dict[str, Any]:
    paragraph = f"{place}政府今天召开会议，部署{topic}工作。会议强调，{place}各地要抓好{topic}，落实责任。"
    return {"title": f"{place}部署{topic}", "paragraphs": [paragraph]}


def asked_item(topic: str) -> dict[str, Any]:
    question = {"question": f"會議部署了甚麼{topic}?", "answers": [{"text": topic, "start": 5}]}
    return {"title": topic, "context": f"会议部署了{topic}工作。与会人员发言。", "qas": [question]}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file the recipe reads, a few lines each."""
    folder = tmp_path_factory.mktemp("data")
    items = [news_item(place, topic) for place in PLACES for topic in TOPICS]
    for name in pairs.NEWS:
        write_rows(folder, name, items)
    for name in (*pairs.QUESTIONS, *embedding.QUESTION_SETS):
        write_rows(folder, name, [asked_item(topic) for topic in TOPICS])
    turns = [{"text": f"请问{topic}的进度到底是怎么样的呢？"} for topic in TOPICS]
    turns[1::2] = [{"text": "目前" + "已经完成了大部分的工作，" * 4} for _ in turns[1::2]]
    write_rows(folder, "transcripts_tw", [{"turns": turns}])
    write_rows(folder, "work_reports", [{"content": items[0]["paragraphs"][0]}])
    write_rows(folder, "cedict", [{"hans": "会议", "en": ["meeting", "conference/CL:場|场"]}])
    for name in ("tatoeba_en_zh", embedding.TRANSLATION_SET):
        write_rows(folder, name, [{"en": "The meeting starts.", "zh": "會議開始。"}])
    return folder


@pytest.fixture(scope="module")
def made(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model made by the recipe from `data`."""
    out = tmp_path_factory.mktemp("models") / "tiny"
    settings = ["--vocabulary", "300", "--dimensions", "16", "--batch", "16"]
    assert embedding.main(["--data", str(data), "--out", str(out), *settings]) == 0
    return out


def test_the_model_ranks_a_related_text_first(made: Path) -> None:
    texts = [fold(news_item("广东省", topic)["paragraphs"][0]) for topic in TOPICS]
    similarity = embedding.load(made).encode([fold("颱風防禦")]) @ embedding.load(made).encode(texts).T
    assert similarity.argmax() == TOPICS.index("台风防御")


def test_embeddings_are_float32_of_unit_length_and_zero_for_nothing(made: Path) -> None:
    vectors = embedding.load(made).encode(["会议部署工作", ""])
    assert vectors.dtype == np.float32
    assert vectors.shape == (2, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0], abs=1e-5)


def test_the_card_and_the_files_say_nothing_of_this_machine(made: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in made.rglob("*") if path.suffix in {".json", ".md"})
    assert str(made.parent) not in text
    assert not [path for path in made.rglob("*") if path.suffix in {".bin", ".pkl", ".pt"}]


def test_a_missing_file_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert embedding.main(["--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert re.fullmatch(r"error: .*news_2012_2018\.jsonl\.gz is missing: .*\n", capsys.readouterr().err)


def test_held_out_sets_are_not_trained_on() -> None:
    barred = {
        *embedding.QUESTION_SETS,
        "wmt_zh_en",
        "news_hk_hant",
        "news_mrc",
        "policy_qa",
        "sentence_pairs",
    }
    assert not barred & set(pairs.SOURCES)


def test_glosses_lose_remarks_and_long_explanations(tmp_path: Path) -> None:
    senses = ["(formal) to convene", "a very long explanation of it"]
    write_rows(tmp_path, "cedict", [{"hans": "召开", "en": senses}])
    assert pairs.glosses(tmp_path) == {"召开": ["convene"]}


def test_the_tokenizer_reads_unknown_words_by_character() -> None:
    counts = embedding.count_words(["会议部署工作"], longest=4)
    tokenizer = embedding.make_tokenizer(counts, size=100)
    assert tokenizer.encode("署工议，会议 x9").tokens == ["署", "工", "议", "会议", "x", "9"]


def test_batches_hold_one_kind_each() -> None:
    batches = embedding.plan_batches([10, 7], batch=4, seed=0)
    assert all((batch < 10).all() or (batch >= 10).all() for batch in batches)
    assert len(np.unique(np.concatenate(batches))) == sum(map(len, batches))


def test_the_shipped_model_is_small_and_as_its_card_says() -> None:
    card = (SHIPPED / "README.md").read_text("utf-8")
    dimensions = re.search(r"\| dimensions \| (\d+) \|", card)
    assert dimensions
    vectors = embedding.load(SHIPPED).encode(["省长主持会议", "who chaired the meeting"])
    assert vectors.shape == (2, int(dimensions[1]))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert embedding.folder_mb(SHIPPED) <= 16
