"""The benchmarks' commands: `python -m benchmarks retrieval`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import retrieval
from index.embedding import SentenceEmbedder
from index.errors import HuidaError
from index.settings import IndexSettings, environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark; return the exit code."""
    top = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Print the figures the README quotes."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    one = commands.add_parser("retrieval", help="dense, lexical and hybrid search on public sets")
    one.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public sets")
    one.add_argument("--sweep", action="store_true", help="try other weights of the fusion too")
    options = top.parse_args(arguments)
    try:
        settings = IndexSettings.read(environment())
        retrieval.run(options.data, SentenceEmbedder(settings.embedding_model), options.sweep)
    except HuidaError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
