"""ALLRIS 3 for the harvest: where the pages of one installation lie, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from ..html.facts import CalendarPage, CommitteesPage, ItemPage, MeetingPage, MembersPage, PaperPage, PersonPage
from ..html.family import FollowUp, Installation, PageKind
from . import agenda, calendar, item, paper, people, redaction, xml_redaction
from .cells import number_of
from .xml import is_xml, xml_calendar, xml_meeting, xml_point, xml_url

# Programs that show a committee, by the parameter of its key.
_MEMBERS = {"aulfdnr": "au020", "frlfdnr": "fr020", "palfdnr": "pa020", "amlfdnr": "am020"}
# Lists that no menu names are tried under their usual names.
_LISTS = {"committees": "au010.asp", "groups": "fr010.asp", "council": "pa021.asp"}


@dataclass(frozen=True, slots=True)
class Allris3:
    """One installation of ALLRIS 3, classic or responsive.

    ``options["xml"]`` names the kinds of pages that it gives out as XML only ("calendar,meeting,item"). Which of both
    an answer is, it says itself.
    """

    installation: Installation

    def calendar_url(self, month: date) -> str:
        if self._as_xml(PageKind.CALENDAR):
            last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            whole = {"kaldatvon": f"{month:%d.%m.%Y}", "kaldatbis": f"{last:%d.%m.%Y}"}
            return xml_url(f"{self.installation.base}si010.asp", **whole)
        program = self.installation.calendar or ("si010_r" if self._modern else "si010_e")
        return f"{self.installation.base}{program}.asp?{urlencode({'MM': month.month, 'YY': month.year})}"

    def meeting_url(self, key: str) -> str:
        if self._as_xml(PageKind.MEETING):
            return xml_url(self._url("to010", key, suffix=".asp"))
        return self._url("to010", key)

    def item_url(self, key: str) -> str:
        if self._as_xml(PageKind.ITEM):
            return xml_url(self._url("to020", key, suffix=".asp"))
        return self._url("to020", key)

    def paper_url(self, key: str) -> str:
        return self._url("vo020", key)

    def members_url(self, key: str) -> str:
        # Committees and people have no responsive programs of their own.
        program = _MEMBERS.get(key.partition("=")[0], "au020")
        return self._url(program, key, suffix=".asp")

    def person_url(self, key: str) -> str:
        return self._url("kp020", key, suffix=".asp") + "&history=true"

    def committees_urls(self) -> tuple[str, ...]:
        lists = {**_LISTS, **{name: one for name, one in self.installation.options.items() if name in _LISTS}}
        return tuple(self.installation.base + one for one in lists.values())

    def follow_up(self, page: str, url: str) -> FollowUp | None:
        return None

    def calendar(self, page: str, url: str) -> CalendarPage:
        return (xml_calendar if is_xml(page) else calendar.read_calendar)(page, url)

    def meeting(self, page: str, url: str) -> MeetingPage:
        return (xml_meeting if is_xml(page) else agenda.read_meeting)(page, url)

    def item(self, page: str, url: str) -> ItemPage:
        return (xml_point if is_xml(page) else item.read_item)(page, url)

    def paper_parts(self, page: str, url: str) -> tuple[str, ...]:
        return ()

    def paper(self, page: str, url: str, parts: tuple[str, ...] = ()) -> PaperPage:
        return paper.read_paper(page, url)

    def committees(self, page: str, url: str) -> CommitteesPage:
        return people.read_committees(page, url)

    def members(self, page: str, url: str) -> MembersPage:
        return people.read_members(page, url)

    def person(self, page: str, url: str) -> PersonPage:
        return people.read_person(page, url)

    def redact(self, kind: PageKind, page: str, url: str) -> str:
        if kind in xml_redaction.READERS and is_xml(page):
            return xml_redaction.redact(kind, page, url)
        return redaction.redact(kind, page, url)

    @property
    def _modern(self) -> bool:
        return self.installation.layout == "responsive"

    def _as_xml(self, kind: PageKind) -> bool:
        return kind in self.installation.options.get("xml", "").split(",")

    def _url(self, program: str, key: str, *, suffix: str = "") -> str:
        query = urlencode({key.partition("=")[0].upper(): number_of(key)})
        return f"{self.installation.base}{program}{suffix or self.installation.suffix or '.asp'}?{query}"
