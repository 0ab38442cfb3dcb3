"""The recipe of the shipped glossary: python -m training.glossary --data DATA --out FILE.

Reads CC-CEDICT backwards, from gloss to headword, and aligns English and Chinese words in its
glosses and in Tatoeba's sentences. How often a headword stands in the news decides what is kept and leads the ranking. Knows
nothing of retrieval but its measure, and nothing of how a question is read (`index.glossary`).
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import index.glossary as lookup
from index.lexical import LexicalIndex
from index.script import HAN, fold
from index.words import terms, words
from training.alignment import Pair, Ranked, align
from training.glosses import english, pieces
from training.pairs import NEWS, DataMissing, read, require

TRANSLATION_SET = "wmt_zh_en"  # measured on, never learned from
SIZE_LIMIT = 900_000  # bytes
NEWS_STEP = 8  # one news item of this many is counted
LONGEST = 8  # characters of a headword
_CHINESE_NOISE = frozenset(
    "我 你 他 她 们 我们 不 有 一 个 一个 也 很 会 能 要 到 说 汤姆 把 被 对 为 上 下 中 没有 什么 以 等 将".split()
)
# The English of meeting reports, where a general dictionary leads elsewhere; written by hand.
GENRE = """chair 主持 主席|host 主持 主办|preside 主持|attend 出席 参加|attendee 与会 出席|hold 举行 召开
convene 召开 举行|call for 要求 呼吁 号召|deal with 应对 处置|point out 指出|stress 强调|deploy 部署
arrangement 部署 安排|implement 落实 贯彻 实施|implementation 落实 贯彻 实施|priority 重点 优先
bottom line 底线|executive meeting 常务会议|standing committee 常委会 常务委员会
plenary session 全会 全体会议|plenum 全会|deputy secretary 副书记|party secretary 书记 党委书记
party committee 党委|governor 省长|province 省 全省|provincial 省 省级|place 地点|venue 会场 地点
source 来源|editor 编辑|reporter 记者|publish 刊发 发布 发表|published 刊发 发布 发表
participant 与会 参加者|conference 会议 大会|regulation 条例 规定|private enterprise 民营企业
private 民营 私人|business 企业 业务|yuan 元 人民币|say 表示 说|rural revitalization 乡村振兴
revitalization 振兴|two sessions 两会|livelihood 民生|work report 工作报告
opening up 开放|high quality 高质量|carry out 开展 实施|politburo 政治局|central committee 中央委员会 中央
xinhua 新华社|business environment 营商环境|modernization 现代化|innovation 创新|speech 讲话
remark 讲话 发言|instruction 指示 批示|inspection 考察 调研|cadre 干部|newspaper 报纸 日报
emergency response 应急响应|li qiang 李强|zhao leji 赵乐际|wang huning 王沪宁|cai qi 蔡奇
ding xuexiang 丁薛祥|li xi 李希|han zheng 韩正|he lifeng 何立峰|zhang guoqing 张国清|liu guozhong 刘国中
wang yi 王毅|wu zhenglong 吴政隆"""


@dataclass(frozen=True)
class Settings:
    """What the recipe may vary; the defaults made the shipped file."""

    word_choices: int = 4  # Chinese words to an English one
    phrase_choices: int = 2
    least_count: int = 4  # occurrences in the news sample, below which a headword is left out
    least_share: float = 0.1  # of the best choice's weight
    frequency: float = 0.5  # power of the count that ranks headwords of one gloss
    pair_frequency: float = 0.2  # power of the count that weighs a gloss in the alignment
    sentence: float = 3.0  # what a Tatoeba sentence counts beside a gloss
    exact: float = 0.5  # what a whole gloss counts beside the alignment
    least_together: int = 2  # pairs in which an aligned word must stand with its English
    least_name: float = 0.15  # probability below which a word is not aligned with a name
    leaning: float = 0.2  # power of the count that leans aligned words towards the news
    single: float = 0.7  # what a one-character word counts
    later_sense: float = 0.3  # how fast later senses count less


@dataclass
class Evidence:
    """What the sources say: headwords by English key, names, aligned words by English word, news counts."""

    exact: dict[str, Ranked] = field(default_factory=lambda: defaultdict(dict))
    names: set[str] = field(default_factory=set)  # words that the dictionary writes with a capital
    aligned: dict[str, Ranked] = field(default_factory=lambda: defaultdict(dict))
    counts: Counter[str] = field(default_factory=Counter)


def count(headwords: Collection[str], texts: Iterable[str]) -> Counter[str]:
    """Return how often each headword stands in folded `texts`: as a word, or as characters if jieba lacks it."""
    as_words: Counter[str] = Counter()
    as_characters: Counter[str] = Counter()
    for text in texts:
        as_words.update(words(text))
        for length in range(2, LONGEST + 1):
            spans = (text[i : i + length] for i in range(len(text) - length + 1))
            as_characters.update(span for span in spans if span in headwords)
    return Counter({**as_characters, **as_words})


def news(data: Path) -> Iterator[str]:
    """Yield the folded text of the news items that are counted."""
    for name in NEWS:
        for number, item in enumerate(read(data, name)):
            if number % NEWS_STEP == 0:
                yield fold("\n".join([item["title"], *item["paragraphs"]]))


def gather(data: Path, settings: Settings = Settings()) -> Evidence:
    """Return the evidence of the files in `data`; raises DataMissing."""
    require(data, (*NEWS, "cedict", "tatoeba_en_zh"))
    entries = [(fold(row["hans"]), row["en"]) for row in read(data, "cedict")]
    entries = [(h, en) for h, en in entries if len(h) <= LONGEST and all(map(HAN.match, h))]
    evidence = Evidence(counts=count({headword for headword, _ in entries}, news(data)))
    pairs: list[Pair] = []
    capitals: Counter[str] = Counter()  # times with a capital less times without
    for headword, glosses in entries:
        counted = (evidence.counts[headword] + 0.5) ** settings.pair_frequency
        senses = [found for gloss in glosses for found in pieces(gloss)]
        for sense, (key, piece) in enumerate(senses):
            weight = 1 / (1 + settings.later_sense * sense)
            _note(evidence.exact, english(key), headword, weight)
            capitals.update(
                {word.lower(): word[0].isupper() * 2 - 1 for word in re.findall(r"[A-Za-z]+", piece)}
            )
            pairs.append((english(piece), words(headword), counted * weight))
    for row in read(data, "tatoeba_en_zh"):
        pairs.append((english(row["en"]), words(fold(row["zh"])), settings.sentence))
    evidence.names = {word for word, margin in capitals.items() if margin > 0}
    evidence.aligned = align(_lemmatised(pairs, evidence.exact), settings.least_together)
    return evidence


def _note(exact: dict[str, Ranked], key: list[str], headword: str, weight: float) -> None:
    if not 1 <= len(key) <= lookup.PHRASE_WORDS or key[0] in lookup.FUNCTION_WORDS:
        return
    ranked = exact[" ".join(key)]
    ranked[headword] = max(ranked.get(headword, 0), weight)
    # The town's name alone: 福州市 is Fuzhou, and so is 福州.
    if len(headword) > 2 and headword[-1] in "省市县区州镇" and len(key) == 1:
        ranked.setdefault(headword[:-1], weight)


def _lemmatised(pairs: list[Pair], exact: Collection[str]) -> Iterator[Pair]:
    """Yield pairs with each English word as the dictionary has it, without words that say nothing."""
    seen = Counter(word for words_, _, _ in pairs for word in words_)
    known = {word: next((f for f in lookup.forms(word) if f in exact), word) for word in seen}
    for left, right, weight in pairs:
        kept = [known[word] for word in left if word not in lookup.FUNCTION_WORDS]
        if kept and len(kept) <= 30:
            yield kept, [word for word in right if word not in _CHINESE_NOISE], weight


def rank(evidence: Evidence, settings: Settings = Settings()) -> dict[str, list[str]]:
    """Return Chinese words by English key, the likeliest first; `GENRE` leads where it has a say."""
    genre = dict(_split_entry(entry) for entry in re.split(r"[|\n]", GENRE))
    ranked: dict[str, list[str]] = {}
    for key in sorted({*evidence.exact, *evidence.aligned, *genre}):
        if key in lookup.FUNCTION_WORDS or len(key) < 2:
            continue
        limit = settings.phrase_choices if " " in key else settings.word_choices
        chosen = [*genre.get(key, []), *_choices(key, evidence, settings)]
        if chosen:
            ranked[key] = list(dict.fromkeys(chosen))[:limit]
    return ranked


def _split_entry(entry: str) -> tuple[str, list[str]]:
    start = next(i for i, character in enumerate(entry) if HAN.match(character))
    return entry[:start].strip(), entry[start:].split()


def _choices(key: str, evidence: Evidence, settings: Settings) -> list[str]:
    exact = {
        h: w for h, w in evidence.exact.get(key, {}).items() if evidence.counts[h] >= settings.least_count
    }
    weights = {h: w * (evidence.counts[h] + 0.5) ** settings.frequency for h, w in exact.items()}
    total = sum(weights.values())
    scores: Ranked = {h: settings.exact * weight / total for h, weight in weights.items()}
    for word, probability in evidence.aligned.get(key, {}).items():
        if HAN.match(word) and (key not in evidence.names or probability >= settings.least_name):
            leaning = (evidence.counts[word] + 1) ** settings.leaning
            scores[word] = scores.get(word, 0) + probability * leaning
    scores = {word: score * (settings.single if len(word) == 1 else 1) for word, score in scores.items()}
    least = settings.least_share * max(scores.values(), default=0)
    return sorted((word for word in scores if scores[word] >= least), key=lambda word: -scores[word])


def measure(data: Path, ranked: dict[str, list[str]]) -> dict[str, float]:
    """Return the shares of English news sentences whose Chinese one comes first, and in the first ten.

    Only the glossary's words are looked up, by BM25 among all Chinese sentences of the set. Every fourth
    English sentence from the second is asked: the settings were chosen on those from the first. Raises
    DataMissing.
    """
    require(data, (TRANSLATION_SET,))
    rows = list(read(data, TRANSLATION_SET))
    sentences = LexicalIndex.build(terms(fold(row["zh"])) for row in rows)
    glossary = lookup.Glossary({key: " ".join(chinese) for key, chinese in ranked.items()})
    places: list[int] = []
    for number in range(1, len(rows), 4):
        found = glossary.translate(fold(rows[number]["en"]))
        scores = sentences.scores(
            sentences.find(term for t in found for word in t.chinese for term in terms(word))
        )
        own = scores[number]
        places.append(int((scores > own).sum()) if own > 0 else len(rows))
    asked = max(len(places), 1)
    return {f"R@{k}": sum(place < k for place in places) / asked for k in (1, 10)}


def write(ranked: dict[str, list[str]], path: Path) -> int:
    """Write one line a key, `key<TAB>译1 译2`, sorted; return the bytes. Raises ValueError above the limit."""
    text = "".join(f"{key}\t{' '.join(chinese)}\n" for key, chinese in sorted(ranked.items())).encode()
    if len(text) > SIZE_LIMIT:
        raise ValueError(f"{len(text)} bytes are more than {SIZE_LIMIT}: raise least_count")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return len(text)


def main(arguments: list[str] | None = None) -> int:
    """Make the glossary file and print its figures; return 0, or 2 when a file is missing."""
    parser = argparse.ArgumentParser(prog="python -m training.glossary", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of public data files")
    parser.add_argument("--out", type=Path, required=True, help="the glossary file to write")
    options = parser.parse_args(arguments)
    try:
        ranked = rank(gather(options.data))
    except DataMissing as missing:
        print(f"error: {missing}", file=sys.stderr)
        return 2
    size = write(ranked, options.out)
    phrases = sum(" " in key for key in ranked)
    print(f"words\t{len(ranked) - phrases}\nphrases\t{phrases}\nbytes\t{size}")
    try:
        figures = measure(options.data, ranked)
    except DataMissing as missing:
        print(f"not measured: {missing}")
        return 0
    print("\n".join(f"{name} on {TRANSLATION_SET}\t{value:.3f}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
