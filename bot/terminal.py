"""The chat in a terminal: the same answers, without Telegram, a token or a network."""

import sys

from bot.answering import Answerer
from bot.quotes import Answer, Quote


def reply(answer: Answer) -> str:
    """Return `answer` as lines of plain text: the short answer, then each quote with its source."""
    return "\n".join([answer.text, *(f"  ❝ {quote.text}\n    — {source(quote)}" for quote in answer.quotes)])


def source(quote: Quote) -> str:
    """Return title, date, source and link of the quoted article on one line, as far as it has them."""
    article = quote.article
    return " · ".join(
        part for part in (article.title, article.published[:10], article.source, article.url) if part
    )


def chat(answerer: Answerer) -> None:
    """Answer line by line until end of input or an empty line on a terminal."""
    if sys.stdin.isatty():
        print("會答 Huida — 請提問,空行結束 · ask, empty line to leave")
    while True:
        try:
            question = input("❯ " if sys.stdin.isatty() else "").strip()
        except EOFError:
            return
        if question:
            print(reply(answerer.answer(question)) + "\n", flush=True)
        elif sys.stdin.isatty():
            return
