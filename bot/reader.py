"""Reading hits: which article is meant, which sentence answers, and a refusal where none does.

The default Reader, which needs no language model: facts of the meeting first, then the sentence and
span that the evidence model weighs best, then the list that the sentence opens or holds. Knows nothing
of how hits were found or how an answer is shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.confidence import Signals, probability
from bot.enumeration import Enumeration, joined, numbered, parallel
from bot.evidence import Evidence, EvidenceModel
from bot.expectation import holds_answer
from bot.library import Choice, Library, date_fits, folded_text, share
from bot.query import Query, Word
from bot.quotes import Answer, Quote
from bot.statements import facts_for, heading, sentence_of, wording
from bot.wording import Wording
from index.chunking import sentences
from index.script import to_script
from index.types import Article, Fact, Hit, Span

THRESHOLD = 0.5
EXPECTED = 1.0  # nats for a sentence that holds the kind of answer asked for
OPENS_LIST = 1.5  # nats for a sentence that opens a numbered list, twice for as many items as were asked for
_ITEM_NOUN = re.compile(r"哪(?:些|几|[二三四五六七八九十两])[个项种条位大份]?([\u4e00-\u9fff]{2})")
_PLURAL = re.compile(
    r"重点(工作|任务)?(是|有|要)|优先|任务|举措|措施|倡议|建议|看法|priorit|measures|proposals"
)
MAX_SENTENCES = 24
LONG_SENTENCE = 120  # characters; a longer one is quoted whole but answered by its best stretch
MAX_LIST_CHARS = 1000  # of all quotes of a list together


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer, with the score of the passage it stands in."""

    article: Article
    span: Span
    prior: float


def focus(query: Query, article: Article) -> str:
    """Return the part of the question that asks: without the words that only say which meeting is meant.

    They would draw the evidence model to the opening sentence, where the meeting is named.
    """
    head = heading(article)
    asking = [word for word in query.topic if not word.stands_in(head)]
    if query.script == "en":
        return _in_chinese(query, asking or query.words, folded_text(article))
    if not asking:
        return query.folded
    text = query.folded
    for mention in reversed(query.dates):
        if date_fits(mention, article):
            text = text[: mention.start] + " " + text[mention.end :]
    for word in query.topic:
        if word.stands_in(head):
            text = text.replace(word.text, " ")
    for length in range(min(20, len(text)), 1, -1):
        for start in range(len(text) - length, -1, -1):
            piece = text[start : start + length]
            if piece in head and not re.search(r"[\s\d]", piece):
                text = text[:start] + " " + text[start + length :]
    return " ".join(text.split())


_ASKED = {
    "who": "是谁", "when": "什么时候", "where": "在哪里", "number": "多少", "list": "有哪些", "why": "为什么",
    "how": "怎样", "yesno": "是否", "what": "什么",
}  # fmt: skip


def _in_chinese(query: Query, words: Sequence[Word], text: str) -> str:
    """Return an English question as Chinese words, of each those that the article uses, and what it asks."""
    said = [next((form for form in word.also if form in text), word.forms[-1]) for word in words]
    return "".join([*said, _ASKED[query.kind]])


def _asks_for_items(query: Query) -> bool:
    return query.kind == "list" or query.count is not None or bool(_PLURAL.search(query.folded))


def _scope(candidate: Candidate) -> Span:
    """Return where the items of a list may stand: from the candidate's paragraph to the end of the body."""
    paragraphs = candidate.article.paragraphs
    start = max(p.start for p in paragraphs if p.start <= candidate.span.start)
    return Span(start, paragraphs[-1].end)


