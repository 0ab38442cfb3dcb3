"""Two language models for the benchmark: one that knows the gold and quotes right, one that lies in every way.

Each is given what a real one is given, the request's messages, and reads the numbered passages out of them. Knows
nothing of how replies are checked.
"""

import json
import re
import zlib
from collections.abc import Callable, Generator, Sequence

from benchmarks.scoring import UNANSWERABLE, Expected, holds
from bot.llm.protocol import Form, Message
from index.chunking import sentences
from index.script import to_script

Reply = Callable[[Expected, dict[int, str]], str]
_PIECE = 24  # characters that arrive at once
_PASSAGE = re.compile(
    r"^\[\[(\w+) passage (\d+)\]\]\n[^\n]*\n(.*?)\n\[\[end \1\]\]$", re.MULTILINE | re.DOTALL
)
_DIGIT = re.compile("[0-9一二三四五六七八九]")
INVENTED = "会议决定授予有关人员特别奖金88亿元"


class Scripted:
    """A model that is told beforehand what it will be asked."""

    def __init__(self, name: str, reply: Reply) -> None:
        self.name, self._reply = name, reply
        self.asked: Expected | None = None

    def stream(self, messages: Sequence[Message], form: Form, until: float) -> Generator[str, None, None]:
        """Yield the reply to the question at hand, in pieces."""
        assert self.asked is not None, "say which question comes before it is asked"
        passages = {int(m[2]): m[3] for message in messages for m in _PASSAGE.finditer(message["content"])}
        reply = self._reply(self.asked, passages)
        for start in range(0, len(reply), _PIECE):
            yield reply[start : start + _PIECE]


def perfect(asked: Expected, passages: dict[int, str]) -> str:
    """Answer with the gold, each sentence quoting the one that says so; say so where no passage does."""
    wanted: list[tuple[str, ...]] = [(item,) for item in asked.all_of] or [asked.gold]
    found = [(_said(asked, wordings, passages), _proof(wordings, passages)) for wordings in wanted]
    told = [(text, [quote]) for text, quote in found if quote]
    return _json(told if asked.kind != UNANSWERABLE else [])


def lying(asked: Expected, passages: dict[int, str]) -> str:
    """Lie in the way that the question's turn has come for: quotes, numbers of passages, digits, or all of it."""
    wordings = asked.gold or ("会议",)
    proof = _proof(wordings, passages) or (1, (passages.get(1, "") or INVENTED)[:60])
    number, quote = proof
    gold = to_script(wordings[0], asked.script)
    ways: tuple[list[tuple[str, list[tuple[int, str]]]], ...] = (
        [(INVENTED, [(1, INVENTED)])],
        [(gold, [(len(passages) + 1, quote)]), (gold, [(0, quote)])],
        [(gold, [(number % len(passages) + 1 if len(passages) > 1 else 9, quote)])],
        [(_altered(gold), [(number, _altered(quote))])],
        [(_altered(quote), [(number, quote)])],
        [(INVENTED, [(number, quote)])],
        [(f"{quote[:30]}并没有这样说", [(number, quote), (number, INVENTED)])],
    )
    return _json(ways[zlib.crc32(asked.question.encode()) % len(ways)])


def _said(asked: Expected, wordings: Sequence[str], passages: dict[int, str]) -> str:
    """Return the wording that stands in the passages, in the asker's script."""
    standing = (w for w in wordings if any(holds(text, [w]) for text in passages.values()))
    return to_script(next(standing, wordings[0] if wordings else ""), asked.script)


def _proof(wordings: Sequence[str], passages: dict[int, str]) -> tuple[int, str] | None:
    """Return the first passage and its sentence that say one of `wordings`, else the passage's whole text."""
    for number, text in passages.items():
        for span in sentences(text):
            if holds(text[span.start : span.end], wordings):
                return number, text[span.start : span.end]
    return next(((number, text) for number, text in passages.items() if holds(text, wordings)), None)


def _altered(text: str) -> str:
    """Return `text` with its last numeral another, or one more where it has none."""
    places = list(_DIGIT.finditer(text))
    if not places:
        return f"{text}97项"
    at = places[-1].start()
    other = "7" if text[at].isascii() else "七"
    return text[:at] + (other if text[at] != other else "3" if other == "7" else "三") + text[at + 1 :]


def _json(told: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> str:
    listed = [
        {"text": text, "quotes": [{"passage": number, "text": quote} for number, quote in quotes]}
        for text, quotes in told
    ]
    return json.dumps({"sentences": listed, "answerable": bool(listed)}, ensure_ascii=False)
