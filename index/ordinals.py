"""Which of a series a text speaks of: 第一百二十六次, 第126次 and 126次 are one and the same, and the 126th.

Words and pairs of characters tell them apart, or take 二十六次 for a part of both. Reads folded text; knows nothing of
what a series is of.
"""

import re

from index.dates import number

_DIGIT = r"[〇零一二三四五六七八九十百\d]"
# With 第, or of two numerals or more: 一次 alone is none, but 十次, 一周年 and 百周年 are.
_ORDINAL = re.compile(
    rf"(?:第({_DIGIT}{{1,5}})|(?<!{_DIGIT})(?<!\.)({_DIGIT}{{2,5}}|(?<![数几上])[十百]|{_DIGIT}(?=周年))|首)([次届回轮批]|周年)"
)
_WORDS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
# Neither a day, May 21st, nor a part of a year, nor the end of twenty-first.
_ENGLISH = re.compile(
    rf"(?<![\w-])(?P<day>{_MONTH}\.?\s+)?(?:(?P<digits>\d{{1,3}})(?:st|nd|rd|th)|(?P<word>{'|'.join(_WORDS)}))\b"
    rf"(?!-|\s+(?:half|quarter|century|time|day|(?:of\s+)?{_MONTH})\b)"
)
# What every match ends with. Most texts have none, and to look for it takes a fifth of the time.
_END = re.compile(rf"[首{_DIGIT[1:-1]}](?:[次届回轮批]|周年)")
_ENGLISH_END = re.compile(r"[a-z\d](?:st|nd|rd|th)\b")
_UNITS = "次届"  # that an English ordinal may stand for


def ordinal_terms(folded: str) -> list[str]:
    """Return a term for every ordinal in `folded` text, whatever its numerals: 第126次; two for an English one."""
    found: list[tuple[int | None, list[str]]] = []
    if _END.search(folded):
        found += [(number(m[1] or m[2] or "1"), [m[3]]) for m in _ORDINAL.finditer(folded)]
    if _ENGLISH_END.search(folded):
        english = (m for m in _ENGLISH.finditer(folded) if not m["day"])
        found += [(number(m["digits"]) if m["digits"] else _WORDS[m["word"]], [*_UNITS]) for m in english]
    return [f"第{value}{unit}" for value, units in found if value is not None for unit in units]
