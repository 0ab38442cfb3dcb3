"""How much each term of a question counts, beside its rarity: fitted on questions whose passage is known.

BM25 takes every term of a question for as good as its rarity. But what asks ("which of the") stands in no answer, and
a long name would count once as a name and again with each of its parts. The weights are a file of their own, made by
`python -m training.weighting`. Knows nothing of passages.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from index.script import HAN
from index.types import Scores
from index.words import bigrams, counted_words

PATH = Path(__file__).parent / "models" / "weighting.json"

# What a term is told by, in the order of the columns; all but "shared" lie between 0 and 1.
FEATURES = (
    "rarity",  # of the term in the index, over that of a term that one passage has
    "rarity squared",
    "word only",  # not a pair of neighbouring characters as well
    "pair only",  # not a word of the dictionary as well
    "one character",
    "not Chinese",
    "asks",  # wherever it stands it touches a question word
    "inside",  # part of a longer word of the question
    "shared",  # log of how many terms its characters stand in, on average
)
_ASKS = re.compile(
    r"请问|是否|为何|为什么|为啥|点解|什么|甚么|啥|乜嘢|乜|咩|边[个度位]|几多|多[少大久长高远]|谁|吗|呢|怎么样|怎么|怎样|如何|点样"
    r"|何[时处地人种]|何|第?[哪几][一二三四五六七八九十两几\d]*[个位种项条款座家些里儿年月日次届名所部场类本份支]*"
    r"|\b(?:what|which|who|whom|whose|when|where|why|how|many|much|does|did|do|is|are|were|by|for|on|and|with)\b"
)


@dataclass(frozen=True)
class TermWeights:
    """How much each feature counts, in nats, and what single terms have been found to count more or less."""

    features: Mapping[str, float]
    single: Mapping[str, float]

    @classmethod
    @cache
    def shipped(cls) -> "TermWeights":
        """Return the weights that ship."""
        return cls(**json.loads(PATH.read_text("utf-8")))

    @cached_property
    def _columns(self) -> Scores:
        return np.array([self.features[name] for name in FEATURES], np.float32)

    def weigh(self, question: str, found: Sequence[str], rarities: Scores) -> Scores:
        """Return how much each of the terms `found` of the folded `question` counts, above 0, float32 (len(found),).

        `rarities` are theirs, float32 (len(found),), each 0 to 1.
        """
        nats = describe(question, found, rarities) @ self._columns
        nats += [self.single.get(term, 0.0) for term in found]
        weights: Scores = np.exp(nats).astype(np.float32)
        return weights


def describe(question: str, found: Sequence[str], rarities: Scores) -> Scores:
    """Return the FEATURES of each of the terms `found`, float32 (len(found), len(FEATURES))."""
    pairs = set(bigrams(question))
    words = set(counted_words(question))
    inner = {w[i:j] for w in words for i in range(len(w)) for j in range(i + 1, len(w) + 1) if j - i < len(w)}
    places = [_places(question, term) for term in found]
    shared = [0] * (len(question) + 1)
    for term, starts in zip(found, places, strict=True):
        for place in (place for start in starts for place in range(start, start + len(term))):
            shared[place] += 1
    asking = [match.span() for match in _ASKS.finditer(question)]
    rows = []
    for term, starts, rarity in zip(found, places, rarities.tolist(), strict=True):
        is_word, is_pair = term in words, term in pairs
        asks = all(any(a < start + len(term) and start < b for a, b in asking) for start in starts)
        covered = sum(sum(shared[start : start + len(term)]) for start in starts)
        rows.append(
            (
                rarity,
                rarity**2,
                is_word and not is_pair,
                is_pair and not is_word,
                len(term) == 1,
                not HAN.match(term),
                bool(starts) and asks,
                term in inner,
                math.log(covered / (len(starts) * len(term))) if starts else 0.0,
            )
        )
    return np.array(rows, np.float32).reshape(len(found), len(FEATURES))


def _places(text: str, term: str) -> list[int]:
    """Return where `term` begins in `text`; nowhere for one that is not written there, such as a date's."""
    starts, start = [], text.find(term)
    while start >= 0:
        starts.append(start)
        start = text.find(term, start + 1)
    return starts
