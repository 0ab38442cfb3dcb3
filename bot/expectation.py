"""What kind of words an answer must hold: a number for 多少, a date for 什么时候, an item list for 哪些.

Rules of the language over folded text. Knows nothing of articles or of how sentences were found.
"""

import re

from bot.query import Query
from index.dates import find_dates
from index.people import OFFICE, is_name

_NUMBER = r"(?:\d[\d.,]*|[一二三四五六七八九十百千两]+)"
_MEASURED = re.compile(rf"{_NUMBER}(?:多|余|几)?[万亿]?(?:多|余)?(?P<unit>[\u4e00-\u9fff%]{{1,2}})")
_MONEY = re.compile(r"(?:亿|万|美|欧|日)?元|%|百分之|万亿|英镑|港币")
_PLACE = re.compile(r"在[^,。]{2,14}|[省市县区州国港岛城堂馆宫厅楼院中心]")
_REASON = re.compile(
    r"因为|由于|旨在|为了|以便|以利|从而|原因|导致|引起|造成|有利于|是[^,。]{2,40}的(?:重要|必然|关键|迫切)?(?:需要|举措|要求|标志|途径)|之所以|在于|关系"
)
_PERSONS = re.compile(r"谁|哪[几些两俩三四五六七八]?位|什么人|\bwho\b")
_PART = re.compile(r"、|和|以及|(?<=》)(?=《)|(?<=\")(?=\")")
_JOINED = re.compile(r"、|和|以及|;|一是|首先")
_OFFICE_AND_NAME = re.compile(rf"(?:{OFFICE})([\u4e00-\u9fff]{{2,3}})")
_INSTITUTION = re.compile(
    r"(?:负责人|负责同志|发言人|嘉宾|专家|代表|组织|公司|委员会|政府|[省市]委|办公[厅室]|[部局署行院](?=[、,和就作]))"
)
_NAMES = re.compile(r"[\u4e00-\u9fff]{2,3}(?:、[\u4e00-\u9fff]{2,3}){2,}")
# Measure words that name the same things: 多少人 is answered with 名, 位 or 人.
_LIKE = (
    {"人", "名", "位", "员"},
    {"家", "个", "户"},
    {"项", "条", "个", "件", "部", "份"},
    {"元", "亿", "万", "钱"},
    {"天", "日"},
    {"年", "周", "岁"},
)
# The first characters of the units that answer what names none.
_MEASURES = {
    "多大": "平亩公岁万", "多久": "年天日周月小分个", "多长": "米公里年天小分", "多高": "米公", "多远": "公里米", "多重": "吨公千斤",
}  # fmt: skip
_MEASURE_ASKED = re.compile("|".join(_MEASURES))
_ASKED_UNIT = re.compile(r"(?:多少|几)(?:个|亿|万)?(?P<unit>[\u4e00-\u9fff])")


def units_asked(question: str) -> set[str]:
    """Return the measure words that count what the folded `question` asks the number of; none where it names no unit."""
    asked = _ASKED_UNIT.search(question)
    if asked:
        return next((group for group in _LIKE if asked["unit"] in group), {asked["unit"]})
    measured = _MEASURE_ASKED.search(question)
    return set(_MEASURES[measured[0]]) if measured else set()


def asks_for_persons(query: Query) -> bool:
    """Whether `query` asks for persons."""
    return bool(_PERSONS.search(query.folded))


def holds_answer(query: Query, sentence: str) -> float:
    """Return how well the folded `sentence` holds the kind of words that `query` asks for, -1 to 1.

    1 for a good fit, 0 where the kind says nothing, -1 where the words are missing.
    """
    if query.kind == "number":
        return _number(query.folded, sentence)
    if query.kind == "when":
        return (
            1.0 if find_dates(sentence) or re.search(r"今[天日年]|昨|底前|期间|上午|下午", sentence) else -1.0
        )
    if query.kind == "where":
        return 0.5 if _PLACE.search(sentence) else -1.0
    if query.kind == "why":
        return 1.0 if _REASON.search(sentence) else -0.5
    if query.kind == "list":
        return _items(query, sentence)
    if query.kind == "who":
        return 1.0 if _names_someone(sentence) else -0.5
    return 0.0


def _items(query: Query, sentence: str) -> float:
    """As many things as were asked for, or names where people were; else any two things joined."""
    if asks_for_persons(query):
        return 1.0 if _NAMES.search(sentence) else 0.0
    if query.count is not None:
        clauses = re.split("[,。;:!?]", sentence)
        return 1.0 if any(len(_PART.findall(clause)) == query.count - 1 for clause in clauses) else 0.0
    return 0.5 if len(_JOINED.findall(sentence)) >= 2 else 0.0


def _names_someone(sentence: str) -> bool:
    """Whether folded `sentence` names a person with an office, a speaker, or an institution."""
    named = (m[1] for m in _OFFICE_AND_NAME.finditer(sentence))
    if any(is_name(name[:n]) for name in named for n in (2, 3)):
        return True
    return bool(_INSTITUTION.search(sentence) or _NAMES.search(sentence))


def _number(question: str, sentence: str) -> float:
    if re.search(r"百分之几|几成|比例|多少(?:亿|万)*(?:美元|欧元|钱|元)|经费|how much", question):
        return 1.0 if _MONEY.search(sentence) else -1.0
    undated = sentence
    for mention in reversed(find_dates(sentence)):
        undated = undated[: mention.start] + " " + undated[mention.end :]
    units = {m["unit"] for m in _MEASURED.finditer(re.sub(r"第\S{1,4}[届次条]", " ", undated))}
    if not units:
        return -1.0
    like = units_asked(question)
    if not like:
        return 0.5
    return 1.0 if any(like & set(unit) for unit in units) else 0.0
