"""Fetching one page or file from the public web, and from nowhere else.

Each name is looked up once, every address it has must be public, and the connection goes to the address
that was checked: a name that answers otherwise the second time gains nothing. Redirects pass the same
checks. No cookies, no proxy, no credentials. Knows nothing of what is fetched.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from index.errors import ArticleError
from index.formats.limits import FETCH_SECONDS, MAX_BYTES, MAX_REDIRECTS, MAX_URL
from index.formats.text import printable

USER_AGENT = "huida/0.1 (reads articles that its operator adds)"

Address = IPv4Address | IPv6Address
# Returns the addresses of a host for a port; raises OSError when there are none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_NAT64 = IPv6Network("64:ff9b::/96")
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Fetched:
    """What came back: the bytes, and the address that they came from after all redirects."""

    data: bytes
    url: str


def is_public(address: Address) -> bool:
    """Whether `address` belongs to the public internet, as does every address within it (mapped, tunnelled)."""
    if isinstance(address, IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
        if not all(is_public(one) for one in inner if one is not None):
            return False
        if address.ipv4_mapped is not None:
            return True
        if address.is_site_local:
            return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not special and not address.is_link_local


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host` as this machine's resolver gives them; raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str,
    *,
    resolve: Resolve = resolve,
    allow: Callable[[Address], bool] = is_public,
    seconds: float = FETCH_SECONDS,
    max_bytes: int = MAX_BYTES,
) -> Fetched:
    """Return what `url` holds; raises ArticleError, naming the link, in one line that says why not.

    `allow` says which addresses may be connected to. Call it in a thread of its own from asynchronous code.
    """

    async def limited() -> Fetched:
        async with asyncio.timeout(seconds):
            return await _follow(url, resolve, allow, max_bytes)

    name = printable(url)[:MAX_URL]
    try:
        return asyncio.run(limited())
    except _Refused as error:
        raise ArticleError(name, str(error)) from error
    except TimeoutError:
        raise ArticleError(name, f"no full answer within {seconds:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, UnicodeError) as error:
        raise ArticleError(
            name, f"cannot be fetched ({printable(str(error)) or type(error).__name__})"
        ) from error


class _Refused(Exception):
    """A link that is not to be followed, and why."""


async def _follow(url: str, resolve: Resolve, allow: Callable[[Address], bool], max_bytes: int) -> Fetched:
    link = _checked(url)
    for _ in range(MAX_REDIRECTS + 1):
        answer = await _get(link, await _addresses(link, resolve, allow), max_bytes)
        if isinstance(answer, bytes):
            return Fetched(answer, str(link))
        link = _checked(str(link.join(answer)))
    raise _Refused(f"redirects more than {MAX_REDIRECTS} times")


def _checked(url: str) -> httpx.URL:
    """Return `url` as a link that may be looked up: http or https, a host, no credentials."""
    if len(url) > MAX_URL or url != printable(url):
        raise _Refused(f"a link of more than {MAX_URL:,} characters, or with invisible ones: refused")
    link = httpx.URL(url)
    if link.scheme not in ("http", "https"):
        raise _Refused(f"only http and https links are fetched, not {printable(link.scheme) or 'this'}")
    if not link.host:
        raise _Refused("the link names no host")
    if link.port is not None and not 0 < link.port < 65536:
        raise _Refused(f"there is no port {link.port}")
    if link.userinfo:
        raise _Refused("the link holds a user name or password: refused")
    return link.copy_with(fragment=None)


async def _addresses(link: httpx.URL, resolve: Resolve, allow: Callable[[Address], bool]) -> list[Address]:
    """Return the addresses of the link's host, every one of them allowed."""
    port = link.port or (443 if link.scheme == "https" else 80)
    host = link.raw_host.decode("ascii")
    try:
        found = [ip_address(text.partition("%")[0]) for text in await resolve(host, port)]
    except (OSError, ValueError) as error:
        raise _Refused(f"there is no such host: {link.host}") from error
    if not found:
        raise _Refused(f"there is no such host: {link.host}")
    for address in found:
        if not allow(address):
            raise _Refused(f"{link.host} is at {address}, which is not a public address: refused")
    return found


async def _get(link: httpx.URL, addresses: Sequence[Address], max_bytes: int) -> bytes | str:
    """Return the bytes that `link` holds, or where it redirects to; tries its addresses in turn."""
    for number, address in enumerate(addresses, 1):
        try:
            return await _ask(link, address, max_bytes)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if number == len(addresses):
                raise
    raise _Refused("has no address")


async def _ask(link: httpx.URL, address: Address, max_bytes: int) -> bytes | str:
    # The address stands in the link, the name in the header and in the certificate's check.
    at = link.copy_with(host=str(address))
    headers = {"Host": link.netloc.decode("ascii"), "User-Agent": USER_AGENT, "Accept": "*/*"}
    client = httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=FETCH_SECONDS)
    extensions = {"sni_hostname": link.raw_host.decode("ascii")}
    async with client, client.stream("GET", at, headers=headers, extensions=extensions) as response:
        if response.status_code in _REDIRECTS and response.headers.get("location"):
            return str(response.headers["location"])
        if response.status_code != 200:
            raise _Refused(f"the server answers {response.status_code}")
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length) > max_bytes:
            raise _Refused(f"has {int(length):,} bytes; the limit is {max_bytes:,}")
        data = bytearray()
        async for chunk in response.aiter_bytes():
            data += chunk
            if len(data) > max_bytes:
                raise _Refused(f"has more than {max_bytes:,} bytes, the limit")
        return bytes(data)
