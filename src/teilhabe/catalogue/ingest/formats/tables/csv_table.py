"""Tables as text: cells divided by semicolon, comma or tab, in UTF-8 or the Windows code page."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext_noop

from ...items import Ask, FeedUnavailable, Options, Read
from ..documents import MOST_BYTES, NO_TABLE_BUT_A_PAGE, is_page, one_document, within_size
from .cells import Cell
from .excel import ExcelTable, is_excel
from .rows import BROKEN, Column, guessed, known_headings, read_rows

_DELIMITERS = ";,\t|"
_SAMPLE = 64 * 1024
_LONGEST_LINE = 1_000_000


class CsvTable:
    """A table as CSV."""

    key = "csv"
    name = gettext_noop("CSV-Tabelle")
    suffixes: tuple[str, ...] = (".csv", ".tsv", ".txt")

    def documents(self, ask: Ask, url: str) -> Iterator[bytes]:
        return one_document(ask, url)

    def read(self, documents: Iterator[bytes], options: Options) -> Iterator[Read]:
        for document in documents:
            if is_excel(document):
                # The same table, saved in another way this time.
                yield from ExcelTable().read(iter([document]), options)
            else:
                yield from read_rows(_rows(document, options), options)

    def columns(self, document: bytes) -> list[Column]:
        """See ``tables.columns``."""
        return guessed(_rows(document, Options()))


def _rows(document: bytes, options: Options) -> Iterator[Sequence[Cell]]:
    """The rows of the file, decoded piece by piece. One that cannot be read is ``BROKEN``."""
    document = within_size(document)
    if is_page(document):
        raise FeedUnavailable(NO_TABLE_BUT_A_PAGE)
    encoding = _encoding(document)
    with io.TextIOWrapper(io.BytesIO(document), encoding=encoding, errors="replace", newline="") as text:
        sample = text.read(_SAMPLE)
        if not sample.strip():
            raise FeedUnavailable("Die Datei ist leer.")
        text.seek(0)
        table = csv.reader(_lines(text), delimiter=_delimiter(sample, options))
        while True:
            try:
                yield next(table)
            except StopIteration:
                return
            except csv.Error:
                yield BROKEN


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise FeedUnavailable("Eine Zeile der Datei ist viel zu lang. Bitte prüfen Sie, ob das eine CSV-Datei ist.")
        yield line


def _encoding(document: bytes) -> str:
    if document[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if b"\0" in document[:4096] or document[:5] in (b"%PDF-", b"{\\rtf") or document[:4] == b"PK\x03\x04":
        raise FeedUnavailable("Das ist keine CSV-Datei. Bitte speichern Sie die Tabelle als CSV oder als Excel-Datei.")
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for start in range(0, len(document), MOST_BYTES // 50):
            decoder.decode(document[start : start + MOST_BYTES // 50])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter(sample: str, options: Options) -> str:
    """What makes most headings known, then what makes most cells."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(islice(csv.reader(io.StringIO(sample), delimiter=delimiter), 20))
        except csv.Error:
            return 0, 0
        return max((known_headings(row, options.columns) for row in rows), default=0), max(map(len, rows), default=0)

    return max(_DELIMITERS, key=score)
