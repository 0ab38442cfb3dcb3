"""Markdown to plain text: the marks go, the words stay, a line stays a line.

CommonMark's own rules leave `**` standing beside Chinese punctuation, so these are looser. Knows nothing of what the text says.
"""

import re

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_QUOTED = re.compile(r"(?m)^([\w-]+:[ \t]+)([\"'])(.*)\2[ \t]*$")
# Every repetition is bounded: a hostile line costs no more than its length allows.
_RULES = (
    (re.compile(r"(?m)^[ \t]*(?:```|~~~).*$"), ""),  # fences of code
    (re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+"), ""),
    (re.compile(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$"), r"\1"),
    (re.compile(r"(?m)^[ \t]*(?:=+|-{3,}|\*{3,}|_{3,}|(?:[-*_][ \t]){2,}[-*_])[ \t]*$"), ""),
    (re.compile(r"(?m)^([ \t]*)[-*+][ \t]+"), r"\1"),  # a number before an item is a word of the article
    (re.compile(r"(?m)^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$"), ""),
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\]\n]{1,500})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,500}\])"), r"\1"),
    (re.compile(r"<(https?://[^>\s]{1,2000})>"), r"\1"),
    (
        re.compile(
            r"</?(?:b|strong|i|em|u|br|p|div|span|center|font|sub|sup)\b[^>\n]{0,500}>", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,1000})(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|~])"), r"\1"),
)


def read_markdown(text: str) -> str:
    """Return `text` without Markdown's marks; front matter stays as the `key: value` lines that it is."""
    front = _FRONT.match(text)
    head = _QUOTED.sub(r"\1\3", front.group(1)) if front else ""
    body = _uncommented(text[front.end() :] if front else text)
    for pattern, replacement in _RULES:
        body = pattern.sub(replacement, body)
    return head + body


def _uncommented(text: str) -> str:
    kept = []
    while True:
        before, opened, rest = text.partition("<!--")
        kept.append(before)
        _, closed, text = rest.partition("-->")
        if not closed:
            return "".join(kept) + opened + rest
