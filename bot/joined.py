"""Things named one after the other within a sentence: 「金融、能源和教育」, 「丁薛祥、张国清、刘国中」.

A short answer that names the first of them is stretched to the last. Works on folded text, whose offsets
are the original's. Knows nothing of questions, scores or how the answer was found.
"""

import re
from collections.abc import Sequence

from index.people import OFFICE_LAST
from index.types import Span

LONGEST = 160  # characters of the things named: a longer answer would be a wall of text
_AND = (
    r"以及|(?<![共总温柔缓调平亲谦中饱])和(?![平谐解睦约])|(?<![参给赠赋授])与(?!会|否|时)"
    r"|(?<![以涉普顾提触危波埃])及(?!时|早|格|其他?(?!《))其?"
)
_JOINT = re.compile(rf"(?:、|{_AND}|(?<=》)(?=《)|(?<=\")(?=\"))+")
# A quotation or bracket hides the marks inside it.
_HIDING = re.compile(r"《[^《》]*》|\"[^\"]*\"|\([^()]*\)")
CLAUSE = re.compile(r"[^,。;:!?\n]+")
# What follows 在 in one word with it: 在建项目 and 在华企业 are things.
IN_A_WORD = r"[线职校京野场于岗编读册逃押研轨座途售役案审办用]|建(?![筑设立])|华(?![为北东南中西])|港(?![口珠澳])|外(?![交贸资汇国部])"
_IN = rf"在(?!{IN_A_WORD})"
_LEADING = re.compile(
    rf".{{0,12}}?把(?![握关控])|(?:会上|其中|主要|也|还)?(?:包括|{_IN}|从(?![事业])|围绕|以及|和(?![平谐解睦约]))?"
)
# What is said of the things named follows the last of them.
_ET_CETERA = re.compile(
    r"(?<![平同优初中相均此何])(?<!高(?=等(?:教育|院校|学校|法院|职业)))等(?![于级待候额])"
)
_PREDICATE = re.compile(
    r"(?:作(?=了|出|交流|主题|报告|说明|汇报|讲|发言)|作为|关于|在(?!线)|先后|分别|参加|出席|列席|陪同|一同|共同|一起|成为|发[了表言]|有关|负责|提出|介绍|回答|是|为(?!民)|已|将|联合(?=主办|举办|承办|发)|主办|承办|举办|围绕|应约|(?<!科学)考察(?![队站船团组任]))"
)
# Deeds that lead up to what is named, unless each thing named is such a deed.
_LEADS = re.compile(
    r"(?:包括|包含|涉及|来自(?![然由])|前往|会见|会晤|(?:访问|(?<!科学)考察(?![队站船团组任])|参观|走访|看望)(?![人学单方员者])|签署|存在(?!感)|通过|审议"
    r"|听取|加强|深化|扩大(?!会)|拓展|办好|关于(?!我们)|围绕|聚焦|任命)了?"
    rf"(?:{_IN})?|(?<=[\u4e00-\u9fff])(?:(?<![潜内外存现实正所自]){_IN}|(?<![自理缘事])由(?!此))"
)
_DEED = re.compile(
    rf"{_LEADS.pattern}|推动|推进|促进|完善|健全|做好|做实|做大|做强|提高|提升|增强|强化|建设|支持|实施|落实|打造|构建|坚持|优化|保持|维护|开展|指导|改善|增加|减少|防范|化解|统筹|培育|要"
)
_UNEVEN = 3  # characters by which things that are counted may differ
_LEAST, _CUT_OFF = 5, 12  # characters of the first thing named that may have been left out
_SHORTEST = 2  # characters of a thing named


