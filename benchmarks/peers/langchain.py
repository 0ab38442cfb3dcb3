"""LangChain: FAISS and BM25 over jieba's words, joined by an EnsembleRetriever, as Langchain-Chatchat wires it.

Set-up: docs.langchain.com/oss/python/integrations/retrievers/bm25 (a preprocess_func for words),
reference.langchain.com on EnsembleRetriever, and Langchain-Chatchat's file_rag/retrievers/ensemble.py
(jieba.lcut_for_search, weights of a half each). Runs in its own environment; knows nothing of figures.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import jieba
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from index.embedding import SentenceEmbedder


class FoldedEmbeddings(Embeddings):  # type: ignore[misc]  # the library is not installed where mypy runs
    """Our model behind LangChain's interface for custom embeddings."""

    def __init__(self, model: Path) -> None:
        self._embedder = SentenceEmbedder(str(model))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return a vector of unit length for each passage."""
        vectors: list[list[float]] = self._embedder.encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question, of unit length."""
        vector: list[float] = self._embedder.encode_questions([text])[0].tolist()
        return vector


def build(passages: Sequence[str], model: Path) -> Callable[[str, int], list[int]]:
    """Return search(question, k), which gives the numbers of up to `k` of `passages`, best first."""
    documents = [Document(text, metadata={"number": number}) for number, text in enumerate(passages)]
    nearest = FAISS.from_documents(documents, FoldedEmbeddings(model)).as_retriever()
    words = BM25Retriever.from_documents(documents, preprocess_func=jieba.lcut_for_search)
    ensemble = EnsembleRetriever(retrievers=[words, nearest], weights=[0.5, 0.5])

    def search(question: str, k: int) -> list[int]:
        words.k, nearest.search_kwargs = k, {"k": k}
        return [document.metadata["number"] for document in ensemble.invoke(question)][:k]

    return search
