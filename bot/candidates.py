"""The sentences that may answer, and what each weighs: what the evidence model says of it, and rules of the language.

Knows nothing of how hits were found, of what is cut from the best sentence, or of when an answer is withheld.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evidence import Evidence
from bot.expectation import holds_answer
from bot.focus import names_meeting
from bot.library import Choice, folded_text
from bot.listing import asks_for_items, opens_list
from bot.query import Query
from index.chunking import sentences
from index.types import Article, Hit, Span

EXPECTED = 0.7  # nats for a sentence that holds the kind of answer asked for
OPENS_LIST = 1.5  # nats for a sentence that opens a numbered list
OPENING = -0.7  # nats for the first sentence where the question names the meeting, as that sentence does
ECHO = -1.5  # nats for an answer that hardly says more than the question
_MOSTLY = 0.75  # of an answer's pairs of characters
LAST = 0.05  # prior of what was found last, where what was found first has 1 more
PAIR = 5.0  # nats within which a neighbouring sentence is quoted too
PAIR_CHARS = 200  # characters that the two may have together


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer, with the score, above 0, of the passage it stands in."""

    article: Article
    span: Span
    prior: float

    @property
    def text(self) -> str:
        """The sentence as published."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def folded(self) -> str:
        """The sentence folded."""
        return folded_text(self.article)[self.span.start : self.span.end]


def candidates(choice: Choice, hits: Sequence[Hit]) -> list[Candidate]:
    """Return the sentences of the chosen article, and of its rivals' passages that were found, in reading order.

    Those of the chosen article have equal priors: which passage was found says which meeting is meant,
    and that is settled.
    """
    low, high = (f((hit.score for hit in hits), default=0.0) for f in (min, max))
    priors = [(hit.score - low) / max(high - low, 1e-9) + LAST for hit in hits]
    own = (p for hit, p in zip(hits, priors, strict=True) if hit.passage.article is choice.article)
    best = max(own, default=LAST)
    found = [
        Candidate(choice.article, span, best)
        for paragraph in choice.article.paragraphs
        for span in sentences(choice.article.text, paragraph.start, paragraph.end)
    ]
    for hit, prior in zip(hits, priors, strict=True):
        passage = hit.passage
        if passage.article in choice.rivals:
            for span in sentences(passage.article.text, passage.start, passage.end):
                found.append(Candidate(passage.article, span, prior))
    return found


def with_neighbour(read: Sequence[Candidate], ranked: Sequence[tuple[float, Evidence]]) -> Span:
    """Return the best sentence, together with a neighbour that answers nearly as well: one slice of the article."""
    top, first = ranked[0]
    best = read[first.sentence]
    for weight, evidence in ranked[1:]:
        other = read[evidence.sentence]
        start, end = min(best.span.start, other.span.start), max(best.span.end, other.span.end)
        near = abs(evidence.sentence - first.sentence) == 1 and other.article is best.article
        gap = best.article.text[min(best.span.end, other.span.end) : max(best.span.start, other.span.start)]
        if near and top - weight <= PAIR and end - start <= PAIR_CHARS and "\n" not in gap:
            return Span(start, end)
    return best.span


def weigh(query: Query, candidate: Candidate, evidence: Evidence) -> float:
    """Return the log-probability of the sentence, raised where it holds the kind of answer asked for."""
    weight = evidence.score + EXPECTED * holds_answer(query, candidate.folded)
    opens = asks_for_items(query) and opens_list(candidate.article, candidate.span)
    if opens:
        weight += OPENS_LIST
    if candidate.span.start == candidate.article.paragraphs[0].start and names_meeting(
        query, candidate.article
    ):
        weight += OPENING
    if not opens and echo(query, candidate.folded[evidence.start : evidence.end]) >= _MOSTLY:
        weight += ECHO
    return weight


def echo(query: Query, said: str) -> float:
    """Return the share, 0 to 1, of the pairs of characters of `said` that are in the question already."""
    pairs = [said[i : i + 2] for i in range(len(said) - 1)] or [said]
    return sum(pair in query.folded for pair in pairs) / len(pairs)
