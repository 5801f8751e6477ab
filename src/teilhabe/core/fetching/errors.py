"""What can go wrong on the way to a foreign server: every error has a name, a stable code and one German sentence."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.utils import timezone


class FetchError(Exception):
    """A request that brought nothing usable: ``code`` to be kept, ``sentence`` for people."""

    code: ClassVar[str] = "fetch"
    pattern: ClassVar[str] = "Die Adresse ließ sich nicht abrufen."

    def __init__(self, url: str, **facts: object) -> None:
        self.url = url
        self.facts = facts
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        # A reason may be a sentence of its own.
        return self.pattern.format(url=self.url, **self.facts).replace(".)", ")")


class PassingError(FetchError):
    """An error that may be gone with the next attempt."""


class HostNotAllowed(FetchError):
    code = "host-not-allowed"
    pattern = "Der Server {host} gehört nicht zu dieser Quelle; er muss erst als weiterer Server eingetragen werden."


class SchemeNotAllowed(FetchError):
    code = "scheme-not-allowed"
    pattern = "Die Adresse beginnt weder mit http:// noch mit https://."


class AddressIsPrivate(FetchError):
    """Our own setting refuses the address; the source has done nothing wrong. ``advice`` is a sentence."""

    code = "address-is-private"
    pattern = "Der Name {host} führt auf die interne Adresse {address}. {advice}"


class HostUnknown(PassingError):
    code = "host-unknown"
    pattern = "Der Servername {host} ist zurzeit nicht auflösbar."


class Unreachable(PassingError):
    code = "unreachable"
    pattern = "Der Server antwortet zurzeit nicht ({reason})."


class CutShort(PassingError):
    code = "cut-short"
    pattern = "Die Antwort brach mitten in der Übertragung ab."


class ServerTrouble(PassingError):
    code = "server-error"
    pattern = "Der Server meldet einen eigenen Fehler (HTTP {status})."


class TookTooLong(FetchError):
    code = "too-slow"
    pattern = "Die Übertragung dauerte zu lange und wurde abgebrochen."


class TooLarge(FetchError):
    code = "too-large"
    pattern = "Die Antwort ist größer als erlaubt ({megabytes} MB)."


class TooManyRedirects(FetchError):
    code = "redirects"
    pattern = "Die Adresse leitet immer weiter um."


class EncodingNotAllowed(FetchError):
    code = "content-encoding"
    pattern = "Die Antwort ist in einer Weise gepackt ({encoding}), um die nicht gebeten wurde."


class ShortPause(PassingError):
    """A Retry-After that is short enough to be waited out (``facts["seconds"]``)."""

    code = "short-pause"
    pattern = "Der Server bittet immer wieder um eine kurze Pause."


class NotJson(PassingError):
    """Passing, because real systems answer with an error page now and then and with data a second later."""

    code = "not-json"
    pattern = "Die Antwort ist kein JSON ({looks})."


class Gone(FetchError):
    """404 or 410: the address is not (or no longer) there."""

    code = "gone"
    pattern = "Die Adresse gibt es nicht oder nicht mehr (HTTP {status})."


class Rejected(FetchError):
    """Any other status that is no good answer: the server understood and does not want this request."""

    code = "rejected"
    pattern = "Der Server weist die Anfrage zurück (HTTP {status})."


class Refused(FetchError):
    """The source does not want to be read: 401, 403, a gate against robots, a notice about too many requests."""

    code = "refused"
    pattern = "Der Server verweigert den Zugriff ({reason})."


class ForbiddenByRobots(FetchError):
    code = "robots"
    pattern = "Die robots.txt des Servers erlaubt den Abruf dieser Adresse nicht."


class RobotsUnavailable(FetchError):
    code = "robots-unavailable"
    pattern = "Die robots.txt ist zurzeit nicht lesbar; bis dahin wird nichts abgerufen."


class AskedToWait(FetchError):
    """The source asks for a pause that is longer than a run should sit out."""

    code = "asked-to-wait"
    pattern = "Der Server bittet um eine Pause bis {clock}."

    def __init__(self, url: str, until: datetime) -> None:
        self.until = until
        super().__init__(url, clock=f"{timezone.localtime(until):%d.%m.%Y %H:%M} Uhr")