class Reader(Protocol):
    """Answers a question from the passages found for it."""

    def read(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """Return an answer whose quotes stand in the hits' articles, or a refusal."""


class ExtractiveReader:
    """Reads facts, sentences, spans and lists; refuses below THRESHOLD."""

    def __init__(self, library: Library, model: EvidenceModel, say: Wording) -> None:
        self._library, self._model, self._say = library, model, say

    def read(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """Return the short answer to `query` with its quotes, or a refusal that says what was looked for."""
        choice = self._library.choose(query, hits) if query.words or query.role else None
        if choice is None:
            return self._refused(query, 0.0)
        facts = facts_for(query, choice.article)
        candidates = self._candidates(choice, hits)
        texts = [self._text(c) for c in candidates]
        read = self._model.read(focus(query, choice.article), texts, [c.prior for c in candidates])
        evidence = sorted(read, key=lambda e: -self._weight(query, candidates[e.sentence], e))
        confidence = probability(Signals.of(query, choice, facts, evidence, self._model.answerable(evidence)))
        if confidence < THRESHOLD:
            return self._refused(query, confidence)
        if facts:
            return self._from_facts(query, choice, facts, confidence)
        best = candidates[evidence[0].sentence]
        listed = self._list(query, best)
        if listed:
            return self._from_list(query, choice, best, listed, confidence)
        return self._from_sentence(query, choice, best, evidence[0], confidence)

    def _refused(self, query: Query, confidence: float) -> Answer:
        return Answer(query, self._say.refusal(query), confidence=confidence)

    def _candidates(self, choice: Choice, hits: Sequence[Hit]) -> list[Candidate]:
        """Return the sentences of the chosen article that were found, its best passages first, in reading order."""
        article = choice.article
        scores = {hit.passage.start: hit.score for hit in hits if hit.passage.article is article}
        low = min((hit.score for hit in hits), default=0.0)
        found = []
        for paragraph in article.paragraphs:
            prior = max(
                (s - low for start, s in scores.items() if paragraph.start <= start < paragraph.end),
                default=0.0,
            )
            for span in sentences(article.text, paragraph.start, paragraph.end):
                found.append(Candidate(article, span, prior + 0.1))
        return found

    @staticmethod
    def _text(candidate: Candidate) -> str:
        return candidate.article.text[candidate.span.start : candidate.span.end]

    def _from_facts(self, query: Query, choice: Choice, facts: Sequence[Fact], confidence: float) -> Answer:
        article = choice.article
        text = to_script(wording(facts, article, query.script == "en"), query.script)
        spans = dict.fromkeys(sentence_of(article, fact) for fact in facts)
        quotes = tuple(Quote(article, span.start, span.end) for span in spans)
        return Answer(query, text, quotes, confidence, choice.alternatives)

    def _from_sentence(
        self, query: Query, choice: Choice, best: Candidate, evidence: Evidence, confidence: float
    ) -> Answer:
        start = best.span.start
        text = best.article.text[start + evidence.wide_start : start + evidence.wide_end]
        quote = Quote(best.article, best.span.start, best.span.end)
        return Answer(query, to_script(text, query.script), (quote,), confidence, choice.alternatives)

    def _weight(self, query: Query, candidate: Candidate, evidence: Evidence) -> float:
        """Return the log-probability of the sentence, raised where it holds the kind of answer asked for."""
        said = folded_text(candidate.article)[candidate.span.start : candidate.span.end]
        weight = evidence.score + EXPECTED * holds_answer(query, said)
        if _asks_for_items(query):
            listed = numbered(folded_text(candidate.article), _scope(candidate), candidate.span)
            if listed and listed.items[0].start >= candidate.span.start:
                weight += OPENS_LIST * (2 if query.count == len(listed.items) else 1)
        return weight

    def _list(self, query: Query, best: Candidate) -> Enumeration | None:
        """Return the list that answers `query`, None when it asks for none or `best` leads to none."""
        if not _asks_for_items(query):
            return None
        folded, article = folded_text(best.article), best.article
        asking = [word for word in query.topic if not word.stands_in(heading(article))]
        found = numbered(folded, _scope(best), best.span)
        if found and (found.items[0].start >= best.span.start or query.count == len(found.items)):
            return found
        paragraph = next(p for p in article.paragraphs if p.start <= best.span.start < p.end)
        run = parallel(folded, paragraph, best.span)
        if run is None:
            return None
        noun = _ITEM_NOUN.search(query.folded)
        if noun and folded.count(noun[1], best.span.start, best.span.end) > 1:
            return None  # the sentence itself names them one by one
        if run.items[0].start >= best.span.end:  # the sentence introduces them
            inside = joined(folded, best.span)
            return None if inside and len(inside[0].items) >= len(run.items) else run
        about = [item for item in run.items if share(asking, folded[item.start : item.end]) >= 0.5]
        return Enumeration(tuple(about), False) if asking and len(about) > 1 else None

    def _from_list(
        self, query: Query, choice: Choice, best: Candidate, listed: Enumeration, confidence: float
    ) -> Answer:
        article = best.article
        quotes = [Quote(article, item.start, item.end) for item in listed.items]
        while sum(len(q.text) for q in quotes) > MAX_LIST_CHARS and len(quotes) > 1:
            quotes.pop()
        clauses = (re.split("[,，;；]", quote.text)[0] for quote in quotes)
        heads = to_script(("; " if query.script == "en" else "；").join(clauses), query.script)
        text = self._say.say("list", query.script, count=len(listed.items), items=heads)
        return Answer(query, text, tuple(quotes), confidence, choice.alternatives)
