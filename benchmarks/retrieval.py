"""How well passages are found: each half alone, fused, and fused by ranks, on public sets.

The halves and the fusion are the index's own; only reciprocal ranks are here, for comparison.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from benchmarks.sets import SETS, QuestionSet, load
from index.dense import DenseIndex
from index.hybrid import Fusion, HybridRetriever, embedded_text, passage_terms, question_terms, spelt_out
from index.lexical import LexicalIndex, best
from index.script import fold
from index.types import Embedder, Ids
from index.words import words

_DEPTH = 10
_RRF_K = 60  # Cormack et al. 2009

Search = Callable[[int], Iterable[int]]


def first_ranks(questions: QuestionSet, search: Search) -> list[int]:
    """Return, for each question, the rank from 0 of its passage among those found; _DEPTH when missing."""
    ranks = []
    for number, question in enumerate(questions.questions):
        found = list(search(number))[:_DEPTH]
        ranks.append(found.index(question.passage) if question.passage in found else _DEPTH)
    return ranks


def figures(ranks: Sequence[int]) -> dict[str, float]:
    """Return recall at 1 and 5, mean reciprocal rank and nDCG at 10, each 0 to 1 (one passage is right)."""
    places = np.array(ranks)
    found = places < _DEPTH
    return {
        "R@1": float((places == 0).mean()),
        "R@5": float((places < 5).mean()),
        "MRR@10": float(np.where(found, 1 / (places + 1), 0).mean()),
        "nDCG@10": float(np.where(found, 1 / np.log2(places + 2), 0).mean()),
    }


def methods(data: QuestionSet, embedder: Embedder) -> dict[str, Search]:
    """Return each way of searching `data`, as a function of the question's number."""
    passages = data.passages
    lexical = LexicalIndex.build(tqdm((passage_terms(p) for p in passages), data.name, len(passages)))
    plain = LexicalIndex.build(words(fold(p.text)) for p in passages)
    dense = DenseIndex.build(embedder.encode_passages([embedded_text(p) for p in passages]))
    asked = [q.text for q in data.questions]
    vectors = embedder.encode_questions(asked)
    numbers = {id(passage): number for number, passage in enumerate(passages)}

    def by_words(q: int) -> Ids:
        return best(plain.scores(words(fold(asked[q]))), _DEPTH)

    def by_lexical(q: int) -> Ids:
        return best(lexical.scores(question_terms(spelt_out(asked[q]))), 100)

    def by_dense(q: int) -> Ids:
        return dense.search(vectors[q], 100)

    def by_ranks(q: int) -> list[int]:
        scores: dict[int, float] = {}
        for found in (by_lexical(q), by_dense(q)):
            for rank, passage in enumerate(found.tolist()):
                scores[passage] = scores.get(passage, 0) + 1 / (_RRF_K + rank + 1)
        return sorted(scores, key=lambda p: -scores[p])

    def fused(weight: float) -> Search:
        fusion = Fusion(dense=weight, lexical=1 - weight)
        retriever = HybridRetriever(passages, dense, lexical, embedder, fusion)
        return lambda q: [numbers[id(hit.passage)] for hit in retriever.search(asked[q], _DEPTH)]

    shipped = HybridRetriever(passages, dense, lexical, embedder)
    return {
        "dense": by_dense,
        "BM25 words": by_words,
        "BM25 words + bigrams": by_lexical,
        "reciprocal ranks": by_ranks,
        "hybrid (shipped)": lambda q: [numbers[id(h.passage)] for h in shipped.search(asked[q], _DEPTH)],
        **{f"hybrid, dense {weight:.2f}": fused(weight) for weight in (0.1, 0.2, 0.3, 0.4, 0.5)},
    }


def run(data: Path, embedder: Embedder, sweep: bool) -> None:
    """Print the table for every set in `data`; with `sweep`, other weights of the fusion too."""
    for stem in SETS:
        questions = load(data, stem)
        print(f"\n{questions.name}: {len(questions.passages)} passages, {len(questions.questions)} questions")
        print(f"{'':24}{'R@1':>8}{'R@5':>8}{'MRR@10':>8}{'nDCG@10':>8}")
        for name, search in methods(questions, embedder).items():
            if sweep or not name.startswith("hybrid, "):
                row = figures(first_ranks(questions, search))
                print(f"{name:24}" + "".join(f"{value:8.4f}" for value in row.values()))
                sys.stdout.flush()
