"""Answering a question that points back to what was asked and answered before.

It is read in the meeting that was spoken of, with what it leaves out filled in; an item of a list, who said
something and what else they said are taken from the article around the last quotes. Knows nothing of how long
turns are kept or of how an answer is found.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot import earlier, series
from bot.asked import Asked, items
from bot.confidence import Signals, probability
from bot.conversation import ELSEWHERE, SURE, TELLING, Turn
from bot.kinds import Role
from bot.library import Choice, coverage, folded_text, ordinals_fit, share
from bot.pointing import IN_FULL, SERIES, asks, in_full, point, step, with_person
from bot.query import NEXT, Query, understand
from bot.quotes import Answer, Quote, shown
from bot.statements import sentence_of
from bot.wording import in_line
from index.script import detect, fold
from index.types import Article, Span

WORD_CHARS = 16  # of an item that says too little to be quoted alone
_NOUNS = ("会议", "座谈会", "论坛", "大会", "峰会", "发布会", "年会", "全会", "常会", "会谈", "磋商", "会")
_NOUN_AFTER = (
    rf"(?:[^,的谁哪有]{{0,8}}?(?:{'|'.join(_NOUNS)})"
    r"|\W+(?:\w+\W+){0,3}?(?:meeting|conference|forum|symposium|session|summit|briefing|talks)\b)"
)
_SPEAKERS = ("会议", "双方", "大家")  # of whom reports say what they said, as of a person
_ONLY_FACTS: tuple[Role, ...] = ("reporter", "source", "place")  # what no sentence says if no fact does


class FollowUps:
    """Answers questions that point back."""

    def __init__(
        self,
        articles: Iterable[Article],
        read: Callable[[Query], Answer],
        refuse: Callable[[Query], Answer],
        choose: Callable[[Query], Choice | None],
    ) -> None:
        """`read` answers a query, within its meeting if it has one; `choose` says which article its words mean."""
        self._articles = {article.id: article for article in articles}
        self._read, self._refuse, self._choose = read, refuse, choose

    def answer(self, query: Query, before: Sequence[Turn]) -> Answer | None:
        """Return the answer to `query` in the light of `before`, oldest first; None when it stands alone."""
        turns = tuple(turn for turn in map(self._now, reversed(before)) if turn)
        meeting = next((turn.meeting for turn in turns if turn.meeting), "")
        if not meeting or query.personal:
            return None
        article = self._articles[meeting]
        pointing = point(query, (*earlier.names(article), *_SPEAKERS))
        if pointing.marked and turns[0].script:  # 第一 is common to both scripts: the one of the conversation
            query = replace(query, script=detect(query.text, turns[0].script))
        elif not (query.words or query.role or asks(query.folded)):
            return None
        asked = Asked(query, pointing, article, turns)
        if self._names_a_meeting(asked):
            return self._named(asked)
        return self._of_another(asked) or self._directly(asked) or self._in_the_meeting(asked)

    def _now(self, turn: Turn) -> Turn | None:
        """Return `turn` with the articles of this generation; None when its meeting is not there any more."""
        article = self._articles.get(turn.meeting)
        if article is None:
            return None if turn.meeting else turn
        same = [
            q for q in turn.quotes if q.article.id == article.id and q.text == article.text[q.start : q.end]
        ]
        return replace(turn, quotes=tuple(Quote(article, q.start, q.end) for q in same))

    def _nothing(self, asked: Asked) -> Answer:
        return self._refuse(replace(asked.query, meeting=asked.meeting.id))

    # Which meeting.

    def _names_a_meeting(self, asked: Asked) -> bool:
        """Whether the question names a meeting in full: a word of a title and the noun that belongs to it."""
        query = asked.query
        people = {word.text for word in query.people}
        for word in query.topic:
            noun = rf"{re.escape(word.text)}{_NOUN_AFTER}" if not word.text.endswith(_NOUNS) else ""
            bare = any(kind.startswith(word.text) for kind in _NOUNS)
            named = word.text not in people and not bare and re.search(noun, query.folded)
            if named and any(word.stands_in(fold(article.title)) for article in self._articles.values()):
                return True
        return False

    def _named(self, asked: Asked) -> Answer | None:
        """Answer a question that names its meeting: alone, but for a 他, or the question before asked of it."""
        p, query = asked.pointing, asked.query
        if p.about and asked.previous:
            choice = self._choose(query)
            return self._read(asked.within(asked.previous.folded, choice.article)) if choice else None
        if p.person and asked.person:
            said = understand(with_person(query.folded, asked.person), query.script)
            return self._read(replace(said, text=query.text, script=query.script))
        return None

    def _of_another(self, asked: Asked) -> Answer | None:
        """Answer 「2月2日那次呢?」 and 「2023年那次谁主持?」 of another meeting of the series; None for this one."""
        p, meeting = asked.pointing, asked.meeting
        steps, own_question = step(p.rest)
        if steps and (own_question or asked.previous):
            other = series.neighbour(meeting, self._articles.values(), steps)
            text = in_full(own_question) if own_question or not asked.previous else asked.previous.folded
            return self._read(asked.within(text, other)) if other else self._nothing(asked)
        said = understand(SERIES.sub(" ", p.rest))
        of_series = bool(SERIES.search(p.rest))
        foreign = not series.dated(said, meeting) or not ordinals_fit(said.ordinals, meeting)
        own = asks(p.rest)
        new_words = not own and any(not w.stands_in(folded_text(meeting)) for w in said.topic)
        if not (p.about or of_series) or not (said.dates or said.ordinals or new_words):
            return None
        sought = replace(said, words=() if own else said.words)
        target = series.elsewhere(sought, meeting, self._articles.values())
        if target and (own or asked.previous):
            text = (
                in_full(SERIES.sub(" ", p.rest).strip())
                if own or not asked.previous
                else asked.previous.folded
            )
            return self._read(asked.within(text, target))
        return self._nothing(asked) if foreign else None

    def _directly(self, asked: Asked) -> Answer | None:
        """Answer what the article says around the last quotes; None when the question must be read."""
        p, last = asked.pointing, asked.here[0] if asked.here else None
        if last is None:
            return None
        if p.items:
            listed = next(filter(None, map(items, asked.here)), [])
            places = p.items.of(len(listed))
            return self._of_list(asked, [listed[i] for i in places]) if places else self._nothing(asked)
        if p.who_said:
            return self._who_said(asked, last)
        if p.office and asked.person:
            return self._office(asked)
        if p.more or p.remarks:
            return self._more(asked, last)
        return None

    def _who_said(self, asked: Asked, last: Turn) -> Answer:
        said = earlier.speaker_of(asked.meeting, Span(last.quotes[0].start, last.quotes[0].end))
        if said is None:
            return self._nothing(asked)
        return self._saying(asked, [said.who], [sentence_of(asked.meeting, said.who)])

    def _office(self, asked: Asked) -> Answer:
        fact = earlier.persons(asked.meeting).get(asked.person)
        if fact is None or "(" not in fact.value:
            return self._nothing(asked)
        office = shown(asked.meeting, fact.value.split("(", 1)[1].rstrip(")"), asked.query.script)
        return replace(self._saying(asked, [], [sentence_of(asked.meeting, fact)]), text=office)

    def _more(self, asked: Asked, last: Turn) -> Answer:
        """Answer with what comes next of a list, of what somebody says, or of the paragraph, and was not shown."""
        p, article = asked.pointing, asked.meeting
        place = Span(last.quotes[-1].start, last.quotes[-1].end)
        if p.more:
            rest = earlier.unshown(items(last), asked.shown)
            if rest:
                return self._of_list(asked, rest)
        name = p.speaker or (asked.person if p.person else "")
        if not name:
            said = earlier.speaker_of(article, place)
            name = folded_text(article)[said.who.start : said.who.end] if said else asked.person
        spans = [remark.sentence for remark in earlier.remarks_of(article, name)] if name else []
        if not spans and p.more:
            spans = earlier.after(article, place)
        left = earlier.unshown(spans, asked.shown)
        return self._quoting(asked, earlier.at_a_glance(left, place)) if left else self._nothing(asked)

    def _of_list(self, asked: Asked, spans: Sequence[Span]) -> Answer:
        """Return the items `spans` of a list; what is only a word or two is quoted with its sentence."""
        if all(item.end - item.start > WORD_CHARS for item in spans):
            return self._quoting(asked, spans)
        return self._saying(asked, spans, list(dict.fromkeys(sentence_of(asked.meeting, s) for s in spans)))

    def _quoting(self, asked: Asked, spans: Sequence[Span]) -> Answer:
        """Return the first clause of each of `spans` as the answer, quoting them."""
        texts, article = {r.sentence: r.text for r in earlier.remarks(asked.meeting)}, asked.meeting
        return self._saying(asked, [earlier.gist(article, texts.get(s, s)) for s in spans], spans)

    @staticmethod
    def _saying(asked: Asked, said: Sequence[Span], quoted: Sequence[Span]) -> Answer:
        query, text = asked.query, asked.meeting.text
        joined = in_line((text[s.start : s.end].strip() for s in said), query.script)
        certain = probability(Signals(0.0, 1.0, 0.0, 0.0, 0.0, 0.0))
        quotes = tuple(Quote(asked.meeting, s.start, s.end) for s in quoted)
        # What was asked before is still what is asked: a later 「2023年那次呢?」 means that.
        understood = asked.within(next((t.question for t in asked.here if t.question), asked.pointing.rest))
        return Answer(understood, shown(asked.meeting, joined, query.script), quotes, certain)

    def _in_the_meeting(self, asked: Asked) -> Answer | None:
        """Read the question, filled in, in the meeting; None when it is about another one."""
        p, query = asked.pointing, asked.query
        if query.next and not NEXT.search(folded_text(asked.meeting)):
            return self._nothing(asked)
        if p.role:
            return self._read(asked.within(IN_FULL[p.role]))
        if p.why:
            reason = earlier.reason_near(asked.here[0].quotes[0], asked.topic) if asked.here else None
            return self._saying(asked, [reason], [reason]) if reason else self._read(asked.why())
        if not (p.person or p.meeting) and self._elsewhere(asked):
            return None
        if p.about:
            return self._best(asked)
        text = asked.in_full()
        role = asked.within(text).role
        if role in _ONLY_FACTS and not any(fact.kind == role for fact in asked.meeting.facts):
            return self._nothing(asked)
        if not p.marked and text == p.rest:
            return self._read(replace(query, meeting=asked.meeting.id))
        return self._read(asked.within(text))

    def _best(self, asked: Asked) -> Answer:
        """Return the first answer to 「X呢」 that is sure enough and quotes X, else the surest, those with X first."""
        topic, opening = asked.within(asked.pointing.rest).topic, asked.meeting.paragraphs[0].start
        found: list[tuple[float, float, Answer]] = []
        for query in asked.about():
            answer = self._read(query)
            said = share(topic, fold(answer.quotes[0].text)) if answer.quotes else 0.0
            if answer.quotes and answer.quotes[0].start == opening:
                said /= 2  # the first sentence only announces it
            if said == 1 and answer.confidence >= SURE:
                return answer
            found.append((said, answer.confidence, answer))
        return max(found, key=lambda row: row[:2])[2]

    def _elsewhere(self, asked: Asked) -> bool:
        """Whether the words of the question mean another article than the meeting before."""
        query, meeting = asked.query, asked.meeting
        if not series.dated(query, meeting) or not ordinals_fit(query.ordinals, meeting):
            return True
        topic = asked.within(asked.pointing.rest).topic
        if not topic:
            return False
        choice = self._choose(query)
        if choice is None or meeting is choice.article or meeting in choice.alternatives:
            return False
        here, there = folded_text(meeting), folded_text(choice.article)
        new = [word for word in topic if word.stands_in(there) and not word.stands_in(here)]
        if len(new) < 2 and all(word.weight < TELLING for word in new):
            return False
        return coverage(topic, choice.article) - coverage(topic, meeting) > ELSEWHERE
