"""What one reply shows: the short answer, its quotes, and how they are shown.

Between an Answer and a message; an Answer is a Reply's beginning, and buttons turn one Reply into another.
Knows nothing of markup or Telegram.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from bot.quotes import Answer, Quote, worded
from index.script import Script, fold, to_script
from index.types import Article, Span

_SHORT = 40  # characters of an answer that is marked in its quote
_OFFICE = re.compile(r"\([^()]*\)")  # after a name
_PART = re.compile(r"[^\s()、,;]{2,}")  # a name, a clause
_TOO_MUCH = 0.7  # share of a text that is not marked, since nothing would stand out


@dataclass(frozen=True)
class Reply:
    """A reply as it is to be shown.

    Attributes:
        text: the short answer, or a refusal where there are no quotes.
        quotes: the proof, in the answer's order.
        note: one more line, "" for none.
        marks: folded words that are marked where a quote says them.
        script: the script that quotes are shown in, None for as published.
        opened: whether the first quote is shown with the paragraphs around it.
        question: the question, where the person has not written it above; "" else.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    note: str = ""
    marks: tuple[str, ...] = ()
    script: Script | None = None
    opened: bool = False
    question: str = ""

    @classmethod
    def of(cls, answer: Answer) -> "Reply":
        """Return the reply to an answer, or to a refusal, as it is first shown."""
        asked = (form for word in answer.query.words for form in word.forms if len(form) > 1)
        said = _PART.findall(_OFFICE.sub(" ", fold(answer.text))) if len(answer.text) <= _SHORT else []
        return cls(answer.text, answer.quotes, answer.note, tuple(dict.fromkeys([*said, *asked])))

    def by_article(self) -> Iterator[tuple[Article, list[Quote]]]:
        """Yield the quotes in their order, neighbours from one article together."""
        for _, group in groupby(self.quotes, key=lambda quote: quote.article.id):
            quotes = list(group)
            yield quotes[0].article, quotes

    def in_script(self, script: Script) -> "Reply":
        """Return the reply with everything in `script`; quotes published in it are as published."""
        text = worded(self.text, self.quotes, script)
        return replace(self, text=text, note=to_script(self.note, script), script=script)


def surroundings(quote: Quote) -> tuple[Span, ...]:
    """Return the paragraph of `quote` and its neighbours, in reading order; the quote alone if it is in none."""
    paragraphs = quote.article.paragraphs
    for place, paragraph in enumerate(paragraphs):
        if paragraph.start <= quote.start < paragraph.end:
            return tuple(paragraphs[max(place - 1, 0) : place + 2])
    return (Span(quote.start, quote.end),)


def marked(text: str, words: Collection[str]) -> list[Span]:
    """Return where `text` says one of the folded `words`, overlaps made one, in order; none if that is nearly all."""
    folded = fold(text)
    found: list[Span] = []
    for word in words:
        at = folded.find(word) if word.strip() else -1
        while at >= 0:
            found.append(Span(at, at + len(word)))
            at = folded.find(word, at + len(word))
    merged: list[Span] = []
    for span in sorted(found, key=lambda s: s.start):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    covered = sum(span.end - span.start for span in merged)
    return merged if covered <= _TOO_MUCH * len(text) else []
