"""The part of a question that asks, once its meeting is known.

「2024陆家嘴论坛科创板改革出了几条」 names a meeting and then asks; the name would draw the evidence model to the
opening sentence, where the meeting is named. Knows nothing of sentences or scores.
"""

import re
from collections.abc import Sequence

from bot.library import date_fits, folded_text
from bot.query import Query, Word
from bot.statements import heading
from index.chunking import sentences
from index.types import Article

_LONGEST = 20  # characters of the heading that are looked for at once
_ASKED = {
    "who": "是谁", "when": "什么时候", "where": "在哪里", "number": "多少", "list": "有哪些", "why": "为什么",
    "how": "怎样", "yesno": "是否", "what": "什么",
}  # fmt: skip


def asking_words(query: Query, article: Article) -> list[Word]:
    """Return the words of the question that do not merely name the meeting `article` reports."""
    head, text = heading(article), folded_text(article)
    asking = [word for word in query.topic if not word.stands_in(head)]
    return [word for word in asking if query.script != "en" or _can_stand(word, text)]


def _can_stand(word: Word, text: str) -> bool:
    """Whether `word` says something of Chinese `text`: an English name that the glossary lacks says nothing."""
    return not word.text.isascii() or bool(word.also) or word.text in text


def names_meeting(query: Query, article: Article) -> bool:
    """Whether the question has words that the heading of `article` has too."""
    head = heading(article)
    return any(word.stands_in(head) for word in query.topic)


def focus(query: Query, article: Article) -> str:
    """Return the question, in folded Chinese, without what only says which meeting is meant.

    Words of the heading that the body goes on to speak of stay; so does everything where nothing
    else would be left.
    """
    asking = asking_words(query, article)
    if query.script == "en":
        return _in_chinese(query, asking or query.words, folded_text(article))
    return unnamed(query, article) if asking else query.folded


def unnamed(query: Query, article: Article) -> str:
    """Return the folded question without what names the meeting of `article`, be it all of it."""
    head = heading(article)
    later = _after_opening(article)
    text = query.folded
    for mention in reversed(query.dates):
        if date_fits(mention, article):
            text = text[: mention.start] + " " + text[mention.end :]
    for length in range(min(_LONGEST, len(text)), 1, -1):
        for start in range(len(text) - length, -1, -1):
            piece = text[start : start + length]
            if piece in head and piece not in later and not re.search(r"[\s\d]", piece):
                text = text[:start] + " " + text[start + length :]
    for word in query.topic:
        if word.stands_in(head) and not word.stands_in(later):
            text = text.replace(word.text, " ")
    return " ".join(text.split())


def _after_opening(article: Article) -> str:
    """Return the folded body without its first sentence, where the meeting is named."""
    first = sentences(article.text, article.paragraphs[0].start, article.paragraphs[0].end)[:1]
    return folded_text(article)[first[0].end if first else 0 : article.paragraphs[-1].end]


def _in_chinese(query: Query, words: Sequence[Word], text: str) -> str:
    """Return an English question as Chinese words, of each the form that the article uses, and what it asks."""
    said = [
        next((form for form in word.also if form in text), word.forms[-1])
        for word in words
        if _can_stand(word, text)
    ]
    return "".join([*said, _ASKED[query.kind]])
