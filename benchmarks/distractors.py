"""The right article among many: questions about meetings, asked of those articles and of all the evening news.

Whole articles are right or wrong here, not passages. The index is built from files, as any other. Knows
nothing of answers.
"""

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from benchmarks import news
from benchmarks.ranking import COLUMNS, DEPTH, figures, first_rank
from benchmarks.scoring import UNANSWERABLE
from benchmarks.tables import Table
from index.articles import read_article
from index.build import article_files, build
from index.errors import SettingsError
from index.script import fold
from index.store import open_index
from index.types import Article, Embedder, Retriever
from index.upkeep import progress_bars

SET = "meetings_dev"
# A question quotes its headline when so many Han characters of it, one after the other, stand in the headline.
QUOTES = 5
TARGET = 0.85  # of headline-free questions, among the news
_OWN = "asked-about"  # folder of the articles that questions are about
_HITS = 100  # passages searched, so that ten articles are among them


@dataclass(frozen=True)
class Question:
    """A question, the article it is about, and how many Han characters in a row it shares with the headline."""

    text: str
    article: Article
    shared: int

    @property
    def headline_free(self) -> bool:
        """Whether it does not quote the headline of its article."""
        return self.shared < QUOTES


def han(text: str) -> str:
    """Return the Han characters of `text`, folded, nothing between them: years and English count for nothing."""
    return re.sub(r"[^\u3400-\u9fff]", "", fold(text))


def shared_run(one: str, other: str) -> int:
    """Return the length of the longest run of characters that stands in both."""
    longest = 0
    for start in range(len(one)):
        while start + longest < len(one) and one[start : start + longest + 1] in other:
            longest += 1
    return longest


def read_articles(folder: Path) -> dict[str, Article]:
    """Return the articles of the set in `folder`, by file name; raises ArticleError."""
    return {name: read_article(path, name) for path, name in article_files(folder / "articles")}


def read_questions(folder: Path) -> list[Question]:
    """Return the questions of the set in `folder` that have an answer; raises SettingsError, ArticleError."""
    articles = read_articles(folder)
    try:
        found = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
        return [
            Question(row["question"], article, shared_run(han(row["question"]), han(article.title)))
            for row in found
            if row["kind"] != UNANSWERABLE
            for article in (articles[row["article"]],)
        ]
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(f"{folder}: not a set of questions with articles ({error!r})") from error


class Repeats:
    """Tells news items that are one of `articles`, so that no article is there twice."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._urls = {article.url for article in articles if article.url}
        # A headline alone says too little: the same one stands over another meeting each week, and those are
        # the distractors that matter.
        self._headlines = {(han(article.title), article.published[:10]) for article in articles}
        self._texts = {
            han("".join(article.text[p.start : p.end] for p in article.paragraphs)) for article in articles
        }

    def __call__(self, item: news.Item) -> bool:
        """Return whether `item` has the address, the text, or the headline and the day of one of them."""
        headline = han(item.title), item.day
        return (
            item.url in self._urls
            or headline in self._headlines
            or han("".join(item.paragraphs)) in self._texts
        )


def lay_out(folder: Path, data: Path | None, articles: Path) -> int:
    """Write into `articles` the set's own articles and, with `data`, the news; return how many items were left out."""
    shutil.copytree(folder / "articles", articles / _OWN, dirs_exist_ok=True)
    if data is None:
        return 0
    repeats = Repeats(list(read_articles(folder).values()))
    return news.write(data, articles / "news", leaves_out=repeats)


def articles_found(retriever: Retriever, question: str) -> list[str]:
    """Return the ids of the articles of the passages found for `question`, best first, each once."""
    hits = retriever.search(question, _HITS)
    return list(dict.fromkeys(hit.passage.article.id for hit in hits))[:DEPTH]


def run(folder: Path, data: Path | None, embedder: Embedder, work: Path, misses: bool) -> Table:
    """Build an index below `work`, ask the questions of `folder`, and return the table.

    The distractors are the news in `data`, None for the set's own articles alone. What an earlier run left in
    `work` is used again as far as nothing changed. With `misses`, the notes list what did not come first.
    """
    questions = read_questions(folder)
    left_out = lay_out(folder, data, work / "articles")
    report = build(work / "articles", work / "index", embedder, progress=progress_bars(), if_changed=True)
    index = open_index(work / "index", embedder)
    found = [articles_found(index.retriever, one.text) for one in tqdm(questions, SET, disable=None)]
    ranks = [first_rank(ids, f"{_OWN}/{one.article.id}") for one, ids in zip(questions, found, strict=True)]
    notes = [f"headline-free: no {QUOTES} Han characters in a row of it stand in the headline, folded"]
    if data is not None:
        notes.append(f"left out {left_out} news items that are one of the articles; target R@1 {TARGET}")
    if misses:
        titles = {article.id: f"{article.published[:10]} {article.title}" for article in index.articles}
        first = [titles[ids[0]] if ids else "nothing" for ids in found]
        notes += [_miss(*one) for one in zip(questions, ranks, first, strict=True) if one[1]]
    where = "its own articles" if data is None else "all the evening news"
    title = f"{SET}, right article among {where}: {report.articles} articles, {report.passages} passages"
    return Table(title, _rows(questions, ranks), COLUMNS[0], notes)


def _rows(questions: Sequence[Question], ranks: Sequence[int]) -> dict[str, dict[str, float]]:
    both = list(zip(questions, ranks, strict=True))
    groups = {
        "headline-free": [rank for one, rank in both if one.headline_free],
        "of these in Chinese": [rank for one, rank in both if one.headline_free and han(one.text)],
        "all that have an answer": list(ranks),
    }
    return {f"{name}, {len(group)}": figures(group) for name, group in groups.items()}


def _miss(question: Question, rank: int, first: str) -> str:
    place = str(rank + 1) if rank < DEPTH else f"below {DEPTH}"
    return f"{question.shared:2} {question.text} → {place}; first: {first}"
