"""The terms of many texts at once, counted: in numpy what `index.words.terms` and `index.lexical.count` do of each.

A term is a number until it is counted: a word of one or two characters, or a pair of neighbours, is its code points,
a longer word its node in the dictionary, any other term its turn. Knows nothing of passages or of what is scored.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.lexical import TermCounts, clipped
from index.segmenting import Bools, Codes, search_words
from index.types import Ids
from index.words import STOP_WORDS, broken, dictionary, latin_words

_LONG, _OTHER = 1 << 32, 1 << 33  # the first number of longer words, and of other terms
_BITS = 34  # of a term's number
_STOPPED = np.array([ord(word) for word in STOP_WORDS if not word.isascii()], np.int64)


def count_texts(folded: Sequence[str], others: Sequence[Sequence[str]]) -> TermCounts:
    """Return the counts of `folded` texts, each with the terms of `others` beside it added to its own.

    Those have other characters than Chinese ones in them, as dates do. Lone surrogates are allowed. The vocabulary
    is in no particular order.
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
        "\n".join(_spelt(used, list(numbers))),
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


def _spelt(terms: npt.NDArray[np.int64], others: Sequence[str]) -> list[str]:
    """Return the `terms`, which are in order, as text."""
    single, long, other = np.searchsorted(terms, (1 << 16, _LONG, _OTHER)).tolist()
    characters = _text(terms[:single])
    pairs = _text(np.stack([terms[single:long] >> 16, terms[single:long] & 0xFFFF], axis=1))
    words = dictionary().words
    return [
        *characters,
        *(pairs[i : i + 2] for i in range(0, len(pairs), 2)),
        *(words[number - _LONG] for number in terms[long:other].tolist()),
        *(others[number - _OTHER] for number in terms[other:].tolist()),
    ]


def _text(codes: npt.NDArray[np.int64]) -> str:
    return codes.astype("<u2").tobytes().decode("utf-16-le")
