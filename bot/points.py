"""The points of a meeting: the items of its article's longest list. Knows nothing of questions or of how they are shown."""

from collections.abc import Sequence

from bot.enumeration import Enumeration, all_numbered, parallel
from bot.library import folded_text
from index.chunking import sentences
from index.types import Article, Span

LEAST = 3  # points, to be called a list
MOST, LONGEST = 20, 40  # points; characters of a clause


def points(article: Article) -> Sequence[Span]:
    """Return the items of the article's longest list, at most MOST; none when it has no list.

    A numbered list goes before sentences that are only built alike.
    """
    if not article.paragraphs:
        return ()
    folded = folded_text(article)
    runs = all_numbered(folded, Span(article.paragraphs[0].start, article.paragraphs[-1].end))
    for found in (runs, _parallels(article, folded)):
        longest = max(found, key=lambda run: len(run.items), default=None)
        if longest and len(longest.items) >= LEAST:
            return longest.items[:MOST]
    return ()


def clause(article: Article, item: Span) -> str:
    """Return the first clause of an item, at most LONGEST characters."""
    folded = folded_text(article)
    ends = [at for at in (folded.find(mark, item.start, item.end) for mark in ",;。\n") if at >= 0]
    text = article.text[item.start : min([*ends, item.end])].strip()
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _parallels(article: Article, folded: str) -> list[Enumeration]:
    """Return the runs of like-built sentences of each paragraph."""
    found = (
        parallel(folded, paragraph, sentence)
        for paragraph in article.paragraphs
        for sentence in sentences(article.text, paragraph.start, paragraph.end)
    )
    return [run for run in found if run]
