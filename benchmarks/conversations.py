"""How well follow-up questions are answered: conversations of two and three turns, asked one after the other.

`conversations.jsonl` holds the questions, and where their answers stand: [start, end] in the text of an article
that is not part of the project. Those whose id begins with h- were written and set aside before the rules were
mended for the last time. Two earlier such parts are now among the others: d-35 to d-68, whose first figure was
0.8154, and d-69 to d-94, 0.8077. What counts as right is `benchmarks/scoring.py`'s.
"""

import json
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from benchmarks.answers import ARTICLES, articles_of, own_questions
from benchmarks.scoring import UNANSWERABLE, Expected, score
from bot.answering import open_answerer
from bot.conversation import TURNS, Turn
from bot.quotes import Answer
from bot.settings import Settings
from index.articles import decode
from index.build import article_files, build
from index.embedding import DEFAULT_MODEL, SentenceEmbedder
from index.errors import SettingsError

CONVERSATIONS = Path(__file__).parent / "conversations.jsonl"
HALVES = {"d": "dev", "h": "held-out"}  # by the first letter of an id
ORDERS = 3  # random orders in which the questions that stand alone are asked one after the other


@dataclass(frozen=True)
class Asked:
    """One turn, asked after those before it in its conversation `name`; `number` counts from 1."""

    name: str
    number: int
    expected: Expected
    answer: Answer
    correct: bool
    faithful: bool
    seconds: float


def conversations(sources: Mapping[str, str]) -> dict[str, list[Expected]]:
    """Return the turns of each conversation by its id; raises SettingsError when an article is not in `sources`."""
    found: dict[str, list[Expected]] = {}
    for line in CONVERSATIONS.read_text("utf-8").splitlines():
        row = json.loads(line)
        found[row["id"]] = [_expected(turn, sources) for turn in row["turns"]]
    return found


def _expected(turn: Mapping[str, object], sources: Mapping[str, str]) -> Expected:
    question, script, article = str(turn["question"]), turn["script"], turn["article"]
    assert script in ("hant", "hans", "en")
    if article is None:
        return Expected(question, UNANSWERABLE, script, "", ())
    if article not in sources:
        raise SettingsError(f"the conversations are about {article}, which is not among the articles")
    text = sources[str(article)]

    def wordings(name: str) -> tuple[str, ...]:
        places = turn[name]
        assert isinstance(places, list)
        return tuple(text[start:end] for start, end in places)

    return Expected(question, "span", script, str(article), wordings("gold"), wordings("all_of"))


def converse(
    answer: Callable[[str, Sequence[Turn]], Answer],
    asked: Mapping[str, Sequence[Expected]],
    sources: Mapping[str, str],
) -> list[Asked]:
    """Ask each conversation's questions in their order, each with the turns before it."""
    done: list[Asked] = []
    for name, turns in asked.items():
        before: list[Turn] = []
        for number, expected in enumerate(turns, 1):
            started = time.perf_counter()
            found = answer(expected.question, before)
            seconds = time.perf_counter() - started
            judged = score(expected, found, sources)
            done.append(Asked(name, number, expected, found, judged.correct, all(judged.faithful), seconds))
            before.append(Turn.of(found))
    return done


def changed(
    answer: Callable[[str, Sequence[Turn]], Answer], questions: Sequence[str], seed: int
) -> list[str]:
    """Return those of `questions` that are answered otherwise one after the other, in random order, than alone."""
    order = list(questions)
    random.Random(seed).shuffle(order)
    before: list[Turn] = []
    found: list[str] = []
    for question in order:
        alone, together = answer(question, ()), answer(question, before[-TURNS:])
        if (alone.text, alone.quotes) != (together.text, together.quotes):
            found.append(question)
        before.append(Turn.of(together))
    return found


def run(evaluation: Path, misses: str = "") -> None:
    """Print the share of turns that are answered right, and how many questions that stand alone change.

    Args:
        evaluation: the folder of question sets, with the articles in meetings_dev.
        misses: halves ("dev", "held-out", or both with a comma) whose wrong turns are printed.
    """
    torch.set_num_threads(1)  # times are of one core
    folders = [ARTICLES, evaluation / "meetings_dev" / "articles"]
    files = {name: path for folder in folders for path, name in article_files(folder)}
    sources = {name: decode(path.read_bytes(), name) for name, path in files.items()}
    asked = conversations(sources)
    embedder = SentenceEmbedder(DEFAULT_MODEL)
    with tempfile.TemporaryDirectory() as place:
        together = Path(place) / "articles"
        together.mkdir()
        for name, path in files.items():
            (together / name).symlink_to(path.resolve())
        build(together, Path(place) / "index", embedder)
        bot = open_answerer(Settings(Path(place) / "index"))
    _print_turns(converse(lambda q, before: bot.answer(q, "hant", before), asked, sources), misses)
    for folder in sorted(evaluation.glob("*/questions.jsonl")):
        _print_changed(folder.parent, embedder)


def _print_changed(folder: Path, embedder: SentenceEmbedder) -> None:
    articles = articles_of(folder)
    with tempfile.TemporaryDirectory() as place:
        build(articles, Path(place), embedder)
        bot = open_answerer(Settings(Path(place)))
    questions = [one.question for one in own_questions(folder)]
    found = [
        changed(lambda q, before: bot.answer(q, "hant", before), questions, seed) for seed in range(ORDERS)
    ]
    counts = ", ".join(str(len(one)) for one in found)
    print(
        f"{folder.name}: {len(questions)} questions in {ORDERS} random orders; other answers than alone: {counts}"
    )
    for question in sorted({q for one in found for q in one}):
        print(f"    {question}")


def _print_turns(done: Sequence[Asked], misses: str) -> None:
    for letter, half in HALVES.items():
        ours = [one for one in done if one.name.startswith(letter)]
        later = [one for one in ours if one.number > 1]
        first = [one for one in ours if one.number == 1]
        print(f"{half} (conversations: {len(first)})")
        print(f"  turns after the first {_share(later)}")
        print(f"  first turns           {_share(first)}")
        whole = [
            [one for one in ours if one.name == name] for name in dict.fromkeys(one.name for one in ours)
        ]
        print(f"  whole conversations   {sum(all(t.correct for t in c) for c in whole)}/{len(whole)}")
        for one in ours if half in misses.split(",") else ():
            if not one.correct:
                print(f"  {one.name}.{one.number} {one.expected.question} → {one.answer.text[:80]}")
                for quote in one.answer.quotes[:2]:
                    print(f"      {quote.article.id}: {quote.text[:80]}")
                print(f"      wanted: {(*one.expected.gold, *one.expected.all_of)[:4]}")
    median, late = np.percentile([one.seconds for one in done if one.number > 1], (50, 95)) * 1000
    print(f"ms per turn after the first: median {median:.1f}, 95th percentile {late:.1f}")
    print(f"faithful: {sum(one.faithful for one in done)}/{len(done)} turns")


def _share(turns: Sequence[Asked]) -> str:
    right = sum(one.correct for one in turns)
    return f"{right / max(len(turns), 1):.4f}   ({right}/{len(turns)})"
