"""Answers from what an article says of its meeting: who presided, when, where, who reported it.

Knows nothing of retrieval; whether the meeting is the right one is the library's to say.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from bot.days import in_english, written
from bot.kept import kept
from bot.kinds import Role
from bot.library import dates_fit, folded_text, numerals, share
from bot.query import Query
from index.chunking import sentences
from index.dates import number
from index.facts import PEOPLE, UNTIL
from index.people import OFFICE, people_in
from index.script import fold
from index.types import Article, Fact, Span

# The article itself answers these, or there is one of each: no word of the question speaks against them.
_CERTAIN: frozenset[Role] = frozenset({"reporter", "source", "presided", "form"})
_WHO_HOLDS = re.compile(
    rf"^(?:请问)?(\S{{2,16}}(?:{OFFICE}))(?:是|叫)(?:谁|哪位|什么名字?)|谁是(\S{{2,16}}(?:{OFFICE}))[?吗呢]*$"
)
_DEFINED = re.compile(
    r"([^\s\"“”「」,]{2,8}?)[\"”」]?(?:是|到底|具体|都|分别)*(?:指|代表|意思)(?:的是|的)?(?:什么|哪)"
)
_SHORT_FORM = re.compile(r"([两二三四五六七八九十])([\u4e00-\u9fff])")
_IS_WHO = r"(?:同志)?(?:是|叫|系|由)?(?:谁|哪一?位|什么名字?)"
# Between a name and 什么职务, and with 见习近平时 before that.
_HOLDS = r"(?:同志)?(?:在[^,;。?的]{1,20})?(?:现在|当时|那时|时任)?(?:是|任|担任|当|的)?$"
_HELD = rf"(?:同志)?[^,;。?的]{{1,16}}时{_HOLDS}"
_BARE = 4  # characters of an office that names nobody without its place: 主席, 副省长
_ALONE = r"(?:^|(?<=[上的,]))"
_NOT_ANOTHER = r"(?<![副前原])(?<!前任)(?<!原任)"
_WHOSE_OFFICE = re.compile(
    r"(?:什么|哪个|何)(?:职务|职位|职衔|头衔|身份|官职?)|担任什么|当什么官|干什么的[?]?$"
)
# An organisation is asked for, so that no person answers.
_ORGANISATION = re.compile(
    r"(?:哪|几|什么)[些个几家]{0,2}(?:单位|部门|机构|机关|企业(?!家)|公司|团体)(?!的?(?:主要)?(?:谁|哪位|领导|负责|代表))"
)
_WHICH_OFFICE = re.compile(rf"哪(?:些|[几两三四五六七八九十]*[个位名])((?:副|常务)?(?:{OFFICE}))")
_ET_CETERA = re.compile(r"等(?![\d一二三四五六七八九十])")  # 等7人 is all of them
_COVERED = 0.6  # share of the question's topic that fact, sentence and heading must account for
_ANYBODY = frozenset("领导 领导人 负责人 代表 专家 教授 院士 成员 发言人 召集人 主持人 牵头人".split())
_EQUALLY = 0.05
_WHICH_ORDINAL = re.compile("第几([次届场轮批期任回])")
_TO_COME = re.compile("打算|准备|预计|拟|下一?[次届]")
_AROUND = 16  # characters beside 第N次 that say of what
_ABOUT = 0.2  # share of the question that they must say, and say more than those of another
_COVERED_BY_LIST = 0.4  # by who attended: 王沪宁等参加会见 says nothing of what it was about
_COVERED_IN_ENGLISH = 0.25  # of which some is always lost in translation


def facts_for(query: Query, article: Article) -> list[Fact]:
    """Return the facts of `article` that answer `query`, in reading order; none when it asks something else."""
    if not dates_fit(query.dates, article):
        return []  # of another year's meeting
    held = _holders(query, article)
    if held:
        return held
    facts = [fact for fact in article.facts if fact.kind == query.role and not _named(fact, query)]
    if query.role in PEOPLE and _ORGANISATION.search(query.folded):
        return []
    if not facts or query.role in _CERTAIN:
        return facts[:1]
    if query.role == "date" and any(mention.day for mention in query.dates):
        return []  # the meeting's day is given, so another is asked for
    meeting = " ".join(fact.value for fact in article.facts if fact.kind == "meeting")
    named = numerals(fold(meeting or article.title))
    if named and any(number(ordinal) not in named for ordinal in query.ordinals):
        return []  # another meeting's, which this article mentions
    head = heading(article)
    if query.role == "attended":
        head += folded_text(article)
    scored = [(share(query.topic, head + _said(fact, article)), fact) for fact in facts]
    best = max(score for score, _ in scored)
    enough = _COVERED_BY_LIST if query.role == "attended" else _COVERED
    if best < (_COVERED_IN_ENGLISH if query.script == "en" else enough):
        return []
    chosen = _of_office(query, [fact for score, fact in scored if score >= best - 1e-6], article.text)
    if query.role == "reported" and query.kind == "who" and len(chosen) > 1:
        chosen = _about(query, chosen, article)
    return chosen if query.kind in ("list", "who", "what") else chosen[:1]


def _holders(query: Query, article: Article) -> list[Fact]:
    """Return the one person whose office 「省政协主席是谁」 asks for; none when it asks something else."""
    people = [fact for fact in article.facts if fact.value.endswith(")")]
    match = _WHO_HOLDS.search(query.folded)
    asked = match and (match[1] or match[2])
    holders = {fact.value: fact for fact in people if asked and f"({asked})" in fold(fact.value)}
    if not holders and query.kind == "who":  # 「…会上民盟中央主席是谁」: the office as the article writes it
        holders = {
            fact.value: fact
            for fact in people
            for office in fold(fact.value)[:-1].partition("(")[2].split("、")
            if re.search(
                rf"{_ALONE if len(office) <= _BARE else _NOT_ANOTHER}{re.escape(office)}{_IS_WHO}",
                query.folded,
            )
        }
    return list(holders.values()) if len(holders) == 1 else []


def office_of(query: Query, article: Article) -> tuple[Span, Span] | None:
    """Return where the office stands that 「加法罗娃是什么身份」 asks for, and its sentence; None when it asks something else."""
    asked, folded = _WHOSE_OFFICE.search(query.folded), folded_text(article)
    if asked is None:
        return None
    before = query.folded[: asked.start()]
    held: list[tuple[bool, int, Span, Span]] = []  # the nearest first, else the first named
    for paragraph in article.paragraphs:
        for sentence in sentences(article.text, paragraph.start, paragraph.end):
            for person in people_in(folded, sentence):
                name = person.called(folded)
                away = not re.search(re.escape(name) + _HOLDS, before)
                if person.office and (not away or re.search(re.escape(name) + _HELD, before)):
                    held.append((away, before.find(name), person.office, sentence))
    return min(held, key=lambda each: each[:2])[2:] if held else None


def _named(fact: Fact, query: Query) -> bool:
    """Whether the question itself names the person of `fact`: then somebody else is asked for."""
    return query.names(fold(fact.value).split("(")[0])


@kept(512)
def heading(article: Article) -> str:
    """Return the folded words by which people name the meeting: title, day, place, who was there; kept as used."""
    return fold(" ".join([article.title, article.published[:10], *(fact.value for fact in article.facts)]))


def _said(fact: Fact, article: Article) -> str:
    """Return the folded sentence of `fact`; of who reported with the one before, which says on what."""
    sentence, folded = sentence_of(article, fact), folded_text(article)
    if fact.kind != "reported":
        return folded[sentence.start : sentence.end]
    line = folded.rfind("\n", 0, sentence.start) + 1
    before = folded[line : sentence.start].rstrip("。;")
    return folded[line + max(before.rfind("。"), before.rfind(";")) + 1 : sentence.end]


def sentence_of(article: Article, span: Span | Fact) -> Span:
    """Return the sentence of `article` that `span` begins in."""
    start = article.text.rfind("\n", 0, span.start) + 1
    end = article.text.find("\n", span.start)
    line = sentences(article.text, start, len(article.text) if end < 0 else end)
    return next((s for s in line if s.start <= span.start < s.end), Span(span.start, span.end))


def wording(facts: Sequence[Fact], article: Article, english: bool) -> str:
    """Return `facts` as one short line: names with offices, a full date, a place."""
    if facts[0].kind == "date":
        return _day(facts[0], article, english)
    said = "、".join(_titled_together(facts, article.text))
    return said + ("等" if _ET_CETERA.match(article.text, facts[-1].end) and len(facts) > 1 else "")


def _about(query: Query, facts: Sequence[Fact], article: Article) -> list[Fact]:
    """Return those of `facts` whose sentences say most of what is asked: X is explained, then by whom."""
    said = {fact: share(query.topic, _said(fact, article)) for fact in facts}
    return [fact for fact in facts if said[fact] >= max(said.values()) - _EQUALLY]


def _together(facts: Sequence[Fact], text: str) -> list[list[Fact]]:
    """Return `facts` in groups of those who share an office: 常务主席A、B、C."""
    groups: list[list[Fact]] = []
    for fact in facts:
        last = groups[-1] if groups else []
        shared = last and last[0].value.endswith(")") and text[last[0].start] != last[0].value[0]
        if shared and not fact.value.endswith(")") and text[last[-1].end : fact.start] == "、":
            last.append(fact)
        else:
            groups.append([fact])
    return groups


def _titled_together(facts: Sequence[Fact], text: str) -> Iterator[str]:
    """Yield the values of `facts`; several who share an office as the article names them."""
    for group in _together(facts, text):
        yield group[0].value if len(group) == 1 else text[group[0].start : group[-1].end]


def _of_office(query: Query, facts: Sequence[Fact], text: str) -> list[Fact]:
    """Return those of `facts` who hold the office that 「哪几位国务委员」 names; all where it names none."""
    asked = _WHICH_OFFICE.search(query.folded)
    if asked is None or asked[1] in _ANYBODY:
        return list(facts)
    deputy = "" if asked[1].startswith("副") else "(?<!副)(?<!国务)"
    holds = re.compile(rf"{deputy}{re.escape(asked[1])}(?![长团])")
    found = [g for g in _together(facts, text) if holds.search(fold(g[0].value).partition("(")[2])]
    return [fact for group in found for fact in group]


def _day(fact: Fact, article: Article, english: bool) -> str:
    """Return the resolved day with what else the article names: the half of the day, the last day of several."""
    said = article.text[fact.start : fact.end]
    half = fold(said)[-2:] if fold(said)[-2:] in ("上午", "下午", "晚上", "凌晨", "中午") else ""
    until = UNTIL.search(fold(said))
    day = f"{written(dt.date.fromisoformat(fact.value))}{until[0] if until else ''}"
    return in_english(day) if english else day + half


def ordinal_of(query: Query, article: Article) -> tuple[Span, Span] | None:
    """Return the 第N次 that 「第几次」 asks for, and its sentence; None where several of the article may be meant."""
    asked, folded = _WHICH_ORDINAL.search(query.folded), folded_text(article)
    if asked is None or _TO_COME.search(query.folded):
        return None
    found: dict[int | None, tuple[float, Span]] = {}
    unit = "[次届轮]" if asked[1] == "回" else asked[1]
    for match in re.finditer(rf"第([\d一二三四五六七八九十百]{{1,6}}){unit}", folded):
        around = folded[max(match.start() - _AROUND, 0) : match.end() + _AROUND]
        said = share(query.topic, around)
        if said > found.get(number(match[1]), (0.0,))[0]:
            found[number(match[1])] = said, Span(*match.span())
    ranked = sorted(found.values(), key=lambda each: -each[0])
    if not ranked or ranked[0][0] < _ABOUT or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _ABOUT):
        return None
    return ranked[0][1], sentence_of(article, ranked[0][1])


def definition(query: Query, article: Article) -> Span | None:
    """Return what `article` says that the X of 「X是指什么」 stands for, None when it does not say.

    It stands after 即 or 是指, or, for a short form such as 三争, in as many parts in a row that share its word.
    """
    asked = _DEFINED.search(query.folded)
    if asked is None:
        return None
    folded = folded_text(article)
    said = re.search(rf"{re.escape(asked[1])}\"?[,(]?(?:即|是?指的?是?|就是|意为)([^。;!?)]{{2,60}})", folded)
    if said:
        return Span(*said.span(1))
    short = _SHORT_FORM.fullmatch(asked[1])
    for run in re.finditer(r"[^,。;:!?\"()\n]+", folded) if short else ():
        parts = run[0].split("、")
        if short and len(parts) == number(short[1].replace("两", "二")) and all(short[2] in p for p in parts):
            return Span(*run.span())
    return None
