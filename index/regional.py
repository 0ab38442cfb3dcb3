"""Words that differ by region or are said short: one word for 網路 and 网络, the long name beside 国常会.

For questions only, which nobody quotes. The table of regional words is OpenCC's, less those that the
mainland uses too (文件 is a document in Taipei and a file in Beijing); `regional.tsv` adds what it lacks,
`abbreviations.tsv` the usual short names of institutions. Knows nothing of indexes.
"""

import re
from functools import cache
from pathlib import Path

import opencc

from index.script import fold
from index.words import rarity

_HERE = Path(__file__).parent
_OPENCC_TABLE = Path(opencc.__file__).parent / "dictionary" / "TWPhrasesRev.txt"
# A word is regional when the mainland corpus has it this many nats rarer than its counterpart (20 times).
_RARER = 3.0


def _pairs(path: Path) -> dict[str, str]:
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if "\t" in line)
    return {fold(row[0]): fold(row[1].split()[0]) for row in rows}


@cache
def _regional() -> tuple[re.Pattern[str], dict[str, str]]:
    usual = {a: b for a, b in _pairs(_OPENCC_TABLE).items() if a != b and rarity(a) - rarity(b) > _RARER}
    table = usual | _pairs(_HERE / "regional.tsv")
    # 尼日 is not replaced: it would be, within 尼日利亞.
    table = {a: b for a, b in table.items() if not any(c.startswith(a) for c in table.values() if c != b)}
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), table


@cache
def _abbreviations() -> dict[str, str]:
    return _pairs(_HERE / "abbreviations.tsv")


def one_region(folded: str) -> str:
    """Return `folded` with regional words in their mainland form; the length may change."""
    pattern, table = _regional()

    def replaced(match: re.Match[str]) -> str:
        usual = table[match.group()]
        return match.group() if folded.startswith(usual, match.start()) else usual

    return pattern.sub(replaced, folded)


def abbreviated(folded: str) -> dict[str, str]:
    """Return the abbreviations that `folded` text uses, each with its long name, unless that is there too."""
    return {
        short: name for short, name in _abbreviations().items() if _says(folded, short) and name not in folded
    }


def _says(folded: str, short: str) -> bool:
    if short.isascii():  # ai is a word of its own, not a part of said
        return bool(re.search(rf"(?<![a-z0-9]){short}(?![a-z0-9])", folded))
    return short in folded
