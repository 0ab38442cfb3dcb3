"""The recipe of the term weights: python -m training.weighting --data DATA --out index/models/weighting.json.

Each question's candidates are what both halves of the search find for it with no weights. The weights of its terms
are fitted so that the passage it was asked of comes first (softmax over the candidates), all that `index.hybrid` adds
up added up. Knows nothing of how terms are counted.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional
from tqdm import tqdm

from index.chunking import Chunking
from index.chunking import passages as cut
from index.dense import DenseIndex
from index.embedding import SentenceEmbedder
from index.hybrid import Fusion, HybridRetriever, Probe, embed, passage_terms, question_terms, spelt_out
from index.lexical import LexicalIndex, best
from index.script import HAN
from index.types import Article, Embedder, Passage, Span
from index.weighting import FEATURES, PATH, describe
from training.own_questions import Asked, article_of, asked
from training.pairs import NEWS, DataMissing, read
from training.reading_sets import trains

CANDIDATES = 40
FOUND = 100  # by each half, of which the candidates are the best
EVIDENCE = 15  # characters of a question's evidence by which its passage is known
LEAST = 4  # questions that a term stands in, to have a weight of its own
PENALTY = 0.005  # on the squares of those weights
SMALLEST = 0.05  # nats; a term that counts less more or less is left out of the file
ROUNDS, BATCH, RATE = 12, 256, 0.03
AT_ONCE = 8192  # passages that are embedded
SHARP = 12.0  # nats that all of a question's weight is worth, to begin with


@dataclass(frozen=True)
class QuestionSet:
    """Passages, and questions with the number of the passage each was asked of.

    With `by_terms` their vectors are left out, for the embedding was trained on them.
    """

    name: str
    passages: Sequence[Passage]
    questions: Sequence[tuple[str, int]]
    by_terms: bool = False


@dataclass(frozen=True)
class Example:
    """A question's terms and candidates: C of them, `gold` the right one; T terms.

    `described` is float32 (T, features), `idf` (T,), `scores` (C, T) is what each term gives each candidate, `besides`
    (C,) what else its score is made of.
    """

    terms: Sequence[str]
    described: torch.Tensor
    idf: torch.Tensor
    scores: torch.Tensor
    besides: torch.Tensor
    gold: int


def public(data: Path, name: str, by_terms: bool) -> QuestionSet:
    """Return the public set `name`, each context an article of one passage; of DRCD what may be trained on."""
    passages: list[Passage] = []
    questions: list[tuple[str, int]] = []
    for number, row in enumerate(read(data, name)):
        text = row["context"]
        article = Article(f"{name}-{number}", "", text, paragraphs=(Span(0, len(text)),))
        passages.append(Passage(article, 0, len(text)))
        if name != "drcd_dev" or trains(row["title"]):
            questions += [(qa["question"], number) for qa in row["qas"]]
    return QuestionSet(name, passages, questions, by_terms=by_terms)


def own(data: Path, held_out: bool = False) -> QuestionSet:
    """Return this project's questions on news items, among the passages of all news."""
    found = [q for q in asked(data, held_out) if q.row["url"]]
    articles = {row["url"]: article_of(row) for name in NEWS for row in read(data, name)}
    articles |= {q.article.id: q.article for q in found}
    passages = [passage for article in articles.values() for passage in cut(article, Chunking())]
    numbers: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        numbers.setdefault(passage.article.id, []).append(number)
    golds = ((q.row["question"], _evidence(q, passages, numbers[q.article.id])) for q in found)
    return QuestionSet("own", passages, [(q, gold) for q, gold in golds if gold is not None])


def _evidence(question: Asked, passages: Sequence[Passage], numbers: Sequence[int]) -> int | None:
    start = question.row["evidence"][:EVIDENCE]
    return next((n for n in numbers if start and start in passages[n].text), None)


def examples(questions: QuestionSet, embedder: Embedder) -> Iterator[Example]:
    """Yield an example for each question whose passage is among its candidates."""
    passages = questions.passages
    lexical = LexicalIndex.build(tqdm((passage_terms(p) for p in passages), questions.name, len(passages)))
    made = [embed(embedder, passages[n : n + AT_ONCE]) for n in range(0, len(passages), AT_ONCE)]
    vectors, counts = (np.concatenate(each) for each in zip(*made, strict=True))
    fusion = Fusion(cosine=0, cosine_for_other_scripts=0) if questions.by_terms else Fusion()
    search = HybridRetriever(passages, DenseIndex.build(vectors, counts), lexical, embedder, fusion)
    for question, gold in tqdm(questions.questions, "candidates"):
        text = spelt_out(question)
        found = lexical.find(question_terms(text))
        scores = lexical.scores(found) / max(float(found.idf.sum()), 1e-9)
        vector = embedder.encode_questions([text])[0]
        ids = np.union1d(best(scores, FOUND), search.dense.search(vector, FOUND))
        besides = search.besides(Probe.of(question, vector), ids)
        first = np.argsort(-scores[ids] - besides, kind="stable")[:CANDIDATES]
        ids, besides = ids[first], besides[first]
        if found.terms and gold in ids:
            each = [lexical.scores(lexical.find([term]))[ids] for term in found.terms]
            yield Example(
                found.terms,
                torch.from_numpy(describe(text, found.terms, found.rarities)),
                torch.from_numpy(found.idf),
                torch.from_numpy(np.stack(each, axis=1)),
                torch.from_numpy(besides),
                int(np.flatnonzero(ids == gold)[0]),
            )


