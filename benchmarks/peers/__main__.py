"""The comparison's commands: `python -m benchmarks.peers setup | run`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.options import positive
from benchmarks.peers import environments
from benchmarks.peers.comparison import compare, corpora
from benchmarks.peers.table import lines
from index.errors import HuidaError


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description="Compare our search with that of other libraries."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--only", type=_names, default=[], metavar="NAME,...", help="these libraries alone, huida among them"
    )
    one = commands.add_parser("setup", parents=[common], help="make an environment for each library")
    one.set_defaults(run=_setup)
    one = commands.add_parser("run", parents=[common], help="measure them and print the tables")
    one.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public sets")
    one.add_argument("--sets", type=_names, default=[], metavar="NAME,...", help="these sets alone, by file")
    one.add_argument("--limit", type=positive, metavar="N", help="so many questions of each set")
    one.add_argument(
        "--passages",
        type=positive,
        default=0,
        metavar="N",
        help="so many paragraphs of the news as distractors",
    )
    one.set_defaults(run=_run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code: 0 done, 1 done without some library, 2 an error in one line."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except HuidaError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _setup(options: argparse.Namespace) -> int:
    wanted = dict.fromkeys(peer.environment for peer in environments.chosen(options.only))
    wanted.pop(environments.OURS, None)
    failed = False
    for name in wanted:
        try:
            environments.make(name)
            print(f"{name}: ready", flush=True)
        except HuidaError as error:
            print(f"{name}: {error}", flush=True)
            failed = True
    return int(failed)


def _run(options: argparse.Namespace) -> int:
    peers = environments.chosen(options.only)
    failed = False
    for corpus in corpora(options.data, options.sets, options.passages, options.limit):
        rows = list(compare(corpus, peers))
        print(f"\n{corpus.name}: {len(corpus.passages):,} passages, {len(corpus.questions):,} questions")
        print("\n".join(lines(rows)), flush=True)
        failed |= any(row.values is None for row in rows)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
