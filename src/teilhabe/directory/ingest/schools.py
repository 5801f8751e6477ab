"""The list of schools of North Rhine-Westphalia ("Schulgrunddaten"): a CSV file with habits of its own."""

from __future__ import annotations

import csv
import io
import math
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from ..records import SchoolRecord

if TYPE_CHECKING:
    from pyproj import Transformer

_NEEDED = ("schulnummer", "schulform", "schulbezeichnung_1", "gemeindeschluessel")
_RUNNING = "1"  # "Schulbetriebsschluessel"; with any other the date is that of an end, not of a beginning
_PRIVATE = "2"  # "Rechtsform"
_PART = 38  # characters; the three parts of a name hold 40, a fuller one goes on in the next
# A part that ends so, or begins so, is the same phrase as its neighbour.
_GOES_ON = re.compile(
    r"(?:\b(der|des|die|für|im|in|mit|m\.|d\.|u\.|und|Städteregion)|schwerp\.|schwerpunkt|[,/-])$", re.I
)
_CONTINUES = re.compile(r"(?:[a-zäöü]|\()")
_DASHED = re.compile(r"\s*-\s*((?:Primar|Sekundar|Sek)[^-]*?|Abend[^-]*?)\s*-\s*", re.I)


class NotASchoolListError(ValueError):
    """The file is no list of schools; the message is a German sentence."""


class _UnusableError(ValueError):
    """One row cannot be used; the message is the reason as a German sentence."""


def read_schools(path: Path) -> tuple[list[SchoolRecord], list[str], list[str]]:
    """Schools of a file, sentences on rows that cannot be used, and sentences on what single schools lack.

    UTF-8 or Windows-1252; a first line ``sep=;`` names the delimiter; columns may come in any order and case, further
    ones are ignored.
    """
    rows, first = _open(path)
    schools: dict[str, SchoolRecord] = {}
    left_out: list[str] = []
    notes: list[str] = []
    for row in rows:
        line = rows.line_num + first
        said = {key.strip().lower(): (value or "").strip() for key, value in row.items() if (key or "").strip()}
        if not any(said.values()):
            continue
        try:
            school, lacks = _school(said, line)
        except _UnusableError as error:
            left_out.append(_at(line, str(error)))
            continue
        if school.number in schools:
            left_out.append(
                _at(line, _("Die Schulnummer %(number)s kommt schon vorher vor.") % {"number": school.number})
            )
            continue
        schools[school.number] = school
        notes.extend(_at(line, lack) for lack in lacks)
    return list(schools.values()), left_out, notes


def joined_name(*parts: str) -> str:
    """A school's name from the parts of the list, which are cut at 40 characters.

    >>> joined_name("Kupferstädter Gesamtschule", "- Sekundarstufe I und II -", "")
    'Kupferstädter Gesamtschule, Sekundarstufe I und II'
    >>> joined_name("Weiterbildungskolleg der Städteregion", "Aachen -Abendgymnasium und Kolleg-")
    'Weiterbildungskolleg der Städteregion Aachen, Abendgymnasium und Kolleg'
    """
    name = last = ""
    for raw in parts:
        part = _DASHED.sub(r", \1", " ".join(raw.split())).strip(" ,")
        if not part:
            continue
        if not name:
            name = part
        elif name.endswith("schwerp.") and part.startswith("punkt"):
            name = name.removesuffix("p.") + part
        elif raw.strip().startswith("-"):
            name += f", {part}"
        elif _GOES_ON.search(name) or _CONTINUES.match(part) or len(last) >= _PART:
            name += ("" if name.endswith(("-", "/")) else " ") + part
        else:
            name += f", {part}"
        last = part
    return name


def valid_address(raw: str) -> str:
    """A web address as browsers take it: with scheme, its host in ASCII, its path quoted; empty if it is none.

    >>> valid_address("http://kupferstädter-gesamtschule.de")
    'http://xn--kupferstdter-gesamtschule-sec.de'
    """
    text = raw.strip().rstrip(".,;")
    if not text:
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (UnicodeError, ValueError):
        return ""
    address = urlunsplit(
        (
            parts.scheme.lower(),
            host + port,
            quote(parts.path, safe="/%:@!$&'()*+,;=~-._"),
            quote(parts.query, safe="=&%+/:@!$'()*,;~-._?"),
            "",
        )
    )
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return ""
    return address if len(address) <= 200 else ""


