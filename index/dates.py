"""Dates as people and reports write them: found in folded text, as parts that may be missing.

「2024年2月2日」「2月2號」「24年2月」「二〇二四年二月」「2024-02-02」「Feb 2, 2024」. Two-digit years count from 2000.
Knows nothing of articles; relative words (今天, 去年) need a day to count from, which the caller has.
"""

import datetime as dt
import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUM = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = r"(?P<year>\d{4}|\d{2}|[一二][零一二三四五六七八九]{3})"
_CHINESE = re.compile(
    rf"(?:{_YEAR}年(?:的)?)?(?P<month>{_NUM})月(?:份|(?P<day>{_NUM})[日号])?"
    rf"|(?:(?<!\d){_YEAR.replace('year', 'only_year')})年(?!代|来|度|级|间|前|后|内)"
    r"|(?<![\d第月])(?P<only_day>\d{1,2})[日号](?![线楼院])"  # 一日 is "one day" as often as the first
)
# What every match has, its first at most three characters from its start: looking for it takes a tenth of the time.
_CHINESE_SIGN = re.compile(r"[\d零一二三四五六七八九十][年月日号]")
_IN_A_ROW = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
# What stands before is looked at behind the first characters, so that the search may leap to those.
_ISO = re.compile(r"(?P<year>\d(?<!\d\d)\d{3})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?(?!\d)")
_ENGLISH = re.compile(
    rf"(?P<month>{'|'.join(_MONTHS)})(?<!\w\w\w\w)[a-z]*\.?\s+(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d),?\s*)?(?P<year>\d{{4}})?"
)
_ENGLISH_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)(?<!\w\w\w\w\w)\b(?!年|\d|[-/.]\d)")


@dataclass(frozen=True)
class DateMention:
    """A date in folded text at `start` to `end`; the parts that are not said are None.

    `until` is the last day of a span such as 上周, which begins on the day that the parts name. `relative`
    says that the words count from the day they were written: 去年.
    """

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int
    until: dt.date | None = None
    relative: bool = False

    def fits(self, date: dt.date) -> bool:
        """Whether every part that is said agrees with `date`, or the span holds it."""
        if self.until and self.year and self.month and self.day:
            return dt.date(self.year, self.month, self.day) <= date <= self.until
        return all(said in (None, is_) for said, is_ in self._pairs(date))

    def _pairs(self, date: dt.date) -> tuple[tuple[int | None, int], ...]:
        return (self.year, date.year), (self.month, date.month), (self.day, date.day)

    def terms(self) -> list[str]:
        """Return the terms under which this date is counted, one for each span it names."""
        named = []
        if self.year and self.month and self.day:
            named.append(f"{self.year}-{self.month}-{self.day}")
        if self.year and self.month:
            named.append(f"{self.year}-{self.month}")
        if self.month and self.day:
            named.append(f"{self.month}月{self.day}日")
        if self.year:
            named.append(f"{self.year}年")
        return named


_NUMERAL = re.compile(
    r"(?:([一二两三四五六七八九]?)百零?)?(?:([一二三四五六七八九]?)十)?([一二三四五六七八九]?)"
)


@lru_cache(1024)  # texts name the same days and years again and again
def number(text: str) -> int | None:
    """Return the value of ASCII digits, of a Chinese numeral below one thousand, or of Chinese digits in a row.

    None for what is none of these, such as 2024十四.
    """
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    if text and _DIGITS.keys() >= set(text):
        return int("".join(str(_DIGITS[character]) for character in text))
    match = _NUMERAL.fullmatch(text)
    if not text or match is None:
        return None
    hundreds, tens, ones = match.groups()
    value = _DIGITS.get(ones, 0)
    if tens is not None:
        value += 10 * _DIGITS.get(tens, 1)
    if hundreds is not None:
        value += 100 * _DIGITS.get(hundreds, 1)
    return value


def _mention(match: re.Match[str]) -> DateMention | None:
    parts = match.groupdict()
    year_text = parts.get("year") or parts.get("only_year")
    day_text = parts.get("day") or parts.get("only_day")
    year = number(year_text) if year_text else None
    if year is not None and year < 100:
        year += 2000
    month_text = parts.get("month")
    in_english = _MONTHS.get(month_text) if month_text else None
    month = in_english or (number(month_text) if month_text else None)
    day = number(day_text) if day_text else None
    if in_english and not (day or year):
        return None  # "may" and "march" are verbs more often than months
    if (year_text and year is None) or (month_text and month is None) or (day_text and day is None):
        return None
    if not (1900 <= (year or 2000) <= 2100 and 1 <= (month or 1) <= 12 and 1 <= (day or 1) <= 31):
        return None
    return DateMention(year, month, day, match.start(), match.end())


def find_dates(folded: str) -> list[DateMention]:
    """Return the dates that `folded` text mentions, in order, none overlapping another."""
    found: list[DateMention] = []  # by where they end, which is their order: none overlaps another
    for matches in (_ISO.finditer, _chinese, _ENGLISH.finditer, _ENGLISH_YEAR.finditer):
        for match in matches(folded):
            mention = _mention(match)
            if mention:
                after = bisect_left(found, match.start() + 1, key=_end)
                if after == len(found) or found[after].start >= match.end():
                    insort(found, mention, key=_end)
    return found


def dates_in_a_row(folded: str) -> list[DateMention]:
    """Return the dates written as 20240131, which only a line that gives a date may be trusted to mean."""
    return [mention for match in _IN_A_ROW.finditer(folded) if (mention := _mention(match))]


def _chinese(folded: str) -> Iterator[re.Match[str]]:
    """Yield what `_CHINESE.finditer` would."""
    end = 0
    for sign in _CHINESE_SIGN.finditer(folded):
        if sign.start() >= end:
            match = _CHINESE.search(folded, max(end, sign.start() - 3))
            if match is None:
                return
            yield match
            end = match.end()


def date_terms(folded: str) -> list[str]:
    """Return the terms under which the dates that `folded` text mentions are counted."""
    return [term for mention in find_dates(folded) for term in mention.terms()]


def _end(mention: DateMention) -> int:
    return mention.end


_RELATIVE = re.compile(
    r"(?P<year>去年|前年|\blast year\b)|(?P<month>上个?月|\blast month\b)"
    r"|(?P<week>上个?(?:周|星期|礼拜)|\blast week\b)|(?P<day>昨[天日]|前天|\byesterday\b)"
)


def relative_dates(folded: str, today: dt.date) -> list[DateMention]:
    """Return the dates that `folded` text names by counting back from `today`: 去年, 上个月, 上周, 昨天."""
    found = []
    for match in _RELATIVE.finditer(folded):
        span = match.span()
        back = 2 if match.group().startswith("前") else 1
        if match["year"]:
            mention = DateMention(today.year - back, None, None, *span, relative=True)
        elif match["month"]:
            last = today.replace(day=1) - dt.timedelta(1)
            mention = DateMention(last.year, last.month, None, *span, relative=True)
        elif match["week"]:
            monday = today - dt.timedelta(today.weekday() + 7)
            sunday = monday + dt.timedelta(6)
            mention = DateMention(monday.year, monday.month, monday.day, *span, sunday, relative=True)
        else:
            day = today - dt.timedelta(back)
            mention = DateMention(day.year, day.month, day.day, *span, relative=True)
        found.append(mention)
    return found
