"""From the bytes of a page to a tree of its elements, as a browser would see it.

Encodings are taken from the page itself where it declares one, because servers name another or none. Second documents
inside the page, XML prologs and doubled tags are no hindrance: the tree is built by the rules of HTML5.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ...documents.tree import TooMuch, tree_of
from .errors import TooBigToRead

T = TypeVar("T")
Node = LexborNode
Tree = LexborHTMLParser

MOST_CHARACTERS = 20_000_000
# Start and end tags. More would cost seconds, and a page read in part could show text of one row in another; the
# longest agendas and papers of councils have some ten thousand, most pages a few hundred.
MOST_TAGS = 25_000
# "&nbsp;" and its like; a page of ten thousand paragraphs that Word wrote has fewer.
MOST_REFERENCES = 200_000
_DECLARED = re.compile(
    rb"""(?:<\?xml[^>]{0,200}?encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_\-]{3,30})""", re.IGNORECASE
)
_SPACES = re.compile(r"[\s\xa0\u200b\ufeff]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\ud800-\udfff]")
# Where none of these stands, blanks are all that has to be looked at.
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\ufeff\ud800-\udfff]")
# A link to a program in the same folder, as nearly all of them are written.
_BESIDE = re.compile(r"(?:\./)?(\w[\w-]*(?:\.\w+)*\?[\w=&;%.+-]+)", re.ASCII)
# Browsers read these two as their Windows siblings, and so do the people who wrote the pages.
_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-15": "iso8859-15"}


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page: by its own declaration, else by the server's word, else as UTF-8 or Windows-1252.

    A page that declares UTF-8 and is none, or the other way round, is read as what it is. Never raises.
    """
    declared = _DECLARED.search(body[:4096])
    served = re.search(r"charset=([\w\-]+)", content_type)
    names = [declared[1].decode("ascii")] if declared else []
    names += [served[1]] if served else []
    for name in [*names, "utf-8"]:
        try:
            known = codecs.lookup(name).name
            return body.decode(_READ_AS.get(known, known))
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("cp1252", "replace")


def read(page: str) -> Tree:
    """The tree of a page. Raises TooBigToRead; broken mark-up is read as far as it goes."""
    if len(page) > MOST_CHARACTERS or page.count("<") > MOST_TAGS or page.count("&") > MOST_REFERENCES:
        raise TooBigToRead
    try:
        return tree_of(page, most_tags=MOST_TAGS, whole=True)
    except TooMuch:
        raise TooBigToRead from None


def once(nodes: Iterable[Node]) -> list[Node]:
    """A list of several selectors names a node once for each that fits it."""
    found: dict[int, Node] = {}
    for node in nodes:
        found.setdefault(node.mem_id, node)
    return list(found.values())


def at_most(found: Sequence[T], most: int) -> Sequence[T]:
    """``found`` as it is. Raises TooBigToRead for more than ``most``: what was cut off would look withdrawn."""
    if len(found) > most:
        raise TooBigToRead
    return found


def text(node: Node | None, *, limit: int = 0) -> str:
    """The visible text of an element in one line; "" for None."""
    if node is None:
        return ""
    return line(node.text(deep=True, separator=""), limit=limit)


def line(raw: str | None, *, limit: int = 0) -> str:
    """``raw`` in one line, without what cannot be printed."""
    found = squeezed(raw or "").strip()
    return found[:limit].rstrip() if limit else found


def squeezed(raw: str) -> str:
    """``raw`` with each run of blanks as one, also those at its ends, without what cannot be printed."""
    if raw.isprintable():
        if "  " not in raw:
            return raw
    elif _ODD.search(raw) is not None:
        return _SPACES.sub(" ", _UNPRINTABLE.sub("", raw))
    words = " ".join(raw.split())
    if not words:
        return " " if raw else ""
    return f"{' ' if raw[0].isspace() else ''}{words}{' ' if raw[-1].isspace() else ''}"


def attribute(node: Node | None, name: str) -> str:
    """An attribute's value; "" where element, attribute or value is missing."""
    return (node.attributes.get(name) or "").strip() if node is not None else ""


def parameter(url: str, name: str) -> str:
    """The value of a parameter of an address, whatever case its name is written in; "" if it has none.

    >>> parameter("to010.asp?silfdnr=7&x=1#top", "SILFDNR")
    '7'
    """
    try:
        pairs = parse_qsl(urlsplit(url).query.replace("&amp;", "&"))
    except ValueError:
        return ""
    return next((value.strip() for key, value in pairs if key.lower() == name.lower()), "")


def absolute(base: str, url: str) -> str:
    """``url`` as seen from the page ``base``; "" if that is no http(s) address."""
    beside = _BESIDE.fullmatch(url)
    if beside is not None:
        folder = _folder(base)
        return folder + beside[1] if folder else ""
    return _joined(base, url.strip())


@lru_cache(maxsize=64)
def _folder(base: str) -> str:
    """Where a page lies, with a slash at the end; "" if that is no http(s) address."""
    return _joined(base, "x").removesuffix("x")


def _joined(base: str, url: str) -> str:
    try:
        found = urljoin(base, url)
        parts = urlsplit(found)
    except ValueError:
        return ""
    return found if parts.scheme in ("http", "https") and parts.hostname else ""
