"""The whole way from a question to an answer: understand, retrieve, read.

Knows nothing of terminals or Telegram; what they show is theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from bot.catalogue import Catalogue
from bot.compare import Comparison, compare
from bot.conversation import NAMED, Turn
from bot.evidence import EvidenceModel
from bot.follow_up import FollowUps
from bot.hub import HubReader, RerankedRetriever, Reranker
from bot.library import Choice, Library, share
from bot.llm.asking import Asker
from bot.llm.reader import ModelReader, open_asker
from bot.query import Query, understand
from bot.quotes import Answer, Quote
from bot.reader import ExtractiveReader, Progress, Reader, SentenceReader
from bot.settings import Settings
from bot.summary import Summary, summarise
from bot.twofold import halves, together
from bot.wording import Wording
from index.embedding import DEFAULT_MODEL, SentenceEmbedder
from index.script import Script, fold
from index.store import Index, open_index
from index.types import Article, Embedder, Hit, Retriever

PASSAGES_READ = 12
QUESTIONS = 3  # that one message may ask; a language model answers them all at once
ABOUT = 0.5  # share of what is asked that another passage must say to be shown as one more source
_FIRST = "李強主持的會議討論了哪些領域?"  # has a name and a noun: what is read for such waits for no person's question
READER_PATH = Path(__file__).parent / "models" / "reader"


class Answerer:
    """Answers questions about `articles` from one retriever by one reader."""

    def __init__(
        self,
        retriever: Retriever,
        reader: Reader,
        articles: Sequence[Article],
        quick: "Answerer | None" = None,
    ) -> None:
        """`quick` answers where nobody waits for a `reader` that takes its time; None where this one takes none."""
        self._retriever, self._reader, self._library = retriever, reader, Library(articles)
        self._quick = quick
        self._follow_ups = FollowUps(articles, self._read, self._refuse, self._choose)
        self.catalogue = Catalogue(articles)

    def answer(
        self,
        question: str,
        default: Script = "hant",
        before: Sequence[Turn] = (),
        on_progress: Progress | None = None,
    ) -> Answer:
        """Return the answer to `question`, in `default` where its script cannot be told.

        `before` are the turns of the conversation, oldest first: a question that points back is answered in their
        light, any other as if there were none. `on_progress` gets what a language model has proven so far. CPU work,
        a few milliseconds without such a model: call it off an event loop.
        """
        both = None if self._quick else self._both(question, default, before, QUESTIONS)
        return both or self._one(question, default, before, on_progress)

    def _one(
        self, question: str, default: Script, before: Sequence[Turn], on_progress: Progress | None = None
    ) -> Answer:
        query = understand(question, default)
        followed = self._follow_ups.answer(query, before) if before else None
        return followed or self._read(query, on_progress)

    def _both(self, question: str, default: Script, before: Sequence[Turn], most: int) -> Answer | None:
        """Return the answers to up to `most` questions in one, each asked in the light of those before.

        None where there is but one, or one has no answer: then the whole may be asked of one sentence.
        """
        parts = halves(question) if most > 1 else None
        if parts is None:
            return None
        query = understand(question, default)
        first = self._one(parts[0], query.script, before)
        if first.abstained:
            return None
        then = (*before, Turn.of(first))
        rest = self._both(parts[1], query.script, then, most - 1) or self._one(parts[1], query.script, then)
        return together(query, first, rest)

    def quickly(self, question: str, default: Script = "hant") -> Answer:
        """Return the answer to `question` without a language model, in milliseconds."""
        return (self._quick or self).answer(question, default)

    def summary(self, article: Article, script: Script, say: Wording) -> Summary:
        """Return `article` in a few lines, each with its quotes."""
        model = self._reader if isinstance(self._reader, ModelReader) else None
        return summarise(article, script, say, self._reader.sentences, model)

    def compare(self, left: Article, right: Article, script: Script, say: Wording) -> Comparison:
        """Return two meetings side by side, each cell with its quotes."""
        return compare(left, right, script, say, self._reader.sentences)

    def _read(self, query: Query, on_progress: Progress | None = None) -> Answer:
        hits = self._search(query)
        answer = self._reader.read(query, hits, on_progress)
        if not answer.abstained or answer.query.meeting:
            return answer
        # A refusal says nothing of its meeting, but the next question may be about it.
        choice = self._library.choose(query, hits)
        fits = choice and share(query.topic, fold(choice.article.title)) >= NAMED and query.topic
        return replace(answer, query=replace(query, meeting=choice.article.id)) if choice and fits else answer

    def _search(self, query: Query) -> list[Hit]:
        """Return the passages found for `query`, of its meeting alone where it has one."""
        meeting = self.catalogue.by_id(query.meeting)
        if meeting is None:
            return self._retriever.search(query.text, PASSAGES_READ)
        hits = self._retriever.search(f"{meeting.title} {query.folded}", PASSAGES_READ)
        return [hit for hit in hits if hit.passage.article is meeting]

    def _refuse(self, query: Query) -> Answer:
        return self._reader.read(replace(query, words=(), role=None), [])

    def _choose(self, query: Query) -> Choice | None:
        return self._library.choose(query, self._search(query))

    def others(self, answer: Answer, most: int) -> list[Quote]:
        """Return up to `most` other passages that bear on the question of `answer`, the best first."""
        query, found = answer.query, list[Quote]()
        for hit in self._search(query) if query.topic else ():
            passage = hit.passage
            shown = any(
                q.article.id == passage.article.id and passage.start <= q.start < passage.end
                for q in answer.quotes
            )
            about = share(query.topic, fold(f"{passage.context} {passage.text}"))
            if not shown and about >= ABOUT and len(found) < most:
                found.append(Quote(passage.article, passage.start, passage.end))
        return found


@dataclass(frozen=True)
class Models:
    """The models that answer, loaded once whatever generation of the index they serve."""

    embedder: Embedder
    reader: SentenceReader
    reranker: Reranker | None
    asker: Asker | None = None

    @classmethod
    def load(cls, settings: Settings) -> "Models":
        """Load what `settings` name; raises ModelError."""
        asker = open_asker(settings)  # before what takes seconds
        foreign = settings.reader_model or settings.reranker_model
        if settings.embedding_model == DEFAULT_MODEL and not foreign:
            torch.set_num_threads(1)  # models this small lose more to handing over than a second core gains
        # Those of a hub first: once the embedding that ships encodes, this process is off the hub.
        reranker = Reranker(settings.reranker_model) if settings.reranker_model else None
        reader: SentenceReader = (
            HubReader(settings.reader_model) if settings.reader_model else EvidenceModel.load(READER_PATH)
        )
        return cls(SentenceEmbedder(settings.embedding_model), reader, reranker, asker)

    def answerer(self, index: Index, say: Wording) -> Answerer:
        """Return an answerer over `index` that has answered once: the first question waits for nothing."""
        retriever: Retriever = index.retriever
        if self.reranker:
            retriever = RerankedRetriever(retriever, self.reranker)
        library = Library(index.articles)
        reader = ExtractiveReader(library, self.reader, say)
        answerer = Answerer(retriever, reader, index.articles)
        answerer.answer(_FIRST)  # by the default reader: a language model is asked people's questions only
        if self.asker is None:
            return answerer
        model = ModelReader(reader, library, self.asker, say)
        return Answerer(retriever, model, index.articles, quick=answerer)


def open_answerer(settings: Settings) -> Answerer:
    """Return an answerer over the index that `settings` name, its models loaded.

    Raises IndexMissing, IndexMismatch, IndexDamaged or ModelError.
    """
    models = Models.load(settings)
    return models.answerer(open_index(settings.index, models.embedder), Wording.load(settings.prompts))
