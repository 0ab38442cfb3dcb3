"""Swaps under a bot that is asked all the while: how much memory it holds, and whether a question fails.

Another process edits a folder of articles and rebuilds the index; this one follows it as the bot does, with the
reader that ships. The articles are the first one, its paragraphs in other orders under other titles. The
embedding is counted, not learnt.
"""

import gc
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from tqdm import tqdm

from benchmarks.kills import CountingEmbedder
from bot.answering import READER_PATH, Answerer
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.live import LiveAnswerer
from bot.reader import ExtractiveReader
from bot.rebuilding import memory_in_use
from bot.wording import Wording
from index.articles import read_article
from index.build import build
from index.store import Index, open_index

_ARTICLES = Path(__file__).parent.parent / "articles"
_FIRST = "fujian-2024-01-31.txt"
_EDITED = 3  # one in so many files, before each build
_SHOWN = 10  # swaps between two lines of figures
_ASKED = (
    "誰主持會議?",
    "有哪些省領導出席?",
    "要建立健全哪些機制?",
    "Where was the meeting held?",
    "這是什麼時候的會?",
)


@dataclass
class Asked:
    """How many questions were answered, and what those that failed raised."""

    answered: int = 0
    failures: list[Exception] = field(default_factory=list)


def write(path: Path, number: int, paragraphs: list[str], chance: random.Random) -> None:
    """Write article `number` to `path`: the `paragraphs` in an order of its own, under a title of its own."""
    body = "\n".join(chance.sample(paragraphs, len(paragraphs)))
    day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
    path.write_text(f"全省第{number}次行動總結部署會在榕舉行\n日期: {day}\n\n{body}\n", "utf-8")


def keep_up(folder: Path, index: Path, files: int, seed: int, orders: Connection) -> None:
    """Write `files` articles and build; edit some and build again for each order. False ends it."""
    chance, number = random.Random(seed), 0
    first = read_article(_ARTICLES / _FIRST, _FIRST)
    paragraphs = [first.text[span.start : span.end] for span in first.paragraphs]
    edited = list(range(files))
    while True:
        for file in edited:
            number += 1
            write(folder / f"{file:04}.txt", number, paragraphs, chance)
        build(folder, index, CountingEmbedder(), processes=1)
        orders.send(True)
        if not orders.recv():
            return
        edited = chance.sample(range(files), max(1, files // _EDITED))


def follow(index: Path) -> LiveAnswerer:
    """Return an answerer that follows `index`, with the reader that ships."""
    torch.set_num_threads(1)
    model, say = EvidenceModel.load(READER_PATH), Wording.load()

    def newest() -> tuple[Index, Answerer]:
        opened = open_index(index, CountingEmbedder())
        reader = ExtractiveReader(Library(opened.articles), model, say)
        return opened, Answerer(opened.retriever, reader, opened.articles)

    return LiveAnswerer(index, newest)


@contextmanager
def asking(live: LiveAnswerer, seed: int) -> Iterator[Asked]:
    """Ask without pause, of one article after another; give the count, which goes on until the end."""
    chance, asked, stop = random.Random(seed), Asked(), threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                answerer = live.newest
                title = chance.choice(answerer.catalogue.articles).title
                answerer.answer(f"{title},{chance.choice(_ASKED)}")
                asked.answered += 1
            except Exception as error:  # noqa: BLE001 - counted and shown
                asked.failures.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield asked
    finally:
        stop.set()
        thread.join()


def run(swaps: int, files: int = 300, seed: int = 0, warm: int = 600) -> int:
    """Swap `swaps` times, first after `warm` questions, and print what was found; return how many questions failed."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with TemporaryDirectory() as name:
        folder, index = Path(name, "articles"), Path(name, "index")
        folder.mkdir()
        ours, theirs = context.Pipe()
        builder = context.Process(target=keep_up, args=(folder, index, files, seed, theirs))
        builder.start()
        theirs.close()
        ours.recv()
        live = follow(index)
        with asking(live, seed) as asked:
            while asked.answered < warm and not asked.failures:
                time.sleep(0.1)
            _show(0, asked)
            for number in tqdm(range(1, swaps + 1), "swaps", disable=None):
                ours.send(True)
                ours.recv()
                if not live.refresh():
                    raise RuntimeError("the newest generation was not opened; the log says why")
                if number % _SHOWN == 0 or number == swaps:
                    _show(number, asked)
        ours.send(False)
        builder.join()
    for failure in asked.failures[:5]:
        print(f"failed: {failure!r}")
    return len(asked.failures)


def _show(number: int, asked: Asked) -> None:
    gc.collect()
    print(
        f"{number:4} swaps: {memory_in_use() / 2**20:.1f} MiB, {sys.getallocatedblocks():,} blocks of Python's, "
        f"{asked.answered} questions answered, {len(asked.failures)} failed",
        flush=True,
    )
