"""The table of the comparison, the best of each column marked.

Knows nothing of how its figures were measured.
"""

from collections.abc import Sequence

from benchmarks.peers.comparison import Measured

# Column → decimals, and whether more is better.
_COLUMNS = {
    "build s": (1, False),
    "peak MiB": (0, False),
    "median ms": (1, False),
    "p95 ms": (1, False),
    "R@1": (4, True),
    "nDCG@10": (4, True),
}
_NAME, _WIDTH = 22, 11


def lines(measured: Sequence[Measured]) -> list[str]:
    """Return a heading and a line for each row, in the order given; `*` stands behind the best of a column.

    A row that failed has its reason instead of figures. Rows that read the same are all best.
    """
    heading = " " * _NAME + "".join(f"{column:>{_WIDTH - 1}} " for column in _COLUMNS)
    best = {column: _best(column, measured) for column in _COLUMNS}
    return [heading.rstrip(), *(_line(row, best) for row in measured)]


def _best(column: str, measured: Sequence[Measured]) -> str:
    values = [row.values[column] for row in measured if row.values]
    if not values:
        return ""
    return _shown(column, max(values) if _COLUMNS[column][1] else min(values))


def _line(row: Measured, best: dict[str, str]) -> str:
    if row.values is None:
        return f"{row.peer:{_NAME}}{row.failure}"
    cells = {column: _shown(column, row.values[column]) for column in _COLUMNS}
    marked = (f"{text:>{_WIDTH - 1}}{'*' if text == best[column] else ' '}" for column, text in cells.items())
    return f"{row.peer:{_NAME}}{''.join(marked)}".rstrip()


def _shown(column: str, value: float) -> str:
    return f"{value:.{_COLUMNS[column][0]}f}"
