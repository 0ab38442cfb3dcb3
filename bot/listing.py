"""Which list answers a question: the one its sentence opens, stands in, or comes right before.

Lists themselves are found by `bot.enumeration`. Knows nothing of scores or of how a list is shown.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.enumeration import Enumeration, alike, all_numbered, joined, numbered, parallel, until_next
from bot.focus import asking_words
from bot.joined import CLAUSE
from bot.library import folded_text, share
from bot.query import Query
from index.types import Article, Span
from index.words import is_noun

_ITEM_NOUN = re.compile(r"哪(?:些|几|[二三四五六七八九十两])[个项种条位大份]?([\u4e00-\u9fff]{2})")
_PLURAL = re.compile(
    r"重点(工作|任务)?(是|有|要)|优先|任务|举措|措施|倡议|建议|看法|priorit|measures|proposals"
)
_POINTS = re.compile(
    r"[一二三四五六七八九十两\d][点条个]?(大)?(点|条|方面|项|建议|倡议|看法|要求|意见|主张|任务|举措|措施)"
)
# Things that share a word, by which they are called.
_NAMED = re.compile(r'[几两二三四五六七八九十]个"([\u4e00-\u9fff]{1,4})"')
_LEAD = 2  # characters of a word that clauses begin with
_FEWEST = 3  # clauses that share a word: two of them is chance
_INTRODUCED = re.compile("[^。;:]{1,40}:")  # 经验主要有:…
_EQUALLY = 0.05
_ABOUT = 0.5  # share of what is asked that each of some like-built sentences must say


def asks_for_items(query: Query) -> bool:
    """Whether the question wants several things: by its kind, a count, or a word for points and tasks."""
    return query.kind == "list" or query.count is not None or bool(_PLURAL.search(query.folded))


def opens_list(article: Article, sentence: Span) -> bool:
    """Whether a list begins in or right after `sentence`: a numbered one, or three sentences built alike."""
    folded = folded_text(article)
    found = numbered(folded, _scope(article, sentence), sentence)
    if found is not None and found.items[0].start >= sentence.start:
        return True
    paragraph = next((p for p in article.paragraphs if p.start <= sentence.start < p.end), sentence)
    run = parallel(folded, paragraph, sentence)
    return run is not None and run.items[0].start >= sentence.end and len(run.items) >= 3


def counted_list(query: Query, article: Article) -> Enumeration | None:
    """Return the numbered list of `article` with as many items as 「四点建议」 asks for, None if there is not one."""
    if query.count is None or not _POINTS.search(query.folded):
        return None
    whole = Span(article.paragraphs[0].start, article.paragraphs[-1].end)
    found = [run for run in all_numbered(folded_text(article), whole) if len(run.items) == query.count]
    return found[0] if len(found) == 1 else None


def repeated(query: Query, article: Article) -> Enumeration | None:
    """Return the clauses that say again and again what 「四个“着眼”」 or 「哪几个“不会”」 names; None if there are not so many."""
    named = _NAMED.search(query.folded)
    if named is None or query.kind not in ("list", "what") or (query.count or _FEWEST) < _FEWEST:
        return None
    folded, found = folded_text(article), list[Enumeration]()
    for paragraph in article.paragraphs:
        starts = [
            clause.start()
            for clause in CLAUSE.finditer(folded, paragraph.start, paragraph.end)
            if named[1] in clause[0].replace(f'"{named[1]}"', "")
        ]
        if len(starts) >= (query.count or _FEWEST):
            found.append(Enumeration(tuple(until_next(folded, starts, paragraph.end))))
    fitting = [run for run in found if query.count in (None, len(run.items))]
    return max(fitting, key=lambda run: len(run.items), default=None)


def list_for(query: Query, article: Article, sentence: Span) -> Enumeration | None:
    """Return the list that answers `query` given the best `sentence`, None when it is no list's matter."""
    if not asks_for_items(query):
        return None
    folded = folded_text(article)
    found = numbered(folded, _scope(article, sentence), sentence)
    if found and (found.items[0].start >= sentence.start or query.count == len(found.items)):
        return found
    clauses = _clauses_for(query, folded, sentence)
    if clauses:
        return clauses
    noun = _ITEM_NOUN.search(query.folded)
    if noun and folded.count(noun[1], sentence.start, sentence.end) > 1:
        return None  # the sentence itself names them one by one
    return _sentences_for(query, article, sentence)


def _clauses_for(query: Query, folded: str, sentence: Span) -> Enumeration | None:
    """Return the clauses of `sentence` that begin with the word by which the question asks, as many as it asks for."""
    clauses = alike(folded, sentence)
    if clauses is None or not _by_lead(query, folded, clauses):
        return None
    if query.count == len(clauses.items) - 1:  # 坚持三大原则 opens them
        return Enumeration(clauses.items[1:])
    return clauses if query.count in (None, len(clauses.items)) else None


def _sentences_for(query: Query, article: Article, sentence: Span) -> Enumeration | None:
    """Return the sentences built alike that `sentence` introduces, or those among which it stands that answer."""
    folded = folded_text(article)
    paragraph = next(p for p in article.paragraphs if p.start <= sentence.start < p.end)
    run = parallel(folded, paragraph, sentence)
    if run is None:
        return None
    if run.items[0].start == sentence.start and _INTRODUCED.match(folded, sentence.start, sentence.end):
        return run
    if run.items[0].start >= sentence.end:  # the sentence introduces them
        inside = joined(folded, sentence)
        return None if inside and len(inside[0].items) >= len(run.items) else run
    asking = asking_words(query, article)
    shares = {item: share(asking, folded[item.start : item.end]) for item in run.items}
    about = [item for item, part in shares.items() if part >= _ABOUT]
    alike_ones = [item for item, part in shares.items() if part >= max(shares.values()) - _EQUALLY]
    if asking and len(alike_ones) == query.count:
        about = alike_ones  # as many as are asked for
    return Enumeration(tuple(about)) if asking and len(about) > 1 else None


def _by_lead(query: Query, folded: str, clauses: Enumeration) -> bool:
    """Whether the question asks by the word that `clauses` begin or end with: 要更加注重哪些, 听取了哪些汇报."""
    texts = [folded[item.start : item.end] for item in clauses.items]
    lead, last = _shared(texts), _shared([text[::-1] for text in texts])[::-1]
    words = {lead[i : i + _LEAD] for i in range(len(lead) - 1)} | {last[-_LEAD:]}
    return any(len(word) == _LEAD and word in query.folded and not is_noun(word) for word in words)


def _shared(texts: Sequence[str]) -> str:
    """Return what all `texts` begin with."""
    places = zip(*texts, strict=False)
    return "".join(characters[0] for characters in takewhile(lambda some: len(set(some)) == 1, places))


def _scope(article: Article, sentence: Span) -> Span:
    """Return where the items of a list may stand: from the sentence's paragraph to the end of the body."""
    start = max(p.start for p in article.paragraphs if p.start <= sentence.start)
    return Span(start, article.paragraphs[-1].end)
