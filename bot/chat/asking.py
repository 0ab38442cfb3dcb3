"""Questions in chats: each gets one reply; an edited question has its reply changed.

Questions of one person are answered in their order, different people do not wait for each other. Knows nothing
of how an answer is found.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any, cast
from weakref import WeakValueDictionary

from telegram import Message, Update, User
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.chat import keyboards
from bot.chat.addressing import question_in
from bot.chat.growing import Growing
from bot.chat.remembering import Remembering
from bot.chat.sending import Waiting, deliver
from bot.chat.service import Service
from bot.conversation import Turn
from bot.query import MAX_CHARS
from bot.quotes import Answer, Quote
from bot.reader import Progress
from bot.reference import question_hash
from bot.render import render
from bot.reply import Reply
from index.script import Script

EDITED_WITHIN = 60.0  # seconds after the question
_REMEMBERED = 1000  # questions whose replies are known, for when they are edited
OTHERS = 4  # more sources


class Asking:
    """Answers what people ask in private chats and, when they are spoken to, bots in groups."""

    def __init__(self, service: Service, remembering: Remembering) -> None:
        self._service, self._remembering = service, remembering
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._replies: OrderedDict[tuple[int, int], tuple[float, list[Message]]] = OrderedDict()

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers; those of other commands come before."""
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT, self.question))
        application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.TEXT, self.edited))

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message that asks the bot something; leave all others alone."""
        message = cast(Message, update.effective_message)
        asked = question_in(message, context.bot)
        if asked is not None:
            await self.reply(message, asked)

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an edited question anew where the old answer stands, for a minute."""
        message = cast(Message, update.effective_message)
        async with self._turn(message, message.from_user):  # after an answer that is still on its way
            answered = bool(self._replies_to(message))
        asked = question_in(message, context.bot)
        if answered and asked:
            await self.reply(message, asked)

    async def reply(self, message: Message, asked: str) -> None:
        """Answer `asked` in reply to `message`, or say what is wrong with it; where it was answered before, there."""
        user = message.from_user
        if asked and len(asked) <= MAX_CHARS:
            await self._answer_in_turn(message, user, asked)
            return
        language = self._service.language(user, asked)
        key = "ask_what" if not asked else "too_long"
        words = escape(self._service.wording.say(key, language, limit=MAX_CHARS))
        async with self._turn(message, user):
            self._remember(message, await deliver(message, [words], into=self._replies_to(message)))

    async def example(self, message: Message, user: User, asked: str) -> None:
        """Answer an example question, which stands on a button of `message`, with the question above the answer."""
        await self._answer_in_turn(message, user, asked, example=True)

    async def _answer_in_turn(
        self, message: Message, user: User | None, asked: str, example: bool = False
    ) -> None:
        say, language = self._service.wording, self._service.language(user, asked)
        async with self._turn(message, user):
            into = [] if example else self._replies_to(message)
            before = () if example else self._remembering.before(message)
            async with (
                Waiting(message, escape(say.say("working", language))) as waiting,
                Growing(message, waiting) as growing,
            ):
                answer, others = await asyncio.to_thread(
                    self._answer, asked, self._service.answer_script(user), before, growing.show
                )
            reply = replace(Reply.of(answer), question=asked if example else "")
            parts = render(reply)
            whole = len(parts) == 1
            buttons = keyboards.under(reply, others, question_hash(asked), say, language, whole)
            place = [*into, *([waiting.message] if waiting.message else [])]
            sent = await deliver(message, parts, buttons, place)
            self._remembering.add(message, answer, example)
            if not example:
                self._remember(message, sent)

    def _turn(self, message: Message, user: User | None) -> asyncio.Lock:
        """Return the lock that whoever asks holds while they are answered; it lives while someone uses it."""
        return self._turns.setdefault(user.id if user else message.chat_id, asyncio.Lock())

    def _answer(
        self, asked: str, script: Script, before: Sequence[Turn], on_progress: Progress
    ) -> tuple[Answer, list[Quote]]:
        answerer = self._service.answerer  # one generation, though another may take over meanwhile
        answer = answerer.answer(asked, script, before, on_progress)
        return answer, answerer.others(answer, OTHERS)

    def _replies_to(self, message: Message) -> list[Message]:
        """Return the messages that answer `message`, none where there are none or its minute is over."""
        at, replies = self._replies.get((message.chat_id, message.message_id), (0.0, []))
        return replies if time.monotonic() - at <= EDITED_WITHIN else []

    def _remember(self, message: Message, sent: list[Message]) -> None:
        """Remember `sent` as the reply to `message`, and forget those whose minute is over: they hold questions."""
        now, where = time.monotonic(), (message.chat_id, message.message_id)
        first, _ = self._replies.get(where, (now, []))
        self._replies[where] = first, sent
        while len(self._replies) > _REMEMBERED or now - next(iter(self._replies.values()))[0] > EDITED_WITHIN:
            self._replies.popitem(last=False)
