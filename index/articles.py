"""Reading article files: their text to title, date, source and paragraphs.

`index.formats` makes one text of every format. An article is never edited: page furniture (扫码关注…, 返回顶部,
bars of `|`) and headers stay in its text and are merely left out of `paragraphs`. Knows nothing of passages, vectors or where an index lives.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from index.dates import DateMention, dates_in_a_row, find_dates
from index.errors import ArticleError
from index.facts import meeting_facts, meeting_place, tells_of_meeting
from index.formats import extract
from index.formats.limits import MAX_BYTES
from index.formats.text import decode
from index.script import fold
from index.types import Article, Fact, Span

__all__ = ["article_in", "decode", "parse_article", "read_article", "read_bytes"]

_TITLE_CHARS = 120
_HEADER_LINES = 12  # `key: value` lines stand among these

# All patterns read folded lines: Simplified, half-width, lower case.
_FURNITURE = re.compile(
    r"[\[【▲▼◆*\s(]*+(?:"
    r"[\s|丨·•\-_=*>]*$"
    r"|返回顶部|回到顶部|温馨提示|分享(到|至|:|$)|打印(本页)?[|\s]*$|关闭(窗口|本页)|字号|字体[:\s]"
    r"|附件\d*[:\s]|附件\d*$|.{0,12}全真版|(责任)?编辑[:\s]|责编[:\s]|校对[:\s]|审核[:\s]|视频编辑"
    r"|相关(链接|新闻|阅读|报道|附件)([:\s]|$)|上一篇|下一篇|版权所有|copyright|当前位置|您?(现)?在的?位置"
    r"|点击(下载|查看|进入)|(浏览|阅读)(次数|量)[:\s]|微信(公众号|扫)|首页\s*[>»|]|.{0,20}icp备"
    r"|(扫码|扫一扫|长按.{0,8}二维码)[^。]{0,30}$|[^。|]{0,20}(\|[^。|]{0,20}){2,}$)"
)
_KEYS = {
    "title": "标题|title",
    "published": "日期|时间|发布时间|发布日期|date",
    "source": "来源|新闻来源|信息来源|source",
    "url": "网址|链接|原文链接|url|link",
    "reporter": "记者|作者|撰稿|reporter|author",
    "place": "地点|place",
}
_FIELD = re.compile("|".join(f"(?P<{kind}>{names})" for kind, names in _KEYS.items()))
_KEY_VALUE = re.compile(r"\s*([a-z\u4e00-\u9fff]{2,8})\s*:\s*(?=\S)")
_SOURCE = re.compile(r"来源\s*:\s*(?P<source>[^\s|]+)")
_REPORTER = re.compile(
    r"[((](?:本报|本台)?(?:见习)?记者[:\s]*+(?P<reporter>[^()]{2,40}?)\s*+(?:报道|摄影报道)?[))]"
)
_TIME = re.compile(r"\s*(\d{1,2}):(\d{2})")
_PROSE = re.compile(r"[。!?;…]|[.:][\"')]*$")
_PROSE_CHARS = 50
_LINE = re.compile(r"[^\r\n]+")
_WHITE = fold(" \t\u3000\u00a0\ufeff\u200b")


@dataclass(frozen=True)
class _Line:
    """A line of the text without its surrounding white space; `folded` has the same length."""

    start: int
    end: int
    folded: str

    @property
    def is_furniture(self) -> bool:
        return bool(_FURNITURE.match(self.folded))

    @property
    def is_heading(self) -> bool:
        """Whether it is furniture, a `key: value` line, or a line that gives date and source."""
        return self.is_furniture or _key(self) is not None or _is_date(self)

    @property
    def is_prose(self) -> bool:
        return len(self.folded) >= _PROSE_CHARS or bool(_PROSE.search(self.folded))

    @cached_property
    def dates(self) -> Sequence[DateMention]:
        return find_dates(self.folded)


def read_article(path: Path, name: str) -> Article:
    """Return the article in the file at `path`, known as `name`; raises ArticleError."""
    return article_in(read_bytes(path, name), name)


def read_bytes(path: Path, name: str) -> bytes:
    """Return what is in the file at `path`, known as `name`; raises ArticleError, also for more than an article has."""
    try:
        name.encode("utf-8")
        size = path.stat().st_size
        if size > MAX_BYTES:  # before it fills the memory
            raise ArticleError(name, f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}")
        return path.read_bytes()
    except OSError as error:
        raise ArticleError(name, f"cannot be read ({error.strerror})") from error
    except UnicodeEncodeError:
        raise ArticleError(ascii(name), "its name is not in UTF-8; rename it") from None


def article_in(data: bytes, name: str) -> Article:
    """Return the article in `data`, a file known as `name`; raises ArticleError."""
    return parse_article(name, extract(data, name))


def parse_article(name: str, text: str) -> Article:
    """Return what `text` says of itself, as an Article called `name`; raises ArticleError."""
    folded = fold(text)
    lines = list(_lines(folded))
    body = _body(lines)
    header, tail = lines[: body.start], lines[body.stop :]
    paragraphs = [line for line in lines[body.start : body.stop] if not line.is_furniture]
    if not paragraphs:
        raise ArticleError(name, "no paragraph of text was found")
    facts: dict[str, Fact] = {}
    for fact in _own_facts(text, header, paragraphs, tail):
        facts.setdefault(fact.kind, fact)
    if "title" not in facts:
        line = _title(header, paragraphs)
        facts["title"] = Fact("title", text[line.start : line.end][:_TITLE_CHARS], line.start, line.end)
    spans = tuple(Span(line.start, line.end) for line in paragraphs)
    said = {kind: fact.value for kind, fact in facts.items()}
    title = Span(facts["title"].start, facts["title"].end)
    meeting = meeting_facts(text, folded, title, spans, said.get("published", ""))
    article = Article(name, said["title"], text, paragraphs=spans, facts=(*facts.values(), *meeting))
    return replace(
        article,
        published=said.get("published", ""),
        place=said.get("place", ""),
        source=said.get("source", ""),
        reporter=said.get("reporter", ""),
        url=said.get("url", ""),
        of_meeting=tells_of_meeting(fold(said["title"])),
    )


def _lines(folded: str) -> Iterator[_Line]:
    for match in _LINE.finditer(folded):
        whole = match.group()
        stripped = whole.strip(_WHITE)
        if stripped:
            start = match.start() + whole.index(stripped)
            yield _Line(start, start + len(stripped), stripped)


def _body(lines: list[_Line]) -> range:
    """Return which lines are the body: from the first to the last line of prose.

    Where no line is prose, everything after the header is the body. The header is the first line, if
    others follow, and whatever stands above the last of the `key: value` lines that precede all prose.
    """
    first = 0
    for i, line in enumerate(lines[:_HEADER_LINES]):
        if _key(line):
            first = i + 1
        elif i and line.is_prose:
            break
    numbers = range(first, len(lines))
    prose = (i for i in numbers if lines[i].is_prose and not lines[i].is_heading)
    begin = next(prose, None)
    if begin is None:
        return range(min(max(first, min(1, len(lines) - 1)), len(lines)), len(lines))
    last = next(i for i in reversed(numbers) if lines[i].is_prose and not lines[i].is_heading)
    if begin == 0 < last and not lines[0].folded.endswith("。"):
        begin = next(prose)  # a title may be long, and may exclaim
    return range(begin, last + 1)


def _key(line: _Line) -> str | None:
    """Return the kind of fact that a `key: value` line holds, None for any other line."""
    match = _KEY_VALUE.match(line.folded)
    named = _FIELD.fullmatch(match.group(1)) if match else None
    return named.lastgroup if named else None


def _own_facts(text: str, header: list[_Line], body: list[_Line], tail: list[_Line]) -> Iterator[Fact]:
    """Yield what the lines say of the article, the most trustworthy of each kind first."""
    for line in header:
        yield from _key_value(text, line)
    above = sorted(header, key=lambda line: _key(line) != "published")
    published = next((fact for line in above + tail for fact in _dates(line)), None)
    if published:
        yield published
    for line in header + tail:
        yield from _named(text, "source", _SOURCE, line)
    for line in [*header, *tail, *reversed(body)]:
        yield from _named(text, "reporter", _REPORTER, line)
    for line in body[:2]:
        place = meeting_place(line.folded)
        if place:
            start, end = line.start + place[1].start, line.start + place[1].end
            yield Fact("place", place[0] or text[start:end], start, end)
    for line in body[:2] if not published else ():
        yield from _dates(line)


def _key_value(text: str, line: _Line) -> Iterator[Fact]:
    kind = _key(line)
    if kind and kind != "published":
        after = text[line.start + line.folded.index(":") + 1 : line.end].lstrip()
        yield Fact(kind, after, line.end - len(after), line.end)


def _named(text: str, kind: str, pattern: re.Pattern[str], line: _Line) -> Iterator[Fact]:
    for match in pattern.finditer(line.folded):
        start, end = line.start + match.start(kind), line.start + match.end(kind)
        yield Fact(kind, text[start:end], start, end)


def _dates(line: _Line) -> Iterator[Fact]:
    said = line.dates or (dates_in_a_row(line.folded) if _key(line) == "published" else ())
    for mention in said:
        if not (mention.year and mention.month and mention.day):
            continue
        try:
            value = dt.date(mention.year, mention.month, mention.day).isoformat()
        except ValueError:
            continue  # the 30th of February
        end = mention.end
        clock = _TIME.match(line.folded, mention.end)
        if clock and int(clock.group(1)) < 24 and int(clock.group(2)) < 60:
            value, end = f"{value}T{int(clock.group(1)):02}:{clock.group(2)}", clock.end()
        yield Fact("published", value, line.start + mention.start, line.start + end)


def _title(header: list[_Line], body: list[_Line]) -> Span:
    """Return the header line that shares most with the opening paragraph: breadcrumbs and bylines do not."""
    candidates = [line for line in header if not line.is_furniture and not _key(line) and not _is_date(line)]
    if len(candidates) == 1:
        return Span(candidates[0].start, candidates[0].end)
    if not candidates:
        first = re.match(rf"[^。!?\n]{{1,{_TITLE_CHARS}}}", body[0].folded)
        return Span(body[0].start, body[0].start + (first.end() if first else 1))
    opening = {body[0].folded[i : i + 2] for i in range(len(body[0].folded) - 1)}

    def shared(line: _Line) -> int:
        return len({line.folded[i : i + 2] for i in range(len(line.folded) - 1)} & opening)

    best = max(candidates, key=lambda line: (shared(line), -line.start))
    return Span(best.start, best.end)


def _is_date(line: _Line) -> bool:
    """Whether the line begins with a full date and has little more, or a source and such."""
    rest = [line.folded[m.end :] for m in line.dates if m.start == 0 and m.day]
    return any("。" not in r and (len(r) <= 12 or "来源" in r) for r in rest)
