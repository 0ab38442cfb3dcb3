"""Runs telemelya with its state in memory; a script for the environment that telemelya is installed in.

Its own start wants Redis and MinIO: fakeredis stands in for the one, and no test sends files. Three things that
Telegram has and telemelya lacks are added here: setMyCommands, the secret of a webhook in the header of what is
delivered to it, and updates of any kind (it makes texts, photos and presses in private chats).
"""

import os
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import fakeredis
import uvicorn
from fastapi import Request, Response
from starlette.middleware.base import RequestResponseEndpoint
from telemelya.server import webhook
from telemelya.server.app import app
from telemelya.server.state import state_manager

_headers: dict[str, str] = {}  # of every delivery


async def remember_the_secret(request: Request, answer: RequestResponseEndpoint) -> Response:
    if request.url.path.endswith("/setWebhook"):
        secret = parse_qs((await request.body()).decode()).get("secret_token", [""])[0]
        _headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    return await answer(request)


async def set_my_commands(token: str) -> dict[str, bool]:
    return {"ok": True, "result": True}


async def deliver(token: str, update: dict[str, Any]) -> dict[str, Any]:
    """Deliver any update as telemelya delivers its own."""
    return dict(await webhook.deliver_update(token, update))


def session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(headers=_headers)


app.middleware("http")(remember_the_secret)
app.add_api_route("/bot{token}/setMyCommands", set_my_commands, methods=["POST"])
app.add_api_route("/deliver/{token}", deliver, methods=["POST"])
webhook.aiohttp = SimpleNamespace(ClientSession=session, ClientTimeout=aiohttp.ClientTimeout)
state_manager._redis = fakeredis.FakeAsyncRedis(decode_responses=True)
# Its lifespan is what connects to Redis and MinIO.
uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), lifespan="off", log_level="warning")
