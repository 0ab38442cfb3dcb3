"""The bounds of a short answer, mended: quotation marks and brackets whole, nothing loose at either end.

Works on folded text, whose offsets are the original's. Knows nothing of how the bounds were found.
"""

import re

from index.types import Span

_PAIRS = {"《": "》", "(": ")"}
_CLOSING = {close: open_ for open_, close in _PAIRS.items()}
_REACH = 16  # characters that a missing half of a pair may lie away
_TITLE = 60  # and that of a title mark: half a title is none
_LOOSE_START = re.compile(r"[\s,。、;:!?]+|(?:以及|并且|和|与|及|并)(?=[《\"])")
_LOOSE_END = re.compile(r"(?:[\s,。、;:!?]|(?<=[》\")])(?:以及|和|与|及|等))+$")


def mend(folded: str, said: Span, sentence: Span) -> Span:
    """Return `said` with its quotation marks and brackets whole and no loose mark or conjunction at its ends.

    It stays within `sentence`, and is `said` itself where nothing would be left.
    """
    start, end = _whole_quotes(folded, *_whole_pairs(folded, said.start, said.end, sentence), sentence)
    loose = _LOOSE_START.match(folded, start, end)
    start = loose.end() if loose else start
    after = _LOOSE_END.search(folded[start:end])
    end = start + after.start() if after else end
    return Span(start, end) if start < end else said


def _whole_pairs(folded: str, start: int, end: int, sentence: Span) -> tuple[int, int]:
    """Take in the other half of a bracket or title mark where it is near, else leave the half out."""
    waiting: list[int] = []
    for place in range(start, end):
        mark = folded[place]
        if mark in _PAIRS:
            waiting.append(place)
        elif mark in _CLOSING and waiting:
            waiting.pop()
        elif mark in _CLOSING:
            opens = folded.rfind(_CLOSING[mark], max(sentence.start, start - _reach(mark)), start)
            start = opens if opens >= 0 else place + 1
    if waiting:
        mark = _PAIRS[folded[waiting[0]]]
        closes = folded.find(mark, end, min(sentence.end, end + _reach(mark)))
        end = closes + 1 if closes >= 0 else waiting[0]
    return start, end


def _reach(closing: str) -> int:
    return _TITLE if closing == "》" else _REACH


def _whole_quotes(folded: str, start: int, end: int, sentence: Span) -> tuple[int, int]:
    """Do the same for quotation marks, which fold alike: whether one opens is told by counting in the sentence."""
    before = folded.count('"', sentence.start, start) % 2
    if before and '"' in folded[start:end]:
        opens = folded.rfind('"', sentence.start, start)
        start = opens if start - opens <= _REACH else folded.index('"', start) + 1
    if folded.count('"', start, end) % 2:
        closes = folded.find('"', end, min(sentence.end, end + _REACH))
        end = closes + 1 if closes >= 0 else folded.rfind('"', start, end)
    return start, end
