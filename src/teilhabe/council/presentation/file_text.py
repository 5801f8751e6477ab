"""The text of a file, page by page, a handful of pages at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext

from ..models import Attachment, Body
from ..queries.paper_page import pages_between
from .files import FileRow, file_row, has_text
from .words import in_german

AT_ONCE = 40
"""Pages of a file that are shown on one page of the portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    number: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTextPage:
    title: str
    crumbs: list[tuple[str, str]]
    owner: str
    owner_url: str
    file: FileRow
    pages: tuple[TextPage, ...]
    part: Page[int] | None
    toc: list[tuple[str, str]]
    checked: datetime
    why_no_text: str


def file_text_page(attachment: Attachment, *, owner: str, owner_url: str, body: Body, asked: str) -> FileTextPage:
    """``asked`` is the part of a long file that the reader asked for, as it stands in the address."""
    file = attachment.file
    part: Page[int] | None = None
    pages: tuple[TextPage, ...] = ()
    if has_text(file) and file.blob is not None:
        part = Paginator(range(1, (file.blob.page_count or 0) + 1), AT_ONCE).get_page(asked)
        numbers = list(part.object_list)
        found = pages_between(file.blob.pk, numbers[0], numbers[-1]) if numbers else []
        pages = tuple(TextPage(number=one.number, paragraphs=paragraphs_of(one.text)) for one in found)
    row = file_row(attachment)
    return FileTextPage(
        title=row.name,
        crumbs=[(body.short_name or body.name, body.get_absolute_url()), (in_german(owner), owner_url)],
        owner=in_german(owner),
        owner_url=owner_url,
        file=row,
        pages=pages,
        part=part,
        toc=[(f"seite-{one.number}", gettext("Seite %(number)s") % {"number": one.number}) for one in pages],
        checked=file.stored or file.record.last_seen,
        why_no_text="" if pages else row.note,
    )


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Paragraphs of a page as the reader extracted it; line ends inside a paragraph stay."""
    return tuple(part.strip("\n") for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")) if part.strip())
