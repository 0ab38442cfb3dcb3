"""preview.page over real HTTP: who is answered, what a reader sees happen, and what a reader can do."""

import json
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from preview.page import GROUP, PERSON, STATIC, Page
from preview.run import preview, served
from preview.server import BotApi


class Reader:
    """A browser's side of the page; `bot` calls a Bot API method."""

    def __init__(self, api: BotApi) -> None:
        self.api, self.host = api, f"127.0.0.1:{api.port}"

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.api.port, timeout=10)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        connection.request(method, path, data, {"Host": self.host, **sent})
        answer = connection.getresponse()
        found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        connection.close()
        return found

    def act(self, **what: Any) -> tuple[int, Any]:
        headers = {"Content_Type": "application/json", "Origin": f"http://{self.host}"}
        status, _, body = self.ask("POST", "/people/act", what, **headers)
        return status, json.loads(body)

    def events(self, after: int = 0) -> Any:
        return json.loads(self.ask("GET", f"/people/events?after={after}")[2])

    def bot(self, method: str, **arguments: Any) -> Any:
        path, kind = f"/bot{self.api.token}/{method}", "application/json"
        answer = json.loads(self.ask("POST", path, arguments, Content_Type=kind)[2])
        assert answer["ok"], answer
        return answer["result"]


@pytest.fixture
def reader() -> Iterator[Reader]:
    with BotApi() as api:
        Page(api, wait=0.2)
        yield Reader(api)


def test_the_page_and_its_files_come_from_here_and_may_load_nothing_else(reader: Reader) -> None:
    names = ["/", *(f"/page/{file.name}" for file in STATIC.iterdir())]
    for name in names:
        status, headers, body = reader.ask("GET", name)
        assert status == 200, name
        assert body
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        text = body.decode().replace("http://www.w3.org/", "").replace("`http://${address}`", "")
        assert "http://" not in text, f"{name} names nothing outside"
        assert "https://" not in text, f"{name} names nothing outside"
        assert "innerHTML" not in text
    assert reader.ask("GET", "/page/app.js")[1]["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/page/../page.py", "/page/%2e%2e/page.py", "/page/", "/page/nothing.js"])
def test_no_other_file_is_served(reader: Reader, path: str) -> None:
    assert reader.ask("GET", path)[0] == 404


@pytest.mark.parametrize("path", ["/", "/page/app.js", "/people/events?after=0"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_host_name_is_refused(reader: Reader, path: str, host: str) -> None:
    assert reader.ask("GET", path, Host=host.format(port=reader.api.port))[0] == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},  # a browser always says where a POST is from
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://{host}", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://{host}", "Host": "evil.example"},
    ],
)
def test_what_another_site_sends_is_refused(reader: Reader, headers: dict[str, str]) -> None:
    given = {name: value.format(host=reader.host) for name, value in headers.items()}
    what = {"do": "say", "chat": PERSON, "text": "hello"}
    assert reader.ask("POST", "/people/act", what, Content_Type="application/json", **given)[0] == 403
    assert reader.ask("GET", "/people/events?after=0", Origin="https://evil.example")[0] == 403
    assert reader.ask("GET", "/people/events?after=0", Sec_Fetch_Site="cross-site")[0] == 403
    assert reader.api.world.messages[PERSON] == {}


def test_a_form_of_another_site_cannot_act(reader: Reader) -> None:
    origin = {"Origin": f"http://{reader.host}", "Content_Type": "text/plain"}
    assert reader.ask("POST", "/people/act", {"do": "say", "chat": PERSON, "text": "x"}, **origin)[0] == 400


def test_only_loopback_listens(reader: Reader) -> None:
    assert reader.api._server.server_address[0] == "127.0.0.1"
    with socket.socket(socket.AF_INET6) as other, pytest.raises(OSError, match=r"refused|unreachable|assign"):
        other.connect(("::1", reader.api.port))


def test_what_happens_comes_as_its_reader_sees_it(reader: Reader) -> None:
    first = reader.events()
    assert first["chats"] == {"private": PERSON, "group": GROUP}
    assert first["bot"]["username"] == "huida_bot"
    assert reader.act(do="say", chat=PERSON, text=" 誰主持會議? ", language="zh-hant") == (
        200,
        {"message_id": 1},
    )
    (update,) = reader.bot("getUpdates")
    assert update["message"]["text"] == "誰主持會議?"
    assert update["message"]["from"]["language_code"] == "zh-hant"
    reader.bot("sendChatAction", chat_id=PERSON, action="typing")
    keyboard = {"inline_keyboard": [[{"text": "更多", "callback_data": "more"}]]}
    sent = reader.bot(
        "sendMessage", chat_id=PERSON, text="😀<b>趙龍</b>", parse_mode="HTML", reply_markup=keyboard
    )
    asked, typing, answer = reader.events(first["last"])["events"]
    assert (asked["kind"], asked["message"]["text"]) == ("message", "誰主持會議?")
    assert (typing["kind"], typing["chat"], typing["action"]) == ("action", PERSON, "typing")
    assert answer["message"]["text"] == "😀趙龍"
    assert answer["message"]["entities"] == [{"type": "bold", "offset": 2, "length": 2}]
    assert answer["message"]["reply_markup"] == keyboard
    query = reader.act(do="press", chat=PERSON, message_id=sent["message_id"], data="more")[1]["query"]
    reader.bot("answerCallbackQuery", callback_query_id=query, text="沒有了", show_alert=True)
    reader.bot("editMessageText", chat_id=PERSON, message_id=sent["message_id"], text="改了")
    toast, edit = reader.events(answer["n"])["events"]
    assert toast == {
        "n": answer["n"] + 1,
        "kind": "callback",
        "query": query,
        "text": "沒有了",
        "alert": True,
    }
    assert edit["message"]["text"] == "改了"


