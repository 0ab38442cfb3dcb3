"""What a question wants: the kind of answer, and which fact of the meeting itself, if one.

Rules of the language over folded text with spoken words already written. Knows nothing of articles.
"""

import re
from typing import Literal

from index.people import OFFICE

Kind = Literal["who", "when", "where", "number", "list", "why", "how", "yesno", "what"]
# What of the meeting itself is asked; the names are those of the article's facts.
Role = Literal["presided", "spoke", "reported", "attended", "date", "place", "form", "reporter", "source"]

# The first pattern that matches names the kind; all read folded text.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("why", re.compile(r"为什么|为何|原因|何以|\bwhy\b")),
    (
        "list",
        re.compile(
            r"哪些|哪\"?[几两俩仨二三四五六七八九十](?![天日])|哪[^,]{1,6}和哪|分别|列一?下|列出|都有(谁|什么)|(是|有)(什么|哪)[^,]{0,4}(、|和)|哪[^,]{0,3}[点项条件份国]$"
            r"|还有谁|\bwhat are\b|\blist\b|\bwhich (?!was\b|is\b|has\b|does\b)[a-z]+s\b|\bwhich [a-z]+ (?:(?:leaders|officials|ministers|countries|people)\b|[a-z]+s (?:did|do|were|are|will|have|had|would|should)\b)|\bwho (else )?(attended|were)\b"
        ),
    ),
    (
        "number",
        re.compile(r"多少|百分之几|(?<!哪)几[个人项名位次条家部场种款届成倍天年周岁分]|多久|多大|多高|多长|多远|\bhow (many|much|large|long)\b|percent"),
    ),
    (
        "when",
        re.compile(
            r"什么时[候间]|何时|何日|几[月号日点]|哪[一几两三四五六]?[天日年月]|日期|(?:^|\band |, ?|\b(?:know|me|remember|ask) )when\b|\bwhen (?:was|were|is|are|did|does|do|will|has|have|had|can)\b|\bwhat (date|day|year|time)\b|\bwhich (day|year)\b"
        ),
    ),
    ("who", re.compile(rf"(?:{OFFICE})(?:的名字)?叫什么|那位[^,。]{{0,12}}叫什么|谁|哪一?位|什么人|何人|哪个(人|领导|机构|机关|单位|部门)|召集人|牵头人|主持人|\bwho(m|se)?\b|\bwhich (?:[a-z]+ ){{0,2}}(?:leader|official|minister|president|chairman|chairperson|secretary|person)\b")),
    (
        "where",
        re.compile(r"哪里|何处|何地|什么地方|哪一?[个座][^,]{0,3}(城市|地方|省|市|国家)|在哪|地点|\bwhere\b|\b(which|what) (city|country|place)\b"),
    ),
    ("how", re.compile(r"怎么样?|怎样|如何|\bhow\b")),
    (
        "yesno",
        re.compile(
            r"吗|有没有|是否|是不是|会不会|能不能|可不可以|要不要|没有?$|\b(?:^)(did|does|do|is|are|was|were|will|can|has|have)\b"
        ),
    ),
)  # fmt: skip
_ELSE = "还有"  # by itself: who else was there; 还有谁讲话 asks who spoke
_APART = 8
# What asks for persons; 讲话 in the name of a meeting is further away than what they did.
_ASKS_WHO = re.compile(r"谁|哪(?!里|儿|天|年|月)|什么人|何人|\bwho(?:m|se)?\b")
_MEETING = "会议?|座谈会|论坛|大会|峰会|发布会|年会|活动|仪式|那[场次届回]|这[场次届回]|会"
_HELD = "开|举行|召开|举办|办|开幕|登场"
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("reporter", re.compile(r"记者|撰稿|作者|谁(写|报道)的|\b(reporter|journalist|author|wrote)\b")),
    (
        "source",
        re.compile(
            r"(新闻|报道|文章|消息)的?(来源|出处)|来源是|出处|哪[家份个](报(?!告|道)纸?|媒体|网站)"
            r"|\b(newspaper|which media|news outlet|source of)\b"
        ),
    ),
    ("form", re.compile(r"(什么|哪种|何种)(形式|方式)(召开|举行|开|举办)|(召开|举行|开会)的?(形式|方式)|线上还是线下|\bformat\b")),
    (
        "presided",
        re.compile(
            r"主持|牵头(人|开|召集|召开)?的?$|牵头开|召集|坐镇|谁.{0,4}(开|召开|办)的(会|座谈会|会议)"
            r"|\b(chair|chaired|presid\w+|conven\w+|moderat\w+)\b"
        ),
    ),
    ("reported", re.compile(r"汇报|通报|作(了)?.{0,6}(报告|说明)|\b(briefed|reported on)\b")),
    ("spoke", re.compile(r"讲话|致[辞词]|发言|演讲|讲了话|讲过话|上台|开口|\b(spoke|speech|speaker|addressed|remarks|took the floor)\w*")),
    ("attended", re.compile(r"出席|到会|与会|列席|到场|在场|参会|参加|(?:谁|哪[^,]{0,8})(?:都|还|也)?[来去到]了|[来去到]了(?:谁|哪)|还有(谁|哪[^,?答说讲]{0,8})[?了呢呀啊]*$|陪|一起(去|来)|一同|\b(attend\w*|participat\w*|present at)\b")),
    (
        "date",
        re.compile(
            rf"({_MEETING})[^,]{{0,12}}(什么时候|何时|哪一?天|几[月号日]|日期|什么日子)|(什么时候|何时|哪一?天|几[月号日]).{{0,4}}({_HELD})"
            r"|\bwhen (was|is|did)\b|\bwhat (date|day)\b"
        ),
    ),
    (
        "place",
        re.compile(rf"(哪里|何处|何地|什么地方|哪一?[个座]?(城市|地方|省市?|市)|在哪).{{0,4}}({_HELD})|({_HELD})的?在?(哪里|哪|什么地方|何处)|地点|会场|\bwhere (was|is|did)\b|\bwhich city\b"),
    ),
)  # fmt: skip
# Which facts a question of each kind can ask for.
_PEOPLE: tuple[Role, ...] = ("presided", "spoke", "reported", "attended", "reporter", "source")
_ASKED: dict[Kind, tuple[Role, ...]] = {
    "who": _PEOPLE, "list": _PEOPLE, "what": ("form", "source", "reporter", "date", "place"), "when": ("date",),
    "where": ("place", "source"), "how": ("form",), "number": (), "why": (), "yesno": (),
}  # fmt: skip


def kind_of(folded: str) -> Kind:
    """Return the kind of answer that the `folded` question wants, "what" where no word tells."""
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "what")


def role_of(folded: str, kind: Kind) -> Role | None:
    """Return the fact that is asked for: of several that are named, the one nearest to the word that asks."""
    asks = [match.start() for match in _ASKS_WHO.finditer(folded)]
    near: dict[Role, int] = {}
    for role, pattern in _ROLES:
        for match in pattern.finditer(folded) if role in _ASKED[kind] else ():
            away = min((_away(folded, ask, match) for ask in asks), default=0)
            near[role] = min(away, near.get(role, away))
    return min(near, key=lambda role: near[role], default=None)


def _away(folded: str, ask: int, deed: re.Match[str]) -> int:
    """Return how many characters lie between what asks and a deed, and more where one of them stands apart."""
    start, end = sorted((ask, deed.end() if deed.end() <= ask else deed.start()))
    apart = deed[0].startswith(_ELSE) or "," in folded[start:end]
    return (end - start) * (not deed.start() <= ask < deed.end()) + _APART * apart
