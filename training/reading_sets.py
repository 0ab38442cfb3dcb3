"""Questions with the place of their answers: the public sets, and what general rules make of news.

Everything returned is folded. Three makers of questions need no annotator: `cloze` puts a question
word in the place of a phrase of a headline or clause (after Lewis et al. 2019, Unsupervised Question
Answering by Cloze Translation), `meetings` asks what reports of meetings say in set phrases (who
presided, when, where, ...; or finds that they do not say it), and `altered` asks of a passage what it
does not say, by changing a noun or number of a question. Knows nothing of models.
"""

import logging
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import jieba
import jieba.posseg

from index.chunking import sentences
from index.lexical import LexicalIndex, best
from index.script import fold
from index.words import terms
from training.pairs import NEWS, read

Bounds = tuple[int, int]
Keep = Callable[[str], bool]
Rng = random.Random
HELD_OUT = (
    3  # a third of the titles of DRCD and SQuAD is kept out of training, a tenth of the others calibrates
)
RETRIEVED = 8
MAX_ARTICLE = 1400  # characters of a news item that are read

jieba.setLogLevel(logging.WARNING)


@dataclass(frozen=True)
class Text:
    """A folded passage and the bounds of its sentences."""

    title: str
    text: str
    spans: tuple[Bounds, ...]

    @classmethod
    def of(cls, title: str, text: str) -> "Text":
        """Fold and cut `text`."""
        return cls(fold(title), fold(text), tuple((s.start, s.end) for s in sentences(text)))


@dataclass(frozen=True)
class Question:
    """A folded question; `golds` are its answers' bounds in text number `text`, none when unanswerable.

    `hits` are (text number, score above 0), best first; the question's own text is among them.
    """

    question: str
    text: int
    golds: tuple[Bounds, ...]
    answers: tuple[str, ...]
    hits: tuple[tuple[int, float], ...] = ()


@dataclass
class ReadingSet:
    """Questions over one collection of texts."""

    texts: list[Text] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def bucket(title: str, count: int) -> int:
    """Return the number, 0 to `count` - 1, of the part that `title` belongs to."""
    return zlib.crc32(title.encode()) % count


def trains(title: str) -> bool:
    """Return whether a title of DRCD or SQuAD may be trained on at all."""
    return bucket(title, HELD_OUT) != 0


def fits(title: str) -> bool:
    """Return whether a title is fitted on, rather than used for calibration."""
    return bucket(title, 10) != 1


def _place(text: str, answer: str, near: int) -> Bounds | None:
    """Return where `answer` stands in `text`, nearest to `near`: translated sets give unreliable places."""
    found = [m.start() for m in re.finditer(re.escape(answer), text)] if answer else []
    at = min(found, key=lambda i: abs(i - near), default=None)
    return None if at is None else (at, at + len(answer))


def load(data: Path, name: str, keep: Keep = lambda _: True) -> ReadingSet:
    """Return the questions of a public set whose titles `keep` accepts, with what BM25 finds for each."""
    found, numbers = ReadingSet(), dict[str, int]()
    for row in read(data, name):
        if not keep(row["title"]):
            continue
        if row["context"] not in numbers:
            numbers[row["context"]] = len(found.texts)
            found.texts.append(Text.of(row["title"], row["context"]))
        number = numbers[row["context"]]
        for asked in row["qas"]:
            answers = [(fold(a["text"].strip()), a.get("start") or 0) for a in asked["answers"]]
            places = [_place(found.texts[number].text, a.rstrip("。,"), at) for a, at in answers]
            golds = tuple(dict.fromkeys(p for p in places if p))
            words = tuple(a for a, _ in answers)
            found.questions.append(Question(fold(asked["question"].strip()), number, golds, words))
    retrieve(found)
    return found


def retrieve(found: ReadingSet) -> None:
    """Give each question the texts BM25 finds for it, and its own text wherever that ranks."""
    index = LexicalIndex.build(terms(t.text) for t in found.texts)
    for i, question in enumerate(found.questions):
        scores = index.scores(terms(question.question))
        numbers = [int(n) for n in best(scores, RETRIEVED)]
        if question.text not in numbers:
            numbers.append(question.text)
        found.questions[i] = replace(question, hits=tuple((n, float(scores[n]) + 1e-3) for n in numbers))


