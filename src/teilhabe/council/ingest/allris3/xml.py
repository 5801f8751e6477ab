"""The XML that some installations give out (``selfaction=ws&template=xyz``).

It says less than the pages and prints titles of every point, so where both are known the HTML is right, and publicness
is read from it as strictly as there.
"""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from urllib.parse import urlencode, urlsplit, urlunsplit

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from ..html import moments
from ..html.document import MOST_CHARACTERS, MOST_REFERENCES, MOST_TAGS, absolute, line, read
from ..html.errors import NotPublic, TooBigToRead
from ..html.facts import AgendaEntry, CalendarEntry, CalendarPage, ItemPage, MeetingPage, TextBlock
from ..html.identity import fact_key
from ..html.publicness import Part, number_says
from .agenda import OPEN_RESULT
from .calendar import CANCELLED
from .cells import children, key_for, number_of, said
from .gates import instead
from .markup import of_text, write

_LINKS = re.compile(r"</?a(?:\s[^<>]{0,2000})?>", re.IGNORECASE)
_PROLOG = re.compile(r"<\?xml[^>]{0,300}\?>")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Bare ampersands and names that only HTML knows: "&nbsp;".
_AMPERSANDS = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:[A-Za-z]\w{0,30};)?", re.ASCII)
# The first element, after prologs and instructions; a doctype or a comment before it is that of a page.
_FIRST = re.compile(r"[\s\ufeff]*(?:<\?[^<>]{0,300}\?>\s*)*<([A-Za-z][\w:.-]{0,60})")
_OF_PAGES = frozenset(
    {
        *("html", "head", "title", "meta", "link", "base", "script", "style", "body", "header", "main", "noscript"),
        *("div", "span", "p", "br", "hr", "table", "tr", "td", "form", "a", "b", "i", "font", "center", "img"),
        *("h1", "h2", "h3", "ul", "pre", "frameset", "iframe"),
    }
)
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?Z?", re.ASCII)


def xml_url(url: str, **more: str) -> str:
    """The address of a page as XML.

    >>> xml_url("https://rat.example/bi/to010.asp?SILFDNR=7")
    'https://rat.example/bi/to010.asp?SILFDNR=7&selfaction=ws&template=xyz'
    """
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode({"selfaction": "ws", "template": "xyz", **more}))))
    return urlunsplit(parts._replace(query=query, fragment=""))


def is_xml(page: str) -> bool:
    """Whether this is an XML document and no page in HTML, which may begin with an XML prolog too.

    >>> is_xml('<?xml version="1.0"?>\\n<allris><list>'), is_xml('<?xml version="1.0"?><html xmlns="...">')
    (True, False)
    """
    found = _FIRST.match(page[:2000])
    return found is not None and found[1].lower() not in _OF_PAGES


def xml_calendar(page: str, url: str) -> CalendarPage:
    """The meetings of a period (``kaldatvon=dd.mm.yyyy&kaldatbis=``)."""
    root = _root(page)
    found = []
    for item in _holding(root, "silfdnr"):
        key = key_for("silfdnr", _text(item, "silfdnr"))
        title = _text(item, "siname") or _text(item, "sitext")
        if key and title:
            found.append(
                CalendarEntry(
                    meeting=key,
                    committee=_text(item, "grname"),
                    title=title,
                    start=moment(_text(item, "sisbvcs")),
                    end=moment(_text(item, "sisevcs")),
                    start_raw=_text(item, "sisbvcs"),
                    room=_text(item, "raname"),
                    cancelled=bool(CANCELLED.search(f"{title} {_text(item, 'sitext')}")),
                    url=_page(url, "to010.asp", "SILFDNR", key),
                )
            )
    if not found and root.find(".//list") is None and root.tag != "list":
        raise instead(page)
    return CalendarPage(entries=tuple(found))


def xml_meeting(page: str, url: str) -> MeetingPage:
    """A meeting with its agenda. A point is public if its ``toostLang`` says so; nothing else can."""
    root = _root(page)
    head = next(iter(_holding(root, "sitext")), None)
    key = fact_key(url) or (key_for("silfdnr", _text(head, "silfdnr")) if head is not None else "")
    if head is None or not key.startswith("silfdnr="):
        raise instead(page)
    title = _text(head, "sitext")
    return MeetingPage(
        key=key,
        title=title,
        committee=_text(head, "grname"),
        start=moment(_text(head, "sisbvcs")),
        end=moment(_text(head, "sisevcs")),
        start_raw=_text(head, "sisbvcs"),
        room=line(", ".join(filter(None, (_text(head, "raname"), _text(head, "raort")))), limit=400),
        cancelled=bool(CANCELLED.search(title)),
        items=tuple(_point(place, item) for place, item in enumerate(_holding(root, "tolfdnr"), 1)),
        # Whoever follows the link gets the page: the XML would show titles that are not public.
        url=_page(url, "to010.asp", "SILFDNR", key),
    )


