"""Documents of feeds as text, JSON and XML, with nothing in them that could hurt the reader."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from ..items import Ask, FeedUnavailable

MOST_BYTES = 50 * 1024 * 1024
"""Of one document, unpacked."""
MOST_DEPTH = 60
"""Of JSON; feeds of people need ten."""
MOST_PARTS = 1_000_000
"""Objects and lists of JSON, elements of XML: small things take far more room in memory than in a file."""
_TOO_MANY = "Die Datei besteht aus mehr Teilen, als sich auf einmal lesen lassen. Bitte teilen Sie sie auf."
_TOO_LARGE = "Die Datei ist größer als 50 MB. Bitte teilen Sie sie auf."
NO_TABLE_BUT_A_PAGE = (
    "Dort steht eine Internetseite, keine Tabelle. Bitte laden Sie die Tabelle selbst herunter, oder nennen Sie ihre "
    "eigene Adresse."
)
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def one_document(ask: Ask, url: str) -> Iterator[bytes]:
    """The feed is one document."""
    yield ask(url)


def within_size(document: bytes) -> bytes:
    """``document``, unpacked if it was stored with gzip. Raises FeedUnavailable for one that is too large."""
    if document[:2] == b"\x1f\x8b":
        document = _unpacked(document)
    if len(document) > MOST_BYTES:
        raise FeedUnavailable(_TOO_LARGE)
    return document


def is_page(document: bytes) -> bool:
    """Whether it is a page of the web, most probably one that links to what was meant."""
    return document[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))


def _unpacked(document: bytes) -> bytes:
    packed = zlib.decompressobj(31)
    try:
        found = packed.decompress(document, MOST_BYTES + 1)
    except (zlib.error, gzip.BadGzipFile):
        raise FeedUnavailable("Die Datei ist beschädigt: Sie lässt sich nicht entpacken.") from None
    return found


def text_of(document: bytes) -> str:
    """The words of a document in UTF-8 (with or without a mark), UTF-16 with a mark or the Windows code page of
    Western Europe. Raises FeedUnavailable for what is no text."""
    document = within_size(document)
    if document[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return document.decode("utf-16", "replace").replace("\0", "")
    if b"\0" in document[:4096]:
        raise FeedUnavailable("Das ist keine Textdatei. Bitte prüfen Sie, ob das Format stimmt.")
    document = document.replace(b"\0", b"")
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError:
        return document.decode("cp1252", "replace")


def json_of(document: bytes) -> Any:
    """What a JSON document holds. Raises FeedUnavailable for anything else, also where it is nested too deeply."""
    text = text_of(document)
    if text.count("{") + text.count("[") > MOST_PARTS or text.count(",") > 5 * MOST_PARTS:
        raise FeedUnavailable(_TOO_MANY)
    if _depth(text) > MOST_DEPTH:
        raise FeedUnavailable("Die Daten sind tiefer verschachtelt, als ein Verzeichnis von Angeboten es sein kann.")
    try:
        return json.loads(text, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        raise FeedUnavailable(_no_json(text)) from None


def _no_json(text: str) -> str:
    if text.lstrip()[:1] == "<":
        return "Statt Daten (JSON) kam eine Seite. Bitte prüfen Sie die Adresse."
    return "Das sind keine lesbaren Daten im Format JSON."


def _depth(text: str) -> int:
    """How deep brackets are nested, before a parser tries them."""
    bare = _STRINGS.sub("", text) if text.count("[") + text.count("{") > MOST_DEPTH else ""
    deepest = depth = 0
    for found in re.finditer(r"[\[\]{}]", bare):
        depth += 1 if found.group() in "[{" else -1
        deepest = max(deepest, depth)
        if deepest > MOST_DEPTH:
            break
    return deepest


def xml_of(document: bytes) -> etree._Element:
    """The root of an XML document. Entities of its own are refused, nothing is loaded. Raises FeedUnavailable."""
    document = within_size(document)
    if document.count(b"<") > 2 * MOST_PARTS:
        raise FeedUnavailable(_TOO_MANY)
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise FeedUnavailable("Das ist kein lesbares XML. Bitte prüfen Sie die Adresse und das Format.") from None
    if root.getroottree().docinfo.doctype:
        raise FeedUnavailable("Das XML bringt eigene Regeln (DOCTYPE) mit; das ist hier nicht erlaubt.")
    return root


def an_object(found: Any) -> dict[str, Any]:
    """``found`` if it is an object, else an empty one: feeds say null, lists and words where one is expected."""
    return found if isinstance(found, dict) else {}


def a_list(found: Any) -> list[Any]:
    """``found`` if it is a list, in one if it is something, else empty."""
    if isinstance(found, list):
        return found
    return [] if found in (None, "", {}) else [found]


def words_of(found: Any) -> str:
    """``found`` if it is a word or a number, else empty."""
    if isinstance(found, bool) or found is None:
        return ""
    return str(found) if isinstance(found, str | int | float) else ""
