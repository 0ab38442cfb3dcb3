"""benchmarks.swaps, a few times; and nothing of an older generation stays in memory."""

import gc
import random
import weakref
from pathlib import Path

import pytest

from benchmarks.kills import CountingEmbedder
from benchmarks.swaps import follow, run, write
from index.build import build

pytestmark = pytest.mark.slow


def test_no_question_fails_while_three_builds_of_another_process_swap(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(3, files=10, warm=10) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("   0 swaps: ")
    assert last.startswith("   3 swaps: ")
    assert last.endswith(" 0 failed")


def test_the_articles_of_an_older_generation_are_let_go(articles: Path, tmp_path: Path) -> None:
    folder, chance = tmp_path / "index", random.Random(0)
    paragraphs = ["2月2日,會議在福州召開。局長王小明主持會議。", "會議強調,要抓好落實。"]
    write(articles / "a.txt", 1, paragraphs, chance)
    build(articles, folder, CountingEmbedder(), processes=1)
    live = follow(folder)
    for question in ("誰主持會議?", "2月2日的會議強調了什麼?", "有誰出席?"):
        live.newest.answer(question)
    old = [weakref.ref(article) for article in live.newest.catalogue.articles]
    write(articles / "a.txt", 2, paragraphs, chance)
    build(articles, folder, CountingEmbedder(), processes=1)
    assert live.refresh()
    gc.collect()
    assert [article() for article in old] == [None]
