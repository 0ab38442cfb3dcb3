"""The bounds of a short answer, mended: quotation marks and brackets whole, nothing loose at either end.

Works on folded text, whose offsets are the original's. Knows nothing of how the bounds were found.
"""

import re

from index.types import Span

_PAIRS = {"《": "》", "(": ")"}
_CLOSING = {close: open_ for open_, close in _PAIRS.items()}
_REACH = 16  # characters that a missing half of a pair may lie away
_TITLE = 60  # and that of a title mark: half a title is none
# What is cut in the middle of: 第六次会议 of whose, 七届 of 第五至七届, 国家 of 国家和地区.
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百\d]{1,5}[次届](?:会议|全会|全体会议|会谈|磋商|对话|论坛|峰会|大会|年会)"
)
_WHOSE = re.compile(r"[\u4e00-\u9fff·—－-]{2,24}$")
_NOT_OF_IT = re.compile(
    r".*(?:[在于的了是将赴]|[日上下]午|出席|参加|召开|举行|举办|主持|列席|来华|会见|筹备|进行|听取|通过|贯彻)"
)
_TWO = re.compile("[和与及]")
_RANGE = re.compile(r"(?:(?<!\d)第?\d{1,4}|第[一二三四五六七八九十]{1,3})[至到~—-]$")
_NUMERAL = re.compile(r"[一二三四五六七八九十\d]")
_BOTH = re.compile(r"(?<=国家)和(?:国际组织|地区)(?:和国际组织)?")
# What has no end yet: 愿同各方一道, and 不会为一时波动, which go on with the deed.
_OPEN = re.compile(r"[同与和][^,。;]{1,12}(?:一道|一起|携手)$|(?:[^认作成因]|^)为[^,。;而]{2,16}$")
_GOES_ON = re.compile(r",[^,。;!?\n]+|而[^,。;!?\n]+")
_LONGEST = 80  # characters that an answer may grow to
_LOOSE_OF = re.compile(r"的(?!黎波里|确|士)")
_MARKED = re.compile(r"的[\"《\d]")
_LOOSE_START = re.compile(r"[\s,。、;:!?]+|(?:以及|并且|和|与|及|并)(?=[《\"])")
_LOOSE_END = re.compile(r"(?:[\s,。、;:!?]|(?<=[》\")])(?:以及|和|与|及|等))+$")


def mend(folded: str, said: Span, sentence: Span) -> Span:
    """Return `said` with its quotation marks and brackets whole and no loose mark or conjunction at its ends.

    It stays within `sentence`, and is `said` itself where nothing would be left.
    """
    start, end = _whole_name(folded, said.start, _to_the_deed(folded, said, sentence), sentence)
    start, end = _whole_quotes(folded, *_whole_pairs(folded, start, end, sentence), sentence)
    loose = _LOOSE_START.match(folded, start, end)
    start = loose.end() if loose else start
    after = _LOOSE_END.search(folded[start:end])
    end = start + after.start() if after else end
    return Span(start, end) if start < end else said


def _to_the_deed(folded: str, said: Span, sentence: Span) -> int:
    """Return where the words end that only lead up to a deed, 愿同各方一道, with the clauses that tell it."""
    end, text = said.end, folded[said.start : said.end]
    if not _OPEN.search(text) or (folded[end : end + 1] == "而") != ("为" in text):
        return end
    while (clause := _GOES_ON.match(folded, end, sentence.end)) and clause.end() - said.start <= _LONGEST:
        end = clause.end()
        if clause[0].startswith("而"):
            break
    return end


def _whole_name(folded: str, start: int, end: int, sentence: Span) -> tuple[int, int]:
    """Take in what the words are only the end of, or the beginning."""
    if _MARKED.match(folded, start, end):
        start += 1
    elif _LOOSE_OF.match(folded, start, end):
        start = max(sentence.start, *(folded.rfind(mark, sentence.start, start) + 1 for mark in ",;:。、"))
    both = _BOTH.match(folded, end, sentence.end)
    end = both.end() if both else end
    before = folded[sentence.start : start]
    numerals = _RANGE.search(before) if _NUMERAL.match(folded, start) else None
    if numerals:
        return sentence.start + numerals.start(), end
    whose = _WHOSE.search(before) if _NUMBERED.match(folded, start, end) else None
    name = _NOT_OF_IT.sub("", whose[0]) if whose else ""
    return start - (0 if _TWO.search(name) else len(name)), end


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
