"""Public data to training pairs: two texts that a good embedding should place side by side.

Reads the gzip files named in `SOURCES` and folds everything it returns. Pairs come in kinds, each
from one source and of one form. Knows nothing of tokenizers, models or how pairs are trained on.
"""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from index.script import fold
from index.words import words

Pair = tuple[str, str]

# Everything the shipped model may learn from; the model card repeats the licences.
NEWS = ("news_2012_2018", "news_2019_2026")
QUESTIONS = ("cmrc2018_train_evidence", "squad2_zh_dev")
SOURCES = (*NEWS, *QUESTIONS, "transcripts_tw", "work_reports", "cedict", "tatoeba_en_zh")

MIN_CHARS = 16  # shorter paragraphs are bylines and credits
MAX_CHARS = 600  # longer passages are cut: the index never embeds more at once
TITLE_PARAGRAPHS = 3  # paragraphs of one article paired with its headline
GLOSS_WORDS = 4  # longer glosses explain a word rather than translate it

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_MARKUP = re.compile(r"\]\([^)]*\)|https?://\S+|[\[\]>*#]")


class DataMissing(Exception):
    """A training file is not in the data folder."""


def read(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of `data`/`name`.jsonl.gz, one a line."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with its closing mark."""
    return [s for s in _SENTENCE.findall(text) if len(s) > 4]


def without_one(text: str, rng: random.Random) -> Pair | None:
    """Return one sentence of `text` and the rest of it; None when it has only one."""
    parts = sentences(text)
    if len(parts) < 2:
        return None
    chosen = rng.randrange(len(parts))
    return parts[chosen], "".join(parts[:chosen] + parts[chosen + 1 :])


def require(data: Path, names: tuple[str, ...]) -> None:
    """Raise DataMissing when a file of `names` is not in the folder `data`."""
    for name in names:
        if not (data / f"{name}.jsonl.gz").is_file():
            raise DataMissing(f"{data / name}.jsonl.gz is missing: --data must name the folder that holds it")


def news(data: Path, rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """Yield headlines with paragraphs and sentences with the rest of their paragraph."""
    for name in NEWS:
        for item in read(data, name):
            title = fold(item["title"])
            body = [fold(p)[:MAX_CHARS] for p in item["paragraphs"] if len(p) >= MIN_CHARS]
            for paragraph in rng.sample(body, min(len(body), TITLE_PARAGRAPHS)):
                yield "headline", (title, paragraph)
            for paragraph in body:
                if pair := without_one(paragraph, rng):
                    yield "sentence", pair


def questions(data: Path) -> Iterator[tuple[str, Pair]]:
    """Yield each question with its passage, and with the sentences around its answer."""
    for name in QUESTIONS:
        for item in read(data, name):
            context, title = fold(item["context"]), fold(item["title"])
            for qa in item["qas"]:
                question = fold(qa["question"])
                yield "question", (question, context[:MAX_CHARS])
                for answer in qa["answers"][:1]:
                    place = context.find(fold(answer["text"]))
                    if place >= 0:
                        start = context.rfind("。", 0, place) + 1
                        end = context.find("。", place + len(answer["text"])) + 1 or len(context)
                        yield "answer", (question, f"{title} {context[start:end][:MAX_CHARS]}")


def transcripts(data: Path) -> Iterator[tuple[str, Pair]]:
    """Yield each question asked in a meeting with the turn that follows it."""
    for item in read(data, "transcripts_tw"):
        turns = [fold(_MARKUP.sub(" ", turn["text"]))[:MAX_CHARS] for turn in item["turns"]]
        for before, after in pairwise(turns):
            if "?" in before and len(before) >= MIN_CHARS and len(after) >= 2 * MIN_CHARS:
                yield "turn", (before[-200:], after)


def reports(data: Path, rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """Yield sentence pairs of the work reports' paragraphs."""
    for item in read(data, "work_reports"):
        for paragraph in item["content"].split("\n"):
            if len(paragraph) >= MIN_CHARS and (pair := without_one(fold(paragraph)[:MAX_CHARS], rng)):
                yield "sentence", pair


def glosses(data: Path) -> dict[str, list[str]]:
    """Return English translations of each folded Chinese word, the most usual first."""
    found: dict[str, list[str]] = {}
    for item in read(data, "cedict"):
        senses = [_BRACKETS.sub("", fold(sense)).strip() for part in item["en"] for sense in part.split(";")]
        senses = [s.removeprefix("to ") for s in senses]
        usable = [s for s in senses if s and len(s.split()) <= GLOSS_WORDS and s.isascii() and ":" not in s]
        if usable:
            found.setdefault(fold(item["hans"]), []).extend(usable)
    return found


def bilingual(data: Path) -> Iterator[tuple[str, Pair]]:
    """Yield dictionary words with their glosses and sentences with their translations."""
    for word, senses in glosses(data).items():
        for sense in senses[:3]:
            yield "gloss", (sense, word)
        yield "gloss", (" ".join(senses[:6]), word)
    for item in read(data, "tatoeba_en_zh"):
        yield "translation", (fold(item["en"]), fold(item["zh"]))


def in_glosses(text: str, senses: dict[str, list[str]], rng: random.Random) -> str:
    """Return folded Chinese `text` word for word in English, in the order of the Chinese.

    No English news may be trained on, so this stands in for it: a model that adds up words does
    not mind the order.
    """
    english: list[str] = []
    for word in words(text):
        if word in senses:
            # The first sense is the most usual; a later one is taken now and then.
            nth = min(int(rng.expovariate(1.0)), len(senses[word]) - 1)
            english.append(senses[word][nth])
        elif word.isascii():
            english.append(word)
    return " ".join(english)


def switched(found: dict[str, list[Pair]], data: Path, count: int, rng: random.Random) -> Iterator[Pair]:
    """Yield up to `count` headlines and sentences in glosses, each with the Chinese it belongs to."""
    senses = glosses(data)
    half = count // 2
    headlines, inner = found["headline"], found["sentence"]
    for headline, paragraph in rng.sample(headlines, min(half, len(headlines))):
        yield in_glosses(headline, senses, rng), paragraph
    for sentence, _ in rng.sample(inner, min(half, len(inner))):
        yield in_glosses(sentence, senses, rng), sentence


def collect(data: Path, switched_count: int, seed: int) -> dict[str, list[Pair]]:
    """Return all pairs of the folder `data` by kind; `switched_count` of them are made of glosses."""
    rng = random.Random(seed)
    found: dict[str, list[Pair]] = defaultdict(list)
    for kind, pair in chain(
        news(data, rng), questions(data), transcripts(data), reports(data, rng), bilingual(data)
    ):
        found[kind].append(pair)
    for kind in ("question", "answer"):
        found[kind] *= 2  # the nearest thing to what is asked of the index, and there are few
    found["switched"] = list(switched(found, data, switched_count, rng))
    return dict(found)
