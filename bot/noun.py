"""The thing that 哪些领域 or 什么会议 asks for by its noun: an answer ends with the noun, and begins behind the deed.

Rules of the language over folded text. Knows nothing of articles or of how the words were found.
"""

import re

from bot.query import Query
from index.words import counted_words, is_noun

# What asks, and the words behind it, with or without a measure word.
_ASKED = re.compile(
    r"(?:哪|什么|多少|几)[一二三四五六七八九十几两俩仨些\d]*\"?(?P<noun>[\u4e00-\u9fff]{2,7})"
)
_MEASURES = "个座家场项位种类份条部届次块"
_MEETING = re.compile(r"(?:什么|哪[个次场])会(?![议面见谈])")
_TWO = re.compile(r"哪.*哪")
_DEEDS = (
    "出席 参加 列席 开 召开 举行 举办",
    "签署 签订 签",
    "参观 考察 检查 走访 视察 看 访问 调研",
    "通过 审议",
    "会见 见 会晤",
    "提出 提",
    "发布 推出",
    "解读 介绍",
    "做 干 从事",
)
# What may be a word by itself: no 发布会, 考察队, 介绍信 or 签署国; 通过 only where something was passed.
_SAME = {
    deed: re.compile(
        rf"(?:{'|'.join(same for same in group.split() if len(same) > 1)})了?(?![会国团站队组员者方信室的])"
        if "通过" not in group
        else r"(?:审议)?通过(?:了|(?=《))|审议了"
    )
    for group in _DEEDS
    for deed in group.split()
}
_ASKS = re.compile(rf"(?P<deed>{'|'.join(_SAME)})(?:了|过|的是|的)?(?:些)?(?:哪|什么)")
_BEHIND = re.compile(r"[上内里]|的[^,。]{2}$|中(?!国)|交流|合作|开展|加强|进行")  # 在哪些问题上加强沟通
_LEADS_TO = re.compile(r"[有是包为:厅室宫家员]")  # 措施有A、B, 会议室
_PLACES = ("国家", "城市", "地区", "地方")  # of which a name says enough
_NEAR = 10  # characters behind a short answer within which its noun may stand
_LONGEST = 24  # of whom a clause is said: 的柬埔寨人民党主席洪森
_WHOSE = re.compile(rf"的(?P<who>[^的,。;、]{{2,{_LONGEST}}})$")


def asked_noun(query: Query) -> str:
    """Return the noun that the question names what it asks for by, "" where it names none, or two."""
    if query.kind not in ("what", "list", "number", "where") or _TWO.search(query.folded):
        return ""
    asked = _ASKED.search(query.folded)
    if asked is None:
        return "会议" if _MEETING.search(query.folded) else ""
    words = asked["noun"]
    return _first_noun(words) or (_first_noun(words[1:]) if words[0] in _MEASURES else "")


def _first_noun(text: str) -> str:
    """Return the last of the nouns that `text` begins with: 文件 of 合作文件, "" where it begins with none."""
    noun, end = "", 0
    for word in counted_words(text):
        at = text.find(word)
        if len(word) > 1 and (not is_noun(word) or at > end):
            break
        noun, end = (word, at + len(word)) if len(word) > 1 else (noun, end)
    return noun


def about(query: Query, folded: str, start: int, end: int, limit: int) -> tuple[int, int]:
    """Return the bounds of what of `folded[start:end]` is called by the noun asked for; others where nothing is.

    A noun that stands right behind is taken in, up to `limit`, and what the question asks by goes: 出席 of 出席什么会议.
    """
    noun = asked_noun(query)
    if noun:
        start, end = _to_noun(folded, start, end, limit, noun)
    asks = _ASKS.search(query.folded)
    if asks is None:
        return start, end
    whose = _WHOSE.search(folded[start:end])
    if whose and whose.start() and whose["who"][-2:] in query.folded[: asks.start()]:  # of whom it is asked
        end = start + whose.start()
    deed = _SAME[asks["deed"]].search(folded, start, end)
    if deed and end - deed.end() > max(len(noun), 1):
        start = deed.end()
    return start, end


def _to_noun(folded: str, start: int, end: int, limit: int, noun: str) -> tuple[int, int]:
    """Return the bounds with what stands behind the noun left out, or the noun taken in where it comes next."""
    at = folded.rfind(noun, start + 2, end)
    if at >= 0:
        stop = at + len(noun)
        cut = _BEHIND.match(folded, stop, end) and "、" not in folded[stop:end]
        return start, stop if cut else end
    if noun in _PLACES:
        return start, end
    behind = re.compile(rf"[^,。;:!?、的为同和与及并在出召举会见]{{0,{_NEAR}}}?{noun}").match(
        folded, end, limit
    )
    whole = behind and ("等" in (folded[end - 1], folded[end : end + 1]) or "、" not in folded[start:end])
    if behind is None or not whole or _LEADS_TO.match(folded, behind.end(), limit):
        return start, end
    return start, behind.end()
