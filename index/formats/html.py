"""Web pages to the article on them: the element that holds the prose, what the page says of it.

Scripts, styles, forms and navigation are never text. The article is the smallest element that holds nearly
all prose outside links; menus, sidebars and footers have little of it. Knows nothing of single sites.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, lookup
from collections.abc import Iterator

from lxml.etree import LxmlError, ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from index.errors import ArticleError
from index.formats.limits import MAX_HTML, MAX_TAGS
from index.formats.page_facts import byline_facts, page_facts
from index.formats.sheet import Sheet, one_line
from index.formats.text import decode
from index.script import fold

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_BROKEN_SHARE = 0.001  # of a page's characters may be broken bytes, mostly in its footer
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!entity\b", re.IGNORECASE)
_DOCTYPE_CHARS = 100_000
_NEVER = set(
    "script style noscript template iframe object embed svg math button select option textarea input nav "
    "footer aside audio video canvas map head".split()
)
_INLINE = set(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark o:p q rp rt ruby s samp "
    "small span strike strong st1:chsdate sub sup time tt u var wbr img".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_PROSE = re.compile(r"[。!?;,]")
_PROSE_CHARS = 15
_BYLINE_LINES = 12  # above the article, where date and source stand
_SHARE = 0.85  # of a page's prose is in the element that holds the article


def decode_html(data: bytes, name: str) -> str:
    """Return the characters of a page: UTF-8 where it is valid, else what the page declares, else by guess."""
    if len(data) > MAX_HTML:
        raise ArticleError(name, f"the page has {len(data):,} bytes; the limit is {MAX_HTML:,}")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    declared = _CHARSET.search(data[:4096])
    encodings = ["utf-8"]
    if declared:
        encoding = declared.group(1).decode("ascii").lower()
        encodings.append(_WIDER.get(encoding, encoding))
    for encoding in encodings:
        try:
            lookup(encoding)
            text = data.decode(encoding, "replace")
        except (LookupError, UnicodeError):
            continue
        if text.count("\ufffd") <= _BROKEN_SHARE * len(text):
            return text
    return decode(data, name)


def read_html(data: bytes, name: str) -> Sheet:
    """Return the article on the page `data`; raises ArticleError, naming `name`, when it has no text."""
    text = _DECLARATION.sub("", decode_html(data, name)).replace("\0", "")
    if text.count("<") > MAX_TAGS:
        raise ArticleError(name, f"a web page of more than {MAX_TAGS:,} tags")
    if _ENTITY.search(text[:_DOCTYPE_CHARS]):
        raise ArticleError(name, "a web page that declares entities of its own: refused")
    try:
        tree = document_fromstring(text, parser=HTMLParser(no_network=True, huge_tree=True))
    except (LxmlError, ParserError, ValueError, AssertionError) as error:
        raise ArticleError(name, "a web page that cannot be read") from error
    main = _main(tree)
    paragraphs = tuple(_blocks(main))
    if not paragraphs:
        raise ArticleError(name, "a web page without text (it may load its text by script)")
    above, facts = byline_facts(_above(tree, paragraphs[0])), page_facts(tree)
    if above.get("published", "").startswith(facts.get("published", "")):
        facts.pop("published", None)  # the line on the page has the time too
    return Sheet(paragraphs, **(above | facts))


def _main(tree: HtmlElement) -> HtmlElement:
    """Return the smallest element that holds nearly all of the page's prose."""
    weights: dict[HtmlElement, int] = {}
    body = tree.body if tree.body is not None else tree
    for element in reversed(list(_visible(body))):  # children before parents
        own = sum(_weight(text) for text in _own_texts(element))
        below = sum(weights.get(child, 0) for child in element)
        weights[element] = 0 if element.tag == "a" else own + below
    best = body
    while True:
        heaviest = max(best, key=lambda child: weights.get(child, 0), default=None)
        if heaviest is None or not _holds_all(heaviest, best, weights):
            return best
        best = heaviest


def _holds_all(child: HtmlElement, parent: HtmlElement, weights: dict[HtmlElement, int]) -> bool:
    """Whether what stands in `parent` beside `child` is furniture, not paragraphs like it."""
    rest = weights[parent] - weights.get(child, 0)
    if _inline(child) or weights.get(child, 0) < _SHARE * weights[parent] or not weights[parent]:
        return False
    if rest and not any(
        isinstance(below.tag, str) and not _inline(below) for below in child.iterdescendants()
    ):
        return False  # a long paragraph beside short ones
    kind = (child.tag, child.get("class"))
    return not any(weights.get(o) and (o.tag, o.get("class")) == kind for o in parent if o is not child)


def _visible(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield `element` and those below it that may show text, parents first."""
    waiting = [element]
    while waiting:
        one = waiting.pop()
        if _shown(one):
            yield one
            waiting.extend(reversed(one))


def _shown(element: HtmlElement) -> bool:
    tag = element.tag
    return isinstance(tag, str) and tag not in _NEVER and not _HIDDEN.search(element.get("style") or "")


def _inline(element: HtmlElement) -> bool:
    return element.tag in _INLINE


def _own_texts(element: HtmlElement) -> list[str]:
    """Return the runs of text that stand in `element` itself."""
    return [element.text or "", *(child.tail or "" for child in element)]


def _weight(text: str) -> int:
    line = one_line(text)
    return len(line) if len(line) >= _PROSE_CHARS or _PROSE.search(fold(line)) else 0


def _blocks(element: HtmlElement, gap: str = "") -> Iterator[str]:
    """Yield the lines of text below `element` as a browser breaks them, `gap` between elements of one line."""
    parts: list[str] = []

    def flush() -> Iterator[str]:
        line = one_line("".join(parts))
        parts.clear()
        if line:
            yield line

    # Each entry is an element to enter, or text that follows one, or None: a line ends here.
    waiting: list[HtmlElement | str | None] = [element]
    while waiting:
        one = waiting.pop()
        if one is None:
            yield from flush()
        elif isinstance(one, str):
            parts.append(re.sub(r"[ \t\r\n]+", " ", one))
        elif _shown(one):
            breaks = not _inline(one) and one.tag not in ("td", "th")
            after: list[HtmlElement | str | None] = [
                None if breaks else " " if one.tag in ("td", "th") else gap
            ]
            for child in reversed(one):
                after += [child.tail or "", child]
            if breaks:
                yield from flush()
            waiting += [*after, one.text or ""]
    yield from flush()


def _above(tree: HtmlElement, opening: str) -> list[str]:
    """Return the lines above the article, which opens with `opening`; the nearest first."""
    # A space between elements: dates, sources and buttons stand in a row that only styles set apart.
    lines = list(_blocks(tree.body if tree.body is not None else tree, gap=" "))
    start = opening.replace(" ", "")[:40]
    first = next((i for i, line in enumerate(lines) if line.replace(" ", "").startswith(start)), 0)
    return lines[max(first - _BYLINE_LINES, 0) : first][::-1]
