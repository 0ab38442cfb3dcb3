"""The evening news of the public data, as the article files that an index is built from.

Knows nothing of questions or of what is measured.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from benchmarks.sets import rows

FILES = ("news_2012_2018", "news_2019_2026")


@dataclass(frozen=True)
class Item:
    """One item: its headline, the day as ISO 8601, its address, and its paragraphs, none blank."""

    title: str
    day: str
    url: str
    paragraphs: tuple[str, ...]


def items(data: Path) -> Iterator[Item]:
    """Yield every item of the folder `data`, oldest first; raises SettingsError when a file is not there."""
    for stem in FILES:
        for row in rows(data / f"{stem}.jsonl.gz"):
            day = row["date"]
            told = tuple(one.strip() for one in row["paragraphs"] if one.strip())
            yield Item(row["title"].strip(), f"{day[:4]}-{day[4:6]}-{day[6:]}", row["url"], told)


def write(
    data: Path, folder: Path, most: int | None = None, leaves_out: Callable[[Item], bool] = lambda item: False
) -> int:
    """Write an article file for each item into `folder`, which is made; return how many items were left out.

    With `most`, it ends with the item that brings the paragraphs to so many.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paragraphs = left_out = 0
    for number, item in enumerate(tqdm(items(data), "writing news", disable=None, mininterval=0.5)):
        if most is not None and paragraphs >= most:
            break
        if leaves_out(item):
            left_out += 1
            continue
        path, text = folder / f"{item.day}-{number:06}.txt", article(item)
        if not path.is_file() or path.read_text("utf-8") != text:  # else a build need not look into it
            path.write_text(text, "utf-8")
        paragraphs += len(item.paragraphs)
    return left_out


def article(item: Item) -> str:
    """Return the text of the item's article file."""
    head = f"{item.title}\n日期: {item.day}\n网址: {item.url}"
    return "\n\n".join((head, *item.paragraphs)) + "\n"
