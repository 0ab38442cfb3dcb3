"""Numbers and dates of a sentence, so that those of its quotes can be compared with them however they are written.

「三成」 is none of these: it must then be written as the quote has it. Reads folded text. Knows nothing of models.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.quotes import Quote
from index.dates import DateMention, find_dates, number
from index.facts import resolve
from index.script import fold

_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_CHINESE = "[零一二两三四五六七八九十百千]+"
_FIGURE = re.compile(
    rf"(?P<share>百分之)?(?P<number>{_DIGITS}|{_CHINESE})(?P<unit>万亿|亿|万|千(?![\u4e00-\u9fff])|%)?"
)
# A single Chinese numeral counts where it counts something: 三个, 第三, not 一起 or 统一.
_MEASURES = "个项点条人位名次届年月日天家国大件类批场倍成轮份页所座方亿万千%"
_TIMES = {"千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_THOUSANDS = re.compile("(?:(.?)千)?零?(.*)")


def figures(folded: str) -> set[str]:
    """Return the numbers in `folded` text outside of its dates, each in one way of writing it."""
    for mention in reversed(find_dates(folded)):
        folded = folded[: mention.start] + "|" * (mention.end - mention.start) + folded[mention.end :]
    return set(_figures(folded))


def _figures(folded: str) -> Iterator[str]:
    for match in _FIGURE.finditer(folded):
        said, unit = match["number"], match["unit"] or ""
        single = len(said) == 1 and not said.isdigit()
        after, before = folded[match.end() : match.end() + 1], folded[: match.start()][-1:]
        if single and not (unit or match["share"] or before == "第" or after in _MEASURES):
            continue
        if single and not after and not unit:
            continue
        value = _value(said)
        percent = "%" if unit == "%" or match["share"] else ""
        yield f"{(value * _TIMES.get(unit, 1)).normalize():f}{percent}" if value is not None else said


def _value(said: str) -> Decimal | None:
    """Return the value of digits or of a Chinese numeral below ten thousand; None for what is neither."""
    if said[0].isascii():
        return Decimal(said.replace(",", ""))
    said = said.replace("两", "二")
    if "千" not in said:
        small = number(said)
        return None if small is None else Decimal(small)
    match = _THOUSANDS.fullmatch(said)
    thousands = number(match[1] or "一") if match else None
    rest = number(match[2]) if match and match[2] else 0
    return None if thousands is None or rest is None else Decimal(1000 * thousands + rest)


def dates_supported(said: str, quotes: Sequence[Quote]) -> bool:
    """Whether every date in folded `said` is one that the quotes name, its year theirs or their article's."""
    known = [date for quote in quotes for date in _dates(quote)]
    return all(any(_fits(mention, date) for date in known) for mention in find_dates(said))


def _fits(mention: DateMention, date: tuple[int | None, int | None, int | None]) -> bool:
    parts = zip((mention.year, mention.month, mention.day), date, strict=True)
    return all(said is None or said == known for said, known in parts)


def _dates(quote: Quote) -> Iterator[tuple[int | None, int | None, int | None]]:
    """Yield year, month and day of the dates that a quote names, filled in from its article where that is clear."""
    published = quote.article.date
    for mention in find_dates(fold(quote.text)):
        year, month = mention.year, mention.month
        if published and mention.day and not year:
            day = resolve(year, month, mention.day, published)
            year, month = (day.year, day.month) if day else (year, month)
        yield year, month, mention.day
    for fact in quote.article.facts:
        if fact.kind == "date" and quote.start <= fact.start and fact.end <= quote.end:
            day = dt.date.fromisoformat(fact.value)
            yield day.year, day.month, day.day
