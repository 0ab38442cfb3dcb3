"""What the buttons under a reply do: context, more sources, the other script, ratings.

A press reads the reply back from its message, so nothing has to be remembered. Knows nothing of how
an answer is found.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from telegram import CallbackQuery, Message, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.chat import keyboards
from bot.chat.sending import acknowledge, deliver, edit, pressed
from bot.chat.service import Service
from bot.chat.shown import read
from bot.reference import Reference
from bot.render import passages, render
from bot.reply import Reply
from index.errors import HuidaError
from index.script import Script


class Gone(HuidaError):
    """A button points to an article that the index has no more, or stands under a message too old to read."""


class Buttons:
    """Handlers of presses on a reply's buttons."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers."""
        for pattern, handler in (
            ("^[cf]:", self.context),
            ("^s:", self.script),
            ("^m:", self.more),
            ("^[ud]:", self.rate),
        ):
            application.add_handler(CallbackQueryHandler(handler, pattern))

    async def context(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the paragraphs around the first quote, or fold them back."""
        query = cast(CallbackQuery, update.callback_query)
        opened = str(query.data).startswith("c:")
        await self._change(query, lambda reply: replace(reply, opened=opened))

    async def script(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the reply in the other script."""
        query = cast(CallbackQuery, update.callback_query)
        target: Script = "hans" if str(query.data).startswith("s:hans") else "hant"
        await self._change(query, lambda reply: reply.in_script(target))

    async def more(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Send the other passages that bear on the question, as far as their articles are still there."""
        query = cast(CallbackQuery, update.callback_query)
        references = [Reference.parse(part) for part in str(query.data)[2:].split(",")]
        found = [quote for r in references if (quote := self._service.answerer.catalogue.quote(r))]
        message = pressed(query)
        if not found or not message:
            why = "too_late" if found else "gone"
            await acknowledge(query, self._service.say(why, query.from_user), alert=True)
            return
        await acknowledge(query)
        await deliver(message, passages(found))

    async def rate(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Remember whether the answer was good, by the question's hash."""
        query = cast(CallbackQuery, update.callback_query)
        message = pressed(query)
        if not message:
            await acknowledge(query, self._service.say("too_late", query.from_user), alert=True)
            return
        answer, keys = "", list[str]()
        if whole := keyboards.carried(message.reply_markup).get("s"):  # else the answer is further up
            answer = next((t for e, t in message.parse_entities().items() if e.type == "bold"), "")
            keys = whole.split(":")[2].split(",")
        good, asked = str(query.data).startswith("u:"), str(query.data)[2:]
        self._service.memory.rate(query.from_user.id, asked, answer, tuple(keys), good)
        await acknowledge(query, self._service.say("thanks", query.from_user))

    def _reply(self, query: CallbackQuery) -> tuple[Reply, dict[str, str]]:
        """Return the reply that the pressed message shows, and what its buttons carry; raises Gone."""
        message = pressed(query)
        old = keyboards.carried(message.reply_markup) if message else {}
        if not message or "s" not in old:
            raise Gone(self._service.say("too_late", query.from_user))
        opened = "f" in old
        _, target, keys = old["s"].split(":")
        first = Reference.parse(old["f" if opened else "c"][2:])
        reply = read(message, self._service.answerer.catalogue, keys.split(","), first)
        if reply is None:
            raise Gone(self._service.say("gone", query.from_user))
        script = keyboards.other("hans" if target == "hans" else "hant")
        return replace(reply, opened=opened, script=script), old

    async def _change(self, query: CallbackQuery, change: Callable[[Reply], Reply]) -> None:
        """Show the reply that was pressed as `change` makes it."""
        try:
            reply, old = self._reply(query)
        except Gone as gone:
            await acknowledge(query, str(gone), alert=True)
            return
        await acknowledge(query)
        changed = change(reply)
        language = self._service.language(query.from_user, changed.text)
        buttons = keyboards.again(changed, old, self._service.wording, language)
        await edit(cast(Message, query.message), render(changed)[0], buttons)
