"""bot.rebuilding: a build in a process of its own that ends when nobody wants it any more."""

import multiprocessing
from pathlib import Path

import pytest

from bot.rebuilding import RebuildFailed, memory_in_use, rebuild
from bot.settings import Settings


def test_a_failure_comes_back_as_its_reason(articles: Path, tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index", articles=articles)
    with pytest.raises(RebuildFailed, match="the folder is empty"):
        rebuild(settings, lambda *step: None)


def test_a_rebuild_ends_with_the_bot(articles: Path, tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index", articles=articles)
    with pytest.raises(RebuildFailed, match="is being stopped"):
        rebuild(settings, lambda *step: None, lambda: False)
    assert not multiprocessing.active_children()


def test_this_process_holds_some_memory() -> None:
    assert 10**7 < memory_in_use() < 10**11
