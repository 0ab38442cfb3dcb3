"""The check before a swap: a new index must answer its own articles' headlines with those articles.

A sound one fails a few in a thousand, whose headlines say nothing of their own. Because either half of the
search can hide that the other is in disorder, some passages are looked up in both as well. Knows nothing of files.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import SmokeFailed
from index.hybrid import question_terms, spelt_out
from index.script import fold
from index.store import Index
from index.types import Article, Progress

HEADLINES = 200  # asked
PASSAGES = 20  # looked up
OLD = 10  # at most so many of either from what was taken over, if there is enough that is new
HITS = 10  # among so many first passages must be one of the article
ONE_IN = 10  # headlines may fail; two may always, if another does not
_ALIKE = 0.8  # share of two characters in a row that headlines have in common to count as one
_SHORTEST = 5  # characters: a headline of fewer keeps what stands around it

_REFUSED = "the new index does not serve, the old one goes on"
_REMEDY = "try `python -m index build --full`"
_LEADING = re.compile(r"^\s*(?:[\[【(][^\]】)]{1,8}[\]】)]\s*)+")
_TRAILING = re.compile(r"\s*(?:[_|丨]|\s[-–—])\s*[^_|丨]{1,20}$")


@dataclass(frozen=True)
class SmokeReport:
    """How many headlines were asked, and which articles they did not find."""

    asked: int
    missed: Sequence[Article]

    @property
    def passed(self) -> bool:
        """Whether the index may serve."""
        found = self.asked - len(self.missed)
        return not self.asked or (found >= 1 and len(self.missed) <= max(2, self.asked // ONE_IN))


def sample(count: int, fresh: int, seed: str, most: int) -> list[int]:
    """Return up to `most` of the numbers below `count`, some of the last `fresh` first; the same for the same `seed`."""
    chance, old = random.Random(seed), count - fresh
    few = chance.sample(range(old), min(OLD, most, old))
    return chance.sample(range(old, count), min(most - len(few), fresh)) + few


def check(
    index: Index,
    articles: Sequence[Article],
    passages: Sequence[int],
    progress: Progress = lambda what, done, total: None,
) -> SmokeReport:
    """Ask `index` the headlines of its `articles` and look up its `passages`, by number.

    Raises SmokeFailed when too few headlines find their article, or one passage is not as its text says.
    """
    for number in passages:
        if not index.retriever.holds(number):
            raise SmokeFailed(
                f"{_REFUSED}: the vectors or the terms of a passage are not those of its text, "
                f"{index.passages[number].text[:20]!r} in {index.passages[number].article.id}; {_REMEDY}"
            )
    asked, missed = 0, []
    for done, article in enumerate(articles, 1):
        progress("trying", done, len(articles))
        question = headline(article.title)
        if not question_terms(spelt_out(question)):
            continue  # nothing to look up, such as a row of dashes
        asked += 1
        hits = index.retriever.search(question, HITS)
        if not any(alike(article, hit.passage.article) for hit in hits):
            missed.append(article)
    report = SmokeReport(asked, missed)
    if not report.passed:
        raise SmokeFailed(
            f"{_REFUSED}: {len(missed)} of {asked} headlines did not find their own article, "
            f"{missed[0].title!r} ({missed[0].id}) for one; {_REMEDY}"
        )
    return report


def headline(title: str) -> str:
    """Return `title` without what stands around it: 【视频】 before, _央视网 behind."""
    bare = _TRAILING.sub("", _LEADING.sub("", title))
    return bare if len(bare) >= _SHORTEST else title


def alike(one: Article, other: Article) -> bool:
    """Whether a question for one headline may as well find the other article."""
    if one.id == other.id:
        return True
    pairs = [{text[i : i + 2] for i in range(max(1, len(text) - 1))} for text in map(_bare, (one, other))]
    return 2 * len(pairs[0] & pairs[1]) >= _ALIKE * (len(pairs[0]) + len(pairs[1]))


def _bare(article: Article) -> str:
    return re.sub(r"\W", "", fold(headline(article.title)))
