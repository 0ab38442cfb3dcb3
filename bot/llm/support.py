"""Whether a sentence says nothing that its quotes do not say: its words, names, numbers, dates and negations.

Strict rather than clever: a sentence that is not borne out word by word is not shown, its quote is. Word order is
beyond it, which is why the quote always stands below. Knows nothing of models or of how quotes are found.
"""

import re
import unicodedata
from collections.abc import Sequence

from bot.llm.figures import dates_supported, figures
from bot.quotes import Quote, squeeze, worded
from index.glossary import FUNCTION_WORDS, translate
from index.people import is_name
from index.script import HAN, Script, clean, fold
from index.words import STOP_WORDS, words

_LINK = re.compile(
    r"\[([^\[\]]{0,200})\]\([^()]{0,500}\)|\b[a-z][a-z0-9+.-]{1,12}:/{0,2}\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,300}>|&#?\w{1,10};")
_CITATION = re.compile(r"[\[【(](?:passage|段落|第?)\s*\d{1,3}\s*段?[\]】)]", re.IGNORECASE)
_ADDRESS = re.compile(r"[@#＠＃]\w+|(?<!\S)/[a-z]\w*", re.IGNORECASE)
_UNWANTED = re.compile(r"[\x00-\x1f<>`*_\\|~\[\]{}@#＠＃$^=]")
# Said to report something, not part of it: folded, the longest first where one begins another.
_REPORTING = frozenset(
    "会议 会上 大会 座谈会 此次 本次 这次 这 该 其 其中 是 为 有 由 于 在 从 到 向 对 把 被 以 将 等 等等 共 共有 一共 并 并且 而 且 及 和 与 或 也 还 都 就 "
    "了 的 地 得 着 过 们 者 上 中 内 里 时 后 前 日 号 年 月 名 位 个 项 条 点 次 届 场 人 分别 以及 包括 进行 主要 内容 报道 文章 根据 据 显示 介绍 "
    "指出 表示 强调 提出 要求 认为 说 称 提到 谈到 讲话 举行 召开 举办 出席 主持 主持人 出席者 参加 时间 地点 日期 主题 方面 工作 事项 重点 "
    "一 一是 二是 三是 四是 五是 六是 首先 其次 此外 另外 最后 同时 还有 通过 来自 担任 任 职务 是否 哪些 如下 答案 他 她 它 他们 进一步 作 做 作了 作出".split()
)
_NEGATED = re.compile(
    r"(?:不|没|未|无|非|否|勿|莫|禁止|拒绝|反对|停止|取消)(?:得|能|要|准|可|应|会|曾|经|有|是|再)?"
)
_STEM = 2  # characters after a negation that must be the quote's
_LATIN = re.compile(r"[a-z]{2,}")
_NOT = re.compile(r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|refus\w+|reject\w+|\w+n't)\b")
_NUMERAL = re.compile("[零一二两三四五六七八九十百千万亿]+[个项点条人位名次届家件类批场倍成份所座]?")
_REPORTING_IN_ENGLISH = frozenset(
    "meeting report reported article say says said call called note noted stress stressed according".split()
)
_TRANSLATED = 0.8  # share of the words of an English sentence that Chinese quotes must say


def supported(text: str, quotes: Sequence[Quote], script: Script) -> str:
    """Return `text` in `script` without links, markup and unseen characters; "" when `quotes` do not bear it out."""
    line = plain(text)
    said = fold(line)
    evidence = "\n".join(fold(quote.text) for quote in quotes)
    titles = "\n".join(fold(article.title) for article in {quote.article for quote in quotes})
    borne_out = (
        figures(said) <= figures(evidence)
        and dates_supported(said, quotes)
        and _letters_known(said, evidence)
        and _negations_kept(said, evidence)
        and _names_known(said, evidence)
        and _words_known(said, squeeze(f"{evidence}\n{titles}"), script)
    )
    return worded(line, quotes, script) if borne_out and re.search(r"\w", line) else ""


def plain(text: str) -> str:
    """Return `text` on one line, without links, markup, mentions, commands and characters that nobody sees."""
    seen = "".join(c for c in clean(text) if unicodedata.category(c) not in ("Cf", "Co", "Cs", "Cn"))
    for pattern in (_TAG, _LINK, _CITATION, _ADDRESS, _UNWANTED):
        seen = pattern.sub(lambda match: (match[1] or " ") if match.re is _LINK else " ", seen)
    line = " ".join(seen.split())
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])", "", line)


def _letters_known(said: str, evidence: str) -> bool:
    """Whether every letter that is neither Chinese nor of the Latin alphabet stands in the quotes."""
    strange = {c for c in said if ord(c) > 127 and unicodedata.category(c)[0] in "LNSM" and not HAN.match(c)}
    return strange <= set(evidence)


def _negations_kept(said: str, evidence: str) -> bool:
    """Whether what the sentence negates is negated in the quotes, and what they negate is not affirmed in it."""
    if _NOT.search(said) and not (_NEGATED.search(evidence) or _NOT.search(evidence)):
        return False
    if any(said[m.start() : m.end() + _STEM] not in evidence for m in _NEGATED.finditer(said)):
        return False
    for match in _NEGATED.finditer(evidence):
        stem = evidence[match.end() : match.end() + _STEM]
        affirmed = said.count(stem) > sum(said.startswith(stem, m.end()) for m in _NEGATED.finditer(said))
        if len(stem) == _STEM and affirmed and evidence.count(stem) == _negated_count(evidence, stem):
            return False
    return True


def _negated_count(text: str, stem: str) -> int:
    return sum(text.startswith(stem, match.end()) for match in _NEGATED.finditer(text))


def _names_known(said: str, evidence: str) -> bool:
    """Whether characters that jieba leaves alone, and that together may be a person's name, stand together."""
    run = ""
    for word in [*words(said), "。。"]:
        if len(word) == 1 and HAN.match(word) and run + word in said:
            run += word
            continue
        if len(run) > 1 and is_name(run) and run not in evidence:
            return False
        run = ""
    return True


def _words_known(said: str, evidence: str, script: Script) -> bool:
    """Whether every word of the sentence stands in the quotes or only reports; of English ones, most in translation.

    Numerals are `figures`' matter: they may be written otherwise.
    """
    han = [word for word in words(said) if HAN.search(word) and not _NUMERAL.fullmatch(word)]
    if not all(_stands(word, evidence) for word in han):
        return False
    reported = FUNCTION_WORDS | STOP_WORDS | _REPORTING_IN_ENGLISH
    latin = [word for word in _LATIN.findall(said) if word not in reported]
    if script != "en" or not latin:
        return all(word in evidence for word in latin)
    found = [unit for unit in translate(said) if set(_LATIN.findall(unit.english)) - reported]
    missing = set(latin) - {word for unit in found for word in _LATIN.findall(unit.english)}
    known = sum(any(len(form) > 1 and form in evidence for form in unit.chinese) for unit in found)
    known += sum(word in evidence for word in missing)
    return known >= _TRANSLATED * (len(found) + len(missing))


def _stands(word: str, evidence: str) -> bool:
    """Whether `word` stands in the quotes, whole or made of parts that do and of words that only report."""
    if word in evidence or word in _REPORTING:
        return True
    for cut in range(len(word) - 1, 0, -1):
        head, tail = word[:cut], word[cut:]
        known = (len(head) > 1 and head in evidence) or head in _REPORTING
        if known and ((len(tail) > 1 and tail in evidence) or tail in _REPORTING):
            return True
    return False
