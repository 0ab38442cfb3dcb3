"""Fit the reader of `bot/evidence.py`: which sentence answers, which words of it, and whether any does.

    python -m training.reader --data ../shared/data --out bot/models/reader [--seed 0] [--start FOLDER]

Four steps: character and bigram vectors from co-occurrence (`training/characters.py`); reading questions made
up over news; three rounds over the public questions, the made-up ones among them; a last round with the
questions written for this project beside them, run twice from the same weights and averaged. With
`--start`, which names a fitted model, only the last. Then three numbers of the combination and five of the
refusal are fitted on titles kept aside, and the table of figures is printed and written into the model card.
The last round takes two and a half hours on one core without bfloat16 units (AVX2), the others some more.
Draws are seeded; figures still move by a point with the processor.

Knows nothing of Telegram, articles or the index on disk.
"""

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from bot.alphabet import Alphabet
from bot.evidence import ROOM, EvidenceModel
from bot.network import Batch, Network, Sizes
from training import reading_sets as sets
from training.characters import corpus, fresh
from training.cloze import news_cloze, wiki_cloze
from training.made_up import meetings
from training.own_questions import training_questions
from training.reader_card import evaluate
from training.reader_data import Example, Source, Targets, Variety, collate
from training.reading_sets import ReadingSet, Rng, Text

Pools = Sequence[tuple[Source, int]]  # and how many questions of it an epoch takes
Plan = tuple[int, float, float]
BATCH = 24  # questions a step
ALIKE = 6  # batches that are drawn together, so that examples of one length can share one
ROUNDS = (
    (900, 1.5e-3, 0.10),
    (2400, 1.2e-3, 0.15),
    (1400, 9e-4, 0.15),
    (1200, 7e-4, 0.15),
)  # steps, rate, dropout
LAST = (
    (3600, 8e-4, 0.15),
    (3600, 8e-4, 0.20),
)  # both from the same weights
UNCALIBRATED = {
    "prior_weight": 1.0, "prior_floor": 0.05, "span_weight": 0.3,
    "length_cost": 0.008, "bias": 0.0, "margin": 1.0, "score": 0.0, "span": 0.0, "threshold": 0.5,
}  # fmt: skip
MASKED = -1e4
_QUICK_HALVES = (
    "AVX512" in torch.backends.cpu.get_cpu_capability()
)  # elsewhere bfloat16 takes ten times as long


def _missed(logits: Tensor, among: Tensor, right: Tensor) -> Tensor:
    """Return the mean of -log P(right), P over the cells `among`; rows with nothing right do not count."""
    rows = right.any(1)
    if not rows.any():
        return logits.new_zeros(())
    logits, among, right = logits[rows], among[rows], right[rows]
    total = logits.masked_fill(~among, MASKED).logsumexp(1)
    return (total - logits.masked_fill(~right, MASKED).logsumexp(1)).mean()


def where_answered(v: Tensor, targets: Targets) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return of the answers' sentences alone the characters `v` [B,L,hidden], and inside, starts, ends [B,L].

    The few questions that two sentences answer have both side by side.
    """
    order = targets.inside.int().sort(dim=1, descending=True, stable=True).indices
    places = order[:, : max(int(targets.inside.sum(1).max()), 1)]
    inside, starts, ends = (m.gather(1, places) for m in (targets.inside, targets.starts, targets.ends))
    v = v.gather(1, places[..., None].expand(-1, -1, v.shape[2]))
    return v * inside.to(v.dtype)[..., None], inside, starts, ends


def loss(network: Network, batch: Batch, targets: Targets) -> Tensor:
    """Return the training loss: answerable and where, the sentence given one answers, its bounds in it."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_QUICK_HALVES):
        scores, nothing, v, u = network.weigh(batch)
        v, inside, first, last = where_answered(v, targets)
        starts, ends = network.bounds(v, u, inside.to(v.dtype)[..., None])
    choices = torch.cat([scores, nothing[:, None]], 1)
    right = torch.cat([targets.sentences, ~targets.sentences.any(1, keepdim=True)], 1)
    everything = torch.ones_like(right)
    answerable, sentence = (
        _missed(choices, everything, right),
        _missed(scores, everything[:, 1:], targets.sentences),
    )
    bounds = _missed(starts, inside, first) + _missed(ends, inside, last)
    return 0.5 * answerable + 0.7 * sentence + 0.5 * bounds


def batches(pools: Pools, rng: Rng) -> Iterator[list[Example]]:
    """Yield batches for ever, examples of about the same length together: a batch is as long as its longest."""
    queue: list[tuple[Source, int]] = []
    while True:
        while len(queue) < BATCH * ALIKE:
            for source, most in pools:
                count = len(source.found.questions)
                queue += [(source, i) for i in rng.sample(range(count), min(count, most))]
            rng.shuffle(queue)
        drawn = [source.draw(i, rng) for source, i in (queue.pop() for _ in range(BATCH * ALIKE))]
        drawn = sorted((e for e in drawn if e.sentences), key=lambda e: e.characters)
        cut = [drawn[max(i - BATCH, 0) : i] for i in range(len(drawn), 0, -BATCH)]
        yield from rng.sample(cut, len(cut))


