"""Whether a page is one of ALLRIS 3, and what it tells of its installation."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from ..html.document import Tree, attribute, line, read
from ..html.errors import TooBigToRead
from ..html.family import Installation

_VERSION = re.compile(r"ALLRIS\s*(?:®\s*)?net\s+Version\s+(3[\d.]*)", re.IGNORECASE)
_CALENDAR = re.compile(r"(?:^|/)(si010[a-z_]*)\.asp", re.IGNORECASE)
_CLASSIC = "div#allriscontainer, div#allrisContent"
# What the menu links to, as it links to it.
_LISTS = {"committees": "au010", "groups": "fr010", "council": "pa02"}


def recognise(page: str, url: str) -> Installation | None:
    """The installation whose page this is; None if it is none of ALLRIS 3. Never raises.

    The version is that of the meta description. The calendar program is the one the menu links to: each installation
    releases one, and the others answer "Zugriff verweigert". ``options`` holds the lists of the menu (``committees``,
    ``groups``, ``council``) as relative addresses, and ``wrap`` for the old look of Berlin.
    """
    try:
        tree = read(page)
        base = _base(url)
    except (TooBigToRead, ValueError):
        return None
    version = version_of(tree)
    classic = tree.css_first(_CLASSIC)
    responsive = tree.css_first("div#allris") if tree.css_first('script[src*="allrisnet.js"]') is not None else None
    marked = classic is not None or responsive is not None or tree.css_first('link[href*="ALLRIS.ico" i]') is not None
    programs = tree.css_first('a[href*=".asp"]') is not None
    if not (version and (marked or programs)) and not ((classic or responsive) and programs):
        return None
    menu = _menu(tree, url)
    calendar = next((found[1].lower() for one in menu if (found := _CALENDAR.search(one.partition("?")[0]))), "")
    modern = responsive is not None or calendar.endswith("_r")
    options = {name: one for name, program in _LISTS.items() if (one := _first(menu, program))}
    if tree.css_first("div#allrisContent") is not None:
        options["wrap"] = "berlin"
    return Installation(
        base=base,
        version=version,
        layout="responsive" if modern else "classic",
        suffix="_r.asp" if modern else ".asp",
        calendar=calendar,
        options=options,
    )


def version_of(tree: Tree) -> str:
    """ "3.9.5" from the meta description; "" if it names none."""
    for meta in tree.css("meta[name]")[:50]:
        if attribute(meta, "name").lower() in ("description", "generator"):
            found = _VERSION.search(line(attribute(meta, "content"), limit=300))
            if found is not None:
                return found[1].rstrip(".")
    return ""


def _base(url: str) -> str:
    """The folder of the programs; a members' area (``/ri/``) has its public sibling beside it (``/bi/``)."""
    folder = urljoin(url, ".").partition("?")[0]
    if re.search(r"logon", urlsplit(url).path, re.IGNORECASE) or re.search(r"/(?:[\w-]*-)?ri/$", folder):
        folder = re.sub(r"/([\w-]*-)?ri/$", lambda found: f"/{found[1] or ''}bi/", folder)
    return folder if folder.endswith("/") else f"{folder}/"


def _menu(tree: Tree, url: str) -> list[str]:
    """The links of the page to programs in its own folder."""
    folder = urljoin(url, ".").partition("?")[0]
    found = []
    for link in tree.css('a[href*=".asp"]')[:2000]:
        try:
            whole = urljoin(url, attribute(link, "href"))
        except ValueError:
            continue
        if whole.lower().startswith(folder.lower()):
            found.append(whole[len(folder) :].partition("#")[0])
    return found


def _first(menu: list[str], program: str) -> str:
    return next((one for one in menu if one.lower().startswith(program) and "sid=" not in one.lower()), "")
