"""Words for counting: jieba's search words and character bigrams of folded text.

What is counted for the search are words of jieba's dictionary; `words` has those that jieba guesses besides, names of
people above all. Knows nothing of scripts (text arrives folded), passages or indexes.
"""

import logging
import math
import re
from functools import cache, lru_cache

import jieba

from index.segmenting import Dictionary

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+(?:[.%][0-9a-z]+)*%?")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{2,}")
_LATIN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?%?")
# jieba takes time that grows with the square of such a run; nobody writes one of this length.
_ENDLESS_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{500}")
_LONGEST_NOUN = 4  # characters
# Particles and question words: they stand in every passage and say nothing of its topic.
STOP_WORDS = frozenset(
    "的 了 是 在 和 与 及 就 都 而 也 着 或 吗 呢 吧 啊 这 那 the a an of in at to was is".split()
)


@cache
def _tokenizer() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)  # it reports its dictionary on standard error at each start
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def load() -> None:
    """Read jieba's dictionary now, which takes most of a second, and not when the first question comes."""
    _tokenizer()


def words(folded: str) -> list[str]:
    """Return the search words of `folded` text, in order, repeated as they occur."""
    cut = _tokenizer().cut_for_search(broken(folded))
    return [w for w in cut if _RUN.fullmatch(w) and w not in STOP_WORDS]


def bigrams(folded: str) -> list[str]:
    """Return each pair of neighbouring Han characters of `folded` text, in order."""
    return [run[i : i + 2] for run in _HAN_RUN.findall(folded) for i in range(len(run) - 1)]


def terms(folded: str) -> list[str]:
    """Return words and bigrams together: what the lexical index counts. `index.counting` finds the same in many texts.

    A two-character word appears twice, once as a word and once as a bigram: words that jieba
    knows weigh more than accidental neighbours. Unlike `words` it leaves out what jieba would guess: so it takes
    less time, and finds more (`python -m benchmarks retrieval`).
    """
    return counted_words(folded) + bigrams(broken(folded))


def counted_words(folded: str) -> list[str]:
    """Return the words among `terms`, in order: those of Han characters, then the others."""
    return list(_counted_words(folded))


@lru_cache(16)  # a search asks for those of its question more than once
def _counted_words(folded: str) -> tuple[str, ...]:
    text = broken(folded)
    cut = _tokenizer().cut_for_search
    found = [word for run in _HAN.findall(text) for word in cut(run, HMM=False) if word not in STOP_WORDS]
    return (*found, *latin_words(text))


def latin_words(folded: str) -> list[str]:
    """Return the words and numbers of `folded` text in Latin letters and digits, in order: q1, 3.5%."""
    return [word for word in _LATIN.findall(folded) if word not in STOP_WORDS]


def broken(folded: str) -> str:
    """Return `folded` text with a space after every 500 Han characters in a row, where there are so many."""
    return _ENDLESS_RUN.sub(r"\g<0> ", folded)


@cache
def dictionary() -> Dictionary:
    """Return the words of jieba's dictionary that consist of Han characters; made when first asked for, in half a second.

    It is read here as jieba would: what jieba makes of it takes longer to make than the counting that wants it.
    """
    rows = _rows()
    counts = [int(count) for count in rows[1::3]]
    times = dict(zip(rows[::3], counts, strict=True))
    han = [word for word in times if _HAN.fullmatch(word)]
    return Dictionary.counted(han, [times[word] for word in han], sum(counts))


def _rows() -> list[str]:
    """Return jieba's dictionary: of each word the word, how often it occurs and its part of speech, all in one list."""
    with jieba.Tokenizer().get_dict_file() as file:
        return bytes(file.read()).decode("utf-8").split()


def rarity(word: str) -> float:
    """Return how much `word` says, in nats: minus the log of its share of jieba's general corpus.

    A word that jieba does not know counts as if seen once.
    """
    tokenizer = _tokenizer()
    return math.log(tokenizer.total / max(tokenizer.FREQ.get(word, 0), 1))


def is_known(word: str) -> bool:
    """Whether jieba's dictionary has `word`."""
    return bool(_tokenizer().FREQ.get(word))


def may_be_name(word: str) -> bool:
    """Whether jieba's dictionary has `word` as a person's name, or not at all."""
    return word in _by_kind()[0] or not is_known(word)


def is_noun(word: str) -> bool:
    """Whether jieba's dictionary has `word` as the name of a thing, 文件, or of a doing, 活动."""
    return word in _by_kind()[1]


@cache
def _by_kind() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of persons and the nouns of jieba's dictionary; read when first asked for, in half a second."""
    rows = _rows()
    names, nouns = set[str](), set[str]()
    for word, kind in zip(rows[::3], rows[2::3], strict=True):
        if kind.startswith("nr"):
            names.add(word)
        elif kind in ("n", "nz", "nt", "vn", "l") and len(word) <= _LONGEST_NOUN:
            nouns.add(word)
    return frozenset(names), frozenset(nouns)
