"""preview.markup, tags and entities: what a reader sees of a text, and which texts Telegram does not send."""

import pytest

from preview.entities import Entity, checked_url, covered
from preview.markup import formatted
from preview.refusals import Refusal


def _seen(html: str) -> tuple[str, list[tuple[str, str]]]:
    shown = formatted(html, "HTML")
    return shown.text, [(e["type"], covered(shown.text, e)) for e in shown.entities]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        *((f"<{tag}>x</{tag}>", "bold") for tag in ("b", "strong", "B")),
        *((f"<{tag}>x</{tag}>", "italic") for tag in ("i", "em")),
        *((f"<{tag}>x</{tag}>", "underline") for tag in ("u", "ins")),
        *((f"<{tag}>x</{tag}>", "strikethrough") for tag in ("s", "strike", "del")),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', "custom_emoji"),
        ('<a href="https://a.cn/?a=1&amp;b=2">x</a>', "text_link"),
        ("<a href='tg://user?id=7'>x</a>", "text_mention"),
    ],
)
def test_every_tag_of_telegrams_is_one_entity(html: str, kind: str) -> None:
    assert _seen(html) == ("x", [(kind, "x")])


def test_offsets_count_utf16_units_and_outer_comes_before_inner() -> None:
    shown = formatted("🙂𠮷<blockquote>長<b>🙂<i>x</i></b></blockquote>&lt;尾", "HTML")
    assert shown.text == "🙂𠮷長🙂x<尾"
    assert [(e["type"], e["offset"], e["length"]) for e in shown.entities] == [
        ("blockquote", 4, 4),
        ("bold", 5, 3),
        ("italic", 7, 1),
    ]


def test_the_attributes_of_links_and_code_are_kept() -> None:
    (link,) = formatted('<a href="https://a.cn/?a=1&amp;b=&quot;2">x</a>', "HTML").entities
    assert link["url"] == 'https://a.cn/?a=1&b="2'
    (code,) = formatted('<pre><code class="language-python">x</code></pre>', "HTML").entities
    assert (code["type"], code["language"]) == ("pre", "python")


def test_four_names_and_all_numbers_stand_for_characters_and_nothing_else_does() -> None:
    html = "&lt;&gt;&amp;&quot;&#39;&#x1F642;|&nbsp;&copy;&apos;&#xD800;&"
    assert formatted(html, "HTML").text == "<>&\"'🙂|&nbsp;&copy;&apos;&#xD800;&"


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("長<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("<tg-emoji>x</tg-emoji>", 'must have a valid attribute "emoji-id"'),
        ('<b class="x">x</b>', "unknown attribute"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "a blockquote inside a blockquote"),
        ("<blockquote>a<blockquote expandable>b</blockquote></blockquote>", "a blockquote inside"),
        ("<code>a<b>b</b></code>", "bold inside code"),
        ("<b>a<pre>b</pre></b>", "pre inside bold"),
        ('<a href="a.cn">a<a href="b.cn">b</a></a>', "a link inside a link"),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(html: str, why: str) -> None:
    with pytest.raises(Refusal, match="can't parse entities: ") as refused:
        formatted(html, "HTML")
    assert why in refused.value.description


def test_code_may_be_in_a_quotation_and_a_link_to_nowhere_is_plain_text() -> None:
    assert _seen("<blockquote><code>x</code></blockquote>")[1] == [("blockquote", "x"), ("code", "x")]
    assert _seen('<a href="javascript:alert(1)">x</a>y') == ("xy", [])
    assert _seen("<b></b>y") == ("y", [])


def test_blanks_are_cut_at_the_end_and_before_the_first_entity() -> None:
    assert _seen(" \n<b> x \n</b> \n") == (" x", [("bold", " x")])
    assert formatted(" \n x\ty\r ").text == "x y"


@pytest.mark.parametrize("text", ["", "  \n", "<b> </b>", "\x00"])
def test_nothing_to_see_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="message text is empty"):
        formatted(text, "HTML")


def test_length_is_counted_in_utf16_units_without_the_markup() -> None:
    assert formatted("<b>" + "𠮷" * 2048 + "</b>", "HTML").text == "𠮷" * 2048
    with pytest.raises(Refusal, match="message is too long"):
        formatted("𠮷" * 2048 + "x")


def test_more_than_a_hundred_entities_are_refused() -> None:
    assert len(formatted("<b>x</b> " * 100, "HTML").entities) == 100
    with pytest.raises(Refusal, match="too many entities: 101"):
        formatted("<b>x</b> " * 101, "HTML")


def _entity(offset: int, length: int, kind: str = "bold", **more: str) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("entity", "why"),
    [
        (_entity(0, 5), "ends after the end of the text at 4"),
        (_entity(2, 1), "begins in a middle of a UTF-16 symbol"),
        (_entity(0, 2), "ends in a middle of a UTF-16 symbol"),
        (_entity(0, 0), "length from 1"),
        (_entity(-1, 1), "offset from 0"),
        (_entity(0, 1, "bolder"), "unknown type of entity 'bolder'"),
        (_entity(0, 1, "text_link", url="nowhere"), "Wrong HTTP URL"),
    ],
)
def test_given_entities_must_fit_the_text(entity: Entity, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        formatted("a𠮷b", entities=[entity])
    assert why in refused.value.description


def test_given_entities_must_not_overlap_and_move_with_the_text() -> None:
    with pytest.raises(Refusal, match="overlaps"):
        formatted("abc", entities=[_entity(0, 2), _entity(1, 2, "italic")])
    shown = formatted("  abc  ", entities=[_entity(3, 4)])
    assert (shown.text, shown.entities) == ("abc", (_entity(1, 2),))
    with pytest.raises(Refusal, match="exclude each other"):
        formatted("abc", "HTML", [_entity(0, 1)])


@pytest.mark.parametrize("mode", ["MarkdownV2", "html5"])
def test_other_parse_modes_are_refused(mode: str) -> None:
    with pytest.raises(Refusal):
        formatted("x", mode)


@pytest.mark.parametrize(
    "url", ["https://a.cn", "http://例.cn:80/長?a=b#c", "tg://resolve?domain=x", "http://[::1]/"]
)
def test_addresses_that_telegram_links(url: str) -> None:
    assert checked_url(url) == url


@pytest.mark.parametrize(
    "url", ["", "x", "http://localhost/x", "ftp://a.cn", "javascript:alert(1)", "http://a.cn/ x"]
)
def test_addresses_that_telegram_does_not_link(url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        checked_url(url)
