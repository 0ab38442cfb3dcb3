"""bot.live: questions flow while the index is swapped under the bot."""

import threading
import time
from pathlib import Path

import pytest

from bot.answering import Answerer
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.live import LiveAnswerer
from bot.reader import ExtractiveReader
from bot.wording import Wording
from index.build import build
from index.errors import IndexDamaged
from index.store import Index, open_index
from tests.conftest import FakeEmbedder

pytestmark = pytest.mark.slow

SWAPS = 50
TEXT = "標題: 第{n}次例會在東城召開\n日期: 2024-05-{day:02}\n\n5月{day}日,第{n}次例會在東城召開。局長王小明主持會議。"


def _live(folder: Path, model: EvidenceModel) -> LiveAnswerer:
    def newest() -> tuple[Index, Answerer]:
        index = open_index(folder, FakeEmbedder())
        reader = ExtractiveReader(Library(index.articles), model, Wording.load())
        return index, Answerer(index.retriever, reader, index.articles)

    return LiveAnswerer(folder, newest)


def test_no_question_fails_while_fifty_rebuilds_swap(
    articles: Path, tmp_path: Path, evidence_model: EvidenceModel
) -> None:
    folder = tmp_path / "index"
    (articles / "0.txt").write_text(TEXT.format(n=0, day=1), "utf-8")
    build(articles, folder, FakeEmbedder(), processes=1)
    live = _live(folder, evidence_model)
    stop = threading.Event()
    answers: list[str] = []
    failures: list[BaseException] = []

    def ask() -> None:
        while not stop.is_set():
            try:
                answers.append(live.newest.answer("誰主持會議?").text)
            except BaseException as error:  # noqa: BLE001 - shown below
                failures.append(error)
            time.sleep(0.002)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for number in range(1, SWAPS + 1):
            (articles / "1.txt").write_text(TEXT.format(n=number, day=1 + number % 28), "utf-8")
            build(articles, folder, FakeEmbedder(), processes=1)
            assert live.refresh()
    finally:
        stop.set()
        asking.join()
    assert not failures
    assert len(answers) >= SWAPS
    assert set(answers) == {"王小明(局長)"}
    assert live.index.manifest.articles == 2
    assert not live.refresh(), "nothing newer"


def test_a_generation_that_cannot_be_opened_leaves_the_old_one_and_is_said_once(
    articles: Path, tmp_path: Path, evidence_model: EvidenceModel, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "index"
    (articles / "0.txt").write_text(TEXT.format(n=0, day=1), "utf-8")
    build(articles, folder, FakeEmbedder(), processes=1)
    live = _live(folder, evidence_model)
    (articles / "1.txt").write_text(TEXT.format(n=1, day=2), "utf-8")
    report = build(articles, folder, FakeEmbedder(), processes=1)
    (folder / "generations" / report.generation / "manifest.json").write_text("{", "utf-8")
    assert not live.refresh()
    assert not live.refresh()
    assert len([r for r in caplog.records if "cannot be used" in r.getMessage()]) == 1
    assert live.newest.answer("誰主持會議?").text == "王小明(局長)"
    with pytest.raises(IndexDamaged):
        _live(folder, evidence_model)


def test_two_who_look_at_once_open_a_generation_once(
    articles: Path, tmp_path: Path, evidence_model: EvidenceModel
) -> None:
    folder, opened = tmp_path / "index", list[str]()
    (articles / "0.txt").write_text(TEXT.format(n=0, day=1), "utf-8")
    build(articles, folder, FakeEmbedder(), processes=1)

    def newest() -> tuple[Index, Answerer]:
        index = open_index(folder, FakeEmbedder())
        opened.append(index.generation)
        time.sleep(0.05)
        reader = ExtractiveReader(Library(index.articles), evidence_model, Wording.load())
        return index, Answerer(index.retriever, reader, index.articles)

    live = LiveAnswerer(folder, newest)
    (articles / "1.txt").write_text(TEXT.format(n=1, day=2), "utf-8")
    build(articles, folder, FakeEmbedder(), processes=1)
    looking = [threading.Thread(target=live.refresh) for _ in range(4)]
    for thread in looking:
        thread.start()
    for thread in looking:
        thread.join()
    assert opened == ["000001", "000002"]
