"""index.reuse and index.making: a build that takes over what did not change makes what a full build makes."""

import hashlib
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import making
from index.articles import article_in, parse_article, read_article
from index.build import BuildReport, build
from index.chunking import Chunking, passages
from index.errors import IndexDamaged, SmokeFailed
from index.hybrid import passage_terms
from index.postings import TermCounts
from index.records import article_line
from index.reuse import CODE
from index.store import current, open_index, read_manifest
from index.types import Article, Passage, Vectors
from tests.conftest import ARTICLES, FUJIAN, FakeEmbedder

TOPICS = "營商環境 罰款事項 數字經濟 防汛抗旱 教育改革 鄉村振興 糧食安全 海洋漁業".split()
# Of CODE: the articles, passages and terms of the examples below. See `test_code_was_raised…`.
DIGEST = {7: "1630ea945501b959"}
EXAMPLES = (
    "全國兩會三月舉行_央视网\n日期:2024年2月2日 20:22 来源:新华社\n\n新华社北京2月2日电(记者 王明)会议研究了优化營商環境。\n"
    "李强主持会议并讲话。上午,会议在北京召开,张三、李四出席。\n责任编辑:赵六\n",
    "Ａ１会议\n\n第十四屆會議於二〇二四年十月舉行,爲群眾說明裏面的產業。",
    "十周年大會\n\nThe first forum, the 21st session; 數十次。",
)


class Counting(FakeEmbedder):
    """Remembers the passages it was asked to embed."""

    def __init__(self, name: str = "fake") -> None:
        super().__init__(name)
        self.seen: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return super().encode_passages(texts)


def _article(folder: Path, name: str, title: str, *paragraphs: str, date: str = "2024-02-02") -> None:
    text = "\n".join([title, f"日期: {date}", "", *paragraphs, ""])
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def _edit(folder: Path, chance: random.Random) -> None:
    names = [f"{sub}{n}.txt" for sub in ("", "sub/") for n in range(8)]
    name, what = chance.choice(names), chance.randrange(10)
    there = folder / name
    if what == 0:
        there.unlink(missing_ok=True)
    elif what == 1 and there.exists():
        there.replace(folder / f"{chance.randrange(8)}.txt")
    elif what == 2:
        there.write_bytes(b"\0") if there.parent.exists() else None
    elif what == 3 and there.exists():
        there.write_bytes(there.read_bytes() + "會議還審議了其他事項。\n".encode())
    elif what == 4 and there.exists():
        (folder / f"copy{chance.randrange(4)}.txt").write_bytes(there.read_bytes())
    else:
        lines = [
            f"會議研究{chance.choice(TOPICS)}第{chance.randrange(20)}項。"
            for _ in range(chance.randrange(1, 5))
        ]
        title = f"{chance.choice(TOPICS)}會議"
        _article(folder, name, title, *lines, date=f"2024-02-{chance.randrange(1, 29):02}")


