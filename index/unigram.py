"""The tokens of many texts at once: those that the library `tokenizers` finds with a Unigram model (Kudo 2018), in numpy.

Embedding took most of its time there, which walks through one text after the other. Knows nothing of vectors.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import numpy as np

from index.segmenting import Dictionary, cut_words
from index.types import Ids

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_ALONE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_RUNS = r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+"
# What has a tokenizer say that takes runs of these as they stand, and nothing else.
_FORM: dict[str, object] = {
    "normalizer": None,
    "pre_tokenizer": {"type": "Split", "pattern": {"Regex": _RUNS}, "behavior": "Removed", "invert": True},
    "post_processor": None,
    "added_tokens": [],
    "truncation": None,
    "padding": None,
}
_UNKNOWN = 10.0  # nats that the library gives what is not known below the least likely piece


class Unigram:
    """Pieces, each with the log of its probability, of which a text's most probable sequence is made up."""

    def __init__(self, pieces: Sequence[str], weights: Sequence[float], unknown: int) -> None:
        """Take `pieces`, whose numbers are their places; a run of characters of none is the piece `unknown`."""
        self._unknown = unknown
        # The library goes from a run's beginning to its end, `cut_words` the other way, and of two equally
        # probable ways either takes the one whose last step is longer: so all is read backwards.
        self._dictionary = Dictionary(
            [piece[::-1] for piece in pieces], np.array(weights), min(weights) - _UNKNOWN, apart=True
        )

    @classmethod
    def of(cls, tokenizer: "Tokenizer") -> Self | None:
        """Return what finds the tokens that `tokenizer` does, None if it is of any other form."""
        told = json.loads(tokenizer.to_str())
        model = told["model"]
        if model["type"] != "Unigram" or model["byte_fallback"] or model["unk_id"] is None:
            return None
        if any(told[key] != form for key, form in _FORM.items()):
            return None
        pieces, weights = zip(*model["vocab"], strict=True)
        if not _ALONE.issubset(pieces) or max(map(ord, "".join(pieces))) > 0xFFFF:
            return None
        return cls(pieces, weights, model["unk_id"])

    def tokens(self, folded: Sequence[str]) -> tuple[Ids, Ids]:
        """Return the tokens of `folded` texts in their order, and how many each text has, (n,)."""
        text = "\n".join(("", *folded))
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)[::-1]
        is_han = ((codes >= 0x3400) & (codes <= 0x9FFF)) | ((codes >= 0xF900) & (codes <= 0xFAFF))
        is_latin = ((codes >= ord("a")) & (codes <= ord("z"))) | ((codes >= ord("0")) & (codes <= ord("9")))
        cuts = [cut_words(codes, inside, self._dictionary) for inside in (is_han, is_latin)]
        starts, nodes = np.concatenate([c.starts for c in cuts]), np.concatenate([c.nodes for c in cuts])
        order = np.argsort(starts)[::-1]
        starts, found = starts[order], self._dictionary.named[nodes[order]]
        unknown = found < 0
        goes_on = np.zeros(len(found), np.bool_)
        goes_on[1:] = unknown[1:] & unknown[:-1] & (starts[1:] + 1 == starts[:-1])
        ends = len(text) - np.cumsum([len(one) + 1 for one in folded])
        texts = len(folded) - np.searchsorted(ends[::-1], starts[~goes_on], "right")
        return np.where(unknown, self._unknown, found)[~goes_on], np.bincount(texts, minlength=len(folded))
