"""How long an index of the news takes to build, what it holds in memory, and how long a question takes.

Building uses every core, as `python -m index build` does; a question has one core. Each of the two is done in a
process of its own, so that neither's memory counts as the other's. Knows nothing of what is found.
"""

import os
import resource
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import jieba
import numpy as np
import torch

from benchmarks import news
from benchmarks.distractors import SET, read_questions
from benchmarks.sets import present
from bot.rebuilding import memory_in_use
from index.build import build
from index.store import open_index
from index.types import Embedder
from index.upkeep import progress_bars

QUESTIONS = 500
ADDED = 9  # articles that are added one by one
_CUT = 5000  # passages that jieba cuts
_WARM = 20  # questions that are asked first and not counted
_HITS = 10
_MIB = 2**20
# ru_maxrss is in KiB, on a Mac in bytes.
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024

MakeEmbedder = Callable[[], Embedder]
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Built:
    """What a build took: `stages` in seconds, by name, in order; `peak` bytes in the process that led it.

    `added` has the seconds that builds took then which each found one article more.
    """

    articles: int
    passages: int
    seconds: float
    stages: dict[str, float]
    peak: int
    added: Sequence[float]


@dataclass(frozen=True)
class Asked:
    """What each search took in milliseconds, of the clock and of the processor, and the bytes held after them."""

    milliseconds: Sequence[float]
    processor: Sequence[float]
    resident: int


@dataclass(frozen=True)
class Speed:
    """A build, searches of what it built, and how many of its passages jieba alone cuts in a second on one core.

    The last tells how fast the machine is, by something that everybody has.
    """

    built: Built
    asked: Asked
    jieba: float

    def text(self) -> str:
        """Return the figures, a line each, with an empty line before them."""
        built = self.built
        median, late = np.percentile(self.asked.milliseconds, (50, 95))
        processor = float(
            np.median(self.asked.processor)
        )  # what it would take with nobody else on the machine
        rate = built.passages / built.seconds
        added = float(np.median(built.added))
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in built.stages.items())
        return "\n".join(
            (
                f"\nSpeed: {built.articles} articles, {built.passages} passages of the news, {os.cpu_count()} cores",
                f"build             {built.seconds:.1f} s, {rate:.0f} passages a second ({stages})",
                f"jieba alone       {self.jieba:.0f} passages a second on one core: a build does {rate / self.jieba:.1f} times that on all",
                f"one article more  {added:.2f} s, the median of {len(built.added)}: 1/{built.seconds / added:.0f} of that",
                f"memory            {built.peak / _MIB:.0f} MiB at most while building, without its workers; "
                f"{self.asked.resident / _MIB:.0f} MiB resident while answering",
                f"a search          median {median:.1f} ms, 95th percentile {late:.1f} ms, {processor:.1f} ms of the processor "
                f"({len(self.asked.milliseconds)} questions, one core, encoding included)",
            )
        )


class Stages:
    """A Progress that passes on what it hears, and keeps when each stage began."""

    def __init__(self, bars: Callable[[str, int, int], None]) -> None:
        self._bars, self._started = bars, time.perf_counter()
        self._began: dict[str, float] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        """Hear that `done` steps of `total` are done."""
        # What happens between two stages belongs to the one before, so that all together make the whole.
        self._began.setdefault(what, time.perf_counter() if self._began else self._started)
        self._bars(what, done, total)

    def seconds(self) -> dict[str, float]:
        """Return how long each stage took until now, in order."""
        ends = [*list(self._began.values())[1:], time.perf_counter()]
        return {name: end - began for (name, began), end in zip(self._began.items(), ends, strict=True)}


def questions(data: Path, sets: Path | None) -> list[str]:
    """Return QUESTIONS questions, fewer if there are fewer: those about meetings in `sets`, then of the public sets."""
    own = [question.text for question in read_questions(sets / SET)] if sets else []
    public = [question.text for _, one in present(data) for question in one.questions]
    count = min(max(0, QUESTIONS - len(own)), len(public))
    chosen = np.linspace(0, len(public) - 1, count).astype(int).tolist()
    return [*own, *(public[number] for number in chosen)][:QUESTIONS]


def measure(data: Path, place: Path, most: int, asked: Sequence[str], embedder: MakeEmbedder) -> Speed:
    """Build an index of about `most` passages of the news in `data` below `place`, and ask it the questions `asked`.

    `embedder` is a function of a module, or a partial of one: it is called in other processes.
    """
    articles, index = place / "articles", place / "index"
    for folder in (articles, index):
        shutil.rmtree(folder, ignore_errors=True)
    news.write(data, articles, most)
    built = _apart(timed_build, articles, index, embedder)
    return Speed(built, _apart(timed_searches, index, asked, embedder), _apart(timed_cuts, index, embedder))


def timed_build(articles: Path, index: Path, embedder: MakeEmbedder) -> Built:
    """Build `index` from `articles`; loading the model is not counted."""
    model = embedder()
    model.encode_passages(["会议"])
    stages = Stages(progress_bars())
    report = build(articles, index, model, progress=stages, full=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT
    seconds, added = stages.seconds(), []
    for number in range(ADDED):
        text = f"省政府召开第{number}次专题会议\n\n会议24日举行,研究第{number}项工作。会议强调要早谋划。\n"
        (articles / f"added-{number}.txt").write_text(text, "utf-8")
        added.append(build(articles, index, model).seconds)
    return Built(report.articles, report.passages, report.seconds, seconds, peak, added)


def timed_searches(index: Path, asked: Sequence[str], embedder: MakeEmbedder) -> Asked:
    """Ask `index` each of `asked` on one core, where the system lets a process choose."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    torch.set_num_threads(1)
    retriever = open_index(index, embedder()).retriever
    for question in asked[:_WARM]:
        retriever.search(question, _HITS)
    taken, worked = [], []
    for question in asked:
        started, began = time.perf_counter(), time.process_time()
        retriever.search(question, _HITS)
        taken.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - began) * 1000)
    return Asked(taken, worked, memory_in_use())


def timed_cuts(index: Path, embedder: MakeEmbedder) -> float:
    """Return how many passages of `index` jieba's `lcut` cuts in a second; loading its dictionary is not counted."""
    passages = open_index(index, embedder()).passages
    texts = [passages[number].text for number in range(min(_CUT, len(passages)))]
    jieba.initialize()
    started = time.perf_counter()
    for text in texts:
        jieba.lcut(text)
    return len(texts) / (time.perf_counter() - started)


def _apart(work: Callable[..., _Result], *arguments: object) -> _Result:
    """Return what `work` returns in a process of its own, which ends with it."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()
