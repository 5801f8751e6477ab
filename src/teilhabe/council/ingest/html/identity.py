"""What a record of an HTML system is called: one key, whatever address it was met under.

Scheme, upper case, program suffixes (``.asp``, ``.php``, ``_r``), order of parameters, sessions and everything that
only says how a page is shown are accidents. OParl objects name their page (``web``); by its key both are one record.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from ...models.records import RecordKind

K = RecordKind

# Parameter that holds the record number, by kind. Several may hold those of one kind (SessionNet counts papers and
# motions apart), so the parameter stays in the key.
NUMBERS: dict[str, RecordKind] = {
    "volfdnr": K.PAPER,
    "silfdnr": K.MEETING,
    "tolfdnr": K.AGENDA_ITEM,
    "aulfdnr": K.ORGANIZATION,
    "grlfdnr": K.ORGANIZATION,
    "frlfdnr": K.ORGANIZATION,
    "palfdnr": K.ORGANIZATION,
    "amlfdnr": K.ORGANIZATION,
    "kplfdnr": K.PERSON,
    "dolfdnr": K.FILE,
    # SessionNet's getfile calls it just so; no other program that is read here has one.
    "id": K.FILE,
    "__kvonr": K.PAPER,
    "__kagnr": K.PAPER,
    "__ksinr": K.MEETING,
    "__ktonr": K.AGENDA_ITEM,
    "__kgrnr": K.ORGANIZATION,
    "__kpenr": K.PERSON,
}
# Programs that show the record whose number they are given; others (search, calendar) only mention one.
_SHOWS = {
    K.PAPER: re.compile(r"vo02\d|vo005\d|ag005\d|___vo", re.IGNORECASE),
    K.MEETING: re.compile(r"to01\d|si02\d|si005\d|to004\d", re.IGNORECASE),
    K.AGENDA_ITEM: re.compile(r"to02\d|to005\d", re.IGNORECASE),
    K.ORGANIZATION: re.compile(r"(?:au|fr|pa|am|gr)02\d|gr004\d|kp004\d|gr0050", re.IGNORECASE),
    K.PERSON: re.compile(r"kp02\d|pe005\d|kp005\d", re.IGNORECASE),
    K.FILE: re.compile(r"do027|getfile", re.IGNORECASE),
}
# An address without anything that has to be decoded, as nearly all of them are: host, port, path, query.
_PLAIN = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::([0-9]{1,4}))?((?:/[\w.~-]*)*)\?([\w=&.-]*)(?:#[\w.-]*)?", re.ASCII
)


def page_key(url: str) -> tuple[RecordKind, str] | None:
    """Kind and key of the record whose page lies at ``url``; None if it is no such page.

    The key is the installation (host and folder), the parameter and the number.

    >>> page_key("HTTP://Rat.example/bi/VO020_r.asp?refresh=false&VOLFDNR=7")
    (RecordKind.PAPER, 'rat.example/bi?volfdnr=7')
    >>> page_key("https://rat.example/bi/vo020?VOLFDNR=7") == page_key("http://rat.example:80/bi/vo020.asp?VOLFDNR=7#allrisSV")
    True
    """
    plain = _PLAIN.fullmatch(url)
    if plain is not None:
        host, port = plain[1], int(plain[2]) if plain[2] else None
        return _shown(host, port, plain[3], [_pair(one) for one in plain[4].split("&")])
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        pairs = parse_qsl(parts.query)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    return _shown(host, port, parts.path, pairs)


def _pair(raw: str) -> tuple[str, str]:
    name, _, value = raw.partition("=")
    return name, value


def _shown(host: str, port: int | None, path: str, pairs: list[tuple[str, str]]) -> tuple[RecordKind, str] | None:
    """The record a program shows, by the first parameter that numbers one of its kind."""
    folder, _, program = path.rpartition("/")
    for name, value in pairs:
        kind = NUMBERS.get(name.lower())
        number = value.strip()
        if kind is not None and number.isascii() and number.isdecimal() and _SHOWS[kind].match(program):
            return kind, key_of(host, port, folder, name, number)
    return None


def key_of(host: str, port: int | None, folder: str, parameter: str, number: str) -> str:
    """The key of a record of the installation at ``host`` and ``folder``."""
    where = host.lower() if port in (None, 80, 443) else f"{host.lower()}:{port}"
    return f"{where}{folder.lower().rstrip('/')}?{parameter.lower()}={int(number)}"


def fact_key(url: str) -> str:
    """The key of a link's target as :mod:`.facts` wants it ("volfdnr=7"); "" if it leads to no record's page."""
    found = page_key(url)
    return found[1].rpartition("?")[2] if found else ""
