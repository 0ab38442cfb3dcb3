"""A short answer cut down to what its kind of question asks for: the number of 多少, the place of 哪里, the title of 题目.

Rules of the language over folded text, whose offsets are the original's: verbs and prepositions that stand around
the thing go, unless nothing would be left. Knows nothing of articles or of how the words were found.
"""

import re

from bot.days import TIME_OF_DAY
from bot.expectation import units_asked
from bot.joined import IN_A_WORD
from bot.noun import about, asked_noun
from bot.query import Query
from index.dates import find_dates
from index.people import OFFICE
from index.types import Span

_MEASURES = "个名位次届年天月日周岁家户项条件部份篇元亿万成倍点人场种票吨亩里字分厘艘架辆所座间"
_AMOUNT = re.compile(
    rf"(?:每[\u4e00-\u9fff]{{1,4}})?(?:[-−]|零下|负)?(?:第|约|近|超过?|逾|至少|将近|连续|百分之|不[低少小]于|不超过|不到|不足|最多|最少)?(?:\d[\d.,]*[至到~—-])?(?:(?:\d+[万千百])+\d+(?=[千百十余多几]|[{_MEASURES}])[千百十]?|\d[\d.,]*|(?<![一二三四五六七八九十百千两])[一二三四五六七八九十百千两]{{1,9}}(?=[多余几]?[{_MEASURES}]))"
    rf"(?:多|余|几)?[万亿]*(?:多|余)?(?:个)?(?P<unit>[%\u4e00-\u9fff])?"
)
_MONEY = re.compile(
    r"[^\d,。;]{0,3}[\d.,]+[万亿千百]*多?(?:(?:美|欧|日|港)?元|人民币|英镑|卢布)(?:左右|以上|以下|以内)?(?!/|每)"
)
_AFTER_AMOUNT = re.compile(
    r"\A的|来$|以来|参加|出席|列席|举行|召开|到会|发言|就业|组成|为契机|[,;].{0,40}\d|(?<![\d.,、和及与])(?<![和及与][男女第])\d|在"
)
_YEAR = re.compile(r"\d{4}年")
_CHANGE = re.compile(r"(?:增|升|降|减|提高|扩大|发展)[^,;]{0,3}到|至\d")
_VERB = r"应约|应邀|签署|签订|签约|落下帷幕|落幕|举行|召开|举办|会见|会晤|会谈|集体|出席|参加|主持|考察|开幕|闭幕|启动|成立(?!\d)|分别|共同(?!体)|正式|发表|设立|建立"
# Whom one met follows 同 and 与: an office, or the deed. 同仁医院 and 共同体 stay whole.
_WITH = rf"(?<![大参])[同与](?![济仁心江里方文])(?=[^,。;]{{2,16}}(?:{OFFICE}|会见|会谈|会晤))"
_AT = re.compile(rf"(?:^|.*?)(?<![存正实现潜旨])在(?P<place>[^在,。;]{{2,24}}?)(?={_VERB}|{_WITH}|$|[,。;])")
_PLACE_END = re.compile(rf"(?<=..)(?:{_VERB}|{_WITH})")
_PERSON_END = re.compile(
    r"(?<=..)(?:举行会谈|会谈|邀请|发了言|讲了话|致了辞|表示|指出|强调|认为|倡议|主办|举办|主持|出席|参加|发表|讲话|致辞|发言|介绍|说|先后|分别|共同|应邀)(?![人方单者])"
)
_PERSON_START = re.compile(r".{0,40}(?P<deed>会见|会晤|看望|慰问)(?:慰问)?(?:了|的是?|来华[^,。]{1,20}的)?")
_BY = re.compile(r"[^,。;]{0,40}?(?<![自理缘事])由(?![此于])(?=[^,。;]{2,})")  # 论坛由…主办
_NAME_ASKED = re.compile(
    r"题目|主题|标题|题为|叫什么|什么名|名字|口号|哪句|什么话|哪句话|原话|古话|谚语|俗语|名言|诗句|\b(?:title|theme|slogan|saying|proverb|motto)\b"
)
_MARKED = re.compile(r"《[^《》]+》|\"[^\"]+\"")
_WORK_ASKED = re.compile(
    r"(?:什么|哪[个部份项首本])[^,。?]{0,6}(?:规划|文件|声明|草案|条例|协议|协定|条约|歌|乐曲|电影|纪录片|书(?!记)|报告)(?!会)"
)
_WORK = re.compile(r"《[^《》]+》")
_BECAUSE = re.compile(r"(?P<why>(?:由于|因为|鉴于)[^,。;]{4,}),(?!并|和|且|也|而|加上|同时)")
_ITS_KIND = 3  # characters of 主题 and the like behind a name
_RELATIVE = re.compile(
    r"(?:[今去明前当]年|[本上下]月|[今昨明][天日]|自|从|每年|每月|公元前?|不晚于|约|\d{1,2}[至到~—-]|至|到)*$"
)
_DAY = re.compile(rf"(?:[今昨明]天|[今昨明]日(?!报)|前天|[本上下]个?月\d{{1,2}}[日号])(?:{TIME_OF_DAY})?")
_LEAD = 16  # characters before a date that may belong to it
_OCCASION = re.compile(r"[^,。;]{1,14}(?:[前后时]|期间|之际)")
_ERA = re.compile(r"\d{1,3}年")
_CLOCK = re.compile(
    r"(?:上午|下午|晚上|晚|凌晨|中午|早上|早晨|清晨|傍晚|深夜|\d{1,2}:\d\d|\d{1,2}[时点]半?|\d{1,2}分|左右|第?[一二三四]季度"
    r"|[上下]半年|[春夏秋冬][季天]?|[上中下]旬|年?[底初末中]?以?前|年?[底初末起]|以[来后])*"
)
_AFTER_NAME = re.compile(r"[的为作,]|奠定|建言|协商")
_IN = rf"在(?!{IN_A_WORD}|[任位家内])(?=[^,。;]{{2,24}}$)(?!.*(?:[上下后前时中]|期间|之际|举行|进行|召开)$)"
_LOOSE_START = re.compile(
    rf"(?:[一二三四五六七八九十]是(?!否)|而且?(?!立)|并且?(?![不非网购轨])|其中(?!心)|即(?![日席将使便刻时])|就是(?!否)|分别是|(?:题目|主题|名字)[是为]|题为|以(?=[\"《])|自(?=\d)|了(?![解结断却望不])|关于(?!.*的)|{_IN})(?=..)"
)
_LOOSE_END = re.compile(
    r"(?<=..)(?:暨|以及|(?<=[\d年月日家个名位国省市区》\"])(?:和|与|及)|(?<=[地区国])的)$"
)
_COPULA = re.compile(r"是(?![否非不指])(?=...)")


