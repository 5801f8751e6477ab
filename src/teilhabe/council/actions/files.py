"""What became of files: their content once under its hash, the text of its pages, or why there is none.

The content lies in ``files/ab/<sha256>`` below the data folder; nothing here asks the network (see ingest.files).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from ..documents.sections import Section
from ..models import Attachment, Blob, BlobPage, File, Paper, Source
from ..queries.bodies import PUBLIC_STATES
from .rows import save_fields
from .sections import write_sections

# Pauses before the next try; after the last one it is asked once a day.
_PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
_LONGEST_PAUSE = timedelta(days=1)
PATIENCE = 3  # tries until "not found" and the like are believed
_LONGEST_PAGE = 200_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file that was stored. ``state`` is a Blob.State, ``pages`` the text of page 1, 2, …; ``sections`` are those of
    the document, for the papers whose main document it is. ``pages`` is None if the blob is known and was not read.
    ``downloaded`` is False if what was stored before was only read again."""

    sha256: str
    size: int
    mime_type: str
    state: str = Blob.State.OTHER_FORMAT
    message: str = ""
    page_count: int | None = None
    by_ocr: bool = False
    pages: tuple[str, ...] | None = None
    sections: tuple[Section, ...] = ()
    downloaded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why there is no content. ``state`` is a File.State; ``finally_`` the state after ``PATIENCE`` tries, if another.

    ``message`` is one German sentence.
    """

    state: str
    message: str
    finally_: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one attempt brought."""

    file: File
    result: Content | Failure = field(repr=False)


