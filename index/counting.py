"""The terms of many texts at once, counted: in numpy what `index.words.terms` and `index.postings.count` do of each.

A term is a number until it is counted: a word of one or two characters, or a pair of neighbours, is its code points,
a longer word its node in the dictionary, any other term its turn. Knows nothing of passages or of what is scored.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from index.postings import Keys, TermCounts, clipped, key, keys_of, pair_keys
from index.segmenting import Codes, search_words
from index.types import Bools, Ids
from index.words import STOP_WORDS, broken, dictionary, latin_words

_LONG, _OTHER = 1 << 32, 1 << 33  # the first number of longer words, and of other terms
_BITS = 34  # of a term's number
_STOPPED = np.array([ord(word) for word in STOP_WORDS if not word.isascii()], np.int64)


def count_texts(folded: Sequence[str], others: Sequence[Sequence[str]]) -> TermCounts:
    """Return the counts of `folded` texts, each with the terms of `others` beside it added to its own.

    Those have other characters than Chinese ones in them, as dates do. Lone surrogates are allowed.
    """
    texts = [broken(text) for text in folded]
    codes = np.frombuffer("\n".join((*texts, "")).encode("utf-32-le", "surrogatepass"), np.uint32)
    owners = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    numbers: dict[str, int] = {}
    rest = [
        (owner, numbers.setdefault(term, len(numbers)))
        for owner, text in enumerate(texts)
        for term in (*latin_words(text), *others[owner])
    ]
    rest_owners, rest_terms = np.array(rest, np.int64).reshape(-1, 2).T
    places, terms = _han_terms(codes)
    owners, terms = (
        np.concatenate([owners[places], rest_owners]),
        np.concatenate([terms, rest_terms + _OTHER]),
    )
    packed = np.sort(owners << _BITS | terms)
    first = np.flatnonzero(np.diff(packed, prepend=-1))
    distinct = packed[first]
    used, entries = np.unique(distinct & ((1 << _BITS) - 1), return_inverse=True)
    return TermCounts(
        _keys(used, list(numbers)),
        entries.astype(np.int32),
        clipped(np.diff(first, append=len(packed))),
        np.bincount(distinct >> _BITS, minlength=len(texts)).astype(np.int32),
        np.bincount(owners, minlength=len(texts)).astype(np.int32),
    )


def _han_terms(codes: Codes) -> tuple[Ids, Ids]:
    """Return where each search word and each pair of neighbours begins in `codes`, and its number."""
    is_han: Bools = ((codes >= 0x3400) & (codes <= 0x9FFF)) | ((codes >= 0xF900) & (codes <= 0xFAFF))
    pairs = np.flatnonzero(is_han[:-1] & is_han[1:])
    wide = codes.astype(np.int64)
    neighbours = np.zeros_like(wide)
    neighbours[:-1] = wide[:-1] << 16 | wide[1:]
    cut = search_words(codes, is_han, dictionary())
    terms = np.choose(
        np.minimum(cut.lengths, 3) - 1,
        [wide[cut.starts], neighbours[cut.starts], cut.nodes + np.int64(_LONG)],
    )
    said = ~np.isin(terms, _STOPPED)
    return np.concatenate([cut.starts[said], pairs]), np.concatenate([terms[said], neighbours[pairs]])


def _keys(terms: npt.NDArray[np.int64], others: Sequence[str]) -> Keys:
    """Return the keys of `terms`, which are in order."""
    single, long, other = np.searchsorted(terms, (1 << 16, _LONG, _OTHER)).tolist()
    pairs, words, named = terms[single:long], dictionary().words, dictionary().named
    return np.concatenate(
        [
            terms[:single].astype(np.uint64),
            pair_keys(pairs >> 16, pairs & 0xFFFF),
            np.array([_key(words[word]) for word in named[terms[long:other] - _LONG].tolist()], np.uint64),
            keys_of(others[number - _OTHER] for number in terms[other:].tolist()),
        ]
    )


@cache
def _key(word: str) -> int:
    return key(word)  # of the dictionary's words, each in many texts