def _point(place: int, item: etree._Element) -> AgendaEntry:
    counts = [_text(item, name) for name in ("tofnum", "tofunum", "tofuunum")]
    number = ".".join(one for one in counts if one not in ("", "0"))
    status = _text(item, "toostlang")
    if not Part().is_public(number, status=status):
        plain = bool(re.fullmatch(r"[\d.]{1,12}", number, re.ASCII))
        return AgendaEntry(place=place, public=False, number=number if plain else "")
    return AgendaEntry(
        place=place,
        public=True,
        number=number,
        key=key_for("tolfdnr", _text(item, "tolfdnr")),
        title=_text(item, "totext1", 2000),
        paper=key_for("volfdnr", _text(item, "volfdnr")),
        # XML does not tell whether there is one; asking costs a request.
        has_page=True,
    )


def xml_item(page: str, url: str, *, entry: AgendaEntry) -> ItemPage:
    """The page of the point ``entry`` of an agenda. It does not say itself whether it is public, so the agenda must."""
    if not entry.public or number_says(entry.number) is False:
        raise NotPublic
    root = _root(page)
    held = next(iter(_holding(root, "toptext")), None)
    key = fact_key(url) or entry.key
    if held is None or not key.startswith("tolfdnr="):
        raise instead(page)
    result = _text(held, "totyp")
    minutes = _minutes(_raw(held, "rtfwp"))
    return ItemPage(
        key=key,
        number=entry.number,
        title=_text(held, "toptext", 2000),
        paper=entry.paper,
        paper_reference=_text(held, "voname")[:120] if entry.paper else "",
        result_raw="" if OPEN_RESULT.match(result) else result,
        blocks=(TextBlock(html=minutes, kind="minutes"),) if minutes else (),
        url=_page(url, "to020.asp", "TOLFDNR", key),
    )


def xml_point(page: str, url: str) -> ItemPage:
    """The page of a point that was asked for because its agenda calls it public; the harvest asks for no other."""
    return xml_item(page, url, entry=AgendaEntry(place=0, public=True, key=fact_key(url)))


def moment(raw: str) -> datetime | None:
    """A moment such as ``20121219T160000Z``, in Berlin time.

    The Z is wrong: the programs format local time with a fixed ending. Calendars on the web page of the same meeting
    print 16:00, in summer as well as in winter, so it is read as what clocks in Germany show.

    >>> moment("20120703T170000Z").isoformat()
    '2012-07-03T17:00:00+02:00'
    """
    found = _STAMP.match(raw.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(one or 0) for one in found.groups())
    if not moments.FIRST_YEAR <= year <= moments.LAST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=moments.BERLIN)
    except ValueError:
        return None


def _minutes(raw: str) -> str:
    if not raw.strip():
        return ""
    body = read(raw).body
    if body is None or not said(body, limit=200):
        return ""
    return write(children(body), of_text).strip()


def _root(page: str) -> etree._Element:
    if len(page) > MOST_CHARACTERS or page.count("&") > MOST_REFERENCES:
        raise TooBigToRead
    # Links stand in the middle of texts with bare ampersands in their addresses.
    words = _LINKS.sub("", _PROLOG.sub("", _UNPRINTABLE.sub("", page))).lstrip()
    if words.count("<") > MOST_TAGS:
        raise TooBigToRead
    clean = _AMPERSANDS.sub(lambda found: _known(found[0]), words)
    parser = etree.XMLParser(
        recover=True, no_network=True, resolve_entities=False, huge_tree=False, load_dtd=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(clean.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None or not isinstance(root.tag, str) or root.tag.lower() == "html":
        raise instead(page)
    return root


def _known(raw: str) -> str:
    """A name of HTML as its letter, an unknown one as nothing, a bare ampersand as itself."""
    if raw == "&":
        return "&amp;"
    found = unescape(raw)
    return found if found != raw else ""


def _holding(root: etree._Element, name: str) -> list[etree._Element]:
    """The elements that have a child of this name, whatever its case."""
    found: list[etree._Element] = []
    for one in root.iter():
        if isinstance(one.tag, str) and one.tag.lower() == name:
            parent = one.getparent()
            if parent is not None:
                found.append(parent)
    return list(dict.fromkeys(found))


def _raw(item: etree._Element, name: str) -> str:
    child = next((one for one in item if isinstance(one.tag, str) and one.tag.lower() == name), None)
    return "".join(str(one) for one in child.itertext()) if child is not None else ""


def _text(item: etree._Element, name: str, limit: int = 400) -> str:
    return line(_raw(item, name), limit=limit)


def _page(url: str, program: str, parameter: str, key: str) -> str:
    return absolute(url, f"{program}?{parameter}={number_of(key)}")
