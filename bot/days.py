"""The full day that 「3日下午」, 今天 or 明年 means in a report: the one that lies nearest to the report's own.

Works on folded text. Knows nothing of questions, and takes no day for certain where the sentence speaks of other years.
"""

import calendar
import datetime as dt
import re

from index.dates import DateMention, find_dates

TIME_OF_DAY = "[清早]晨|早上|上午|中午|下午|傍晚|晚上?|凌晨|深夜"
_AGO = {"前天": 2, "昨天": 1, "昨日": 1, "今天": 0, "今日": 0, "明天": -1, "明日": -1}  # days
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
_MONTHS = {"上月": -1, "上个月": -1, "本月": 0, "下月": 1, "下个月": 1}
_SAID = re.compile(
    rf"(?:(?P<ago>{'|'.join(_AGO)})|(?P<year>{'|'.join(_YEARS)})(?P<rest>的?\d{{1,2}}月(?:\d{{1,2}}日)?)?"
    rf"|(?P<month>{'|'.join(_MONTHS)})(?P<day>\d{{1,2}})日|(?:\d{{1,2}}月)?\d{{1,2}}日)"
    r"(?P<after>(?:[至到~—-](?:\d{1,2}月)?\d{1,2}日)?"
    rf"(?:{TIME_OF_DAY})?)"
)
_NUMBER = re.compile(r"(?<=\d)号")  # 2号 is 2日
_FULL = re.compile(
    r"(\d{4})年(?:(\d{1,2})月)?(?:(\d{1,2})日)?(?:[至到~—-](?:(\d{1,2})月)?(\d{1,2})日)?"
    rf"(?:{TIME_OF_DAY})?"
)
_SOON = 60  # days within which a report names a day to come without saying that it is
_AS_NEAR = 2 / 3  # of the way back, from which on what lies ahead is not meant
_TO_COME = r"(?:将|拟|定|预计|计划)(?:于|在)?{said}|{said}(?:将|拟|即将)"
_YEAR = re.compile(r"(?<!\d)\d{4}年")
_OTHER_YEAR = re.compile("|".join(year for year in _YEARS if year != "今年"))


def full_day(said: str, sentence: str, published: dt.date) -> str | None:
    """Return `said` with its year, and with its month where that is left out; None where that is not certain.

    `said` are folded words of the folded `sentence`, which a report of the day `published` says.
    """
    said, sentence = _NUMBER.sub("日", said), _NUMBER.sub("日", sentence)
    match = _SAID.fullmatch(said)
    if match is None:
        return None
    if match["ago"]:
        return written(published - dt.timedelta(_AGO[match["ago"]])) + match["after"]
    if match["year"]:
        year, rest = published.year + _YEARS[match["year"]], (match["rest"] or "").removeprefix("的")
        named = next(iter(find_dates(rest)), None)
        valid = not rest or (named and named.month and _exists(year, named.month, named.day or 1))
        return f"{year}年{rest}{match['after']}" if valid else None
    if match["month"]:
        later, month = divmod(published.month - 1 + _MONTHS[match["month"]], 12)
        year, number = published.year + later, int(match["day"])
        valid = _exists(year, month + 1, number)
        return f"{year}年{month + 1}月{number}日{match['after']}" if valid else None
    first = next(iter(find_dates(said)), None)
    if first is None or _of_another_time(first, said, sentence, published):
        return None
    words = re.escape(said)
    day = _nearest(first, published, bool(re.search(_TO_COME.format(said=words), sentence)))
    return written(day) + said[first.end :] if day else None


def _of_another_time(first: DateMention, said: str, sentence: str, published: dt.date) -> bool:
    """Whether `sentence` speaks of another year, or, before a day alone, of a month."""
    others = [mention for mention in find_dates(sentence) if mention.year or mention.month]
    before = sentence[: sentence.find(said)]
    return (
        any(mention.year not in (None, published.year) for mention in others)
        or any(year != f"{published.year}年" for year in _YEAR.findall(sentence))
        or bool(_OTHER_YEAR.search(sentence))
        or (not first.month and any(mention.start < len(before) for mention in others))
    )


def _exists(year: int, month: int, day: int) -> bool:
    return month <= 12 and day <= calendar.monthrange(year, month)[1]


def in_english(day: str) -> str:
    """Return what `full_day` gives in English, without the time of day: 3 July 2015, 3–5 July 2015, September 2016."""
    said = _FULL.fullmatch(day)
    if said is None:
        return day
    year, month, first, last_month, last = said.groups()
    if not month:
        return str(year)
    name = calendar.month_name[int(month)]
    if last_month:
        later = int(year) + (int(last_month) < int(month))
        return f"{first} {name} – {last} {calendar.month_name[int(last_month)]} {later}"
    return " ".join(part for part in (f"{first}–{last}" if last else first, name, year) if part)


def _nearest(said: DateMention, published: dt.date, to_come: bool) -> dt.date | None:
    """Return the day that month and day, or the day alone, mean; the next one where the sentence speaks of what is `to_come`."""
    months = 12 if said.month else 1
    near = []
    for step in (-months, 0, months):
        count = published.year * 12 + (said.month or published.month) - 1 + step
        year, month = divmod(count, 12)
        if said.day and said.day <= calendar.monthrange(year, month + 1)[1]:
            near.append(dt.date(year, month + 1, said.day))
    if to_come:
        return min((day for day in near if day >= published), default=None)
    if not said.month:
        return max((day for day in near if day <= published), default=None)
    past = max((day for day in near if day <= published), default=None)
    ahead = min((day for day in near if day > published), default=None)
    if ahead is None or past is None:
        return past
    if ahead - published <= min(dt.timedelta(_SOON), published - past):
        return ahead
    return (
        past if ahead - published >= _AS_NEAR * (published - past) else None
    )  # this year's or the last one's


def written(day: dt.date) -> str:
    """Return `day` as 2015年7月3日."""
    return f"{day.year}年{day.month}月{day.day}日"
