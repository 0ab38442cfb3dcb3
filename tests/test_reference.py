"""bot.reference: keys that outlive rebuilds, places in articles as short text."""

import random
import re

import pytest

from bot.quotes import Quote
from bot.reference import Reference, key, question_hash
from index.types import Article


def test_a_key_depends_on_nothing_but_the_id() -> None:
    assert key("fujian-2024-01-31.txt") == "Rez2Tw31", "keys in chats from before must go on working"
    assert key("a") != key("b")


def test_keys_are_short_fit_a_deep_link_and_differ() -> None:
    keys = {key(f"{number}/長 🙂.txt") for number in range(5000)}
    assert len(keys) == 5000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{8}", each) for each in keys)


def test_a_reference_reads_back_what_it_writes() -> None:
    chance = random.Random(1)
    for _ in range(200):
        start = chance.randrange(10**6)
        reference = Reference(key(str(start)), start, start + chance.randrange(10**4))
        assert Reference.parse(str(reference)) == reference
        assert len(str(reference)) <= 19


def test_a_reference_to_a_quote_names_its_place() -> None:
    quote = Quote(Article("a.txt", "題", "一二三四五"), 1, 4)
    reference = Reference.of(quote)
    assert (reference.key, reference.start, reference.end) == (key("a.txt"), 1, 4)


@pytest.mark.parametrize("text", ["", "a", "a.1", "a.1.2.3", "a.x y.2", "a..", "a.é.1"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Reference.parse(text)


def test_a_questions_hash_is_the_same_in_both_scripts_and_hides_it() -> None:
    assert question_hash("誰主持會議?") == question_hash(" 谁主持会议? ") != question_hash("誰講話?")
    assert re.fullmatch(r"[A-Za-z0-9_-]{12}", question_hash("誰主持會議?\ud800"))