def fit(network: Network, pools: Pools, plan: Plan, seed: int) -> None:
    """Train in place for `plan`'s steps; each epoch takes up to so many questions of each source.

    What is left in `network` is the running mean of its weights (Polyak & Juditsky 1992).
    """
    steps, rate, network.rate = plan
    rng = random.Random(seed)
    optimizer = torch.optim.AdamW(network.parameters(), rate, betas=(0.9, 0.98), weight_decay=0.01)
    mean = {k: v.clone() for k, v in network.state_dict().items()}
    network.train()
    drawn = batches(pools, rng)
    for step in tqdm(range(1, steps + 1), mininterval=5):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, step / 200) * (0.05 + 0.475 * (1 + math.cos(math.pi * step / steps)))
        optimizer.zero_grad()
        loss(network, *collate(next(drawn))).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        keep = min(0.999, step / (step + 10))
        for name, value in network.state_dict().items():
            mean[name].lerp_(value, 1 - keep)
    network.load_state_dict(mean)
    network.eval()


def fit_mean(network: Network, pools: Pools, plans: Sequence[Plan], seed: int) -> None:
    """Train in place by each plan from the same weights, and keep the mean (Wortsman et al. 2022, Model soups)."""
    start = {k: v.clone() for k, v in network.state_dict().items()}
    total = {k: torch.zeros_like(v) for k, v in start.items()}
    for number, plan in enumerate(plans):
        network.load_state_dict(start)
        fit(network, pools, plan, seed + number)
        for name, value in network.state_dict().items():
            total[name] += value / len(plans)
    network.load_state_dict(total)


@dataclass(frozen=True)
class Material:
    """The questions of all rounds: public ones, those made up by rule, and those written for this project."""

    wiki: ReadingSet
    drcd: ReadingSet
    translated: ReadingSet
    made: ReadingSet
    asked: ReadingSet
    asked_wiki: ReadingSet
    own: ReadingSet


def gather(data: Path, news: list[Text], rng: Rng) -> Material:
    """Return all that is trained on, nothing of it held out."""
    made = news_cloze(news, 45_000, rng)
    wiki = sets.load(data, "cmrc2018_train_evidence", sets.fits)
    return Material(
        wiki=wiki,
        drcd=sets.load(data, "drcd_dev", sets.trains),
        translated=sets.load(data, "squad2_zh_dev", lambda t: sets.trains(t) and sets.fits(t)),
        made=made,
        asked=meetings(news, 14_000, rng),
        asked_wiki=wiki_cloze(wiki, 3, rng),
        own=training_questions(data, rng),
    )


class Mixtures:
    """Which questions each round takes, and how many of each kind an epoch."""

    def __init__(self, material: Material, network: Network, letters: Alphabet) -> None:
        self._material, self._network, self._letters = material, network, letters

    def _source(self, found: ReadingSet, variety: Variety = Variety()) -> Source:
        return Source(found, self._letters, self._network, variety)

    def first(self) -> Pools:
        """Return questions made up over news only."""
        return [(self._source(self._material.made), 45_000)]

    def public(self, share: float) -> Pools:
        """Return public and made-up questions; `share`, 0 to 1, of the made-up ones and of words before them."""
        m = self._material
        return [
            (self._source(m.wiki, Variety(alter=True, context=0.08 * share)), 10_000),
            (self._source(m.drcd, Variety(alter=True, context=0.05 * share)), 10_000),
            (self._source(m.translated), 10_000),
            (self._source(m.asked, Variety(context=0.45 * share)), 5000),
            (self._source(m.asked_wiki, Variety(context=0.1 * share)), 2000),
            (self._source(m.made, Variety(context=0.6 * share)), 1500 + round(3500 * share)),
        ]

    def last(self) -> Pools:
        """Return the questions written for this project, with half as many others again."""
        m = self._material
        return [
            (self._source(m.own, Variety(alter=True, hidden=0.15, room=ROOM)), 8000),
            (self._source(m.wiki, Variety(alter=True, context=0.08)), 6000),
            (self._source(m.drcd, Variety(alter=True, context=0.05)), 2400),
            (self._source(m.translated), 2400),
            (self._source(m.asked, Variety(context=0.45)), 900),
            (self._source(m.made, Variety(context=0.6)), 500),
        ]


def main() -> None:
    """Run the recipe."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="the folder of public data")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the model and its card")
    parser.add_argument("--start", type=Path, help="a fitted model's folder: only the last round, from there")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    sizes, news = Sizes(), sets.articles(args.data)
    material = gather(args.data, news, Rng(args.seed))
    if args.start:
        model = EvidenceModel.load(args.start)
        network, letters = model.network, model.alphabet
    else:
        network, letters = fresh(corpus(args.data, news), sizes, args.seed)
    mixtures = Mixtures(material, network, letters)
    if not args.start:
        fit(network, mixtures.first(), ROUNDS[0], args.seed)
        for number, share in enumerate((0.0, 1.0, 1.0), 1):
            fit(network, mixtures.public(share), ROUNDS[number], args.seed + number)
    fit_mean(network, mixtures.last(), LAST, args.seed + len(ROUNDS))
    evaluate(EvidenceModel(network, letters, UNCALIBRATED), args.data, args.out, sizes, args.seed)


if __name__ == "__main__":
    main()
