"""The bot's commands: `python -m bot run | preview | chat | ask | feedback`."""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.memory import Memory
from bot.quotes import Answer
from bot.settings import Settings
from bot.terminal import chat, reply
from index.__main__ import guarded, json_line, read_questions
from index.errors import SettingsError
from index.settings import environment
from index.store import read_manifest

if TYPE_CHECKING:
    from bot.answering import Answerer


def parser(settings: Settings) -> argparse.ArgumentParser:
    """Return the command line's parser, its defaults taken from `settings`."""
    top = argparse.ArgumentParser(prog="python -m bot", description="Answer questions about the articles.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--index", type=Path, default=settings.index, metavar="DIR", help="index folder")
    commands.add_parser("run", parents=[common], help="run the Telegram bot").set_defaults(run=_run)
    commands.add_parser("chat", parents=[common], help="ask in the terminal").set_defaults(run=_chat)
    page = commands.add_parser(
        "preview", parents=[common], help="try the bot in a page on this machine, no token"
    )
    page.add_argument("--port", type=int, metavar="N", help="of the page (default 8484, or a free one)")
    page.add_argument("--open", action="store_true", help="open the page in the browser")
    page.set_defaults(run=_preview)
    feedback = commands.add_parser("feedback", help="print how people rated answers, as JSON lines")
    feedback.set_defaults(run=_feedback, index=settings.index)
    ask = commands.add_parser("ask", parents=[common], help="answer one question, or a file of them")
    ask.add_argument("question", nargs="?", help="the question")
    ask.add_argument("--batch", type=Path, metavar="FILE", help='JSON lines of {"id", "question"} instead')
    ask.add_argument("--json", action="store_true", help="print JSON")
    ask.set_defaults(run=_ask)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code. Foreseeable failures are one line on standard error."""

    def command() -> int:
        settings = Settings.read(environment())
        options = parser(settings).parse_args(arguments)
        return int(options.run(options, replace(settings, index=options.index)))

    return guarded(command)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    settings.require_token()
    from bot.chat.app import run  # telegram is needed here only

    run(settings)
    return 0


def _preview(options: argparse.Namespace, settings: Settings) -> int:
    read_manifest(settings.index)
    from bot.chat.app import run
    from preview.run import preview

    trial = replace(settings, state=Path(":memory:"))  # nothing of a trial is kept
    preview(lambda url, token: run(replace(trial, api_url=url, token=token)), options.port, options.open)
    return 0


def _chat(options: argparse.Namespace, settings: Settings) -> int:
    chat(_answerer(settings), settings.follow_up_minutes)
    return 0


def _feedback(options: argparse.Namespace, settings: Settings) -> int:
    if not settings.state.exists():
        raise SettingsError(f"nobody has rated an answer yet: there is no {settings.state}")
    memory = Memory(settings.state)
    for rating in memory.ratings():
        print(json_line(asdict(rating)))
    memory.close()
    return 0


def _answerer(settings: Settings) -> "Answerer":
    """Return the answerer, after the checks that take no time: its models take seconds to import."""
    read_manifest(settings.index)
    from bot.answering import open_answerer

    return open_answerer(settings)


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    if (options.question is None) == (options.batch is None):
        raise SettingsError('give a question or --batch FILE: python -m bot ask "谁主持会议?"')
    if options.batch is None:
        questions: list[tuple[object, str]] = [("1", options.question)]
    else:
        questions = list(read_questions(options.batch))
    answerer = _answerer(settings)
    for identity, question in questions:
        started = time.perf_counter()
        answer = answerer.answer(question)
        seconds = time.perf_counter() - started
        if options.json or options.batch:
            print(json_line(as_row(identity, question, answer, seconds)), flush=True)
        else:
            print(reply(answer))
    return 0


def as_row(identity: object, question: str, answer: Answer, seconds: float) -> dict[str, object]:
    """Return `answer` as the JSON object that `ask --batch` prints; offsets count characters of the file."""
    quotes = [
        {
            "text": quote.text,
            "article": quote.article.id,
            "title": quote.article.title,
            "date": quote.article.published[:10],
            "url": quote.article.url,
            "start": quote.start,
            "end": quote.end,
        }
        for quote in answer.quotes
    ]
    return {
        "id": identity,
        "question": question,
        "answer": answer.text,
        "abstained": answer.abstained,
        "quotes": quotes,
        "alternatives": [article.id for article in answer.alternatives],
        "confidence": round(answer.confidence, 4),
        "seconds": round(seconds, 6),
    }


if __name__ == "__main__":
    sys.exit(main())
