"""SessionNet installations: the programs of layout 6 (.php) and of layout 4 (.asp)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from teilhabe.council.sample.exchange import Answer, Request
from teilhabe.council.sample.sites import sessionnet4, sessionnet6
from teilhabe.council.sample.sites.sessionnet_frame import Shell
from teilhabe.council.sample.sites.site import Page, Site, month_in, number_in, page, pdf, redirect
from teilhabe.council.sample.sites.views import MeetingView


class Layout(Protocol):
    """The functions that a module of pages has, each from a shell and a view to HTML."""

    calendar: Any
    info: Any
    agenda: Any
    item: Any
    paper: Any
    hearings: Any
    committees: Any
    members: Any
    persons: Any
    person: Any


class SessionNet(Site):
    system = "sessionnet"
    pages: ClassVar[Layout]
    suffix: ClassVar[str]
    version: ClassVar[str]
    layout: ClassVar[int]
    charset: ClassVar[str]
    charset_declared: ClassVar[str | None]
    agenda_program: ClassVar[str]
    person_program: ClassVar[str]

    @property
    def shell(self) -> Shell:
        return Shell(self.body_name, self.suffix, self.version, self.layout, self.charset)

    def programs(self) -> Mapping[str, Page]:
        found: dict[str, Page] = {
            "info": self._start,
            "si0040": self._calendar,
            "si0050": self._info,
            self.agenda_program: self._agenda,
            "to0050": self._item,
            "vo0050": self._paper,
            "vo0053": self._hearings,
            "gr0040": lambda _: self._html(self.pages.committees(self.shell, self.views.organizations())),
            "kp0040": self._members,
            "kp0041": lambda _: self._html(self.pages.persons(self.shell, self.views.people())),
            self.person_program: self._person,
            "getfile": lambda request: pdf(self.views.file(number_in(request, "id"))),
            # The older way to a document: a form that posts its number.
            "ydocstart": lambda request: pdf(self.views.file(number_in(request, "dt"))),
            "error": lambda _: self._html(self.shell.nothing()),
        }
        pages = {f"bi/{program}.{self.suffix}": one for program, one in found.items()}
        return pages | {"": self._to_start, "bi": self._to_start, "bi/": self._to_start}

    def missing(self, request: Request) -> Answer:
        if request.path.startswith("/ri/"):
            return redirect(f"/ri/ylogon.{self.suffix}") if "ylogon" not in request.path else self._logon()
        if request.path.startswith("/bi/") and "error" not in request.path and "__k" not in request.raw_query:
            return redirect(f"/bi/error.{self.suffix}")
        return self._html(self.shell.nothing())

    def _html(self, text: str) -> Answer:
        return page(text, charset=self.charset, declared=self.charset_declared)

    def _to_start(self, _: Request) -> Answer:
        return redirect(self.start)

    def _start(self, _: Request) -> Answer:
        return self._html(self.shell.page("info", "Übersicht", "<p>Willkommen im Beispielsystem.</p>"))

    def _logon(self) -> Answer:
        form = '<form method="post"><input name="benutzer"><input name="kennwort" type="password"></form>'
        return self._html(self.shell.page("ylogon", "Anmeldung", form))

    def _calendar(self, request: Request) -> Answer:
        year, month = month_in(request, "__cmonat", "__cjahr", self.today)
        return self._html(self.pages.calendar(self.shell, year, month, self.views.meetings_of(year, month)))

    def _info(self, request: Request) -> Answer:
        return self._html(self.pages.info(self.shell, self._meeting(request)))

    def _agenda(self, request: Request) -> Answer:
        meeting = self._meeting(request)
        if not meeting.items:
            return self._html(self.shell.not_released(meeting.name))
        return self._html(self.pages.agenda(self.shell, meeting))

    def _meeting(self, request: Request) -> MeetingView:
        return self.views.meeting(number_in(request, "__ksinr"))

    def _item(self, request: Request) -> Answer:
        item, meeting = self.views.item(number_in(request, "__ktonr"))
        return self._html(self.pages.item(self.shell, item, meeting))

    def _paper(self, request: Request) -> Answer:
        return self._html(self.pages.paper(self.shell, self.views.paper(number_in(request, "__kvonr"))))

    def _hearings(self, request: Request) -> Answer:
        return self._html(self.pages.hearings(self.shell, self.views.paper(number_in(request, "__kvonr"))))

    def _members(self, request: Request) -> Answer:
        number = number_in(request, "__kgrnr")
        organization, found = self.views.organization(number), self.views.members(number)
        return self._html(self.pages.members(self.shell, organization, found))

    def _person(self, request: Request) -> Answer:
        return self._html(self.pages.person(self.shell, self.views.person(number_in(request, "__kpenr"))))


class SessionNet6(SessionNet):
    """Version 5.5.5, layout 6, PHP, UTF-8; agenda as table (``si0057``) and as cards (``si0056``)."""

    start = "/bi/info.php"
    pages: ClassVar[Layout] = sessionnet6
    suffix = "php"
    version = "5.5.5"
    layout = 6
    charset = "utf-8"
    charset_declared = "UTF-8"
    agenda_program = "si0057"
    person_program = "pe0051"

    def programs(self) -> Mapping[str, Page]:
        return {**super().programs(), "bi/si0056.php": self._cards}

    def _cards(self, request: Request) -> Answer:
        meeting = self._meeting(request)
        if not meeting.items:
            return self._html(self.shell.not_released(meeting.name))
        return self._html(sessionnet6.cards(self.shell, meeting))


class SessionNet4(SessionNet):
    """Version 4.5.6, layout 4, ASP; ISO-8859-15, declared in the page only; agenda as ``to0040``."""

    start = "/bi/info.asp"
    pages: ClassVar[Layout] = sessionnet4
    suffix = "asp"
    version = "4.5.6"
    layout = 4
    charset = "iso-8859-15"
    charset_declared = None
    agenda_program = "to0040"
    person_program = "kp0050"
