"""The whole way from a question to an answer: understand, retrieve, read.

Knows nothing of terminals or Telegram; what they show is theirs.
"""

from pathlib import Path

import torch

from bot.evidence import EvidenceModel
from bot.hub import HubReader, RerankedRetriever, Reranker
from bot.library import Library
from bot.query import understand
from bot.quotes import Answer
from bot.reader import ExtractiveReader, Reader, SentenceReader
from bot.settings import Settings
from bot.wording import Wording
from index.embedding import DEFAULT_MODEL, SentenceEmbedder
from index.script import Script
from index.store import open_index
from index.types import Retriever

PASSAGES_READ = 12
READER_PATH = Path(__file__).parent / "models" / "reader"


class Answerer:
    """Answers questions from one retriever by one reader."""

    def __init__(self, retriever: Retriever, reader: Reader) -> None:
        self._retriever, self._reader = retriever, reader

    def answer(self, question: str, default: Script = "hant") -> Answer:
        """Return the answer to `question`, in `default` where its script cannot be told.

        CPU work, a few milliseconds: call it off an event loop.
        """
        query = understand(question, default)
        hits = self._retriever.search(query.text, PASSAGES_READ)
        return self._reader.read(query, hits)


def open_answerer(settings: Settings) -> Answerer:
    """Return an answerer over the index that `settings` name, its models loaded.

    Raises IndexMissing, IndexMismatch, IndexDamaged or ModelError.
    """
    foreign = settings.reader_model or settings.reranker_model
    if settings.embedding_model == DEFAULT_MODEL and not foreign:
        torch.set_num_threads(1)  # models this small lose more to handing over than a second core gains
    # Those of a hub first: the embedding that ships takes this process off the hub.
    reranker = Reranker(settings.reranker_model) if settings.reranker_model else None
    model: SentenceReader = (
        HubReader(settings.reader_model) if settings.reader_model else EvidenceModel.load(READER_PATH)
    )
    embedder = SentenceEmbedder(settings.embedding_model)
    index = open_index(settings.index, embedder)
    retriever = RerankedRetriever(index.retriever, reranker) if reranker else index.retriever
    answerer = Answerer(retriever, ExtractiveReader(Library(index.articles), model, Wording.load()))
    answerer.answer("暖機")  # the first question would wait for models and dictionaries
    return answerer
