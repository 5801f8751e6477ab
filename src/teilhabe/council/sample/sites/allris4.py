"""An ALLRIS 4 installation: everything happens in a session, and who opens too many is banned."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from teilhabe.council.sample.exchange import Answer, Request
from teilhabe.council.sample.sites import allris4_pages as pages
from teilhabe.council.sample.sites.allris4_pages import Wicket
from teilhabe.council.sample.sites.site import Page, Site, month_in, number_in, page, pdf, redirect
from teilhabe.council.sample.sites.views import COMMITTEE, COUNCIL, GROUP
from teilhabe.council.sample.store import SampleCouncil, UnknownObject

COOKIE = "JSESSIONID"
SESSIONS_ALLOWED = 8
"""So many sessions one network may open within WINDOW. A reader that keeps its cookie needs one."""
WINDOW = 60.0
BAN_SECONDS = 900.0


@dataclass
class Session:
    key: str
    pages: int = 0
    calendars: dict[int, str] = field(default_factory=dict)
    """The query of each calendar page by its number: the second request must name both."""
    attachments: dict[int, int] = field(default_factory=dict)
    """Paper by number of the page that offers its attachments."""


class Allris4(Site):
    system = "allris4"
    start = "/public/si010"

    def __init__(self, council: SampleCouncil, *, name: str = "", sessions_allowed: int = SESSIONS_ALLOWED) -> None:
        super().__init__(council, name=name)
        self.sessions: dict[str, Session] = {}
        self.sessions_allowed = sessions_allowed
        self.banned_until = 0.0
        """On the clock of :attr:`Request.at`."""
        self._opened: deque[float] = deque()
        self._session = Session("")
        """The session of the request in work; requests are answered one after the other."""

    def pardon(self) -> None:
        """Lift the ban and forget all sessions, as the night does."""
        self.banned_until = 0.0
        self._opened.clear()
        self.sessions.clear()

    def programs(self) -> Mapping[str, Page]:
        found: dict[str, Page] = {
            "si010": self._calendar,
            "to010": self._agenda,
            "to020": self._item,
            "vo020": self._paper,
            "au010": self._listed("Ausschüsse", COMMITTEE),
            "fr010": self._listed("Fraktionen", GROUP),
            "pa021": self._listed("Rat", COUNCIL),
            "au020": self._members("aulfdnr"),
            "fr020": self._members("frlfdnr"),
            "pa020": self._members("palfdnr"),
            "kp041": lambda _: self._html(lambda w: pages.persons(w, self.views.people())),
            "kp020": self._person,
        }
        return {f"public/{program}": one for program, one in found.items()} | {
            "": lambda _: redirect(self.start),
            "public": lambda _: redirect(self.start),
            "public/": lambda _: redirect(self.start),
        }

    def answer(self, request: Request) -> Answer:
        if request.path == "/robots.txt":
            return self.robots()
        if request.path.startswith(f"/public/{pages.RESOURCE}/"):
            # Documents need no session.
            return super().answer(request)
        with self.council.lock:
            session = self._session_of(request)
            if session is None:
                return page(pages.message(Wicket(self.body_name), pages.BAN), charset="utf-8", declared="utf-8")
            self._session = session
            answer = super().answer(request)
            if request.cookies.get(COOKIE) != session.key:
                answer.headers["Set-Cookie"] = f"{COOKIE}={session.key}; Path=/public; HttpOnly"
            return answer

    def _session_of(self, request: Request) -> Session | None:
        """The session of a request; a new one for who brings none. None while the network is banned."""
        if request.at < self.banned_until:
            return None
        if known := self.sessions.get(request.cookies.get(COOKIE, "")):
            return known
        while self._opened and self._opened[0] < request.at - WINDOW:
            self._opened.popleft()
        if len(self._opened) >= self.sessions_allowed:
            self.banned_until = request.at + BAN_SECONDS
            return None
        self._opened.append(request.at)
        key = sha256(f"{self.name} {len(self.sessions)} {request.at}".encode()).hexdigest()[:32].upper()
        session = self.sessions[key] = Session(key)
        return session

    def find(self, request: Request) -> Page | None:
        if request.path.startswith(f"/public/{pages.RESOURCE}/"):
            return self._document
        return super().find(request)

    def missing(self, request: Request) -> Answer:
        return self._html(lambda w: pages.message(w, "Die angeforderte Seite ist nicht vorhanden."), status=404)

    def _html(self, make: Callable[[Wicket], str], *, status: int = 200) -> Answer:
        wicket = Wicket(self.body_name, self._session.pages)
        self._session.pages += 1
        return page(make(wicket), charset="utf-8", declared="utf-8", status=status)

    # -- programs --------------------------------

    def _calendar(self, request: Request) -> Answer:
        year, month = month_in(request, "mm", "yy", self.today)
        asked = f"MM={month}&YY={year}"
        bound = request.raw_query.split("&")[0]
        if bound.endswith("-1.0-") and bound[:-5].isdecimal():
            return self._rows(request, int(bound[:-5]), asked)
        self._session.calendars[self._session.pages] = asked
        return self._html(lambda w: pages.calendar(w, year, month))

    def _rows(self, request: Request, number: int, asked: str) -> Answer:
        wicket = request.headers.get("wicket-ajax") == "true"
        based = request.headers.get("wicket-ajax-baseurl", "").removeprefix("./").startswith("si010")
        if not wicket or not based or self._session.calendars.get(number) != asked:
            # Wicket's way to say that it does not know this page: begin again.
            return redirect(f"/public/si010?{asked}")
        year, month = month_in(request, "mm", "yy", self.today)
        body = pages.calendar_rows(self.views.meetings_of(year, month)).encode()
        return Answer(headers={"Content-Type": "text/xml;charset=UTF-8"}, body=body, kind="program")

    def _agenda(self, request: Request) -> Answer:
        meeting = self.views.meeting(number_in(request, "silfdnr"))
        if not meeting.items:
            raise UnknownObject(f"no agenda of {meeting.number} yet")
        return self._html(lambda w: pages.agenda(w, meeting))

    def _item(self, request: Request) -> Answer:
        item, meeting = self.views.item(number_in(request, "tolfdnr"))
        return self._html(lambda w: pages.item(w, item, meeting))

    def _paper(self, request: Request) -> Answer:
        view = self.views.paper(number_in(request, "volfdnr"))
        bound = request.raw_query.split("&")[0]
        if "--anlagenHeaderPanel-" in bound:
            return self._attachment(bound)
        if request.parameters.get("selfaction") == "print":
            return self._html(lambda w: pages.printed(w, view))
        self._session.attachments[self._session.pages] = view.number
        return self._html(lambda w: pages.paper(w, view))

    def _attachment(self, bound: str) -> Answer:
        """ "4--anlagenHeaderPanel-attachmentsList-0-link": only within the session that saw page 4."""
        number, _, rest = bound.partition("--")
        paper = self._session.attachments.get(int(number))
        if paper is None:
            raise UnknownObject(bound)
        attached = dict(enumerate(self.views.paper(paper).attachments))
        place = int(rest.removeprefix("anlagenHeaderPanel-attachmentsList-").removesuffix("-link"))
        if place not in attached:
            raise UnknownObject(bound)
        return pdf(attached[place])

    def _document(self, request: Request) -> Answer:
        name = request.path.rsplit("/", 1)[1]
        return pdf(self.views.file(int(name.removeprefix("doc").removesuffix(".pdf"))))

    def _listed(self, title: str, kind: str) -> Page:
        return lambda _: self._html(lambda w: pages.committees(w, title, self.views.organizations(kind)))

    def _members(self, parameter: str) -> Page:
        def show(request: Request) -> Answer:
            number = number_in(request, parameter)
            organization, found = self.views.organization(number), self.views.members(number)
            return self._html(lambda w: pages.members(w, organization, found))

        return show

    def _person(self, request: Request) -> Answer:
        person = self.views.person(number_in(request, "kplfdnr"))
        return self._html(lambda w: pages.person(w, person))
