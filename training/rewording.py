"""Questions put otherwise: with words before them that say which text is meant, or asking what it does not say.

Everything is folded.
"""

import re
from collections import defaultdict
from dataclasses import replace

import jieba

from training.cloze import tagged
from training.reading_sets import Bounds, Question, ReadingSet, Rng, Text

_CONTEXTS = (
    "{d}{x}上,{q} {x}那次,{q} {x}那次{q} {d}那次{x},{q} 讲{x}那次,{q} {x}的时候,{q} {x}{q} {x},{q} 关于{x},{q} {d}{x}说{q} "
    "在{x}上,{q} {x}中{q} {d}{x},{q} 说{x}那回,{q} {d}的{x}{q}"
).split()


def in_context(question: Question, text: Text, rng: Rng) -> Question:
    """Return the question with words before it that say which text is meant, as people do.

    The words come from the headline or the text's first sentence, so they draw the eye to a sentence that
    need not be the answer's.
    """
    first = text.text[text.spans[0][0] : text.spans[0][1]] if text.spans else ""
    words = jieba.lcut(text.title if rng.random() < 0.7 or len(first) < 8 else first)
    words = [w for w in words if w.strip() and w[0].isalnum()]
    if not words or any(
        w in ("who", "what", "when", "where", "how") for w in jieba.cut(question.question[:6])
    ):
        return question
    start = rng.randrange(len(words))
    said = "".join(words[start : start + rng.choice((1, 2, 2, 3, 4))])[:14]
    dates = re.findall(r"(?:\d{4}年)?\d+月\d+[日号]|\d{4}年|\d+[日号]", text.text[:120])
    date = rng.choice([*dates, "", "", f"{rng.randrange(2012, 2027)}年", "去年", "今年"])
    return replace(question, question=rng.choice(_CONTEXTS).format(d=date, x=said, q=question.question))


def nouns(found: ReadingSet) -> tuple[list[list[Bounds]], dict[int, list[str]]]:
    """Return, for each question, the bounds of words it shares with its text; and by text all such words."""
    places: list[list[Bounds]] = []
    pool = defaultdict[int, list[str]](list)
    for question in found.questions:
        text = found.texts[question.text].text
        shared = [
            t for t in tagged(question.question) if t[3][0] in "nmt" and t[1] - t[0] >= 2 and t[2] in text
        ]
        places.append([(start, end) for start, end, _, _ in shared])
        pool[question.text] += [word for _, _, word, _ in shared]
    return places, pool


def altered(
    question: Question, place: Bounds, pool: dict[int, list[str]], text: str, rng: Rng
) -> Question | None:
    """Return the question with the word at `place` changed, so that `text` most likely no longer answers it.

    Half of the time the new word is one that another question on the same text uses: every word then stands
    in the text, as in the adversarial questions of SQuAD 2.0 (Rajpurkar et al. 2018).
    """
    asked = question.question
    word = asked[place[0] : place[1]]
    near = [w for w in pool[question.text] if w not in asked and word not in w and w not in question.answers]
    if near and rng.random() < 0.5:
        other = rng.choice(near)
    elif any(c.isdigit() for c in word):
        other = "".join(str(rng.randrange(10)) if c.isdigit() else c for c in word)
    else:
        other = rng.choice(pool[rng.choice(list(pool))] or [word])
        if other in text:
            return None
    wording = asked[: place[0]] + other + asked[place[1] :]
    return replace(question, question=wording, golds=(), answers=())
