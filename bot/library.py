"""The articles of an index as a reader looks them up: folded once, and which one a question means.

Knows nothing of sentences, answers or scores of passages beyond their order.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.kept import kept
from bot.query import NEXT, ORDINAL, Query, Word
from index.dates import DateMention, find_dates, number
from index.script import fold
from index.types import Article, Hit

ALTERNATIVES = 5
RIVALS = 3
_TITLE = 0.5  # of a word's weight again, when the title says it
_FOUND = 0.4  # for the article of the best passage, less for those with lower scores, none for the last
_LAST_YEAR = re.compile("去年|上年|上个?月|上周|昨[天日]")
_DATE = 0.6  # for the day, month or year that the question names
_WRONG_ORDINAL = 0.5  # lost for 第五次 where the article says 第四次
_WRONG_PERSON = 0.6  # lost where the article names none of the persons in the question
_RIVAL = 0.3  # articles this close to the best are read too
_ALL = 0.95  # share of the topic that is all of it, but for a word of no weight
_TIE = 0.1  # articles this close to the best are meant equally


@dataclass(frozen=True)
class Choice:
    """The article that a question means, `alternatives` that fit it as well, `rivals` that may hold the answer.

    An alternative is another meeting that the words may mean; a rival is an article that scored somewhat less.
    """

    article: Article
    alternatives: tuple[Article, ...] = ()
    rivals: tuple[Article, ...] = ()


@kept(512)
def folded_text(article: Article) -> str:
    """Return the folded text of `article`, kept for the articles in use."""
    return fold(article.text)


class Library:
    """The articles of one generation of the index."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._newest_first = sorted(articles, key=lambda a: a.published, reverse=True)
        self._by_id = {article.id: article for article in articles}

    def choose(self, query: Query, hits: Sequence[Hit]) -> Choice | None:
        """Return the article that `query` means, given the passages found; None when there is none."""
        if query.meeting in self._by_id:
            return Choice(self._by_id[query.meeting])
        if not query.topic and not query.dates:
            return self._newest()
        low, high = (f((hit.score for hit in hits), default=0.0) for f in (min, max))
        found: dict[Article, float] = {}
        for hit in hits:
            relative = (hit.score - low) / (high - low) if high > low else 1.0
            found[hit.passage.article] = max(relative, found.get(hit.passage.article, 0.0))
        for article in self._on_day(query.dates):
            found.setdefault(article, 0.0)
        if not found:
            return None
        scored = sorted(
            ((self._score(query, article, relative), article) for article, relative in found.items()),
            key=lambda pair: -pair[0],
        )
        top, best = scored[0]
        margin = _TIE * (4 if query.latest else 1)
        named = _named(query, best)
        tied = [a for score, a in scored if score > top - margin or (named and _named(query, a))]
        tied.sort(key=lambda article: article.published, reverse=True)
        rivals = [a for score, a in scored if a not in tied and score > top - _RIVAL]
        return Choice(tied[0], tuple(tied[1 : 1 + ALTERNATIVES]), tuple(rivals[:RIVALS]))

    def _newest(self) -> Choice | None:
        if not self._newest_first:
            return None
        first, *rest = self._newest_first[: 1 + ALTERNATIVES]
        return Choice(first, tuple(rest))

    def _on_day(self, dates: Iterable[DateMention]) -> list[Article]:
        """Return the articles of the days that are named with month and day."""
        full = [mention for mention in dates if mention.month and mention.day]
        return [a for a in self._newest_first if any(_of_day(mention, a) for mention in full)][:ALTERNATIVES]

    def _score(self, query: Query, article: Article, found: float) -> float:
        title = fold(article.title)
        said = coverage(query.topic, article)
        headed = share(query.topic, title)
        dated = sum(date_fits(mention, article) for mention in query.dates) / max(len(query.dates), 1)
        ordinal = 0 if ordinals_fit(query.ordinals, article) else 1
        wrong = _WRONG_ORDINAL * ordinal + _WRONG_PERSON * unnamed_persons(query, article)
        return said + _TITLE * headed + _FOUND * found + _DATE * dated - wrong


def _named(query: Query, article: Article) -> bool:
    """Whether the question says nothing of its meeting but what the title of `article` says, and its date fits."""
    fits = dates_fit(query.dates, article) and ordinals_fit(query.ordinals, article)
    return bool(query.topic) and fits and share(query.topic, fold(article.title)) >= _ALL


def coverage(words: Iterable[Word], article: Article) -> float:
    """Return the share, 0 to 1, of the rarity of `words` that `article` accounts for; 1 for no words."""
    return share(words, folded_text(article))


def share(words: Iterable[Word], text: str) -> float:
    """Return the share, 0 to 1, of the rarity of `words` that folded `text` accounts for; 1 for no words."""
    weights = {word: word.weight for word in words}
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word.stands_in(text)) / total if total else 1.0


def date_fits(mention: DateMention, article: Article) -> bool:
    """Whether `article` is of the date `mention` or speaks of it; one that says 去年 itself may be meant as well."""
    if mention.relative:
        return _of_day(mention, article) or bool(_LAST_YEAR.search(folded_text(article)))
    return _of_day(mention, article) or any(
        set(mention.terms()) & set(said.terms()) and mention.year in (None, said.year)
        for said in _dates(article)
    )


def dates_fit(dates: Iterable[DateMention], article: Article) -> bool:
    """Whether `article` is of every one of `dates` or speaks of it."""
    return all(date_fits(mention, article) for mention in dates)


def _of_day(mention: DateMention, article: Article) -> bool:
    days = [fact.value for fact in article.facts if fact.kind == "date"]
    if article.published:
        days.append(article.published[:10])
    return any(mention.fits(dt.date.fromisoformat(day)) for day in days)


@kept(512)
def _dates(article: Article) -> tuple[DateMention, ...]:
    return tuple(find_dates(folded_text(article)))


def ordinals_fit(ordinals: Sequence[str], article: Article) -> bool:
    """Whether every 第N次 or N届 of a question stands in `article`, in Arabic or Chinese numerals."""
    asked = {number(ordinal) for ordinal in ordinals} - {None}
    return not asked or asked <= numerals(folded_text(article))


def conflicts(query: Query, article: Article) -> int:
    """Return how many things in `query` speak against `article` as its answer, 0 to 5.

    A date or a 第N次 that does not fit, persons of whom it names none, the next of a series of which it says
    nothing, and that the question is to the bot itself.
    """
    text = folded_text(article)
    return sum(
        (
            not dates_fit(query.dates, article),
            not ordinals_fit(query.ordinals, article),
            unnamed_persons(query, article) == 1,
            query.next and not NEXT.search(text),
            query.personal,
        )
    )


def unnamed_persons(query: Query, article: Article) -> float:
    """Return the share, 0 to 1, of the words of `query` that can only be persons' names that `article` has not."""
    text, people = folded_text(article), query.people
    return sum(not word.stands_in(text) for word in people) / max(len(people), 1)


def numerals(folded: str) -> set[int | None]:
    """Return the numbers of every 第N次 and N届 in `folded`."""
    return {number(m[1] or m[2] or m[3]) for m in ORDINAL.finditer(folded)}
