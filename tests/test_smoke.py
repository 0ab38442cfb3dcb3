"""index.smoke: a sound index passes, one in disorder does not serve."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.errors import IndexDamaged, ModelError, SmokeFailed
from index.postings import Postings
from index.smoke import HEADLINES, OLD, SmokeReport, alike, check, headline, sample
from index.store import Index, current, load_index, open_index, read_manifest
from index.types import Article, Vectors
from index.vectors import PassageVectors
from tests.conftest import FakeEmbedder

PLACES = "福州 廈門 泉州 漳州 莆田 三明 南平 龍巖 寧德 平潭 北京 上海 天津 重慶 廣州 成都 杭州 南京 武漢 深圳".split()


@pytest.fixture
def many(articles: Path) -> Path:
    """Return a folder of twenty articles, each of a place of its own."""
    for number, place in enumerate(PLACES):
        body = f"{place}的會議研究了當地的第{number}項工作。\n會議由當地的領導主持。"
        (articles / f"{place}.txt").write_text(f"【視頻】{place}召開會議_央视网\n\n{body}\n", "utf-8")
    return articles


@pytest.fixture
def served(many: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    build(many, folder, FakeEmbedder())
    return folder


def _checked(index: Index) -> SmokeReport:
    return check(index, index.articles, index.numbers.tolist())


def test_a_sound_index_passes(served: Path) -> None:
    report = _checked(open_index(served, FakeEmbedder()))
    assert (report.asked, len(report.missed)) == (20, 0)


class Blind(FakeEmbedder):
    """Says nothing of a text: every number is NaN, as half precision gives where it overflows."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), self.dim), np.nan, np.float32)


def _shifted(folder: Path, name: str) -> None:
    """Give each passage of a generation what another has of the file called `name`."""
    if name == "vectors.faiss":
        index = PassageVectors.load(folder)
        PassageVectors.build(np.roll(index.vectors, 3, axis=0), np.diff(index.starts)).save(folder)
    elif name == "codes.faiss":
        index = PassageVectors.load(folder)
        (folder / "other").mkdir()
        PassageVectors.build(np.roll(index.vectors, 3, axis=0), np.diff(index.starts)).save(folder / "other")
        (folder / "other" / name).replace(folder / name)
        shutil.rmtree(folder / "other")
    elif name == "ids.npy":
        size = len(np.load(folder / "lengths.npy"))
        np.save(folder / name, (np.load(folder / name) + 3) % size)
    else:
        rows = np.load(folder / name)
        rows[:, 0] = (rows[:, 0] + 3) % len(PLACES)
        np.save(folder / name, rows)


@pytest.mark.parametrize("name", ["vectors.faiss", "codes.faiss", "ids.npy", "passages.npy"])
def test_an_index_in_disorder_does_not_serve(
    served: Path, many: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vectors.MANY", 20)
    write = build.__globals__["_write"]

    def write_shifted(path: Path, *what: object) -> None:
        write(path, *what)
        _shifted(path / path.stem, name)

    monkeypatch.setitem(build.__globals__, "_write", write_shifted)
    (many / "new.txt").write_text("新會議召開\n\n會議開始。\n", "utf-8")
    with pytest.raises(SmokeFailed, match=r"the old one goes on: .*index build --full"):
        build(many, served, FakeEmbedder(), full=True)
    assert [path.name for path in (served / "generations").iterdir()] == ["000001"]
    assert current(served) == "000001"
    monkeypatch.undo()
    assert build(many, served, FakeEmbedder()).articles == 21


def test_headlines_that_do_not_find_their_articles_are_counted(served: Path, many: Path) -> None:
    index = open_index(served, FakeEmbedder())
    lost = [Article(a.id, "國務院常務會議", a.text, paragraphs=a.paragraphs) for a in index.articles[-3:]]
    odd = replace(index, articles=[*index.articles[:-3], *lost])
    with pytest.raises(
        SmokeFailed, match=r"3 of 20 headlines did not find their own article, '國務院常務會議'"
    ):
        check(odd, odd.articles, [])
    assert len(check(odd, odd.articles[:19], []).missed) == 2


def test_a_model_that_went_blind_does_not_serve(served: Path, many: Path) -> None:
    with pytest.raises(ModelError, match="no numbers"):
        build(many, served, Blind(), full=True)
    assert read_manifest(served).articles == 20
    assert open_index(served, FakeEmbedder()).retriever.search("福州", 1)


def test_what_is_tried_is_what_was_written(served: Path, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = Postings.save

    def cut_short(postings: Postings, folder: Path) -> None:
        save(postings, folder)
        (folder / "ids.npy").write_bytes((folder / "ids.npy").read_bytes()[:-4])

    monkeypatch.setattr(Postings, "save", cut_short)
    with pytest.raises(IndexDamaged):
        build(many, served, FakeEmbedder(), full=True)
    assert current(served) == "000001"


def test_the_sample_is_bounded_seeded_and_prefers_what_is_new() -> None:
    assert len(sample(1000, 1000, "a", HEADLINES)) == HEADLINES
    assert sample(1000, 0, "a", 9) == sample(1000, 0, "a", 9) != sample(1000, 0, "b", 9)
    assert sample(1000, 1, "a", HEADLINES)[0] == 999
    assert len(sample(1000, 1, "a", HEADLINES)) == 1 + OLD
    assert len(sample(1000, 500, "a", HEADLINES)) == HEADLINES
    assert sorted(sample(3, 0, "a", HEADLINES)) == [0, 1, 2]


@pytest.mark.parametrize(
    ("asked", "missed", "passed"),
    [(1, 0, True), (1, 1, False), (2, 1, True), (3, 2, True), (3, 3, False), (20, 2, True), (20, 3, False),
     (200, 20, True), (200, 21, False), (0, 0, True)],
)  # fmt: skip
def test_the_threshold(asked: int, missed: int, passed: bool) -> None:
    assert SmokeReport(asked, [Article("a", "a", "")] * missed).passed is passed


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("【視頻】全省會議召開_央视网", "全省會議召開"),
        ("[组图]国务院常务会议召开_新闻频道_央视网", "国务院常务会议召开_新闻频道"),
        ("李强主持召开国务院常务会议 | 新华网", "李强主持召开国务院常务会议"),
        ("全國兩會—人大開幕", "全國兩會—人大開幕"),
        ("A-share meeting", "A-share meeting"),
        ("短_很長的網站名稱在後面", "短_很長的網站名稱在後面"),
        ("", ""),
    ],
)
def test_headlines_without_what_stands_around_them(title: str, bare: str) -> None:
    assert headline(title) == bare


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("国内联播快讯", "國內聯播快訊", True),
        ("国务院第3次常务会议召开", "国务院第4次常务会议召开", True),
        ("世卫：全球新冠肺炎累计确诊超2040万", "国务院常务会议召开", False),
        ("会", "议", False),
        ("", "", True),
    ],
)
def test_headlines_that_count_for_each_other(one: str, other: str, same: bool) -> None:
    assert alike(Article("a", one, ""), Article("b", other, "")) is same


def test_a_headline_of_no_words_is_not_asked(articles: Path, tmp_path: Path) -> None:
    (articles / "a.txt").write_text("標題: ————\n\n會議研究了工作。\n", "utf-8")
    folder = tmp_path / "index"
    build(articles, folder, FakeEmbedder())
    index = load_index(folder / "generations" / "000001", FakeEmbedder())
    assert (index.articles[0].title, _checked(index).asked) == ("————", 0)
