"""What a page says instead of what was asked for, or its address."""

from __future__ import annotations

import re

from ..html.document import Tree, read
from ..html.errors import NothingThere, NotPublic, PageError, ProgramClosed, SystemTrouble, TurnedAway
from ..html.gates import Sentence, told_instead
from .cells import said

_NO_AUTH = re.compile(r"[?&/]noauth\b|\by?logon\.asp", re.IGNORECASE)
_LOOKED_AT = 20_000
_SENTENCES: tuple[Sentence, ...] = (
    (re.compile(r"zu viele zugriffe|too many requests|altcha-widget|/_gate/|captcha", re.IGNORECASE), TurnedAway),
    (re.compile(r"zugriff verweigert\s*\(programm", re.IGNORECASE), ProgramClosed),
    (
        re.compile(
            r"zugriff verweigert|berechtigungsfehler|keine berechtigung|nicht berechtigt|bitte melden sie sich an"
            r"|type\s*=\s*[\"']?password|nur für angemeldete",
            re.IGNORECASE,
        ),
        NotPublic,
    ),
    (
        re.compile(r"keine daten gefunden|keine daten vorhanden|datensatz (?:wurde )?nicht gefunden", re.IGNORECASE),
        NothingThere,
    ),
    (
        re.compile(
            r"server ist nicht verfügbar|laufzeitfehler|runtime error|adodb\.|microsoft ole db|odbc |error '8"
            r"|internal server error|service unavailable|wartungsarbeiten|datenbank ist nicht erreichbar",
            re.IGNORECASE,
        ),
        SystemTrouble,
    ),
)


def opened(page: str, url: str, *landmarks: str) -> Tree:
    """The tree of a page that bears one of the landmarks (CSS selectors). Raises what the page says instead."""
    if _NO_AUTH.search(url):
        raise NotPublic
    tree = read(page)
    for landmark in landmarks:
        if tree.css_first(landmark) is not None:
            return tree
    raise instead(page, tree)


def instead(page: str, tree: Tree | None = None) -> PageError:
    """Why a page is not the one that was asked for."""
    return told_instead(page, said(tree.body, limit=_LOOKED_AT) if tree is not None else "", _SENTENCES)
