"""Reading hits: the sentence that answers, and a refusal where none does. Needs no language model.

Knows nothing of how hits were found or how an answer is shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.query import Query
from bot.quotes import Answer, Quote
from bot.wording import Wording
from index.chunking import sentences
from index.script import fold, to_script
from index.types import Hit, Passage, Span
from index.words import rarity


class Reader(Protocol):
    """Answers a question from the passages found for it."""

    def read(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """Return an answer whose quotes stand in the hits' articles, or a refusal."""


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer: `score` is the share, 0 to 1, of the question's rarity it accounts for."""

    passage: Passage
    span: Span
    score: float


class ExtractiveReader:
    """Chooses the sentence that shares the question's rarest words."""

    def __init__(self, wording: Wording, threshold: float = 0.35, max_sentences: int = 40) -> None:
        self._wording, self._threshold, self._max_sentences = wording, threshold, max_sentences

    def read(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """Return the best sentence of `hits` as a quoted answer, or a refusal below the threshold."""
        candidates = list(self._candidates(query, hits))
        best = max(candidates, key=lambda c: c.score, default=None)
        if best is None or best.score < self._threshold:
            return Answer(query, self._wording.refusal(query), confidence=best.score if best else 0.0)
        quote = Quote(best.passage.article, best.span.start, best.span.end)
        return Answer(query, to_script(quote.text, query.script), (quote,), best.score)

    def _candidates(self, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
        weights = {word: rarity(word) for word in query.words}
        total = sum(weights.values()) or math.inf
        found: list[Candidate] = []
        for rank, hit in enumerate(hits):
            passage = hit.passage
            context = fold(passage.context)
            for span in sentences(passage.article.text, passage.start, passage.end):
                said = fold(passage.article.text[span.start : span.end])
                direct = sum(weight for word, weight in weights.items() if word in said)
                around = sum(
                    weight for word, weight in weights.items() if word in context and word not in said
                )
                score = (direct + 0.5 * around) / total - 0.01 * rank
                found.append(Candidate(passage, span, score))
                if len(found) == self._max_sentences:
                    return found
        return found
