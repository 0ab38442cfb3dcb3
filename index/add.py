"""The command `python -m index add FILE|FOLDER|URL…`: checks each, shows what was understood, copies it in.

Knows nothing of formats or of how duplicates are found.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.adding import SKETCHES, Candidate, Collection
from index.errors import ArticleError, SettingsError
from index.formats.text import printable
from index.settings import IndexSettings
from index.upkeep import counted, progress_bars

_FIRST_LINES = 2
_LINE_CHARS = 70
_QUESTION = "   add it? [y]es, [n]o, [a]ll, [q]uit: "


def add_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: argparse.ArgumentParser,
    settings: IndexSettings,
) -> None:
    """Add the command to the parser's `commands`, its defaults taken from `settings`."""
    one = commands.add_parser("add", parents=[common], help="check articles and copy them into the folder")
    one.add_argument("sources", nargs="+", metavar="FILE|FOLDER|URL", help="what to add; zips are unpacked")
    one.add_argument(
        "--articles", type=Path, default=settings.articles, metavar="DIR", help="articles folder"
    )
    one.add_argument("--yes", action="store_true", help="add what is good without asking")
    one.set_defaults(run=_run)


@dataclass
class _Tally:
    added: int = 0
    left_out: int = 0
    all: bool = False
    stopped: bool = False


def _run(options: argparse.Namespace, settings: IndexSettings) -> int:
    folder: Path = options.articles
    if folder.exists() and not folder.is_dir():
        raise SettingsError(f"{folder} is no folder")
    collection = Collection(folder, options.index / SKETCHES, progress_bars())
    tally = _Tally(all=options.yes)
    try:
        for one in _all(collection, options.sources):
            if isinstance(one, ArticleError):
                print(f"left out: {one}", file=sys.stderr)
                tally.left_out += 1
            else:
                _consider(one, collection, folder, tally)
            if tally.stopped:
                break
    finally:
        collection.save()
        print(
            f"{tally.added} added, {tally.left_out} left out",
            end="; the rest was not looked at" if tally.stopped else "",
        )
        print("; `python -m index build` makes them answerable" if tally.added else "")
    return 1 if tally.left_out or tally.stopped else 0


def _all(collection: Collection, sources: Sequence[str]) -> Iterator[Candidate | ArticleError]:
    for source in sources:
        yield from collection.candidates(source)


def _consider(one: Candidate, collection: Collection, folder: Path, tally: _Tally) -> None:
    """Show the candidate; keep it when it is new and wanted."""
    print(understood(one))
    if one.twin:
        print(f"left out: {one.origin}: {repeats(one)}", file=sys.stderr)
        tally.left_out += 1
    elif _wanted(tally):
        print(f"   added as {folder / collection.keep(one)}")
        tally.added += 1
    else:
        tally.left_out += 1


def understood(one: Candidate) -> str:
    """Return what was understood of a candidate, in a few lines for people."""
    article = one.article
    facts = [article.published.replace("T", " ") or "no date", article.source or "no source"]
    facts += [article.reporter, article.url, counted(len(article.paragraphs), "paragraph")]
    first = [article.text[span.start : span.end][:_LINE_CHARS] for span in article.paragraphs[:_FIRST_LINES]]
    lines = [f"{one.origin}: {article.title}", " · ".join(fact for fact in facts if fact), *first]
    return "\n   ".join(map(printable, lines))


def repeats(one: Candidate) -> str:
    """Return which article the candidate repeats, in one line; empty when it is new."""
    if not one.twin:
        return ""
    if one.twin.alike == 1.0:
        return f"the same text as {printable(one.twin.name)}"
    return f"{one.twin.alike:.0%} the same as {printable(one.twin.name)}"


def _wanted(tally: _Tally) -> bool:
    if tally.all:
        return True
    try:
        answer = input(_QUESTION).strip().lower()
    except EOFError:
        print("\n   nobody is there to ask; repeat with --yes")
        answer = "q"
    tally.all = answer in ("a", "all")
    tally.stopped = answer in ("q", "quit")
    return tally.all or answer in ("y", "yes")
