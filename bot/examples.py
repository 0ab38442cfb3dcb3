"""Questions to try, that the newest article is sure to answer: each was asked before it is offered.

Knows nothing of Telegram or of how an answer is found.
"""

from collections.abc import Callable

from bot.quotes import Answer
from bot.wording import Wording
from index.script import Script
from index.types import Article

COUNT = 3
_KEYS = (
    "example_presided",
    "example_tasks",
    "example_demands",
    "example_attended",
    "example_place",
    "example_day",
)


def examples(
    newest: Article | None, ask: Callable[[str, Script], Answer], say: Wording, language: Script
) -> list[str]:
    """Return up to three questions in `language` that are answered from the `newest` article."""
    found: list[str] = []
    for name in _KEYS if newest else ():
        question = say.say(name, language)
        answer = ask(question, language)
        if not answer.abstained and answer.quotes[0].article is newest:
            found.append(question)
        if len(found) == COUNT:
            break
    return found
