"""An ALLRIS 3 installation: its programs, and what it answers where it refuses."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from itertools import count
from typing import ClassVar

from teilhabe.council.sample.exchange import Answer, Request
from teilhabe.council.sample.sites import allris3_classic, allris3_frame, allris3_responsive, allris3_xml
from teilhabe.council.sample.sites.allris3_frame import Frame
from teilhabe.council.sample.sites.site import Page, Site, month_in, number_in, page, pdf, redirect
from teilhabe.council.sample.sites.views import COMMITTEE, COUNCIL, GROUP, ItemView, MeetingView, PaperView
from teilhabe.council.sample.store import SampleCouncil, UnknownObject

CALENDARS = ("si010", "si010_e", "si010_j", "si010_r")
TOKENS_KEPT = 20
"""Attachments go on answering under the addresses of so many pages; older ones are gone."""


class Allris3(Site):
    system = "allris3"
    start = "/bi/allris.net.asp"
    calendar_program: ClassVar[str]
    only_xml: ClassVar[tuple[str, ...]] = ()
    """Programs that refuse their pages and give out XML all the same."""
    responsive: ClassVar[bool]
    charset: ClassVar[str]

    def __init__(self, council: SampleCouncil, *, name: str = "") -> None:
        super().__init__(council, name=name)
        self._tokens = count(450_810_382)
        self._token = next(self._tokens)

    @property
    def frame(self) -> Frame:
        return Frame(self.body_name, f"{self.calendar_program}.asp", self.responsive)

    @abstractmethod
    def show_calendar(self, year: int, month: int, meetings: list[MeetingView]) -> str: ...
    @abstractmethod
    def show_agenda(self, meeting: MeetingView) -> str: ...
    @abstractmethod
    def show_item(self, item: ItemView, meeting: MeetingView) -> str: ...
    @abstractmethod
    def show_paper(self, paper: PaperView, token: str) -> str: ...

    # -- programs --------------------------------

    def programs(self) -> Mapping[str, Page]:
        own = "_r" if self.responsive else ""
        pages: dict[str, Page] = {
            "allris.net": self._start,
            f"to010{own}": self._agenda,
            f"to020{own}": self._item,
            f"vo020{own}": self._paper,
            "impressum": lambda _: self._message("Beispielserver ohne Anbieter."),
            "si018_a": lambda _: self.html(allris3_frame.search_page(self.frame, "Sitzungen suchen")),
            "vo040": lambda _: self.html(allris3_frame.search_page(self.frame, "Vorlagen suchen")),
            "au010": lambda _: self._organizations("au010", "Ausschüsse", COMMITTEE),
            "fr010": lambda _: self._organizations("fr010", "Fraktionen", GROUP),
            "pa021": lambda _: self._organizations("pa021", "Rat", COUNCIL),
            "au020": lambda request: self._members("au020", number_in(request, "aulfdnr")),
            "fr020": lambda request: self._members("fr020", number_in(request, "frlfdnr")),
            "pa020": lambda request: self._members("pa020", number_in(request, "palfdnr")),
            "kp041": self._persons,
            "kp020": self._person,
            "do027": lambda request: pdf(self.views.file(number_in(request, "dolfdnr"))),
        }
        for program in CALENDARS:
            pages[program] = self._calendar if program == self.calendar_program else self._refused
        for program in self.only_xml:
            pages[program] = self._only_as_xml(pages[program])
        found = {f"bi/{program}.asp": one for program, one in pages.items()}
        found["bi/"] = found[""] = found["bi/allris.net.asp"]
        return found

    def find(self, request: Request) -> Page | None:
        if "/___tmp/" in request.path:
            return self._temporary
        return super().find(request)

    def missing(self, request: Request) -> Answer:
        # What exists and is not for everybody, and what does not exist, look alike.
        if request.path.lower().endswith(".asp") and "vo020" not in request.path.lower():
            return redirect("/bi/noauth.asp") if "noauth" not in request.path else self._message("Keine Berechtigung.")
        return self._message("Die angeforderte Seite ist nicht vorhanden.", status=404)

    def html(self, text: str, *, status: int = 200) -> Answer:
        # The encoding stands in the page only.
        return page(text, charset=self.charset, status=status)

    def _message(self, text: str, *, status: int = 200) -> Answer:
        return self.html(allris3_frame.message(self.frame, text), status=status)

    def _start(self, _: Request) -> Answer:
        return self.html(allris3_frame.start_page(self.frame))

    def _refused(self, request: Request) -> Answer:
        return self._message(f"Zugriff verweigert (Programm {request.path.rsplit('/', 1)[1]}).")

    def _wants_xml(self, request: Request) -> bool:
        given = request.parameters
        return not self.responsive and given.get("selfaction") == "ws" and given.get("template") == "xyz"

    def _only_as_xml(self, page: Page) -> Page:
        return lambda request: page(request) if self._wants_xml(request) else self._refused(request)

    def _xml(self, text: str) -> Answer:
        body = text.encode("iso-8859-1", "xmlcharrefreplace")
        return Answer(headers={"Content-Type": "text/xml"}, body=body, kind="program")

    def _calendar(self, request: Request) -> Answer:
        if self._wants_xml(request):
            return self._xml(allris3_xml.calendar(self._between(request)))
        year, month = month_in(request, "mm", "yy", self.today)
        return self.html(self.show_calendar(year, month, self.views.meetings_of(year, month)))

    def _between(self, request: Request) -> list[MeetingView]:
        """The meetings from ``kaldatvon`` to ``kaldatbis``, both dd.mm.yyyy and both optional."""

        def key(name: str, otherwise: str) -> str:
            return "-".join(reversed(request.parameters.get(name, otherwise).split(".")))

        first, last = key("kaldatvon", "01.01.1990"), key("kaldatbis", "31.12.2100")
        return [one for one in self.views.meetings() if first <= f"{one.start:%Y-%m-%d}" <= last]

    def _agenda(self, request: Request) -> Answer:
        meeting = self.views.meeting(number_in(request, "silfdnr"))
        if not meeting.items:
            raise UnknownObject(f"no agenda of {meeting.number} yet")
        return (
            self._xml(allris3_xml.agenda(meeting)) if self._wants_xml(request) else self.html(self.show_agenda(meeting))
        )

    def _item(self, request: Request) -> Answer:
        item, meeting = self.views.item(number_in(request, "tolfdnr"))
        return (
            self._xml(allris3_xml.item(item)) if self._wants_xml(request) else self.html(self.show_item(item, meeting))
        )

    def _paper(self, request: Request) -> Answer:
        view = self.views.paper(number_in(request, "volfdnr"))
        self._token = next(self._tokens)
        return self.html(self.show_paper(view, f"{self._token}"))

    def _temporary(self, request: Request) -> Answer:
        # /bi/___tmp/tmp/<token>/<file>/<place>/<name>: good for a while only.
        parts = request.path.partition("___tmp/tmp/")[2].split("/")
        if len(parts) < 2 or not self._token - TOKENS_KEPT < int(parts[0]) <= self._token:
            return self._message("Die Datei steht nicht mehr zur Verfügung.", status=404)
        return pdf(self.views.file(int(parts[1])))

    def _organizations(self, program: str, title: str, kind: str) -> Answer:
        return self.html(allris3_frame.committees(self.frame, program, title, self.views.organizations(kind)))

    def _members(self, program: str, number: int) -> Answer:
        organization = self.views.organization(number)
        return self.html(allris3_frame.members(self.frame, program, organization, self.views.members(number)))

    def _persons(self, request: Request) -> Answer:
        people = self.views.people()
        if self._wants_xml(request):
            return self._xml(allris3_xml.persons(people))
        return self.html(allris3_frame.persons(self.frame, people))

    def _person(self, request: Request) -> Answer:
        return self.html(allris3_frame.person(self.frame, self.views.person(number_in(request, "kplfdnr"))))


class Allris3Classic(Allris3):
    """Tables in tables, ISO-8859-1 to the letter, XML output released, calendar program ``si010_e``."""

    calendar_program = "si010_e"
    responsive = False
    charset = "iso-8859-1"

    def show_calendar(self, year: int, month: int, meetings: list[MeetingView]) -> str:
        return allris3_classic.calendar(self.frame, year, month, meetings)

    def show_agenda(self, meeting: MeetingView) -> str:
        return allris3_classic.agenda(self.frame, meeting)

    def show_item(self, item: ItemView, meeting: MeetingView) -> str:
        return allris3_classic.item(self.frame, item, meeting)

    def show_paper(self, paper: PaperView, token: str) -> str:
        return allris3_classic.paper(self.frame, paper, token)


class Allris3Xml(Allris3Classic):
    """Every calendar is closed; ``si010`` answers as XML."""

    calendar_program = "si010"
    only_xml: ClassVar[tuple[str, ...]] = ("si010",)


class Allris3XmlAgendas(Allris3Xml):
    """Agendas and their points are closed as well, but for their XML."""

    only_xml = ("si010", "to010", "to020")


class Allris3Responsive(Allris3):
    """The ``_r`` programs. Declares ISO-8859-1 and sends Windows characters, as servers of its kind do."""

    calendar_program = "si010_r"
    responsive = True
    charset = "cp1252"

    def show_calendar(self, year: int, month: int, meetings: list[MeetingView]) -> str:
        return allris3_responsive.calendar(self.frame, year, month, meetings)

    def show_agenda(self, meeting: MeetingView) -> str:
        return allris3_responsive.agenda(self.frame, meeting)

    def show_item(self, item: ItemView, meeting: MeetingView) -> str:
        return allris3_responsive.item(self.frame, item, meeting)

    def show_paper(self, paper: PaperView, token: str) -> str:
        return allris3_responsive.paper(self.frame, paper, token)