# Question words by the kind of phrase they replace: person, place, time, organisation, number, thing.
ASK = {
    "P": ("谁", "谁", "哪位", "何人", "哪一位", "什么人", "是谁"),
    "L": ("哪里", "哪个地方", "何处", "什么地方", "哪里", "哪儿", "哪个国家", "哪个城市", "哪"),
    "T": ("什么时候", "何时", "哪一年", "哪一天", "几月几日", "哪年", "什么时间", "哪天", "几时"),
    "O": ("哪个机构", "什么机构", "哪个部门", "哪家单位", "哪个组织", "什么组织", "什么", "谁"),
    "N": ("多少", "几", "多少"),
    "W": ("什么", "什么", "哪些", "哪个", "何", "哪一个", "什么内容", "哪种"),
}
_TIME = re.compile(
    r"^(\d+|[一二三四五六七八九十零]+)(年|月|日|世纪|时|点)|^(今天|昨天|今年|去年|近日|日前|上午|下午|明天)"
)
_QUOTED = re.compile(r'"([^"]{2,18})"|《([^》]{2,20})》')
_CLAUSE = re.compile(r"[^,;:。!?]+")
_NUMERAL = re.compile(r"[\d.,一二三四五六七八九十百千万亿两%零]+")


def _tagged(text: str) -> list[tuple[int, int, str, str]]:
    """Return (start, end, word, part of speech) of `text`."""
    found, at = [], 0
    for word, tag in jieba.posseg.cut(text):
        found.append((at, at + len(word), word, tag))
        at += len(word)
    return found


