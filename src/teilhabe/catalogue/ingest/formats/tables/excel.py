"""Tables of Excel (.xlsx), read row by row. What a formula has given last is read, never the formula."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from ...items import Ask, FeedUnavailable, Options, Read
from ..documents import NO_TABLE_BUT_A_PAGE, is_page, one_document, within_size
from .cells import Cell
from .rows import MOST_COLUMNS, Column, find_headings, guessed, read_rows

_MOST_UNPACKED = 300 * 1024 * 1024
_MOST_PARTS = 2_000
_MOST_STRINGS = 60 * 1024 * 1024
"""Of the words of all sheets, which Excel keeps in one part that has to be read at once."""
_NO_EXCEL = "Das ist keine lesbare Excel-Datei. Bitte speichern Sie die Tabelle als .xlsx oder als CSV."


def is_excel(document: bytes) -> bool:
    """Whether it looks like a file of Excel, old or new."""
    return document[:4] == b"PK\x03\x04" or document[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_text_table(document: bytes) -> bool:
    """Whether it looks like words divided by signs, as CSV is."""
    first = document[:65536].partition(b"\n")[0]
    divided = any(mark in first for mark in (b";", b"\t", b","))
    return divided and b"\0" not in document[:4096] and not is_excel(document)


class ExcelTable:
    """A table of Excel."""

    key = "excel"
    name = gettext_noop("Excel-Tabelle")
    suffixes: tuple[str, ...] = (".xlsx", ".xlsm")

    def documents(self, ask: Ask, url: str) -> Iterator[bytes]:
        return one_document(ask, url)

    def read(self, documents: Iterator[bytes], options: Options) -> Iterator[Read]:
        for document in documents:
            if is_text_table(document):
                from .csv_table import CsvTable

                # The same table, saved in another way this time.
                yield from CsvTable().read(iter([document]), options)
                continue
            with _Workbook(document) as sheets:
                yield from read_rows(_rows(_with_headings(sheets, options)), options)

    def columns(self, document: bytes) -> list[Column]:
        """See ``tables.columns``."""
        with _Workbook(document) as sheets:
            try:
                sheet = _with_headings(sheets, Options())
            except FeedUnavailable:
                sheet = sheets[0]
            return guessed(_rows(sheet))


class _Workbook:
    """The visible sheets of a file; they are read from it as long as it is open."""

    def __init__(self, document: bytes) -> None:
        # Where formats are only named, as on the pages of editors, the library stays out: five megabytes.
        from openpyxl import load_workbook

        _check(within_size(document))
        try:
            with warnings.catch_warnings():
                # Of what it does not keep, such as colours; nobody misses it here.
                warnings.simplefilter("ignore")
                self._book = load_workbook(io.BytesIO(document), read_only=True, data_only=True, keep_links=False)
        except FeedUnavailable:
            raise
        except Exception as wrong:  # a broken file makes openpyxl raise nearly anything
            raise FeedUnavailable(_NO_EXCEL) from wrong

    def __enter__(self) -> list[Any]:
        sheets = [sheet for sheet in self._book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise FeedUnavailable("Die Excel-Datei hat kein sichtbares Tabellenblatt.")
        return sheets

    def __exit__(self, *_: object) -> None:
        self._book.close()


def _check(document: bytes) -> None:
    """Raises FeedUnavailable for what is no workbook, is far larger than it looks, or brings rules of its own."""
    if is_page(document):
        raise FeedUnavailable(NO_TABLE_BUT_A_PAGE)
    if document[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise FeedUnavailable(
            "Das ist das alte Format von Excel (.xls), oder die Datei hat ein Kennwort. Bitte speichern Sie sie als "
            ".xlsx ohne Kennwort."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as parts:
            entries = parts.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise FeedUnavailable(
                    "Das ist eine Tabelle von LibreOffice (.ods). Bitte speichern Sie sie als .xlsx oder als CSV."
                    if "content.xml" in names
                    else _NO_EXCEL
                )
            strings = sum(entry.file_size for entry in entries if entry.filename.endswith("sharedStrings.xml"))
            if (
                len(entries) > _MOST_PARTS
                or sum(entry.file_size for entry in entries) > _MOST_UNPACKED
                or strings > _MOST_STRINGS
            ):
                raise FeedUnavailable("Die Excel-Datei ist ausgepackt zu groß. Bitte teilen Sie sie auf.")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with parts.open(entry) as part:
                        if b"<!DOCTYPE" in (head := part.read(4096)) or b"<!ENTITY" in head:
                            raise FeedUnavailable(_NO_EXCEL)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise FeedUnavailable(_NO_EXCEL) from None


def _with_headings(sheets: list[Any], options: Options) -> Any:
    """The first sheet whose first rows say what stands below."""
    wrong: FeedUnavailable | None = None
    for sheet in sheets[:20]:
        try:
            find_headings(_rows(sheet), options)
        except FeedUnavailable as this:
            wrong = wrong or this
        else:
            return sheet
    raise wrong or FeedUnavailable(_NO_EXCEL)


def _rows(sheet: Any) -> Iterator[Sequence[Cell]]:
    # What a sheet says of its own size is often wrong, and openpyxl believes it.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as wrong:  # as above
            raise FeedUnavailable(_NO_EXCEL) from wrong
        yield row
