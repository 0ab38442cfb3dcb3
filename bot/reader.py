"""Reading hits: which article is meant, which sentence answers, and a refusal where none does.

The default Reader, which needs no language model: facts of the meeting first, then the sentence and
span that the evidence model weighs best, then the list that the sentence opens or holds. Knows nothing
of how hits were found or how an answer is shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.bounds import mend
from bot.confidence import THRESHOLD, Signals, log_odds, probability
from bot.enumeration import Enumeration, opening
from bot.evidence import Evidence
from bot.expectation import asks_for_persons, holds_answer
from bot.focus import asking_words, focus, names_meeting
from bot.joined import how_many, stretched
from bot.library import Choice, Library, conflicts, folded_text, share
from bot.listing import asks_for_items, counted_list, list_for, opens_list
from bot.query import Query
from bot.quotes import Answer, Quote, shown
from bot.statements import definition, facts_for, office_of, sentence_of, wording
from bot.trimming import trimmed
from bot.wording import Wording, in_line
from index.chunking import sentences
from index.people import Person, people_in, person_in
from index.types import Article, Fact, Hit, Span

EXPECTED = 0.7  # nats for a sentence that holds the kind of answer asked for
OPENS_LIST = 1.5  # nats for a sentence that opens a numbered list
OPENING = -0.7  # nats for the first sentence where the question names the meeting, as that sentence does
ECHO = -1.5  # nats for an answer that hardly says more than the question
_MOSTLY = 0.75  # of an answer's pairs of characters
LAST = 0.05  # prior of what was found last, where what was found first has 1 more
PAIR = 5.0  # nats within which a neighbouring sentence is quoted too
PAIR_CHARS = 200  # characters that the two may have together
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
        office = office_of(query, choice.article)
        if office:
            answer = _quoting(query, choice.article, text[office[0].start : office[0].end], office[1])
            return Reading(answer, self._rule_signals(query, choice))
        counted = counted_list(query, choice.article)
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
        candidates = _candidates(choice, hits)
        question = focus(query, choice.article)
        read = self._model.read(question, [c.text for c in candidates], [c.prior for c in candidates])
        ranked = sorted(((_weight(query, candidates[e.sentence], e), e) for e in read), key=lambda r: -r[0])
        if not ranked:
            return None
        signals = self._signals(query, candidates, [evidence for _, evidence in ranked])
        answer = self._from_evidence(query, candidates, ranked)
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

    def _signals(
        self, query: Query, candidates: Sequence[Candidate], evidence: Sequence[Evidence]
    ) -> Signals:
        best = evidence[0]
        article = candidates[best.sentence].article
        around = candidates[max(best.sentence - 1, 0) : best.sentence + 2]
        asking = asking_words(query, article)
        return Signals(
            answerable=log_odds(self._model.answerable(evidence)),
            near=share(asking, "".join(c.folded for c in around if c.article is article)),
            conflicts=float(conflicts(query, article)),
            expected=holds_answer(query, candidates[best.sentence].folded),
            span=max(best.span_score, -6.0),
            english=float(query.script == "en"),
        )

    def _from_evidence(
        self, query: Query, candidates: Sequence[Candidate], ranked: Sequence[tuple[float, Evidence]]
    ) -> Answer:
        best = candidates[ranked[0][1].sentence]
        folded = folded_text(best.article)
        listed = list_for(query, best.article, best.span)
        if listed:
            return self._from_list(query, best.article, listed)
        start, wide = best.span.start, ranked[0][1]
        said = mend(folded, Span(start + wide.wide_start, start + wide.wide_end), best.span)
        if query.kind == "list" or (query.kind == "what" and asks_for_items(query)):
            said = stretched(folded, said, best.span, query.count)
        quoted = _with_neighbour(candidates, ranked)
        short = trimmed(query, folded, said)
        person = _whom(query, folded, best.span, said, short) if query.kind == "who" else None
        if person:
            return _quoting(query, best.article, person.titled(best.article.text), quoted)
        said = mend(folded, short, best.span)
        answer = _quoting(query, best.article, best.article.text[said.start : said.end], quoted)
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
    if person is None or person.called(folded) not in query.folded:
        return person
    others = [one for one in people_in(folded, sentence) if one.called(folded) not in query.folded]
    return others[0] if len(others) == 1 else person


def _echoes(query: Query, said: str) -> bool:
    """Whether most of what is `said` is in the question already."""
    pairs = [said[i : i + 2] for i in range(len(said) - 1)] or [said]
    return sum(pair in query.folded for pair in pairs) >= _MOSTLY * len(pairs)


def _quoting(query: Query, article: Article, said: str, quoted: Span) -> Answer:
    """Return the words `said` of `article`, as published, as the answer to `query`, with the quote they stand in."""
    return Answer(query, shown(article, said, query.script), (Quote(article, quoted.start, quoted.end),))


def _candidates(choice: Choice, hits: Sequence[Hit]) -> list[Candidate]:
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


def _with_neighbour(candidates: Sequence[Candidate], ranked: Sequence[tuple[float, Evidence]]) -> Span:
    """Return the best sentence, together with a neighbour that answers nearly as well: one slice of the article."""
    top, first = ranked[0]
    best = candidates[first.sentence]
    for weight, evidence in ranked[1:]:
        other = candidates[evidence.sentence]
        start, end = min(best.span.start, other.span.start), max(best.span.end, other.span.end)
        near = abs(evidence.sentence - first.sentence) == 1 and other.article is best.article
        gap = best.article.text[min(best.span.end, other.span.end) : max(best.span.start, other.span.start)]
        if near and top - weight <= PAIR and end - start <= PAIR_CHARS and "\n" not in gap:
            return Span(start, end)
    return best.span


def _weight(query: Query, candidate: Candidate, evidence: Evidence) -> float:
    """Return the log-probability of the sentence, raised where it holds the kind of answer asked for."""
    weight = evidence.score + EXPECTED * holds_answer(query, candidate.folded)
    opens = asks_for_items(query) and opens_list(candidate.article, candidate.span)
    if opens:
        weight += OPENS_LIST
    if candidate.span.start == candidate.article.paragraphs[0].start and names_meeting(
        query, candidate.article
    ):
        weight += OPENING
    if not opens and _echoes(query, candidate.folded[evidence.start : evidence.end]):
        weight += ECHO
    return weight
