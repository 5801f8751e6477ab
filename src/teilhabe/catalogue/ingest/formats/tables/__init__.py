"""Tables: CSV and Excel. One row is one entry, its first row says what stands where."""

from .csv_table import CsvTable
from .excel import ExcelTable
from .rows import Column

__all__ = ["Column", "CsvTable", "ExcelTable", "columns", "headings"]


def headings(document: bytes) -> list[tuple[str, str]]:
    """The headings of a table, CSV or Excel, each with the field it means (of ``TARGETS``) or an empty word, for a page
    on which an editor says which is which. Raises FeedUnavailable for what is no table."""
    return [(column.heading, column.field) for column in columns(document)]


def columns(document: bytes) -> list[Column]:
    """As ``headings``, with the first cells below each."""
    from .excel import is_excel

    return (ExcelTable() if is_excel(document) else CsvTable()).columns(document)
