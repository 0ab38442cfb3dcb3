"""What every meeting report says of its meeting, read once when it is indexed.

Name, day, place, form, and who presided, spoke, reported and attended, with their offices, each with
the place that says so. Reads folded text, whose offsets are the original's; answers nothing rather
than guess. Knows nothing of files, passages or questions.
"""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice

from index.dates import find_dates
from index.people import Person, listed_before, person_before
from index.types import Fact, Span

# One-character names of cities and provinces, as datelines and headlines use them.
SHORT_PLACES = {
    "京": "北京", "沪": "上海", "津": "天津", "渝": "重庆", "榕": "福州", "穗": "广州", "蓉": "成都", "杭": "杭州",
    "宁": "南京", "汉": "武汉", "深": "深圳", "琼": "海南", "昆": "昆明", "筑": "贵阳", "邕": "南宁", "厦": "厦门",
}  # fmt: skip
_HELD = "(?:隆重|胜利|正式|顺利|同时)?(?:举行|召开|举办|开幕|闭幕|启动|开会|成立)"
_PLACE = re.compile(
    rf"在(?P<place>[^在,。、;:!?\"《》()\s]{{1,14}}?)(?:分别|共同)?(?:{_HELD}|(?:同[^,。]{{2,20}})?(?:主持|出席|会见|会晤|考察))"
)
_DATELINE = re.compile(
    r"^(?:新华社|中新社|本报|人民网|央视网)?(?P<place>[\u4e00-\u9fff]{2,6}?)\d{1,2}月\d{1,2}日[电讯]"
)
_NO_PLACE = re.compile(
    r"[会议间时日月年前后中下天式程面础者]$|上$|的|^(?:此|这|那|其|会|同|今|下|上(?!海))|\d"
)
_NOUN = r"(?:会议|座谈会|论坛|大会|峰会|全会|发布会|年会|部署会|推进会|动员会|研讨会|会谈|磋商|博览会|常委会)"
_MET = re.compile(
    rf"{_NOUN}|会见|会晤|研讨|动员|开幕|闭幕|主持|召开|出席|\b(?:meeting|conference|forum|summit|symposium|briefing)s?\b"
)
_NAME_BEFORE = re.compile(
    r"^.{0,24}?(?:主持召开|主持|召开|出席|列席|举行|参加|^[^,。\s]{2,4}在(?=.*会上))(?!的)"
)
_NAME_AFTER = re.compile(
    rf"\s.*$|(?:\d{{1,2}}日|今天|日前)?(?:在[^,。]{{1,10}}?)?(?:今天|日前)?{_HELD}.*$|(?:并(?:发表|致辞|讲话|作)|介绍|强调|研究|讨论|审议|决定|:).*$"
)
_FORM = re.compile(
    r"以(?P<form>[^,。;:]{1,10}?(?:形式|方式))(?:召开|举行|进行)|(?P<kind>(?:电视)?电话会议|视频会议)"
)
_DAY = re.compile(r"今[天日]|昨[天日]|同日")
UNTIL = re.compile(r"(?:至|到|[-—~])(?:\d{1,2}月)?\d{1,2}日")
_HALF_DAY = re.compile(r"(?:上午|下午|晚上|晚|凌晨|中午)")

# What a person did, as reports put it after the person.
_DEEDS = {
    "presided": r"(?:会议)?主持(?:了|召开|会议|座谈会|开幕式|闭幕式|大会|论坛)?(?!人|词)",
    "spoke": r"围绕[^,。;]{2,80}?(?:作了?|做了?|发表|精神)(?:重要|主旨|主题|交流){0,4}(?:讲话|致辞|演讲|发言)(?!精神|人|稿)|(?:发表|发布|(?<!工)作了?|做了?)?(?:重要|主旨|主题|总结|交流|动员|书面|视频|开幕|闭幕){0,4}(?:讲话|致辞|致词|演讲|发言)",
    "reported": r"(?:就[^,。;]{2,60})?(?:(?<!工)作了?|做了?)(?:关于[^,。;]{2,60})?(?:汇报|报告|说明)|(?<!工)作[^,。;]{2,20}工作报告|(?:汇报|通报)了?",
    "attended": r"(?:应邀)?(?:出席|列席|参加|一同看望|陪同|在座)(?:了)?",
}
_JOINED = r"(?:(?:出席|参加|主持)(?:会议|开幕式|论坛|大会|活动)?[并幷和]?|先后|分别|现场|应邀|一同|同志|等|在会上|会上|(?:通过|以)视频(?:连线)?(?:方式|形式)?){0,8}"
PEOPLE = tuple(_DEEDS)  # the kinds of fact that name a person
_DEED_PATTERNS = {kind: re.compile(f"{_JOINED}(?:{deed})") for kind, deed in _DEEDS.items()}
# Without one of these in a paragraph there is no such deed: patterns that may begin with anything take long to say so.
_SIGNS = {
    "presided": "主持".split(),
    "spoke": "讲话 致辞 致词 演讲 发言".split(),
    "reported": "汇报 报告 说明 通报".split(),
    "attended": "出席 列席 参加 看望 陪同 在座".split(),
}
_DEEDS_READ = 500  # of one article; a report has twenty