def place(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256


def to_fetch(source: Source, *, now: datetime | None = None) -> QuerySet[File]:
    """Files of a source that were never asked for, whose pause is over, or that changed since.

    Only those that hang on something public: a file that merely stands in the source's list of files may belong to an
    agenda item that is not.
    """
    moment = now or timezone.now()
    due = Q(state=File.State.PENDING) | Q(
        state=File.State.RETRY, tries__gt=len(_PAUSES), tried__lte=moment - _LONGEST_PAUSE
    )
    for tries, pause in enumerate(_PAUSES, start=1):
        due |= Q(state=File.State.RETRY, tries=tries, tried__lte=moment - pause)
    # The source changed something about a file since it was stored or given up.
    given_up = (File.State.GONE, File.State.REFUSED, File.State.TOO_LARGE, File.State.UNUSABLE)
    due |= Q(state=File.State.STORED, record__last_changed__gt=F("stored"))
    due |= Q(state__in=given_up, record__last_changed__gt=F("tried"))
    public = File.objects.filter(due, record__source=source, record__state__in=PUBLIC_STATES)
    return public.filter(_hangs_on_something_public()).order_by("state", "pk")


def leave_on_page(source: Source) -> int:
    """Settle the files that an HTML system offers on its pages only, without an address that lasts: nobody asks for
    them, and nobody is told that asking failed. One that has got an address will be asked for.

    Returns how many were settled. OParl is meant otherwise: there the page's address leads to the file.
    """
    if not source.is_html:
        return 0
    files = File.objects.filter(record__source=source)
    files.filter(state=File.State.ON_PAGE).exclude(download_url="").update(state=File.State.PENDING)
    without = files.filter(download_url="", blob=None).exclude(state=File.State.ON_PAGE)
    return without.update(state=File.State.ON_PAGE, message="", tries=0, tried=None)


def read_again(files: Collection[int]) -> int:
    """Have stored files read once more from the data folder, because they became the main documents of papers.

    Until then they do not speak for their papers (see sections.forget_lost_text). Returns how many there are.
    """
    return File.objects.filter(pk__in=files, state=File.State.STORED).update(state=File.State.PENDING)


def kept_content(file: File) -> Path | None:
    """The content of a file that is only to be read again; None if it must be downloaded."""
    if file.state != File.State.PENDING or file.blob is None or file.stored is None:
        return None
    if file.record.last_changed > file.stored:
        return None
    kept = place(file.blob.sha256)
    return kept if kept.exists() else None


def _hangs_on_something_public() -> Q:
    item = Q(agenda_item__public=True) & _public("agenda_item__record") & _public("agenda_item__meeting__record")
    attached = Attachment.objects.filter(file=OuterRef("pk"))
    return Q(Exists(attached.filter(_public("paper__record") | _public("meeting__record") | item)))


def _public(record: str) -> Q:
    return Q(**{f"{record}__state__in": PUBLIC_STATES})


@transaction.atomic
def store_fetched(batch: Sequence[Fetched], *, now: datetime | None = None) -> set[int]:
    """Store what a batch of attempts brought; return the papers (primary keys) whose page changes by it.

    These are marked stale. A file that vanished meanwhile is passed over.
    """
    moment = now or timezone.now()
    files = {file.pk: file for file in File.objects.select_for_update().filter(pk__in=[one.file.pk for one in batch])}
    blobs = _blobs([one.result for one in batch if isinstance(one.result, Content)])
    touched: list[int] = []
    for one in batch:
        file = files.get(one.file.pk)
        if file is None:
            continue
        before = (file.state, file.blob_id, file.message)
        file.tries, file.tried = min(file.tries + 1, 1000), moment
        if isinstance(one.result, Content):
            file.state, file.message = File.State.STORED, ""
            file.blob, file.tries = blobs[one.result.sha256], 0
            if one.result.downloaded:
                file.stored = moment
        else:
            patience_ends = one.result.finally_ and file.tries >= PATIENCE
            file.state = one.result.finally_ if patience_ends else one.result.state
            file.message = one.result.message
            if file.state in (File.State.GONE, File.State.REFUSED):
                # The source shows it to nobody any more; no more do we (see forgetting, sections.forget_lost_text).
                file.blob = None
        if before != (file.state, file.blob_id, file.message):
            touched.append(file.pk)
    save_fields(list(files.values()), ["state", "message", "tries", "tried", "stored", "blob"])
    return _papers_of(batch, touched)


def _blobs(contents: Sequence[Content]) -> dict[str, Blob]:
    """The blobs of these contents by hash; new ones with their pages, and those whose reading now says more."""
    by_hash = {content.sha256: content for content in contents}
    known = {blob.sha256: blob for blob in Blob.objects.filter(sha256__in=by_hash)}
    unread = (Blob.State.NO_TEXT, Blob.State.TIMED_OUT, Blob.State.BROKEN, Blob.State.OTHER_FORMAT)
    pages: list[BlobPage] = []
    for sha256, content in by_hash.items():
        blob = known.get(sha256)
        better = blob is not None and content.pages is not None and blob.state in unread and content.state != blob.state
        if blob is not None and not better:
            continue
        blob = blob or Blob(sha256=sha256, size=content.size)
        blob.mime_type, blob.state, blob.message = content.mime_type, content.state, content.message
        blob.page_count, blob.by_ocr = content.page_count, content.by_ocr
        blob.save()
        if better:
            blob.pages.all().delete()
        known[sha256] = blob
        pages += [
            BlobPage(blob=blob, number=number, text=text.replace("\0", "")[:_LONGEST_PAGE])
            for number, text in enumerate(content.pages or (), start=1)
        ]
    BlobPage.objects.bulk_create(pages, batch_size=500)
    return known


def _papers_of(batch: Sequence[Fetched], touched: Sequence[int]) -> set[int]:
    """Write the sections of the papers whose main document came, mark every paper with a changed file stale."""
    sections = {one.file.pk: one.result.sections for one in batch if isinstance(one.result, Content)}
    papers_by_file: dict[int, list[int]] = defaultdict(list)
    changed: set[int] = set()
    for file, paper, role in Attachment.objects.filter(
        file__in=[one.file.pk for one in batch], paper__isnull=False
    ).values_list("file_id", "paper_id", "role"):
        if file in touched:
            changed.add(paper)
        if role == Attachment.Role.MAIN:
            papers_by_file[file].append(paper)
    changed |= write_sections(
        {paper: sections[file] for file, papers in papers_by_file.items() for paper in papers if sections.get(file)}
    )
    Paper.objects.filter(pk__in=changed, stale=False).update(stale=True)
    return changed
