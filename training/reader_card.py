"""Calibrates a fitted reader, measures it on the public sets, and writes its folder and model card.

Knows nothing of training.
"""

from pathlib import Path

import numpy as np

from bot.evidence import EvidenceModel
from bot.network import Sizes
from training import reading_sets as sets
from training.own_questions import held_out_questions
from training.reader_data import Source
from training.reader_figures import PASSAGES, calibrate, figures, latency, readings, rescored, widened

CARD = """# Reader

{parameters:.2f} M parameters, {size:.1f} MB, half precision. Reads a question and some sentences; says which
sentence answers, which words of it, and how likely the answer is right. Definition and inference:
`bot/evidence.py`. It reads characters, folded to one script, so Traditional and Simplified text are the same to it.

## Figures

Each set's passages are one index, BM25 finds {passages} passages, whose sentences are read.
"sentence" is the share of answerable questions whose first sentence contains a gold answer, "answer" the same of its
wide stretch (at most 40 characters; "length" is its median), "exact" the share whose span is a gold answer. The risk-coverage area is the mean share of wrong first sentences over all numbers of questions answered, the
surest first; beside it the risk of always answering. The project's own questions are read with their own article
alone, as in the bot, and without those that ask for a list.

{table}

One question, 20 sentences of 60 characters, one thread: {latency:.1f} ms.

## Data and licences

| data | used for | licence |
|---|---|---|
| CMRC 2018 training set | training; a tenth of its titles for calibration only | CC BY-SA 4.0 |
| DRCD dev, two thirds of its titles | training | CC BY-SA 3.0 |
| ChineseSquad (SQuAD 2.0 dev, machine-translated), two thirds of its titles | training; a tenth of those for calibration only | CC BY-SA 4.0 |
| CCTV news items 2012 to 2026 (china-data/xwlb, DuckBurnIncense/xin-wen-lian-bo) | questions made by rule; characters | MIT; text © CCTV, study use, none of it is in the weights' folder |
| `training/questions.jsonl`: 6,958 questions written for this project over named CCTV news items, a third of them without an answer | 5,909 for training; the others, on items of their own, for development, for the refusal and to look at last | MIT |
| State Council work reports, zh.wikisource | characters | public domain / CC BY-SA |

CMRC 2018 trial and the other thirds of DRCD dev and ChineseSquad were never trained on.

## Recipe

`python -m training.reader --data ../shared/data --out bot/models/reader --seed {seed}`

## Limits

Fitted on encyclopedia questions and news: whole lists, sums and anything that two sentences must be put together for
are not its business. Unanswerable questions of SQuAD's kind, whose every word stands in the passage, it tells badly.
"""


def card(model: EvidenceModel, out: Path, rows: dict[str, dict[str, float]], seed: int) -> str:
    """Return the model card's text."""
    columns = list(dict.fromkeys(name for row in rows.values() for name in row))
    lines = ["| set | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, row in rows.items():
        cells = [
            f"{row[c]:.0f}" if c in ("questions", "length") else f"{row[c]:.3f}" if c in row else ""
            for c in columns
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return CARD.format(
        parameters=sum(p.numel() for p in model.network.parameters()) / 1e6,
        size=sum(f.stat().st_size for f in out.iterdir() if f.suffix != ".md") / 1e6,
        passages=PASSAGES, table="\n".join(lines), latency=latency(model), seed=seed,
    )  # fmt: skip


def evaluate(model: EvidenceModel, data: Path, out: Path, sizes: Sizes, seed: int) -> None:
    """Calibrate, save, measure, and write the card."""

    def source(name: str, keep: sets.Keep = lambda _: True) -> Source:
        return Source(sets.load(data, name, keep), model.alphabet, model.network)

    def held_out(name: str) -> dict[str, float]:
        return figures(model, readings(model, source(name, lambda t: not sets.trains(t))))

    kept_aside = source("cmrc2018_train_evidence", lambda t: not sets.fits(t))
    translated = source("squad2_zh_dev", lambda t: sets.trains(t) and not sets.fits(t))
    model.calibration["length_cost"] = widened(model, kept_aside)
    asked, away = readings(model, kept_aside), readings(model, kept_aside, away=True)
    model.calibration |= calibrate(model, asked, [*away[::2], *readings(model, translated)])
    model.save(out, sizes)
    model = EvidenceModel.load(out)
    rows = {
        "CMRC trial": figures(model, readings(model, source("cmrc2018_trial"))),
        "DRCD, held-out third": held_out("drcd_dev"),
        "SQuAD2-zh, held-out third": held_out("squad2_zh_dev"),
        "CMRC, titles for calibration": figures(model, readings(model, kept_aside)),
        "this project's, part e": figures(
            model, readings(model, Source(held_out_questions(data), model.alphabet, model.network))
        ),
    }
    text = card(model, out, rows, seed)
    (out / "README.md").write_text(text, encoding="utf-8")
    print(text.split("## Data")[0])
    refused = np.mean(
        [model.answerable(rescored(r, model.calibration).found) < model.threshold for r in away]
    )
    print(f"refused when the passage is away: {refused:.3f}")
    print({k: round(v, 3) for k, v in model.calibration.items()})
