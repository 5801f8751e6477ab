"""What a page says instead of what was asked for."""

from __future__ import annotations

import re

from ..html.document import Tree, line, read
from ..html.errors import NothingThere, NotPublic, PageError, ProgramClosed, SystemTrouble, TurnedAway
from ..html.gates import Sentence, told_instead
from .envelope import unwrapped

_LOOKED_AT = 20_000
_SENTENCES: tuple[Sentence, ...] = (
    (
        re.compile(
            r"zu viele zugriffe|too many requests|zugriff tempor|<altcha-widget|/_gate/|captcha|zugriff prüfen",
            re.IGNORECASE,
        ),
        TurnedAway,
    ),
    (re.compile(r"zugriff verweigert\s*\(programm", re.IGNORECASE), ProgramClosed),
    (
        re.compile(
            r"nicht berechtigt|keine berechtigung|berechtigungsfehler|zugriff verweigert|bitte melden sie sich an"
            r"|type\s*=\s*[\"']?password|nur für angemeldete",
            re.IGNORECASE,
        ),
        NotPublic,
    ),
    (
        re.compile(
            r"keine daten (?:gefunden|vorhanden)|keine information verfügbar|nicht gefunden|seite ist nicht vorhanden",
            re.IGNORECASE,
        ),
        NothingThere,
    ),
    (
        re.compile(
            r"es ist ein fehler aufgetreten|internal (?:server )?error|service unavailable|wartungsarbeiten"
            r"|server ist nicht verfügbar|page expired|seite ist abgelaufen|nullpointerexception",
            re.IGNORECASE,
        ),
        SystemTrouble,
    ),
)


def opened(page: str, *landmarks: str) -> Tree:
    """The tree of a page (or of the answer to a second request) that bears one of the landmarks (CSS selectors).
    Raises what the page says instead."""
    tree = read(unwrapped(page))
    for landmark in landmarks:
        if tree.css_first(landmark) is not None:
            return tree
    raise instead(page, tree)


def instead(page: str, tree: Tree) -> PageError:
    """Why a page is not the one that was asked for."""
    body = tree.css_first("#mainContent") or tree.body
    return told_instead(page, line(body.text(deep=True)[:_LOOKED_AT]) if body is not None else "", _SENTENCES)
