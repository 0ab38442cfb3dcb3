"""The recipe of bot/confidence.py's numbers: `python -m training.confidence --data DATA`.

Asks the questions written for this project of an index of the articles they are about, takes the answer
that would be given, and fits a logistic curve from its signals to whether it is right; an answer to an
unanswerable question never is. `--also` adds sets in the form of `ask --batch` with gold, all_of and kind
beside. Prints the weights, the threshold, the figures of a cross-validation, and those of the questions that nothing
is fitted to. Knows nothing of wording.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold
from tqdm import tqdm

from bot.answering import PASSAGES_READ, READER_PATH
from bot.confidence import Signals
from bot.evidence import EvidenceModel
from bot.library import Library
from bot.query import understand
from bot.quotes import Answer
from bot.reader import ExtractiveReader
from bot.wording import Wording
from index.build import build
from index.embedding import SentenceEmbedder
from index.script import fold, to_script
from index.store import open_index
from training.own_questions import UNSEEN, asked
from training.pairs import DataMissing

CHITCHAT = Path(__file__).with_name("chitchat.txt")
NAMES = tuple(field.name for field in fields(Signals))
STRENGTH = 1.0  # of regularisation, inverse: some 850 questions, six signals
REFUSED = 0.75  # of the questions without an answer, which were written to be hard: one in four answered is as much as one forgives
PLATEAU = 0.05  # of answered and refused together: what chance moves them by on so few questions


@dataclass(frozen=True)
class Example:
    """One question, with its id ("" for chit-chat): its signals, whether the answer would be right, whether there is one."""

    id: str
    signals: Signals
    right: bool
    answerable: bool


Array = npt.NDArray[np.float64]


def right(row: Mapping[str, Any], answer: Answer) -> bool:
    """Whether `answer` is right for the question set's `row`: a gold string, or every item, is shown."""
    if not row["article"]:
        return False  # nothing is
    if answer.quotes[0].article.id != row["article"]:
        return False
    shown = [_squeezed(text) for text in (answer.text, *(quote.text for quote in answer.quotes))]
    if row["all_of"]:
        return all(_squeezed(item) in "".join(shown) for item in row["all_of"])
    return any(_squeezed(gold) in text for gold in row["gold"] for text in shown[:2])


