"""Runs each library on each corpus, one after the other, each in a process of its own on one core.

Knows nothing of how a library is built or of the table.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import news
from benchmarks.peers.environments import ROOT, Peer, last_line, python
from benchmarks.ranking import figures
from benchmarks.sets import SETS, load, present
from index.embedding import DEFAULT_PATH
from index.errors import HuidaError, SettingsError

_ONE_CORE = {
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "false",
    "TQDM_DISABLE": "1",
}


@dataclass(frozen=True)
class Corpus:
    """Passages, and questions with the number of the passage each was asked of."""

    name: str
    passages: list[str]
    questions: list[tuple[str, int]]


@dataclass(frozen=True)
class Measured:
    """One row: what a peer took and found, by column; None and the reason in one line where it failed."""

    peer: str
    values: dict[str, float] | None
    failure: str = ""


def corpora(data: Path, sets: Sequence[str], distractors: int, limit: int | None) -> Iterator[Corpus]:
    """Yield the corpora of `sets` in `data`, each with the first `distractors` paragraphs of the news behind it.

    All sets that are there, when `sets` is empty. With `limit`, so many questions of each, spread evenly. Blank
    questions are left out: some libraries raise. Raises SettingsError for an unknown set or a missing file.
    """
    unknown = [stem for stem in sets if stem not in SETS]
    if unknown:
        raise SettingsError(f"{', '.join(unknown)}: no such set; there are {', '.join(SETS)}")
    more = list(islice(_paragraphs(data), distractors)) if distractors else []
    if len(more) < distractors:
        raise SettingsError(
            f"the news have only {len(more)} different paragraphs; ask for that many passages"
        )
    for loaded in [load(data, stem) for stem in sets] or [loaded for _, loaded in present(data)]:
        asked = [(q.text, q.passage) for q in loaded.questions if q.text.strip()]
        if limit is not None and limit < len(asked):
            asked = [asked[i * len(asked) // limit] for i in range(limit)]
        yield Corpus(loaded.name, [p.text for p in loaded.passages] + more, asked)


def _paragraphs(data: Path) -> Iterator[str]:
    """Yield the news' paragraphs, each once: some libraries merge passages of the same text, others do not."""
    seen = set()
    for item in news.items(data):
        for text in item.paragraphs:
            if text not in seen:
                seen.add(text)
                yield text


def compare(corpus: Corpus, peers: Sequence[Peer]) -> Iterator[Measured]:
    """Yield a row for each of `peers`, measured one after the other; one that fails does not stop the rest."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.json"
        path.write_text(
            json.dumps({"passages": corpus.passages, "questions": corpus.questions}, ensure_ascii=False),
            "utf-8",
        )
        for peer in peers:
            print(f"{corpus.name}: {peer.name}", file=sys.stderr)
            try:
                yield Measured(peer.name, _measure(peer, path))
            except HuidaError as error:
                yield Measured(peer.name, None, str(error))


def _measure(peer: Peer, corpus: Path) -> dict[str, float]:
    interpreter = str(python(peer.environment))
    command = [interpreter, "-m", "benchmarks.peers.worker", peer.build, str(corpus), str(DEFAULT_PATH)]
    environment = {**os.environ, **_ONE_CORE}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)
    if done.returncode:
        raise HuidaError(f"failed: {last_line(done.stderr)}")
    said = json.loads(last_line(done.stdout))
    found = figures(said["ranks"])
    return {
        "build s": said["build_s"],
        "peak MiB": said["peak_mib"],
        "median ms": float(np.median(said["ms"])),
        "p95 ms": float(np.percentile(said["ms"], 95)),
        "R@1": found["R@1"],
        "nDCG@10": found["nDCG@10"],
    }
