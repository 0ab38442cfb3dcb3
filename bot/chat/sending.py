"""Getting a reply out: typing kept alive, a word when it takes long, one message or several, new or edited.

Knows nothing of questions or answers.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType

from telegram import CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.service import topic_of

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
TYPING_AFTER = 0.2  # seconds; most answers are there before
TYPING_EVERY = 4.0  # seconds; Telegram shows it for five
GRACE = 1.0  # seconds that an answer waits for the request before it
PATIENCE = 2.0  # seconds before the person is told that it takes longer


class Waiting:
    """Shows that something is being done, from entering to leaving; `message` is what was said meanwhile.

    `words` are HTML.
    """

    def __init__(self, to: Message, words: str) -> None:
        self._to, self._words = to, words
        self.message: Message | None = None
        self._hushed = False
        self._saying = asyncio.Lock()  # two who say something at once would leave a message over

    def hush(self) -> None:
        """Say nothing more: something better is shown."""
        self._hushed = True

    async def show(self, html: str) -> None:
        """Show `html` in the message that said that it takes longer, in one of its own where nothing was said yet."""
        async with self._saying:
            if self.message:
                await edit(self.message, html)
            else:
                self.message = await reply(self._to, html)

    async def __aenter__(self) -> "Waiting":
        self._over = asyncio.Event()
        self._typing, self._telling = asyncio.create_task(self._type()), asyncio.create_task(self._tell())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        # A request that is under way may end: torn off, it would take its connection with it.
        await asyncio.wait([self._typing], timeout=GRACE)
        self._typing.cancel()
        await asyncio.gather(self._typing, self._telling, return_exceptions=True)
        if kind and self.message:  # no answer is going to take its place
            with suppress(TelegramError):
                await self.message.delete()

    async def _type(self) -> None:
        pause = TYPING_AFTER
        while not await self._over_within(pause):
            with suppress(TelegramError):  # decoration: the answer goes out without it
                await self._to.chat.send_action(ChatAction.TYPING, message_thread_id=topic_of(self._to))
            pause = TYPING_EVERY

    async def _tell(self) -> None:
        if await self._over_within(PATIENCE):
            return
        async with self._saying:
            if not self._hushed and not self.message:
                with suppress(TelegramError):
                    self.message = await reply(self._to, self._words)

    async def _over_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._over.wait(), seconds)
        return False


async def reply(to: Message, html: str, buttons: InlineKeyboardMarkup | None = None) -> Message:
    """Send one message: as a reply to the question in a group, where others write in between."""
    return await to.reply_text(
        html,
        ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=buttons,
        do_quote=to.chat.type != ChatType.PRIVATE,
        allow_sending_without_reply=True,
    )


async def edit(message: Message, html: str, buttons: InlineKeyboardMarkup | None = None) -> bool:
    """Change one of the bot's messages, which may say so already; return whether it is still there."""
    try:
        await message.edit_text(html, ParseMode.HTML, link_preview_options=NO_PREVIEW, reply_markup=buttons)
    except BadRequest as error:
        if "not found" in str(error):
            return False
        if "not modified" not in str(error):
            raise
    return True


def pressed(query: CallbackQuery) -> Message | None:
    """Return the message whose button was pressed, None where it is so old that Telegram does not show it to bots."""
    message = query.message  # python-telegram-bot makes a Message of either kind
    return message if isinstance(message, Message) and message.is_accessible else None


async def acknowledge(query: CallbackQuery, words: str | None = None, alert: bool = False) -> None:
    """Tell whoever pressed a button that it was seen; one who waited too long sees what it does all the same."""
    try:
        await query.answer(words, show_alert=alert)
    except BadRequest as error:
        if "too old" not in str(error):
            raise


async def deliver(
    to: Message,
    parts: Sequence[str],
    buttons: InlineKeyboardMarkup | None = None,
    into: Sequence[Message] = (),
) -> list[Message]:
    """Send `parts`, the buttons under the last; first into the messages given, of which none is left over.

    Where such a message was deleted meanwhile, its part is sent anew.
    """
    sent = []
    for number, html in enumerate(parts):
        under = buttons if number == len(parts) - 1 else None
        if number < len(into) and await edit(into[number], html, under):
            sent.append(into[number])
        else:
            sent.append(await reply(to, html, under))
    for message in into[len(parts) :]:
        with suppress(TelegramError):
            await message.delete()
    return sent
