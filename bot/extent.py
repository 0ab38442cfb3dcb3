"""How far a short answer reaches in its sentence, by what is asked: all that is joined to a name, the clause of yes or no.

Rules of the language over folded text, whose offsets are the original's. Knows nothing of how the words were found.
"""

import re

from bot.candidates import echo
from bot.joined import CLAUSE, stretched
from bot.library import share
from bot.listing import asks_for_items
from bot.query import Query
from index.people import people_in
from index.types import Span

_HOW_LONG = 52  # characters of how something is done
_SHORT = 12  # characters that hardly tell how
_ECHO = 0.2  # share of an answer's pairs of characters that the question has: it leads up to what tells how
_KNOWN = 0.75  # and so much of them that the question says all of it
_OUTCOME = re.compile("[为使是既]|从而|促进")
_MORE = 0.2  # share of the question that another clause must say besides
_SEVERAL = ("spoke", "reported", "attended")  # what more than one person does
_ALSO = re.compile(r"除了?.+还|还[^,。]{0,4}了?谁|(?<![首成])都[^,。]{0,4}谁")
_ONE = re.compile(r"哪一?位|哪一?个")


def extended(query: Query, folded: str, said: Span, sentence: Span) -> Span:
    """Return `said`, words of `sentence`, with what belongs to it for one who asks `query`."""
    if query.kind == "yesno":
        return _told(query, folded, said, sentence)
    if query.kind == "how" and "样的" not in query.folded:
        return _to_the_end(query, folded, said, sentence)
    return _all_named(query, folded, said, sentence)


def _to_the_end(query: Query, folded: str, said: Span, sentence: Span) -> Span:
    """Return `said` with the clauses behind it, where it only leads up to them; all stays short."""
    text, end = folded[said.start : said.end], said.end
    if said.end - said.start > _SHORT and echo(query, text) < _ECHO and not text.startswith(("对", "针对")):
        return said
    for clause in CLAUSE.finditer(folded, said.end, sentence.end):
        aside = folded[end : clause.start()] != "," or _OUTCOME.match(clause[0])
        if aside or clause.end() - said.start > _HOW_LONG:
            break
        end = clause.end()
    return Span(said.start, end)


def _told(query: Query, folded: str, said: Span, sentence: Span) -> Span:
    """Return the clause of `sentence` that says most of what a yes-or-no question is about, `said` if none says more."""
    clauses = [Span(*clause.span()) for clause in CLAUSE.finditer(folded, sentence.start, sentence.end)]
    about = {clause: share(query.topic, folded[clause.start : clause.end]) for clause in clauses}
    best = max(clauses, key=lambda clause: about[clause], default=said)
    own = share(query.topic, folded[said.start : said.end])
    return best if about.get(best, 0.0) > own + _MORE else said


def _all_named(query: Query, folded: str, said: Span, sentence: Span) -> Span:
    """Return `said` with all that is joined to it, where `query` may ask for several."""
    if query.kind == "list" or (query.kind == "what" and asks_for_items(query)):
        return _without_the_known(query, folded, said, stretched(folded, said, sentence, query.count))
    several = query.role in _SEVERAL or _ALSO.search(query.folded)
    if query.kind == "who" and several and not _ONE.search(query.folded):
        joined = stretched(folded, said, sentence)
        names = [person.name.start for person in people_in(folded, sentence)]
        if sum(joined.start <= start < joined.end for start in names) > 1:
            return joined
    return said


def _without_the_known(query: Query, folded: str, said: Span, whole: Span) -> Span:
    """Return `whole` from where `said` begins if the question has what stands before that: 牢固树立 of 牢固树立什么."""
    before = folded[whole.start : said.start]
    return Span(said.start, whole.end) if before and echo(query, before) >= _KNOWN else whole
