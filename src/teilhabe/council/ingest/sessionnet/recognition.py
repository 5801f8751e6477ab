"""Whether a page is SessionNet's, and of which version, layout and tenant."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from ..html.document import Tree, absolute, attribute, parameter, read
from ..html.errors import PageError
from ..html.family import Installation
from .landmarks import program

_GENERATOR = re.compile(r"SessionNet Version\s+(?P<version>\d[\d.]{0,15})(?P<rest>.{0,80})", re.IGNORECASE | re.DOTALL)
_PART = re.compile(r"\b(bi|ri|gi)\b", re.IGNORECASE)
_LAYOUT = re.compile(r"\(Layout\s+(\d{1,2})\)", re.IGNORECASE)
_META = re.compile(r"V:(\d{2})(\d{2})(\d{2})")
_PAGE = re.compile(r"\bsmc_page_([a-z]+\d*)_")
_MEMBERS = re.compile(r"(?<=[/\-_.])ri(?=[/\-_.])", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(asp|php)(?:\?|#|$)", re.IGNORECASE)
_SURE_LINKS = frozenset({"si0040", "vo0040", "gr0040", "kp0041", "vo0042"})
AGENDAS = ("si0057", "si0056", "to0040")


def recognise(page: str, url: str) -> Installation | None:
    """The installation a start page belongs to; None if it is no SessionNet page. Never raises.

    ``options`` may hold ``agenda`` (the program of agendas its links name) and ``tenants`` ("1=Samtgemeinde;2=…", as
    its menu offers them). A page of the members' area ("/ri/", a log-in) is answered with the sibling "/bi/", marked
    by the option ``members``: nothing was seen there yet.
    """
    try:
        tree = read(page)
    except PageError:
        return None
    version, layout, part = _said_of(tree)
    named = next((_PAGE.search(attribute(one, "class")) for one in tree.css("[class*=smc_page_]")[:5]), None)
    links = _links(tree, url)
    if not version and named is None and not _looks_like_it(tree, links):
        return None
    base = _base(url)
    if not base:
        return None
    found = Installation(
        base=base,
        version=version,
        layout=layout,
        suffix=_suffix(url, links),
        calendar="si0040",
        tenant=_tenant(url),
        options=_options(tree, links),
    )
    if part == "ri" or program(url) in ("ylogon", "logon") or (named is not None and "logon" in named[1]):
        return _public_sibling(found)
    return _public_sibling(found) if _MEMBERS.search(urlsplit(base).path) else found


def said_by(tree: Tree) -> tuple[str, str]:
    """Version and layout that the head of a page names."""
    return _said_of(tree)[:2]


def _said_of(tree: Tree) -> tuple[str, str, str]:
    """Version ("5.5.5"), layout ("6") and part ("bi" public, "ri" members) as the head of the page names them."""
    version = ""
    for meta in tree.css("meta[content]")[:60]:
        content, name = attribute(meta, "content"), attribute(meta, "name").lower()
        found = _GENERATOR.search(content)
        if found:
            layout, part = _LAYOUT.search(found["rest"]), _PART.search(found["rest"])
            return found["version"].rstrip("."), layout[1] if layout else "", part[1].lower() if part else ""
        coded = _META.search(content) if name == "sessionnet" else None
        if coded:
            version = ".".join(str(int(one)) for one in coded.groups())
    return version, "6" if tree.css_first("body.smc-body") is not None else "", ""


def _links(tree: Tree, url: str) -> list[str]:
    found = (absolute(url, attribute(one, "href")) for one in tree.css("a[href]")[:2000])
    return [one for one in found if one and program(one)]


def _looks_like_it(tree: Tree, links: list[str]) -> bool:
    """A page without any of its marks: two of its programs in the menu, beside SessionNet's classes."""
    if tree.css_first("body.smc-body, #smcmenubottom, #smcregister, .smccontenttable, #smccontent") is None:
        return False
    return len({program(one) for one in links} & _SURE_LINKS) >= 1


def _base(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    folder, _, last = parts.path.rpartition("/")
    if last and "." not in last and not program(url):
        folder = f"{folder}/{last}"
    return f"{parts.scheme}://{parts.netloc}{folder}/"


def _suffix(url: str, links: list[str]) -> str:
    for one in [url, *links]:
        found = _SUFFIX.search(one)
        if found and program(one):
            return f".{found[1].lower()}"
    return ".asp"


def _tenant(url: str) -> str:
    number = parameter(url, "__cpanr")
    return number if number.isascii() and number.isdecimal() else ""


def _options(tree: Tree, links: list[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    agenda = next((one for one in AGENDAS if any(program(link) == one for link in links)), "")
    if agenda:
        options["agenda"] = agenda
    tenants: dict[str, str] = {}
    for one in tree.css("a.smcfiltermenumandant[href]")[:200]:
        number = parameter(attribute(one, "href"), "__cpanr")
        if number.isascii() and number.isdecimal():
            tenants.setdefault(number, " ".join(one.text(deep=True).split())[:120].replace(";", ","))
    if tenants:
        options["tenants"] = ";".join(f"{number}={name}" for number, name in tenants.items())
    return options


def _public_sibling(found: Installation) -> Installation:
    parts = urlsplit(found.base)
    path = _MEMBERS.sub("bi", parts.path)
    base = f"{parts.scheme}://{parts.netloc}{path}"
    return replace(found, base=base, options={**found.options, "members": found.base})
