"""Settings of the index, from the environment and a `.env` file; one frozen value.

Knows nothing of the bot's settings, which add to these.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from index.embedding import DEFAULT_MODEL


def environment(dotenv: Path = Path(".env")) -> dict[str, str]:
    """Return the variables of the file `dotenv`, if there is one, overridden by the process's own."""
    from_file = {key: value for key, value in dotenv_values(dotenv).items() if value is not None}
    return {**from_file, **os.environ}


@dataclass(frozen=True)
class IndexSettings:
    """Where articles and index are, and which model embeds."""

    articles: Path = Path("articles")
    index: Path = Path("huida.index")
    embedding_model: str = DEFAULT_MODEL

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "IndexSettings":
        """Return the settings that `variables` ask for; an empty value means the default."""
        return cls(
            articles=Path(variables.get("ARTICLES_DIR") or cls.articles),
            index=Path(variables.get("INDEX_DIR") or cls.index),
            embedding_model=variables.get("EMBEDDING_MODEL") or cls.embedding_model,
        )
