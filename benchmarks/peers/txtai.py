"""txtai: its hybrid index, with the standard tokenizer and with pairs of characters.

Set-up: neuml.github.io/txtai/embeddings/configuration/scoring (terms, normalize, tokenizer) and
…/configuration/vectors#external, its hook for a model of one's own. The standard tokenizer follows Unicode's
word boundaries, which stand around every Chinese character; `ngrams` is its other choice for text without
spaces. Runs in its own environment; knows nothing of figures.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from txtai import Embeddings

from index.embedding import SentenceEmbedder
from index.types import Vectors


def build(passages: Sequence[str], model: Path) -> Callable[[str, int], list[int]]:
    """Return search(question, k), which gives the numbers of up to `k` of `passages`, best first."""
    return _build(passages, model, {})


def build_bigrams(passages: Sequence[str], model: Path) -> Callable[[str, int], list[int]]:
    """Return the same over pairs of neighbouring characters."""
    return _build(passages, model, {"tokenizer": {"ngrams": 2}})


def _build(passages: Sequence[str], model: Path, scoring: dict[str, Any]) -> Callable[[str, int], list[int]]:
    embedder = SentenceEmbedder(str(model))

    def transform(texts: list[str]) -> Vectors:
        return embedder.encode_passages(texts)  # questions too: the model has no prompts

    embeddings = Embeddings(
        method="external",
        transform=transform,
        scoring={"method": "bm25", "terms": True, "normalize": True, **scoring},
    )
    embeddings.index(list(enumerate(passages)))

    def search(question: str, k: int) -> list[int]:
        return [int(number) for number, _ in embeddings.search(question, k)]

    return search
