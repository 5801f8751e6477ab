"""What a parser may raise. Nothing else ever leaves one, whatever the page holds."""

from __future__ import annotations

from typing import ClassVar


class PageError(ValueError):
    """A page that brings no facts: ``code`` for ``HarvestProblem``, the message is one German sentence.

    Neither ever quotes the page.
    """

    code: ClassVar[str] = "page"
    sentence: ClassVar[str] = "Die Seite ließ sich nicht lesen."

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.sentence} {detail}".strip())


class NotThisPage(PageError):
    """Another page than was asked for: its landmarks are missing. Nothing may be concluded from it."""

    code = "not-this-page"
    sentence = "Unter der Adresse steht eine andere Seite als erwartet, oder ihr Aufbau ist unbekannt."


class TooBigToRead(PageError):
    code = "page-too-big"
    sentence = "Die Seite ist größer, als gelesen wird."


class NothingThere(PageError):
    """The system says that there is no such record (any more): "Keine Daten gefunden"."""

    code = "nothing-there"
    sentence = "Das System findet zu dieser Nummer nichts."


class NotPublic(PageError):
    """The system says that this is not for the public: a log-in, "noauth", "Berechtigungsfehler"."""

    code = "not-public"
    sentence = "Das System zeigt diese Seite nicht öffentlich."


class ProgramClosed(PageError):
    """This installation does not release the program: "Zugriff verweigert (Programm si010_r.asp)"."""

    code = "program-closed"
    sentence = "Das System gibt dieses Programm nicht frei."


class TurnedAway(PageError):
    """The system does not want to be read: too many requests, a gate against robots. The run ends."""

    code = "refused"
    sentence = "Das System lässt uns zurzeit nicht lesen."


class SystemTrouble(PageError):
    """An error page of the system with status 200: the same request may work later."""

    code = "system-trouble"
    sentence = "Das System meldet einen eigenen Fehler."