def _found(folder: Path) -> tuple[list[object], list[float]]:
    """Return what is found for some questions, and its scores."""
    retriever = open_index(folder, FakeEmbedder()).retriever
    questions = [*TOPICS, "2月2日的會議", "會議審議了什麼", "第7項"]
    hits = [(q, hit) for q in questions for hit in retriever.search(q, 20)]
    places = [(q, hit.passage.article.id, hit.passage.start, hit.passage.end) for q, hit in hits]
    return list(places), [hit.score for _, hit in hits]


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "times"), [(0, 1), (1, 2), (2, 2), (3, 10)])
def test_after_any_edits_it_answers_as_a_full_build_does(
    articles: Path, tmp_path: Path, seed: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.reuse.TIMES", times)
    chance, segments = random.Random(seed), set[int]()
    _article(articles, "first.txt", "營商環境會議", "會議研究營商環境。")
    step, whole = tmp_path / "step", tmp_path / "whole"
    for _ in range(12):
        for _ in range(chance.randrange(1, 6)):
            _edit(articles, chance)
        taken = build(articles, step, FakeEmbedder(), processes=1)
        full = build(articles, whole, FakeEmbedder(), full=True, processes=1)
        assert (taken.articles, taken.passages) == (full.articles, full.passages)
        assert [str(error) for error in taken.left_out] == [str(error) for error in full.left_out]
        (found, scores), (expected, expected_scores) = _found(step), _found(whole)
        assert found == expected
        assert scores == pytest.approx(expected_scores, abs=1e-4)
        assert _held(step) == _held(whole)
        segments.add(len(read_manifest(step).segments))
    assert times == 10 or max(segments) >= 2


def _held(folder: Path) -> tuple[list[bytes], list[tuple[str, int, int]]]:
    """Return the articles of an index by name, and its passages in reading order."""
    index = open_index(folder, FakeEmbedder())
    passages = [index.passages[number] for number in index.numbers.tolist()]
    return [article_line(article) for article in index.articles], sorted(
        (passage.article.id, passage.start, passage.end) for passage in passages
    )


@pytest.fixture
def built(articles: Path, tmp_path: Path) -> Path:
    """Return an index of three articles with two passages each."""
    for name, topic in zip("abc", TOPICS, strict=False):
        _article(articles, f"{name}.txt", f"{topic}會議", f"會議研究{topic}。", f"會議討論{topic}的問題。")
    folder = tmp_path / "index"
    build(articles, folder, FakeEmbedder())
    return folder


def _again(articles: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[BuildReport, int]:
    """Build and return the report, and how many passages were counted."""
    counted: list[int] = []

    def count(passages: Sequence[Passage]) -> TermCounts:
        counted.append(len(passages))
        return counts_of(passages)

    counts_of = making.counts_of
    with monkeypatch.context() as patch:
        patch.setattr(making, "counts_of", count)
        report = build(articles, folder, FakeEmbedder())
    return report, sum(counted)


@pytest.mark.parametrize(
    ("change", "read", "removed", "embedded", "counted"),
    [
        ("nothing", 0, 0, 0, 0),
        ("add", 1, 0, 1, 1),
        ("touch", 0, 0, 0, 0),
        ("edit one passage", 1, 0, 1, 2),
        ("edit the title", 1, 0, 2, 2),
        ("rename", 1, 1, 0, 2),
        ("remove", 0, 1, 0, 0),
        ("break", 0, 1, 0, 0),
    ],
)
def test_only_what_changed_is_made(
    built: Path,
    articles: Path,
    change: str,
    read: int,
    removed: int,
    embedded: int,
    counted: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = articles / "b.txt"
    if change == "add":
        _article(articles, "new.txt", "新會議", "會議開始。")
    elif change == "touch":
        path.write_bytes(path.read_bytes())
    elif change == "edit one passage":
        path.write_text(path.read_text("utf-8").replace("的問題", "的新問題"), "utf-8")
    elif change == "edit the title":
        path.write_text("另一" + path.read_text("utf-8"), "utf-8")
    elif change == "rename":
        path.rename(articles / "z.txt")
    elif change == "remove":
        path.unlink()
    elif change == "break":
        path.write_bytes(b"\0")
    report, terms = _again(articles, built, monkeypatch)
    assert (report.read, report.removed, report.embedded, terms) == (read, removed, embedded, counted)
    assert len(report.left_out) == (change == "break")


def test_a_file_that_did_not_change_is_not_parsed(
    built: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def parsing(data: bytes, name: str) -> Article:
        asked.append(name)
        return article_in(data, name)

    monkeypatch.setattr("index.reading.article_in", parsing)
    _article(articles, "new.txt", "新會議", "會議開始。")
    build(articles, built, FakeEmbedder())
    assert asked == ["new.txt"]
    build(articles, built, FakeEmbedder(), full=True)
    assert asked == ["new.txt", "a.txt", "b.txt", "c.txt", "new.txt"]


def test_another_model_embeds_all_and_counts_nothing(
    built: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = build(articles, built, Counting("other"))
    assert (report.read, report.embedded, report.built) == (0, 6, True)
    assert read_manifest(built).model == "other"
    assert build(articles, built, FakeEmbedder()).embedded == 6


def test_a_model_that_was_trained_on_under_its_old_name_embeds_all(built: Path, articles: Path) -> None:
    class Trained(FakeEmbedder):
        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            return np.ascontiguousarray(np.roll(super().encode_passages(texts), 7, axis=1))

    class Longer(FakeEmbedder):
        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            return np.pad(super().encode_passages(texts), ((0, 0), (0, 8)))

    assert build(articles, built, FakeEmbedder()).embedded == 0
    assert build(articles, built, Trained()).embedded == 6
    assert build(articles, built, Longer()).embedded == 6
    assert open_index(built, Longer()).retriever.search("營商環境", 1)


def _many(articles: Path, count: int) -> None:
    for number in range(count):
        topic = TOPICS[number % len(TOPICS)]
        _article(articles, f"{number:02}.txt", f"{topic}會議{number}", f"會議研究{topic}第{number}項。")


def test_an_article_without_passages_may_be_all_that_is_new(articles: Path, tmp_path: Path) -> None:
    _many(articles, 30)
    folder = tmp_path / "index"
    build(articles, folder, FakeEmbedder())
    (articles / "dots.txt").write_text("標題\n\n" + "…" * 900, "utf-8")
    for _ in range(2):
        assert build(articles, folder, FakeEmbedder()).articles == 31
        assert open_index(folder, FakeEmbedder()).retriever.search("營商環境", 3)
    (articles / "more-dots.txt").write_text("標題\n\n" + "…" * 901, "utf-8")
    assert build(articles, folder, FakeEmbedder()).articles == 32
    assert len(read_manifest(folder).segments) == 2


def test_what_is_gone_does_not_crowd_out_what_is_there(articles: Path, tmp_path: Path) -> None:
    _many(articles, 40)
    for number in range(3):
        _article(articles, f"gone{number}.txt", "颱風來襲", "颱風來襲沿海。")
    folder = tmp_path / "index"
    build(articles, folder, FakeEmbedder())
    for path in articles.glob("gone*.txt"):
        path.unlink()
    assert build(articles, folder, FakeEmbedder()).removed == 3
    index = open_index(folder, FakeEmbedder())
    vector = FakeEmbedder().encode_questions(["颱風來襲沿海。"])[0]
    assert len(read_manifest(folder).segments) == 1
    assert len(index.passages) == 43
    assert len(index.retriever.dense.search(vector, 2)) == 2


@pytest.mark.slow
def test_where_few_are_left_of_many_all_are_candidates_as_in_an_index_made_anew(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.reuse.TIMES", 1)
    _many(articles, 150)
    step, whole = tmp_path / "step", tmp_path / "whole"
    build(articles, step, FakeEmbedder())
    for number in range(60):
        (articles / f"{number:02}.txt").unlink()
    build(articles, step, FakeEmbedder())
    build(articles, whole, FakeEmbedder(), full=True)
    assert (
        len(open_index(step, FakeEmbedder()).passages),
        open_index(step, FakeEmbedder()).retriever.lexical.size,
    ) == (150, 90)
    (found, scores), (expected, expected_scores) = _found(step), _found(whole)
    assert found == expected
    assert scores == pytest.approx(expected_scores, abs=1e-4)


@pytest.mark.parametrize("name", ["articles.jsonl", "passages.npy"])
def test_a_shared_segment_that_went_bad_is_told_with_what_mends_it(
    built: Path, articles: Path, name: str
) -> None:
    path = built / "generations" / "000001" / "000001" / name
    data = bytearray(path.read_bytes())
    data[-60:-8] = b"\0" * 52
    path.write_bytes(data)
    for _ in range(2):
        with pytest.raises((IndexDamaged, SmokeFailed), match="--full"):
            build(articles, built, FakeEmbedder())
    assert current(built) == "000001"
    assert build(articles, built, FakeEmbedder(), full=True).built
    assert open_index(built, FakeEmbedder()).retriever.search("營商環境", 1)


def test_other_chunking_another_code_and_damage_take_nothing_over(
    built: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build(articles, built, FakeEmbedder(), chunking=Chunking(100)).read == 3
    assert build(articles, built, FakeEmbedder()).read == 3
    for name in (
        "files.json",
        "alive.npy",
        "articles.jsonl",
        "passages.npy",
        "vectors.faiss",
        "keys.npy",
        "ids.npy",
        "counts.npy",
    ):
        generation = built / "generations" / current(built)
        path = next(iter(generation.rglob(name)))
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        assert build(articles, built, FakeEmbedder()).read == 3
        assert build(articles, built, FakeEmbedder()).read == 0
    monkeypatch.setattr("index.reuse.CODE", CODE + 1)
    assert build(articles, built, FakeEmbedder()).read == 3


def test_only_if_changed(built: Path, articles: Path) -> None:
    (articles / "bad.txt").write_bytes(b"\0")
    report = build(articles, built, FakeEmbedder(), if_changed=True)
    assert (report.built, report.generation, len(report.left_out)) == (False, "000001", 1)
    (articles / "b.txt").unlink()
    assert build(articles, built, FakeEmbedder(), if_changed=True).removed == 1
    assert build(articles, built, FakeEmbedder("other"), if_changed=True).built
    assert not build(articles, built, FakeEmbedder("other"), if_changed=True).built


def test_code_was_raised_if_reading_or_counting_gives_something_else() -> None:
    """When it fails: raise index.reuse.CODE, so that no index mixes old and new, and put the digest here."""
    digest = hashlib.sha256()
    examples = [read_article(ARTICLES / FUJIAN, FUJIAN), *(parse_article("a", text) for text in EXAMPLES)]
    for article in examples:
        digest.update(article_line(article))
        for passage in passages(article, Chunking()):
            digest.update(json.dumps([passage.start, passage.end, passage_terms(passage)]).encode())
    assert {CODE: digest.hexdigest()[:16]} == DIGEST