def _squeezed(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


def written_out(data: Path, folder: Path) -> list[dict[str, Any]]:
    """Write the articles of the questions that the reader was not trained on, every other one in Traditional script.

    Return those questions, with their article's file name in `folder`, and chit-chat, which no article answers.
    Raises DataMissing without the news of `data`.
    """
    held_out = list(asked(data, held_out=True))
    names: dict[str, str] = {}
    for number, article in enumerate(dict.fromkeys(q.article for q in held_out)):
        names[article.id] = f"{number:03}.txt"
        text = to_script(article.text, "hant") if number % 2 else article.text
        (folder / names[article.id]).write_text(text, "utf-8")
    rows = [{**q.row, "article": names[q.article.id] if q.row["url"] else None} for q in held_out]
    chitchat = CHITCHAT.read_text("utf-8").splitlines()
    return rows + [{"question": line, "article": None} for line in chitchat]


def examples(rows: Sequence[Mapping[str, Any]], articles: Path, model: EvidenceModel) -> Iterator[Example]:
    """Yield what comes of each question of `rows` over an index of `articles`."""
    embedder = SentenceEmbedder()
    with tempfile.TemporaryDirectory() as folder:
        build(articles, Path(folder), embedder)
        index = open_index(Path(folder), embedder)
        reader = ExtractiveReader(Library(index.articles), model, Wording.load())
        for row in tqdm(rows):
            query = understand(row["question"])
            reading = reader.weigh(query, index.retriever.search(query.text, PASSAGES_READ))
            if reading:  # without one it is refused whatever the numbers are
                is_right, answerable = right(row, reading.answer), bool(row["article"])
                yield Example(row.get("id", ""), reading.signals, is_right, answerable)


def fit(signals: Array, correct: Array) -> LogisticRegression:
    """Return the logistic curve from `signals` (n, 6) to `correct` (n,)."""
    # Scaled, so that a rare contradiction is not regularised away.
    scale = signals.std(0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(signals / scale, correct)
    model.coef_ = model.coef_ / scale
    return model


def best_threshold(probabilities: Array, answerable: Array) -> float:
    """Return the probability that parts questions with an answer from those without, both counting alike.

    Where exactly the best lies is chance, so it goes in steps of 0.05. Of those that part them about as well it is
    the lowest that refuses REFUSED of the questions without an answer: a higher one mostly withholds what is right.
    """
    grid = np.linspace(0.05, 0.95, 19)
    answered = np.array([(probabilities[answerable == 1] >= t).mean() for t in grid])
    refused = np.array([(probabilities[answerable == 0] < t).mean() for t in grid])
    best = answered + refused >= (answered + refused).max() - PLATEAU
    sure = best & (refused >= REFUSED)
    return float(grid[sure if sure.any() else best][0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the recipe; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.confidence", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.gz files")
    parser.add_argument(
        "--also", type=Path, nargs=2, action="append", default=[], metavar=("QUESTIONS", "ARTICLES")
    )
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    model = EvidenceModel.load(READER_PATH)
    try:
        with tempfile.TemporaryDirectory() as folder:
            rows = written_out(options.data, Path(folder))
            found = list(examples(rows, Path(folder), model))
    except DataMissing as missing:
        print(f"error: {missing}", file=sys.stderr)
        return 2
    for questions, articles in options.also:
        lines = questions.read_text("utf-8").splitlines()
        found += examples([json.loads(line) for line in lines if line.strip()], articles, model)
    print_fit(
        [e for e in found if not e.id.startswith(UNSEEN)], [e for e in found if e.id.startswith(UNSEEN)]
    )
    return 0


def arrays(found: Sequence[Example]) -> tuple[Array, Array, Array]:
    """Return the signals (n, 6) of `found`, which answers are right (n,) and which questions have one (n,)."""
    signals = np.array([[asdict(example.signals)[name] for name in NAMES] for example in found])
    correct = np.array([example.right for example in found], float)
    return signals, correct, np.array([example.answerable for example in found], float)


def print_fit(found: Sequence[Example], unseen: Sequence[Example]) -> None:
    """Fit on `found`, print the numbers of bot/confidence.py, and how good they are on folds held out and `unseen`."""
    signals, correct, answerable = arrays(found)
    held = np.zeros(len(found))
    for train, test in KFold(5, shuffle=True, random_state=0).split(signals):
        held[test] = fit(signals[train], correct[train]).predict_proba(signals[test])[:, 1]
    threshold = best_threshold(held, answerable)
    for value in (0.3, 0.4, 0.5, threshold):
        report(held, correct, answerable, value)
    curve = fit(signals, correct)
    last, last_correct, last_answerable = arrays(unseen)
    print("Of the questions that nothing is fitted to:")
    report(curve.predict_proba(last)[:, 1], last_correct, last_answerable, threshold)
    print("THRESHOLD =", round(threshold, 3))
    weights = {"bias": curve.intercept_[0], **dict(zip(NAMES, curve.coef_[0], strict=True))}
    print(
        "WEIGHTS =", json.dumps({name: round(float(value), 3) for name, value in weights.items()}, indent=4)
    )


def report(probabilities: Array, correct: Array, answerable: Array, threshold: float) -> None:
    """Print what the `probabilities` of so many questions give at `threshold`."""
    given = probabilities >= threshold
    rate = (correct * given).sum() / len(given) + ((1 - answerable) * ~given).sum() / len(given)
    print(
        f"threshold {threshold:.3f}: of {len(given)} questions, answered {given[answerable == 1].mean():.3f} of those "
        f"that can be, refused {1 - given[answerable == 0].mean():.3f} of the others, correct {rate:.3f}; AUROC "
        f"right {roc_auc_score(correct, probabilities):.3f}, answerable {roc_auc_score(answerable, probabilities):.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
