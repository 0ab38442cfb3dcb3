"""How well questions are answered, and refused: every figure that says whether an answer can be trusted.

Question sets of one's own (a folder each, `questions.jsonl` and maybe `articles/`) are answered as
`python -m bot ask --batch` answers them; public sets from one index over the set's contexts. What an answer
counts as is `benchmarks/scoring.py`'s, what a confidence is worth `benchmarks/curves.py`'s. The models are the
ones that ship, whatever the settings name, on one thread.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from tqdm import tqdm

from benchmarks import sets
from benchmarks.curves import Curve, auroc, draw
from benchmarks.scoring import SHORT, UNANSWERABLE, Expected, Score, averages, by_kind, score
from bot.answering import READER_PATH, Answerer, open_answerer
from bot.confidence import THRESHOLD
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.quotes import Answer
from bot.reader import ExtractiveReader
from bot.settings import Settings
from bot.wording import Wording
from index.articles import decode
from index.build import article_files, build
from index.chunking import Chunking, passages
from index.dense import DenseIndex
from index.embedding import DEFAULT_MODEL, SentenceEmbedder
from index.errors import SettingsError
from index.hybrid import HybridRetriever, embed, passage_terms
from index.lexical import LexicalIndex
from index.script import detect
from index.store import open_index
from index.types import Article, Embedder, Retriever

ARTICLES = Path(__file__).parent.parent / "articles"  # of question sets that bring none
ALWAYS = 0.0  # a threshold that withholds no answer
_OWN_FIGURES = (
    "correct answered answer_hit quote_hit complete line_complete item_recall article_hit refused faithful same_script"
).split()
_PUBLIC_FIGURES = {
    "quote_hit": "gold in first quote",
    "short_hit": f"gold in {SHORT} chars",  # of the answer line
    "article_hit": "right context",
    "answered": "answered",
    "refused": "refused rightly",
}


class Keeps(NamedTuple):
    """Which titles of a public set are indexed, and which of those are asked about."""

    holds: sets.Keep
    asks: sets.Keep


PUBLIC = {
    "cmrc2018_trial": Keeps(sets.every, sets.every),
    "drcd_dev": Keeps(sets.every, sets.held_out),
    "squad2_zh_dev": Keeps(sets.held_out, sets.held_out),
}


@dataclass(frozen=True)
class Run:
    """The answers to one set's questions, in order; `seconds` has the time each took."""

    asked: Sequence[Expected]
    answers: Sequence[Answer]
    seconds: Sequence[float]
    scores: Sequence[Score]

    @property
    def answerable(self) -> list[bool]:
        """Whether each question has an answer."""
        return [one.kind != UNANSWERABLE for one in self.asked]

    @property
    def median_chars(self) -> float:
        """The median length of the answer lines, refusals left out; 0 when all were refused."""
        return float(np.median([len(a.text) for a in self.answers if not a.abstained] or [0]))

    def curve(self, name: str) -> Curve:
        """Return the risk by coverage of a run that withheld nothing."""
        confidence = [answer.confidence for answer in self.answers]
        return Curve.of(name, confidence, [one.correct for one in self.scores], THRESHOLD)


def run_questions(
    name: str, answer: Callable[[str], Answer], asked: Sequence[Expected], sources: Mapping[str, str]
) -> Run:
    """Answer and score `asked`, with a progress bar called `name` on standard error."""
    answers: list[Answer] = []
    seconds: list[float] = []
    for one in tqdm(asked, name, disable=None, mininterval=0.5):
        started = time.perf_counter()
        answers.append(answer(one.question))
        seconds.append(time.perf_counter() - started)
    scores = [score(e, a, sources) for e, a in zip(asked, answers, strict=True)]
    return Run(asked, answers, seconds, scores)


def articles_of(folder: Path) -> Path:
    """Return where the articles are that the set in `folder` asks about: its own, else those that ship."""
    own = folder / "articles"
    return own if own.is_dir() else ARTICLES


def texts_of(articles: Path) -> dict[str, str]:
    """Return the text of each file in the folder `articles`, by name."""
    return {name: decode(path.read_bytes(), name) for path, name in article_files(articles)}


def own_questions(folder: Path) -> list[Expected]:
    """Return the questions of `folder`/questions.jsonl; raises SettingsError for a line that is not one, and for none."""
    found: list[Expected] = []
    path = folder / "questions.jsonl"
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            gold, items = tuple(row["gold"]), tuple(row["all_of"])
            found.append(
                Expected(row["question"], row["kind"], row["script"], row["article"] or "", gold, items)
            )
        except (ValueError, KeyError, TypeError) as error:
            raise SettingsError(f"{path}, line {number}: not a question ({error})") from None
    if not found:
        raise SettingsError(f"{path}: there is no question in it")
    return found


def public_questions(data: sets.QuestionSet, limit: int | None) -> list[Expected]:
    """Return the questions of a public set; with `limit`, that many at even distances."""
    count = len(data.questions)
    chosen = range(count) if limit is None or limit >= count else np.linspace(0, count - 1, limit).astype(int)
    return [
        Expected(
            question.text,
            "span" if question.answers else UNANSWERABLE,
            detect(question.text),
            data.passages[question.passage].article.id,
            question.answers,
        )
        for question in (data.questions[i] for i in chosen)
    ]


