"""The commands that keep an index: `python -m index build | rollback | info`.

Knows nothing of searching it.
"""

import argparse
import sys
from pathlib import Path
from typing import Never

from tqdm import tqdm

from index.build import BuildReport, build
from index.errors import ArticleError
from index.generations import listing, rollback
from index.settings import IndexSettings
from index.store import Manifest, read_manifest
from index.types import Embedder, Progress
from index.watch import watch


def add_build(one: argparse.ArgumentParser, settings: IndexSettings) -> None:
    """Give the parser of `build` its options."""
    one.add_argument(
        "--articles", type=Path, default=settings.articles, metavar="DIR", help="articles folder"
    )
    which = one.add_mutually_exclusive_group()
    which.add_argument(
        "--if-changed", action="store_true", help="only when the index is not of these articles"
    )
    which.add_argument("--full", action="store_true", help="read, count and embed everything anew")
    one.add_argument("--watch", action="store_true", help="stay, and rebuild whenever the folder changes")


def run_build(options: argparse.Namespace, settings: IndexSettings, embedder: Embedder) -> int:
    """Build once, or for as long as the folder is watched; return 1 when files were left out, else 0."""

    def once(if_changed: bool) -> int:
        report = build(
            options.articles,
            options.index,
            embedder,
            progress=progress_bars(),
            if_changed=if_changed,
            full=options.full,
            keep=settings.keep_generations,
        )
        for error in report.left_out:
            print(f"left out: {error}", file=sys.stderr)
        print(summary(report, options.index), flush=True)
        return 1 if report.left_out else 0

    if not options.watch:
        return once(options.if_changed)
    if not options.articles.is_dir():
        raise ArticleError(str(options.articles), "there is no such folder of articles")
    print(f"watching {options.articles}; Ctrl-C ends it", flush=True)
    try:
        watch(options.articles, lambda: once(True), lambda line: print(line, file=sys.stderr, flush=True))
    except KeyboardInterrupt:
        print("stopped watching", file=sys.stderr)
    return 0


def summary(report: BuildReport, folder: Path) -> str:
    """Return one line that says what a build did to the index in `folder`."""
    holds = f"{_held(report)}, {counted(len(report.left_out), 'file')} left out"
    if not report.built:
        return f"{folder} is up to date: {holds}"
    return (
        f"{holds}; {counted(report.read, 'article')} read, {report.removed} removed, "
        f"{counted(report.embedded, 'passage')} embedded, {report.seconds:.1f} s; "
        f"generation {report.generation} serves from {folder}"
    )


def counted(number: int, what: str) -> str:
    """Return `number` with the English noun `what`, which takes an s: 1 article, 2 articles."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _held(what: BuildReport | Manifest) -> str:
    return f"{counted(what.articles, 'article')}, {counted(what.passages, 'passage')}"


def run_rollback(options: argparse.Namespace, settings: IndexSettings) -> int:
    """Go back to an older generation; return 0."""
    name = rollback(options.index, settings.embedding_model, options.generation)
    manifest = read_manifest(options.index, name)
    print(
        f"generation {name} of {manifest.built} serves from {options.index}: {_held(manifest)}; "
        "the next build goes on from it"
    )
    return 0


def run_info(options: argparse.Namespace, settings: IndexSettings) -> int:
    """Print what serves, and which generations there are; return 0."""
    manifest = read_manifest(options.index)
    for name in manifest.__dataclass_fields__:
        print(f"{name:10} {getattr(manifest, name)}")
    print()
    for one in listing(options.index):
        held = "made by another version"
        if one.manifest:
            held = f"{one.manifest.built}  {_held(one.manifest)}"
        print(f"generation {one.name}  {held}{'  serves' if one.serves else ''}")
    return 0


def progress_bars() -> Progress:
    """Return a Progress that draws one bar for each stage on standard error, with rate and time left."""
    bars: dict[str, tqdm[Never]] = {}

    def show(what: str, done: int, total: int) -> None:
        if what not in bars:
            bars[what] = tqdm(total=total, desc=f"{what:14}", file=sys.stderr, disable=None, mininterval=0.2)
        bars[what].update(done - bars[what].n)
        if done == total:
            bars[what].close()

    return show
