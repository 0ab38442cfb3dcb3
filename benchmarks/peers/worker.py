"""Measures one library on one corpus, in the environment that has it, and prints the outcome as a line of JSON.

    python -m benchmarks.peers.worker benchmarks.peers.NAME:FUNCTION CORPUS.json MODEL

CORPUS.json is what `benchmarks/peers/comparison.py` writes. Imports nothing but the standard library before the
peer itself, and knows nothing of figures. Linux only: it reads /proc.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from time import process_time
from typing import Any

DEPTH = 10

Search = Callable[[str, int], list[int]]
Build = Callable[[Sequence[str], Path], Search]


def measure(build: Build, corpus: dict[str, Any], model: Path) -> dict[str, Any]:
    """Return what `build` takes and finds. Times are the processor's: what else the machine does counts little.

    `build_s`: seconds, embedding and the loading of models and dictionaries included; `peak_mib`: the most
    memory that the process had until then; for each question `ms`, milliseconds of its search, and `ranks`,
    the rank from 0 of its passage, DEPTH when it is not among the first DEPTH.
    """
    start = process_time()
    search = build(corpus["passages"], model)
    build_s, peak_mib = process_time() - start, _peak_mib()
    search(corpus["questions"][0][0], DEPTH)  # what loads at the first question is no question's time
    ranks, ms = [], []
    for question, passage in corpus["questions"]:
        start = process_time()
        found = search(question, DEPTH)[:DEPTH]
        ms.append(1000 * (process_time() - start))
        ranks.append(found.index(passage) if passage in found else DEPTH)
    return {"build_s": build_s, "peak_mib": peak_mib, "ms": ms, "ranks": ranks}


def _peak_mib() -> float:
    """Return the process's largest resident set; getrusage would count that of the parent before exec too."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status has no VmHWM")


def _on_one_core() -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    import torch

    torch.set_num_threads(1)


def main(peer: str, corpus: str, model: str) -> None:
    """Measure `peer`, a module and its function, and print one line of JSON."""
    _on_one_core()
    import sentence_transformers  # noqa: F401  # every peer uses it, some only when first asked to

    name, function = peer.split(":")
    build: Build = getattr(importlib.import_module(name), function)
    with redirect_stdout(sys.stderr):  # libraries greet
        result = measure(build, json.loads(Path(corpus).read_text("utf-8")), Path(model))
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
