"""The benchmarks' commands: `python -m benchmarks retrieval | answers`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import answers, retrieval
from index.embedding import SentenceEmbedder
from index.errors import HuidaError
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
        "retrieval", parents=[common], help="dense, lexical and hybrid search on public sets"
    )
    one.add_argument("--sweep", action="store_true", help="try other weights of the fusion too")
    one.set_defaults(run=_retrieval)
    one = commands.add_parser("answers", parents=[common], help="right answers, refusals, confidence, time")
    one.add_argument(
        "--eval", type=Path, required=True, metavar="DIR", help="folder of question sets, a folder each"
    )
    one.add_argument("--only", default="", metavar="NAME,...", help="these sets alone")
    one.add_argument("--limit", type=_positive, metavar="N", help="so many questions of each public set")
    one.add_argument("--picture", type=Path, metavar="FILE.png", help="draw the risk-coverage curves")
    one.set_defaults(run=_answers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark; return the exit code."""
    options = parser().parse_args(arguments)
    try:
        options.run(options)
    except HuidaError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {value}")
    return value


def _retrieval(options: argparse.Namespace) -> None:
    settings = IndexSettings.read(environment())
    retrieval.run(options.data, SentenceEmbedder(settings.embedding_model), options.sweep)


def _answers(options: argparse.Namespace) -> None:
    only = [name for name in options.only.split(",") if name]
    answers.run(options.data, options.eval, only, options.limit, options.picture)


if __name__ == "__main__":
    sys.exit(main())