def phrases(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, kind) of the phrases of `text` that a question could ask for; kinds as in `ASK`."""
    found = [(m.start() + 1, m.end() - 1, "W") for m in _QUOTED.finditer(text)]
    run: list[tuple[int, str, str]] = []  # (start, group, tag) of the neighbouring words that make one phrase
    for start, end, word, tag in [*_tagged(text), (len(text), len(text), "", "x")]:
        group = "T" if tag == "t" or _TIME.match(word) else "N" if tag in ("m", "q") else "x"
        if (
            group == "x"
            and (tag[0] in "na" or tag in ("vn", "eng", "l", "i", "b"))
            and tag not in ("ns", "nrt", "nt")
        ):
            group = "W"
        if run and (group != run[-1][1] or group == "x"):
            left, kind, last = run[0][0], run[0][1], run[-1][2]
            if kind != "W" or (2 <= start - left <= 14 and last[0] in "nvlij"):
                found.append((left, start, kind))
            run = []
        if group != "x":
            run.append((start, group, tag))
        if end - start >= 2 and (kind := {"nr": "P", "ns": "L", "nrt": "L", "nt": "O"}.get(tag, "")):
            found.append((start, end, kind))
    return found


def cloze(text: str, gap: tuple[int, int, str], drop: float, rng: Rng) -> str:
    """Return `text` as a question for the phrase `gap`, each other word left out with probability `drop`."""
    start, end, kind = gap
    asked, pieces = rng.choice(ASK[kind]), list[str]()
    if kind == "N":
        asked += _NUMERAL.sub("", text[start:end])
    elif kind == "W" and rng.random() < 0.3 and end - start > 3:
        asked = rng.choice(("什么", "哪个", "哪些", "何种")) + text[end - 2 : end]
    for left, right, word, tag in _tagged(text):
        if left < end and right > start:
            pieces += [text[left:start], asked if left <= start else "", text[end:right]]
        elif tag == "x" and not _NUMERAL.fullmatch(word):
            pieces.append(word if word in ",、" and rng.random() < 0.3 else "")
        elif rng.random() >= drop * (0.4 if left >= start - 4 and right <= end + 4 else 1):
            pieces.append(word)
    question = "".join(pieces)
    if kind in "PLTW" and rng.random() < 0.12:  # the question word at the end: ...的是谁
        question = question.replace(asked, "", 1) + rng.choice(("", "的")) + "是" + asked.replace("是", "")
    return question + ("?" if rng.random() < 0.85 else "")


def _clause(text: str, rng: Rng) -> Bounds | None:
    """Return the bounds of a clause or a few neighbouring ones, 8 to 60 characters in all."""
    clauses = [m.span() for m in _CLAUSE.finditer(text)]
    if not clauses:
        return None
    low = high = rng.randrange(len(clauses))
    while clauses[high][1] - clauses[low][0] < 16 or rng.random() < 0.2:
        if high + 1 < len(clauses) and (rng.random() < 0.5 or low == 0):
            high += 1
        elif low > 0:
            low -= 1
        else:
            break
    start, end = clauses[low][0], clauses[high][1]
    return (start, end) if 8 <= end - start <= 60 else None


def _ask_clause(text: Text, drops: Sequence[float], rng: Rng) -> Question | None:
    """Ask for a phrase of some clause of `text`."""
    left, right = rng.choice(text.spans)
    if not (clause := _clause(text.text[left:right], rng)):
        return None
    left, right = left + clause[0], left + clause[1]
    said = text.text[left:right]
    if not (gaps := phrases(said)):
        return None
    kind = rng.choice(sorted({g[2] for g in gaps}))
    gap = rng.choice([g for g in gaps if g[2] == kind])
    question, gold = cloze(said, gap, rng.choice(drops), rng), (left + gap[0], left + gap[1])
    return Question(question, -1, (gold,), (said[gap[0] : gap[1]],))


def _ask_headline(text: Text, rng: Rng) -> Question | None:
    """Ask for a phrase of the headline of `text`, where the sentence that shares most of the rest has it."""
    gaps = [g for g in phrases(text.title) if text.title[g[0] : g[1]] in text.text]
    if not gaps or not 10 <= len(text.title) <= 40:
        return None
    gap = rng.choice(gaps)
    answer, around = text.title[gap[0] : gap[1]], [text.title[: gap[0]], text.title[gap[1] :]]
    rest = {part[i : i + 2] for part in around for i in range(len(part) - 1)}
    shared = [
        (sum(b in text.text[s:e] for b in rest), -s, s, e) for s, e in text.spans if answer in text.text[s:e]
    ]
    if not shared or max(shared)[0] < 2:
        return None
    _, _, start, end = max(shared)
    at = text.text.index(answer, start, end)
    question = cloze(text.title, gap, rng.choice((0, 0, 0.1, 0.25)), rng)
    return Question(question, -1, ((at, at + len(answer)),), (answer,))


def articles(data: Path) -> list[Text]:
    """Return the news items, paragraphs one a line."""
    found = []
    for name in NEWS:
        for row in read(data, name):
            body = "\n".join(p.strip() for p in row["paragraphs"] if len(p.strip()) > 8)[:MAX_ARTICLE]
            if len(body) >= 80:
                found.append(Text.of(row["title"], body))
    return found


class Neighbours:
    """Finds texts whose titles share a bigram: what a question could be confused with."""

    def __init__(self, texts: Sequence[Text], rng: Rng) -> None:
        self._texts, self._rng = texts, rng
        self._by_bigram = defaultdict[str, list[int]](list)
        for number, text in enumerate(texts):
            for pair in sorted(self._pairs(text.title)):
                self._by_bigram[pair].append(number)

    @staticmethod
    def _pairs(title: str) -> set[str]:
        return {title[i : i + 2] for i in range(len(title) - 1)}

    def hits(self, number: int, count: int, surely_first: bool) -> tuple[tuple[int, float], ...]:
        """Return text `number` and `count` like it with made-up scores, it first most of the time."""
        rng = self._rng
        shared = [
            p for p in sorted(self._pairs(self._texts[number].title)) if 1 < len(self._by_bigram[p]) < 800
        ]
        scores = {number: 10.0 if surely_first or rng.random() < 0.85 else rng.uniform(6, 10)}
        for _ in range(count):
            other = (
                rng.choice(self._by_bigram[rng.choice(shared)]) if shared else rng.randrange(len(self._texts))
            )
            scores.setdefault(other, rng.uniform(3, 9.7))
        return tuple(sorted(scores.items(), key=lambda hit: -hit[1]))


def news_cloze(texts: list[Text], count: int, rng: Rng) -> ReadingSet:
    """Return `count` questions made from news: of headlines, and of clauses."""
    found, near = ReadingSet(texts), Neighbours(texts, rng)
    while len(found.questions) < count:
        number = rng.randrange(len(texts))
        if len(texts[number].spans) < 2:
            continue
        headline = rng.random() < 0.45
        made = (
            _ask_headline(texts[number], rng)
            if headline
            else _ask_clause(texts[number], (0.1, 0.3, 0.45, 0.6), rng)
        )
        if made and 6 <= len(made.question) <= 45:
            found.questions.append(replace(made, text=number, hits=near.hits(number, 2, surely_first=False)))
    return found


def wiki_cloze(source: ReadingSet, each: int, rng: Rng) -> ReadingSet:
    """Return up to `each` questions a text made from the clauses of a reading set's texts."""
    found = ReadingSet(source.texts)
    for number, text in enumerate(source.texts):
        for _ in range(each):
            made = _ask_clause(text, (0, 0.15, 0.3, 0.4), rng)
            if made and 6 <= len(made.question) <= 45:
                found.questions.append(replace(made, text=number))
    retrieve(found)
    return found


