"""What the bot remembers of people, in one SQLite file: the language they chose and how they rated answers.

No question is kept, only its hash; one call forgets a person. Knows nothing of Telegram or of answers.
"""

import datetime as dt
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import SettingsError
from index.script import Script

_TABLES = """
CREATE TABLE IF NOT EXISTS language (person INTEGER PRIMARY KEY, language TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS rating (
    person INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, articles TEXT NOT NULL,
    good INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (person, question, answer));
"""


@dataclass(frozen=True)
class Rating:
    """How one person rated one answer. `question` is a hash, `articles` the keys quoted, `at` ISO 8601 in UTC."""

    question: str
    answer: str
    articles: tuple[str, ...]
    good: bool
    at: str


class Memory:
    """The file, open; safe to share by threads."""

    def __init__(self, path: Path | str) -> None:
        """Open or make the file; raises SettingsError when it cannot be used."""
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
            self._db.executescript(_TABLES)
        except sqlite3.Error as error:
            raise SettingsError(f"{path} cannot be used as STATE_FILE ({error})") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def language(self, person: int) -> Script | None:
        """Return the language that `person` chose, None when they chose none."""
        with self._lock:
            row = self._db.execute("SELECT language FROM language WHERE person = ?", (person,)).fetchone()
        return row[0] if row else None

    def choose_language(self, person: int, language: Script | None) -> None:
        """Remember the language that `person` chose; None for whatever their Telegram is set to."""
        with self._lock:
            self._db.execute("DELETE FROM language WHERE person = ?", (person,))
            if language:
                self._db.execute("INSERT INTO language VALUES (?, ?)", (person, language))

    def rate(self, person: int, question: str, answer: str, articles: tuple[str, ...], good: bool) -> None:
        """Remember a rating in the place of the one that `person` gave this answer before; `question` is a hash."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        row = (person, question, answer, " ".join(articles), int(good), now)
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO rating VALUES (?, ?, ?, ?, ?, ?)", row)

    def ratings(self) -> Iterator[Rating]:
        """Yield all ratings, oldest first, without who gave them."""
        with self._lock:
            rows = self._db.execute(
                "SELECT question, answer, articles, good, at FROM rating ORDER BY at"
            ).fetchall()
        for question, answer, articles, good, at in rows:
            yield Rating(question, answer, tuple(articles.split()), bool(good), at)

    def forget(self, person: int) -> None:
        """Remove all that is remembered of `person`, from the file and from its log."""
        with self._lock:
            self._db.execute("DELETE FROM language WHERE person = ?", (person,))
            self._db.execute("DELETE FROM rating WHERE person = ?", (person,))
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
