"""What a model said, as far as the passages prove it: each quote a slice of an article, or nothing.

A quote is looked for in the passage it names and nowhere else, then widened to its sentence: half a sentence can
say the opposite of the whole. Knows nothing of models or of prompts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.llm.output import Cited, Said
from bot.llm.support import supported
from bot.quotes import Quote, shown, squeeze
from index.chunking import sentences
from index.errors import QuoteNotFound
from index.script import Script, fold
from index.types import Passage, Span

LEAST = 4  # letters, characters and digits of a quote that may stand anywhere in a passage
MAX_QUOTE = 300  # characters of a quote, once widened
MAX_QUOTES = 1000  # of all quotes of an answer together
MAX_TEXT = 200  # characters of a sentence
_EDGES = " \t\r\n\u3000,，.。;；:：!！?？…·、\"'“”‘’「」『』﹁﹂"
_WORD = re.compile(r"[^\W_]")
_CLAUSE_END = re.compile(r"[,，;；:：。！？!?]")


@dataclass(frozen=True)
class Proven:
    """A sentence fit to be shown, the quotes that prove it, and whether every quote it named was found."""

    text: str
    quotes: tuple[Quote, ...]
    whole: bool


def prove(said: Said, given: Sequence[Passage], script: Script) -> Proven | None:
    """Return what `given` prove of `said`, in `script`; None when none of its quotes stands where it should.

    The sentence is the model's only where its quotes bear out its words; else it is the first quote itself.
    """
    found = [_located(cited, said.text, given) for cited in said.quotes]
    quotes = without_repeats(quote for quote in found if quote)
    if not quotes:
        return None
    text = supported(said.text, quotes, script)
    if not text or len(text) > MAX_TEXT:
        text = shown(quotes[0].article, shortened(quotes[0].text), script)
    return Proven(text, quotes, all(found))


def without_repeats(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Return `quotes` in their order without those that another holds."""
    kept: list[Quote] = []
    for quote in quotes:
        if not any(_holds(other, quote) for other in kept):
            kept = [other for other in kept if not _holds(quote, other)] + [quote]
    return tuple(kept)


def shortened(text: str, most: int = MAX_TEXT) -> str:
    """Return the beginning of a quote on one line, at most `most` characters, cut at the end of a clause."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    ends = [match.start() for match in _CLAUSE_END.finditer(line, 0, most - 1)]
    return line[: ends[-1] if ends else most - 1] + "…"


def joined(texts: Iterable[str], script: Script) -> str:
    """Return sentences as one text, each once and with its full stop; a single one as it is."""
    lines = list(dict.fromkeys(texts))
    if len(lines) < 2:
        return "".join(lines)
    stop, blank = (".", " ") if script == "en" else ("。", "")
    return blank.join(line if line[-1:] in "。！？!?.;；…" else line + stop for line in lines)


def _holds(outer: Quote, inner: Quote) -> bool:
    return outer.article is inner.article and outer.start <= inner.start and inner.end <= outer.end


def _located(cited: Cited, text: str, given: Sequence[Passage]) -> Quote | None:
    """Return where the quote stands in the passage that it names, widened to its sentence; None if it does not."""
    if not 1 <= cited.passage <= len(given):
        return None
    passage = given[cited.passage - 1]
    wording = cited.text.strip(_EDGES)
    length = len(_WORD.findall(wording))
    if length < LEAST and (length < 2 or squeeze(wording) != squeeze(text.strip(_EDGES))):
        return None
    try:
        quote = Quote.locate(passage.article, wording, Span(passage.start, passage.end))
    except QuoteNotFound:
        return None
    if _cuts_number(quote):
        return None
    return _widened(quote, passage)


def _cuts_number(quote: Quote) -> bool:
    """Whether the quote begins or ends within a number: 5 of 15."""
    text = fold(quote.article.text[max(quote.start - 2, 0) : quote.end + 2])
    start = min(quote.start, 2)
    end = start + quote.end - quote.start
    number = r"[0-9][.,]?[0-9]"
    return any(
        match.start() < edge < match.end() for edge in (start, end) for match in re.finditer(number, text)
    )


def _widened(quote: Quote, passage: Passage) -> Quote | None:
    """Return the sentences that `quote` stands in, or of long ones its clauses; None when it is a dump."""
    spans = sentences(passage.article.text, passage.start, passage.end)
    start = next((s.start for s in reversed(spans) if s.start <= quote.start), quote.start)
    end = next((s.end for s in spans if s.end >= quote.end), quote.end)
    if end - start > MAX_QUOTE:
        text = passage.article.text
        before = [m.end() for m in _CLAUSE_END.finditer(text, start, quote.start)]
        after = _CLAUSE_END.search(text, quote.end - 1, end)
        start = before[-1] if before else start
        end = after.end() if after else end
    return Quote(passage.article, start, end) if end - start <= MAX_QUOTE else None
