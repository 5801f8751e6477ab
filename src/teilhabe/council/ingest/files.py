"""Files from a source to the data folder and into the index: download, look what it is, read it, store.

    report = fetch_files(source, by=SystemActor("files"))

One file is downloaded while the one before it is read in a child process; results are stored in small batches. Killed
at any point, the next call goes on where this one stopped.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from teilhabe.core.audit import Actor, record
from teilhabe.core.fetching.client import Download, PoliteClient
from teilhabe.core.fetching.errors import AskedToWait, FetchError, ForbiddenByRobots, Gone, Refused, Rejected, TooLarge

from ..actions.files import (
    Content,
    Failure,
    Fetched,
    kept_content,
    leave_on_page,
    place,
    store_fetched,
    to_fetch,
)
from ..actions.refresh import refresh_stale
from ..documents.pdf import PdfReader, PdfReading
from ..documents.sections import Section, sections_of_pdf
from ..documents.sniff import PDF, SNIFF_BYTES, sniff
from ..models import Blob, File, Source
from .errors import RUN_ENDS_WITH, Paused
from .locks import files_lock
from .ocr import read_by_ocr

log = structlog.get_logger(__name__)

BATCH = 20
UNEXPECTED = "Unerwarteter Fehler ({name}); er steht im Protokoll des Servers."
MOST_REFUSALS = 5  # one after the other: then the source means us and not the file
_OLD = timedelta(days=1)
_NEW = ".new-"
_GONE_FOR_GOOD = 410
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """How it went: files stored, failed for now or for good, and why it ended early (one German sentence or "")."""

    stored: int
    failed: int
    seconds: float
    ended: str = ""


@dataclass(slots=True)
class _Waiting:
    """A file whose reading may still be under way: a download, or content that was kept and is read again."""

    file: File
    result: Content | Failure | None = None
    download: Download | None = None
    kept: Blob | None = None
    mime: str = ""
    reading: Future[tuple[PdfReading, tuple[Section, ...]]] | None = None


def fetch_files(
    source: Source,
    *,
    limit: int | None = None,
    progress: Callable[[int], object] | None = None,
    by: Actor,
    batch: int = BATCH,
) -> FetchReport:
    """Download and read at most ``limit`` files of a source that are due.

    ``progress`` is called with the number of files that were stored or given up at once. Raises AlreadyHeld if the
    source's files are being fetched already.
    """
    started = time.monotonic()
    stored = failed = 0
    ended = ""
    paused = Source.objects.filter(pk=source.pk, state=Source.State.PAUSED)
    with files_lock(source.pk), PdfReader() as reader, PoliteClient(source) as client, ThreadPoolExecutor(1) as threads:
        _sweep(_folder())
        leave_on_page(source)
        run = _Run(client, reader, threads, paused.exists)
        for part in run.fetch(_due(source, limit), batch):
            store_fetched(part)
            good = sum(isinstance(one.result, Content) for one in part)
            stored, failed = stored + good, failed + len(part) - good
            if progress is not None:
                progress(len(part))
        ended = run.ended
        if run.until is not None:
            Source.objects.filter(pk=source.pk).update(not_before=run.until)
    if stored or failed:
        refresh_stale(source)
        record("files-fetched", source, by=by, stored=stored, failed=failed)
    return FetchReport(stored=stored, failed=failed, seconds=time.monotonic() - started, ended=ended)


def has_due_files(source: Source) -> bool:
    """Whether there is something to fetch now from a source that may be asked now."""
    if source.state in (Source.State.PAUSED, Source.State.REFUSED):
        return False
    if source.not_before is not None and source.not_before > timezone.now():
        return False
    return to_fetch(source).exists()


def _due(source: Source, limit: int | None) -> Iterator[File]:
    """Due files, the rows in slices; what fails in this call is not tried again in it."""
    keys = list(to_fetch(source).values_list("pk", flat=True)[:limit])
    for start in range(0, len(keys), 200):
        yield from File.objects.filter(pk__in=keys[start : start + 200]).select_related("blob").order_by("state", "pk")


class _Run:
    """One run of downloads, with the reading a little behind."""

    def __init__(
        self, client: PoliteClient, reader: PdfReader, threads: ThreadPoolExecutor, is_paused: Callable[[], bool]
    ) -> None:
        self._client = client
        self._is_paused = is_paused
        self._reader = reader
        self._threads = threads
        self._refused_in_a_row = 0
        self.ended = ""
        self.until: datetime | None = None

    def fetch(self, files: Iterator[File], batch: int) -> Iterator[list[Fetched]]:
        """Batches of results, in the order of the files."""
        waiting: deque[_Waiting] = deque()
        for file in files:
            try:
                if self._is_paused():
                    raise Paused(file.download_url)
                waiting.append(self._download(file))
            except RUN_ENDS_WITH as error:
                self.ended = error.sentence
                self.until = error.until if isinstance(error, AskedToWait) else None
                break
            except OSError:
                # Our disk, not the file.
                raise
            except Exception as error:
                # Recorded at the file: the next run would get stuck on it again.
                waiting.append(_unexpected(file, error))
            if len(waiting) >= 2 * batch:
                yield [self._finished(waiting.popleft()) for _ in range(batch)]
        while waiting:
            yield [self._finished(waiting.popleft()) for _ in range(min(batch, len(waiting)))]

    def _download(self, file: File) -> _Waiting:
        """Ask for one file, unless its content is here, and have it read. Raises what ends the run."""
        if kept := kept_content(file):
            return self._opened(file, kept)
        url = file.download_url or file.access_url
        if not url:
            return _Waiting(file, Failure(state=File.State.UNUSABLE, message="Die Quelle nennt keine Adresse."))
        with _new_file() as temporary:
            try:
                with temporary.open("wb") as target:
                    download = self._client.download(url, target)
            except FetchError as error:
                return _Waiting(file, self._failure(error))
            self._refused_in_a_row = 0
            return self._looked_at(file, temporary, download)

    def _opened(self, file: File, kept: Path) -> _Waiting:
        assert file.blob is not None  # it has content
        found = _Waiting(file, kept=file.blob, mime=file.blob.mime_type)
        if file.blob.mime_type == PDF:
            found.reading = self._threads.submit(self._read, kept)
        return found

    def _failure(self, error: FetchError) -> Failure:
        """What an error means for the file. Raises it again if it means the whole source."""
        if isinstance(error, Refused):
            self._refused_in_a_row += 1
            if self._refused_in_a_row >= MOST_REFUSALS:
                raise error
            return Failure(state=File.State.RETRY, finally_=File.State.REFUSED, message=error.sentence)
        if isinstance(error, RUN_ENDS_WITH):
            raise error
        if isinstance(error, ForbiddenByRobots):
            return Failure(state=File.State.REFUSED, message=error.sentence)
        if isinstance(error, TooLarge):
            return Failure(state=File.State.TOO_LARGE, message=error.sentence)
        if isinstance(error, Gone):
            # A moment of trouble looks like this too: it is believed at the third time, "410 Gone" at once.
            state = File.State.GONE if error.facts.get("status") == _GONE_FOR_GOOD else File.State.RETRY
            return Failure(state=state, finally_=File.State.GONE, message=error.sentence)
        if isinstance(error, Rejected):
            return Failure(state=File.State.RETRY, finally_=File.State.UNUSABLE, message=error.sentence)
        return Failure(state=File.State.RETRY, message=error.sentence)

    def _looked_at(self, file: File, temporary: Path, download: Download) -> _Waiting:
        with temporary.open("rb") as content:
            mime = sniff(content.read(SNIFF_BYTES))
        if reason := _no_document(file, mime, download.size):
            return _Waiting(file, Failure(state=File.State.RETRY, finally_=File.State.UNUSABLE, message=reason))
        target = place(download.sha256)
        if target.exists():
            # Somebody wants it again: actions.forgetting leaves alone what was touched lately.
            target.touch()
        else:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.replace(target)
        found = _Waiting(file, download=download, mime=mime)
        if mime == PDF:
            found.reading = self._threads.submit(self._read, target)
        return found

    def _read(self, path: Path) -> tuple[PdfReading, tuple[Section, ...]]:
        reading = self._reader.read(path)
        if reading.state == "no_text" and settings.OCR:
            reading = read_by_ocr(path, self._reader) or reading
        return reading, sections_of_pdf(reading)

    def _finished(self, one: _Waiting) -> Fetched:
        if one.result is not None:
            return Fetched(one.file, one.result)
        there = one.download or one.kept
        assert there is not None  # without a result there is content
        content = Content(sha256=there.sha256, size=there.size, mime_type=one.mime, downloaded=one.download is not None)
        if one.reading is None:
            claims_pdf = "pdf" in one.file.mime_type.lower()
            return Fetched(one.file, replace(content, state=Blob.State.MISLABELLED) if claims_pdf else content)
        try:
            reading, sections = one.reading.result()
        # Whatever went wrong in the reading process: noted at the file, the others are read on.
        except Exception as error:
            unexpected = _unexpected(one.file, error).result
            assert unexpected is not None  # it is a failure
            return Fetched(one.file, unexpected)
        return Fetched(
            one.file,
            replace(
                content,
                state=reading.state,
                message=reading.message,
                page_count=reading.page_count or None,
                by_ocr=reading.ocr,
                pages=tuple(page.text for page in reading.pages),
                sections=sections,
            ),
        )


def _unexpected(file: File, error: Exception) -> _Waiting:
    log.error("files.unexpected", file=file.pk, exc_info=error)
    return _Waiting(file, Failure(state=File.State.RETRY, message=UNEXPECTED.format(name=type(error).__name__)))


def _no_document(file: File, mime: str, size: int) -> str:
    """Why an answer is not the file that was asked for; empty if it may be."""
    if size == 0:
        return "Der Server liefert eine leere Datei."
    if mime in _HTML and not any(word in file.mime_type.lower() for word in ("html", "xml")):
        return "Der Server liefert statt der Datei eine Internetseite."
    return ""


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "files"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def _new_file() -> Iterator[Path]:
    """An empty file beside the others; gone afterwards, unless it was moved to its place."""
    handle, name = tempfile.mkstemp(dir=_folder(), prefix=_NEW)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        if Path(name).exists():
            Path(name).unlink()


def _sweep(folder: Path) -> None:
    """Take away what a run left behind that was killed in the middle of a file."""
    oldest = time.time() - _OLD.total_seconds()
    for left in folder.glob(f"{_NEW}*"):
        if left.stat().st_mtime < oldest:
            left.unlink(missing_ok=True)
