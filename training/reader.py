"""Fit the reader of `bot/evidence.py`: which sentence answers, which words of it, and whether any does.

    python -m training.reader --data ../shared/data --out bot/models/reader [--seed 0]

Three steps: character and bigram vectors from co-occurrence (Levy & Goldberg 2014, Neural Word Embedding
as Implicit Matrix Factorization); reading questions made up over news; two rounds over the public
questions, the made-up ones among them. Then four numbers of the combination and four of the refusal are
fitted on titles kept aside, and the table of figures is printed and written into the model card.
About 40 minutes on one free core with bfloat16 units (AMX), some hours without. Draws are seeded;
figures still move by a point with the processor.

Knows nothing of Telegram, articles or the index on disk.
"""

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]
from sklearn.utils.extmath import randomized_svd  # type: ignore[import-untyped]
from torch import Tensor
from tqdm import tqdm

from bot.evidence import MAX_QUESTION, Alphabet, Batch, Evidence, EvidenceModel, Network, Sizes
from index.script import fold
from training import reading_sets as sets
from training.pairs import read
from training.reading_sets import Question, ReadingSet, Rng, Text

Ids = NDArray[np.int64]
STREAM, BATCH = 448, 24  # characters of candidate sentences a training question gets, questions a step
PASSAGES = 4  # retrieved passages whose sentences are read
MEDIAN = 14  # characters of an answer line
PIECE = 300  # characters over which rarity is counted
ROUNDS = ((900, 1.5e-3, 0.10), (2400, 1.2e-3, 0.15), (1400, 9e-4, 0.15))  # steps, rate, dropout
UNCALIBRATED = {
    "prior_weight": 1.0, "prior_floor": 0.05, "span_weight": 0.3,
    "length_cost": 0.008, "bias": 0.0, "margin": 1.0, "score": 0.0, "span": 0.0, "threshold": 0.5,
}  # fmt: skip
MASKED = -1e4


def corpus(data: Path, news: Sequence[Text]) -> list[str]:
    """Return folded text to learn characters from, none of it of held-out titles."""
    texts = [f"{t.title}\n{t.text}" for t in news[::3]]
    kept = {"cmrc2018_train_evidence": lambda _: True, "drcd_dev": sets.trains, "squad2_zh_dev": sets.trains}
    for name, keep in kept.items():
        for row in read(data, name):
            if keep(row["title"]):
                texts += 2 * [fold("\n".join([row["context"], *(q["question"] for q in row["qas"])]))]
    return texts + [fold(row["content"]) for row in read(data, "work_reports")]


def vectors(rows: Ids, contexts: Ids, shape: tuple[int, int], size: int, seed: int) -> Tensor:
    """Return `size` numbers for each row: the factors of its positive pointwise mutual information."""
    keys, counts = np.unique(rows * shape[1] + contexts, return_counts=True)
    keys, counts = keys[counts >= 3], counts[counts >= 3].astype(np.float64)
    row, context = keys // shape[1], keys % shape[1]
    smoothed = np.bincount(context, counts, shape[1]) ** 0.75
    expected = np.bincount(row, counts, shape[0])[row] * (smoothed / smoothed.sum())[context]
    matrix = sparse.csr_matrix((np.maximum(np.log(counts / expected), 0), (row, context)), shape=shape)
    left, weights, _ = randomized_svd(matrix, size, n_iter=3, random_state=seed)
    found = left * np.sqrt(weights)
    found *= 0.1 * math.sqrt(size) / np.linalg.norm(found, axis=1).mean()
    return torch.from_numpy(found.astype(np.float32))


