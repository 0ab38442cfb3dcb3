"""What in a question points back to what was said before: 那, 他, 这个会, 第二点, 还有呢, X呢, why, and the like.

Rules of the language over folded text in which spoken Cantonese is written (`bot.query.written`). Knows nothing of
articles, answers or what was said before.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.kinds import Role
from bot.query import Query
from index.dates import number

# The fact that is asked for, in full: what 「什么时候?」 and a question to be asked of another meeting stand for.
IN_FULL: dict[Role, str] = {
    "presided": "谁主持会议", "spoke": "谁在会上讲话", "reported": "谁作了汇报", "attended": "谁出席会议", "date": "会议什么时候举行",
    "place": "会议在哪里举行", "form": "会议以什么形式召开", "reporter": "记者是谁", "source": "新闻来源是什么",
}  # fmt: skip
_STILL = re.compile("[仲重](?=有|讲|说|话|提|强|指|表|要|谈)")  # 仲讲 is 还讲; 重要 is not meant
_OPENING = re.compile(
    r"^(?:(?:噉|咁|这么|那么|那(?![次场届回个些天位里边时年种项条样])|然后|接着|另外|顺便问|请问|想问|对了|好|ok|and|so|then|but|also)[\s,、]*)+"
)
_ABOUT = re.compile(r"^(?:what|how) about\b\s*|^(?:说到|关于|至于)(?=.*呢)")
_PARTICLE = re.compile(r"(?:的话(?=[呢咧]))?[呢咧呐啊呀吖㗎喇啦哦\s]*[?!。.~\s]*$")
_ASKS_ABOUT = re.compile(r"[呢咧]\W*$")
# 那次, 2025年的那个: another of the same series.
SERIES = re.compile(r"[那这][次届场回年](?:会议?)?|的?那个$|\b(?:the )?ones?\b")
# 上一次 and 下一届, counted from the meeting that was spoken of.
_STEP = re.compile(r"(?P<back>[上前]一?[次场届回]|previous)|(?P<on>[下后]一?[次场届回]|next)", re.ASCII)
_MEETING_NOUN = "会议|座谈会|论坛|大会|峰会|发布会|年会|活动|会"
_THIS_MEETING = re.compile(
    rf"^(?:在|关于|对)?(?:(?:那|这)[次场届回个](?:{_MEETING_NOUN})?|[该此本](?:次|届)?(?:{_MEETING_NOUN})|它|那里|当时|会上|会议上|会中|期间)(?:上|中|里|期间)?的?"
    r"|\b(?:at|of|in|during) (?:the|this|that) (?:meeting|conference|forum|event|session)\b|\b(?:its|it|there)\b"
)
_PERSON = re.compile(
    r"(?<!其)(?:他|她)(?!们)(?:本?人)?|[该此]人|(?:这|那)个?(?:人|领导)|(?<![中他尤极与])其(?=[^中他实次余它])|\b(?:he|she|his|her|him)\b"
)
_ASKS = re.compile(
    r"谁|什么|哪|多少|几|怎|为何|如何|是否|吗|有没有|没有|何[时地处人]|多[久大高长]|\b(?:who|what|when|where|which|why|how|did|does|is|are|was|were)\b"
)
_N = r"(?:[一二两三四五六七八九十]{1,3}|\d{1,2})"
_OF_A_LIST = "(?:大?点|项|条|个|件|方面|款|部分|位)"
_AT = re.compile(rf"第(?P<at>{_N}(?:{_OF_A_LIST}?(?:、|和|跟|与|同|及|,)第?{_N})*){_OF_A_LIST}")
_LAST = re.compile(rf"最[后尾]的?(?P<count>{_N})?{_OF_A_LIST}|倒数第(?P<back>{_N}){_OF_A_LIST}")
_FIRST = re.compile(rf"[前头](?P<count>{_N}){_OF_A_LIST}")
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_CARDINALS = "one two three four five six seven eight nine ten".split()
_COUNTED = rf"(?P<count>{'|'.join(_CARDINALS)})"
_ENGLISH_FIRST = re.compile(rf"\bfirst {_COUNTED}\b")
_ENGLISH_LAST = re.compile(rf"\blast(?: {_COUNTED})?\b")
_ENGLISH_AT = re.compile(
    rf"\b(?P<word>{'|'.join(_ORDINALS)})\b|\b(?P<digit>\d{{1,2}})(?:st|nd|rd|th)\b"
    rf"|\b(?:point|number|item|no\.) ?(?P<plain>\d{{1,2}}|{'|'.join(_CARDINALS)})\b"
)
# What else may stand beside 第二点 where nothing but the item is asked for.
_PLAIN = re.compile(
    r"谁|哪位|叫|详细|具体|展开|再|说说|讲讲|说|讲|谈|提|是|什么|怎么|哪|内容|一下|一遍|呢|了|的|请|帮我|把|列|重复|告诉我|我|究竟|到底|那|这|里面|里|中|要|些|点|吧|分别|一起|一并|一次|再|都|给"
    r"|\b(?:what|about|is|are|was|were|the|tell|me|more|and|please|says?|does|did|of|them|those|points?|items?|proposals?|priorit(?:y|ies)|measures?|things?|ones?|give|repeat)\b|\W"
)
_MORE = re.compile(
    r"(?:还有|另外|其他|其余|别的|更多)(?:的|呢|吗|什么|别的|其他|没有|内容|要点|几点)*|继续(?:说|讲)?|接着(?:说|讲)|(?:再|多)+(?:说|讲)一?[点些下]|再来"
    r"|(?:详细|具体|展开)(?:点|一点|些|说说|讲讲|说一下|讲一下|内容)*|(?:anything|what) else|go on|continue|(?:tell me )?more(?: details)?"
)
_WHY = re.compile(
    r"(?:会议)?(?:为什么|为何|原因(?:是什么|何在)?|why)(?:要|会|得)?(?:这样|这么|如此|这|那样|那么|is that|so|that)?(?:做|说|讲|办|规定|要求|强调|重视|决定|安排|是)?"
)
_WHO_SAID = re.compile(
    r"(?:这|那|上面|以上)?(?:些|个|句|段|番|点)?(?:话|说法|观点)?都?(?:是|由)?(?:谁|哪位|什么人|哪个人?|哪个领导)(?:说|讲|提|强调|指出|表示|要求|认为|话)出?(?:的|过|了)?(?:的?这话)?"
    r"|who said (?:that|this|it|so)|who (?:was|is) (?:that|it)"
)
_OFFICE = re.compile(
    r"(?:又?是)?(?:谁|什么人|哪位|(?:担?任|做|当)?什么(?:职务|职位|身份|头衔|官职?|来头)(?:的)?|[做干]什么的|的?(?:职务|职位|身份|头衔)(?:是什么)?)"
    r"|who is|what is (?:position|title|office|job)|(?:position|title|office)"
)
_SAY = "讲话?|说|谈|话|强调|指出|提到|提出|提|表示|要求|发言|致辞"
_REMARKS = re.compile(
    rf"(?:在?会议?上|还|又|另外|都|主要|具体|再|也|后来|致辞时|讲话[时中])*(?:(?:{_SAY})(?:到|出|了|过)*(?:哪?些|哪些|几点)?什么(?:内容|话|东西|要点|要求)?|(?:怎么|如何)(?:{_SAY})的?|的?(?:讲话|发言|致辞)(?:内容|要点)?(?:是|有|讲了|说了)?(?:哪?些)?什么(?:内容)?)"
    r"|what (?:else )?(?:did|does) (?:say|stress|emphasi[sz]e|mention|add|talk about|point out|call for)(?: else)?"
)
_BARE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("date", re.compile(r"(?:是|在|具体|大概)*(?:什么时[候间]|何时|哪一?[天日]|几[月号时]几?[号日]?|什么日子)(?:是|的|开|开会|举行|召开|举办|办|开幕)*|when(?: (?:was|is|did))*(?: (?:held|happen|take place))?|(?:时间|日期|日子)(?:是什么)?")),
    ("place", re.compile(r"(?:是|在|具体)*(?:哪里?|何处|何地|什么地方|哪一?个?(?:城市|地方|省|市))(?:是|的|开|开会|举行|召开|举办|办|搞|开幕)*|where(?: (?:was|is|did))*(?: (?:held|happen|take place))?|(?:地点|会场|地方|城市)(?:是什么|在哪里?)?")),
    ("presided", re.compile(r"(?:主持人?|召集人)(?:是谁)?|chair|host")),
    ("attended", re.compile(r"(?:出席|与会|参会|到会|参加)(?:的人?|者|人员|名单|领导|嘉宾)?(?:是谁|有谁|有哪些)?|attendees")),
    ("reporter", re.compile("记者|作者")),
    ("source", re.compile("来源|出处")),
)  # fmt: skip


@dataclass(frozen=True)
class Items:
    """Which items of a list: those at `at` (from 1; from the end when negative), or with `first` or `last` so many."""

    at: tuple[int, ...] = ()
    first: int = 0
    last: int = 0

    def of(self, count: int) -> list[int]:
        """Return the places, from 0, of the items meant in a list of `count`; none when one of them is not there."""
        if self.first:
            return list(range(self.first)) if self.first <= count else []
        if self.last:
            return list(range(count - self.last, count)) if self.last <= count else []
        places = [at - 1 if at > 0 else count + at for at in self.at]
        return places if all(0 <= place < count for place in places) else []


@dataclass(frozen=True)
class Pointing:
    """A question taken apart.

    `rest` is what is left, folded and written, without the words that open it, name 这个会 or end it; a 他 stays.
    `opened`, `meeting`, `person` and `about` say whether it opens with 那, names this meeting, has a 他, and whether
    it is an 「X呢」, whose X is `rest`. Of `items`, `more`, `why`, `who_said`, `office`, `remarks` (what did he say)
    and `role` (a fact asked for in a word or two) at most one says what is asked. `speaker` is who is named.
    """

    rest: str
    opened: bool
    meeting: bool
    person: bool
    about: bool
    items: Items | None = None
    more: bool = False
    why: bool = False
    who_said: bool = False
    office: bool = False
    remarks: bool = False
    role: Role | None = None
    speaker: str = ""

    @property
    def marked(self) -> bool:
        """Whether some word points back."""
        asked = self.items or self.more or self.why or self.who_said or self.role
        return bool(asked or self.opened or self.meeting or self.person or self.about)


def point(query: Query, names: Iterable[str] = ()) -> Pointing:
    """Return what of `query` points back; `names` are the folded names of those who may speak."""
    said = _STILL.sub("还", query.folded).replace("睇", "看").strip()
    left = _OPENING.sub("", said)
    named = _ABOUT.sub("", left)
    inner = _THIS_MEETING.sub("", named, count=1)
    rest = _PARTICLE.sub("", inner).strip(" ,")
    he = _PERSON.search(rest) is not None and not _names_first(query)
    words = " ".join(_PERSON.sub(" ", rest).split()).strip(" ,的") if he else rest
    about = not _ASKS.search(rest) and (bool(_ASKS_ABOUT.search(said)) or named != left or left != said)
    pointing = Pointing(rest, left != said or named != left, inner != named, he, about and bool(rest))
    speaker = max((name for name in names if name in rest), key=len, default="")
    return _asked(pointing, words.replace(speaker, "", 1) if speaker else words, query, speaker)


def _names_first(query: Query) -> bool:
    """Whether a person is named before the 他 or he, which then means that person."""
    if query.script == "en":
        he = re.search(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im)\b", query.text)
        return bool(he and re.search(r"[a-z,] [A-Z][a-z]+ [A-Z]", query.text[: he.start()]))
    before = _PERSON.split(query.folded, maxsplit=1)[0]
    return before != query.folded and any(word.text in before for word in query.people)


def _asked(p: Pointing, words: str, query: Query, speaker: str) -> Pointing:
    """Return `p` with what its few words ask; `words` are those left without 他 or the `speaker`."""
    items = _items(p.rest)
    role = next((role for role, pattern in _BARE if pattern.fullmatch(words)), None)
    more = bool(_MORE.fullmatch(words) or (not words and not p.meeting and _ASKS_ABOUT.search(query.folded)))
    return replace(
        p,
        about=p.about and items is None and role is None and not more,
        items=items,
        more=more,
        why=bool(_WHY.fullmatch(words)),
        who_said=bool(_WHO_SAID.fullmatch(words)),
        office=p.person and bool(_OFFICE.fullmatch(words)),
        remarks=bool(_REMARKS.fullmatch(words)),
        role=role,
        speaker=speaker,
    )


def _items(rest: str) -> Items | None:
    """Return the items that `rest` asks for and nothing else, None when it asks something else."""
    for pattern in (_LAST, _FIRST, _AT, _ENGLISH_FIRST, _ENGLISH_LAST, _ENGLISH_AT):
        match = pattern.search(rest)
        if match:
            beside = f"{rest[: match.start()]} {rest[match.end() :]}"
            return None if _PLAIN.sub("", beside) else _meant(match)
    return None


def _meant(match: re.Match[str]) -> Items:
    said = {name: value for name, value in match.groupdict().items() if value}
    if match.re in (_FIRST, _ENGLISH_FIRST):
        return Items(first=_value(said["count"]))
    if "back" in said:
        return Items(at=(-_value(said["back"]),))
    if match.re in (_LAST, _ENGLISH_LAST):
        return Items(last=_value(said.get("count", "1")))
    if "at" in said:
        return Items(at=tuple(_value(n) for n in re.findall(_N, said["at"])))
    return Items(at=(_value(next(iter(said.values()))),))


def _value(text: str) -> int:
    place = next((names.index(text) + 1 for names in (_ORDINALS, _CARDINALS) if text in names), None)
    return place or number(text.replace("两", "二")) or 0


def with_person(rest: str, name: str) -> str:
    """Return `rest` with `name` in the place of the first 他, the others left out."""
    return _PERSON.sub("", _PERSON.sub(f" {name} " if rest.isascii() else name, rest, count=1))


def asks(text: str) -> bool:
    """Whether folded `text` has a word that asks."""
    return bool(_ASKS.search(text))


def slot_for(text: str, words: Sequence[str], other: str) -> str:
    """Return the part of `text` in whose place `other` is asked, "" when nothing in it is like `other`.

    The last stretch of the same length with most characters in the same places, which cuts none of `words` in two;
    else the one of `words` that shares most characters.
    """
    found: list[tuple[int, int, str]] = []
    for start in range(len(text) - len(other) + 1):
        end = start + len(other)
        alike = sum(a == b for a, b in zip(text[start:end], other, strict=True))
        cuts = any(
            at < start < at + len(word) or at < end < at + len(word)
            for word in words
            if (at := text.find(word)) >= 0
        )
        if alike and not cuts:
            found.append((alike, start, text[start:end]))
    found = found or [(len(set(word) & set(other)), 0, word) for word in words]
    best = max(found, default=(0, 0, ""))
    return best[2] if best[0] else ""


def step(text: str) -> tuple[int, str]:
    """Return -1 for folded `text` that begins with 上一次, 1 with 下一次, 0 with neither; and the rest of it."""
    match = _STEP.match(text)
    return (-1 if match["back"] else 1, text[match.end() :].strip(" ,")) if match else (0, text)


def in_full(text: str) -> str:
    """Return the fact that folded `text` asks for in a word or two as a whole question, any other text as it is."""
    return next((IN_FULL[role] for role, pattern in _BARE if pattern.fullmatch(text)), text)
