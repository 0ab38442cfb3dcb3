"""index.fetch: only http and https to public addresses, checked again at every step; over real HTTP."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest

from index.adding import Candidate, Collection
from index.errors import ArticleError
from index.fetch import Address, Fetched, fetch, is_public, resolve
from tests.article_files import TITLE, page


class Site:
    """A server on the loopback: pages by path, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
                site.pages[self.path](self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for key, value in headers.items():
            handler.send_header(key.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    yield one
    one.close()


async def to_loopback(host: str, port: int) -> list[str]:
    """Resolve every example host to this machine, everything else as itself."""
    return ["127.0.0.1"] if host.endswith(".example") else [host]


def only_loopback(address: Address) -> bool:
    return address == ip_address("127.0.0.1")


def get(url: str, seconds: float = 5, max_bytes: int = 10_000) -> Fetched:
    return fetch(url, resolve=to_loopback, allow=only_loopback, seconds=seconds, max_bytes=max_bytes)


def test_a_page_is_fetched_by_its_name_without_cookies(site: Site) -> None:
    site.pages["/a"] = answer(status=302, Location="/b", Set_Cookie="id=1")
    site.pages["/b"] = answer(b"hello")
    assert get(site.url("/a#part")) == Fetched(b"hello", site.url("/b"))
    for _, headers in site.asked:
        assert headers["host"] == f"news.example:{site.port}"
        assert headers["user-agent"].startswith("huida/")
        assert not {"cookie", "authorization"} & set(headers)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not file"),
        ("ftp://news.example/a", "not ftp"),
        ("javascript:alert(1)", "not javascript"),
        ("data:text/html,a", "not data"),
        ("http://", "no host"),
        ("http://me:secret@news.example/", "password"),
        ("http://news.example:99999/", "no port"),
        ("http://news.example/\u202efdp.exe", "invisible"),
        ("http://news.example/" + "a" * 3000, "2,000 characters"),
        ("http://[::1/", "cannot be fetched"),
        ("http://xn--/", "cannot be fetched|no such host"),
    ],
)
def test_other_links_are_refused_unasked(url: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason) as caught:
        get(url)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ],
)
def test_ways_to_write_this_machine_are_refused(host: str, site: Site) -> None:
    with pytest.raises(ArticleError, match=r"not a public address|no such host"):
        fetch(f"http://{host}:{site.port}/a")
    assert not site.asked


PRIVATE = (
    "10.0.0.1 172.16.0.1 192.168.1.1 127.0.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 "
    "192.0.2.1 198.18.0.1 240.0.0.1 ::1 :: fe80::1 fc00::1 fec0::1 ff02::1 2001:db8::1 ::ffff:10.0.0.1 "
    "::127.0.0.1 64:ff9b::a00:1 2002:a00:1:: 2001:0:a00:1::"
).split()


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    async def answers(host: str, port: int) -> list[str]:
        return ["93.184.216.34", address]  # one public address excuses nothing

    assert not is_public(ip_address(address))
    with pytest.raises(ArticleError, match="not a public address"):
        fetch("https://news.example/a", resolve=answers)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1/", "not a public address"),
        ("http://169.254.169.254/latest/meta-data", "not a public address"),
        ("//192.168.0.1/", "not a public address"),
        ("file:///etc/passwd", "not file"),
        ("http://a:b@news.example/", "password"),
        ("/loop", "more than 5 times"),
    ],
)
def test_redirects_are_checked_like_links(location: str, reason: str, site: Site) -> None:
    site.pages["/loop"] = answer(status=301, Location=location)
    with pytest.raises(ArticleError, match=reason):
        get(site.url("/loop"))
    assert len(site.asked) <= 6


def test_the_connection_goes_to_the_address_that_was_checked(site: Site) -> None:
    looked_up = []

    async def turncoat(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["10.0.0.1"]

    site.pages["/a"] = answer(b"hello")
    assert fetch(site.url("/a"), resolve=turncoat, allow=only_loopback).data == b"hello"
    assert looked_up == ["news.example"]


def test_the_next_address_is_tried_when_one_does_not_answer(site: Site) -> None:
    async def answers(host: str, port: int) -> list[str]:
        return ["::1", "127.0.0.1"]

    site.pages["/a"] = answer(b"hello")
    assert fetch(site.url("/a"), resolve=answers, allow=lambda address: True).data == b"hello"


@pytest.mark.parametrize("declared", [True, False])
def test_a_page_that_is_too_large(declared: bool, site: Site) -> None:
    body = b"a" * 20_000
    site.pages["/a"] = answer(body, Content_Length="20000") if declared else answer(body)
    with pytest.raises(ArticleError, match="10,000"):
        get(site.url("/a"))


def test_a_page_that_drips_ends_in_time(site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            for _ in range(100):
                handler.wfile.write(b"HTTP/1.1 200 OK\r\n" if not _ else b"X-A: b\r\n")
                time.sleep(0.05)
        except OSError:
            pass  # it hung up

    site.pages["/a"] = drip
    started = time.monotonic()
    with pytest.raises(ArticleError, match=r"within 0\.3 seconds"):
        get(site.url("/a"), seconds=0.3)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("status", [403, 404, 500])
def test_an_error_is_no_article(status: int, site: Site) -> None:
    site.pages["/a"] = answer(b"no", status)
    with pytest.raises(ArticleError, match=f"answers {status}"):
        get(site.url("/a"))


def test_no_such_host_and_no_such_server() -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(ArticleError, match="no such host"):
        fetch("http://news.example/", resolve=nowhere)
    with pytest.raises(ArticleError, match="cannot be fetched"):
        get("http://news.example:9/")


def test_the_real_resolver() -> None:
    assert {"127.0.0.1", "::1"} & set(asyncio.run(resolve("localhost", 80)))


def test_a_link_is_added_with_where_it_came_from(site: Site, tmp_path: Path) -> None:
    site.pages["/t1.htm"] = answer(page(head="").encode())
    collection = Collection(tmp_path / "articles")
    (one,) = collection.candidates(site.url("/t1.htm"), get=lambda url: get(url, max_bytes=100_000))
    assert isinstance(one, Candidate)
    assert (one.article.title, one.article.url) == (TITLE, site.url("/t1.htm"))
    name = collection.keep(one)
    assert name.startswith("2024-01-31 全省")
    assert name.endswith(".html")
    assert page(head="").encode() in (tmp_path / "articles" / name).read_bytes()


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "http://127.0.0.1/a", "gopher://a/b", "http://127.0.0.1/" + "a" * 300]
)
def test_bad_links_are_one_line_among_others(link: str, tmp_path: Path) -> None:
    (one,) = Collection(tmp_path / "articles").candidates(link)
    assert isinstance(one, ArticleError)
    assert str(one).startswith(link)
