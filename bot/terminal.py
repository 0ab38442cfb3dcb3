"""The chat in a terminal: the same answers, without Telegram, a token or a network."""

import sys
from typing import TYPE_CHECKING

from bot.conversation import FOLLOW_UP_MINUTES, Conversations, Turn
from bot.quotes import Answer
from index.types import Article

if TYPE_CHECKING:
    from bot.answering import Answerer


def reply(answer: Answer) -> str:
    """Return `answer` as lines of plain text: the short answer, then each quote with its source."""
    lines = [answer.text]
    for article, quotes in answer.by_article():
        lines += [f"  ❝ {quote.text}" for quote in quotes]
        lines.append(f"    — {source(article)}")
    return "\n".join([*lines, *([answer.note] if answer.note else [])])


def source(article: Article) -> str:
    """Return title, date, source and link of `article` on one line, as far as it has them."""
    return " · ".join(
        part for part in (article.title, article.published[:10], article.source, article.url) if part
    )


def chat(answerer: "Answerer", minutes: float = FOLLOW_UP_MINUTES) -> None:
    """Answer line by line until end of input or an empty line on a terminal; /new forgets what was asked.

    A question may point back to those of the last `minutes`.
    """
    turns = Conversations(minutes)
    if sys.stdin.isatty():
        print("會答 Huida — 請提問,/new 換話題,空行結束 · ask, /new to start over, empty line to leave")
    while True:
        try:
            question = input("❯ " if sys.stdin.isatty() else "").strip()
        except EOFError:
            return
        if question == "/new":
            turns.forget(None)
        elif question:
            answer = answerer.answer(question, before=turns.before(None))
            turns.add(None, Turn.of(answer))
            print(reply(answer) + "\n", flush=True)
        elif sys.stdin.isatty():
            return