def tells_of_meeting(headline: str) -> bool:
    """Whether a folded `headline` says that people met."""
    return bool(_MET.search(headline))


def meeting_place(folded: str) -> tuple[str, Span] | None:
    """Return where the meeting was held: the full name if the text has a short one, else "", and the place."""
    for pattern in (_PLACE, _DATELINE):
        for match in pattern.finditer(folded):
            place, span = match.group("place"), Span(*match.span("place"))
            if place in SHORT_PLACES:
                return SHORT_PLACES[place], span
            if len(place) >= 2 and not _NO_PLACE.search(place):
                return "", span
    return None


def meeting_facts(
    text: str, folded: str, title: Span, paragraphs: tuple[Span, ...], published: str
) -> Iterator[Fact]:
    """Yield the facts of the meeting that the article `text` reports, in reading order of their kinds.

    `folded` is `text` folded. `published` is ISO 8601, empty when unknown: then no day is resolved.
    """
    yield from _meeting_name(text, folded, title)
    day = dt.date.fromisoformat(published[:10]) if published else None
    for span in paragraphs[:2]:
        found = _meeting_day(folded, span, day)
        if found:
            yield found
            break
    for span in paragraphs:
        match = _FORM.search(folded, span.start, span.end)
        if match:
            start, end = match.span("form") if match.group("form") else match.span("kind")
            yield Fact("form", text[start:end], start, end)
            break
    yield from _people(text, folded, paragraphs)


def _meeting_name(text: str, folded: str, title: Span) -> Iterator[Fact]:
    start, end = title.start, title.end
    before = _NAME_BEFORE.match(folded[start:end])
    if before and re.search(_NOUN, folded[start + before.end() : end]):
        start += before.end()
    after = _NAME_AFTER.search(folded, start + 1, end)
    if after:
        end = after.start()
    nouns = list(re.finditer(_NOUN, folded[start:end]))
    if nouns:
        end = start + nouns[-1].end()
        yield Fact("meeting", text[start:end], start, end)


def _meeting_day(folded: str, span: Span, published: dt.date | None) -> Fact | None:
    """Return the first day named in a paragraph that lies in the week before publication; its place takes in 至28日."""
    if published is None:
        return None
    for mention in find_dates(folded[span.start : span.end]):
        if mention.day is None:
            continue
        day = resolve(mention.year, mention.month, mention.day, published)
        if day and dt.timedelta(0) <= published - day <= dt.timedelta(7):
            start, end = span.start + mention.start, span.start + mention.end
            for more in (_HALF_DAY, UNTIL):
                found = more.match(folded, end)
                end = found.end() if found else end
            return Fact("date", day.isoformat(), start, end)
    relative = _DAY.search(folded, span.start, span.end)
    if relative:
        day = published - dt.timedelta(1 if relative.group().startswith("昨") else 0)
        return Fact("date", day.isoformat(), *relative.span())
    return None


def resolve(year: int | None, month: int | None, day: int, published: dt.date) -> dt.date | None:
    """Return the latest day on or before `published` that the parts fit, None when there is none."""
    for back in range(13):
        months = published.year * 12 + published.month - 1 - back
        try:
            candidate = dt.date(months // 12, months % 12 + 1, day)
        except ValueError:
            continue
        fits = year in (None, candidate.year) and month in (None, candidate.month)
        if fits and candidate <= published:
            return candidate
    return None


def _people(text: str, folded: str, paragraphs: tuple[Span, ...]) -> Iterator[Fact]:
    """Yield who presided, spoke, reported and attended; each person once for each deed."""
    seen: set[tuple[str, str]] = set()
    for span, kind, end in islice(_deeds(folded, paragraphs), _DEEDS_READ):
        found = listed_before(folded, span.start, end) if kind != "presided" else []
        alone = None if found else person_before(folded, span.start, end)
        for person in found or ([alone] if alone else []):
            key = (kind, person.called(folded))
            if key not in seen:
                seen.add(key)
                yield _fact(kind, text, person)


def _deeds(folded: str, paragraphs: tuple[Span, ...]) -> Iterator[tuple[Span, str, int]]:
    """Yield the paragraph, the kind and the start of every deed."""
    for span in paragraphs:
        paragraph = folded[span.start : span.end]
        for kind, pattern in _DEED_PATTERNS.items():
            if not any(sign in paragraph for sign in _SIGNS[kind]):
                continue
            for match in pattern.finditer(paragraph):
                yield span, kind, span.start + match.start()


def _fact(kind: str, text: str, person: Person) -> Fact:
    start = min(person.name.start, person.office.start if person.office else person.name.start)
    end = max(person.name.end, person.office.end if person.office else person.name.end)
    return Fact(kind, person.titled(text), start, end)
