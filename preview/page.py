"""The page's side of the stand-in: the page itself, what happens as its reader sees it, and what the reader does.

Knows nothing of how the page looks, nor of what a bot says. Only this machine's own page is answered: a request
whose Host or Origin is another gets 403, so that no web site can read or write here through a person's browser.
"""

import secrets
from collections.abc import Callable
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from preview.entities import units
from preview.markup import MAX_UNITS
from preview.menus import menu
from preview.methods import get_me
from preview.refusals import Refusal, bad, forbidden
from preview.server import BotApi, Handler, Request, Response
from preview.world import Chat, Json, Person

PERSON = 1
GROUP = -1001
LANGUAGES = ("zh-hant", "zh-hans", "en")
STATIC = Path(__file__).parent / "static"
_WAIT = 25.0  # seconds that a request for news waits for the first
# Nothing from outside, no script but the page's own files, in nobody's frame.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Page:
    """The chats of one person with the bot, one private and one group, on the routes of `api`."""

    def __init__(self, api: BotApi, name: str = "讀者", group: str = "試用群組", wait: float = _WAIT) -> None:
        self._api, self._name, self._wait = api, name, wait
        self._run = secrets.token_hex(8)
        person = api.person(PERSON, name, LANGUAGES[0])
        self._chats: dict[int, Chat] = {
            chat.id: chat for chat in (api.private(person), api.group(GROUP, group, [person]))
        }
        self._acts: dict[str, Callable[[Json, Person], Json]] = {
            "say": self._say,
            "edit": self._edit,
            "press": self._press,
            "inline": self._inline,
            "choose": self._choose,
        }
        self._files = {f.name: f for f in STATIC.iterdir() if f.is_file()}
        api.route("GET /", self._own(lambda _: self._file("index.html")))
        api.route("GET /page/*", self._own(lambda request: self._file(request.path.removeprefix("/page/"))))
        api.route("GET /people/events", self._own(self._events, same_origin=True))
        api.route("POST /people/act", self._own(self._act, same_origin=True))

    def _own(self, handler: Handler, same_origin: bool = False) -> Handler:
        """Return `handler` for requests of this page in a browser of this machine; others are refused."""
        hosts = {f"127.0.0.1:{self._api.port}", f"localhost:{self._api.port}"}

        def guarded(request: Request) -> Response:
            host = request.headers.get("host", "").lower()
            origin = request.headers.get("origin", "" if request.method == "POST" else f"http://{host}")
            sites = {"same-origin"} if same_origin else {"same-origin", "none", "same-site", "cross-site"}
            site = request.headers.get("sec-fetch-site", "same-origin")  # not every client says
            if host not in hosts or origin != f"http://{host}" or site not in sites:
                raise forbidden("only this machine's own page is answered")
            return handler(request)

        return guarded

    def _file(self, name: str) -> Response:
        path = self._files.get(name)
        if path is None:
            raise Refusal("Not Found", 404)
        kind = guess_type(name)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind in ("application/javascript", "image/svg+xml")
        return Response(path.read_bytes(), kind=f"{kind}; charset=utf-8" if text else kind, headers=_HEADERS)

    def _events(self, request: Request) -> Response:
        """Return what happened after event `after`, waiting for it; `last` is what to ask after next."""
        after = request.query.get("after", "0")
        if not after.isdecimal():
            raise bad("after is the number of an event")
        fresh = self._api.world.events_after(int(after), self._wait if int(after) else 0.0)
        answer = {
            "run": self._run,
            "person": PERSON,
            "bot": get_me(self._api.world, {}),
            "chats": {"private": PERSON, "group": GROUP},
            "events": [{"n": event["n"], **shown} for event in fresh if (shown := self._seen(event))],
            "last": fresh[-1]["n"] if fresh else int(after),
        }
        response = Response.of(answer)
        return Response(response.body, headers=_HEADERS)

    def _seen(self, event: Json) -> Json | None:
        """Return `event` as the page's reader sees it, None for what the reader does not."""
        kind = event["kind"]
        if kind == "menu":
            return {"kind": kind, "menus": self._menus()}
        if kind in ("message", "edit", "delete", "action", "draft"):
            return event if event["chat"] in self._chats else None
        if kind == "callback":
            answer = event["answer"]
            said = {"text": answer.get("text", ""), "alert": bool(answer.get("show_alert"))}
            return {"kind": kind, "query": event["query"], **said}
        if kind == "inline":
            answer = event["answer"]
            results = [
                {name: r.get(name, "") for name in ("id", "title", "description")} for r in answer["results"]
            ]
            more = {name: answer[name] for name in ("button", "next_offset") if name in answer}
            return {"kind": kind, "query": event["query"], "results": results, **more}
        return None

    def _menus(self) -> dict[int, dict[str, list[Json]]]:
        """Return the commands by chat and language, as the page's reader would see them."""
        world = self._api.world
        with world.changed:
            return {
                c.id: {code: list(menu(world, c, code)) for code in LANGUAGES} for c in self._chats.values()
            }

    def _act(self, request: Request) -> Response:
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise bad("application/json expected")
        what = request.json()
        if not isinstance(what, dict):
            raise bad("object expected")
        try:
            act = self._acts[str(what.get("do"))]
            language = str(what.get("language", LANGUAGES[0]))
            person = self._api.person(PERSON, self._name, language if language in LANGUAGES else "")
            return Response.of(act(what, person))
        except Refusal as refusal:
            return Response.of({"error": refusal.description}, refusal.code)
        except (LookupError, TypeError, ValueError) as error:
            return Response.of({"error": f"{type(error).__name__}: {error}"}, 400)

    def _say(self, what: Json, person: Person) -> Json:
        reply = what.get("reply_to")
        number = self._api.say(
            _text(what), self._chat(what).id, person, reply if reply is None else int(reply)
        )
        return {"message_id": number}

    def _edit(self, what: Json, person: Person) -> Json:
        chat, number = self._chat(what).id, int(what["message_id"])
        message = self._api.world.messages[chat][number]
        if message.get("from", {}).get("id") != person.id or "via_bot" in message:
            raise bad("message can't be edited")
        self._api.edit(chat, number, _text(what))
        return {"message_id": number}

    def _press(self, what: Json, person: Person) -> Json:
        data = str(what["data"])
        return {"query": self._api.press(self._chat(what).id, int(what["message_id"]), data, person)}

    def _inline(self, what: Json, person: Person) -> Json:
        kind = self._chat(what).type
        where = "sender" if kind == "private" else kind
        asked = str(what.get("query", ""))[:256]
        return {"query": self._api.inline(asked, person, str(what.get("offset", "")), where)}

    def _choose(self, what: Json, person: Person) -> Json:
        chosen = self._api.choose(str(what["query"]), str(what["result"]), self._chat(what).id)
        return {"message_id": chosen}

    def _chat(self, what: Json) -> Chat:
        return self._chats[int(what["chat"])]


def _text(what: dict[str, Any]) -> str:
    text = str(what["text"]).strip()
    if not text:
        raise bad("message text is empty")
    if units(text) > MAX_UNITS:
        raise bad("message is too long")
    return text
