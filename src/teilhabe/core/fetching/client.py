"""The polite client: the only place of the portal from which a request goes to a foreign server.

It asks only hosts of its source, connects only to addresses it has checked, follows redirects by the same rules, obeys
robots.txt, sends one request at a time per host with the source's delay between two, and reads no more than it was
told to. Everything else ends in an error of :mod:`.errors`.
"""

from __future__ import annotations

import hashlib
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from types import TracebackType
from typing import BinaryIO, Protocol, Self, runtime_checkable
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from django.conf import settings
from protego import Protego

from . import responses
from .addresses import allowed_host, ascii_host, checked_addresses
from .deadlines import Deadline, transport
from .errors import (
    CutShort,
    ForbiddenByRobots,
    Gone,
    Refused,
    Rejected,
    RobotsUnavailable,
    SchemeNotAllowed,
    ServerTrouble,
    TookTooLong,
    TooManyRedirects,
    Unreachable,
)
from .patience import PATIENT, Patience, patiently
from .sessions import Origin, Sessions
from .turns import HostTurn

MEGABYTE = 1024 * 1024
JSON_BYTES = 32 * MEGABYTE
PAGE_BYTES = 20 * MEGABYTE
ROBOTS_BYTES = MEGABYTE // 2
FILE_SECONDS = 900
MOST_REDIRECTS = 5
# Some robots.txt ask search engines for minutes; a harvest of thousands of pages would never end.
LONGEST_CRAWL_DELAY = 30.0