class Bench:
    """Answers set after set and prints the figures of each; keeps the curves, and whether quotes were faithful."""

    def __init__(self) -> None:
        self._embedder: Embedder = SentenceEmbedder(DEFAULT_MODEL)
        self._model, self._say = EvidenceModel.load(READER_PATH), Wording.load()
        self.curves: list[Curve] = []
        self.faithful: list[bool] = []

    def own(self, folder: Path) -> None:
        """Index the articles of the set in `folder`, ask its questions, print its figures."""
        articles = articles_of(folder)
        sources = texts_of(articles)
        asked = own_questions(folder)
        with tempfile.TemporaryDirectory() as place:
            build(articles, Path(place), self._embedder)
            index = open_index(Path(place), self._embedder)
            bot = open_answerer(Settings(Path(place)))
        shipped = run_questions(folder.name, bot.answer, asked, sources)
        bold = self._answerer(index.retriever, index.articles, ALWAYS)
        forced = run_questions(f"{folder.name}, always", bold.answer, asked, sources)
        _print_head(folder.name, shipped, len(index.articles))
        figures = averages(shipped.scores)
        for name in (name for name in _OWN_FIGURES if name in figures):
            _print_row(name, f"{figures[name]:.4f}")
        kinds = by_kind(shipped.scores).items()
        _print_row("by kind", ", ".join(f"{kind} {right}/{count}" for kind, (right, count) in kinds))
        self._print_common(folder.name, shipped, forced)

    def public(self, stem: str, data: Path, limit: int | None) -> None:
        """Index the contexts of a public set, ask its questions, print its figures."""
        found = sets.load(data, stem, *PUBLIC[stem])
        articles = [passage.article for passage in found.passages]
        sources = {article.id: article.text for article in articles}
        retriever, asked = self._index(articles), public_questions(found, limit)
        bot, bold = (self._answerer(retriever, articles, threshold) for threshold in (THRESHOLD, ALWAYS))
        shipped = run_questions(stem, bot.answer, asked, sources)
        forced = run_questions(f"{stem}, always", bold.answer, asked, sources)
        _print_head(stem, shipped, len(articles))
        _print_row("", "as shipped   always answering")
        both = averages(shipped.scores), averages(forced.scores)
        for name, said in _PUBLIC_FIGURES.items():
            if name in both[0]:
                _print_row(said, f"{both[0][name]:<13.4f}{both[1][name]:.4f}")
        _print_row("median chars", f"{shipped.median_chars:<13g}{forced.median_chars:g}")
        self._print_common(stem, shipped, forced)

    def _print_common(self, name: str, shipped: Run, forced: Run) -> None:
        """Print times and what the confidence is worth."""
        median, late = np.percentile(shipped.seconds, (50, 95)) * 1000
        _print_row("ms per answer", f"median {median:.1f}, 95th percentile {late:.1f}")
        curve = forced.curve(name)
        self.curves.append(curve)
        self.faithful += [one for s in (*shipped.scores, *forced.scores) for one in s.faithful]
        if not all(forced.answerable):
            worth = auroc([answer.confidence for answer in forced.answers], forced.answerable)
            _print_row("AUROC answerable", f"{worth:.4f}")
        _print_row("AURC", f"{curve.area:.4f}   (always answering: risk {curve.always:.4f})")
        _print_row("at the threshold", f"risk {curve.at_shipped:.4f} at coverage {curve.shipped:.4f}")

    def _index(self, articles: Sequence[Article]) -> Retriever:
        cut = [passage for article in articles for passage in passages(article, Chunking())]
        lexical = LexicalIndex.build(passage_terms(passage) for passage in cut)
        dense = DenseIndex.build(*embed(self._embedder, cut))
        return HybridRetriever(cut, dense, lexical, self._embedder)

    def _answerer(self, retriever: Retriever, articles: Sequence[Article], threshold: float) -> Answerer:
        reader = ExtractiveReader(Library(articles), self._model, self._say, threshold)
        return Answerer(retriever, reader, articles)


def _print_head(name: str, run: Run, articles: int) -> None:
    print(f"\n{name} (questions: {len(run.asked)}, articles: {articles})")


def _print_row(name: str, value: str) -> None:
    print(f"  {name:20}{value}", flush=True)


def _chosen(evaluation: Path, only: Sequence[str]) -> Iterator[tuple[str, Path | None]]:
    """Yield (name, its folder or None for a public set) of each set wanted; raises SettingsError."""
    folders = {path.parent.name: path.parent for path in sorted(evaluation.glob("*/questions.jsonl"))}
    if not folders:
        raise SettingsError(f"{evaluation}: no folder with a questions.jsonl; give their folder with --eval")
    known: dict[str, Path | None] = {**folders, **dict.fromkeys(PUBLIC)}
    for name in only or known:
        if name not in known:
            raise SettingsError(f"there is no set {name!r}; there are {', '.join(known)}")
        yield name, known[name]


def run(
    data: Path,
    evaluation: Path,
    only: Sequence[str] = (),
    limit: int | None = None,
    picture: Path | None = None,
) -> None:
    """Print the figures of every set, or of those in `only`; `limit` questions of each public set, 1 or more."""
    chosen = list(_chosen(evaluation, only))
    torch.set_num_threads(1)  # times are of one core
    bench = Bench()
    for name, folder in chosen:
        if folder is None:
            bench.public(name, data, limit)
        else:
            bench.own(folder)
    share = sum(bench.faithful) / max(len(bench.faithful), 1)
    print(f"\nfaithful over everything: {share:.4f} of {len(bench.faithful)} quotes")
    if picture:
        draw(bench.curves, picture)
        print(f"risk-coverage curves: {picture}")
