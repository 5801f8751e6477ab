"""Tables: CSV and Excel. One row is one entry, its first row says what stands where."""

from .csv_table import CsvTable
from .excel import ExcelTable
from .template import template_xlsx

__all__ = ["CsvTable", "ExcelTable", "headings", "template_xlsx"]


def headings(document: bytes) -> list[tuple[str, str]]:
    """The headings of a table, CSV or Excel, each with the field it means (of ``TARGETS``) or an empty word, for a page
    on which an editor says which is which. Raises FeedUnavailable for what is no table."""
    from .excel import is_excel

    return (ExcelTable() if is_excel(document) else CsvTable()).headings(document)
