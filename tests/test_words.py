"""index.words: search words, bigrams, rarity."""

from index.words import bigrams, rarity, terms, words


def test_words_are_search_words_without_particles() -> None:
    found = words("国务院的常务会议,q1 增长3.5%")
    assert {"国务院", "常务", "会议", "q1", "3.5%"} <= set(found)
    assert "的" not in found
    assert "," not in found


def test_bigrams_do_not_cross_punctuation() -> None:
    assert bigrams("开门,红火") == ["开门", "红火"]


def test_terms_are_both() -> None:
    assert terms("会议") == ["会议", "会议"]


def test_terms_leave_out_what_is_guessed_and_keep_its_characters() -> None:
    assert words("蔡奇出席q1") == ["蔡奇", "出席", "q1"]
    assert terms("蔡奇出席q1") == ["蔡", "奇", "出席", "q1", "蔡奇", "奇出", "出席"]
    assert terms("的2024.5%") == ["2024.5%"]


def test_an_endless_run_is_broken_for_both_kinds_of_terms() -> None:
    assert "甲乙" not in terms("京" * 499 + "甲乙")
    assert "甲乙" in terms("京" * 498 + "甲乙")


def test_rare_words_say_more() -> None:
    assert rarity("龘龘") > rarity("政策") > rarity("的")
