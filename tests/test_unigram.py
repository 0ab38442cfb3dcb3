"""index.unigram: the tokens of many texts at once are those that the library finds in each."""

import random
from typing import Any

import pytest
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram as Model
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Split, Whitespace

from index.embedding import DEFAULT_PATH
from index.script import fold
from index.unigram import Unigram
from tests.conftest import ARTICLES, FUJIAN

RUNS = r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+"
ALONE = [(character, -9.0) for character in "abcdefghijklmnopqrstuvwxyz0123456789"]
ODD = ["", "。", "我ab12会议 q1 3.5%", "\U0002f33a京㐀㐁京", "㐀㐀会议㐁", "", "的 的", "444米444", "龘a龘"]


def _one_by_one(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    return [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]


def _at_once(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    unigram = Unigram.of(tokenizer)
    assert unigram
    tokens, counts = unigram.tokens(texts)
    assert len(counts) == len(texts)
    found = iter(tokens.tolist())
    each = [[next(found) for _ in range(count)] for count in counts.tolist()]
    assert not list(found)
    return each


def _tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    made = Tokenizer(Model([("[UNK]", -20.0), *ALONE, *pieces], unk_id=0))
    made.pre_tokenizer = Split(Regex(RUNS), behavior="removed", invert=True)
    return made


def test_as_the_shipped_tokenizer_finds_them() -> None:
    tokenizer, chance = Tokenizer.from_file(str(DEFAULT_PATH / "tokenizer.json")), random.Random(0)
    pieces = [*tokenizer.get_vocab(), "。", " ", "㐀", "㐁"]
    mixed = ["".join(chance.choices(pieces, k=chance.randrange(40))) for _ in range(3000)]
    texts = [*ODD, *fold((ARTICLES / FUJIAN).read_text("utf-8")).split("\n"), *mixed]
    assert _at_once(tokenizer, texts) == _one_by_one(tokenizer, texts)


def test_of_equally_probable_ways_the_same_one() -> None:
    """Weights of few digits, of which sums are often equal."""
    chance = random.Random(0)
    pieces = sorted({"".join(chance.choices("甲乙丙丁", k=chance.randrange(1, 5))) for _ in range(60)})
    tokenizer = _tokenizer([(piece, -float(chance.randrange(2, 9)) * len(piece)) for piece in pieces])
    texts = ["".join(chance.choices("甲乙丙丁戊", k=chance.randrange(1, 30))) for _ in range(3000)]
    assert _at_once(tokenizer, texts) == _one_by_one(tokenizer, texts)


def test_no_text_has_no_tokens() -> None:
    assert _at_once(_tokenizer([("会", -3.0)]), []) == []


def _lower(tokenizer: Tokenizer) -> None:
    tokenizer.normalizer = Lowercase()


def _by_spaces(tokenizer: Tokenizer) -> None:
    tokenizer.pre_tokenizer = Whitespace()


def _with_special(tokenizer: Tokenizer) -> None:
    tokenizer.add_special_tokens(["[CLS]"])


def _cut_short(tokenizer: Tokenizer) -> None:
    tokenizer.enable_truncation(8)


@pytest.mark.parametrize("change", [_lower, _by_spaces, _with_special, _cut_short])
def test_a_tokenizer_of_another_form_is_left_alone(change: Any) -> None:
    tokenizer = _tokenizer([("会", -3.0)])
    assert Unigram.of(tokenizer)
    change(tokenizer)
    assert Unigram.of(tokenizer) is None


@pytest.mark.parametrize(
    "model",
    [
        WordLevel({"[UNK]": 0, "会议": 1}, unk_token="[UNK]"),
        Model([("[UNK]", -20.0), ("会", -3.0)], unk_id=0),  # letters would be unknown
        Model([("[UNK]", -20.0), *ALONE, ("\U0002f33a", -3.0)], unk_id=0),
        Model([*ALONE, ("会", -3.0)], unk_id=None),
    ],
)
def test_a_model_of_another_form_is_left_alone(model: Any) -> None:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = Split(Regex(RUNS), behavior="removed", invert=True)
    assert Unigram.of(tokenizer) is None
