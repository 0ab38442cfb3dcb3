"""Cutting articles into passages by paragraph, and passages into sentences.

Knows nothing of words, vectors or scores.
"""

import re
from dataclasses import asdict, dataclass

from index.types import Article, Passage, Span

# A short quotation such as “你好！中国” ends no sentence within.
_QUOTED = r"[“「《][^“”「」《》。\r\n]{0,20}[！？!?][^“”「」《》。\r\n]{0,20}[”」》]"
# Every run is taken whole, for building reads each sentence of the articles: nothing behind it asks for less of it.
_SENTENCE = re.compile(
    rf"(?:[^“「《。！？!?;；\r\n]++|{_QUOTED}|[“「《])*+(?:[。！？!?;；]+[”’」』\"）)》]*|$|(?=[\r\n]))"
)
_WORD = re.compile(r"\w")
_WHITE = " \t\r\n\u3000\u00a0\ufeff\u200b"
_ENGLISH_STOP = re.compile(r"(?<=[a-z)\"][.!?])\s+(?=[A-Z\"(])")


@dataclass(frozen=True)
class Chunking:
    """How passages are cut; part of the manifest. Lengths in characters."""

    max_chars: int = 800

    def as_dict(self) -> dict[str, int]:
        """Return the parameters as JSON-ready values."""
        return asdict(self)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of `text[start:end]`, each without surrounding white space, none empty."""
    end = len(text) if end is None else end
    ends = [match.end() for match in _SENTENCE.finditer(text, start, end)]
    in_english = [match.end() for match in _ENGLISH_STOP.finditer(text, start, end)]
    found: list[Span] = []
    for stop in sorted({*ends, *in_english}) if in_english else ends:
        piece = text[start:stop]
        stripped = piece.strip(_WHITE)
        if _WORD.search(stripped):
            begin = start + piece.index(stripped)
            found.append(Span(begin, begin + len(stripped)))
        start = stop
    return found


def passages(article: Article, chunking: Chunking) -> list[Passage]:
    """Return the passages of `article`: its paragraphs, the longest cut at sentence ends."""
    cut: list[Passage] = []
    for paragraph in article.paragraphs:
        if paragraph.end - paragraph.start <= chunking.max_chars:
            cut.append(Passage(article, paragraph.start, paragraph.end))
            continue
        start: int | None = None
        end = paragraph.start
        for sentence in sentences(article.text, paragraph.start, paragraph.end):
            if start is not None and sentence.end - start > chunking.max_chars:
                cut.append(Passage(article, start, end))
                start = None
            start = sentence.start if start is None else start
            end = sentence.end
        if start is not None:
            cut.append(Passage(article, start, end))
    return cut