class Model(torch.nn.Module):
    """The weights as they are fitted: of features, of single terms, and how sharply scores tell passages apart."""

    def __init__(self, terms: Sequence[str]) -> None:
        super().__init__()
        self.numbers = {term: number for number, term in enumerate(terms, 1)}
        self.features = torch.nn.Parameter(torch.zeros(len(FEATURES)))
        self.single = torch.nn.Parameter(torch.zeros(len(terms) + 1))  # the first, of all others, stays 0
        self.sharp = torch.nn.Parameter(torch.tensor(SHARP))

    def loss(self, batch: Sequence[Example]) -> torch.Tensor:
        """Return the mean cross-entropy of `batch`, in nats."""
        size = len(batch), max(len(e.terms) for e in batch), max(len(e.besides) for e in batch)
        described, idf = torch.zeros(size[0], size[1], len(FEATURES)), torch.zeros(size[:2])
        numbers = torch.zeros(size[:2], dtype=torch.long)
        scores, besides = torch.zeros(size[0], size[2], size[1]), torch.full((size[0], size[2]), -1e9)
        for row, e in enumerate(batch):
            t, c = len(e.terms), len(e.besides)
            described[row, :t], idf[row, :t], scores[row, :c, :t] = e.described, e.idf, e.scores
            besides[row, :c] = e.besides
            numbers[row, :t] = torch.tensor([self.numbers.get(term, 0) for term in e.terms])
        weights = torch.exp(described @ self.features + self.single[numbers])
        weights = weights / (weights * idf).sum(dim=1, keepdim=True)
        said = torch.einsum("qct,qt->qc", scores, weights)
        golds = torch.tensor([e.gold for e in batch])
        return functional.cross_entropy(self.sharp * (said + besides), golds)


def fit(sets: Sequence[Sequence[Example]], seed: int) -> Model:
    """Return the weights fitted to the examples of all `sets`, one set in a batch."""
    chance = random.Random(seed)
    counts = Counter(term for found in sets for e in found for term in e.terms)
    model = Model([term for term, count in counts.items() if count >= LEAST and HAN.match(term)])
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for done in tqdm(range(ROUNDS), "fitting"):
        batches = []
        for found in sets:
            mixed = chance.sample(found, len(found))
            batches += [mixed[i : i + BATCH] for i in range(0, len(mixed), BATCH)]
        chance.shuffle(batches)
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - done / ROUNDS)
        for batch in batches:
            loss = model.loss(batch) + PENALTY / len(batches) * (model.single**2).sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            if model.single.grad is not None:
                model.single.grad[0] = 0
            optimizer.step()
    return model


def as_json(model: Model) -> str:
    """Return what `index.weighting.TermWeights` reads."""
    features = {name: round(w, 3) for name, w in zip(FEATURES, model.features.tolist(), strict=True)}
    learned = model.single.tolist()
    single = {term: round(learned[number], 2) for term, number in model.numbers.items()}
    kept = {term: weight for term, weight in sorted(single.items()) if abs(weight) >= SMALLEST}
    return json.dumps({"features": features, "single": kept}, ensure_ascii=False, indent=0) + "\n"


def main(argv: list[str] | None = None) -> int:
    """Run the recipe; return 0, 2 when data is missing."""
    parser = argparse.ArgumentParser(prog="python -m training.weighting", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.gz files")
    parser.add_argument("--out", type=Path, default=PATH, help="file to write (default %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    embedder = SentenceEmbedder()
    try:
        sets = [
            public(options.data, "drcd_dev", by_terms=False),
            public(options.data, "cmrc2018_train_evidence", by_terms=True),
            own(options.data),
        ]
    except (DataMissing, FileNotFoundError) as missing:
        print(f"error: {missing}", file=sys.stderr)
        return 2
    model = fit([list(examples(each, embedder)) for each in sets], options.seed)
    options.out.write_text(as_json(model), encoding="utf-8")
    print(f"a question's weight is worth {model.sharp.item():.1f} nats")
    return 0


if __name__ == "__main__":
    sys.exit(main())
