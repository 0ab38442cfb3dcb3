"""Public question sets as articles and questions with known passages.

Knows nothing of retrieval or of figures.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import SettingsError
from index.types import Article, Passage, Span

Keep = Callable[[str], bool]


@dataclass(frozen=True)
class Question:
    """A question, the number of the passage it was asked of, and its answers there: none when unanswerable."""

    text: str
    passage: int
    answers: tuple[str, ...]


@dataclass(frozen=True)
class QuestionSet:
    """Passages and the questions asked of them."""

    name: str
    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]


# Sets whose questions have a known passage: file stem → name in the tables.
SETS = {
    "drcd_dev": "DRCD dev",
    "cmrc2018_trial": "CMRC trial",
    "drcd_test": "DRCD test",
    "cmrc2018_dev": "CMRC dev",
    "xquad_zh": "XQuAD zh",
}


def every(title: str) -> bool:
    """Accept any title."""
    return True


def held_out(title: str) -> bool:
    """Return whether `title` is of the third that no recipe in `training/` reads."""
    return zlib.crc32(title.encode()) % 3 == 0


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped JSON-lines file; raises SettingsError when it is not there."""
    if not path.is_file():
        raise SettingsError(f"{path}: no such file; give the folder of public data with --data")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def whole(name: str, text: str, title: str = "") -> Passage:
    """Return `text` as the one passage of an article of its own, called `name`."""
    return Passage(Article(name, title, text, paragraphs=(Span(0, len(text)),)), 0, len(text))


def load(data: Path, stem: str, holds: Keep = every, asks: Keep = every) -> QuestionSet:
    """Return the set in `data`/`stem`.jsonl.gz, each context one article of one passage.

    Its passages are those under titles that `holds` accepts, its questions those of them under titles that
    `asks` accepts. The articles have no titles: the published figures on these sets search bare paragraphs.
    """
    passages: list[Passage] = []
    questions: list[Question] = []
    for number, row in enumerate(rows(data / f"{stem}.jsonl.gz")):
        text, title = row["context"], row["title"]
        if not holds(title):
            continue
        passages.append(whole(f"{stem}-{number}", text))
        for qa in row["qas"] if asks(title) else ():
            answers = tuple(dict.fromkeys(answer["text"] for answer in qa["answers"]))
            questions.append(Question(qa["question"], len(passages) - 1, answers))
    return QuestionSet(SETS.get(stem, stem), tuple(passages), tuple(questions))


def present(data: Path) -> Iterator[tuple[str, QuestionSet]]:
    """Yield file stem and set of each of SETS that the folder `data` has; raises SettingsError when it has none."""
    stems = [stem for stem in SETS if (data / f"{stem}.jsonl.gz").is_file()]
    if not stems:
        raise SettingsError(
            f"{data}: has none of {', '.join(SETS)}; give the folder of public data with --data"
        )
    for stem in stems:
        yield stem, load(data, stem)