def trimmed(query: Query, folded: str, said: Span, limit: int) -> Span:
    """Return what of `said` is of the kind that `query` asks for, else `said` without loose ends; never nothing.

    Where its noun stands right behind, 活动 of 什么活动, that is taken in, up to `limit`, the end of the sentence.
    """
    text = folded[said.start : said.end]
    bounds = _OF_KIND.get(query.kind, _name)(query, text)
    if bounds is None:
        said = Span(*about(query, folded, said.start, said.end, limit))
        text = folded[said.start : said.end]
    start, end = bounds or (0, len(text))
    loose = _LOOSE_START.match(text, start, end)
    start = loose.end() if loose else start
    copula = _COPULA.match(text, start, end) if query.kind != "yesno" else None
    start = copula.end() if copula else start
    loose = _LOOSE_END.search(text[start:end])
    end = start + loose.start() if loose else end
    return Span(said.start + start, said.start + end)


_Bounds = tuple[int, int] | None


def _amount(query: Query, text: str) -> _Bounds:
    """The amount of what is counted; where nothing says which, the only one."""
    like = units_asked(query.folded)
    amounts = [a for a in _AMOUNT.finditer(text) if not _YEAR.fullmatch(a[0])]
    fitting = [amount for amount in amounts if amount["unit"] in like]
    chosen = fitting[0] if fitting else amounts[0] if len(amounts) == 1 else None
    if chosen is None or _CHANGE.search(text):
        return None
    money = _MONEY.match(text, chosen.start())
    if money:
        return money.span()
    rest = _AFTER_AMOUNT.search(text[chosen.end() :])
    counted = asked_noun(query)
    if counted and (whose := re.search(rf"{counted}(?=的)", text[chosen.start() :])):  # 52个国家的政界
        return chosen.start(), chosen.start() + whose.end()
    return chosen.start(), (chosen.end() + rest.start()) if rest else len(text)


def _date(_query: Query, text: str) -> _Bounds:
    """From the first date to the last, with the time of day."""
    dates = find_dates(text)
    day = None if dates else _DAY.search(text)
    if day:
        return day.span()
    if dates and re.search("[,。;]", text[dates[0].end : dates[-1].start]):
        return None  # one thing on some days, another on others
    if not dates or _ERA.match(text, dates[0].start):  # 天正16年: what stands before it belongs to it
        return None
    low = max(0, dates[0].start - _LEAD)
    before, clock = _RELATIVE.search(text[low : dates[0].start]), _CLOCK.match(text, dates[-1].end)
    end = clock.end() if clock else dates[-1].end
    occasion = _OCCASION.match(text, end)
    return low + before.start() if before else dates[0].start, occasion.end() if occasion else end


def _place(_query: Query, text: str) -> _Bounds:
    """What stands behind 在, or before what was done there."""
    at = _AT.match(text)
    if at:
        return at.span("place")
    done = _PLACE_END.search(text)
    return (0, done.start()) if done else None


def _person(query: Query, text: str) -> _Bounds:
    """Whoever was met, without what they did."""
    met = _PERSON_START.match(text)
    other = met and met.start("deed") > 1 and met.end() + 1 < len(text)
    if met and other and text[met.end() :][-2:] in query.folded:
        return 0, met.start("deed")  # who met X is asked, not whom X met
    start = met.end() if met and met.end() + 1 < len(text) else 0
    by = _BY.match(text, start)
    start = by.end() if by else start
    done = _PERSON_END.search(text, start)
    return start, done.start() if done and done.start() > start + 1 else len(text)


def _cause(_query: Query, text: str) -> _Bounds:
    """The clause that says why, without what came of it."""
    cause = _BECAUSE.match(text)
    return cause.span("why") if cause else None


def _name(query: Query, text: str) -> _Bounds:
    """What stands in quotation or title marks, where a title or a saying is asked for."""
    asked, of_work = _NAME_ASKED.search(query.folded), _WORK_ASKED.search(query.folded)
    marked = list((_MARKED if asked else _WORK).finditer(text)) if asked or of_work else []
    if len(marked) != 1:
        return None
    start, end = marked[0].span()
    rest = text[end:]
    if of_work and not asked and rest.startswith("的"):
        return None  # 《…法》的决定
    if rest.startswith("等"):
        return start, end + 1
    of_its_kind = len(rest) <= _ITS_KIND and rest in query.folded
    return start, end if of_its_kind or _AFTER_NAME.match(rest) else len(text)


_OF_KIND = {"number": _amount, "when": _date, "where": _place, "who": _person, "why": _cause}
