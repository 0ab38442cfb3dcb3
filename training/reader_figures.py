"""What a fitted reader gets right: readings of a set, the calibration fitted on them, and their figures.

Knows nothing of training, files or model cards.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from bot.evidence import Evidence, EvidenceModel
from training.reader_data import Source
from training.reading_sets import Question, ReadingSet

PASSAGES = 4  # retrieved passages whose sentences are read
MEDIAN = 14  # characters of an answer line


@dataclass(frozen=True)
class Reading:
    """A question, the sentences it was read with, and what the model found in them."""

    question: Question
    sentences: list[tuple[str, float]]  # text and prior
    found: list[Evidence]

    def right(self, evidence: Evidence, within: bool = False) -> bool:
        """Return whether the evidence's sentence (or, `within`, its wide stretch) contains a gold answer."""
        said = self.sentences[evidence.sentence][0]
        said = said[evidence.wide_start : evidence.wide_end] if within else said
        return any(a in said for a in self.question.answers)

    def exact(self, evidence: Evidence) -> bool:
        """Return whether the evidence's span is a gold answer."""
        said = self.sentences[evidence.sentence][0][evidence.start : evidence.end]
        return said.strip("。,") in {a.strip("。,") for a in self.question.answers}


def widened(model: EvidenceModel, source: Source) -> float:
    """Return the cost of a character that makes half of the wide stretches `MEDIAN` long or shorter."""
    few = Source(ReadingSet(source.found.texts, source.found.questions[::4]), source.letters, model.network)
    cost = 0.0
    for cost in (0.003, 0.006, 0.01, 0.015, 0.022, 0.03, 0.04):
        model.calibration["length_cost"] = cost
        found = [r.found[0] for r in readings(model, few) if r.found]
        if np.median([e.wide_end - e.wide_start for e in found]) <= MEDIAN:
            break
    return cost


def readings(
    model: EvidenceModel, source: Source, passages: int = PASSAGES, away: bool = False
) -> list[Reading]:
    """Read every question with its retrieved passages; `away`, without the passage it was asked of."""
    done = []
    for question in tqdm(source.found.questions, mininterval=5):
        hits = [h for h in question.hits if not away or h[0] != question.text][:passages]
        asked = replace(question, golds=(), answers=()) if away else question
        top = hits[0][1] if hits else 1.0
        sentences = [
            (source.found.texts[n].text[a:b], score / top)
            for n, score in hits
            for a, b in source.found.texts[n].spans
        ]
        texts, priors = [s for s, _ in sentences], [p for _, p in sentences]
        done.append(Reading(asked, sentences, model.read(question.question, texts, priors)))
    return done


def rescored(reading: Reading, calibration: dict[str, float]) -> Reading:
    """Return the reading as the model would give it with other weights of prior and span."""
    if not reading.found:
        return reading
    weight, floor = calibration["prior_weight"], calibration["prior_floor"]
    totals = [
        e.margin
        + weight * math.log(reading.sentences[e.sentence][1] + floor)
        + calibration["span_weight"] * e.span_score
        for e in reading.found
    ]
    most = max(totals)
    whole = most + math.log(sum(math.exp(t - most) for t in totals))
    found = [replace(e, score=t - whole) for e, t in zip(reading.found, totals, strict=True)]
    return replace(reading, found=sorted(found, key=lambda e: -e.score))


def calibrate(model: EvidenceModel, asked: Sequence[Reading], others: Sequence[Reading]) -> dict[str, float]:
    """Fit the weights on `asked`, answerable questions, and the refusal on these and `others`.

    The threshold keeps nineteen in twenty of the right answers to `asked`.
    """
    grid = [
        model.calibration | {"prior_weight": p, "span_weight": s}
        for p in (0, 0.5, 1, 1.5, 2, 3)
        for s in (0, 0.15, 0.3, 0.5)
    ]

    def hits(calibration: dict[str, float]) -> float:
        tops = [(r, r.found[0]) for r in (rescored(r, calibration) for r in asked) if r.found]
        return sum(r.right(e) + 0.5 * r.right(e, within=True) for r, e in tops)

    chosen = max(grid, key=hits)
    mixed = [r for r in (rescored(r, chosen) for r in [*asked, *others]) if r.found]
    features = [
        [np.logaddexp.reduce([e.margin for e in r.found]), r.found[0].score, r.found[0].span_score]
        for r in mixed
    ]
    right = np.array([r.right(r.found[0]) for r in mixed])
    fitted = LogisticRegression().fit(features, right)
    chosen |= dict(zip(("margin", "score", "span"), map(float, fitted.coef_[0]), strict=True))
    chosen["bias"] = float(fitted.intercept_[0])
    chances = fitted.predict_proba(features)[:, 1]
    chosen["threshold"] = float(np.quantile(chances[right], 0.05))
    return chosen


def figures(model: EvidenceModel, asked: Sequence[Reading]) -> dict[str, float]:
    """Return shares of right sentences and spans; with unanswerable questions AUROC and risk-coverage area too."""
    told = [r for r in asked if r.question.answers]
    found = {
        "questions": float(len(asked)),
        "sentence": float(np.mean([bool(r.found) and r.right(r.found[0]) for r in told])),
        "answer": float(np.mean([bool(r.found) and r.right(r.found[0], within=True) for r in told])),
        "length": float(np.median([r.found[0].wide_end - r.found[0].wide_start for r in told if r.found])),
        "exact": float(np.mean([bool(r.found) and r.exact(r.found[0]) for r in told])),
    }
    chances = np.array([model.answerable(r.found) for r in asked])
    right = np.array([bool(r.found) and r.right(r.found[0]) for r in asked])
    order = np.argsort(-chances, kind="stable")
    risks = 1 - np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    found |= {"risk-coverage area": float(risks.mean()), "risk when always answering": float(risks[-1])}
    if len(told) < len(asked):
        found["AUROC answerable"] = float(roc_auc_score([bool(r.question.answers) for r in asked], chances))
    return found


def latency(model: EvidenceModel, count: int = 60) -> float:
    """Return the median milliseconds of reading 20 sentences of 60 characters on one thread."""
    torch.set_num_threads(1)
    sentences = [
        (
            "国务院总理主持召开国务院常务会议,研究部署有关工作,听取了情况汇报,并审议通过有关文件和条例草案。"
            * 2
        )[i : i + 60]
        for i in range(20)
    ]
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        model.answerable(model.read("谁主持召开了国务院常务会议?", sentences, [1.0] * 20))
        taken.append(time.perf_counter() - start)
    return 1000 * float(np.median(taken))