def _open(path: Path) -> tuple[csv.DictReader[str], int]:
    """The rows, and how many lines stood before the one with the column names."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotASchoolListError(_("Die Datei „%(path)s“ lässt sich nicht lesen.") % {"path": path}) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first, delimiter = 0, ";"
    said = re.match(r'"?sep=(.)"?\r?\n', text)
    if said:
        first, delimiter, text = 1, said[1], text[said.end() :]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = [(name or "").strip().lower() for name in rows.fieldnames or []]
    except csv.Error as error:
        raise NotASchoolListError(_("Die Datei „%(path)s“ ist keine Tabelle.") % {"path": path}) from error
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise NotASchoolListError(
            _("Die Datei „%(path)s“ ist keine Schulliste: Es fehlen die Spalten %(columns)s.")
            % {"path": path, "columns": ", ".join(missing)}
        )
    return rows, first


def _school(said: dict[str, str], line: int) -> tuple[SchoolRecord, list[str]]:
    number, ags = said["schulnummer"], said["gemeindeschluessel"]
    if not re.fullmatch(r"\d{6}", number):
        raise _UnusableError(_("Die Schulnummer „%(number)s“ hat keine sechs Ziffern.") % {"number": number})
    if not re.fullmatch(r"\d{7,8}", ags):
        raise _UnusableError(
            _("Der Gemeindeschlüssel „%(ags)s“ der Schule %(number)s hat keine acht Ziffern.")
            % {"ags": ags, "number": number}
        )
    form = said["schulform"].upper()
    if not re.fullmatch(r"[0-9A-Z]{1,2}", form):
        raise _UnusableError(
            _("Die Schulform „%(form)s“ der Schule %(number)s hat keine zwei Stellen.")
            % {"form": form, "number": number}
        )
    name = joined_name(*(said.get(f"schulbezeichnung_{part}", "") for part in (1, 2, 3)))
    if not name:
        raise _UnusableError(_("Die Schule %(number)s hat keinen Namen.") % {"number": number})
    lacks: list[str] = []
    longitude, latitude = _point(said, number, lacks)
    school = SchoolRecord(
        line=line,
        number=number,
        form=form.zfill(2),
        name=name[:250],
        # Programs that take the key for a number drop its leading zero.
        ags=ags.zfill(8),
        short_name=said.get("kurzbezeichnung", "")[:120],
        street=(said.get("strasse") or said.get("straße", ""))[:120],
        postcode=said.get("plz", "")[:5],
        place=said.get("ort", "")[:80],
        phone=" ".join(filter(None, (said.get("telefonvorwahl"), said.get("telefon"))))[:40],
        email=_email(said, number, lacks),
        homepage=_homepage(said, number, lacks),
        private=said.get("rechtsform") == _PRIVATE,
        opened=_date(said.get("schulbetriebsdatum", ""))
        if said.get("schulbetriebsschluessel", _RUNNING) == _RUNNING
        else None,
        latitude=latitude,
        longitude=longitude,
    )
    return school, lacks


def _point(said: dict[str, str], number: str, lacks: list[str]) -> tuple[float | None, float | None]:
    """Longitude and latitude; none, with a sentence, if the row has no place or a false one."""
    code = re.fullmatch(r"EPSG:(\d{4,5})", said.get("epsg", "").upper().replace(" ", ""))
    east, north = said.get("utmrechtswert", ""), said.get("utmhochwert", "")
    if code is None or not east or not north:
        lacks.append(_("Die Schule %(number)s hat keine Koordinaten.") % {"number": number})
        return None, None
    try:
        longitude, latitude = _transformer(code[1]).transform(
            float(east.replace(",", ".")), float(north.replace(",", "."))
        )
    except (ValueError, RuntimeError):
        longitude = latitude = math.inf
    if not (math.isfinite(longitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        lacks.append(_("Die Koordinaten der Schule %(number)s ergeben keinen Ort.") % {"number": number})
        return None, None
    return round(longitude, 6), round(latitude, 6)


@cache
def _transformer(code: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(f"EPSG:{code}", "EPSG:4326", always_xy=True)


def _email(said: dict[str, str], number: str, lacks: list[str]) -> str:
    address = said.get("e-mail", "")
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        lacks.append(
            _("„%(address)s“ ist keine E-Mail-Adresse; die der Schule %(number)s bleibt leer.")
            % {"address": address, "number": number}
        )
        return ""
    return address


def _homepage(said: dict[str, str], number: str, lacks: list[str]) -> str:
    raw = said.get("homepage", "")
    address = valid_address(raw)
    if raw and not address:
        lacks.append(
            _("„%(address)s“ ist keine Internetadresse; die der Schule %(number)s bleibt leer.")
            % {"address": raw, "number": number}
        )
    return address


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()
    except ValueError:
        return None


def _at(line: int, sentence: str) -> str:
    return _("Zeile %(line)s: %(sentence)s") % {"line": line, "sentence": sentence}
