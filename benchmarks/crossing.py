"""One question in two scripts, asked of one text in two scripts: what the script costs.

The other script is made by OpenCC, word by word, as a person would have typed or published it; the index folds
character by character, so the two may part where one character stands for several. Knows nothing of how folding works.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from tqdm import tqdm

from benchmarks.halves import Halves
from benchmarks.ranking import COLUMNS, DEPTH, figures, first_rank
from benchmarks.sets import QuestionSet, whole
from benchmarks.tables import Table
from index.script import Script, detect, fold, to_script
from index.types import Embedder

SCRIPTS: dict[Script, str] = {"hans": "Simplified", "hant": "Traditional"}
_EXAMPLES = 3
_CHARACTERS = 6  # shown of an example

Ranks = dict[tuple[Script, Script], list[int]]  # by the scripts of questions and passages


def native(data: QuestionSet) -> Script:
    """Return the script that the set was published in."""
    return detect("".join(passage.text for passage in data.passages))


def converted(data: QuestionSet, script: Script) -> QuestionSet:
    """Return the set in `script`: as it stands where that is its own, else converted by OpenCC."""
    if native(data) == script:
        return data
    passages = [whole(p.article.id, to_script(p.text, script), p.article.title) for p in data.passages]
    questions = [replace(question, text=to_script(question.text, script)) for question in data.questions]
    return replace(data, passages=tuple(passages), questions=tuple(questions))


def ranks(sets: dict[Script, QuestionSet], embedder: Embedder) -> tuple[Ranks, Ranks]:
    """Return the rank of the right passage of each question, by the hybrid search and by the dense half."""
    hybrid: Ranks = {}
    dense: Ranks = {}
    for published, data in sets.items():
        halves = Halves.build(data.passages, embedder, f"{data.name}, {SCRIPTS[published]}")
        for typed, other in sets.items():
            asked = [question.text for question in other.questions]
            for found, search in ((hybrid, halves.by_both(asked)), (dense, halves.by_dense(asked))):
                bar = tqdm(data.questions, SCRIPTS[typed], disable=None, leave=False)
                found[typed, published] = [first_rank(search(q), one.passage) for q, one in enumerate(bar)]
    return hybrid, dense


def gap(found: Ranks) -> float:
    """Return the best less the worst R@1 of the four combinations, in points of a hundred."""
    shares = [figures(one)[COLUMNS[0]] for one in found.values()]
    return 100 * (max(shares) - min(shares))


def differing(found: Ranks) -> list[int]:
    """Return the numbers of the questions whose passage comes first in some combinations and not in others."""
    each = zip(*found.values(), strict=True)
    return [q for q, places in enumerate(each) if len({place == 0 for place in places}) > 1]


def unlike(one: str, other: str) -> list[str]:
    """Return what is not the same in two scripts of one text when both are folded, as 后/後, each pair once."""
    a, b = fold(one), fold(other)
    if len(a) != len(b):
        return [f"{len(a)}/{len(b)} characters"]
    return list(dict.fromkeys(f"{x}/{y}" for x, y in zip(a, b, strict=True) if x != y))


def examples(sets: dict[Script, QuestionSet], found: Ranks) -> list[str]:
    """Return lines that say which questions differ between the combinations, and in what characters."""
    one, other = sets.values()
    numbers = differing(found)
    said = f"{len(numbers)} of {len(one.questions)} questions differ; folded, the scripts part in"
    lines = [said if numbers else "no question differs between the combinations"]
    for q in numbers[:_EXAMPLES]:
        question = one.questions[q]
        asked = unlike(question.text, other.questions[q].text)
        right = unlike(one.passages[question.passage].text, other.passages[question.passage].text)
        places = ", ".join(
            f"{SCRIPTS[typed][0]}→{SCRIPTS[published][0]} {place[q] + 1 if place[q] < DEPTH else '-'}"
            for (typed, published), place in found.items()
        )
        lines.append(
            f"{question.text}  question: {_shown(asked)}; its passage: {_shown(right)}; ranks {places}"
        )
    return lines


def _shown(pairs: Sequence[str]) -> str:
    return " ".join(pairs[:_CHARACTERS]) + (" …" if len(pairs) > _CHARACTERS else "") if pairs else "nothing"


def table(data: QuestionSet, embedder: Embedder) -> Table:
    """Return R@1 of the four combinations of scripts, by the hybrid search and by the dense half."""
    sets = {script: converted(data, script) for script in SCRIPTS}
    hybrid, dense = ranks(sets, embedder)
    rows = {
        f"{SCRIPTS[typed]} → {SCRIPTS[published]}": {
            "hybrid": figures(hybrid[typed, published])[COLUMNS[0]],
            "dense": figures(dense[typed, published])[COLUMNS[0]],
        }
        for typed, published in product(SCRIPTS, SCRIPTS)
    }
    gaps = f"gap: hybrid {gap(hybrid):.2f} points, dense {gap(dense):.2f}"
    title = f"{data.name} across scripts, R@1: question → passage; published in {SCRIPTS[native(data)]}"
    return Table(title, rows, "hybrid", [gaps, *examples(sets, hybrid)])