@runtime_checkable
class HasHosts(Protocol):
    """What the client needs to know of a source."""

    @property
    def url(self) -> str: ...
    @property
    def extra_hosts(self) -> list[str]: ...
    @property
    def delay_seconds(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer (2xx) or 304 with an empty body. ``url`` is the address after redirects."""

    url: str
    status: int
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    body: bytes = b""

    @property
    def not_modified(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was written to its place: ``size`` in bytes, ``sha256`` in hex."""

    url: str
    content_type: str
    size: int
    sha256: str


Check = Callable[[Answer], object]


def user_agent() -> str:
    """Who asks, and where to complain."""
    contact = f"; {settings.HARVEST_CONTACT}" if settings.HARVEST_CONTACT else ""
    return f"Teilhabe/0.1 (+{settings.PORTAL_URL}{contact})"


class PoliteClient:
    """Asks one source. Use it as a context manager; it is not for several threads.

    After ``until`` (monotonic seconds) everything ends in TookTooLong.

    >>> with PoliteClient(source) as client:                        # doctest: +SKIP
    ...     answer = client.get(source.url)
    ...     with open("paper.pdf", "wb") as target:
    ...         client.download(file.download_url, target)
    """

    def __init__(
        self,
        source: HasHosts,
        *,
        patience: Patience = PATIENT,
        until: float = inf,
        on_request: Callable[[], None] | None = None,
    ) -> None:
        self.hosts = _hosts(source)
        self.delay = source.delay_seconds
        self.patience = patience
        self.until = until
        self.requests = 0
        self._on_request = on_request
        self._deadline = Deadline()
        self._clients: dict[Origin, tuple[httpx.Client, list[str]]] = {}
        self._turns: dict[str, HostTurn] = {}
        self._robots: dict[str, Protego | None] = {}
        self._sessions = Sessions()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client, _ in self._clients.values():
            client.close()
        for turn in self._turns.values():
            turn.close()
        self._clients.clear()
        self._turns.clear()

    @property
    def is_over(self) -> bool:
        """Whether the time for everything is over."""
        return time.monotonic() >= self.until

    # -- asking --------------------------------

    def get(
        self, url: str, *, etag: str = "", last_modified: str = "", check: Check | None = None, limit: int = JSON_BYTES
    ) -> Answer:
        """The answer to ``url``, at most ``limit`` bytes, after as many attempts as its patience allows.

        ``etag`` and ``last_modified`` of an answer we have make the request conditional. ``check`` looks at each good
        answer and may raise NotJson to have it asked for again. Raises an error of :mod:`.errors`.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        return self._whole(url, headers, limit, check)

    def page(self, url: str, *, headers: Mapping[str, str] | None = None, check: Check | None = None) -> Answer:
        """The page at ``url``, at most 20 MB, asked for within one session per host. ``check`` as in :meth:`get`."""
        return self._whole(url, dict(headers or {}), PAGE_BYTES, check)

    def _whole(self, url: str, headers: dict[str, str], limit: int, check: Check | None) -> Answer:
        def once() -> Answer:
            body = bytearray()
            answer = self._ask(url, headers, body.extend, limit=limit, seconds=self.patience.whole)
            whole = replace(answer, body=bytes(body))
            if check is not None and not whole.not_modified:
                check(whole)
            return whole

        return patiently(once, self.patience.attempts, self.until)

    def download(self, url: str, target: BinaryIO, *, limit: int | None = None) -> Download:
        """Write the file at ``url`` into ``target`` (seekable, open for writing), at most ``limit`` bytes.

        Raises an error of :mod:`.errors`; ``target`` then holds rubbish.
        """
        most = settings.MAX_FILE_MEGABYTES * MEGABYTE if limit is None else limit

        def once() -> Download:
            target.seek(0)
            target.truncate()
            digest, size = hashlib.sha256(), 0

            def keep(chunk: bytes) -> None:
                nonlocal size
                digest.update(chunk)
                target.write(chunk)
                size += len(chunk)

            answer = self._ask(url, {}, keep, limit=most, seconds=FILE_SECONDS)
            return Download(answer.url, answer.content_type, size, digest.hexdigest())

        return patiently(once, self.patience.attempts, self.until)

    # -- one request with its redirects --------------------------------

    def _ask(
        self, url: str, headers: dict[str, str], keep: Callable[[bytes], object], *, limit: int, seconds: float
    ) -> Answer:
        deadline = time.monotonic() + seconds
        for _ in range(MOST_REDIRECTS + 1):
            host = allowed_host(url, self.hosts)
            pause = self._permission(url)
            answer, onward = self._exchange(url, host, headers, keep, limit, deadline, pause)
            if not onward:
                return answer
            url = _joined(url, onward)
        raise TooManyRedirects(url)

    def _exchange(
        self,
        url: str,
        host: str,
        headers: dict[str, str],
        keep: Callable[[bytes], object],
        limit: int,
        deadline: float,
        pause: float,
    ) -> tuple[Answer, str]:
        asked = time.monotonic()
        with ExitStack() as turn:
            try:
                turn.enter_context(self._turn(host).taken(min(pause, self.until - asked), self.until))
            except TimeoutError:
                raise TookTooLong(url) from None
            # Waiting for our turn is no fault of the server.
            deadline = min(deadline + time.monotonic() - asked, self.until)
            if self.is_over:
                raise TookTooLong(url)
            self._deadline.at = deadline
            self.requests += 1
            if self._on_request is not None:
                self._on_request()
            try:
                response = self._send(url, host, headers)
                self._sessions.remember(_origin(url, host), response)
                try:
                    if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
                        return _answer(url, response), response.headers["location"]
                    if response.status_code != 304:
                        responses.judge(url, response, deadline=deadline)
                        responses.read(url, response, keep, limit=limit, deadline=deadline)
                    return _answer(url, response), ""
                finally:
                    response.close()
            except httpx.TimeoutException:
                if time.monotonic() >= deadline:
                    raise TookTooLong(url) from None
                raise Unreachable(url, reason="Zeitüberschreitung") from None
            except httpx.InvalidURL:
                raise SchemeNotAllowed(url) from None
            except httpx.RemoteProtocolError as error:
                # httpx looks at redirects also where it is not to follow them.
                if "location header" in str(error):
                    raise SchemeNotAllowed(url) from None
                raise CutShort(url) from None
            except httpx.TransportError as error:
                raise Unreachable(url, reason=responses.what_failed(error)) from None

    def _send(self, url: str, host: str, headers: dict[str, str]) -> httpx.Response:
        """Connect to a checked address of ``host``; the name travels in the Host header and the TLS greeting."""
        parts = urlsplit(url)
        key = _origin(url, host)
        port = key[2]
        if key not in self._clients:
            addresses = checked_addresses(url, host, port)
            self._clients[key] = _new_client(parts.scheme, self._deadline, self.patience), addresses
        client, addresses = self._clients[key]
        refused: httpx.ConnectError | None = None
        for address in list(addresses):
            shown = f"[{address}]" if ":" in address else address
            target = urlunsplit((parts.scheme, f"{shown}:{port}", parts.path or "/", parts.query, ""))
            name = f"[{host}]" if ":" in host else host
            name = f"{name}:{parts.port}" if parts.port else name
            request = client.build_request(
                "GET",
                target,
                headers={"Host": name, **self._sessions.headers(key), **headers},
                extensions={"sni_hostname": host},
            )
            try:
                return client.send(request, stream=True)
            except httpx.ConnectError as error:
                refused = error
                # The next request tries the others first.
                addresses.append(addresses.pop(0))
        raise refused or httpx.ConnectError("no address")

    # -- manners --------------------------------

    def _turn(self, host: str) -> HostTurn:
        if host not in self._turns:
            self._turns[host] = HostTurn(host)
        return self._turns[host]

    def _permission(self, url: str) -> float:
        """Seconds to leave between two requests. Raises ForbiddenByRobots, or RobotsUnavailable for now."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        rules = self._robots[origin]
        if rules is None:
            return self.delay
        if not rules.can_fetch(url, "Teilhabe"):
            raise ForbiddenByRobots(url)
        asked = rules.crawl_delay("Teilhabe") or 0.0
        return max(self.delay, min(float(asked), LONGEST_CRAWL_DELAY))

    def _read_robots(self, origin: str) -> Protego | None:
        """The rules of a server, None if it has none (any 4xx). Redirects lead only to the source's own hosts."""
        url = f"{origin}/robots.txt"

        def once() -> Protego | None:
            body, target = bytearray(), url
            for _ in range(MOST_REDIRECTS + 1):
                host = allowed_host(target, self.hosts)
                try:
                    deadline = time.monotonic() + self.patience.whole
                    _, onward = self._exchange(target, host, {}, body.extend, ROBOTS_BYTES, deadline, self.delay)
                except (Gone, Rejected, Refused):
                    return None
                if not onward:
                    return Protego.parse(body.decode("utf-8", "replace"))
                target = _joined(target, onward)
            return None

        try:
            return patiently(once, self.patience.attempts, self.until)
        except ServerTrouble:
            raise RobotsUnavailable(url) from None


def _hosts(source: HasHosts) -> frozenset[str]:
    """The hosts of a source as they travel; one that can be none is never asked."""
    found: set[str] = set()
    for host in (urlsplit(source.url).hostname or "", *source.extra_hosts):
        with suppress(ValueError):
            found.add(ascii_host(host.rstrip(".")))
    return frozenset(found)


def _origin(url: str, host: str) -> Origin:
    """Which server answers ``url``; ``host`` as it travels."""
    parts = urlsplit(url)
    return parts.scheme, host, parts.port or (443 if parts.scheme == "https" else 80)


def _joined(url: str, onward: str) -> str:
    """Where a redirect leads. Raises SchemeNotAllowed if that is no address."""
    try:
        return urljoin(url, onward)
    except ValueError:
        raise SchemeNotAllowed(url) from None


def _sendable(header: str, limit: int) -> str:
    """What a later request can send back; some systems put anything into a header."""
    return header if header.isascii() and len(header) <= limit else ""


def _answer(url: str, response: httpx.Response) -> Answer:
    return Answer(
        url=url,
        status=response.status_code,
        content_type=response.headers.get("content-type", "")[:200],
        etag=_sendable(response.headers.get("etag", ""), 300),
        last_modified=_sendable(response.headers.get("last-modified", ""), 100),
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Loading the authorities takes long; once is enough."""
    return httpx.create_ssl_context()


def _new_client(scheme: str, deadline: Deadline, patience: Patience) -> httpx.Client:
    return httpx.Client(
        transport=transport(
            deadline,
            verify=_certificates() if scheme == "https" else False,
            limits=httpx.Limits(max_connections=2, max_keepalive_connections=1),
        ),
        headers={"User-Agent": user_agent(), "Accept-Encoding": "gzip", "Accept": "*/*"},
        timeout=httpx.Timeout(patience.read, connect=patience.connect),
        # A proxy from the environment would connect to addresses nobody checked; redirects are followed by hand.
        trust_env=False,
        follow_redirects=False,
    )
