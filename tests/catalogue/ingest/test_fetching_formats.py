"""A feed is asked for politely: its own host, so many documents, and one sentence where it does not answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from teilhabe.catalogue.ingest import fetching
from teilhabe.catalogue.ingest.fetching import asking
from teilhabe.catalogue.ingest.items import FeedUnavailable
from teilhabe.core.fetching.client import MEGABYTE
from teilhabe.core.fetching.patience import Patience

HASTE = Patience(attempts=1)


@contextmanager
def site(pages: Callable[[str], tuple[int, bytes]]) -> Iterator[str]:
    """A server of a few lines: status and body for each path. Gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = (404, b"") if self.path == "/robots.txt" else pages(self.path)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", body.decode())
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

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


def test_documents_of_the_feed_come_and_other_hosts_are_not_asked() -> None:
    def pages(path: str) -> tuple[int, bytes]:
        return (302, b"http://elsewhere.invalid/") if path == "/weg" else (200, path.encode())

    with site(pages) as url, asking(f"{url}/kurse.csv", delay_seconds=0, patience=HASTE) as ask:
        assert ask(f"{url}/kurse.csv") == b"/kurse.csv"
        for bad in ("http://elsewhere.invalid/", f"{url}/weg"):
            with pytest.raises(FeedUnavailable, match=r"elsewhere\.invalid gehört nicht zu dieser Quelle"):
                ask(bad)
        with pytest.raises(FeedUnavailable, match="http"):
            ask("file:///etc/passwd")


@pytest.mark.parametrize(("status", "words"), [(404, "gibt es nicht"), (403, "verweigert"), (500, "eigenen Fehler")])
def test_what_goes_wrong_is_one_sentence(status: int, words: str) -> None:
    with (
        site(lambda _path: (status, b"")) as url,
        asking(url, delay_seconds=0, patience=HASTE) as ask,
        pytest.raises(FeedUnavailable, match=words),
    ):
        ask(f"{url}/x")


def test_a_document_that_is_too_large_and_one_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", MEGABYTE)
    monkeypatch.setattr(fetching, "MOST_DOCUMENTS", 2)
    with (
        site(lambda path: (200, b"x" * (2 * MEGABYTE if path == "/viel" else 1))) as url,
        asking(url, delay_seconds=0, patience=HASTE) as ask,
    ):
        with pytest.raises(FeedUnavailable, match="größer als erlaubt"):
            ask(f"{url}/viel")
        assert ask(f"{url}/1") == b"x"
        with pytest.raises(FeedUnavailable, match="mehr als 2 Seiten"):
            ask(f"{url}/2")


def test_many_documents_are_not_more_than_so_much_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_OF_RUN", 2 * MEGABYTE)
    with (
        site(lambda _path: (200, b"x" * MEGABYTE)) as url,
        asking(url, delay_seconds=0, patience=HASTE) as ask,
    ):
        assert ask(f"{url}/1") == ask(f"{url}/2")
        with pytest.raises(FeedUnavailable, match="mehr als 2 MB"):
            ask(f"{url}/3")


def test_an_address_of_the_own_net_is_refused(settings: Any) -> None:
    settings.ALLOW_PRIVATE_SOURCES = False
    with (
        site(lambda _path: (200, b"x")) as url,
        asking(url, delay_seconds=0, patience=HASTE) as ask,
        pytest.raises(FeedUnavailable, match="interne Adresse"),
    ):
        ask(url)
