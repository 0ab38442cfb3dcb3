"""The index's commands: `python -m index add | build | rollback | info | search | show`."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.add import add_command
from index.embedding import SentenceEmbedder
from index.errors import HuidaError, SettingsError
from index.formats.text import printable
from index.settings import IndexSettings, environment
from index.store import Index, open_index
from index.types import Hit
from index.upkeep import add_build, run_build, run_info, run_rollback

_NEAR = 5  # names of articles that are offered for one that there is not


def parser(settings: IndexSettings) -> argparse.ArgumentParser:
    """Return the command line's parser, its defaults taken from `settings`."""
    top = argparse.ArgumentParser(
        prog="python -m index", description="Build and search the index of articles."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--index", type=Path, default=settings.index, metavar="DIR", help="index folder")
    one = commands.add_parser("build", parents=[common], help="index every article, then swap the index in")
    add_build(one, settings)
    one.set_defaults(run=_build)
    one = commands.add_parser(
        "rollback", parents=[common], help="go back to an older generation of the index"
    )
    one.add_argument("generation", nargs="?", default="", help="its number; the one that served before")
    one.set_defaults(run=run_rollback)
    add_command(commands, common, settings)
    one = commands.add_parser("info", parents=[common], help="say what the index holds, and its generations")
    one.set_defaults(run=run_info)
    one = commands.add_parser("search", parents=[common], help="list the passages that bear on a question")
    one.add_argument("question", nargs="?", help="the question")
    one.add_argument("--batch", type=Path, metavar="FILE", help='JSON lines of {"id", "question"} instead')
    one.add_argument("-k", type=int, default=5, metavar="N", help="how many passages (default 5)")
    one.add_argument("--json", action="store_true", help="print JSON")
    one.set_defaults(run=_search)
    one = commands.add_parser("show", parents=[common], help="print an article as it was understood")
    one.add_argument("article", help="its file name")
    one.add_argument("--facts", action="store_true", help="what it says of its meeting instead, with offsets")
    one.set_defaults(run=_show)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code. Foreseeable failures are one line on standard error."""

    def command() -> int:
        settings = IndexSettings.read(environment())
        options = parser(settings).parse_args(arguments)
        return int(options.run(options, settings))

    return guarded(command, stopped="stopped; nothing was changed")


def guarded(command: Callable[[], int], stopped: str = "") -> int:
    """Return the exit code of `command`; say a foreseeable failure, or `stopped` after Ctrl-C, in one line."""
    try:
        return command()
    except HuidaError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of standard output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"error: {error.filename or 'disk'}: {error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        if stopped:
            print(stopped, file=sys.stderr)
        return 130


def _build(options: argparse.Namespace, settings: IndexSettings) -> int:
    return run_build(options, settings, SentenceEmbedder(settings.embedding_model))


def _open(options: argparse.Namespace, settings: IndexSettings) -> Index:
    return open_index(options.index, SentenceEmbedder(settings.embedding_model))


def _search(options: argparse.Namespace, settings: IndexSettings) -> int:
    if (options.question is None) == (options.batch is None):
        raise SettingsError('give a question or --batch FILE: python -m index search "谁主持会议?"')
    if options.k < 1:
        raise SettingsError(f"-k must be 1 or more, not {options.k}")
    if options.batch is None:
        hits = _open(options, settings).retriever.search(options.question, options.k)
        print(json_line([_row(hit) for hit in hits]) if options.json else _listing(hits))
        return 0
    questions = list(read_questions(options.batch))
    index = _open(options, settings)
    index.retriever.search("warm up", 1)
    for identity, question in questions:
        started = time.perf_counter()
        hits = index.retriever.search(question, options.k)
        seconds = round(time.perf_counter() - started, 6)
        row = {"id": identity, "hits": [_row(hit) for hit in hits], "seconds": seconds}
        print(json_line(row))
    return 0


def read_questions(path: Path) -> Iterator[tuple[object, str]]:
    """Yield (id, question) of each JSON line in `path`; raises SettingsError naming a line that has none."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            identity, question = row["id"], row["question"]
        except (ValueError, KeyError, TypeError, RecursionError):
            identity = question = None
        if not isinstance(question, str):
            raise SettingsError(f'{path}, line {number}: not a JSON object with "id" and "question"')
        yield identity, question


def json_line(value: object) -> str:
    """Return `value` as one line of JSON that any UTF-8 stream takes: lone surrogates stay escaped."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")


def _row(hit: Hit) -> dict[str, object]:
    passage = hit.passage
    return {
        "article": passage.article.id,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 4),
        "text": passage.text,
    }


def _listing(hits: Sequence[Hit]) -> str:
    blocks = []
    for number, hit in enumerate(hits, 1):
        article = hit.passage.article
        blocks.append(f"{number}. {article.title} ({article.id})  {hit.score:+.2f}\n   {hit.passage.text}")
    return "\n\n".join(blocks) or "nothing found"


def _show(options: argparse.Namespace, settings: IndexSettings) -> int:
    index = _open(options, settings)
    article = index.article(options.article)
    if article is None:
        raise SettingsError(
            f"there is no article {options.article!r} in {options.index}{_near(options, index)}"
        )
    if options.facts:
        for fact in article.facts:
            print(f"{fact.kind:10} {fact.value}  [{fact.start}:{fact.end}]")
        return 0
    for name in ("id", "title", "published", "place", "source", "reporter", "url"):
        print(f"{name:10} {getattr(article, name)}")
    for span in article.paragraphs:
        print(f"\n[{span.start}:{span.end}] {article.text[span.start : span.end]}")
    return 0


def _near(options: argparse.Namespace, index: Index) -> str:
    """Return how to ask for an article whose name has the one asked for in it, or for any: "" when there is none."""
    names = [article.id for article in index.articles]
    near = [name for name in names if options.article.casefold() in name.casefold()] or names
    more = ", …" if len(near) > _NEAR else ""
    return f"; it has {', '.join(map(printable, near[:_NEAR]))}{more}" if near else ""


if __name__ == "__main__":
    sys.exit(main())
