"""What flows through the index: Article → Passage → Hit. Frozen values, no behaviour beyond slicing.

Knows nothing of files, models or how anything is found.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
# Called as progress(what is being done, steps done, steps in all).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` (end not included) of an article's text."""

    start: int
    end: int


@dataclass(frozen=True)
class Fact:
    """Something an article says of itself: `value` as understood, and where it says so."""

    kind: str
    value: str
    start: int
    end: int


# One object an article: comparing and hashing whole texts would cost more than reading them.
@dataclass(frozen=True, eq=False)
class Article:
    """One report. `text` is the decoded file, character for character; every offset points into it.

    `id` is the file's path below the articles folder. `published` is ISO 8601, a date or a date with
    minutes (`2024-01-31T20:22`), empty when the article does not say. `place`, `source`, `reporter`
    and `url` are empty when unknown. `paragraphs` are the body's, page furniture left out. `of_meeting` is whether
    the headline says that people met.
    """

    id: str
    title: str
    text: str
    published: str = ""
    place: str = ""
    source: str = ""
    reporter: str = ""
    url: str = ""
    paragraphs: tuple[Span, ...] = ()
    facts: tuple[Fact, ...] = ()
    of_meeting: bool = False

    @property
    def date(self) -> dt.date | None:
        """The day of publication, None when unknown."""
        return dt.date.fromisoformat(self.published[:10]) if self.published else None


@dataclass(frozen=True)
class Passage:
    """A piece of one article's body, `article.text[start:end]`."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The passage as published."""
        return self.article.text[self.start : self.end]

    @property
    def context(self) -> str:
        """Title and date of the article: added for matching, never part of the passage."""
        return f"{self.article.title}\n{self.article.published[:10]}"


@dataclass(frozen=True)
class Hit:
    """A passage found for a question.

    `score` has no unit and no bounds: it orders the hits of one search, higher is better, and is not
    comparable between searches.
    """

    passage: Passage
    score: float = field(compare=False)


class Embedder(Protocol):
    """Turns texts into vectors whose inner product says how much they have in common."""

    @property
    def name(self) -> str:
        """The model's name, as written into the manifest."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dim), each row of unit length."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dim), each row of unit length."""


class Retriever(Protocol):
    """Finds the passages that bear on a question."""

    def search(self, question: str, k: int) -> list[Hit]:
        """Return up to `k` hits, best first."""
