"""Haystack: in-memory BM25 and embedding retrievers, joined by reciprocal ranks in a pipeline.

Set-up: docs.haystack.deepset.ai/docs/documentjoiner (the hybrid pipeline), …/docs/inmemorydocumentstore, whose
tokenization gives one term for each Chinese character, and …/docs/custom-components for the embedder.
Runs in its own environment; knows nothing of figures.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import jieba
from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from index.embedding import SentenceEmbedder


@component
class FoldedTextEmbedder:
    """Our model as a component that embeds questions."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder

    @component.output_types(embedding=list[float])  # type: ignore[untyped-decorator]  # no types where mypy runs
    def run(self, text: str) -> dict[str, list[float]]:
        """Return the vector of a question, of unit length."""
        return {"embedding": self._embedder.encode_questions([text])[0].tolist()}


def build(passages: Sequence[str], model: Path) -> Callable[[str, int], list[int]]:
    """Return search(question, k), which gives the numbers of up to `k` of `passages`, best first."""
    return _build(InMemoryDocumentStore(), passages, model)


def build_words(passages: Sequence[str], model: Path) -> Callable[[str, int], list[int]]:
    """Return the same over jieba's words: the store's `tokenizer` is public, though no page speaks of it."""
    store = InMemoryDocumentStore()
    store.tokenizer = jieba.lcut_for_search
    return _build(store, passages, model)


def _build(
    store: InMemoryDocumentStore, passages: Sequence[str], model: Path
) -> Callable[[str, int], list[int]]:
    embedder = SentenceEmbedder(str(model))
    vectors = embedder.encode_passages(passages).tolist()
    store.write_documents(
        [
            Document(id=str(number), content=text, embedding=vector)
            for number, (text, vector) in enumerate(zip(passages, vectors, strict=True))
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("embedder", FoldedTextEmbedder(embedder))
    pipeline.add_component("nearest", InMemoryEmbeddingRetriever(document_store=store))
    pipeline.add_component("words", InMemoryBM25Retriever(document_store=store))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder.embedding", "nearest.query_embedding")
    pipeline.connect("nearest", "joiner")
    pipeline.connect("words", "joiner")

    def search(question: str, k: int) -> list[int]:
        given = {
            "embedder": {"text": question},
            "nearest": {"top_k": k},
            "words": {"query": question, "top_k": k},
            "joiner": {"top_k": k},
        }
        return [int(document.id) for document in pipeline.run(given)["joiner"]["documents"]]

    return search
