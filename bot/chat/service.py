"""What every handler works with: the answerer, the wording, what is remembered, and a person's language.

Knows nothing of commands or buttons.
"""

from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from telegram import Message, User

from bot.answering import Answerer
from bot.live import LiveAnswerer
from bot.memory import Memory
from bot.settings import Settings
from bot.wording import Wording
from index.script import Script, detect

_HANS = ("zh-hans", "zh-cn", "zh-sg", "zh-my")


def telegram_language(user: User | None) -> Script | None:
    """Return the language that a person's Telegram is set to, None where that does not tell."""
    code = (user.language_code or "").lower() if user else ""
    if code.startswith(_HANS):
        return "hans"
    if code.startswith("zh-"):
        return "hant"
    return "en" if code.startswith("en") else None


@dataclass(frozen=True)
class Service:
    """The parts of the running bot that handlers share. `model` is the language model and where it is, "" for none."""

    source: Answerer | LiveAnswerer
    wording: Wording
    memory: Memory
    model: str = ""

    @property
    def answerer(self) -> Answerer:
        """What answers by now; hold it for as long as one answer takes, a rebuild may bring another."""
        return self.source.newest if isinstance(self.source, LiveAnswerer) else self.source

    def known_language(self, user: User | None) -> Script | None:
        """Return the language that a person chose, else that of their Telegram, None when neither tells."""
        return (self.memory.language(user.id) if user else None) or telegram_language(user)

    def language(self, user: User | None, text: str = "") -> Script:
        """Return the language to speak to a person: chosen, their Telegram's, what they write, Traditional."""
        known = self.known_language(user)
        if known is None and text and not text.startswith("/"):
            known = detect(text)
        return known or "hant"

    def say(self, key: str, user: User | None, **values: object) -> str:
        """Return the wording `key` in a person's language."""
        return self.wording.say(key, self.language(user), **values)

    def html(self, key: str, user: User | None, **values: object) -> str:
        """Return the same as HTML, for a message."""
        return escape(self.say(key, user, **values))

    def answer_script(self, user: User | None) -> Script:
        """Return the script of an answer to a question common to both: a Latin keyboard makes no question English."""
        language = self.known_language(user)
        return "hans" if language == "hans" else "hant"


def model_of(settings: Settings) -> str:
    """Return the language model that questions are sent to, and its host, as people are told; "" for none."""
    return f"{settings.llm_model} ({urlsplit(settings.llm_url).netloc})" if settings.llm_url else ""


def topic_of(message: Message) -> int | None:
    """Return the forum topic that `message` stands in, None outside of one."""
    return message.message_thread_id if message.is_topic_message else None
