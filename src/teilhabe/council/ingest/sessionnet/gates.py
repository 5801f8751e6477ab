"""Pages that are no record: refusals, log-ins, error pages. Each becomes the error that says what to do next."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from ..html.document import Tree, attribute, read
from ..html.errors import NothingThere, NotPublic, NotThisPage, SystemTrouble, TurnedAway
from .landmarks import Header, header, main_of, program, spoken

_SOURCE = re.compile(r"^\s*(?:<\?(?!xml)|<%)", re.IGNORECASE)
_LANDMARK = re.compile(
    r"\bsmc[_-]?(?:page|body|layout|content|table|_h1)|name=[\"']?sessionnet|SessionNet Version", re.I
)
_REFUSED = re.compile(
    r"request rejected|requested url was rejected|support id|web application firewall|zu viele (?:zugriffe|anfragen)|"
    r"too many requests|altcha|captcha|access denied|attack id|incident id|zugriff (?:wurde )?blockiert",
    re.IGNORECASE,
)
_LOGON = re.compile(r"\bsmc_page_y?logon|smc-pagetype-logon", re.IGNORECASE)
_ERROR_PAGE = re.compile(r"\bsmc_page_error", re.IGNORECASE)
_REFRESH = re.compile(r"url\s*=\s*[\"']?([^\"'>\s]{1,400})", re.IGNORECASE)
_NOT_RELEASED = re.compile(r"noch keine detailinformationen freigegeben", re.IGNORECASE)
_FORBIDDEN = re.compile(r"berechtigungsfehler|keine berechtigung", re.IGNORECASE)
# Alone it stands for a missing right, below "Keine Daten gefunden" for nothing more than that.
_FORBIDDEN_CODE = re.compile(r"fehlercode:?\s*1104", re.IGNORECASE)
_NOTHING = re.compile(r"keine daten gefunden", re.IGNORECASE)
_FAILED = re.compile(r"fehlermeldung|server ist nicht verf", re.IGNORECASE)


class Opened(NamedTuple):
    """A page that bears SessionNet's marks: its tree and the fields of its head."""

    tree: Tree
    said: Header


Page = str | Opened


def opened(page: Page, url: str) -> Opened:
    """The tree of a page and the fields of its head, or the error the page stands for.

    "Keine Daten gefunden" below the head of a record says that this list is empty, not that the record is gone: then
    the page is read. :func:`says_nothing` tells so. A page that was opened already is handed on.
    """
    if isinstance(page, Opened):
        return page
    if _SOURCE.match(page[:200]):
        raise SystemTrouble("Es liefert seinen Programmtext aus.")
    target = program(url)
    if target == "ylogon":
        raise NotPublic
    if target.startswith("error"):
        raise SystemTrouble
    if not _LANDMARK.search(page[:200_000]):
        raise TurnedAway if _REFUSED.search(page[:20_000]) else NotThisPage
    tree = read(page)
    _wrapper(tree)
    main = main_of(tree)
    said = header(main)
    words = _error_words(tree, with_title=not said)
    if _FORBIDDEN.search(words) or _NOT_RELEASED.search(words):
        raise NotPublic
    if not said and not main.css_first("table, .card, .panel, .smcdocmsword"):
        if _NOT_RELEASED.search(spoken(main, limit=4000)):
            raise NotPublic
        if _NOTHING.search(words):
            raise NothingThere
    if _FORBIDDEN_CODE.search(words):
        raise NotPublic
    if _FAILED.search(words):
        raise SystemTrouble
    return Opened(tree, said)


def says_nothing(tree: Tree) -> bool:
    """Whether the page says in place of a list that there is nothing in it."""
    return bool(_NOTHING.search(_error_words(tree, with_title=True)))


def not_released(tree: Tree) -> bool:
    """Whether the page says that its record's details are not released yet."""
    return bool(_NOT_RELEASED.search(spoken(main_of(tree), limit=20_000)))


def _wrapper(tree: Tree) -> None:
    """What the frame of the page says: log-in, error page, or a jump to one of them."""
    marks = " ".join(
        attribute(one, "class")
        for one in [tree.body, *tree.css("[class*=smc_page_], [class*=smc-pagetype]")[:20]]
        if one
    )
    if _LOGON.search(marks):
        raise NotPublic
    for meta in tree.css("meta[http-equiv]")[:10]:
        if attribute(meta, "http-equiv").lower() != "refresh":
            continue
        jump = _REFRESH.search(attribute(meta, "content"))
        target = program(urlsplit(jump[1]).path) if jump and "[" not in jump[1] else ""
        if target == "ylogon":
            raise NotPublic
        if target.startswith("error"):
            raise SystemTrouble
    if _ERROR_PAGE.search(marks):
        words = spoken(tree.body, limit=4000)
        if _FORBIDDEN.search(words):
            raise NotPublic
        if _NOTHING.search(words):
            raise NothingThere
        raise NotPublic if _FORBIDDEN_CODE.search(words) else SystemTrouble


def _error_words(tree: Tree, *, with_title: bool = False) -> str:
    """Where SessionNet says what went wrong. A record's own title may hold the same words: the page's heading counts
    only where there is no record."""
    where = "h3.smc_h3, .smc_h3, .alert, .smcerror"
    return " | ".join(spoken(one, limit=200) for one in tree.css(f"h1, {where}" if with_title else where)[:20])
