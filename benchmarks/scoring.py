"""What counts as a right answer: one definition for every set, and its averages.

Comparisons ignore script, width, case, white space and punctuation. Characters are brought into one script
by `index.script.fold`, one by one, where a scorer with OpenCC looks at whole words: both sides of a
comparison go the same way. Knows nothing of how answers are made.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.quotes import Answer
from index.script import Script, fold, to_script

MAX_CHARS = 600  # of answer and quotes together; with more it is a dump, not an answer
MAX_CHARS_LIST = 1200  # the same where every item of a list is asked for
SHORT = 40  # characters of an answer line that can be read at a glance
UNANSWERABLE = "unanswerable"
_CHANGED = 0.02  # share of an answer's characters that conversion to the asker's script may change
_NOT_WORD = re.compile(r"[\W_]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Expected:
    """A question and what answers it.

    Attributes:
        question: as asked.
        kind: what it asks for; UNANSWERABLE when only a refusal is right.
        script: the script it is asked in.
        article: file name of the right article, "" when there is none.
        gold: wordings of which any one suffices.
        all_of: items that must all be shown; empty unless a list is asked for.
    """

    question: str
    kind: str
    script: Script
    article: str
    gold: tuple[str, ...]
    all_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """One answer judged.

    `marks` are 0 to 1 by the name of the figure they are averaged into; a figure that does not apply to the
    question is absent. `faithful` says of each quote whether it is verbatim in the article it names.
    """

    kind: str
    correct: bool
    marks: Mapping[str, float]
    faithful: tuple[bool, ...]


def bare(text: str) -> str:
    """Return `text` in one script, width and case, its letters, characters and digits only."""
    return _NOT_WORD.sub("", fold(unicodedata.normalize("NFKC", text)).casefold())


def squeezed(text: str) -> str:
    """Return `text` without white space."""
    return _SPACE.sub("", text)


def holds(text: str, wordings: Iterable[str]) -> bool:
    """Return whether any of `wordings` stands in `text`; one of punctuation alone stands nowhere."""
    said = bare(text)
    return any(wording and wording in said for wording in map(bare, wordings))


def same_script(answer: str, script: Script) -> bool:
    """Return whether converting `answer` to `script` leaves all but 2 % of its characters as they are."""
    changed = sum(a != b for a, b in zip(to_script(answer, script), answer, strict=False))
    return changed <= _CHANGED * len(answer)


def score(expected: Expected, answer: Answer, sources: Mapping[str, str]) -> Score:
    """Judge `answer`; `sources` are the articles' texts by their id, as read from the files.

    The marks: answered, article_hit (the first quote is from the right article), answer_hit (a gold wording
    stands in the answer line), quote_hit (in the first quote), short_hit (in an answer line of SHORT characters
    at most), item_recall, complete and line_complete (for lists: share of the items shown; all of them; all in the
    answer line), refused (for the unanswerable), same_script.
    """
    marks: dict[str, float] = {"same_script": same_script(answer.text, expected.script)}
    faithful = tuple(squeezed(q.text) in squeezed(sources.get(q.article.id, "")) for q in answer.quotes)
    if expected.kind == UNANSWERABLE:
        marks["refused"] = answer.abstained
        return Score(expected.kind, answer.abstained, marks, faithful)
    marks["answered"] = not answer.abstained
    named = [quote.article.id.rpartition("/")[2] for quote in answer.quotes[:1]]
    marks["article_hit"] = named == [expected.article]
    found = _items(expected, answer) if expected.all_of else _spans(expected, answer)
    correct = bool(found["complete"] if expected.all_of else found["answer_hit"] or found["quote_hit"])
    return Score(expected.kind, correct, marks | found, faithful)


def _fits(answer: Answer, limit: int) -> bool:
    shown = len("\n".join([answer.text, *(quote.text for quote in answer.quotes)]))
    return not answer.abstained and shown <= limit


def _items(expected: Expected, answer: Answer) -> dict[str, float]:
    shown = "\n".join([answer.text, *(quote.text for quote in answer.quotes)])
    share = sum(holds(shown, [item]) for item in expected.all_of) / len(expected.all_of)
    recall = share if _fits(answer, MAX_CHARS_LIST) else 0.0
    line = recall == 1 and all(holds(answer.text, [item]) for item in expected.all_of)
    return {"item_recall": recall, "complete": recall == 1, "line_complete": line}


def _spans(expected: Expected, answer: Answer) -> dict[str, float]:
    fits = _fits(answer, MAX_CHARS)
    said = fits and holds(answer.text, expected.gold)
    quoted = fits and holds(answer.quotes[0].text, expected.gold)
    return {"answer_hit": said, "quote_hit": quoted, "short_hit": said and len(answer.text) <= SHORT}


def averages(scores: Sequence[Score]) -> dict[str, float]:
    """Return the mean of each mark, and of faithful and correct, all 0 to 1; what nothing counted is absent."""
    tally: dict[str, list[float]] = {}
    for one in scores:
        for name, value in one.marks.items():
            tally.setdefault(name, []).append(value)
        tally.setdefault("faithful", []).extend(one.faithful)
        tally.setdefault("correct", []).append(one.correct)
    return {name: sum(values) / len(values) for name, values in tally.items() if values}


def by_kind(scores: Sequence[Score]) -> dict[str, tuple[int, int]]:
    """Return, for each kind of question in alphabetical order, how many were right and how many asked."""
    kinds = sorted({one.kind for one in scores})
    right = {kind: [one.correct for one in scores if one.kind == kind] for kind in kinds}
    return {kind: (sum(values), len(values)) for kind, values in right.items()}
