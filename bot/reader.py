"""Reading hits: which article is meant, which sentence answers, and a refusal where none does.

The default Reader, which needs no language model: facts of the meeting first, then the sentence and
span that the evidence model weighs best, then the list that the sentence opens or holds. Knows nothing
of how hits were found or how an answer is shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.bounds import mend
from bot.candidates import Candidate, candidates, weigh, with_neighbour
from bot.confidence import THRESHOLD, Signals, log_odds, probability
from bot.days import full_day, in_english
from bot.enumeration import Enumeration, opening
from bot.evidence import Evidence
from bot.expectation import asks_for_persons, holds_answer
from bot.extent import extended
from bot.focus import asking_words, focus
from bot.joined import how_many
from bot.library import Choice, Library, conflicts, dates_fit, folded_text, share
from bot.listing import counted_list, list_for, repeated
from bot.query import Query
from bot.quotes import Answer, Quote, shown
from bot.statements import definition, facts_for, office_of, ordinal_of, sentence_of, wording
from bot.trimming import trimmed
from bot.wording import Wording, in_line
from index.people import Person, people_in, person_in
from index.types import Article, Fact, Hit, Span

_WORTH_COUNTING = 3  # things named: two are counted at a glance
MAX_LIST_CHARS = 1000  # of all quotes of a list together


Progress = Callable[[Answer], None]  # gets an answer as far as it is there; returns soon, raises nothing


class Reader(Protocol):
    """Answers a question from the passages found for it."""

    def read(self, query: Query, hits: Sequence[Hit], on_progress: Progress | None = None) -> Answer:
        """Return an answer whose quotes stand in the hits' articles, or a refusal.

        A reader that takes its time may tell `on_progress` of what it has, in this thread.
        """

    @property
    def sentences(self) -> "SentenceReader":
        """What weighs sentences."""


class SentenceReader(Protocol):
    """Weighs sentences as evidence: the model that ships, or one from a hub."""

    def read(self, question: str, sentences: Sequence[str], prior: Sequence[float]) -> list[Evidence]:
        """Return the evidence of the best sentences, best first; `prior` is each one's passage score, 0 or more."""

    def answerable(self, evidence: Sequence[Evidence]) -> float:
        """Return the probability, 0 to 1, that the best of `evidence` answers."""


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

    def read(self, query: Query, hits: Sequence[Hit], on_progress: Progress | None = None) -> Answer:
        """Return the short answer to `query` with its quotes, or a refusal that says what was looked for."""
        reading = self.weigh(query, hits)
        if reading and reading.answer.confidence >= self._threshold:
            return reading.answer
        confidence = reading.answer.confidence if reading else 0.0
        return Answer(query, self._say.refusal(query), confidence=confidence)

    @property
    def sentences(self) -> SentenceReader:
        """What weighs sentences."""
        return self._model

    def weigh(self, query: Query, hits: Sequence[Hit]) -> Reading | None:
        """Return the best answer whatever its probability; None when there is nothing to look for or in."""
        choice = self._library.choose(query, hits) if query.words or query.role else None
        if choice is None:
            return None
        reading = self._by_rule(query, choice) or self._by_evidence(query, choice, hits)
        if reading is None:
            return None
        answer = replace(reading.answer, confidence=probability(reading.signals))
        if answer.quotes[0].article is choice.article:
            answer = replace(answer, alternatives=choice.alternatives, note=self._say.others(query, choice))
        return replace(reading, answer=answer)

    def _by_rule(self, query: Query, choice: Choice) -> Reading | None:
        """Return what a fact, a counted list or a definition of the article answers, None when none does."""
        facts = facts_for(query, choice.article)
        if facts:
            return Reading(self._from_facts(query, choice, facts), self._rule_signals(query, choice))
        text = choice.article.text
        named = office_of(query, choice.article) or ordinal_of(query, choice.article)
        if named:
            answer = _quoting(query, choice.article, text[named[0].start : named[0].end], named[1])
            return Reading(answer, self._rule_signals(query, choice))
        counted = repeated(query, choice.article) or counted_list(query, choice.article)
        if counted:
            return Reading(self._from_list(query, choice.article, counted), self._rule_signals(query, choice))
        meaning = definition(query, choice.article)
        if meaning:
            said, quoted = text[meaning.start : meaning.end], sentence_of(choice.article, meaning)
            answer = _quoting(query, choice.article, said, quoted)
            return Reading(answer, self._rule_signals(query, choice))
        return None

    def _by_evidence(self, query: Query, choice: Choice, hits: Sequence[Hit]) -> Reading | None:
        """Return what the best sentence answers, None when there is nothing to read."""
        found = candidates(choice, hits)
        question = focus(query, choice.article)
        read = self._model.read(question, [c.text for c in found], [c.prior for c in found])
        ranked = sorted(((weigh(query, found[e.sentence], e), e) for e in read), key=lambda r: -r[0])
        if not ranked:
            return None
        signals = self._signals(query, found, [evidence for _, evidence in ranked])
        answer = self._from_evidence(query, found, ranked)
        if len(answer.quotes) > 1:
            # A whole list: that its opening says nothing itself does not speak against it.
            signals = replace(signals, answerable=max(signals.answerable, 0.0))
        return Reading(answer, signals)

    @staticmethod
    def _rule_signals(query: Query, choice: Choice) -> Signals:
        """Return the signals of an answer that a fact or a list of the article gives: no sentence was weighed."""
        return Signals(
            answerable=0.0,
            near=1.0,
            conflicts=float(conflicts(query, choice.article)),
            expected=0.0,
            span=0.0,
            english=float(query.script == "en"),
        )

    def _signals(self, query: Query, found: Sequence[Candidate], evidence: Sequence[Evidence]) -> Signals:
        best = evidence[0]
        article = found[best.sentence].article
        around = found[max(best.sentence - 1, 0) : best.sentence + 2]
        asking = asking_words(query, article)
        of_another_year = query.kind == "when" and not dates_fit(query.dates, article)
        return Signals(
            answerable=log_odds(self._model.answerable(evidence)),
            near=share(asking, "".join(c.folded for c in around if c.article is article)),
            conflicts=float(conflicts(query, article)),
            expected=-1.0 if of_another_year else holds_answer(query, found[best.sentence].folded),
            span=max(best.span_score, -6.0),
            english=float(query.script == "en"),
        )

    def _from_evidence(
        self, query: Query, found: Sequence[Candidate], ranked: Sequence[tuple[float, Evidence]]
    ) -> Answer:
        best = found[ranked[0][1].sentence]
        folded = folded_text(best.article)
        listed = list_for(query, best.article, best.span)
        if listed:
            return self._from_list(query, best.article, listed)
        start, wide = best.span.start, ranked[0][1]
        said = mend(folded, Span(start + wide.wide_start, start + wide.wide_end), best.span)
        named = extended(query, folded, said, best.span)
        quoted = with_neighbour(found, ranked)
        short = trimmed(query, folded, named, best.span.end)
        is_one = query.kind == "who" and named == said
        person = _whom(query, folded, best.span, said, short) if is_one else None
        if person:
            return _quoting(query, best.article, person.titled(best.article.text), quoted)
        said = mend(folded, short, best.span)
        answer = _quoting(query, best.article, best.article.text[said.start : said.end], quoted)
        if query.kind == "when":
            answer = _dated(answer, folded, said, best.span)
        return self._counted(answer, folded, said) if query.kind == "list" and not query.count else answer

    def _counted(self, answer: Answer, folded: str, said: Span) -> Answer:
        """Return `answer` with the count of the things that `said` names, where there are enough and it is certain."""
        query, count = answer.query, how_many(folded, said)
        if count is None or count < _WORTH_COUNTING:
            return answer
        key = "list_people" if asks_for_persons(query) else "list"
        return replace(answer, text=self._say.say(key, query.script, count=count, items=answer.text))

    @staticmethod
    def _from_facts(query: Query, choice: Choice, facts: Sequence[Fact]) -> Answer:
        article = choice.article
        text = shown(article, wording(facts, article, query.script == "en"), query.script)
        spans = dict.fromkeys(sentence_of(article, fact) for fact in facts)
        return Answer(query, text, tuple(Quote(article, span.start, span.end) for span in spans))

    def _from_list(self, query: Query, article: Article, listed: Enumeration) -> Answer:
        quotes = [Quote(article, item.start, item.end) for item in listed.items]
        while sum(len(q.text) for q in quotes) > MAX_LIST_CHARS and len(quotes) > 1:
            quotes.pop()
        clauses = (shown(article, opening(quote.text), query.script) for quote in quotes)
        text = self._say.say(
            "list", query.script, count=len(listed.items), items=in_line(clauses, query.script)
        )
        return Answer(query, text, tuple(quotes))


def _whom(query: Query, folded: str, sentence: Span, *said: Span) -> Person | None:
    """Return the person whom the first of `said` names that names one; where the question names that one, whom else."""
    named = (person_in(folded, sentence.start, words) for words in said)
    person = next((person for person in named if person), None)
    if person is None or not query.names(person.called(folded)):
        return person
    others = [one for one in people_in(folded, sentence) if not query.names(one.called(folded))]
    return others[0] if len(others) == 1 else person


def _dated(answer: Answer, folded: str, said: Span, sentence: Span) -> Answer:
    """Return `answer` with the year, and the month, of the day that it says without."""
    published = answer.quotes[0].article.date
    words, whole = folded[said.start : said.end], folded[sentence.start : sentence.end]
    day = full_day(words, whole, published) if published else None
    if answer.query.script == "en":
        return replace(answer, text=in_english(day or answer.text))
    return replace(answer, text=day) if day else answer


def _quoting(query: Query, article: Article, said: str, quoted: Span) -> Answer:
    """Return the words `said` of `article`, as published, as the answer to `query`, with the quote they stand in."""
    return Answer(query, shown(article, said, query.script), (Quote(article, quoted.start, quoted.end),))