# What a report of a meeting says in set phrases: how it is asked, where it stands (group 1), and words
# whose absence shows that the report does not say it.
_OFFICERS = (
    "习李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文丛栗俞尤岳肖艾沙向巴铁帕"
)
_NAME = rf"([{_OFFICERS}][\u4e00-\u9fa5·]{{1,2}}?)"
_WHEN = r"(?:\d{4}年)?(?:\d+月)?\d+[日号](?:至(?:\d+月)?\d+[日号])?(?:上午|下午|晚)?|今天(?:上午|下午)?|昨天(?:上午|下午)?"
_PRESIDED = r"主持(?:召开|了?(?:会议|座谈会|开幕|闭幕|研讨|学习|大会|仪式|专题)|(?=[。,并]))"
MEETING_ASKS: dict[str, tuple[str, str, str]] = {
    "who": (
        "谁主持{m} {m}由谁主持 {m}是谁主持的 主持{m}的是谁 {m}的主持人是谁 哪位领导主持了{m} {m}边个主持 谁牵头开的{m} "
        "{m}谁主持的 谁召集了{m} 什么人主持{m} who_chaired_the_meeting who_presided_over_the_meeting",
        rf"{_NAME}(?:\d+日|上午|下午|今天|在[\u4e00-\u9fa5]{{2,8}}|同志)?{_PRESIDED}",
        "主持",
    ),
    "when": (
        "{m}什么时候召开 {m}哪天开的 {m}是几号举行的 {m}何时召开 什么时候开{m} {m}是哪一天 {m}的日期是 {m}几时开 "
        "{m}召开时间 when_was_the_meeting_held",
        rf"({_WHEN})[^。;]{{0,40}}?(?:召开|举行|开幕|闭幕|主持)",
        r"\d[日号]|[今昨]天",
    ),
    "where": (
        "{m}在哪里举行 {m}在哪儿开 {m}的地点是哪里 {m}是在什么地方召开的 {m}在何处召开 {m}喺边度开 哪里召开了{m} "
        "{m}会场在哪 where_was_the_meeting_held",
        r"在((?!会议|此|这|今|上|全)[\u4e00-\u9fa5]{2,12}?)(?:隆重)?(?:举行|召开|开幕|闭幕)",
        "在京|在[\u4e00-\u9fa5]{2,8}[举召开]",
    ),
    "theme": (
        "{m}的主题是什么 {m}以什么为主题 {m}主题是啥 {m}围绕什么主题 这届{m}什么主题 what_was_the_theme",
        r'(?:以|主题[为是])"([^"]{3,40})"(?:为主题|[。,;])',
        "主题",
    ),
    "passed": (
        "{m}审议通过了什么 {m}通过了哪些文件 {m}过了什么文件 {m}审议了什么文件 {m}表决通过了哪个文件 {m}批准了什么 "
        "what_did_the_meeting_approve",
        r"(?:通过|批准|审议)(?:了|并通过了)?(《[^》]{2,40}》(?:(?:、|和|及|以及)?《[^》]{2,40}》){0,5})",
        "通过|审议|批准",
    ),
    "heard": (
        "{m}听取了什么汇报 {m}听了哪些报告 {m}听取了谁的汇报 {m}听取了哪方面的报告",
        r"听取(?:了|并审议了)?([^,。;]{4,40}?(?:汇报|报告|说明|建议|意见))",
        "听取|汇报",
    ),
    "number": (
        "{m}有多少人参加 {m}有多少名代表参加 {m}来了多少人 多少人参加{m} {m}几多人参加 出席{m}的人数是多少 how_many_people_attended",
        r"((?:约|近|逾)?\d[\d,.]*万?[多余]?(?:名|位|人|个国家|家))[^。;]{0,20}?(?:参加|出席|参会|与会)",
        r"\d[多余]?[名位人家]",
    ),
    "attended": (
        "谁出席了{m} {m}有谁参加 哪些人出席{m} 出席{m}的有哪些人 {m}边个出席 谁参加了{m} {m}的与会人员有谁 who_attended_the_meeting",
        rf"{_NAME}(?:[、,和]{_NAME})*等?(?:同志)?出席",
        "出席|参加|与会",
    ),
    "spoke": (
        "谁在{m}上讲话 谁发表了讲话 {m}上谁讲了话 谁作了讲话 哪位领导在{m}上讲话 {m}由谁致辞 who_gave_a_speech",
        rf"{_NAME}(?:出席(?:会议|大会|开幕式)?并|在[^,。]{{2,20}}上)?(?:发表|作)?(?:了)?(?:重要|主旨)?(?:讲话|致辞)",
        "讲话|致辞|发言",
    ),
}
_ABOUT = (
    "关于{t}{w}怎么说 {w}对{t}有什么要求 {t}方面提出了什么 {w}强调{t}要怎么做 {t}怎么安排 在{t}上有什么部署 {w}如何看待{t}"
).split()
_KINDS = "会议|座谈会|大会|论坛|研讨会|峰会|全会|动员会|年会|发布会|推进会|常委会"
_IS_MEETING = re.compile(_KINDS)
_NAMED = re.compile(
    rf"(?:召开|举行|举办|出席)了?((?:[\u4e00-\u9fa5\d\"·]|\([^)]{{1,12}}\)){{2,22}}?(?:{_KINDS}))"
)
_STATED = re.compile(
    r"(?:^|[。\n])(会议|[\u4e00-\u9fa5]{2,4})(?:指出|强调|要求|表示|认为|提出),([^。]{12,90})。"
)
_THE_MEETING = ("会议", "这次会议", "会", "这个会", "本次会议", "该会议", "那次会")
_BEFORE, _AFTER = ("请问", "请问一下", "想知道", "想问", "我想了解"), ("呢", "啊", "呀", "来着")


