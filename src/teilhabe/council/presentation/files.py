"""Files as rows: what it is, how big, whether its text can be read here, and what was archived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext

from ..documents.labels import STATE_LABELS
from ..documents.reading import State
from ..models import Attachment, Blob, File, Meeting, Paper

_TYPES = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/zip": "zip",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "text/html": "html",
    "text/plain": "txt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file of a paper or meeting. ``size`` is in bytes, ``note`` says how far its text can be read. Without an
    address of its own ``original_url`` is empty, and ``page_url`` the page where the source offers it."""

    name: str
    role: str
    type: str
    original_url: str
    text_url: str
    size: int | None
    pages: int | None
    note: str
    page_url: str
    sha256: str
    archived: datetime | None


def file_row(attachment: Attachment, *, text_url: str = "") -> FileRow:
    """``text_url`` is where the text would be shown; it is left out if there is none."""
    file, blob = attachment.file, attachment.file.blob
    on_page = file.state == File.State.ON_PAGE
    return FileRow(
        name=name_of(file, attachment),
        role=attachment.role,
        type=type_of(file),
        original_url="" if on_page else file.access_url or file.download_url,
        text_url=text_url if has_text(file) else "",
        size=blob.size if blob else file.claimed_size,
        pages=blob.page_count if blob else None,
        note=note_of(file),
        page_url=file.access_url if on_page else "",
        sha256=blob.sha256 if blob else "",
        archived=file.stored if blob else None,
    )


def paper_files(paper: Paper, body: str, attachments: Sequence[Attachment]) -> tuple[FileRow, ...]:
    """The paper's own files, its main document first."""
    own = sorted(
        (one for one in attachments if one.paper_id == paper.pk), key=lambda one: one.role != Attachment.Role.MAIN
    )
    return tuple(
        file_row(one, text_url=reverse("council:paper_file", args=[body, paper.slug, one.file_id])) for one in own
    )


def meeting_files(meeting: Meeting, body: str, attachments: Sequence[Attachment]) -> tuple[FileRow, ...]:
    return tuple(
        file_row(one, text_url=reverse("council:meeting_file", args=[body, meeting.slug, one.file_id]))
        for one in attachments
    )


def has_text(file: File) -> bool:
    """Is there text to show page by page?"""
    return file.blob is not None and file.blob.state == Blob.State.READ and bool(file.blob.page_count)


def name_of(file: File, attachment: Attachment) -> str:
    """The source's name for the file; its role where the source gives none."""
    return file.name or file.file_name or str(attachment.get_role_display())


def type_of(file: File) -> str:
    """A short type such as "pdf": what the content is, not what its name claims."""
    mime = (file.blob.mime_type if file.blob else "") or file.mime_type
    known = _TYPES.get(mime.partition(";")[0].strip().lower())
    return known or PurePosixPath(file.file_name).suffix.lstrip(".").lower()[:5]


def reason_of(state: str, *, fetched: bool) -> str:
    """What a ``File.State``, or the ``Blob.State`` of a fetched file, means for the reader."""
    if not fetched:
        return str(File.State(state).label)
    words = STATE_LABELS.get(cast(State, state))
    return gettext(words) if words else str(Blob.State(state).label)


def note_of(file: File) -> str:
    if file.blob is None:
        return reason_of(file.state, fetched=False)
    if file.blob.by_ocr:
        return gettext("Text durch Texterkennung, kann Fehler enthalten")
    return reason_of(file.blob.state, fetched=True)
