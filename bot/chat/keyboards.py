"""The buttons under replies, and what they carry: at most 64 bytes that say everything a press needs.

    c:REFERENCE      show the paragraphs around a quote      f:REFERENCE  fold them back
    s:SCRIPT:KEYS    the reply in the other script           m:REFERENCES more passages
    u:HASH  d:HASH   the answer was good, was not            e:N          ask the example on this button
    p:PAGE  a:KEY    a page of the meetings, one meeting     l:LANGUAGE   speak this language
    i:KEY  x:KEY     add an article that waits, forget it: `bot.chat.admin` makes these

Nothing of it lives in memory, so buttons outlast restarts and rebuilds. Knows nothing of what a press does.
"""

from collections.abc import Sequence

from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup

from bot.quotes import Quote, published_in
from bot.reference import Reference, key
from bot.reply import Reply
from bot.wording import Wording
from index.script import Script
from index.types import Article

MAX_BYTES = 64


def joined(prefix: str, parts: Sequence[object]) -> str:
    """Return as many `parts` after `prefix`, joined by commas, as a button can carry."""
    data = prefix
    for part in parts:
        longer = f"{data}{'' if data == prefix else ','}{part}"
        if len(longer.encode()) > MAX_BYTES:
            break
        data = longer
    return data


def _context(reply: Reply) -> str:
    return f"{'f' if reply.opened else 'c'}:{Reference.of(reply.quotes[0])}"


def other_script(reply: Reply) -> Script:
    """Return the script that the reply's quotes are not shown in."""
    return other(reply.script or published_in(reply.quotes[0].article))


def other(script: Script) -> Script:
    """Return the Chinese script that `script` is not."""
    return "hant" if script == "hans" else "hans"


def under(
    reply: Reply, others: Sequence[Quote], asked: str, wording: Wording, language: Script, whole: bool = True
) -> InlineKeyboardMarkup | None:
    """Return the buttons under a reply; under a refusal only the one to `others`, None where there are none.

    `asked` is the question's hash, `whole` whether one message holds the reply: only then it can be shown
    another way.
    """
    more = joined("m:", [Reference.of(quote) for quote in others])
    if not reply.quotes:
        nearest = Button(wording.say("nearest", language), callback_data=more)
        return InlineKeyboardMarkup([[nearest]]) if others else None
    keys = tuple(dict.fromkeys(key(article.id) for article, _ in reply.by_article()))
    return _rows(reply, keys, more if others else "", asked, wording, language, whole)


def carried(markup: InlineKeyboardMarkup | None) -> dict[str, str]:
    """Return what the buttons of `markup` carry, by their first letter."""
    rows = markup.inline_keyboard if markup else ()
    data = [str(button.callback_data) for row in rows for button in row if button.callback_data]
    return {each[0]: each for each in data}


def again(reply: Reply, old: dict[str, str], wording: Wording, language: Script) -> InlineKeyboardMarkup:
    """Return the buttons under a reply that is shown another way; what the `old` ones carried stays."""
    keys = old["s"].split(":")[2].split(",")
    return _rows(reply, keys, old.get("m", ""), old.get("u", "u:")[2:], wording, language)


def _rows(
    reply: Reply,
    keys: Sequence[str],
    more: str,
    asked: str,
    wording: Wording,
    language: Script,
    whole: bool = True,
) -> InlineKeyboardMarkup:
    to, first = other_script(reply), []
    if whole:
        words = wording.say("fold" if reply.opened else "context", language)
        first.append(Button(words, callback_data=_context(reply)))
    if more:
        first.append(Button(wording.say("more_sources", language), callback_data=more))
    if whole:
        first.append(Button(wording.say(f"to_{to}", language), callback_data=joined(f"s:{to}:", keys)))
    second = [Button("👍", callback_data=f"u:{asked}"), Button("👎", callback_data=f"d:{asked}")]
    return InlineKeyboardMarkup([first, second] if first else [second])


def for_examples(questions: Sequence[str]) -> InlineKeyboardMarkup | None:
    """Return one button for each example question."""
    rows = [[Button(question, callback_data=f"e:{number}")] for number, question in enumerate(questions)]
    return InlineKeyboardMarkup(rows) if rows else None


def for_meetings(articles: Sequence[Article], first: int, page: int, pages: int) -> InlineKeyboardMarkup:
    """Return a numbered button for each article of a page, and those to the pages beside it."""
    numbers = [Button(str(first + n), callback_data=f"a:{key(a.id)}") for n, a in enumerate(articles)]
    rows = [numbers[start : start + 4] for start in range(0, len(numbers), 4)]
    turn = [Button("‹", callback_data=f"p:{page - 1}")] if page > 0 else []
    turn += [Button("›", callback_data=f"p:{page + 1}")] if page < pages - 1 else []
    return InlineKeyboardMarkup([*rows, turn] if turn else rows)


def for_languages(wording: Wording, language: Script) -> InlineKeyboardMarkup:
    """Return the languages to choose from."""
    names = (("繁體中文", "hant"), ("简体中文", "hans"), ("English", "en"))
    chosen = [Button(name, callback_data=f"l:{value}") for name, value in names]
    return InlineKeyboardMarkup(
        [chosen, [Button(wording.say("language_auto", language), callback_data="l:auto")]]
    )