def stretched(folded: str, said: Span, sentence: Span, count: int | None = None) -> Span:
    """Return `said` with all that is joined to it in `sentence`; where `count` things are joined elsewhere, those.

    `said` itself where nothing is joined to it, or where all would take more than `LONGEST` characters.
    """
    clauses = _clauses(folded, sentence)
    if count and count > 1 and not any(count == len(parts) for parts in clauses if _touches(parts, said)):
        others = [parts for parts in clauses if len(parts) == count]
        if len(others) == 1:
            said = Span(_first(folded, others[0][0]), others[0][0].end)
    start, end = said.start, said.end
    for parts in (found for found in clauses if len(found) > 1):
        if parts[0].start <= start < parts[-1].end:
            inside = start < parts[0].end
            whole = _first(folded, parts[0], parts[1:])
            first = Span(start if inside else parts[0].start, parts[0].end)
            start = _first(folded, first, parts[1:])
            cut_off = parts[0].start < whole and _LEAST <= start - whole <= _CUT_OFF
            if inside and cut_off and folded[start - 1] != "的":
                start = whole  # 《…犯罪法》 without its 预防未成年人
        if parts[0].start < end <= parts[-1].start + 1:
            end = _last(folded, parts)
    return Span(start, end) if end - start <= LONGEST else said


def _touches(parts: list[Span], said: Span) -> bool:
    return parts[0].start < said.end and said.start < parts[-1].end


def _clauses(folded: str, sentence: Span) -> list[list[Span]]:
    """Return the parts of each clause of `sentence`, marks within quotations and brackets passed over."""
    text = folded[sentence.start : sentence.end]
    seen = _HIDING.sub(lambda m: m[0][0] + "\0" * (len(m[0]) - 2) + m[0][-1], text)
    found = []
    for clause in CLAUSE.finditer(seen):
        joints = list(_JOINT.finditer(seen, *clause.span()))
        edges = [clause.start(), *(edge for joint in joints for edge in joint.span()), clause.end()]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        parts = [Span(sentence.start + left, sentence.start + right) for left, right in pairs if left < right]
        if parts:
            found.append(parts)
    return found


def _first(folded: str, part: Span, others: Sequence[Span] = ()) -> int:
    """Return where the first thing named begins: after what leads up to it and to none of the `others`."""
    lead = _LEADING.match(folded, part.start, part.end)
    start = lead.end() if lead and lead.end() < part.end else part.start
    leads = [found.end() for found in _LEADS.finditer(folded, start, part.end)]
    leads = [end for end in leads if end <= part.end - _SHORTEST]
    if leads and not any(_DEED.match(folded, other.start, other.end) for other in others):
        return leads[-1]
    return start


def _last(folded: str, parts: Sequence[Span]) -> int:
    """Return where the last thing named ends: with 等, like the others, or before what is said of them all."""
    *others, part = parts
    et_cetera = _ET_CETERA.search(folded, part.start + 1, part.end)
    if et_cetera:
        return et_cetera.end()
    ending = _common_ending([folded[other.start : other.end] for other in others])
    alike = folded.rfind(ending, part.start, part.end) if ending else -1
    if alike >= 0:
        return alike + len(ending)
    predicate = _PREDICATE.search(folded, part.start + _SHORTEST, part.end)
    return predicate.start() if predicate else part.end


def _common_ending(names: Sequence[str]) -> str:
    """Return what `names` all end with, two characters at most, as in 通勤圈、功能圈; "" when that says little."""
    for length in (2, 1):
        endings = {name[-length:] for name in names}
        if len(endings) == 1 and len(names) + length > 2:
            return endings.pop()
    return ""


def how_many(folded: str, said: Span) -> int | None:
    """Return how many things `said` names, None where that is not certain.

    It is where only 、 stands between things about as long as each other, none of them an office and none left out.
    """
    clauses, text = _clauses(folded, said), folded[said.start : said.end]
    lengths = [part.end - part.start for part in clauses[0]] if len(clauses) == 1 else []
    even = len(lengths) > 1 and max(lengths) - min(lengths) <= _UNEVEN
    open_ended = _ET_CETERA.search(text) or "、" in (
        folded[said.end : said.end + 1],
        folded[: said.start][-1:],
    )
    if not even or open_ended or re.search(_AND, text):
        return None
    return (
        None if any(OFFICE_LAST.search(folded, part.start, part.end) for part in clauses[0]) else len(lengths)
    )
