"""What a host speaks: OParl first, then the HTML families. A handful of requests, and a report of what was seen.

OParl goes before pages, because an interface tells more and says what is deleted. Of a system that nobody knows a
report is kept (addresses, states, marks of the page; no content) in ``probes`` below the data folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from teilhabe.core.fetching.client import Answer, PoliteClient
from teilhabe.core.fetching.errors import AddressIsPrivate, FetchError, HostNotAllowed, HostUnknown, Unreachable

from ..actions.sources import FoundSystem, SourceRefused
from ..models import Source
from ..system_words import layout_words
from . import allris3, allris4, sessionnet
from .errors import RUN_ENDS_WITH
from .html import document
from .html.errors import NotPublic, PageError, ProgramClosed, TurnedAway
from .html.facts import CalendarEntry
from .html.families import FAMILIES, kept
from .html.family import FollowUp, Installation
from .html.gates import is_gate
from .oparl import kinds, objects, reading

System = Source.System
RECOGNISERS = (
    (System.ALLRIS4, allris4.recognise),
    (System.ALLRIS3, allris3.recognise),
    (System.SESSIONNET, sessionnet.recognise),
)
# Where the interface lies beside the pages, seen from their folder and from the host.
OPARL_BESIDE = ("oparl/system", "oparl/1.0/system.asp", "/oparl/v1.1/system", "/oparl/system")
# Pages that show what system it is, if the given address does not.
START_PAGES = ("allris.net.asp", "si010", "si0040.asp", "si0040.php")
# What an ALLRIS 3 may have released; each installation one.
CALENDARS = ("si010_r", "si010_e", "si010_j", "si010")
MOST_REQUESTS = 16
# For all of them together: somebody waits, and a web process with them.
PROBE_SECONDS = 30
# The members' area is not ours to ask, and robots mostly keep out of it; the public pages lie beside it.
_MEMBERS_AREA = re.compile(r"(?<=[^/])/([\w-]*-)?ri/(?:[^/]*$)?", re.IGNORECASE)
_TITLE_PARTS = re.compile(r"\s+[-|–·]\s+|:\s+")
# One of these means that further questions to this host are of no use.
_ENDS = (*RUN_ENDS_WITH, AddressIsPrivate, HostNotAllowed, HostUnknown, Unreachable)


class Gate(SourceRefused):
    """Something stands before the system that lets no machine pass."""

    def __init__(self, url: str) -> None:
        host = urlsplit(url).hostname or url
        super().__init__(_("Vor %(host)s steht eine Schranke gegen automatische Abrufe.") % {"host": host})


class OutOfTime(SourceRefused):
    """While somebody waits it could not be found out: the host answers slowly, or is not ours to ask for long."""

    def __init__(self, url: str) -> None:
        host = urlsplit(url).hostname or url
        super().__init__(
            _(
                "Die Prüfung von %(host)s dauerte länger als %(seconds)s Sekunden und wurde abgebrochen: Der Server "
                "antwortet zu langsam, bittet um lange Pausen oder wird gerade abgerufen. Ohne diese Frist geht es auf "
                "der Befehlszeile, mit „teilhabe source add“ oder „teilhabe source move“."
            )
            % {"host": host, "seconds": PROBE_SECONDS}
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """One request of a probe and what answered."""

    url: str
    status: int = 0
    content_type: str = ""
    title: str = ""
    generator: str = ""
    why: str = ""


@dataclass
class Probe:
    """Asks one host what it is. Use it once."""

    client: PoliteClient
    url: str
    seen: list[Seen] = field(default_factory=list)

    def recognise(self, *, pages: bool = False) -> FoundSystem:
        """The system at the address, or beside it. ``pages`` passes OParl by.

        Raises SourceRefused with a sentence that says what was found instead and where the report lies, OutOfTime, or a
        FetchError if the host does not let us ask.
        """
        self.url = _MEMBERS_AREA.sub(r"/\1bi/", self.url)
        first = self._ask(self.url)
        if first is not None and is_gate(document.decode(first.body, first.content_type), first.url):
            raise Gate(self.url)
        if first is not None and not pages and (found := self._oparl(first)):
            return found
        if not pages:
            for place in OPARL_BESIDE:
                answer = self._ask(urljoin(self.url, place))
                if answer is not None and (found := self._oparl(answer)):
                    return replace(found, why=_("Neben den Seiten bietet das System OParl an; das sagt mehr."))
        for answer in self._start_pages(first):
            page = document.decode(answer.body, answer.content_type)
            if is_gate(page, answer.url):
                raise Gate(self.url)
            for system, recognise in RECOGNISERS:
                if (installation := recognise(page, answer.url)) is not None:
                    if system == System.SESSIONNET:
                        # The start page does not repeat it.
                        installation = replace(installation, tenant=installation.tenant or tenant_in(self.url))
                    return self._checked(system, installation, page)
        raise SourceRefused(self._unknown())

    # -- questions --------------------------------

    def _ask(self, url: str, *, after: FollowUp | None = None) -> Answer | None:
        """The answer, or None if there is none that helps; every question is written down."""
        if len(self.seen) >= MOST_REQUESTS or (after is None and any(one.url == url for one in self.seen)):
            return None
        try:
            answer = self.client.page(url, headers=after.headers if after else None)
        except FetchError as error:
            if self.client.is_over:
                raise OutOfTime(self.url) from None
            if isinstance(error, _ENDS):
                raise
            self.seen.append(Seen(url, why=error.sentence))
            return None
        self.seen.append(_described(url, answer))
        return answer

    def _oparl(self, answer: Answer) -> FoundSystem | None:
        try:
            data = reading.read(answer.url, answer.body)
            system = kinds.system(data if isinstance(data, dict) else {}, answer.url)
        except (FetchError, objects.Unusable):
            return None
        return FoundSystem(
            answer.url,
            system.name,
            system.version,
            system.vendor,
            system.licence,
            why=_("Unter der Adresse meldet sich ein OParl-System."),
        )

    def _start_pages(self, first: Answer | None) -> Iterator[Answer]:
        if first is not None:
            yield first
        for place in START_PAGES:
            answer = self._ask(urljoin(self.url, place))
            if answer is not None:
                yield answer

    # -- pages --------------------------------

    def _checked(self, system: System, installation: Installation, page: str) -> FoundSystem:
        """The installation with a calendar that can be read. Raises SourceRefused if it shows none."""
        problems: list[str] = []
        closed = False
        for candidate in self._candidates(system, installation):
            family = FAMILIES[system](candidate)
            url = family.calendar_url(timezone.localdate().replace(day=1))
            try:
                answer = self._ask(url)
                if answer is None:
                    problems.append(self.seen[-1].why)
                    continue
                text = document.decode(answer.body, answer.content_type)
                more = family.follow_up(text, url)
                if more is not None:
                    followed = self._ask(more.url, after=more)
                    if followed is None:
                        problems.append(self.seen[-1].why)
                        continue
                    text = document.decode(followed.body, followed.content_type)
                family.calendar(text, url)
            except TurnedAway:
                raise Gate(url) from None
            except (ProgramClosed, NotPublic):
                closed = True
                problems.append(_("%(program)s ist nicht freigegeben.") % {"program": candidate.calendar})
                continue
            except PageError as error:
                problems.append(str(error))
                continue
            return self._found(system, candidate, page)
        if closed and system == System.ALLRIS3 and (released := self._by_xml(installation)) is not None:
            return self._found(system, released, page)
        raise SourceRefused(
            _("Es ist %(system)s, aber kein Kalender ist lesbar: %(why)s Der Bericht liegt unter %(report)s.")
            % {"system": system.label, "why": " ".join(dict.fromkeys(problems)), "report": self._report()}
        )

    def _candidates(self, system: System, installation: Installation) -> Iterator[Installation]:
        """The installation with each calendar program it may have released, the likeliest first."""
        yield installation
        if system != System.ALLRIS3:
            return
        menu = self._ask(urljoin(installation.base, "allris.net.asp"))
        if menu is not None:
            told = allris3.recognise(document.decode(menu.body, menu.content_type), menu.url)
            if told is not None and told.calendar and told.calendar != installation.calendar:
                yield replace(told, base=installation.base)
        for program in CALENDARS:
            if program != installation.calendar:
                modern = program.endswith("_r")
                yield replace(
                    installation,
                    calendar=program,
                    layout="responsive" if modern else installation.layout,
                    suffix="_r.asp" if modern else installation.suffix,
                )

    def _by_xml(self, installation: Installation) -> Installation | None:
        """The installation with a calendar in XML, if it gives one out; None if not. At most two requests."""
        options = {**installation.options, "xml": "calendar"}
        candidate = replace(installation, calendar="si010", options=options)
        family = allris3.Allris3(candidate)
        url = family.calendar_url(timezone.localdate().replace(day=1))
        answer = self._ask(url)
        if answer is None:
            return None
        try:
            entries = family.calendar(document.decode(answer.body, answer.content_type), url).entries
        except TurnedAway:
            raise Gate(url) from None
        except PageError:
            return None
        if self._agendas_are_closed(family, entries):
            # Points lie behind agendas; whether their pages are closed as well is not worth a request.
            candidate = replace(candidate, options={**options, "xml": "calendar,meeting,item"})
        return candidate

    def _agendas_are_closed(self, family: allris3.Allris3, entries: Sequence[CalendarEntry]) -> bool:
        """Whether the program of the agendas is closed, told by the meeting of this month that was held last."""
        now = timezone.now()
        listed = sorted((one.start, one.meeting) for one in entries if one.meeting and one.start is not None)
        held = [one for one in listed if one[0] <= now]
        for _start, meeting in [*held[-1:], *listed][:1]:
            url = family.meeting_url(meeting)
            answer = self._ask(url)
            if answer is None:
                return False
            try:
                family.meeting(document.decode(answer.body, answer.content_type), url)
            except ProgramClosed:
                return True
            except PageError:
                # That one meeting is not shown says nothing of the program.
                return False
        return False

    def _found(self, system: System, installation: Installation, page: str) -> FoundSystem:
        what = [str(system.label)]
        if installation.version:
            what.append(_("Version %(version)s") % {"version": installation.version})
        what.append(layout_words(installation.layout))
        name = document.text(document.read(page).css_first("title"), limit=200)
        return FoundSystem(
            address_of_pages(installation.base, installation.tenant),
            next((part for part in reversed(_TITLE_PARTS.split(name)) if part.strip()), ""),
            installation.version,
            system=system,
            installation=kept(installation),
            why=_("Erkannt an den Seiten: %(what)s; Kalender: %(calendar)s.")
            % {"what": ", ".join(part for part in what if part), "calendar": _calendar_of(installation)},
        )

    # -- what nobody knows --------------------------------

    def _unknown(self) -> str:
        answered = [one for one in self.seen if one.status]
        if not answered:
            why = self.seen[-1].why if self.seen else ""
            return _("Unter dieser Adresse antwortet nichts Lesbares. %(why)s") % {"why": why}
        marks = next((one.generator or one.title for one in answered if one.generator or one.title), "")
        return _(
            "Unter dieser Adresse meldet sich weder OParl noch ALLRIS noch SessionNet (%(marks)s). Was gesehen wurde, "
            "steht in %(report)s; damit lässt sich das System nachtragen."
        ) % {"marks": marks or _("ohne Kennzeichen"), "report": self._report()}

    def _report(self) -> Path:
        folder = Path(settings.DATA_DIR) / "probes"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        host = re.sub(r"[^a-z0-9.-]", "_", (urlsplit(self.url).hostname or "host").lower())[:100]
        place = folder / f"{host}-{date.today():%Y-%m-%d}.json"
        place.write_text(
            json.dumps([asdict(one) for one in self.seen], ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
        return place


def tenant_in(url: str) -> str:
    """The number of the body an address of a SessionNet of several bodies asks for; "" if it names none."""
    number = document.parameter(url, "__cpanr")
    return number if number.isascii() and number.isdecimal() else ""


def address_of_pages(base: str, tenant: str) -> str:
    """What an installation is called as a source: two bodies of one SessionNet are two sources.

    >>> address_of_pages("https://rat.example/bi/", "2")
    'https://rat.example/bi/?__cpanr=2'
    """
    return f"{base}?__cpanr={tenant}" if tenant else base


def _calendar_of(installation: Installation) -> str:
    kinds_as_xml = installation.options.get("xml", "")
    if not kinds_as_xml:
        return installation.calendar or "si010"
    return _("XML-Ausgabe, auch der Tagesordnungen") if "meeting" in kinds_as_xml else _("XML-Ausgabe")


def _described(url: str, answer: Answer) -> Seen:
    if "html" not in answer.content_type:
        return Seen(url, answer.status, answer.content_type)
    try:
        tree = document.read(document.decode(answer.body, answer.content_type))
    except PageError as error:
        return Seen(url, answer.status, answer.content_type, why=str(error))
    generator = next(
        (
            document.attribute(meta, "content")
            for meta in tree.css("meta[name]")[:50]
            if document.attribute(meta, "name").lower() in ("generator", "author", "description")
        ),
        "",
    )
    title = document.text(tree.css_first("title"), limit=120)
    return Seen(url, answer.status, answer.content_type, title, generator[:160])
