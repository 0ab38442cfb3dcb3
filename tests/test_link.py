"""bot.link: fragments as the specification writes them, and which addresses are linked."""

from urllib.parse import unquote

import pytest

from bot.link import MAX, is_link, quoted

URL = "https://example.org/a?b=1"


def _fragment(text: str, url: str = URL) -> str:
    return unquote(quoted(url, text).partition(":~:text=")[2])


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("縣長陳國棟主持會議。", "縣長陳國棟主持會議"),
        ("  兩邊有空白。 ", "兩邊有空白"),
        (
            "第一句話說得很長很長很長,中間還有別的,最後一句也說得很長很長很長很長。",
            "第一句話說得很長很長很長,最後一句也說得很長很長很長很長",
        ),
        (
            "全形的標點也分開很長的句子，中間還有別的別的別的別的別的，最後一句也說得很長。",
            "全形的標點也分開很長的句子,最後一句也說得很長",
        ),
        ("第一行\n第二行", "第一行,第二行"),
        ("一個沒有標點的句子" * 5, "一個沒有標點的句子" * 5),
        ("“引號”裡的", "引號”裡的"),
    ],
)
def test_a_short_quote_is_named_whole_a_long_one_by_its_ends(text: str, fragment: str) -> None:
    assert _fragment(text) == fragment


PAGE = """會議指出的幾件事

會議指出,要修橋。會議指出,要修路,從山上到山下都要修,不分遠近、不論難易,一直修到所有的村子。值得肯定。

會議強調,要種樹,從山上到山下都要種,值得肯定。"""


def _leading(said: str) -> str:
    start = PAGE.rindex(said)
    return unquote(quoted(URL, PAGE, start, start + len(said)).partition(":~:text=")[2])


def test_as_many_clauses_are_named_as_tell_the_place_from_those_above() -> None:
    said = "會議指出,要修路,從山上到山下都要修,不分遠近、不論難易,一直修到所有的村子。"
    assert _leading(said) == "會議指出,要修路,一直修到所有的村子"
    assert (
        _leading("會議強調,要種樹,從山上到山下都要種,值得肯定。")
        == "會議強調,要種樹,從山上到山下都要種,值得肯定"
    )


def test_words_said_before_are_told_by_what_stands_before_them() -> None:
    assert _leading("值得肯定。") == "從山上到山下都要種,-,值得肯定"


def test_half_a_clause_is_named_whole_since_browsers_match_whole_words() -> None:
    assert _leading("山上到山下都要種") == "從山上到山下都要種"


def test_commas_dashes_and_ampersands_of_a_quote_are_no_separators() -> None:
    link = quoted(URL, "a-b,c&d")
    assert link == f"{URL}#:~:text=a%2Db%2Cc%26d"


def test_a_fragment_that_is_there_stays() -> None:
    assert quoted(f"{URL}#part", "字") == f"{URL}#part:~:text=%E5%AD%97"
    assert quoted(f"{URL}#:~:text=a", "字") == f"{URL}#:~:text=a"


@pytest.mark.parametrize("text", ["", "。。。", " \n ", "字" * MAX])
def test_without_words_or_with_too_many_the_page_itself_is_linked(text: str) -> None:
    assert quoted(URL, text) == URL


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org", True),
        ("http://example.org/x", True),
        ("", False),
        ("javascript:alert(1)", False),
        ("ftp://example.org", False),
        ("https:///x", False),
        ("example.org", False),
        ("https://example.org/" + "a" * MAX, False),
    ],
)
def test_only_web_addresses_of_a_sane_length_are_links(url: str, linked: bool) -> None:
    assert is_link(url) == linked
