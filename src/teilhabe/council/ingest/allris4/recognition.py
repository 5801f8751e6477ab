"""Whether a page is one of ALLRIS 4, and what it tells of its installation."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from ..html.document import Tree, attribute, line, read, text
from ..html.errors import TooBigToRead
from ..html.family import Installation

_PROGRAM = re.compile(r"(?:si010|si018|to010|to020|vo020|vo040|gr010|gr020|au010|fr010|pa021|kp020|kp041)$")
_LISTS = ("gr010", "au010", "fr010", "pa021", "pa020")
_VERSION = re.compile(r"ALLRIS\s*(?:®\s*)?net\s+(?:Version\s+)?(4[\d.]*)", re.IGNORECASE)
_MOST = 2_000


def recognise(page: str, url: str) -> Installation | None:
    """The installation whose page this is; None if it is none of ALLRIS 4. Never raises.

    Its pages are called "ALLRIS - …", are made by Wicket and link to programs without a suffix. ``options["lists"]``
    are the lists of committees that the menu names, divided by blanks.
    """
    try:
        tree = read(page)
        path = urlsplit(url).path
    except (TooBigToRead, ValueError):
        return None
    title = text(tree.css_first("title"), limit=200)
    programs = _programs(tree, url)
    if re.search(r"\.(?:asp|php)$", path, re.IGNORECASE) or not (programs or _is_program(path)):
        return None
    wicket = tree.css_first("script[src*='wicket'], a[href*='wicket/'], link[href*='wicket/']") is not None
    wicket = wicket or "Wicket.Ajax" in page[:200_000]
    if not title.upper().startswith("ALLRIS") or (not wicket and tree.css_first("#mainContent") is None):
        return None
    base = _base(programs, url)
    if base is None:
        return None
    menu = [one.rpartition("/")[2] for one in programs if one.rpartition("/")[0] + "/" == base]
    lists = [name for name in _LISTS if name in menu]
    return Installation(
        base=base,
        version=_version(tree),
        layout="wicket",
        calendar="si010",
        options={"lists": " ".join(lists)} if lists else {},
    )


def _is_program(path: str) -> bool:
    return _PROGRAM.search(path.rpartition("/")[2]) is not None


def _programs(tree: Tree, url: str) -> list[str]:
    """Addresses of programs on the same host that the page links to, without what they are asked."""
    found: dict[str, None] = {}
    for link in tree.css("a[href]")[:_MOST]:
        try:
            whole = urljoin(url, attribute(link, "href")).partition("?")[0].partition("#")[0]
            if urlsplit(whole).netloc == urlsplit(url).netloc and _is_program(urlsplit(whole).path):
                found.setdefault(whole)
        except ValueError:
            continue
    return list(found)


def _base(programs: list[str], url: str) -> str | None:
    """The folder of the programs: that of the page itself if it is one, else of those it links to."""
    here = url.partition("?")[0].partition("#")[0]
    if not here.lower().startswith(("http://", "https://")):
        return None
    if _is_program(urlsplit(here).path) or not programs:
        return here.rpartition("/")[0] + "/"
    return programs[0].rpartition("/")[0] + "/"


def _version(tree: Tree) -> str:
    for meta in tree.css("meta[content]")[:50]:
        if found := _VERSION.search(line(attribute(meta, "content"), limit=300)):
            return found[1].rstrip(".")
    return ""
