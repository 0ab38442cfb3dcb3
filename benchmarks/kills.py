"""Builds killed at random moments: what the index is worth after each.

A process changes a small folder of articles and rebuilds its index, again and again, until kill -9 ends it.
Then the index must open, hold one state of the folder and nothing of another, and answer as an index
made from nothing but its own articles does, with every passage a candidate: which of equal ones are among the first
hundred is left to chance. The embedding is counted, not learnt: it takes no time.
"""

import hashlib
import json
import random
import time
import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tqdm import tqdm

from index.build import build
from index.dense import DenseIndex
from index.errors import ArticleError, HuidaError
from index.generations import building
from index.hybrid import Fusion, HybridRetriever, embed, passage_terms
from index.lexical import LexicalIndex
from index.smoke import check
from index.store import Index, current, open_index
from index.types import Vectors

_TOPICS = "營商環境 罰款事項 數字經濟 防汛抗旱 教育改革 鄉村振興 糧食安全 海洋漁業 綠色轉型 職業技能".split()
_DEEDS = "研究 部署 審議 聽取 強調 討論 通過 總結".split()
_LONGEST = 1.0  # seconds from the first build to the kill: a few builds


class CountingEmbedder:
    """Hashes characters into 32 counts."""

    name = "counting"
    dim = 32

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, 32), each row of unit length."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, 32), each row of unit length."""
        vectors = np.full((len(texts), self.dim), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for character in text:
                vectors[row, zlib.crc32(character.encode()) % self.dim] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def edit(folder: Path, chance: random.Random, articles: int) -> None:
    """Add, change, rename or remove one of the up to `articles` files in `folder`, or break one."""
    path = folder / f"{chance.randrange(articles):03d}.txt"
    what = chance.random()
    if what < 0.15:
        path.unlink(missing_ok=True)
    elif what < 0.25 and path.exists():
        path.rename(folder / f"{chance.randrange(articles):03d}.txt")
    elif what < 0.3:
        path.write_bytes(b"\0\x01")
    else:
        topic, number = chance.choice(_TOPICS), chance.randrange(1000)
        told = "".join(
            f"會議{chance.choice(_DEEDS)}了{chance.choice(_TOPICS)}第{chance.randrange(99)}項工作。\n"
            for _ in range(chance.randrange(1, 5))
        )
        path.write_text(
            f"全省{topic}第{number}次會議召開\n日期: 2024-0{number % 9 + 1}-02\n\n{told}", "utf-8"
        )


def keep_building(articles: Path, index: Path, seed: int, many: int, ready: Connection) -> None:
    """Edit and build until killed; say when the first build begins."""
    chance, embedder = random.Random(seed), CountingEmbedder()
    embedder.encode_questions(["暖機"])
    passage_terms(open_index(index, embedder).passages[0])  # the dictionary takes a second
    ready.send(seed)
    while True:
        for _ in range(chance.randrange(1, 4)):
            edit(articles, chance, many)
        with suppress(ArticleError):  # no article is left
            build(articles, index, embedder, full=chance.random() < 0.2, processes=1)


def faults(folder: Path) -> list[str]:
    """Return what is wrong with the index in `folder`: nothing, if it opens and is all of one piece."""
    embedder = CountingEmbedder()
    try:
        index = open_index(folder, embedder)
        return [*_not_whole(folder, index), *_not_alike(index, embedder)]
    except HuidaError as error:
        return [str(error)]


def _not_whole(folder: Path, index: Index) -> list[str]:
    """Return how the articles differ from what the generation says it was made of."""
    rows = json.loads((folder / "generations" / index.generation / "files.json").read_text("utf-8"))
    found = [(a.id, hashlib.sha256(a.text.encode()).hexdigest()) for a in index.articles]
    wrong = [] if found == [(name, sha256) for name, sha256, _, _ in rows] else ["articles are not its files"]
    whole = hashlib.sha256("".join(f"{name}\0{sha256}\n" for name, sha256 in found).encode()).hexdigest()
    return wrong if whole == index.manifest.corpus else [*wrong, "articles are not of one state"]


def _not_alike(index: Index, embedder: CountingEmbedder) -> list[str]:
    """Return the questions that `index` answers otherwise than one made anew of its articles."""
    check(index, index.articles, index.numbers.tolist())
    passages = [index.passages[number] for number in index.numbers.tolist()]
    dense = DenseIndex.build(*embed(embedder, passages))
    lexical = LexicalIndex.build(passage_terms(p) for p in passages)
    every = Fusion(candidates=len(index.passages))
    ours, anew = (
        replace(index.retriever, fusion=every),
        HybridRetriever(passages, dense, lexical, embedder, every),
    )
    questions = [*_TOPICS, *(article.title for article in index.articles)]
    return [q for q in questions if ours.search(q, 10) != anew.search(q, 10)]


def run(times: int, seed: int = 0, articles: int = 60) -> int:
    """Kill `times` builds and print what was found; return how many left a fault."""
    chance, left, bad = random.Random(seed), Counter[str](), 0
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with TemporaryDirectory() as name:
        folder, index = Path(name, "articles"), Path(name, "index")
        folder.mkdir()
        for _ in range(2 * articles):
            edit(folder, chance, articles)
        build(folder, index, CountingEmbedder(), processes=1)
        for number in tqdm(range(times), "kills", disable=None):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=keep_building, args=(folder, index, seed + number + 1, articles, theirs)
            )
            process.start()
            ours.recv()
            time.sleep(chance.uniform(0, _LONGEST))
            process.kill()
            process.join()
            left.update(_left_behind(index))
            wrong = faults(index)
            with building(index):  # as the next build begins
                if any(not path.name.isdigit() for path in (index / "generations").iterdir()):
                    wrong.append("something is left after a clean-up")
            bad += bool(wrong)
            for fault in wrong:
                print(f"kill {number + 1}: {fault}")
        swaps = int(current(index))
    print(f"{times} kills: {times - bad} times an index that opens and answers; {swaps} swaps came between")
    print("left behind: " + ", ".join(f"{what} {count}" for what, count in sorted(left.items())))
    return bad


def _left_behind(index: Path) -> set[str]:
    """Return which traces of an unfinished build the kill left: none when it fell between two."""
    names = [path.name for path in (index / "generations").iterdir()]
    newest = max(name for name in names if name.isdigit())
    traces = {name.partition(".")[2] for name in names if not name.isdigit()}
    if newest > current(index):
        traces.add("whole but not serving")
    if sum(name.isdigit() for name in names) > 2:
        traces.add("old ones not removed")
    return traces or {"nothing"}
