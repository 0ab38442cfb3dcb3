"""English sentences that look for their Chinese translations among all of them. Knows nothing of the glossary's making."""

from pathlib import Path

from tqdm import tqdm

from benchmarks.halves import Halves
from benchmarks.ranking import COLUMNS, figures, first_rank
from benchmarks.sets import Question, QuestionSet, rows, whole
from benchmarks.tables import Table
from index.types import Embedder, Passage

_STEM = "wmt_zh_en"  # no recipe in training/ learns from it


def is_in(data: Path) -> bool:
    """Whether the folder `data` has the pairs."""
    return (data / f"{_STEM}.jsonl.gz").is_file()


def load(data: Path) -> QuestionSet:
    """Return the English sentences as questions, the Chinese ones as passages, the same one once."""
    passages: list[Passage] = []
    numbers: dict[str, int] = {}
    questions: list[Question] = []
    for row in rows(data / f"{_STEM}.jsonl.gz"):
        text = row["zh"]
        if text not in numbers:
            numbers[text] = len(passages)
            passages.append(whole(f"{_STEM}-{len(passages)}", text))
        questions.append(Question(row["en"], numbers[text], ()))
    return QuestionSet("WMT 21 to 23, English → Chinese", tuple(passages), tuple(questions))


def table(data: Path, embedder: Embedder) -> Table:
    """Return the figures of both halves and of the whole; the lexical half looks up the glossary's Chinese."""
    found = load(data)
    asked = [question.text for question in found.questions]
    halves = Halves.build(found.passages, embedder, found.name)
    ways = {
        "dense": halves.by_dense(asked),
        "BM25 through the glossary": halves.by_lexical(asked),
        "hybrid (shipped)": halves.by_both(asked),
    }
    shown = {}
    for name, search in ways.items():
        bar = tqdm(found.questions, name, disable=None, leave=False)
        shown[name] = figures([first_rank(search(q), one.passage) for q, one in enumerate(bar)])
    title = f"{found.name}: {len(found.passages)} sentences, {len(found.questions)} questions"
    return Table(title, shown, COLUMNS[0])
