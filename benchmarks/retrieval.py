"""How well passages are found: each half alone, fused, and fused by ranks, on public sets; and the parts beside.

The halves and the fusion are the index's own; only reciprocal ranks are here, for comparison.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from benchmarks import crossing, distractors, english, speed, tables
from benchmarks.halves import Halves
from benchmarks.options import PARTS
from benchmarks.ranking import COLUMNS, DEPTH, Search, figures, first_rank
from benchmarks.sets import QuestionSet, held_out, load, present
from benchmarks.tables import Table
from index.embedding import SentenceEmbedder
from index.errors import SettingsError
from index.hybrid import Fusion
from index.lexical import LexicalIndex, best
from index.script import fold
from index.types import Embedder
from index.words import words

_RRF_K = 60  # Cormack et al. 2009
TRAINED_ON = "drcd_dev"  # by the recipe of the term weights, but for a third of its titles
_WEIGHTS = (0.0, 0.2, 0.4, 0.6, 0.8)  # of the cosine, that a sweep tries
# nDCG@10 of large models on the same passages and questions, by set.
PUBLISHED = {
    "xquad_zh": {
        "multilingual-e5-large": 0.964,
        "multilingual-e5-base": 0.955,
        "gte-multilingual-base": 0.934,
        "paraphrase-multilingual-MiniLM": 0.852,
    }
}
_SOURCE = "published: MTEB's results of XQuADRetrieval, Chinese (embeddings-benchmark/results); not run here"


@dataclass(frozen=True)
class Options:
    """What to measure, and on what; `work` is where big indexes are kept, None for nowhere."""

    data: Path
    eval: Path | None = None
    only: Sequence[str] = PARTS
    sweep: bool = False
    distractors: bool = False
    misses: bool = False
    speed: int = 0
    work: Path | None = None
    picture: Path | None = None


def methods(data: QuestionSet, embedder: Embedder, sweep: bool) -> Iterator[tuple[str, Search]]:
    """Yield each way of searching `data`, by name; with `sweep`, other weights of the cosine too."""
    asked = [question.text for question in data.questions]
    halves = Halves.build(data.passages, embedder, data.name)
    plain = LexicalIndex.build(words(fold(p.text)) for p in data.passages)
    by_dense, by_lexical = halves.by_dense(asked), halves.by_lexical(asked)

    def by_ranks(q: int) -> list[int]:
        scores: dict[int, float] = {}
        for found in (by_lexical(q), by_dense(q)):
            for rank, passage in enumerate(found):
                scores[passage] = scores.get(passage, 0) + 1 / (_RRF_K + rank + 1)
        return sorted(scores, key=lambda p: -scores[p])

    yield "dense", by_dense
    yield (
        "BM25 words",
        lambda q: best(plain.scores(plain.find(words(fold(asked[q])))), DEPTH).tolist(),
    )
    yield "BM25 words + bigrams", halves.by_rarity(asked)
    yield "the same, weighed", by_lexical
    yield "reciprocal ranks", by_ranks
    yield "hybrid (shipped)", halves.by_both(asked)
    for weight in _WEIGHTS if sweep else ():
        yield f"hybrid, cosine {weight:.1f}", halves.by_both(asked, Fusion(weight, weight))


def table(stem: str, data: QuestionSet, embedder: Embedder, sweep: bool) -> Table:
    """Return the figures of every way of searching `data`; below them what is published on the same set."""
    rows = {}
    for name, search in methods(data, embedder, sweep):
        asked = tqdm(data.questions, f"{data.name}, {name}", disable=None, leave=False)
        rows[name] = figures([first_rank(search(q), one.passage) for q, one in enumerate(asked)])
    published = {name: {COLUMNS[-1]: value} for name, value in PUBLISHED.get(stem, {}).items()}
    title = f"{data.name}: {len(data.passages)} passages, {len(data.questions)} questions"
    return Table(title, rows | published, COLUMNS[-1], [_SOURCE] if published else [])


def run(options: Options, model: str) -> None:
    """Print every table that is asked for, with the embedding `model`; draw them where a picture is wanted."""
    if options.distractors and options.eval is None:
        raise SettingsError("--distractors needs --eval, the folder of question sets")
    # Speed comes first: a process that is started counts the most memory of the one that starts it as its own.
    if options.speed:
        questions = speed.questions(options.data, options.eval)
        with _room(options.work, "speed") as place:
            found = speed.measure(
                options.data, Path(place), options.speed, questions, partial(SentenceEmbedder, model)
            )
        print(found.text(), flush=True)
    embedder = SentenceEmbedder(model)
    shown: list[Table] = []
    for one in _parts(options, embedder):
        print(one.text(), flush=True)
        shown.append(one)
    if options.picture and shown:
        tables.draw(shown, options.picture)


def _parts(options: Options, embedder: Embedder) -> Iterator[Table]:
    """Yield the tables of the parts that are asked for, one when it is made."""
    if "sets" in options.only:
        for stem, data in present(options.data):
            yield table(stem, data, embedder, options.sweep)
            if stem == TRAINED_ON:
                third = load(options.data, stem, asks=held_out)
                name = f"{data.name}, the third that no recipe reads"
                yield table(stem, replace(third, name=name), embedder, options.sweep)
    if "scripts" in options.only:
        for _, data in present(options.data):
            yield crossing.table(data, embedder)
    if "english" in options.only and english.is_in(options.data):
        yield english.table(options.data, embedder)
    if "meetings" in options.only and options.eval:
        folder = options.eval / distractors.SET
        with _room(options.work, "own") as place:
            yield distractors.run(folder, None, embedder, Path(place), options.misses)
    if options.distractors and options.eval:
        with _room(options.work, "news") as place:
            yield distractors.run(
                options.eval / distractors.SET, options.data, embedder, Path(place), options.misses
            )


def _room(work: Path | None, name: str) -> AbstractContextManager[str]:
    """Return a folder: `work`/`name`, which stays, or one that goes with the `with` block."""
    return TemporaryDirectory() if work is None else nullcontext(str(work / name))
