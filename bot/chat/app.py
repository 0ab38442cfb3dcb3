"""The Telegram application: connections, handlers, polling, start and end. What handlers do is theirs."""

import logging
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    ApplicationHandlerStop,
    ContextTypes,
    TypeHandler,
)

from bot import logs
from bot.answering import Answerer
from bot.chat.addressing import from_a_person, is_stale
from bot.chat.admin import Admin
from bot.chat.asking import Asking
from bot.chat.buttons import Buttons
from bot.chat.commands import Commands
from bot.chat.digests import Digests
from bot.chat.following import Following
from bot.chat.inline import Inline
from bot.chat.meetings import Meetings
from bot.chat.remembering import Remembering
from bot.chat.sending import deliver, pressed
from bot.chat.service import Service, model_of
from bot.live import LiveAnswerer, open_live
from bot.logs import anonymous
from bot.memory import Memory
from bot.settings import Settings
from bot.wording import Wording
from index.errors import SettingsError

log = logging.getLogger(__name__)

UPDATES = ["message", "edited_message", "callback_query", "inline_query", "guest_message"]
_AT_ONCE = 64  # updates handled at the same time
_SECONDS = 20.0  # before a connection to Telegram counts as dead

Bot = Application[Any, Any, Any, Any, Any, Any]


def build_application(settings: Settings, answerer: Answerer | LiveAnswerer, memory: Memory) -> Bot:
    """Return the application, its handlers registered, not yet connected; raises SettingsError."""
    following = Following(answerer) if isinstance(answerer, LiveAnswerer) else None
    service = Service(answerer, Wording.load(settings.prompts), memory, model_of(settings))
    meetings = Meetings(service)
    remembering = Remembering(service, settings.follow_up_minutes)
    asking = Asking(service, remembering)
    commands = Commands(service, asking, meetings, remembering)

    async def announce(application: Bot) -> None:
        # Telegram's menus know two letters: zh is Traditional here, Simplified readers get one per chat.
        await application.bot.set_my_commands(commands.menu("hant"))
        await application.bot.set_my_commands(commands.menu("hant"), language_code="zh")
        await application.bot.set_my_commands(commands.menu("en"), language_code="en")
        log.info("answering as @%s; stop with Ctrl-C", application.bot.username)
        if following:
            following.start()

    async def end(application: Bot) -> None:
        if following:
            await following.stop()

    application = (
        ApplicationBuilder()
        .token(settings.require_token())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .concurrent_updates(_AT_ONCE)
        .rate_limiter(AIORateLimiter(max_retries=3))
        .connect_timeout(_SECONDS)
        .read_timeout(_SECONDS)
        # getUpdates has a pool of one by default, which a hung connection blocks for good.
        .get_updates_connection_pool_size(2)
        .get_updates_connect_timeout(_SECONDS)
        .get_updates_read_timeout(_SECONDS)
        .get_updates_pool_timeout(_SECONDS)
        .post_init(announce)
        .post_stop(end)
        .build()
    )
    application.add_handler(TypeHandler(Update, _only_people), group=-1)
    meetings.register(application)
    Admin(service, meetings, settings).register(application)
    Digests(service, meetings).register(application)
    Buttons(service).register(application)
    Inline(service, meetings).register(application)
    commands.register(application)
    commands.register_last(application)
    application.add_error_handler(_Failures(service).failed)
    return application


async def _only_people(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Leave messages alone that no person wrote, or that waited too long, before any handler takes them."""
    message = update.message
    if message and (is_stale(message) or not from_a_person(message, context.bot)):
        raise ApplicationHandlerStop


class _Failures:
    """Says sorry once to whoever an update failed for, and logs it without token or question."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        error = context.error
        log.error("an update failed: %s", anonymous(error) if error else "unknown error")
        if not isinstance(update, Update):
            return
        query, message = update.callback_query, update.message
        with suppress(TelegramError):
            if query:
                try:
                    await query.answer(self._service.say("failed", query.from_user))
                    return
                except BadRequest:  # it was acknowledged before
                    message = pressed(query)
            if message:
                await deliver(message, [self._service.html("failed", update.effective_user)])


def run(settings: Settings) -> None:
    """Answer on Telegram until interrupted; raises SettingsError when Telegram refuses the token."""
    logs.set_up()
    answerer = open_live(settings)
    memory = Memory(settings.state)
    application = build_application(settings, answerer, memory)
    log.info("connecting to %s", settings.api_url)
    try:
        application.run_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
    except InvalidToken:
        # Its own message holds the token.
        raise SettingsError("Telegram refuses TELEGRAM_BOT_TOKEN: copy it again from @BotFather") from None
    finally:
        memory.close()
