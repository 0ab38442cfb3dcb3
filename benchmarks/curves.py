"""What a confidence is worth: risk by coverage, the area under it, AUROC, and a picture of the curves.

Equal confidences count as in random order, so no figure hangs on the order of the questions. Knows nothing
of questions or answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import SettingsError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """Risk by coverage of one set; `risks[k - 1]` is the risk, 0 to 1, of answering the k most confident.

    `shipped` is the coverage, 0 to 1, that the threshold in use leaves.
    """

    name: str
    risks: Floats
    shipped: float

    @classmethod
    def of(cls, name: str, confidence: Sequence[float], correct: Sequence[bool], threshold: float) -> "Curve":
        """Return the curve of one answer or more, with the coverage at `threshold`."""
        return cls(name, risks(confidence, correct), float((np.array(confidence) >= threshold).mean()))

    @property
    def area(self) -> float:
        """The area under the curve, 0 to 1: the mean risk over all coverages; lower is better."""
        return float(self.risks.mean())

    @property
    def always(self) -> float:
        """The risk, 0 to 1, of answering every question."""
        return float(self.risks[-1])

    @property
    def at_shipped(self) -> float:
        """The risk, 0 to 1, of the answers that `shipped` covers; 0 when it covers none."""
        answered = round(self.shipped * len(self.risks))
        return float(self.risks[answered - 1]) if answered else 0.0


def risks(confidence: Sequence[float], correct: Sequence[bool]) -> Floats:
    """Return, for k = 1 to n, the share of wrong answers among the k most confident, each 0 to 1."""
    values, group = np.unique(-np.array(confidence, dtype=np.float64), return_inverse=True)
    wrong = 1 - np.array(correct, dtype=np.float64)
    size = np.bincount(group, minlength=len(values))
    expected = (np.bincount(group, wrong, len(values)) / size).repeat(size)
    return np.asarray(expected.cumsum() / np.arange(1, len(wrong) + 1), dtype=np.float64)


def auroc(confidence: Sequence[float], positive: Sequence[bool]) -> float:
    """Return the probability, 0 to 1, that a positive has the higher confidence; a tie counts half.

    NaN when all or none are positive.
    """
    _, group, size = np.unique(
        np.array(confidence, dtype=np.float64), return_inverse=True, return_counts=True
    )
    ranks = (size.cumsum() - (size - 1) / 2)[group]
    chosen = np.array(positive, dtype=bool)
    n, rest = int(chosen.sum()), int((~chosen).sum())
    return float((ranks[chosen].sum() - n * (n + 1) / 2) / (n * rest)) if n and rest else float("nan")


def draw(curves: Sequence[Curve], path: Path) -> None:
    """Write a picture of `curves`, made to be read at a phone's width; raises SettingsError without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise SettingsError('a picture needs matplotlib: pip install -e ".[bench]"') from None
    figure = Figure(figsize=(4.2, 5.2), dpi=200, layout="constrained")  # drawn by Agg, 840 by 1040 pixels
    axes = figure.add_subplot()
    for number, curve in enumerate(curves):
        coverage = np.arange(1, len(curve.risks) + 1) / len(curve.risks)
        label = f"{curve.name}: AURC {curve.area:.3f}, always {curve.always:.3f}"
        axes.plot(coverage, curve.risks, color=f"C{number}", linewidth=2, label=label)
        axes.axhline(curve.always, color=f"C{number}", linewidth=1.2, linestyle=":")
        axes.plot([curve.shipped], [curve.at_shipped], "o", color=f"C{number}", markersize=7)
    axes.set(xlim=(0, 1.02), ylim=(0, None))
    axes.set_xlabel("coverage: share of questions answered", fontsize=11)
    axes.set_ylabel("risk: share of those answered wrongly", fontsize=11)
    axes.set_title("dotted: always answering · dot: as shipped", fontsize=10)
    axes.grid(alpha=0.3)
    figure.legend(loc="outside lower center", fontsize=10, frameon=False)
    try:
        figure.savefig(path)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be written ({error})") from error
