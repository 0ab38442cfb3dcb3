"""A meeting in at most five lines, each with its quote: by its facts and lists, or by a language model.

Knows nothing of questions, of how the article was found, or of how messages are sent.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.card import day
from bot.llm.proving import shortened
from bot.llm.reader import ModelReader
from bot.points import clause, points
from bot.quotes import Quote, shown
from bot.reader import SentenceReader
from bot.render import Block, fitted, source
from bot.statements import sentence_of, wording
from bot.wording import Wording, in_line
from index.chunking import sentences
from index.script import Script, fold
from index.types import Article, Fact, Span

MOST = 5  # lines
_PEOPLE = 6  # named in a line
_LONGEST = 60  # characters of a line that only quotes
_SHOWN = 6  # points that a line quotes, and names
# What the best sentences are looked for with, folded: what it decided comes before what it called for.
_GIST = ("会议决定了什么", "会议强调什么", "会议要求做好哪些工作")


@dataclass(frozen=True)
class Line:
    """One line, and what in the article says so: one quote or more."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Summary:
    """An article in at most MOST lines. `written_by` is the language model that wrote them, "" where none did."""

    article: Article
    lines: tuple[Line, ...]
    note: str = ""
    written_by: str = ""

    def messages(self) -> list[str]:
        """Return the summary as HTML messages that fit Telegram's limits."""
        return fitted(self._blocks())

    def plain(self) -> str:
        """Return the summary as lines of plain text."""
        rows = [row for line in self.lines for row in (line.text, *(f"  ❝ {q.text}" for q in line.quotes))]
        return "\n".join([self.article.title, *rows, *([self.note] if self.note else [])])

    def _blocks(self) -> Iterator[Block]:
        for line in self.lines:
            yield Block("<b>", line.text, "</b>")
            for quote in line.quotes:
                yield Block("<blockquote expandable>", quote.text, "</blockquote>")
        yield source(self.article, self.lines[0].quotes[0] if self.lines else None)
        if self.note:
            yield Block("<i>", self.note, "</i>")


def summarise(
    article: Article, script: Script, say: Wording, weigh: SentenceReader, model: ModelReader | None = None
) -> Summary:
    """Return the summary of `article` in `script`: by `model` where it proves its sentences, else without one."""
    if model:
        lines = tuple(Line(one.text, one.quotes) for one in model.summary(article, script))
        if lines:
            return Summary(article, lines, say.say("written_by_model", script), model.name)
    found = [*_facts(article, script, say), *_list(article, script, say)]
    taken = [quote for line in found for quote in line.quotes]
    taken += [Quote(article, item.start, item.end) for item in points(article)]  # also those too many to show
    for quote in gist(article, weigh, taken, MOST - len(found)):
        found.append(Line(shown(article, shortened(quote.text, _LONGEST), script), (quote,)))
    return Summary(article, tuple(found[:MOST]))


def gist(article: Article, weigh: SentenceReader, taken: Collection[Quote], most: int) -> list[Quote]:
    """Return up to `most` sentences that say best what the meeting was about, in reading order, none of `taken`."""
    spans = [s for p in article.paragraphs for s in sentences(article.text, p.start, p.end)]
    free = [s for s in spans if not any(s.start < q.end and q.start < s.end for q in taken)]
    texts = [article.text[s.start : s.end] for s in free]
    best: dict[int, float] = {}
    for question in _GIST if free else ():
        for evidence in weigh.read(question, texts, [1.0] * len(texts)):
            best[evidence.sentence] = max(evidence.score, best.get(evidence.sentence, evidence.score))
    chosen = sorted(sorted(best, key=lambda i: -best[i])[: max(most, 0)])
    return [Quote(article, free[i].start, free[i].end) for i in chosen]


def quotes_of(article: Article, spans: Sequence[Span | Fact]) -> tuple[Quote, ...]:
    """Return the sentences that `spans` begin in, each once, in order."""
    found = dict.fromkeys(sentence_of(article, span) for span in spans)
    return tuple(Quote(article, span.start, span.end) for span in found)


def _facts(article: Article, script: Script, say: Wording) -> Iterator[Line]:
    """Yield who presided, when and where, and who else spoke or attended, as far as the article says so."""
    facts = {kind: [f for f in article.facts if f.kind == kind] for kind in ("presided", "date", "place")}
    heads = [found[0] for found in facts.values() if found]
    if heads:
        key = "summary_head" if facts["presided"] else "summary_without_chair"
        when = wording(facts["date"][:1], article, script == "en") if facts["date"] else ""
        place = shown(article, facts["place"][0].value, script) if facts["place"] else ""
        where = place if script == "en" or not place else f"在{place}"
        who = wording(facts["presided"][:1], article, script == "en") if facts["presided"] else ""
        who = shown(article, who, script)
        text = say.say(key, script, when=when, where=where, who=who)
        yield Line(" ".join(text.split()), quotes_of(article, heads))
    seen = {fold(fact.value) for fact in facts["presided"]}
    for kind in ("spoke", "attended"):
        people = [f for f in article.facts if f.kind == kind and fold(f.value) not in seen]
        seen |= {fold(fact.value) for fact in people}
        if people:
            named = people[:_PEOPLE]
            more = "…" if len(people) > _PEOPLE else ""
            who = shown(article, wording(named, article, script == "en"), script) + more
            yield Line(say.say(f"summary_{kind}", script, who=who), quotes_of(article, named))


def _list(article: Article, script: Script, say: Wording) -> Iterator[Line]:
    """Yield one line of the article's points, if it has any."""
    items = points(article)[:_SHOWN]
    if items:
        named = in_line((shown(article, clause(article, item), script) for item in items), script)
        quotes = tuple(Quote(article, item.start, item.end) for item in items)
        yield Line(say.say("summary_points", script, items=named), quotes)


def title_line(article: Article) -> str:
    """Return the day and the title of an article."""
    return " · ".join(part for part in (day(article), article.title) if part)
