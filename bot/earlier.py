"""What an article says around what was quoted from it: the items of a list, who said it, what else they said.

Knows nothing of questions or of how an answer is found.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.enumeration import all_numbered, joined, numbered, parallel
from bot.expectation import holds_answer
from bot.kept import kept
from bot.library import folded_text, share
from bot.query import Word, understand
from bot.quotes import Quote
from bot.statements import sentence_of
from index.chunking import sentences
from index.facts import PEOPLE
from index.people import is_name
from index.script import fold
from index.types import Article, Fact, Span

_SAID = re.compile(
    r"^\s*(?:[^,。:;]{0,24},)?(?P<who>(?!.{0,12}希望)[^,。:;!?\"《》]{2,24}?)(?:还|也|并|则|同时|充分|高度|在会上|在致辞中|等)*(?:(?:围绕|就|针对|结合)[^。;]{2,40}?,)?"
    r"(?P<verb>强调|指出|表示|说|认为|要求|提出|希望|肯定|介绍|重申|谈了|谈到|称)"
)
_LIST_TAIL = re.compile(r"等(?=$|[^级第])|[一二两三四五六七八九十]{1,2}[大个项点件条位方]")
_HE = re.compile("(?:^|[,并])[他她]$")
_CLAUSE = re.compile("[,;。!?]")
REMARKS = 3  # sentences that are quoted where it is asked what else somebody said
REMARK_CHARS = 300  # that they may have together
_SHORT_CLAUSE = 8  # characters below which a clause says too little alone


@dataclass(frozen=True)
class Remark:
    """A sentence that somebody says: `who` where they are named, "会议" included; `text` what follows the verb."""

    who: Span
    sentence: Span
    text: Span


@kept(64)
def remarks(article: Article) -> tuple[Remark, ...]:
    """Return the sentences of `article` that are said by somebody, in reading order; kept for the articles in use.

    A speaker goes on to the end of the paragraph, or until somebody else speaks.
    """
    folded, found = folded_text(article), list[Remark]()
    last: Span | None = None
    for paragraph in article.paragraphs:
        speaker: Span | None = None
        for sentence in sentences(folded, paragraph.start, paragraph.end):
            text = sentence
            match = _SAID.match(folded[sentence.start : sentence.end])
            if match:
                who = Span(sentence.start + match.start("who"), sentence.start + match.end("who"))
                speaker = last if _HE.search(folded[who.start : who.end]) and last else who
                start = sentence.start + match.end()
                text = Span(start + (folded[start : start + 1] in ",:"), sentence.end)
            else:
                last = _named_in(article, sentence) or last
            if speaker:
                last = speaker
                found.append(Remark(speaker, sentence, text))
    return tuple(found)


def _named_in(article: Article, sentence: Span) -> Span | None:
    """Return the last person that the facts name in `sentence`."""
    spoke = [f for f in article.facts if f.kind in PEOPLE and sentence.start <= f.start < sentence.end]
    return Span(spoke[-1].start, spoke[-1].end) if spoke else None


def speaker_of(article: Article, place: Span) -> Remark | None:
    """Return the remark that `place` stands in, None when nobody says it."""
    return next((r for r in remarks(article) if r.sentence.start <= place.start < r.sentence.end), None)


def remarks_of(article: Article, name: str) -> list[Remark]:
    """Return what the person or body of the folded `name` says in `article`."""
    folded = folded_text(article)
    return [remark for remark in remarks(article) if name in folded[remark.who.start : remark.who.end]]


def gist(article: Article, span: Span) -> Span:
    """Return the first clause of `span` that says something, without an end mark."""
    text = folded_text(article)[span.start : span.end]
    ends = [m.start() for m in _CLAUSE.finditer(text)] or [len(text)]
    end = next((end for end in ends if end >= _SHORT_CLAUSE), ends[-1] or len(text))
    return Span(span.start, span.start + end)


@kept(512)
def persons(article: Article) -> dict[str, Fact]:
    """Return the persons whom the facts of `article` name, folded, each with the fact that gives an office first."""
    found: dict[str, Fact] = {}
    for fact in sorted((f for f in article.facts if f.kind in PEOPLE), key=lambda f: "(" not in f.value):
        found.setdefault(fold(fact.value).split("(")[0], fact)
    return found


@kept(512)
def names(article: Article) -> tuple[str, ...]:
    """Return the folded names of the persons whom the facts of `article` name or who say something in it."""
    folded = folded_text(article)
    said = [folded[remark.who.start : remark.who.end] for remark in remarks(article)]
    return tuple(dict.fromkeys([*persons(article), *filter(is_name, said)]))


def main_speaker(article: Article, among: Iterable[str] = ()) -> str:
    """Return the folded name of the person who says most in `article`, of those in `among` if any; "" for nobody."""
    said = {name: len(remarks_of(article, name)) for name in (among or names(article))}
    best = max(said, key=lambda name: said[name], default="")
    return best if said.get(best) else ""


def speaks(article: Article) -> str:
    """Return the folded name of the person who speaks at the meeting, else of who presides; "" for nobody."""
    for kind in ("spoke", "presided"):
        for fact in article.facts:
            if fact.kind == kind:
                return fold(fact.value).split("(")[0]
    return ""


def items_of(quotes: Sequence[Quote], joined_too: bool = True) -> list[Span]:
    """Return the whole list that `quotes` show some of, open or hold; no items where there is no list.

    One that is only joined by 、 inside a sentence counts with `joined_too`.
    """
    if not quotes:
        return []
    article = quotes[0].article
    folded, shown = folded_text(article), [Span(q.start, q.end) for q in quotes if q.article is article]
    body = Span(article.paragraphs[0].start, article.paragraphs[-1].end)
    sentence = sentence_of(article, shown[0])
    paragraph = next((p for p in article.paragraphs if p.start <= shown[0].start < p.end), sentence)
    runs = all_numbered(folded, body)
    alike = parallel(folded, paragraph, sentence) if len(shown) > 1 else None
    for run in [*runs, *([alike] if alike else [])]:
        if set(shown) <= set(run.items):
            return list(run.items)
    if len(shown) > 1:
        return shown
    opened = numbered(folded, Span(paragraph.start, body.end), sentence)
    if opened and opened.items[0].start >= sentence.start:
        return list(opened.items)
    inside = joined(folded, shown[0]) if joined_too else []
    return [_trimmed(folded, item) for item in inside[0].items] if inside else []


def _trimmed(folded: str, item: Span) -> Span:
    """Return an item joined by 、 without what only ends the list: 等先后发言, 四件大事."""
    tail = _LIST_TAIL.search(folded, item.start + 1, item.end)
    return Span(item.start, tail.start() if tail else item.end)


def unshown(spans: Iterable[Span], quotes: Iterable[Quote]) -> list[Span]:
    """Return those of `spans` that no quote shows any of."""
    shown = [(q.start, q.end) for q in quotes]
    return [s for s in spans if not any(s.start < end and start < s.end for start, end in shown)]


def after(article: Article, place: Span) -> list[Span]:
    """Return the sentences of the paragraph of `place` that come after it."""
    paragraph = next((p for p in article.paragraphs if p.start <= place.start < p.end), place)
    spans = sentences(article.text, paragraph.start, paragraph.end)
    return [later for later in spans if later.start >= place.end]


def reason_near(quote: Quote, topic: Sequence[Word]) -> Span | None:
    """Return the sentence that gives a reason for `quote`: its own, else the one of its paragraph nearest in words.

    `topic` are the words of what was asked. None when the paragraph gives none.
    """
    article, why = quote.article, understand("为什么")
    folded = folded_text(article)
    own = sentence_of(article, Span(quote.start, quote.end))
    paragraph = next((p for p in article.paragraphs if p.start <= own.start < p.end), own)
    found = [
        (span == own, share(topic, folded[span.start : span.end]), -abs(span.start - own.start), span)
        for span in sentences(article.text, paragraph.start, paragraph.end)
        if holds_answer(why, folded[span.start : span.end]) == 1
    ]
    best = max(found, key=lambda row: row[:3], default=None)
    return best[3] if best else None


def at_a_glance(spans: Sequence[Span], place: Span) -> list[Span]:
    """Return the first few of `spans`, those after `place` first, as far as they are read at a glance."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start < place.start, s.start))[:REMARKS]:
        if not chosen or sum(s.end - s.start for s in (*chosen, span)) <= REMARK_CHARS:
            chosen.append(span)
    return chosen
