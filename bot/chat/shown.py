"""Reading a reply back from the message that shows it, so that a button needs nothing remembered.

Quotes are located in their articles whatever script they are shown in. Knows nothing of what a press does.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from telegram import Message, MessageEntity

from bot.catalogue import Catalogue
from bot.quotes import Quote, shown, squeeze
from bot.reference import Reference
from bot.reply import Reply
from index.errors import QuoteNotFound
from index.script import Script, fold
from index.types import Article

_QUOTES = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)
_SHOWN: tuple[Script | None, ...] = (None, "hans", "hant")  # scripts a quote may be shown in


def read(message: Message, catalogue: Catalogue, keys: Sequence[str], first: Reference) -> Reply | None:
    """Return the reply that `message` shows, None when what it quotes is not in the articles any more.

    Args:
        message: the bot's own message.
        catalogue: the articles of the index that serves now.
        keys: the articles quoted, as the buttons carry them.
        first: the first quote; the message may show it among its neighbours.
    """
    articles = [article for article in map(catalogue.by_key, keys) if article]
    opening = catalogue.quote(first)
    entities = message.parse_entities()
    blocks = [text for entity, text in entities.items() if entity.type in _QUOTES]
    if opening is None or not blocks or not _stands_in(opening, blocks[0]):
        return None
    quotes = [opening, *(quote for text in blocks[1:] if (quote := _locate(text, articles)))]
    bold = [(entity, text) for entity, text in entities.items() if entity.type == MessageEntity.BOLD]
    if not bold:
        return None
    inside = [text for entity, text in bold[1:]]
    italic = [(e, t) for e, t in entities.items() if e.type == MessageEntity.ITALIC]
    question = next((text for entity, text in italic if entity.offset < bold[0][0].offset), "")
    note = next((text for entity, text in italic if entity.offset > bold[0][0].offset), "")
    marks = tuple(dict.fromkeys(fold(text) for text in inside))
    return Reply(bold[0][1], tuple(quotes), note, marks, question=question)


def _stands_in(quote: Quote, text: str) -> bool:
    """Whether `quote` is shown in `text`; an article that was written anew may say something else there."""
    return any(squeeze(shown(quote.article, quote.text, script)) in squeeze(text) for script in _SHOWN)


def _locate(text: str, articles: Sequence[Article]) -> Quote | None:
    """Return the quote that is shown as `text`; 了解 shown as 瞭解 stands only in an article shown that way too."""
    for article in articles:
        for script in _SHOWN:
            converted = shown(article, article.text, script)
            with suppress(QuoteNotFound):
                if len(converted) == len(article.text):
                    found = Quote.locate(replace(article, text=converted), text)
                    return Quote(article, found.start, found.end)
    return None
