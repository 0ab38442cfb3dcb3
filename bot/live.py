"""An answerer that follows the index: a new generation takes over between two questions.

It is opened beside the old one, which answers until then. Knows nothing of how an index is built or of who asks.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from bot.answering import Answerer, Models
from bot.kept import forget
from bot.settings import Settings
from bot.wording import Wording
from index.errors import HuidaError
from index.store import Index, current, open_index

log = logging.getLogger(__name__)


class LiveAnswerer:
    """Follows the generation that serves: `newest` answers from it, whole, however long one holds it.

    Any thread may `refresh` while others ask.
    """

    def __init__(self, folder: Path, open_newest: Callable[[], tuple[Index, Answerer]]) -> None:
        """Open what serves from `folder`; `open_newest` may raise IndexMissing, IndexMismatch or IndexDamaged."""
        self._folder, self._open, self._opening = folder, open_newest, Lock()
        self.index, self.newest = open_newest()
        self._refused = ""  # the last generation that could not be opened

    def refresh(self) -> bool:
        """Switch to the generation that serves now, if it is another; return whether it was.

        One that cannot be opened is logged once, and the old one goes on answering.
        """
        with self._opening:
            try:
                generation = current(self._folder)
            except HuidaError:
                return False  # somebody removed the index: what is open answers
            if generation in (self.index.generation, self._refused):
                return False
            try:
                self.index, self.newest = self._open()
            except (HuidaError, OSError) as error:
                log.error("generation %s cannot be used, the old one goes on: %s", generation, error)
                self._refused = generation
                return False
            forget()
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
