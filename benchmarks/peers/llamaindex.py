"""LlamaIndex: its in-memory vector index and BM25 over jieba's words, fused by reciprocal ranks.

Set-up: developers.llamaindex.ai/python/framework/integrations/retrievers/reciprocal_rerank_fusion (with one
query, so that no language model is asked) and …/python/examples/embeddings/custom_embeddings. The BM25
retriever's own tokenizer is for words between spaces; for Chinese, issue 13866 of the library counts jieba's
words with bm25s, which the retriever takes as `existing_bm25`. Runs in its own environment; knows nothing of
figures.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bm25s
import jieba
from llama_index.core import VectorStoreIndex
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.utils import node_to_metadata_dict
from llama_index.retrievers.bm25 import BM25Retriever

from index.embedding import SentenceEmbedder


class FoldedEmbedding(BaseEmbedding):  # type: ignore[misc]  # the library is not installed where mypy runs
    """Our model behind LlamaIndex's interface for custom embeddings."""

    _embedder: SentenceEmbedder = PrivateAttr()

    def __init__(self, model: Path, **options: Any) -> None:  # noqa: ANN401  # the library's own options
        super().__init__(**options)
        self._embedder = SentenceEmbedder(str(model))

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedder.encode_questions([query])[0].tolist()  # type: ignore[no-any-return]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.encode_passages(texts).tolist()  # type: ignore[no-any-return]


class JiebaRetriever(BM25Retriever):  # type: ignore[misc]
    """The BM25 retriever, asked in jieba's words."""

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        words = " ".join(jieba.lcut_for_search(query_bundle.query_str))
        return super()._retrieve(QueryBundle(words))  # type: ignore[no-any-return]


def build(passages: Sequence[str], model: Path) -> Callable[[str, int], list[int]]:
    """Return search(question, k), which gives the numbers of up to `k` of `passages`, best first."""
    nodes = [TextNode(id_=str(number), text=text) for number, text in enumerate(passages)]
    index = VectorStoreIndex(nodes, embed_model=FoldedEmbedding(model, embed_batch_size=256))
    nearest = index.as_retriever()
    counted = bm25s.BM25(corpus=[node_to_metadata_dict(node) | {"node_id": node.node_id} for node in nodes])
    counted.index([jieba.lcut_for_search(text) for text in passages], show_progress=False)
    words = JiebaRetriever(existing_bm25=counted, token_pattern=r"\S+", skip_stemming=True)
    fused = QueryFusionRetriever(
        [nearest, words], llm=MockLLM(), mode="reciprocal_rerank", num_queries=1, use_async=False
    )

    def search(question: str, k: int) -> list[int]:
        nearest.similarity_top_k = words.similarity_top_k = fused.similarity_top_k = k
        return [int(hit.node.node_id) for hit in fused.retrieve(question)]

    return search
