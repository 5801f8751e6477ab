"""The sample council over HTTP/1.1: keep-alive, one thread per connection, on the loopback address."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from teilhabe.council.sample.answers import answer
from teilhabe.council.sample.control import CONTROL, control
from teilhabe.council.sample.exchange import Answer, Exchange, Request
from teilhabe.council.sample.faults import Faults
from teilhabe.council.sample.store import SampleCouncil

CHUNK = 64 * 1024
LARGEST_FORM = 64 * 1024

Respond = Callable[[Request], Answer]


@dataclass
class Server:
    """A running sample council. ``faults`` may be exchanged while it runs; ``requests`` is the log so far."""

    council: SampleCouncil
    url: str
    faults: Faults = field(default_factory=Faults)
    page_size: int = 100
    requests: list[Request] = field(default_factory=list)
    respond: Respond | None = None
    """What answers instead of the OParl interface: a site of :mod:`.sites`."""
    start: str = "/oparl/v1.1/system"
    """The address under which a portal adds this system, without the host."""
    _working: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def system_url(self) -> str:
        return f"{self.url}/oparl/v1.1/system"

    @property
    def start_url(self) -> str:
        return self.url + self.start

    @property
    def most_concurrent(self) -> int:
        """The largest number of requests that were in work at the same time."""
        return max((request.concurrent for request in self.requests), default=0)

    def seen(self, part: str) -> list[Request]:
        """The requests whose target contains ``part``."""
        return [request for request in self.requests if part in request.target]

    def reply(self, method: str, target: str, headers: dict[str, str], form: dict[str, str] | None = None) -> Answer:
        """Log a request and make its answer, faults included."""
        with self._lock:
            self._working += 1
            request = Request(method, target, headers, time.monotonic(), self._working, form or {})
            self.requests.append(request)
        if request.path == CONTROL:
            return control(self.council, request)
        exchange = Exchange(request, self.council, self.url)
        made = self.faults.before(exchange)
        if made is None:
            made = self.faults.during(exchange, self._answer(exchange.asked))
            made.write_json(self.url)
            made = self.faults.after(exchange, made)
        else:
            made.write_json(self.url)
        made.tag()
        tag = made.headers.get("ETag")
        if tag and tag in headers.get("if-none-match", ""):
            made = Answer(status=304, headers={"ETag": tag})
        return made

    def _answer(self, request: Request) -> Answer:
        if self.respond:
            return self.respond(request)
        return answer(self.council, request, page_size=self.page_size)

    def done(self) -> None:
        with self._lock:
            self._working -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Beispielrat/1"
    disable_nagle_algorithm = True
    wbufsize = -1
    sample: Server

    def do_GET(self) -> None:
        self._reply({})

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_FORM:
            self.send_error(413)
            return
        sent = self.rfile.read(int(length)).decode(errors="replace")
        self._reply({name: values[-1] for name, values in parse_qs(sent, keep_blank_values=True).items()})

    def _reply(self, form: dict[str, str]) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        made = self.sample.reply(self.command, self.path, headers, form)
        try:
            self._send(made)
        except (BrokenPipeError, ConnectionResetError):
            # The client went away, for example from a file that is too large for it.
            self.close_connection = True
        finally:
            self.sample.done()

    do_HEAD = do_GET  # noqa: N815 - the name is http.server's

    def _send(self, made: Answer) -> None:
        if made.wait:
            time.sleep(made.wait)
        self.send_response(made.status)
        for name, value in made.headers.items():
            self.send_header(name, value)
        if made.status != 304:
            if made.declare_length:
                if "Content-Length" not in made.headers:
                    self.send_header("Content-Length", str(len(made.body)))
            else:
                self.send_header("Connection", "close")
                self.close_connection = True
        self.end_headers()
        if self.command == "HEAD" or made.status == 304:
            return
        body = made.body
        if made.cut_after is not None:
            body = body[: made.cut_after]
            self.close_connection = True
        for start in range(0, len(body), CHUNK):
            self.wfile.write(body[start : start + CHUNK])
        # http.server flushes once we have returned: a request no longer counts as in work when its end is on the way.

    def log_message(self, *args: object, **kwargs: object) -> None:
        """The log is :attr:`Server.requests`."""


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; anything else is printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def serve(
    council: SampleCouncil,
    *,
    port: int = 0,
    faults: Faults | None = None,
    page_size: int = 100,
    respond: Respond | None = None,
    start: str = "/oparl/v1.1/system",
) -> tuple[Server, _HTTPServer]:
    """Bind to the loopback address (``port=0``: any free one). The caller runs it and closes it."""

    class Handler(_Handler):
        pass

    httpd = _HTTPServer(("127.0.0.1", port), Handler)
    url = f"http://127.0.0.1:{httpd.server_address[1]}"
    server = Server(council, url, faults or Faults(), page_size, respond=respond, start=start)
    Handler.sample = server
    return server, httpd


@contextmanager
def running(
    council: SampleCouncil, *, faults: Faults | None = None, port: int = 0, page_size: int = 100, **how: Any
) -> Iterator[Server]:
    """Serve ``council`` from a thread on an ephemeral loopback port as long as the block lasts.

    >>> with running(sample_council()) as server:      # doctest: +SKIP
    ...     harvest(server.system_url)
    """
    server, httpd = serve(council, port=port, faults=faults, page_size=page_size, **how)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with suppress(OSError):
            httpd.shutdown()
            httpd.server_close()
        thread.join(timeout=5)
