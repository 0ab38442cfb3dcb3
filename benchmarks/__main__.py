"""The benchmarks' commands: `python -m benchmarks retrieval | answers | conversations | llm | kills | swaps`.

Each imports what it needs when it runs: the processes of a build import this module too, and torch takes them seconds.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from benchmarks.options import PARTS, PASSAGES, positive
from index.errors import HuidaError, SettingsError
from index.settings import IndexSettings, environment


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Print the figures the README quotes."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public sets")
    one = commands.add_parser(
        "retrieval",
        parents=[common],
        help="dense, lexical and hybrid search: figures, scripts, English, speed",
    )
    _add_retrieval(one)
    one = commands.add_parser("answers", parents=[common], help="right answers, refusals, confidence, time")
    one.add_argument(
        "--eval", type=Path, required=True, metavar="DIR", help="folder of question sets, a folder each"
    )
    one.add_argument("--only", default="", metavar="NAME,...", help="these sets alone")
    one.add_argument("--limit", type=positive, metavar="N", help="so many questions of each public set")
    one.add_argument("--picture", type=Path, metavar="FILE.png", help="draw the risk-coverage curves")
    one.set_defaults(run=_answers)
    one = commands.add_parser(
        "conversations", help="follow-up questions, in conversations of two and three turns"
    )
    one.add_argument(
        "--eval", type=Path, required=True, metavar="DIR", help="folder of question sets, a folder each"
    )
    one.add_argument("--misses", default="", metavar="HALF,...", help="print what is wrong: dev, held-out")
    one.set_defaults(run=_conversations)
    one = commands.add_parser("llm", help="a language model that is always right, and one that always lies")
    one.add_argument(
        "--eval", type=Path, required=True, metavar="DIR", help="folder of question sets, a folder each"
    )
    one.add_argument("--only", default="", metavar="NAME,...", help="these sets alone")
    one.set_defaults(run=_llm)
    _add_trials(commands)
    return top


def _add_trials(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = commands.add_parser(
        "kills", help="kill -9 builds at random moments and look at the index after each"
    )
    one.add_argument("--times", type=positive, default=200, metavar="N", help="how many (default 200)")
    one.add_argument("--seed", type=int, default=0, metavar="N", help="another number, other moments")
    one.set_defaults(run=_kills)
    one = commands.add_parser(
        "swaps", help="swap the index under a bot that is asked: its memory, and failures"
    )
    one.add_argument("--times", type=positive, default=50, metavar="N", help="how many (default 50)")
    one.add_argument("--files", type=positive, default=300, metavar="N", help="articles (default 300)")
    one.set_defaults(run=_swaps)


def _add_retrieval(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--eval", type=Path, metavar="DIR", help="folder of question sets: meetings_dev is asked too"
    )
    one.add_argument(
        "--only", default=",".join(PARTS), metavar="PART,...", help="of %(default)s; none for none"
    )
    one.add_argument("--sweep", action="store_true", help="try other weights of the fusion too")
    one.add_argument(
        "--distractors", action="store_true", help="meetings_dev among all the evening news: minutes, 5 GiB"
    )
    one.add_argument("--misses", action="store_true", help="list the meetings' questions that missed")
    one.add_argument(
        "--speed",
        type=positive,
        nargs="?",
        const=PASSAGES,
        default=0,
        metavar="N",
        help="build seconds, memory, milliseconds a search, at N passages (default 100,000)",
    )
    one.add_argument("--work", type=Path, metavar="DIR", help="keep the news indexes there for the next run")
    one.add_argument("--picture", type=Path, metavar="FILE.png", help="draw the tables")
    one.set_defaults(run=_retrieval)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark; return the exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except HuidaError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _retrieval(options: argparse.Namespace) -> None:
    from benchmarks import retrieval

    only = [name for name in options.only.split(",") if name and name != "none"]
    unknown = set(only).difference(PARTS)
    if unknown:
        raise SettingsError(f"--only: no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    chosen = {field.name: getattr(options, field.name) for field in fields(retrieval.Options)}
    retrieval.run(
        retrieval.Options(**chosen | {"only": only}), IndexSettings.read(environment()).embedding_model
    )


def _answers(options: argparse.Namespace) -> None:
    from benchmarks import answers

    only = [name for name in options.only.split(",") if name]
    answers.run(options.data, options.eval, only, options.limit, options.picture)


def _kills(options: argparse.Namespace) -> int:
    from benchmarks import kills

    return 1 if kills.run(options.times, options.seed) else 0


def _swaps(options: argparse.Namespace) -> int:
    from benchmarks import swaps

    return 1 if swaps.run(options.times, options.files) else 0


def _llm(options: argparse.Namespace) -> None:
    from benchmarks import llm

    llm.run(options.eval, [name for name in options.only.split(",") if name])


def _conversations(options: argparse.Namespace) -> None:
    from benchmarks import conversations

    conversations.run(options.eval, options.misses)


if __name__ == "__main__":
    sys.exit(main())
