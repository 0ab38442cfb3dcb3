"""Texts that nobody means well with, made by chance from a fixed seed: markup, halves of characters, directions."""

import random

from index.types import Article, Fact, Span

PIECES = (
    "<b>", "</b>", "</blockquote>", "<a href='https://x.y'>", "<tg-spoiler>", "<script>", "&amp;", "&lt;", "&#60;", "&#x1F600;",
    "&nbsp;", "&", '"', "'", "<", ">", "🙂", "👨‍👩‍👧‍👦", "🇹🇼", "𠮷", "𫫇", "\u202e", "\u2066", "\u200d", "\u200b", "\ufeff", "\u2028",
    "\x07", "\x00", "\x1b[31m", "\t", "\r\n", "\n", "\n\n", "e\u0301", "\u0333", "*_`[]()~|", "%00%s{0}{topic}", "\\", "主持", "會議", "会议",
    "誰", "谁", "哪些", "重點工作", "2024年1月31日", "第五次", "Who", "chaired", "?", "?", "。", ";", "、", "(一)", "一是", "#tag", "@someone",
    "https://example.org/?q=<&>", "tg://user?id=1", "國", "國務院", "字" * 40, "z" * 40, "……",
)  # fmt: skip


def text(chance: random.Random, most: int = 30) -> str:
    """Return up to `most` pieces in a row, at least one of which is seen."""
    return "".join(chance.choices(PIECES, k=chance.randint(1, most))) + chance.choice("誰字x")


def long_text(chance: random.Random, characters: int) -> str:
    """Return `characters` of nothing but `PIECES`."""
    made = ""
    while len(made) < characters:
        made += chance.choice(PIECES)
    return made[:characters]


def article(chance: random.Random, name: str) -> Article:
    """Return an article whose every field is hostile, some of it huge; its facts point into its text."""
    size = chance.choice([50, 100, 500, 500, 5000])
    body = text(chance) + long_text(chance, size) + "。"
    lines, at = [], 0
    for line in body.split("\n"):
        if line.strip():
            lines.append(Span(at, at + len(line)))
        at += len(line) + 1
    facts = []
    for kind in ("presided", "spoke", "attended", "date", "place", "form"):
        start = chance.randrange(len(body) - 1)
        end = min(len(body), start + chance.choice([1, 10, 400]))
        value = "2024-01-31" if kind == "date" else body[start:end]
        facts.append(Fact(kind, value, start, end))
    urls = ("", "javascript:alert(1)", "https://", "https://x", 'https://e.org/"><b>&', f"https://e.org/{'a' * 5000}",
            "http://例子.測試/路徑 有空格", "https://e.org/#a:~:text=b")  # fmt: skip
    return Article(
        name,
        chance.choice([text(chance), long_text(chance, 3000) + "題"]),
        body,
        published=chance.choice(["", "2024-01-31", "2024-01-31T20:22"]),
        source=chance.choice(["", text(chance), long_text(chance, 2000)]),
        reporter=chance.choice(["", text(chance)]),
        url=chance.choice(urls),
        paragraphs=tuple(lines),
        facts=tuple(facts),
    )
