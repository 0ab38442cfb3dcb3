"""Reading hits: which article is meant, which sentence answers, and a refusal where none does.

The default Reader, which needs no language model: facts of the meeting first, then the sentence and
span that the evidence model weighs best, then the list that the sentence opens or holds. Knows nothing
of how hits were found or how an answer is shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.confidence import THRESHOLD, Signals, log_odds, probability
from bot.enumeration import Enumeration
from bot.evidence import Evidence
from bot.expectation import holds_answer
from bot.focus import asking_words, focus
from bot.library import Choice, Library, coverage, date_fits, folded_text, ordinals_fit, share
from bot.listing import asks_for_items, counted_list, list_for, opened_list
from bot.query import Query
from bot.quotes import Answer, Quote
from bot.statements import facts_for, sentence_of, wording
from bot.wording import Wording
from index.chunking import sentences
from index.script import to_script
from index.types import Article, Fact, Hit, Span

EXPECTED = 1.0  # nats for a sentence that holds the kind of answer asked for
OPENS_LIST = 1.5  # nats for a sentence that opens a numbered list
OPENING = -0.7  # nats for the first sentence, which names the meeting and draws every question to it
ECHO = -1.5  # nats for an answer that only repeats words of the question
MAX_LIST_CHARS = 1000  # of all quotes of a list together


class Reader(Protocol):
    """Answers a question from the passages found for it."""

    def read(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """Return an answer whose quotes stand in the hits' articles, or a refusal."""


class SentenceReader(Protocol):
    """Weighs sentences as evidence: the model that ships, or one from a hub."""

    def read(self, question: str, sentences: Sequence[str], prior: Sequence[float]) -> list[Evidence]:
        """Return the evidence of the best sentences, best first; `prior` is each one's passage score, 0 or more."""

    def answerable(self, evidence: Sequence[Evidence]) -> float:
        """Return the probability, 0 to 1, that the best of `evidence` answers."""


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


@dataclass(frozen=True)
class Reading:
    """The answer that would be given, and what speaks for it."""

    answer: Answer
    signals: Signals


class ExtractiveReader:
    """Reads facts, sentences, spans and lists; refuses below `threshold`, a probability."""

    def __init__(
        self, library: Library, model: SentenceReader, say: Wording, threshold: float = THRESHOLD
    ) -> None:
        self._library, self._model, self._say, self._threshold = library, model, say, threshold

    def read(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """Return the short answer to `query` with its quotes, or a refusal that says what was looked for."""
        reading = self.weigh(query, hits)
        if reading and reading.answer.confidence >= self._threshold:
            return reading.answer
        confidence = reading.answer.confidence if reading else 0.0
        return Answer(query, self._say.refusal(query), confidence=confidence)

    def weigh(self, query: Query, hits: Sequence[Hit]) -> Reading | None:
        """Return the best answer whatever its probability; None when there is nothing to look for or in."""
        choice = self._library.choose(query, hits) if query.words or query.role else None
        if choice is None:
            return None
        candidates = _candidates(choice, hits)
        question = focus(query, choice.article)
        read = self._model.read(question, [c.text for c in candidates], [c.prior for c in candidates])
        evidence = sorted(read, key=lambda e: -_weight(query, candidates[e.sentence], e))
        facts = facts_for(query, choice.article)
        if not evidence and not facts:
            return None
        signals = self._signals(query, choice, facts, candidates, evidence)
        if facts:
            answer = self._from_facts(query, choice, facts)
        else:
            best = candidates[evidence[0].sentence]
            counted = counted_list(query, choice.article)
            listed = counted or list_for(query, best.article, best.span)
            if listed:
                answer = self._from_list(query, choice.article if counted else best.article, listed)
            else:
                answer = self._from_sentence(query, best, evidence[0])
        alternatives = choice.alternatives if answer.quotes[0].article is choice.article else ()
        answer = replace(answer, confidence=probability(signals), alternatives=alternatives)
        return Reading(answer, signals)

    def _signals(
        self,
        query: Query,
        choice: Choice,
        facts: Sequence[Fact],
        candidates: Sequence[Candidate],
        evidence: Sequence[Evidence],
    ) -> Signals:
        article = choice.article
        near, expected, span = "", 0.0, 0.0
        if evidence:
            at = evidence[0].sentence
            article = article if facts else candidates[at].article
            near = "".join(c.folded for c in candidates[max(at - 1, 0) : at + 2] if c.article is article)
            expected = holds_answer(query, candidates[at].folded)
            span = max(evidence[0].span_score, -6.0)
        asking = asking_words(query, article)
        return Signals(
            answerable=0.0 if facts else log_odds(self._model.answerable(evidence)),
            coverage=coverage(query.topic, article),
            near=share(asking, near),
            said=coverage(asking, article),
            people=coverage(query.people, article),
            date_fits=float(all(date_fits(mention, article) for mention in query.dates)),
            ordinal_fits=float(ordinals_fit(query.ordinals, article)),
            fact=float(bool(facts)),
            expected=0.0 if facts else expected,
            span=0.0 if facts else span,
            english=float(query.script == "en"),
        )

    @staticmethod
    def _from_facts(query: Query, choice: Choice, facts: Sequence[Fact]) -> Answer:
        article = choice.article
        text = to_script(wording(facts, article, query.script == "en"), query.script)
        spans = dict.fromkeys(sentence_of(article, fact) for fact in facts)
        return Answer(query, text, tuple(Quote(article, span.start, span.end) for span in spans))

    @staticmethod
    def _from_sentence(query: Query, best: Candidate, evidence: Evidence) -> Answer:
        text = best.text[evidence.wide_start : evidence.wide_end]
        return Answer(
            query, to_script(text, query.script), (Quote(best.article, best.span.start, best.span.end),)
        )

    def _from_list(self, query: Query, article: Article, listed: Enumeration) -> Answer:
        quotes = [Quote(article, item.start, item.end) for item in listed.items]
        while sum(len(q.text) for q in quotes) > MAX_LIST_CHARS and len(quotes) > 1:
            quotes.pop()
        clauses = (re.split("[,，;；]", quote.text)[0] for quote in quotes)
        heads = to_script(("; " if query.script == "en" else "；").join(clauses), query.script)
        text = self._say.say("list", query.script, count=len(listed.items), items=heads)
        return Answer(query, text, tuple(quotes))


def _candidates(choice: Choice, hits: Sequence[Hit]) -> list[Candidate]:
    """Return the sentences of the chosen article, and of its rivals' passages that were found, in reading order."""
    low = min((hit.score for hit in hits), default=0.0)
    found = []
    for article in (choice.article, *choice.rivals):
        scores = {hit.passage.start: hit.score - low for hit in hits if hit.passage.article is article}
        for paragraph in article.paragraphs:
            inside = [score for start, score in scores.items() if paragraph.start <= start < paragraph.end]
            if inside or article is choice.article:
                prior = max(inside, default=0.0) + 0.1
                for span in sentences(article.text, paragraph.start, paragraph.end):
                    found.append(Candidate(article, span, prior))
    return found


def _weight(query: Query, candidate: Candidate, evidence: Evidence) -> float:
    """Return the log-probability of the sentence, raised where it holds the kind of answer asked for."""
    weight = evidence.score + EXPECTED * holds_answer(query, candidate.folded)
    if asks_for_items(query):
        listed = opened_list(candidate.article, candidate.span)
        if listed:
            weight += OPENS_LIST
    if candidate.span.start == candidate.article.paragraphs[0].start:
        weight += OPENING
    if candidate.folded[evidence.start : evidence.end] in query.folded:
        weight += ECHO
    return weight
