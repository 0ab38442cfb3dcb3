"""An answerer that follows the index: a new generation takes over between two questions.

It is opened beside the old one, which answers until then. Knows nothing of how an index is built or of who asks.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.answering import Answerer, Models
from bot.catalogue import Catalogue
from bot.compare import Comparison
from bot.conversation import Turn
from bot.quotes import Answer, Quote
from bot.reader import Progress
from bot.settings import Settings
from bot.summary import Summary
from bot.wording import Wording
from index.errors import HuidaError
from index.script import Script
from index.store import Index, current, open_index
from index.types import Article

log = logging.getLogger(__name__)


class LiveAnswerer:
    """Answers from the generation that serves. One thread may `refresh` while others ask."""

    def __init__(self, folder: Path, open_newest: Callable[[], tuple[Index, Answerer]]) -> None:
        """Open what serves from `folder`; `open_newest` may raise IndexMissing, IndexMismatch or IndexDamaged."""
        self._folder, self._open = folder, open_newest
        self.index, self._answerer = open_newest()
        self._refused = ""  # the last generation that could not be opened

    @property
    def catalogue(self) -> Catalogue:
        """The articles of the generation that serves."""
        return self._answerer.catalogue

    def answer(
        self,
        question: str,
        default: Script = "hant",
        before: Sequence[Turn] = (),
        on_progress: Progress | None = None,
    ) -> Answer:
        """Return the answer to `question`, asked after the turns `before`, all of it from one generation."""
        return self._answerer.answer(question, default, before, on_progress)

    def summary(self, article: Article, script: Script, say: Wording) -> Summary:
        """Return `article` in a few lines, each with its quotes."""
        return self._answerer.summary(article, script, say)

    def compare(self, left: Article, right: Article, script: Script, say: Wording) -> Comparison:
        """Return two meetings side by side, each cell with its quotes."""
        return self._answerer.compare(left, right, script, say)

    def others(self, answer: Answer, most: int) -> list[Quote]:
        """Return up to `most` other passages that bear on the question of `answer`."""
        return self._answerer.others(answer, most)

    def refresh(self) -> bool:
        """Switch to the generation that serves now, if it is another; return whether it was.

        One that cannot be opened is logged once, and the old one goes on answering.
        """
        try:
            generation = current(self._folder)
        except HuidaError:
            return False  # somebody removed the index: what is open answers
        if generation in (self.index.generation, self._refused):
            return False
        try:
            self.index, self._answerer = self._open()
        except HuidaError as error:
            log.error("generation %s cannot be used, the old one goes on: %s", generation, error)
            self._refused = generation
            return False
        manifest = self.index.manifest
        log.info(
            "generation %s serves: %d articles, %d passages",
            self.index.generation,
            manifest.articles,
            manifest.passages,
        )
        return True


def open_live(settings: Settings) -> LiveAnswerer:
    """Return an answerer that follows the index as it is rebuilt; raises as `open_answerer` does."""
    models, say = Models.load(settings), Wording.load(settings.prompts)

    def newest() -> tuple[Index, Answerer]:
        index = open_index(settings.index, models.embedder)
        return index, models.answerer(index, say)

    return LiveAnswerer(settings.index, newest)
