"""The recipe of bot/confidence.py's weights: python -m training.confidence QUESTIONS ARTICLES [QUESTIONS ARTICLES …].

Asks each question of each set (JSON lines as `ask --batch` reads them, with gold, all_of and kind beside) of
an index of its articles, takes the answer that would be given, and fits a logistic curve from its signals
to whether it is right; an answer to an unanswerable question never is. Prints the weights, the
threshold, and figures of a five-fold cross-validation. Knows nothing of what it is run on.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
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
from index.script import fold
from index.store import open_index

NAMES = tuple(field.name for field in fields(Signals))
STRENGTH = 0.3  # of regularisation, inverse: few hundred questions, ten signals
# A wrong answer costs this many refusals of a right one: an answer is trusted, a refusal is asked again.
COST = 1.0

Array = npt.NDArray[np.float64]


def right(row: Mapping[str, Any], answer: Answer) -> bool:
    """Whether `answer` is right for the question set's `row`: a gold string, or every item, is shown."""
    if not row["article"]:
        return False
    if answer.quotes[0].article.id != row["article"]:
        return False
    shown = [_squeezed(text) for text in (answer.text, *(quote.text for quote in answer.quotes))]
    if row["all_of"]:
        return all(_squeezed(item) in "".join(shown) for item in row["all_of"])
    return any(_squeezed(gold) in text for gold in row["gold"] for text in shown[:2])


def _squeezed(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


def examples(
    questions: Path, articles: Path, model: EvidenceModel
) -> Iterator[tuple[Signals | None, bool, bool]]:
    """Yield (signals, whether right, whether answerable) for each question; no signals for a sure refusal."""
    embedder = SentenceEmbedder()
    with tempfile.TemporaryDirectory() as folder:
        build(articles, Path(folder), embedder)
        index = open_index(Path(folder), embedder)
        reader = ExtractiveReader(Library(index.articles), model, Wording.load())
        rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line.strip()]
        for row in tqdm(rows, questions.parent.name):
            query = understand(row["question"])
            reading = reader.weigh(query, index.retriever.search(query.text, PASSAGES_READ))
            answerable = bool(row["article"])
            yield (
                (reading.signals, right(row, reading.answer), answerable)
                if reading
                else (None, False, answerable)
            )


def fit(signals: Array, correct: Array) -> LogisticRegression:
    """Return the logistic curve from `signals` (n, 11) to `correct` (n,)."""
    # Scaled, so that a rare contradiction is not regularised away.
    scale = signals.std(0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(signals / scale, correct)
    model.coef_ = model.coef_ / scale
    return model


def best_threshold(probabilities: Array, correct: Array, answerable: Array) -> float:
    """Return the probability at which answers right and refusals right, less COST times answers wrong, are most."""
    grid = np.linspace(0.05, 0.95, 181)
    gains = [
        (correct * (probabilities >= t)).sum()
        + ((1 - answerable) * (probabilities < t)).sum()
        - COST * ((1 - correct) * (probabilities >= t)).sum()
        for t in grid
    ]
    best = np.flatnonzero(np.array(gains) == max(gains))
    return float(grid[best[len(best) // 2]])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the recipe; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.confidence", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="QUESTIONS ARTICLES")
    sets = parser.parse_args(arguments).sets
    if len(sets) % 2:
        print("error: give a folder of articles after each file of questions", file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    model = EvidenceModel.load(READER_PATH)
    found = [e for q, a in zip(sets[::2], sets[1::2], strict=True) for e in examples(q, a, model)]
    known = [(s, c, a) for s, c, a in found if s is not None]
    signals = np.array([[asdict(s)[name] for name in NAMES] for s, _, _ in known])
    correct = np.array([c for _, c, _ in known], float)
    answerable = np.array([a for _, _, a in known], float)
    held = np.zeros(len(known))
    for train, test in KFold(5, shuffle=True, random_state=0).split(signals):
        held[test] = fit(signals[train], correct[train]).predict_proba(signals[test])[:, 1]
    threshold = best_threshold(held, correct, answerable)
    report(held, correct, answerable, threshold)
    curve = fit(signals, correct)
    print("THRESHOLD =", round(threshold, 3))
    weights = {"bias": curve.intercept_[0], **dict(zip(NAMES, curve.coef_[0], strict=True))}
    print(
        "WEIGHTS =", json.dumps({name: round(float(value), 3) for name, value in weights.items()}, indent=4)
    )
    return 0


def report(held: Array, correct: Array, answerable: Array, threshold: float) -> None:
    """Print what the cross-validated probabilities give at `threshold`."""
    given = held >= threshold
    print(
        f"{len(held)} questions, {int(answerable.sum())} answerable, {correct.mean():.3f} right if always answered"
    )
    print(
        f"AUROC right or not {roc_auc_score(correct, held):.3f}, answerable or not {roc_auc_score(answerable, held):.3f}"
    )
    print(f"answered {given[answerable == 1].mean():.3f}, refused {1 - given[answerable == 0].mean():.3f}")
    print(
        f"correct {(correct * given).sum() / len(held) + ((1 - answerable) * ~given).sum() / len(held):.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