def alphabet(texts: Sequence[str], sizes: Sizes) -> tuple[Alphabet, Ids]:
    """Return the commonest characters and bigrams of `texts`, and the texts as one stream of ids."""
    counts = Counter[str]()
    for text in texts:
        counts.update(text)
    common = [c for c, _ in counts.most_common(sizes.chars - 65) if not c.isspace() and ord(c) < 0x10000]
    characters = "".join(common)
    letters = Alphabet(characters, "", sizes.chars)
    stream = np.concatenate([np.append(letters.encode(t), 0) for t in texts])
    word = np.array([False, *(c.isalnum() for c in characters), *[False] * 64])
    pairs = stream[:-1] * sizes.chars + stream[1:]
    codes, often = np.unique(pairs[word[stream[:-1]] & word[stream[1:]]], return_counts=True)
    codes = np.sort(codes[np.argsort(-often, kind="stable")[: sizes.bigrams - 2]])
    bigrams = "".join(characters[c // sizes.chars - 1] + characters[c % sizes.chars - 1] for c in codes)
    return Alphabet(characters, bigrams, sizes.chars), stream


def rarity(ids: Ids, size: int) -> Tensor:
    """Return the rarity of each id, about 0 to 1: the logarithm of pieces over pieces that have it, by 10."""
    pieces = np.arange(len(ids)) // PIECE
    having = np.bincount(np.unique(pieces * size + ids) % size, minlength=size)
    return torch.from_numpy(np.log(1 + (pieces[-1] + 1) / (having + 1)).astype(np.float32) / 10)


def fresh(texts: Sequence[str], sizes: Sizes, seed: int) -> tuple[Network, Alphabet]:
    """Return an unfitted network whose embeddings and rarities come from `texts`."""
    letters, stream = alphabet(texts, sizes)
    pairs = letters.pairs(stream)
    torch.manual_seed(seed)
    network = Network(sizes)
    part = np.concatenate([stream[:4_000_000], stream[-4_000_000:]])
    part_pairs = np.concatenate([pairs[:4_000_000], pairs[-4_000_000:]])
    at = np.arange(4, len(part) - 5)

    def near(ids: Ids, offsets: Iterable[tuple[int, int]], floor: int) -> tuple[Ids, Ids]:
        kept = [(at[(ids[at] > floor) & (part[at + o] > 0)], o, slot) for o, slot in offsets]
        return (
            np.concatenate([ids[a] for a, _, _ in kept]),
            np.concatenate([part[a + o] + slot * sizes.chars for a, o, slot in kept]),
        )

    around = ((-3, 0), (-2, 0), (-1, 1), (1, 2), (2, 3), (3, 3))
    shape = (sizes.chars, 4 * sizes.chars)
    chars = vectors(*near(part, around, 0), shape, sizes.char_dim, seed)
    around = ((-3, 0), (-2, 0), (-1, 1), (2, 2), (3, 3), (4, 3))
    bigrams = vectors(*near(part_pairs, around, 1), (sizes.bigrams, shape[1]), sizes.bigram_dim, seed)
    char_idf, bigram_idf = rarity(stream, sizes.chars), rarity(pairs, sizes.bigrams)
    for number, character in enumerate(letters.characters, 1):
        if not character.isalnum():
            char_idf[number] = 0
    char_idf[0] = bigram_idf[0] = 0
    char_idf[len(letters.characters) + 1 :] = char_idf.max()
    bigram_idf[1] = bigram_idf[2:].max()
    with torch.no_grad():
        for table, learnt in ((network.char.weight, chars), (network.bigram.weight, bigrams)):
            unseen = learnt.abs().sum(1, keepdim=True) == 0
            table.copy_(torch.where(unseen, 0.03 * torch.randn(table.shape), learnt))
            table[0] = 0
        network.char_idf.copy_(char_idf)
        network.bigram_idf.copy_(bigram_idf)
    return network, letters


class Sentence(NamedTuple):
    """A candidate: its text's number, its bounds there, and that text's score over the best text's."""

    text: int
    start: int
    end: int
    prior: float


class Example(NamedTuple):
    """A question with the sentences it is read with."""

    question: Question
    sentences: list[Sentence]
    source: "Source"


class Source:
    """A reading set with its texts as ids, cut into candidates."""

    def __init__(
        self,
        found: ReadingSet,
        letters: Alphabet,
        network: Network,
        alter: bool = False,
        context: float = 0.0,
    ) -> None:
        self.found, self.letters, self.context = found, letters, context
        self.char_idf, self.bigram_idf = network.char_idf.numpy().copy(), network.bigram_idf.numpy().copy()
        self.places, self.pool = sets.nouns(found) if alter else ([], {})

    def candidates(
        self, question: Question, hits: Sequence[tuple[int, float]], room: int, most: int, rng: Rng
    ) -> list[Sentence]:
        """Return the sentences that share most of the question, in reading order, `room` characters in all.

        The choice is blurred, and the answer's sentence always among them.
        """
        asked, ids = question.question, self.letters.encode(question.question)
        weights = {asked[i : i + 2]: self.bigram_idf[n] for i, n in enumerate(self.letters.pairs(ids)) if n}
        weights |= {c: 0.3 * self.char_idf[n] for c, n in zip(asked, ids, strict=True)}
        total, top = sum(weights.values()) + 1e-6, max(score for _, score in hits)
        ranked = []
        for rank, (number, score) in enumerate(hits):
            text = self.found.texts[number]
            for start, end in text.spans:
                said = text.text[start:end]
                shared = sum(weight for part, weight in weights.items() if part in said) / total
                gold = number == question.text and any(start <= a < end for a, _ in question.golds)
                key = shared + 0.5 * score / top + 0.25 * rng.random() + (9 if gold else 0)
                ranked.append((key, rank, Sentence(number, start, end, score / top)))
        ranked.sort(key=lambda r: -r[0])
        kept: list[tuple[int, Sentence]] = []
        for _, rank, sentence in ranked:
            if len(kept) < most and room >= sentence.end - sentence.start + 1:
                room -= sentence.end - sentence.start + 1
                kept.append((rank, sentence))
        return [s for _, s in sorted(kept, key=lambda k: (k[0], k[1].start))]

    def draw(self, number: int, rng: Rng) -> Example:
        """Return a training example of question `number`: other passages beside its own, at times without it."""
        question = self.found.questions[number]
        own = [h for h in question.hits if h[0] == question.text]
        other = rng.sample(
            [h for h in question.hits if h[0] != question.text][:5], k=min(5, len(question.hits) - 1)
        )
        away = question.golds and other and rng.random() < 0.1
        hits = (
            other[:3] if away else own + other[: rng.choice((0, 1, 2, 3) if question.golds else (0, 0, 1, 2))]
        )
        if self.places and question.golds and self.places[number] and rng.random() < 0.1:
            place, text = rng.choice(self.places[number]), self.found.texts[question.text].text
            if changed := sets.altered(question, place, self.pool, text, rng):
                question, hits = changed, own + other[: rng.choice((0, 1, 2))]
        if rng.random() < self.context:
            question = sets.in_context(question, self.found.texts[question.text], rng)
        elif rng.random() < 0.15 and len(question.question) > 10:
            cut = rng.randrange(len(question.question) - 3)
            wording = question.question[:cut] + question.question[cut + rng.choice((1, 2)) :]
            question = replace(question, question=wording)
        hits.sort(key=lambda h: -h[1])
        return Example(question, self.candidates(question, hits, STREAM, 24, rng), self)


class Targets(NamedTuple):
    """Which sentences [B,S] hold an answer, where answers start and end [B,T], and the sentences' places [B,T]."""

    sentences: Tensor
    starts: Tensor
    ends: Tensor
    inside: Tensor


def collate(examples: Sequence[Example]) -> tuple[Batch, Targets]:
    """Return the examples as one padded batch."""
    n, s = len(examples), max(len(e.sentences) for e in examples)
    t = max(sum(x.end - x.start + 1 for x in e.sentences) for e in examples)
    q = min(MAX_QUESTION, max(len(e.question.question) for e in examples))
    stream, pairs = np.zeros((n, t), np.int64), np.zeros((n, t), np.int64)
    asked, asked_pairs = np.zeros((n, q), np.int64), np.zeros((n, q), np.int64)
    member, prior = np.zeros((n, s, t), np.float32), np.zeros((n, s, 2), np.float32)
    gold, (starts, ends, inside) = np.zeros((n, s), bool), np.zeros((3, n, t), bool)
    for i, (question, sentences, source) in enumerate(examples):
        ids = source.letters.encode(question.question[:q])
        asked[i, : len(ids)], asked_pairs[i, : len(ids)] = ids, source.letters.pairs(ids)
        at = 0
        for j, (number, start, end, ratio) in enumerate(sentences):
            stop = at + end - start
            stream[i, at:stop] = source.letters.encode(source.found.texts[number].text[start:end])
            member[i, j, at:stop], prior[i, j] = 1, (ratio, ratio >= 0.999)
            for first, last in question.golds if number == question.text else ():
                if start <= first < end:
                    gold[i, j] = True
                    if last <= end:
                        starts[i, at + first - start] = ends[i, at + last - start - 1] = True
                        inside[i, at:stop] = True
            at = stop + 1
        pairs[i] = source.letters.pairs(stream[i])
    batch = Batch(*map(torch.from_numpy, (stream, pairs, member, asked, asked_pairs, prior)))
    return batch, Targets(*map(torch.from_numpy, (gold, starts, ends, inside)))


def _missed(logits: Tensor, among: Tensor, right: Tensor) -> Tensor:
    """Return the mean of -log P(right), P over the cells `among`; rows with nothing right do not count."""
    rows = right.any(1)
    if not rows.any():
        return logits.new_zeros(())
    logits, among, right = logits[rows], among[rows], right[rows]
    total = logits.masked_fill(~among, MASKED).logsumexp(1)
    return (total - logits.masked_fill(~right, MASKED).logsumexp(1)).mean()


def loss(network: Network, batch: Batch, targets: Targets) -> Tensor:
    """Return the training loss: answerable and where, the sentence given one answers, its bounds in it."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores, nothing, v, u = network.weigh(batch)
        starts, ends = network.bounds(v, u, (batch.stream > 0).to(v.dtype)[..., None])
    choices = torch.cat([scores, nothing[:, None]], 1)
    right = torch.cat([targets.sentences, ~targets.sentences.any(1, keepdim=True)], 1)
    everything = torch.ones_like(right)
    answerable, sentence = (
        _missed(choices, everything, right),
        _missed(scores, everything[:, 1:], targets.sentences),
    )
    bounds = _missed(starts, targets.inside, targets.starts) + _missed(ends, targets.inside, targets.ends)
    return 0.5 * answerable + 0.7 * sentence + 0.5 * bounds


def fit(
    network: Network, pools: Sequence[tuple[Source, int]], plan: tuple[int, float, float], seed: int
) -> None:
    """Train in place for `plan`'s steps; each epoch takes up to so many questions of each source.

    What is left in `network` is the running mean of its weights (Polyak & Juditsky 1992).
    """
    steps, rate, network.rate = plan
    rng = random.Random(seed)
    optimizer = torch.optim.AdamW(network.parameters(), rate, betas=(0.9, 0.98), weight_decay=0.01)
    mean = {k: v.clone() for k, v in network.state_dict().items()}
    network.train()
    queue: list[tuple[Source, int]] = []
    for step in tqdm(range(1, steps + 1), mininterval=5):
        while len(queue) < BATCH:
            for source, most in pools:
                count = len(source.found.questions)
                queue += [(source, i) for i in rng.sample(range(count), min(count, most))]
            rng.shuffle(queue)
        examples = [source.draw(i, rng) for source, i in (queue.pop() for _ in range(BATCH))]
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, step / 200) * (0.05 + 0.475 * (1 + math.cos(math.pi * step / steps)))
        optimizer.zero_grad()
        loss(network, *collate([e for e in examples if e.sentences])).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        keep = min(0.999, step / (step + 10))
        for name, value in network.state_dict().items():
            mean[name].lerp_(value, 1 - keep)
    network.load_state_dict(mean)
    network.eval()


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
    """Fit the weights on `asked`, answerable questions, and the refusal on these and `others`."""
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
    fitted = LogisticRegression(class_weight=None).fit(features, right)
    chosen |= dict(zip(("margin", "score", "span"), map(float, fitted.coef_[0]), strict=True))
    chosen["bias"] = float(fitted.intercept_[0])
    chances = fitted.predict_proba(features)[:, 1]
    cuts = np.quantile(chances, np.linspace(0.02, 0.98, 97))
    chosen["threshold"] = float(
        max(cuts, key=lambda c: (chances[right] >= c).mean() + (chances[~right] < c).mean())
    )
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


CARD = """# Reader

{parameters:.2f} M parameters, {size:.1f} MB, half precision. Reads a question and some sentences; says which
sentence answers, which words of it, and how likely the answer is right. Definition and inference:
`bot/evidence.py`. It reads characters, folded to one script, so Traditional and Simplified text are the same to it.

## Figures

Each set's passages are one index, BM25 finds {passages} passages, whose sentences are read.
"sentence" is the share of answerable questions whose first sentence contains a gold answer, "answer" the same of its
wide stretch (at most 40 characters; "length" is its median), "exact" the share whose span is a gold answer. The risk-coverage area is the mean share of wrong first sentences over all numbers of questions answered, the
surest first; beside it the risk of always answering.

{table}

One question, 20 sentences of 60 characters, one thread: {latency:.1f} ms.

## Data and licences

| data | used for | licence |
|---|---|---|
| CMRC 2018 training set | training; a tenth of its titles for calibration only | CC BY-SA 4.0 |
| DRCD dev, two thirds of its titles | training | CC BY-SA 3.0 |
| ChineseSquad (SQuAD 2.0 dev, machine-translated), two thirds of its titles | training; a tenth of those for calibration only | CC BY-SA 4.0 |
| CCTV news items 2012 to 2026 (china-data/xwlb, DuckBurnIncense/xin-wen-lian-bo) | questions made by rule; characters | MIT; text © CCTV, study use, none of it is in the weights' folder |
| State Council work reports, zh.wikisource | characters | public domain / CC BY-SA |

CMRC 2018 trial and the other thirds of DRCD dev and ChineseSquad were never trained on.

## Recipe

`python -m training.reader --data ../shared/data --out bot/models/reader --seed {seed}`

## Limits

Fitted on encyclopedia questions and news: whole lists, sums and anything that two sentences must be put together for
are not its business. Unanswerable questions of SQuAD's kind, whose every word stands in the passage, it tells badly.
"""


def card(model: EvidenceModel, out: Path, rows: dict[str, dict[str, float]], seed: int) -> str:
    """Return the model card's text."""
    columns = list(dict.fromkeys(name for row in rows.values() for name in row))
    lines = ["| set | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, row in rows.items():
        cells = [
            f"{row[c]:.0f}" if c in ("questions", "length") else f"{row[c]:.3f}" if c in row else ""
            for c in columns
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return CARD.format(
        parameters=sum(p.numel() for p in model.network.parameters()) / 1e6,
        size=sum(f.stat().st_size for f in out.iterdir() if f.suffix != ".md") / 1e6,
        passages=PASSAGES, table="\n".join(lines), latency=latency(model), seed=seed,
    )  # fmt: skip


def evaluate(model: EvidenceModel, data: Path, out: Path, sizes: Sizes, seed: int) -> None:
    """Calibrate, save, measure, and write the card."""

    def source(name: str, keep: sets.Keep = lambda _: True) -> Source:
        return Source(sets.load(data, name, keep), model.alphabet, model.network)

    kept_aside = source("cmrc2018_train_evidence", lambda t: not sets.fits(t))
    translated = source("squad2_zh_dev", lambda t: sets.trains(t) and not sets.fits(t))
    model.calibration["length_cost"] = widened(model, kept_aside)
    asked, away = readings(model, kept_aside), readings(model, kept_aside, away=True)
    model.calibration |= calibrate(model, asked, [*away[::2], *readings(model, translated)])
    model.save(out, sizes)
    model = EvidenceModel.load(out)
    rows = {
        "CMRC trial": figures(model, readings(model, source("cmrc2018_trial"))),
        "DRCD, held-out third": figures(
            model, readings(model, source("drcd_dev", lambda t: not sets.trains(t)))
        ),
        "SQuAD2-zh, held-out third": figures(
            model, readings(model, source("squad2_zh_dev", lambda t: not sets.trains(t)))
        ),
        "CMRC, titles for calibration": figures(model, readings(model, kept_aside)),
    }
    text = card(model, out, rows, seed)
    (out / "README.md").write_text(text, encoding="utf-8")
    print(text.split("## Data")[0])
    print({k: round(v, 3) for k, v in model.calibration.items()})


def main() -> None:
    """Run the recipe."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="the folder of public data")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the model and its card")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rng, sizes = Rng(args.seed), Sizes()
    news = sets.articles(args.data)
    network, letters = fresh(corpus(args.data, news), sizes, args.seed)

    def source(found: ReadingSet, alter: bool = False, context: float = 0.0) -> Source:
        return Source(found, letters, network, alter, context)

    made = sets.news_cloze(news, 45_000, rng)
    fit(network, [(source(made), 45_000)], ROUNDS[0], args.seed)
    wiki = sets.load(args.data, "cmrc2018_train_evidence", sets.fits)
    drcd = sets.load(args.data, "drcd_dev", sets.trains)
    translated = sets.load(args.data, "squad2_zh_dev", lambda t: sets.trains(t) and sets.fits(t))
    asked, asked_wiki = sets.meetings(news, 14_000, rng), sets.wiki_cloze(wiki, 3, rng)
    for number, (plan, share) in enumerate(zip(ROUNDS[1:], (0.0, 1.0), strict=True), 1):
        pools = [
            (source(wiki, alter=True, context=0.08 * share), 10_000),
            (source(drcd, alter=True, context=0.05 * share), 10_000),
            (source(translated), 10_000),
            (source(asked, context=0.45 * share), 5000),
            (source(asked_wiki, context=0.1 * share), 2000),
            (source(made, context=0.6 * share), 1500 + round(3500 * share)),
        ]
        fit(network, pools, plan, args.seed + number)
    evaluate(EvidenceModel(network, letters, UNCALIBRATED), args.data, args.out, sizes, args.seed)


if __name__ == "__main__":
    main()
