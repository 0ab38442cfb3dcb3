"""Understanding a question once: its script, what kind of answer it wants, the dates and words in it.

Knows nothing of articles or of how an answer is found.
"""

import re
from dataclasses import dataclass
from typing import Literal

from index.dates import DateMention, find_dates
from index.script import Script, detect, fold_question
from index.words import words

Kind = Literal["who", "when", "where", "number", "list", "why", "how", "yesno", "what"]

MAX_CHARS = 500

# Spoken Cantonese and dialect forms → the written ones, in folded text, longest first.
_SPOKEN = (
    ("喺边度", "在哪里"), ("边度", "哪里"), ("边个", "谁"), ("边位", "哪位"), ("边几", "哪几"), ("边啲", "哪些"),
    ("边一", "哪一"), ("几多", "多少"), ("几时", "什么时候"), ("乜嘢", "什么"), ("乜野", "什么"), ("乜", "什么"),
    ("咩", "什么"), ("点解", "为什么"), ("点样", "怎样"), ("有冇", "有没有"), ("冇", "没有"), ("嗰", "那"),
    ("呢次", "这次"), ("呢届", "这届"), ("唔系", "不是"), ("唔", "不"), ("系", "是"), ("喺", "在"), ("嘅", "的"),
    ("咗", "了"), ("啲", "些"), ("佢", "他"), ("咁", "这么"), ("啥子", "什么"), ("啥", "什么"), ("咋", "怎么"),
    ("哪儿", "哪里"), ("干嘛", "为什么"), ("为什么要", "为什么"),
)  # fmt: skip
# 系 is "is" only in speech: 关系, 系统, 体系 stay.
_KEEP_XI = re.compile(r"(关|体|联|派|水|谱|维|干|科|院)系|系(统|列|数|带|主任|念)")

# The first pattern that matches names the kind; all read folded text.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("why", re.compile(r"为什么|为何|原因|何以|\bwhy\b")),
    (
        "list",
        re.compile(
            r"哪些|哪[几两二三四五六七八九十]|分别|列一?下|列出|都有(谁|什么)|(是|有)(什么|哪)[^,]{0,4}(、|和)|哪[^,]{0,3}[点项条件份国]$"
            r"|还有谁|\bwhat are\b|\blist\b|\bwhich [a-z]+s\b|\bwho (else )?(attended|were)\b"
        ),
    ),
    (
        "number",
        re.compile(r"多少|百分之几|几[个人项名位次条家部场种款届成倍]|多大|多高|多长|多远|\bhow (many|much|large|long)\b|percent"),
    ),
    (
        "when",
        re.compile(
            r"什么时[候间]|何时|何日|几[月号日点]|哪一?[天日年月]|日期|多久|\bwhen\b|\bwhat (date|day|year|time)\b|\bwhich (day|year)\b"
        ),
    ),
    ("who", re.compile(r"谁|哪一?位|什么人|何人|哪个(人|领导|机构|机关|单位|部门)|召集人|牵头人|主持人|\bwho(m|se)?\b")),
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
# What a question says only to ask: these words are not looked for in a sentence.
_ASKING = frozenset(
    (
        "什么 谁 哪里 哪些 哪个 哪 几个 多少 怎么 怎样 怎么样 如何 为什么 为何 时候 什么时候 何时 请问 告诉 想 知道 一下 可以 能 吗 呢 是 有 个 位 些 次 哪位 哪几 几 请 帮 我 你 他们 她 他 它 那 这 "
        "那个 这个 那次 这次 到底 究竟 分别 列 说 讲 提 提到 有没有 是否 是不是 以及 还 要 被 把 给 让 对 为 去 来 会 上 里 中 下 都 也 又 就 才 一 不 没 没有 所 用 由 于 从 到 并 且 "
        "who what when where which why how many much did does do is are was were will can has have the of in on at to for by "
        "and or an it be been that this with from as i you me please tell about there"
    ).split()
)


@dataclass(frozen=True)
class Query:
    """A question as asked and as understood.

    `folded` is in one script with regional and spoken words made one; `words` are those to look for,
    in order, without repetition.
    """

    text: str
    folded: str
    script: Script
    kind: Kind
    words: tuple[str, ...]
    dates: tuple[DateMention, ...]


def understand(text: str, default: Script = "hant") -> Query:
    """Return `text` understood; `default` is the script of an answer to a question common to both scripts.

    Only the first MAX_CHARS characters are read.
    """
    text = text.strip()[:MAX_CHARS]
    folded = written(fold_question(text))
    kind: Kind = next((kind for kind, pattern in _KINDS if pattern.search(folded)), "what")
    said = tuple(dict.fromkeys(w for w in words(folded) if w not in _ASKING))
    # A compound stands for its parts: sentences say 主持 without 主持会议.
    looked_for = tuple(w for w in said if not any(part != w and part in w for part in said))
    return Query(text, folded, detect(text, default), kind, looked_for, tuple(find_dates(folded)))


def written(folded: str) -> str:
    """Return `folded` with spoken Cantonese and dialect words in their written form."""
    kept = _KEEP_XI.sub(lambda m: m.group().replace("系", "\0"), folded)
    for spoken, standard in _SPOKEN:
        kept = kept.replace(spoken, standard)
    return kept.replace("\0", "系")
