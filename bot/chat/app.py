"""The Telegram application: connections, polling, start and end. Handlers are `bot.chat`'s."""

import logging

from telegram.error import InvalidToken
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder

from bot import logs
from bot.answering import Answerer, open_answerer
from bot.chat import Conversation
from bot.settings import Settings
from bot.wording import Wording
from index.errors import SettingsError

log = logging.getLogger(__name__)

_AT_ONCE = 64  # updates handled at the same time
_SECONDS = 20.0  # before a connection to Telegram counts as dead


def build_application(settings: Settings, answerer: Answerer) -> Application:  # type: ignore[type-arg]
    """Return the application, its handlers registered, not yet connected; raises SettingsError."""
    conversation = Conversation(answerer, Wording.load())

    async def announce(application: Application) -> None:  # type: ignore[type-arg]
        await application.bot.set_my_commands(conversation.commands("hant"))
        await application.bot.set_my_commands(conversation.commands("en"), language_code="en")
        log.info("answering as @%s; stop with Ctrl-C", application.bot.username)

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
        .build()
    )
    conversation.register(application)
    return application


def run(settings: Settings) -> None:
    """Answer on Telegram until interrupted; raises SettingsError when Telegram refuses the token."""
    logs.set_up()
    answerer = open_answerer(settings)
    application = build_application(settings, answerer)
    log.info("connecting to %s", settings.api_url)
    try:
        application.run_polling(allowed_updates=["message"], bootstrap_retries=-1)
    except InvalidToken:
        # Its own message holds the token.
        raise SettingsError("Telegram refuses TELEGRAM_BOT_TOKEN: copy it again from @BotFather") from None
