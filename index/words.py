"""Words for counting: jieba's search words and character bigrams of folded text.

Knows nothing of scripts (text arrives folded), passages or indexes.
"""

import logging
import math
import re
from functools import cache

import jieba

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+(?:[.%][0-9a-z]+)*%?")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{2,}")
# jieba takes time that grows with the square of such a run; nobody writes one of this length.
_ENDLESS_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{500}")
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


def words(folded: str) -> list[str]:
    """Return the search words of `folded` text, in order, repeated as they occur."""
    cut = _tokenizer().cut_for_search(_ENDLESS_RUN.sub(r"\g<0> ", folded))
    return [w for w in cut if _RUN.fullmatch(w) and w not in STOP_WORDS]


def bigrams(folded: str) -> list[str]:
    """Return each pair of neighbouring Han characters of `folded` text, in order."""
    return [run[i : i + 2] for run in _HAN_RUN.findall(folded) for i in range(len(run) - 1)]


def terms(folded: str) -> list[str]:
    """Return words and bigrams together: what the lexical index counts.

    A two-character word appears twice, once as a word and once as a bigram: words that jieba
    knows weigh more than accidental neighbours.
    """
    return words(folded) + bigrams(folded)


def rarity(word: str) -> float:
    """Return how much `word` says, in nats: minus the log of its share of jieba's general corpus.

    A word that jieba does not know counts as if seen once.
    """
    tokenizer = _tokenizer()
    return math.log(tokenizer.total / max(tokenizer.FREQ.get(word, 0), 1))


def may_be_name(word: str) -> bool:
    """Whether jieba's dictionary has `word` as a person's name, or not at all."""
    return word in _names() or not _tokenizer().FREQ.get(word)


@cache
def _names() -> frozenset[str]:
    with _tokenizer().get_dict_file() as lines:
        rows = (line.decode("utf-8").split() for line in lines)
        return frozenset(row[0] for row in rows if row[-1].startswith("nr"))
