"""The polite client: where it goes, how often, and how much it reads."""

from __future__ import annotations

import gzip
import io
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Event, Thread
from typing import Any

import pytest
from django.utils import timezone

from teilhabe.core.fetching import errors
from teilhabe.core.fetching.addresses import is_fit
from teilhabe.core.fetching.client import PoliteClient
from teilhabe.core.fetching.patience import Patience
from teilhabe.core.fetching.responses import retry_after
from teilhabe.council.ingest.oparl.pages import means_empty
from teilhabe.council.ingest.run import TooEarly
from teilhabe.council.models import Source
from teilhabe.council.sample import Faults, Server

from .harvesting import run_harvest


@dataclass
class Asked:
    """What the client needs to know of a source."""

    url: str
    extra_hosts: list[str] = field(default_factory=list)
    delay_seconds: float = 0.0


@contextmanager
def site(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server of a few lines; ``answer`` writes to the handler. Gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                self.send_error(404)
            else:
                answer(self)

        def log_message(self, *args: Any) -> None:
            """Silent."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def body(handler: BaseHTTPRequestHandler, content: bytes, **headers: str) -> None:
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


# -- where it goes --------------------------------


def test_another_host_is_not_asked(server: Server) -> None:
    with PoliteClient(Asked(server.system_url)) as client:
        with pytest.raises(errors.HostNotAllowed, match=r"elsewhere\.invalid"):
            client.get("http://elsewhere.invalid/")
        with pytest.raises(errors.SchemeNotAllowed):
            client.get("file:///etc/passwd")
    assert server.requests == []


@pytest.mark.django_db
def test_a_redirect_to_a_foreign_host_is_not_followed(server: Server) -> None:
    server.faults = Faults.of("redirect_elsewhere", where="/system")

    run = run_harvest(server)

    assert run.state == "failed"
    assert "elsewhere.invalid gehört nicht zu dieser Quelle" in run.why


def test_a_private_address_is_refused(server: Server, settings: Any) -> None:
    settings.ALLOW_PRIVATE_SOURCES = False

    with (
        PoliteClient(Asked(server.system_url)) as client,
        pytest.raises(errors.AddressIsPrivate, match=r"127\.0\.0\.1"),
    ):
        client.get(server.system_url)

    assert server.requests == []


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOW_PRIVATE_SOURCES = False
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr("teilhabe.core.fetching.addresses.socket.getaddrinfo", lambda *_, **__: found)

    with PoliteClient(Asked("https://rat.example/oparl")) as client, pytest.raises(errors.AddressIsPrivate):
        client.get("https://rat.example/oparl")


def test_the_connection_goes_to_the_address_that_was_checked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers differently the second time (DNS rebinding) gains nothing: it is asked once."""
    asked: list[str] = []
    port = int(server.url.rpartition(":")[2])

    def lookup(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("teilhabe.core.fetching.addresses.socket.getaddrinfo", lookup)
    url = f"http://rat.invalid:{port}/oparl/v1.1/system"
    with PoliteClient(Asked(url)) as client:
        client.get(url)
        client.get(url)

    assert asked[:1] == ["rat.invalid"]
    assert asked.count("rat.invalid") == 1
    assert server.requests[-1].headers["host"] == f"rat.invalid:{port}"


@pytest.mark.parametrize(
    ("address", "fit", "fit_if_private_allowed"),
    [
        ("93.184.216.34", True, True),
        ("2606:2800:220:1:248:1893:25c8:1946", True, True),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("192.168.0.1", False, True),
        ("100.64.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
        ("::ffff:127.0.0.1", False, True),
        ("64:ff9b::7f00:1", False, True),
        ("2002:7f00:1::", False, True),
    ],
)
def test_which_addresses_are_fit(address: str, fit: bool, fit_if_private_allowed: bool) -> None:
    import ipaddress

    parsed = ipaddress.ip_address(address)
    assert is_fit(parsed, private=False) is fit
    assert is_fit(parsed, private=True) is fit_if_private_allowed


def test_redirects_have_an_end(server: Server) -> None:
    server.faults = Faults.of("redirect_to_itself", where="/bodies")

    with PoliteClient(Asked(server.system_url)) as client, pytest.raises(errors.TooManyRedirects):
        client.get(f"{server.url}/oparl/v1.1/bodies")

    assert len(server.seen("/bodies")) == 6


# -- how much it reads --------------------------------


@pytest.mark.parametrize("fault", ["huge_file", "huge_file_undeclared"])
def test_a_file_that_is_too_large_is_broken_off(server: Server, fault: str) -> None:
    server.faults = Faults.of(fault, size=3_000_000)
    url = f"{server.url}/file/301/download/datei-301.pdf"

    with PoliteClient(Asked(server.system_url)) as client, pytest.raises(errors.TooLarge):
        client.download(url, io.BytesIO(), limit=1_000_000)


def test_a_bomb_is_noticed_at_the_limit() -> None:
    bomb = gzip.compress(bytes(60_000_000))

    with site(lambda handler: body(handler, bomb, Content_Encoding="gzip")) as url:
        target = io.BytesIO()
        with PoliteClient(Asked(url)) as client, pytest.raises(errors.TooLarge):
            client.download(f"{url}/x", target, limit=2_000_000)
        assert len(target.getvalue()) <= 2_000_000


def test_packed_answers_are_unpacked_and_strange_ones_refused() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        packed = handler.path == "/gzip"
        content = gzip.compress(b'{"a": 1}') if packed else b"x"
        body(handler, content, Content_Encoding="gzip" if packed else "br")

    with site(answer) as url, PoliteClient(Asked(url)) as client:
        assert client.get(f"{url}/gzip").body == b'{"a": 1}'
        with pytest.raises(errors.EncodingNotAllowed):
            client.get(f"{url}/br")


def test_a_download_is_written_with_its_hash(server: Server) -> None:
    server.faults = Faults.of("cut_connection")
    target = io.BytesIO()

    with PoliteClient(Asked(server.system_url)) as client:
        got = client.download(f"{server.url}/file/301/download/datei-301.pdf", target)

    assert target.getvalue() == b"%PDF-1.4 Vorlage 301"
    assert (got.size, got.content_type) == (20, "application/pdf")


# -- manners --------------------------------


def test_it_says_who_it_is(server: Server, settings: Any) -> None:
    settings.HARVEST_CONTACT = "portal@example.org"
    settings.PORTAL_URL = "https://portal.example.org"

    with PoliteClient(Asked(server.system_url)) as client:
        client.get(server.system_url)

    assert server.requests[-1].headers["user-agent"] == "Teilhabe/0.1 (+https://portal.example.org; portal@example.org)"


@pytest.mark.django_db
def test_robots_txt_is_obeyed_and_read_once(server: Server) -> None:
    run_harvest(server)
    assert len(server.seen("/robots.txt")) == 1
    server.faults = Faults.of("robots_forbid")

    run = run_harvest(server)

    assert (run.state, run.why) == ("failed", "Die robots.txt des Servers erlaubt den Abruf dieser Adresse nicht.")
    assert Source.objects.get().state == "refused"


def test_a_robots_txt_that_fails_means_later(server: Server) -> None:
    server.faults = Faults.of("server_error_always", where="/robots.txt")

    with PoliteClient(Asked(server.system_url)) as client, pytest.raises(errors.RobotsUnavailable):
        client.get(server.system_url)


def test_the_crawl_delay_of_robots_txt_is_kept(server: Server) -> None:
    server.faults = Faults.of("robots_delay", seconds=0.15)

    with PoliteClient(Asked(server.system_url)) as client:
        client.get(server.system_url)
        client.get(server.system_url)

    first, second = (request.at for request in server.seen("/system"))
    assert second - first >= 0.15


def test_the_pause_between_two_requests_is_kept_across_clients(server: Server) -> None:
    for _ in range(2):
        with PoliteClient(Asked(server.system_url, delay_seconds=0.1)) as client:
            client.get(server.system_url)

    moments = [request.at for request in server.requests]
    assert min(later - earlier for earlier, later in pairwise(moments)) >= 0.1


def test_several_clients_ask_one_after_the_other(server: Server) -> None:
    server.faults = Faults.of("very_slow", seconds=0.03)

    def ask() -> None:
        with PoliteClient(Asked(server.system_url)) as client:
            client.get(server.system_url)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(server.seen("/system")) == 4
    assert server.most_concurrent == 1


def test_a_short_retry_after_is_waited_out(server: Server) -> None:
    server.faults = Faults.of("too_many_requests", retry_after="0")

    with PoliteClient(Asked(server.system_url)) as client:
        assert client.get(server.system_url).status == 200

    assert len(server.seen("/system")) == 3


@pytest.mark.django_db
def test_a_long_retry_after_ends_the_run_and_is_kept(server: Server) -> None:
    run_harvest(server)
    server.faults = Faults.of("too_many_requests", retry_after="7200", where="/papers")

    run = run_harvest(server)

    assert run.state == "partial"
    assert run.why.startswith("Der Server bittet um eine Pause bis")
    not_before = Source.objects.get().not_before
    assert not_before is not None
    assert timedelta(minutes=115) < not_before - timezone.now() <= timedelta(hours=2)
    asked = len(server.requests)
    with pytest.raises(TooEarly):
        run_harvest(server)
    assert len(server.requests) == asked


def test_what_a_retry_after_may_say() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert retry_after("12") == 12.0
    assert 80 < (retry_after(soon) or 0) <= 90
    assert retry_after("999999999") == 86_400.0
    assert retry_after("bald") is None
    assert retry_after("") is None


# -- servers that take their time, and addresses that are none --------------------------------


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_drips_is_left_in_time(status: int, where: str) -> None:
    enough = Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        if where == "body":
            handler.send_response(status)
            handler.end_headers()
        try:
            while not enough.wait(0.02):
                handler.wfile.write(b"x")
        except OSError:
            pass  # the client has left, which is what this is about

    with site(drip) as url:
        try:
            started = time.monotonic()
            with (
                PoliteClient(Asked(url), patience=Patience(whole=0.3)) as client,
                pytest.raises((errors.TookTooLong, errors.Gone)) as ended,
            ):
                client.get(f"{url}/x")
            assert time.monotonic() - started < 3
        finally:
            enough.set()
    assert isinstance(ended.value, errors.Gone) == (status == 404 and where == "body")


@pytest.mark.parametrize("onward", ["http://[oops", "http://[::1/x", "http://rat.example:99999999/", "http://\\u200b/"])
def test_a_redirect_to_no_address_is_an_error_with_a_name(onward: str) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", onward)
        handler.end_headers()

    with (
        site(answer) as url,
        PoliteClient(Asked(url)) as client,
        pytest.raises((errors.SchemeNotAllowed, errors.HostNotAllowed)),
    ):
        client.get(f"{url}/x")


def test_a_server_that_nobody_reaches_is_told_of_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"  # nobody listens there
        with PoliteClient(Asked(url)) as client, pytest.raises(errors.Unreachable) as refused:
            client.get(f"{url}/system")
    assert refused.value.sentence == "Der Server antwortet zurzeit nicht (keine Verbindung)."


def test_a_host_with_an_umlaut_is_asked_by_the_name_that_travels(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(server.url.rpartition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr("teilhabe.core.fetching.addresses.socket.getaddrinfo", lambda *_, **__: found)
    url = f"http://rat.KÖLN.invalid:{port}/oparl/v1.1/system"

    with PoliteClient(Asked(url)) as client:
        assert client.get(url).status == 200

    assert server.requests[-1].headers["host"] == f"rat.xn--kln-sna.invalid:{port}"


def test_a_packed_answer_that_breaks_off_is_not_whole() -> None:
    content = b'{"a": "' + bytes(range(32, 127)) * 50 + b'"}'
    raw = zlib.compressobj(wbits=-15)
    answers = {
        "/cut": ("gzip", gzip.compress(content)[:-12]),
        "/two": ("gzip", gzip.compress(content[:40]) + gzip.compress(content[40:]) + bytes(16)),
        "/zlib": ("deflate", zlib.compress(content)),
        "/bare": ("deflate", raw.compress(content) + raw.flush()),
    }

    def answer(handler: BaseHTTPRequestHandler) -> None:
        encoding, packed = answers[handler.path]
        body(handler, packed, Content_Encoding=encoding)

    with site(answer) as url, PoliteClient(Asked(url)) as client:
        with pytest.raises(errors.CutShort):
            client.get(f"{url}/cut")
        for path in ("/two", "/zlib", "/bare"):
            assert client.get(url + path).body == content


def test_a_pause_is_told_in_the_time_of_the_readers() -> None:
    until = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    assert errors.AskedToWait("x", until).sentence == "Der Server bittet um eine Pause bis 02.07.2026 00:30 Uhr."


def test_only_the_code_802_means_an_empty_list() -> None:
    assert means_empty(b'{"code": 802, "message": "x"}')
    assert not means_empty(b'{"code": 404, "message": "object 802 not found"}')
    assert not means_empty(b'<p>"code" 802</p>')