def _chatty(question: str, rng: Rng) -> str:
    question = question.replace("_", " ")
    if rng.random() < 0.2:
        before = rng.random() < 0.6
        question = rng.choice(_BEFORE) + question if before else question + rng.choice(_AFTER)
    return question + ("?" if rng.random() < 0.7 else "")


def _asks_facts(text: Text, rng: Rng) -> Iterator[Question]:
    """Yield up to two questions on the set phrases of a meeting's report, and at times one it leaves open."""
    named = _NAMED.search(text.title + "。" + text.text[:200])
    kinds = rng.sample(sorted(MEETING_ASKS), len(MEETING_ASKS))
    told = opened = 0
    for kind in kinds:
        asks, pattern, trace = MEETING_ASKS[kind]
        meeting = named[1] if named and rng.random() < 0.65 else rng.choice(_THE_MEETING)
        question = rng.choice(asks.split()).format(m=meeting)
        place = re.search(pattern, text.text)
        if place and told < 2 and (kind != "when" or rng.random() < 0.4):
            told += 1
            yield Question(question, 0, (place.span(1),), (place[1],))
        elif not place and not opened and not re.search(trace, text.text) and rng.random() < 0.6:
            opened += 1
            yield Question(question, 0, (), ())


def _asks_topic(text: Text, rng: Rng) -> Question | None:
    """Ask what was said on a topic, or who said it."""
    if not (stated := list(_STATED.finditer(text.text))):
        return None
    said = rng.choice(stated)
    clauses = [m.span() for m in re.finditer("[^,;]{8,}", said[2])]
    if not clauses:
        return None
    start, end = rng.choice(clauses)
    clause = said[2][start:end]
    if rng.random() < 0.3 and said[1][0] in _OFFICERS and len(said[1]) <= 3:
        question = (
            rng.choice(("谁", "哪位领导", "是谁")) + rng.choice(("提到", "强调", "说", "要求")) + clause[:12]
        )
        return Question(question, 0, (said.span(1),), (said[1],))
    words = [w for _, _, w, tag in _tagged(clause) if tag[0] in "nv" and len(w) > 1]
    if len(words) < 2:
        return None
    chosen = sorted(rng.sample(range(len(words)), min(len(words), rng.choice((1, 2, 2, 3)))))
    question = rng.choice(_ABOUT).format(t="".join(words[i] for i in chosen), w=said[1])
    return Question(question, 0, ((said.start(2) + start, said.start(2) + end),), (clause,))


