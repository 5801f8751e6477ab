"""The kinds of feeds that the catalogue reads. Each reads documents and gives entries; none writes anything."""

from __future__ import annotations

import re

from ..items import Format
from .amb import Amb
from .hsds import Hsds
from .ical import Ical
from .integreat import Integreat
from .oai import Oai
from .tables import CsvTable, ExcelTable

FORMATS: dict[str, Format] = {
    one.key: one for one in (CsvTable(), ExcelTable(), Ical(), Hsds(), Integreat(), Amb(), Oai())
}
"""By key, in the order in which people are offered them."""

_HSDS = re.compile(rb'"(contents|total_items|organization_id|service_at_locations|eligibility_description)"')
_AMB = re.compile(rb'w3id\.org/kim/amb|"learningResourceType"|"LearningResource"')
_INTEGREAT = re.compile(rb'"(available_languages|modified_gmt|embedded_offers|recurrence_rule)"')


def guess(name: str, head: bytes) -> str:
    """The key of the format that a file of this name with this beginning (some kilobytes) most probably has; empty
    where nothing speaks for any."""
    suffix = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:4] == b"PK\x03\x04" or head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "excel"
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return "ical"
    if start[:1] == b"<":
        return "oai" if b"OAI-PMH" in head else ""
    if start[:1] in (b"{", b"["):
        # Longest first: AMB has names of its own, HSDS and Integreat have ordinary ones.
        tries = (("amb", _AMB), ("integreat", _INTEGREAT), ("hsds", _HSDS))
        return next((key for key, words in tries if words.search(head)), "")
    found = next((key for key, one in FORMATS.items() if suffix in one.suffixes and key in {"csv", "ical"}), "")
    return found or ("csv" if any(mark in head.split(b"\n")[0] for mark in (b";", b"\t", b",")) else "")
