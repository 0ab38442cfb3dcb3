"""Figures in rows: printed as a table, and drawn as bars. Knows nothing of what they measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import SettingsError

_LABEL = 30  # characters
_COLUMN = 10
_ROW_INCHES = 0.26
_PANEL_INCHES = 0.75  # of title and axis


@dataclass(frozen=True)
class Table:
    """A title, rows of figures by column, and lines below. Figures are 0 to 1.

    `drawn` is the column that a picture shows. A row need not have every column.
    """

    title: str
    rows: Mapping[str, Mapping[str, float]]
    drawn: str
    notes: Sequence[str] = ()

    def text(self) -> str:
        """Return the table for a terminal, with an empty line before it."""
        columns = list(dict.fromkeys(name for row in self.rows.values() for name in row))
        lines = ["", self.title, " " * _LABEL + "".join(f"{name:>{_COLUMN}}" for name in columns)]
        for label, row in self.rows.items():
            cells = (f"{row[name]:.4f}" if name in row else "" for name in columns)
            lines.append((f"{label:{_LABEL}}" + "".join(f"{cell:>{_COLUMN}}" for cell in cells)).rstrip())
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])


def draw(tables: Sequence[Table], path: Path) -> None:
    """Write a picture of `tables`, one below the other, made to be read at a phone's width.

    Raises SettingsError without matplotlib, and when `path` cannot be written.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise SettingsError('a picture needs matplotlib: pip install -e ".[bench]"') from None
    heights = [_ROW_INCHES * len(table.rows) + _PANEL_INCHES for table in tables]
    figure = Figure(figsize=(5.2, sum(heights)), dpi=200, layout="constrained")
    panels = figure.subplots(len(tables), 1, squeeze=False, height_ratios=heights)[:, 0]
    for axes, table in zip(panels, tables, strict=True):
        shown = {label: row[table.drawn] for label, row in table.rows.items() if table.drawn in row}
        bars = axes.barh(list(shown), list(shown.values()), color="C0", height=0.7)
        axes.bar_label(bars, fmt="%.3f", padding=3, fontsize=8)
        axes.invert_yaxis()  # the first row on top
        axes.set(xlim=(0, 1.15), xticks=[0, 0.25, 0.5, 0.75, 1])
        axes.set_title(f"{_plain(table.title)}: {table.drawn}", fontsize=9, loc="left")
        axes.tick_params(labelsize=8)
        axes.grid(axis="x", alpha=0.3)
    try:
        figure.savefig(path)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be written ({error})") from error


def _plain(title: str) -> str:
    """Return the title up to its first colon: what is counted is for the printed table."""
    return title.partition(":")[0]