def meetings(texts: Sequence[Text], count: int, rng: Rng) -> ReadingSet:
    """Return about `count` questions that people ask of meetings, made from the news that report one."""
    reports = [t for t in texts if _IS_MEETING.search(t.title)]
    rng.shuffle(reports)
    found, near = ReadingSet(reports), Neighbours(reports, rng)
    for number, report in enumerate(reports):
        topic = _asks_topic(report, rng) if rng.random() < 0.35 else None
        for made in [*_asks_facts(report, rng), *([topic] if topic else [])]:
            hits = near.hits(number, 3, surely_first=any(m in made.question for m in _THE_MEETING))
            found.questions.append(
                replace(made, question=_chatty(made.question, rng), text=number, hits=hits)
            )
        if len(found.questions) >= count:
            break
    return found


_CONTEXTS = (
    "{d}{x}上,{q} {x}那次,{q} {x}那次{q} {d}那次{x},{q} 讲{x}那次,{q} {x}的时候,{q} {x}{q} {x},{q} 关于{x},{q} {d}{x}说{q} "
    "在{x}上,{q} {x}中{q} {d}{x},{q} 说{x}那回,{q} {d}的{x}{q}"
).split()


def in_context(question: Question, text: Text, rng: Rng) -> Question:
    """Return the question with words before it that say which text is meant, as people do.

    The words come from the headline or the text's first sentence, so they draw the eye to a sentence that
    need not be the answer's.
    """
    first = text.text[text.spans[0][0] : text.spans[0][1]] if text.spans else ""
    words = jieba.lcut(text.title if rng.random() < 0.7 or len(first) < 8 else first)
    words = [w for w in words if w.strip() and w[0].isalnum()]
    if not words or any(
        w in ("who", "what", "when", "where", "how") for w in jieba.cut(question.question[:6])
    ):
        return question
    start = rng.randrange(len(words))
    said = "".join(words[start : start + rng.choice((1, 2, 2, 3, 4))])[:14]
    dates = re.findall(r"(?:\d{4}年)?\d+月\d+[日号]|\d{4}年|\d+[日号]", text.text[:120])
    date = rng.choice([*dates, "", "", f"{rng.randrange(2012, 2027)}年", "去年", "今年"])
    return replace(question, question=rng.choice(_CONTEXTS).format(d=date, x=said, q=question.question))


def nouns(found: ReadingSet) -> tuple[list[list[Bounds]], dict[int, list[str]]]:
    """Return, for each question, the bounds of words it shares with its text; and all such words by length."""
    places: list[list[Bounds]] = []
    pool = defaultdict[int, list[str]](list)
    for question in found.questions:
        text = found.texts[question.text].text
        tagged = [
            t for t in _tagged(question.question) if t[3][0] in "nmt" and t[1] - t[0] >= 2 and t[2] in text
        ]
        places.append([(start, end) for start, end, _, _ in tagged])
        for start, end, word, _ in tagged:
            pool[end - start].append(word)
    return places, pool


def altered(
    question: Question, place: Bounds, pool: dict[int, list[str]], text: str, rng: Rng
) -> Question | None:
    """Return the question with the word at `place` changed, so that `text` no longer answers it."""
    word = question.question[place[0] : place[1]]
    if any(c.isdigit() for c in word):
        other = "".join(str(rng.randrange(10)) if c.isdigit() else c for c in word)
    else:
        other = rng.choice(pool[len(word)])
    if other in text:
        return None
    wording = question.question[: place[0]] + other + question.question[place[1] :]
    return replace(question, question=wording, golds=(), answers=())
