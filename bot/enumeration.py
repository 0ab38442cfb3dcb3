"""Lists as reports write them: numbered points, parallel sentences, and names joined by 、.

Given the sentence that bears on a question, finds the list it opens, belongs to or holds. Works on
folded text, whose offsets are the original's, but for `opening`. Knows nothing of questions or scores.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from index.chunking import sentences
from index.dates import number
from index.types import Span

_DIGITS = "一二三四五六七八九十"
_NUMERAL = f"[{_DIGITS}]{{1,2}}"
# Ways of numbering; the group `n` is the number, absent for 首先… which are numbered by their order.
_NUMBERED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:(?<=[。;:,\n])|^|(?<![第统唯之专万单如周期初逐划同{_DIGITS}])(?=一是))\s*(?P<n>{_NUMERAL})(?:是|要|来)",
        rf"(?:(?<=[。;:,\n])|^)\s*第?(?P<n>{_NUMERAL})[、,]",
        rf"[((](?P<n>{_NUMERAL}|\d{{1,2}})[))]",
        r"(?:(?<=[。;:\n])|^)\s*(?P<n>\d{1,2})[.、](?!\d)",
        rf"(?:(?<=[。;:,\n])|^)\s*第(?P<n>{_NUMERAL})(?=是|要|[^届次条个章])",
    )
)
_IN_ORDER = re.compile(r"(?:(?<=[。;:,\n])|^)\s*(首先|其一|其次|其二|再次|再者|其三|最后|此外)[,是要]")
_ORDER = {"首先": 1, "其一": 1, "其次": 2, "其二": 2, "再次": 3, "再者": 3, "其三": 3, "最后": 9, "此外": 9}
_FRAME = re.compile(
    r"^(?:\S{0,10}?(?:强调|指出|表示|要求)[,:])?(?P<frame>要|必须|希望|坚持|继续|将|着力|加快|进一步|建议)"
)
# Who says what follows, folded or as published.
_SPEAKER = re.compile(
    r"(?:[^,。;:，；：]{1,12}(?:强调|強調|指出|表示|要求|说|說|认为|認為)[,:，：]|[^。;:；：]{1,40}(?:有|是|如下|包括|强调|強調|指出)[:：])\s*"
)
_EARLY = re.compile(r"要.")
_END = re.compile(r"[。!?]|\n")
# How an item begins as published, so in either width and script: 「第一，」, 「(二)」, 「3.」, but not 1.5 or 一、二、三产业.
_MARKER = re.compile(
    rf"\s*(?:第?{_NUMERAL}[、，,](?!{_NUMERAL})|[(（](?:{_NUMERAL}|\d{{1,2}})[)）]|\d{{1,2}}[.、．](?!\d)|(?:{'|'.join(_ORDER)}|最後)[，,])\s*"
)
_CLAUSE = re.compile(r"[^,，;；。\n]+")
_LEADS = (4, 3, 2)  # characters that clauses built alike begin with
_MIN_ITEMS = 2
MAX_ITEMS = 40


@dataclass(frozen=True)
class Enumeration:
    """The items of a list in reading order."""

    items: tuple[Span, ...]


def opening(item: str) -> str:
    """Return the first clause of an item as published, without a number that stands apart: 「第一，」, 「(二)」, 「其次，」."""
    marker = _MARKER.match(item) or _SPEAKER.match(item)
    clause = _CLAUSE.search(item, marker.end() if marker else 0)
    return clause[0] if clause else item


def numbered(folded: str, scope: Span, at: Span) -> Enumeration | None:
    """Return the numbered list in `scope` that the sentence `at` opens, or that runs through it."""
    best: list[Span] = []
    for marks in _runs(folded, scope):
        items = _between(folded, marks, scope.end)
        inside = (
            marks[0] >= at.start - 1 and marks[0] <= at.end + 3
        )  # it opens in or right after the sentence
        through = items[0].start <= at.start < items[-1].end
        if (inside or through) and len(items) > len(best):
            best = items
    return Enumeration(tuple(best)) if best else None


def all_numbered(folded: str, scope: Span) -> list[Enumeration]:
    """Return every numbered list in `scope`."""
    found = (Enumeration(tuple(_between(folded, marks, scope.end))) for marks in _runs(folded, scope))
    return list(dict.fromkeys(found))  # 第一, is numbered in two ways


def _runs(folded: str, scope: Span) -> list[list[int]]:
    """Return the starts of the items of each list numbered 1, 2, 3… in `scope`."""
    found: list[list[int]] = []
    for pattern in _NUMBERED:
        found_marks = (
            (m.start("n"), number(m["n"])) for m in pattern.finditer(folded, scope.start, scope.end)
        )
        marks = [(at, value) for at, value in found_marks if value is not None]
        found += _ascending(marks)
    marks = [(m.start(1), _ORDER[m[1]]) for m in _IN_ORDER.finditer(folded, scope.start, scope.end)]
    for run in _ascending(marks, strict=False):
        found.append(run)
    return found


def _ascending(marks: Sequence[tuple[int, int]], strict: bool = True) -> list[list[int]]:
    runs: list[list[int]] = []
    last = 0
    for at, value in marks:
        if value == 1:
            runs.append([at])
        elif runs and (value == last + 1 or (not strict and value > last)):
            runs[-1].append(at)
        else:
            continue
        last = value
    return [run for run in runs if len(run) >= _MIN_ITEMS]


def _between(folded: str, starts: Sequence[int], limit: int) -> list[Span]:
    """Return the items that begin at `starts`; the last ends with its sentence."""
    starts = [s - 1 if folded[s - 1 : s] in "((第" and s else s for s in starts]
    return until_next(folded, starts, limit)


def until_next(folded: str, starts: Sequence[int], limit: int) -> list[Span]:
    """Return what begins at each of `starts`, up to the next one; the last ends with its sentence, before `limit`."""
    last = _END.search(folded, starts[-1], limit)
    ends = [*starts[1:], last.end() if last else limit]
    items = []
    for start, end in zip(starts, ends, strict=True):
        piece = folded[start:end].rstrip(" \t\r\n\u3000,;")
        items.append(Span(start, start + len(piece)))
    return items


def parallel(folded: str, paragraph: Span, at: Span) -> Enumeration | None:
    """Return the run of like-built sentences of `paragraph` that `at` belongs to or comes right before."""
    spans = sentences(folded, paragraph.start, paragraph.end)
    place = next((i for i, span in enumerate(spans) if span.start <= at.start < span.end), None)
    if place is None:
        return None
    runs: list[list[Span]] = [[spans[0]]]
    for before, after in pairwise(spans):
        if _alike(folded[before.start : before.end], folded[after.start : after.end]):
            runs[-1].append(after)
        else:
            runs.append([after])
    own = next(run for run in runs if spans[place] in run)
    following = runs[runs.index(own) + 1] if runs.index(own) + 1 < len(runs) else []
    chosen = own if len(own) >= _MIN_ITEMS else following if spans[place] == own[-1] else []
    return Enumeration(tuple(chosen[:MAX_ITEMS])) if len(chosen) > _MIN_ITEMS else None


def _without_speaker(sentence: str) -> str:
    said = _SPEAKER.match(sentence)
    return sentence[said.end() :] if said else sentence


def _alike(one: str, other: str) -> bool:
    """Whether two sentences are built alike: the same opening verb, or the same 要X in their first clause."""
    first, second = (re.split("[,;]", _without_speaker(sentence))[0] for sentence in (one, other))
    framed, other_framed = _FRAME.match(first), _FRAME.match(second)
    if framed and other_framed:
        return framed["frame"] == other_framed["frame"]
    return bool({m.group() for m in _EARLY.finditer(first)} & {m.group() for m in _EARLY.finditer(second)})


def alike(folded: str, at: Span) -> Enumeration | None:
    """Return the longest run of clauses of the sentence `at` that begin with the same word: 坚持A,坚持B,坚持C.

    What leads up to the first, 需要坚持六大原则,即坚持A, is left out.
    """
    clauses = [match.span() for match in _CLAUSE.finditer(folded, at.start, at.end)]
    best: list[Span] = []
    for size in _LEADS:
        leads = [folded[start : start + size] for start, _ in clauses]
        for lead, places in groupby(range(len(clauses)), leads.__getitem__):
            run = list(places)
            before = clauses[run[0] - 1] if run[0] else (at.start, at.start)
            opens = folded.rfind(lead, *before)
            items = [Span(*clauses[place]) for place in run]
            if opens >= 0 and len(run) > 1:
                items.insert(0, Span(opens, before[1]))
            best = items if len(items) > max(len(best), _MIN_ITEMS) else best
    return Enumeration(tuple(best)) if best else None


_PART = r"(?:《[^》]{1,60}》|\"[^\"]{1,30}\"|[^,。;:!?、《》\"\n()]{1,24}(?:\([^)]{1,12}\))?)"


def joined(folded: str, at: Span) -> list[Enumeration]:
    """Return the lists joined by 、 within the sentence `at`, longest first."""
    found = []
    for match in re.finditer(rf"{_PART}(?:、{_PART})+", folded[at.start : at.end]):
        parts: list[Span] = []
        start = at.start + match.start()
        for piece in re.split(r"(、)", match.group()):
            if piece != "、" and piece:
                parts.append(Span(start, start + len(piece)))
            start += len(piece)
        if len(parts) >= _MIN_ITEMS:
            found.append(Enumeration(tuple(parts[:MAX_ITEMS])))
    return sorted(found, key=lambda e: -len(e.items))
