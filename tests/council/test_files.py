"""Files: fetched once, read page by page, and every way in which they can be bad has its word."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.test import Client
from django.utils import timezone

from teilhabe.core.audit import SystemActor
from teilhabe.core.fetching.client import PoliteClient
from teilhabe.core.locks import AlreadyHeld
from teilhabe.core.models import AuditEntry
from teilhabe.council.actions.files import place, store_fetched, to_fetch
from teilhabe.council.actions.forgetting import GRACE, forget_content
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.ingest.files import fetch_files, has_due_files
from teilhabe.council.ingest.locks import files_lock
from teilhabe.council.jobs import fetch_source_files
from teilhabe.council.models import Blob, BlobPage, File, Paper, PaperSection, Record, Source, Version
from teilhabe.council.sample.plain_pdf import write_plain_pdf
from teilhabe.search.models import Entry

from .chamber import Chamber

pytestmark = pytest.mark.django_db

BOT = SystemActor("files")
PDF = "application/pdf"


class Shelf:
    """A file server: path → (status, type, content)."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.files: dict[str, tuple[int, str, bytes]] = {}
        self.asked: list[str] = []

    def put(self, name: str, content: bytes = b"", *, status: int = 200, mime: str = PDF) -> str:
        self.files[f"/{name}"] = (status, mime, content)
        return f"{self.address}/{name}"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kept.asked.append(self.path)
            status, mime, content = kept.files.get(self.path, (404, "text/plain", b"not here"))
            self.send_response(status)
            self.send_header("Content-Type", mime)
            self.send_header("Content-Length", str(len(content)))
            if status == 429:
                self.send_header("Retry-After", "3600")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = Shelf(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chamber(shelf: Shelf) -> Chamber:
    chamber = Chamber()
    Source.objects.filter(pk=chamber.source.pk).update(url=shelf.address)
    chamber.source.refresh_from_db()
    return chamber


def document(*paragraphs: str) -> bytes:
    return write_plain_pdf([line for paragraph in paragraphs for line in (paragraph, "")])


TEXT = ("Beschlussvorschlag:", "Der Rat nimmt den Bericht an.", "Sachlage:", "Die Halle ist alt.")


def later() -> None:
    """The pause of every failed file is over."""
    File.objects.filter(tried__isnull=False).update(tried=timezone.now() - timedelta(days=2))


def test_a_paper_gets_its_text_in_sections_and_is_found_by_it(chamber: Chamber, shelf: Shelf) -> None:
    paper = chamber.paper()
    file = chamber.file(paper, shelf.put("a.pdf", document(*TEXT)), mime_type=PDF)
    refresh_stale()
    seen: list[int] = []
    report = fetch_files(chamber.source, by=BOT, progress=seen.append)
    assert (report.stored, report.failed, report.ended, sum(seen)) == (1, 0, "", 1)
    file.refresh_from_db()
    assert file.blob is not None
    assert (file.state, file.blob.state, file.blob.page_count, file.tries) == ("stored", "read", 1, 0)
    content = place(file.blob.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file.blob.sha256
    assert list(PaperSection.objects.values_list("kind", "anchor", "text", "source")) == [
        ("resolution", "beschlussvorschlag", "Der Rat nimmt den Bericht an.", "pdf"),
        ("matter", "sachlage", "Die Halle ist alt.", "pdf"),
    ]
    assert "Die Halle ist alt." in Entry.objects.get(kind="paper").body
    assert not Version.objects.exists()
    assert AuditEntry.objects.get(verb="files-fetched").details == {"stored": 1, "failed": 0}


def test_a_second_run_asks_for_nothing(chamber: Chamber, shelf: Shelf) -> None:
    chamber.file(chamber.paper(), shelf.put("a.pdf", document(*TEXT)))
    fetch_files(chamber.source, by=BOT)
    shelf.asked.clear()
    assert not has_due_files(chamber.source)
    assert fetch_files(chamber.source, by=BOT).stored == 0
    assert shelf.asked == []


def test_a_changed_text_is_shown_before_and_after(chamber: Chamber, shelf: Shelf) -> None:
    paper = chamber.paper()
    file = chamber.file(paper, shelf.put("a.pdf", document(*TEXT)))
    fetch_files(chamber.source, by=BOT)
    shelf.put("a.pdf", document("Beschlussvorschlag:", "Der Rat lehnt den Bericht ab.", *TEXT[2:]))
    Record.objects.filter(pk=file.record_id).update(last_changed=timezone.now() + timedelta(seconds=1))
    fetch_files(chamber.source, by=BOT)
    version = Version.objects.get(record=paper.record)
    assert version.changes == {"resolution": ["Der Rat nimmt den Bericht an.", "Der Rat lehnt den Bericht ab."]}
    assert "lehnt" in Entry.objects.get(kind="paper").body
    assert Blob.objects.count() == 2


def test_one_content_under_two_addresses_is_kept_once_and_serves_both_papers(chamber: Chamber, shelf: Shelf) -> None:
    one, two = chamber.paper(reference="1"), chamber.paper(reference="2")
    chamber.file(one, shelf.put("a.pdf", document(*TEXT)))
    chamber.file(two, shelf.put("b.pdf", document(*TEXT)))
    fetch_files(chamber.source, by=BOT)
    assert Blob.objects.count() == 1
    assert BlobPage.objects.count() == 1
    assert set(PaperSection.objects.values_list("paper", flat=True)) == {one.pk, two.pk}


@pytest.mark.parametrize(
    ("name", "content", "mime", "state", "blob_state"),
    [
        ("broken.pdf", b"%PDF-1.4\nrubbish", PDF, "stored", "broken"),
        ("word.pdf", b"PK\x03\x04" + b"[Content_Types].xml word/" * 3, PDF, "stored", "mislabelled"),
        (
            "list.xlsx",
            b"PK\x03\x04" + b"[Content_Types].xml xl/" * 3,
            "application/vnd.ms-excel",
            "stored",
            "other_format",
        ),
        ("page.pdf", b"<!DOCTYPE html><html><body>Fehler</body></html>", PDF, "retry", None),
        ("empty.pdf", b"", PDF, "retry", None),
    ],
)
def test_a_bad_file_is_recorded_as_what_it_is(
    chamber: Chamber, shelf: Shelf, name: str, content: bytes, mime: str, state: str, blob_state: str | None
) -> None:
    file = chamber.file(chamber.paper(), shelf.put(name, content), mime_type=mime)
    fetch_files(chamber.source, by=BOT)
    file.refresh_from_db()
    assert file.state == state
    assert (file.blob.state if file.blob else None) == blob_state
    assert bool(file.message) == (state == "retry")
    assert not PaperSection.objects.exists()


@pytest.mark.parametrize(
    ("status", "content", "first", "finally_"),
    [
        (410, b"", "gone", "gone"),
        (404, b"", "retry", "gone"),
        (403, b"", "retry", "refused"),
        (400, b"", "retry", "unusable"),
        (200, b"<html><body>Fehler</body></html>", "retry", "unusable"),
    ],
)
def test_a_missing_file_is_believed_to_be_missing_at_the_third_time(
    chamber: Chamber, shelf: Shelf, status: int, content: bytes, first: str, finally_: str
) -> None:
    file = chamber.file(chamber.paper(), shelf.put("a.pdf", content, status=status))
    fetch_files(chamber.source, by=BOT)
    file.refresh_from_db()
    assert (file.state, file.tries) == (first, 1)
    assert not to_fetch(chamber.source).exists()  # its pause is not over
    for _ in range(2):
        later()
        fetch_files(chamber.source, by=BOT)
    file.refresh_from_db()
    assert file.state == finally_


def test_a_temporary_failure_keeps_what_we_have(chamber: Chamber, shelf: Shelf) -> None:
    file = chamber.file(chamber.paper(), shelf.put("a.pdf", document(*TEXT)))
    fetch_files(chamber.source, by=BOT)
    shelf.put("a.pdf", b"", status=404)
    Record.objects.filter(pk=file.record_id).update(last_changed=timezone.now() + timedelta(seconds=1))
    fetch_files(chamber.source, by=BOT)
    file.refresh_from_db()
    assert (file.state, file.blob is not None) == ("retry", True)
    assert PaperSection.objects.count() == 2


def test_a_file_that_is_too_large_is_not_taken(chamber: Chamber, shelf: Shelf, settings: object) -> None:
    settings.MAX_FILE_MEGABYTES = 1  # type: ignore[attr-defined]  # pytest-django's wrapper
    file = chamber.file(chamber.paper(), shelf.put("a.pdf", b"%PDF-1.4" + b"0" * 1_100_000))
    fetch_files(chamber.source, by=BOT)
    file.refresh_from_db()
    assert (file.state, Blob.objects.count()) == ("too_large", 0)


def test_a_server_that_asks_for_a_pause_gets_it(chamber: Chamber, shelf: Shelf) -> None:
    for number in range(3):
        chamber.file(chamber.paper(reference=str(number)), shelf.put(f"{number}.pdf", b"", status=429))
    report = fetch_files(chamber.source, by=BOT)
    assert "Pause" in report.ended
    chamber.source.refresh_from_db()
    assert chamber.source.not_before is not None
    assert not has_due_files(chamber.source)
    assert File.objects.filter(state="pending").count() == 3


def test_a_server_that_refuses_everything_is_left_alone(chamber: Chamber, shelf: Shelf) -> None:
    for number in range(9):
        chamber.file(chamber.paper(reference=str(number)), shelf.put(f"{number}.pdf", b"", status=403))
    report = fetch_files(chamber.source, by=BOT)
    assert "verweigert" in report.ended
    assert len([path for path in shelf.asked if path.endswith(".pdf")]) == 5
    assert File.objects.filter(state="refused").count() == 0


def test_files_of_hidden_records_and_foreign_hosts_are_not_asked_for(chamber: Chamber, shelf: Shelf) -> None:
    hidden = chamber.file(chamber.paper(reference="1"), shelf.put("a.pdf", document(*TEXT)))
    Record.objects.filter(pk=hidden.record_id).update(state="deleted")
    foreign = chamber.file(chamber.paper(reference="2"), "http://elsewhere.example/b.pdf")
    nowhere = chamber.file(chamber.paper(reference="3"), "")
    fetch_files(chamber.source, by=BOT)
    foreign.refresh_from_db()
    nowhere.refresh_from_db()
    assert shelf.asked == []
    assert (foreign.state, nowhere.state) == ("retry", "unusable")
    assert "elsewhere.example" in foreign.message


def test_a_run_killed_in_the_middle_goes_on_where_it_stopped(
    chamber: Chamber, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        chamber.file(chamber.paper(reference=str(number)), shelf.put(f"{number}.pdf", document(*TEXT, str(number))))
    calls = iter([store_fetched])

    def only_once(batch: list[object]) -> object:
        return next(calls)(batch)  # type: ignore[arg-type]  # a list is a sequence

    monkeypatch.setattr("teilhabe.council.ingest.files.store_fetched", only_once)
    with pytest.raises(StopIteration):
        fetch_files(chamber.source, by=BOT, batch=2)
    monkeypatch.undo()
    assert File.objects.filter(state="stored").count() == 2
    assert fetch_files(chamber.source, by=BOT, batch=2).stored == 4
    assert PaperSection.objects.values("paper").distinct().count() == 6
    assert not list(place("ab").parent.parent.glob(".new-*"))


def test_two_runs_at_once_do_not_happen(chamber: Chamber) -> None:
    with files_lock(chamber.source.pk), pytest.raises(AlreadyHeld):
        fetch_files(chamber.source, by=BOT)


def test_the_job_works_in_slices_until_nothing_is_left(
    chamber: Chamber, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teilhabe.council.jobs.FILES_AT_ONCE", 2)
    for number in range(3):
        chamber.file(chamber.paper(reference=str(number)), shelf.put(f"{number}.pdf", document(*TEXT, str(number))))
    assert fetch_source_files.call(chamber.source.pk) == "2 stored, 0 failed"
    assert fetch_source_files.call(chamber.source.pk) == "1 stored, 0 failed"
    assert fetch_source_files.call(chamber.source.pk) == "nothing to do"
    assert fetch_source_files.call(0) == "nothing to do"


def test_text_that_the_source_gives_is_used_until_the_document_was_read(chamber: Chamber, shelf: Shelf) -> None:
    paper = chamber.paper()
    file = chamber.file(paper, shelf.put("a.pdf", document(*TEXT)), given_text="Sachverhalt:\n\nAus der Quelle.")
    refresh_stale()
    assert list(paper.sections.values_list("kind", "text", "source")) == [("matter", "Aus der Quelle.", "oparl")]
    fetch_files(chamber.source, by=BOT)
    assert set(paper.sections.values_list("source", flat=True)) == {"pdf"}
    assert not Version.objects.exists()  # read in another way, not changed
    File.objects.filter(pk=file.pk).update(given_text="Sachverhalt:\n\nNeu.")
    Paper.objects.update(stale=True)
    refresh_stale()
    assert set(paper.sections.values_list("source", flat=True)) == {"pdf"}


def test_the_data_folder_is_for_its_owner_only(chamber: Chamber, shelf: Shelf) -> None:
    file = chamber.file(chamber.paper(), shelf.put("a.pdf", document(*TEXT)))
    fetch_files(chamber.source, by=BOT)
    file.refresh_from_db()
    assert file.blob is not None
    stored: Path = place(file.blob.sha256)
    assert stored.stat().st_mode & 0o077 == 0


def _changed_twice(chamber: Chamber, shelf: Shelf) -> tuple[Paper, File]:
    """A paper whose document was changed once, so that its history tells the text before and after."""
    paper = chamber.paper()
    file = chamber.file(paper, shelf.put("a.pdf", document(*TEXT)), given_text="Sachverhalt:\n\nDie Halle ist alt.")
    fetch_files(chamber.source, by=BOT)
    shelf.put("a.pdf", document(*TEXT[:3], "Die Halle ist neu."))
    Record.objects.filter(pk=file.record_id).update(last_changed=timezone.now() + timedelta(seconds=1))
    fetch_files(chamber.source, by=BOT)
    file.refresh_from_db()
    assert Version.objects.filter(record=paper.record).count() == 1
    return paper, file


@pytest.mark.django_db(transaction=True)
def test_text_goes_when_the_source_deletes_its_document(chamber: Chamber, shelf: Shelf, client: Client) -> None:
    paper, file = _changed_twice(chamber, shelf)
    Version.objects.create(record=paper.record, changes={"name": ["Alt", "Neu"], "matter": ["Halle alt", "Halle neu"]})
    contents = [place(sha256) for sha256 in Blob.objects.values_list("sha256", flat=True)]
    assert "Halle" in client.get(paper.get_absolute_url()).content.decode()
    now = timezone.now()
    Record.objects.filter(pk=file.record_id).update(state="deleted", state_since=now)
    Paper.objects.update(stale=True)
    refresh_stale()

    assert not paper.sections.exists()
    assert "Halle" not in Entry.objects.get(kind="paper").body
    assert "Halle" not in client.get(paper.get_absolute_url()).content.decode()
    assert [version.changes for version in Version.objects.all()] == [{"name": ["Alt", "Neu"]}]
    assert forget_content(now=now + timedelta(days=2)) == 1, "what was replaced goes, what was taken away has its grace"
    assert forget_content(now=now + GRACE) == 1
    assert not Blob.objects.exists()
    assert not BlobPage.objects.exists()
    assert [path for path in contents if path.exists()] == []
    file.refresh_from_db()
    assert (file.blob, file.given_text) == (None, "")


def test_text_goes_when_the_document_is_gone_at_its_address(chamber: Chamber, shelf: Shelf) -> None:
    paper, file = _changed_twice(chamber, shelf)
    File.objects.update(given_text="")
    shelf.put("a.pdf", b"", status=410)
    Record.objects.filter(pk=file.record_id).update(last_changed=timezone.now() + timedelta(seconds=2))
    fetch_files(chamber.source, by=BOT)
    assert not paper.sections.exists()
    assert not Version.objects.exists()
    assert "Halle" not in Entry.objects.get(kind="paper").body


def test_content_that_another_public_file_has_stays(chamber: Chamber, shelf: Shelf) -> None:
    one = chamber.file(chamber.paper(reference="1"), shelf.put("a.pdf", document(*TEXT)))
    chamber.file(chamber.paper(reference="2"), shelf.put("b.pdf", document(*TEXT)))
    fetch_files(chamber.source, by=BOT)
    Record.objects.filter(pk=one.record_id).update(state="deleted", state_since=timezone.now())
    assert forget_content(now=timezone.now() + GRACE + timedelta(days=1)) == 0
    assert Blob.objects.get().pages.exists()


def test_content_that_was_just_downloaded_is_left_alone(chamber: Chamber, shelf: Shelf) -> None:
    file = chamber.file(chamber.paper(), shelf.put("a.pdf", document(*TEXT)))
    fetch_files(chamber.source, by=BOT)
    File.objects.filter(pk=file.pk).update(blob=None, state="pending")
    assert forget_content() == 0
    assert Blob.objects.exists()


def test_pausing_a_source_stops_the_fetching_that_is_under_way(chamber: Chamber, shelf: Shelf) -> None:
    for number in range(6):
        chamber.file(chamber.paper(reference=str(number)), shelf.put(f"{number}.pdf", document(*TEXT, str(number))))

    def pause(count: int) -> None:
        Source.objects.filter(pk=chamber.source.pk).update(state="paused")

    report = fetch_files(chamber.source, by=BOT, batch=1, progress=pause)
    assert report.ended == "angehalten"
    assert len([path for path in shelf.asked if path.endswith(".pdf")]) == report.stored < 6
    assert File.objects.filter(state="pending").count() == 6 - report.stored


def test_a_file_that_brings_up_a_defect_of_ours_does_not_hold_up_the_others(
    chamber: Chamber, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = chamber.file(chamber.paper(reference="1"), shelf.put("bad.pdf", document(*TEXT)))
    odd = chamber.file(chamber.paper(reference="2"), "http://[oops")
    good = chamber.file(chamber.paper(reference="3"), shelf.put("good.pdf", document(*TEXT)))
    honest = PoliteClient.download

    def download(client: PoliteClient, url: str, *rest: object) -> object:
        if url.endswith("bad.pdf"):
            raise ValueError("defect")
        return honest(client, url, *rest)  # type: ignore[arg-type]  # the same arguments are handed on

    monkeypatch.setattr(PoliteClient, "download", download)
    report = fetch_files(chamber.source, by=BOT)
    for file in (bad, odd, good):
        file.refresh_from_db()
    assert (report.stored, report.failed) == (1, 2)
    assert (bad.state, odd.state, good.state) == ("retry", "retry", "stored")
    assert "ValueError" in bad.message
    assert not to_fetch(chamber.source).exists()
