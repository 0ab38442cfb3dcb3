"""Settings of the index, from the environment and a `.env` file; one frozen value.

Knows nothing of the bot's settings, which add to these.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from index.embedding import DEFAULT_MODEL
from index.errors import SettingsError


def environment(dotenv: Path = Path(".env")) -> dict[str, str]:
    """Return the variables of the file `dotenv`, if there is one, overridden by the process's own.

    Raises SettingsError for a file that cannot be read.
    """
    try:
        values = dotenv_values(dotenv, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{dotenv}: cannot be read ({error}); save it as UTF-8") from error
    from_file = {key: value for key, value in values.items() if value is not None}
    return {**from_file, **os.environ}


@dataclass(frozen=True)
class IndexSettings:
    """Where articles and index are, which model embeds, and how many generations of the index stay."""

    articles: Path = Path("articles")
    index: Path = Path("huida.index")
    embedding_model: str = DEFAULT_MODEL
    keep_generations: int = 2

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "IndexSettings":
        """Return the settings that `variables` ask for; an empty value means the default.

        Raises SettingsError for a number that is none.
        """
        keep = variables.get("KEEP_GENERATIONS") or str(cls.keep_generations)
        if not re.fullmatch("0*[1-9][0-9]{0,3}", keep.strip()):
            raise SettingsError(f"KEEP_GENERATIONS must be a number from 1 to 9999, not {keep!r}")
        return cls(
            articles=Path(variables.get("ARTICLES_DIR") or cls.articles),
            index=Path(variables.get("INDEX_DIR") or cls.index),
            embedding_model=variables.get("EMBEDDING_MODEL") or cls.embedding_model,
            keep_generations=int(keep),
        )
