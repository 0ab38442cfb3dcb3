"""Which other meeting of a series is meant: 「2月2日那次」, 「合肥那次」, 「上一次」.

Knows nothing of what was asked or answered.
"""

import datetime as dt
from collections.abc import Iterable

from bot.conversation import SIMILAR
from bot.kept import kept
from bot.library import folded_text, ordinals_fit, share
from bot.query import Query, Word, understand
from bot.statements import heading
from index.dates import DateMention, find_dates
from index.script import fold
from index.types import Article


@kept(512)
def _title_words(article: Article) -> list[Word]:
    return [word for word in understand(fold(article.title)).topic if not word.text.isdigit()]


def _alike(one: Article, other: Article) -> float:
    """Return the share, 0 to 1, of one title that the other says, whichever is more."""
    titles = [(_title_words(a), fold(b.title)) for a, b in ((one, other), (other, one))]
    return max((share(words, title) for words, title in titles if words), default=0.0)


def dated(query: Query, article: Article) -> bool:
    """Whether `article` is of every date in `query`, or names it: each part that is said, not the year alone."""
    return all(_day_fits(mention, article) or _names(mention, article) for mention in query.dates)


def _names(mention: DateMention, article: Article) -> bool:
    parts = (mention.year, mention.month, mention.day)
    return not mention.relative and any(
        all(
            part in (None, own) or (own is None and part == mention.year)
            for part, own in zip(parts, said, strict=True)
        )
        for said in ((m.year, m.month, m.day) for m in find_dates(folded_text(article)))
    )


def _day_fits(mention: DateMention, article: Article) -> bool:
    days = [fact.value for fact in article.facts if fact.kind == "date"]
    days += [article.published[:10]] if article.published else []
    return any(mention.fits(dt.date.fromisoformat(day)) for day in days)


def elsewhere(query: Query, meeting: Article, articles: Iterable[Article]) -> Article | None:
    """Return the other meeting that 「2月2日那次」 or 「合肥那次」 means after `meeting`; None when there is none.

    Of those that fit the dates, the 第N届 and the topic words of `query`, the one whose title has
    most in common with that of `meeting`, then the newest. Dates alone choose within the series only.
    """
    found: list[tuple[float, str, Article]] = []
    for article in articles:
        fits = all(_day_fits(mention, article) for mention in query.dates)
        numbered_so = ordinals_fit(query.ordinals, article)
        named = all(word.stands_in(heading(article)) for word in query.topic)
        if article is not meeting and fits and numbered_so and named:
            found.append((_alike(meeting, article), article.published, article))
    best = max(found, key=lambda row: row[:2], default=None)
    if best is None or (best[0] < SIMILAR and not query.topic):
        return None
    return best[2]


def neighbour(meeting: Article, articles: Iterable[Article], step: int) -> Article | None:
    """Return the meeting of the same series right before (`step` -1) or after (1) `meeting`; None for none."""
    series = sorted(
        (a for a in articles if a is meeting or _alike(meeting, a) >= SIMILAR),
        key=lambda article: article.published,
    )
    place = series.index(meeting) + step
    return series[place] if 0 <= place < len(series) else None
