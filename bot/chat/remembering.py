"""What a question may point back to: the turns before it in a private chat, the message it replies to elsewhere.

Knows nothing of how a question is understood.
"""

from telegram import Message
from telegram.constants import ChatType

from bot.chat import keyboards
from bot.chat.service import Service
from bot.chat.shown import read
from bot.conversation import Conversations, Turn
from bot.quotes import Answer
from bot.reference import Reference


class Remembering:
    """The conversations of private chats, in memory only."""

    def __init__(self, service: Service, minutes: float) -> None:
        self._service, self._conversations = service, Conversations(minutes)

    def before(self, message: Message) -> tuple[Turn, ...]:
        """Return the turns before the question in `message`, which may have been answered before it was edited."""
        if message.chat.type == ChatType.PRIVATE:
            return self._conversations.before(message.chat_id, message.message_id)
        turn = self._replied_to(message.reply_to_message)
        return (turn,) if turn else ()

    def add(self, message: Message, answer: Answer, example: bool = False) -> None:
        """Remember the answer to `message`, or to an `example` that stands on its button; in a private chat."""
        if message.chat.type == ChatType.PRIVATE:
            self._conversations.add(message.chat_id, Turn.of(answer), 0 if example else message.message_id)

    def forget(self, chat: int) -> None:
        """Forget the conversation in `chat`."""
        self._conversations.forget(chat)

    def _replied_to(self, message: Message | None) -> Turn | None:
        """Return the turn that the bot's own `message` shows, None where it shows none."""
        own = message and message.from_user and message.from_user.id == message.get_bot().id
        carried = keyboards.carried(message.reply_markup) if message and own else {}
        place = carried.get("c") or carried.get("f")
        if message is None or "s" not in carried or not place:
            return None
        keys = carried["s"].split(":")[2].split(",")
        shown = read(message, self._service.answerer.catalogue, keys, Reference.parse(place[2:]))
        return Turn("", shown.text, shown.quotes, shown.quotes[0].article.id) if shown else None
