"""A follow-up question together with what it points back to, and the ways to fill in what it leaves out.

Knows nothing of how it is read or of what the article says around the last quotes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot import earlier
from bot.conversation import Turn
from bot.focus import asking_words, unnamed
from bot.library import folded_text
from bot.listing import asks_for_items
from bot.pointing import IN_FULL, Pointing, slot_for, with_person
from bot.query import Query, Word, understand
from bot.quotes import Quote
from index.people import OFFICE
from index.script import fold
from index.types import Article, Span

_SOMEBODY_ELSE = re.compile("^(?:还|另外|其他|其余)(?:有|都)?(?:谁|哪|什么人)")
_OFFICE_END = re.compile(rf"(?:{OFFICE})$")
_PREPOSITION = re.compile("^[对向给跟与和在就从把]")


@dataclass(frozen=True)
class Asked:
    """A question, taken apart, and the turns before it, the newest first, about `meeting` or not."""

    query: Query
    pointing: Pointing
    meeting: Article
    turns: tuple[Turn, ...]

    @cached_property
    def here(self) -> tuple[Turn, ...]:
        """The turns about the same meeting that were answered, the newest first."""
        return tuple(t for t in self.turns if t.quotes and t.meeting == self.meeting.id)

    @property
    def shown(self) -> list[Quote]:
        """All that was quoted of the meeting."""
        return [quote for turn in self.here for quote in turn.quotes]

    def within(self, text: str, meeting: Article | None = None) -> Query:
        """Return `text`, folded, to be asked of the meeting in the place of the question."""
        article = meeting or self.meeting
        said = understand(text, self.query.script)
        return replace(said, text=self.query.text, script=self.query.script, meeting=article.id)

    @cached_property
    def previous(self) -> Query | None:
        """The last question that is known, without what names its meeting; None when there is none."""
        for turn in self.turns:
            if turn.question and turn.meeting == self.meeting.id:
                query = understand(turn.question)
                return understand(IN_FULL[query.role] if query.role else unnamed(query, self.meeting))
        return None

    @property
    def topic(self) -> Sequence[Word]:
        """The words of the last question that do not name its meeting."""
        return asking_words(self.previous, self.meeting) if self.previous else ()

    @cached_property
    def person(self) -> str:
        """The folded name of the person that 他 means; "" for nobody.

        Who was named alone in a question or an answer, the newest first; of several, who speaks; else who does at
        the meeting.
        """
        known = earlier.names(self.meeting)
        for turn in self.here:
            for text in (turn.text, turn.question):
                named = [name for name in known if name in fold(text)]
                if named:
                    chosen = named[0] if len(named) == 1 else earlier.main_speaker(self.meeting, named)
                    if chosen:
                        return chosen
            said = earlier.speaker_of(self.meeting, Span(turn.quotes[0].start, turn.quotes[0].end))
            who = folded_text(self.meeting)[said.who.start : said.who.end] if said else ""
            if who and (name := next((name for name in known if name in who), "")):
                return name
        return earlier.main_speaker(self.meeting) or earlier.speaks(self.meeting)

    def why(self) -> Query:
        """Return 为什么 asked of what the question before was about."""
        return self.within("为什么" + "".join(word.text for word in self.topic))

    def about(self) -> list[Query]:
        """Return what 「X呢」 may ask: the question before of X instead, what is said of X, what X is."""
        about = self.pointing.rest.removesuffix("的")
        if _OFFICE_END.search(about) and not _PREPOSITION.search(about):
            return [self.within(f"{about}是谁")]
        way = about if about.endswith("方面") else f"{about}方面"
        found = [f"{way}有什么要求", f"{about}是什么"]
        bare = _PREPOSITION.sub("", about)
        slot = self._slot(bare, about[: len(about) - len(bare)])
        if self.previous and slot:
            found.insert(0, self.previous.folded.replace(slot, bare, 1))
        return [self.within(text) for text in found]

    def _slot(self, about: str, preposition: str) -> str:
        """Return the part of the last question in whose place `about` is asked, "" where there is none."""
        if self.previous is None:
            return ""
        words = [word.text for word in self.topic]
        if preposition:
            return next((word for word in words if preposition + word in self.previous.folded), "")
        first = next((word for word in words if len(word) > 1), "")
        return slot_for(self.previous.folded, words, about) or first

    def in_full(self) -> str:
        """Return what is left of the question, with the person for 他 and, in 「还有谁」, who was named already."""
        p = self.pointing
        text = with_person(p.rest, self.person) if p.person and self.person else p.rest
        if _SOMEBODY_ELSE.search(text) and self.here:
            known = [name for name in earlier.persons(self.meeting) if name in fold(self.here[0].text)]
            text = f"除了{'、'.join(known)}{text}" if known else text
        return text


def items(turn: Turn) -> list[Span]:
    """Return the items of the list that `turn` showed; names in one sentence count where several were asked for."""
    asked = understand(turn.question)
    return earlier.items_of(turn.quotes, not turn.question or asked.kind == "who" or asks_for_items(asked))
