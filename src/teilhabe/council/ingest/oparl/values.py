"""One property, one value: whatever shape the source gives it, what comes out has a type or is empty.

Functions return None or an empty value for what cannot be read, and put a :class:`~..records.Problem` on the reader's
list if somebody should know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

# What systems write where they mean nothing.
BLANKS = frozenset({"", "n/a", "n.a.", "null", "none", "-", "--", "unbekannt", "k.a.", "undefined"})
MIME_TYPES = {
    "pdf": "application/pdf",
    "application/x-pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "html": "text/html",
    "htm": "text/html",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "zip": "application/zip",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_SPACES = re.compile(r"\s+")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MOMENT = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})(?:[T ](\d{1,2}:\d{2})(:\d{2})?(?:[.,]\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
# No council of a German town left digital papers before, and none plans so far ahead.
FIRST_YEAR, LAST_YEAR = 1900, 2100

Note = Callable[[str, str], None]


def text(value: Any, *, limit: int = 0, lines: bool = False) -> str:
    """A cleaned string, cut at ``limit``; numbers become strings, blanks such as "N/A" the empty string.

    White space becomes single unless ``lines`` keeps line breaks.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    found = value if isinstance(value, str) else str(value)
    if not found.isascii():
        found = unicodedata.normalize("NFC", found)
    if lines:
        found = _CONTROL.sub(" ", found.replace("\r\n", "\n").replace("\r", "\n")).strip()
    else:
        found = _SPACES.sub(" ", _CONTROL.sub(" ", found)).strip()
    if len(found) < 12 and found.lower() in BLANKS:
        return ""
    return found[:limit].rstrip() if limit and len(found) > limit else found


def many(value: Any) -> list[Any]:
    """A list, whatever came: one thing instead of an array, nothing at all."""
    if value in (None, "", {}):
        return []
    return [one for one in value if one not in (None, "", {})] if isinstance(value, list) else [value]


def one(value: Any) -> Any:
    """One thing, even if it came in an array; None if there is none."""
    found = many(value)
    return found[0] if found else None


def address(value: Any, *, limit: int = 1000) -> str:
    """An http(s) address, or the empty string. Too long ones are none: cut, they would lead nowhere."""
    if isinstance(value, dict):
        value = value.get("id")
    return _address(value, limit) if isinstance(value, str) else ""


@lru_cache(maxsize=8192)
def _address(value: str, limit: int) -> str:
    found = _CONTROL.sub("", value).strip()
    if not found or len(found) > limit or " " in found:
        return ""
    try:
        parts = urlsplit(found)
    except ValueError:
        return ""
    return found if parts.scheme.lower() in ("http", "https") and parts.hostname else ""


def flag(value: Any) -> bool | None:
    """True or False if the source says so, also in words; None otherwise."""
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "ja": True, "false": False, "0": False, "nein": False}.get(str(value).lower())


def whole(value: Any, *, most: int = 2**53) -> int | None:
    """A whole number from 0 to ``most``; None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        number = int(float(value)) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and 0 <= number <= most else None


def mime_type(value: Any) -> str:
    found = text(value, limit=120).lower().lstrip(".")
    return MIME_TYPES.get(found, found)


def ags(value: Any, note: Note) -> str:
    """The eight digits of the official municipality key; a lost leading zero comes back, a county's five get zeros."""
    found = text(value).replace(" ", "")
    if not found:
        return ""
    if found.isascii() and found.isdecimal():
        if len(found) in (7, 8):
            return found.zfill(8)
        if len(found) in (4, 5):
            return found.zfill(5) + "000"
    note("bad-ags", "Der Amtliche Gemeindeschlüssel hat nicht acht Ziffern.")
    return ""


def day(value: Any, note: Note) -> date | None:
    """A date; also the date of a date-time and dd.mm.yyyy. None for 1970-01-01, year 0 and other impossible ones."""
    if isinstance(value, list):
        value = one(value)
    found = text(value)
    if not found:
        return None
    result = _day(found)
    if result is None and not _means_nothing(found):
        note("bad-date", f"Ein Datum ist nicht lesbar: „{found[:30]}“.")
    return result


@lru_cache(maxsize=8192)
def _day(found: str) -> date | None:
    if match := _DAY.match(found):
        year, month, number = (int(part) for part in match.groups())
    elif match := _GERMAN_DAY.match(found):
        number, month, year = (int(part) for part in match.groups())
    else:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR or (year, month, number) == (1970, 1, 1):
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def moment(value: Any, note: Note) -> datetime | None:
    """A moment with zone. Naive times are Berlin's, and so are those that say ``Z``: OParl forbids it, and systems that
    write it all the same write the local time. None for 1970 and other moments that stand for "unknown"."""
    found = text(value)
    if not found:
        return None
    result = _moment(found)
    if result is None and not _means_nothing(found):
        note("bad-time", f"Ein Zeitpunkt ist nicht lesbar: „{found[:40]}“.")
    return result


@lru_cache(maxsize=8192)
def _moment(found: str) -> datetime | None:
    match = _MOMENT.fullmatch(found)
    if match is None:
        return None
    day_part, clock, seconds, zone = match.groups()
    known = _day(day_part)
    if known is None:
        return None
    try:
        at = time.fromisoformat((clock or "00:00").zfill(5) + (seconds or ""))
        if zone is None or zone.upper() in ("Z", "UTC"):
            return datetime.combine(known, at, BERLIN)
        sign = -1 if zone[0] == "-" else 1
        offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        return (datetime.combine(known, at, ZoneInfo("UTC")) - offset).astimezone(BERLIN)
    except (ValueError, OverflowError):
        return None


def _means_nothing(found: str) -> bool:
    return found.startswith(("0000", "0001", "1970-01-01", "1899", "1900-01-01", "9999"))


def ending(start: datetime | None, end: datetime | None, note: Note) -> datetime | None:
    """The end of something if it can be one: midnight stands for "not known", an end before the start is none."""
    if end is None or start is None:
        return end
    local = end.astimezone(BERLIN)
    if local.time() == time(0, 0) and local.date() != start.astimezone(BERLIN).date():
        return None
    if end < start:
        if local.time() != time(0, 0):
            note("end-before-start", "Das Ende liegt vor dem Beginn; es wird nicht übernommen.")
        return None
    return end


def lifetime(created: datetime | None, modified: datetime | None) -> tuple[datetime | None, datetime | None]:
    """Creation and last change; a creation after the last change is no creation."""
    if created is not None and modified is not None and created > modified:
        return None, modified
    return created, modified