def test_news_waits_for_what_happens_and_no_longer_than_it_may(reader: Reader) -> None:
    last = reader.events()["last"]
    assert reader.events(last)["events"] == []
    threading.Timer(0.05, reader.bot, ("sendMessage",), {"chat_id": PERSON, "text": "後來"}).start()
    assert [e["message"]["text"] for e in reader.events(last)["events"]] == ["後來"]
    assert reader.ask("GET", "/people/events?after=-1")[0] == 400


def test_inline_results_are_listed_and_chosen(reader: Reader) -> None:
    last = reader.events()["last"]
    query = reader.act(do="inline", chat=GROUP, query="主持", language="en")[1]["query"]
    (update,) = reader.bot("getUpdates")
    assert update["inline_query"]["query"] == "主持"
    assert update["inline_query"]["from"]["language_code"] == "en"
    result = {
        "type": "article",
        "id": "a",
        "title": "趙龍",
        "input_message_content": {"message_text": "趙龍主持"},
    }
    reader.bot("answerInlineQuery", inline_query_id=query, results=[result], next_offset="1")
    (listed,) = reader.events(last)["events"]
    assert listed["results"] == [{"id": "a", "title": "趙龍", "description": ""}]
    assert listed["next_offset"] == "1"
    assert reader.act(do="choose", chat=GROUP, query=query, result="a")[0] == 200
    (chosen,) = reader.events(listed["n"])["events"]
    assert chosen["message"]["text"] == "趙龍主持"
    assert chosen["message"]["via_bot"]["username"] == "huida_bot"


def test_menus_come_by_chat_and_language(reader: Reader) -> None:
    last = reader.events()["last"]
    reader.bot("setMyCommands", commands=[{"command": "help", "description": "說明"}])
    reader.bot("setMyCommands", commands=[{"command": "help", "description": "Help"}], language_code="en")
    menus = reader.events(last)["events"][-1]["menus"]
    for chat in (PERSON, GROUP):
        described = {code: menu[0]["description"] for code, menu in menus[str(chat)].items()}
        assert described == {"zh-hant": "說明", "zh-hans": "說明", "en": "Help"}


def test_a_reply_in_the_group_reaches_the_bot_and_chatter_does_not(reader: Reader) -> None:
    reader.act(do="say", chat=GROUP, text="今天天氣好")
    said = reader.bot("sendMessage", chat_id=GROUP, text="早")
    reader.act(do="say", chat=GROUP, text="那誰主持?", reply_to=said["message_id"])
    (update,) = reader.bot("getUpdates")
    assert update["message"]["reply_to_message"]["text"] == "早"


def test_a_person_edits_only_their_own_words(reader: Reader) -> None:
    number = reader.act(do="say", chat=PERSON, text="誰?")[1]["message_id"]
    theirs = reader.bot("sendMessage", chat_id=PERSON, text="答")["message_id"]
    assert reader.act(do="edit", chat=PERSON, message_id=number, text="誰主持?")[0] == 200
    assert reader.act(do="edit", chat=PERSON, message_id=theirs, text="x")[0] == 400
    kinds = [next(k for k in update if k != "update_id") for update in reader.bot("getUpdates")]
    assert kinds == ["message", "edited_message"]


@pytest.mark.parametrize(
    "what",
    [
        {"do": "nothing"},
        {"do": "say", "chat": PERSON},
        {"do": "say", "chat": PERSON, "text": "  "},
        {"do": "say", "chat": PERSON, "text": "長" * 4097},
        {"do": "say", "chat": 99, "text": "x"},
        {"do": "say", "chat": PERSON, "text": "x", "reply_to": 99},
        {"do": "press", "chat": PERSON, "message_id": 7, "data": "x"},
        {"do": "choose", "chat": PERSON, "query": "1", "result": "a"},
    ],
)
def test_what_cannot_be_done_is_a_400_with_a_reason(reader: Reader, what: dict[str, Any]) -> None:
    status, answer = reader.act(**what)
    assert status == 400
    assert answer["error"]


def test_preview_prints_its_address_runs_the_bot_against_it_and_ends(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen: list[tuple[str, str]] = []

    def run(url: str, token: str) -> None:
        port = int(url.rsplit(":", 1)[1])
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", f"/bot{token}/getMe")
        assert connection.getresponse().status == 200
        connection.close()
        seen.append((url, token))

    preview(run, port=0)
    preview(run, port=0)
    lines = capsys.readouterr().out.splitlines()
    assert [url in line for (url, _), line in zip(seen, lines, strict=True)] == [True, True]
    assert seen[0][1] != seen[1][1], "a token is good for one run"


def test_a_port_that_was_asked_for_and_is_taken_is_an_error() -> None:
    with served(0) as api, pytest.raises(OSError, match="in use"), served(api.port):
        pass
