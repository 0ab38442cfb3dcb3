"""What a web page says of its article in its head, and in the line beneath its headline.

Government sites fill ArticleTitle, PubDate, ContentSource; news sites og:* and JSON-LD. Knows nothing of
the article's text.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from index.dates import find_dates
from index.formats.sheet import one_line
from index.script import fold

# In the order of trust; all names lower case.
_META = {
    "title": ("articletitle", "og:title", "twitter:title"),
    "published": (
        "pubdate", "publishdate", "firstpublishedtime", "article:published_time", "og:published_time",
        "datepublished", "publish_time", "dc.date", "date",
    ),
    "source": ("contentsource", "source", "article:publisher", "mediaid"),
    "reporter": ("author", "article:author", "byline", "dc.creator"),
    "url": ("og:url", "url"),
}  # fmt: skip
_LD = {"headline": "title", "datePublished": "published", "author": "reporter"}
_ARTICLE_TYPES = re.compile(r"Article|NewsArticle|Report|BlogPosting")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_CHINA = dt.timezone(dt.timedelta(hours=8))
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)")
_CLOCK = re.compile(r"[\sT日号-]*(\d{1,2}):(\d{2})")
_BYLINE = re.compile(r"(?P<key>来源|信息来源|记者|作者)\s*:\s*(?P<value>[^\s|:]{2,40})")
_BYLINE_KEYS = {"来源": "source", "信息来源": "source", "记者": "reporter", "作者": "reporter"}
_BYLINE_CHARS = 200
_TITLE_CHARS = 6  # of a headline, at least
# Persons' names: the field as often holds an office, a site or a user.
_NAMES = re.compile(
    r"[\u4e00-\u9fff·]{2,4}(?:[\s、,,]+[\u4e00-\u9fff·]{2,4}){0,5}|[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}"
)
_SITE_ENDING = re.compile(r"\s*(?:[_|]|\s[-–—]\s|--).*$")


def page_facts(tree: HtmlElement) -> dict[str, str]:
    """Return what the page says: any of title, published (`2024-01-31 20:22`), source, reporter, url."""
    said = dict(_said(tree))
    said["title"] = _title(tree, said.get("title", ""))
    said["published"] = moment(said.get("published", "")).removesuffix(" 00:00")
    if said.get("reporter") and not _NAMES.fullmatch(said["reporter"]):
        del said["reporter"]
    return {kind: value for kind, value in said.items() if value}


def _said(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield (kind, value) of what the head says, the most trustworthy of each kind last."""
    for comment in tree.xpath("//comment()")[:20]:
        saved = _SAVED_FROM.search(comment.text or "")
        if saved:
            yield "url", saved.group(1)
    yield from _linked_data(tree)
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        value = one_line(meta.get("content") or meta.get("value") or "")
        if value:
            metas.setdefault(name, value)
    for kind, names in _META.items():
        value = next((metas[name] for name in names if name in metas), "")
        if value and (kind != "url" or value.startswith("http")) and (kind != "published" or moment(value)):
            yield kind, value
    for link in tree.xpath("//link[@rel='canonical']/@href"):
        if link.startswith("http"):
            yield "url", link


def _linked_data(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else [data]
        items += [i for item in items if isinstance(item, dict) for i in item.get("@graph") or ()]
        for item in items:
            if isinstance(item, dict) and _ARTICLE_TYPES.search(str(item.get("@type"))):
                for key, kind in _LD.items():
                    value = item.get(key)
                    value = value[0] if isinstance(value, list) and value else value
                    value = value.get("name") if isinstance(value, dict) else value
                    if isinstance(value, str) and one_line(value):
                        yield kind, one_line(value)


def _title(tree: HtmlElement, said: str) -> str:
    """Return the headline: `said`, or the heading on the page that `said` or the window's title contains."""
    window = one_line(" ".join(tree.xpath("//title//text()")))
    headings = [one_line(element.text_content()) for element in tree.iter("h1", "h2")]
    headings = [text for text in headings if len(text) >= _TITLE_CHARS]
    whole = said or window
    held = [text for text in headings if text in whole]
    if held:  # the site's name may be a heading too, and stands last in the window's title
        return max(held, key=lambda text: (whole.startswith(text), len(text)))
    if whole:
        return _SITE_ENDING.sub("", whole) or whole
    return headings[0] if headings else ""


def byline_facts(lines: list[str]) -> dict[str, str]:
    """Return what the short lines above an article's text say: published, source, reporter."""
    said: dict[str, str] = {}
    for line in lines:
        if len(line) > _BYLINE_CHARS:
            continue
        folded = fold(line)
        if "published" not in said and moment(line):
            said["published"] = moment(line)
        for match in _BYLINE.finditer(folded):
            value = line[match.start("value") : match.end("value")]
            said.setdefault(_BYLINE_KEYS[match["key"]], value)
    return said


def moment(text: str) -> str:
    """Return the first full date in `text`, with its time of day where one follows; empty when there is none.

    A time with a zone is told as it is in China.
    """
    zoned = _ZONED.match(text.strip())
    if zoned:
        try:
            return f"{dt.datetime.fromisoformat(zoned.group()).astimezone(_CHINA):%Y-%m-%d %H:%M}"
        except (ValueError, OverflowError):
            return ""
    folded = fold(text)
    compact = re.match(r"\s*(\d{4})(\d\d)(\d\d)(?:\d{6})?\s*$", folded)
    if compact:
        folded = "-".join(compact.groups())
    # A date joined to its time, as 2026-09-28-21:50 and 2024-01-31T20:22 are.
    folded = re.sub(r"(\d{4}-\d\d?-\d\d?)[t-](?=\d\d?:)", r"\1 ", folded)
    for mention in find_dates(folded):
        if mention.year and mention.month and mention.day:
            try:
                day = dt.date(mention.year, mention.month, mention.day).isoformat()
            except ValueError:
                continue
            clock = _CLOCK.match(folded, mention.end)
            timed = clock and int(clock[1]) < 24 and int(clock[2]) < 60
            return f"{day} {int(clock[1]):02}:{clock[2]}" if clock and timed else day
    return ""
