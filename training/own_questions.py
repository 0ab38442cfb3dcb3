"""The questions written for this project over news items, joined with the items found by address.

`training/questions.jsonl` holds them in parts (an id begins with its part's letters), each on items of its own. Six
parts are held out: of those the reader is chosen by one, and nothing is fitted to or chosen by another. No text of an
item ships: `gold`, `all_of` and `evidence` are offsets into its title and paragraphs, joined by line ends. As the bot
does, the question is put into written Chinese and, once its article is known, without what names it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.focus import focus
from bot.query import understand
from index.articles import parse_article
from index.script import fold
from index.types import Article
from training.pairs import NEWS, DataMissing, read
from training.reading_sets import Bounds, Question, ReadingSet, Rng, Text, place

QUESTIONS = Path(__file__).with_name("questions.jsonl")
HELD_OUT = ("a-", "e-", "n-", "v-", "w-", "x-")  # how the ids begin of those that are never trained on
DEVELOPMENT = "e-"  # and of those among them by which the reader's last round was chosen
UNSEEN = "x-"  # and of those that nothing is fitted to or chosen by
COPIES = 4  # of each training question: half of them as asked, half focused
OTHERS = 5  # other articles that one copy in four is given, as rivals of its own


@dataclass(frozen=True)
class Asked:
    """A question as written, and the article it is about."""

    row: Mapping[str, Any]
    article: Article

    def wording(self, focused: bool) -> str:
        """Return the folded question; an English one only in Chinese words, as the bot has it."""
        query = understand(self.row["question"])
        return focus(query, self.article) if focused or query.script == "en" else query.folded

    def question(self, text: Text, number: int, focused: bool) -> Question:
        """Return the question on `text`, which has that number."""
        found = golds(self.row, text.text) if self.row["url"] else ()
        answers = tuple(fold(a) for a in self.row["gold"]) if self.row["url"] else ()
        return Question(self.wording(focused), number, found, answers, ((number, 1.0),))


def golds(row: Mapping[str, Any], text: str) -> tuple[Bounds, ...]:
    """Return where `text` answers: of a list the first item, else each answer; the evidence where none stands."""
    evidence = fold(row["evidence"])
    at = max(text.find(evidence), text.find(evidence[:12]), 0)
    said = [fold(a) for a in row["all_of"][:1] or row["gold"]]
    found = [place(text, a, at + max(evidence.find(a), 0)) for a in said]
    return tuple(dict.fromkeys(p for p in found if p)) or ((at, at + len(evidence)),)


def asked(data: Path, held_out: bool) -> Iterator[Asked]:
    """Yield the questions, those held out or the others; raises DataMissing without the news they are about."""
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["id"].startswith(HELD_OUT) == held_out]
    wanted = {row["url"] or row["about_url"] for row in rows}
    items = {item["url"]: item for name in NEWS for item in read(data, name) if item["url"] in wanted}
    if missing := sorted(wanted - items.keys()):
        raise DataMissing(f"the news of --data lack {len(missing)} items asked about, the first {missing[0]}")
    articles = {url: article_of(item) for url, item in items.items()}
    for row in rows:
        url = row["url"] or row["about_url"]
        yield Asked(_in_words(row, items[url]), articles[url])


def _in_words(row: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """Return `row` with the words of its answers: the file has only their places in title and paragraphs."""
    text = "\n".join([item["title"], *item["paragraphs"]])

    def words(places: list[list[int]]) -> list[str]:
        return [text[start:end] for start, end in places]

    evidence = words([row["evidence"]])[0] if row["evidence"] else ""
    return {**row, "gold": words(row["gold"]), "all_of": words(row["all_of"]), "evidence": evidence}


def article_of(item: Mapping[str, Any]) -> Article:
    """Return a news `item`, a row of the public data, as an article known by its address."""
    day = item["date"]
    date = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return parse_article(item["url"], "\n\n".join([f"{item['title']}\n日期: {date}", *item["paragraphs"]]))


def _texts(questions: list[Asked]) -> dict[Article, Text]:
    """Return the paragraphs of each article asked about."""
    found = {}
    for article in dict.fromkeys(q.article for q in questions):
        paragraphs = [article.text[p.start : p.end] for p in article.paragraphs]
        found[article] = Text.of(article.title, "\n".join(paragraphs))
    return found


def training_questions(data: Path, rng: Rng) -> ReadingSet:
    """Return `COPIES` of each question that may be trained on, most with nothing but its own article to read."""
    questions = list(asked(data, held_out=False))
    texts = _texts(questions)
    numbers = {article: n for n, article in enumerate(texts)}
    found = ReadingSet(list(texts.values()))
    for question in questions:
        number, text = numbers[question.article], texts[question.article]
        others = [n for n in numbers.values() if n != number]
        for copy in range(COPIES):
            made = question.question(text, number, focused=copy % 2 == 0)
            if copy == COPIES - 1:
                rivals = [(n, rng.uniform(0.3, 1.0)) for n in rng.sample(others, OTHERS)]
                made = Question(made.question, number, made.golds, made.answers, (*made.hits, *rivals))
            found.questions.append(made)
    return found


def held_out_questions(data: Path, lists: bool = False) -> ReadingSet:
    """Return the questions of DEVELOPMENT, focused, each with its article alone; `lists` too or not."""
    chosen = (q for q in asked(data, held_out=True) if q.row["id"].startswith(DEVELOPMENT))
    questions = [q for q in chosen if lists or q.row["kind"] != "list"]
    texts = _texts(questions)
    numbers = {article: n for n, article in enumerate(texts)}
    made = [q.question(texts[q.article], numbers[q.article], focused=True) for q in questions]
    return ReadingSet(list(texts.values()), made)
