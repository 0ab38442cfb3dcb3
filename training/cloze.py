"""Questions made by putting a question word in the place of a phrase of a headline or clause.

After Lewis et al. (2019, Unsupervised Question Answering by Cloze Translation). Everything is folded.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import replace

import jieba
import jieba.posseg

from training.reading_sets import Bounds, Neighbours, Question, ReadingSet, Rng, Text, retrieve

jieba.setLogLevel(logging.WARNING)

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


def tagged(text: str) -> list[tuple[int, int, str, str]]:
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
    for start, end, word, tag in [*tagged(text), (len(text), len(text), "", "x")]:
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
    for left, right, word, tag in tagged(text):
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
