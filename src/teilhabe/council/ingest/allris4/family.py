"""ALLRIS 4 for the harvest: where the pages of one installation lie, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..html.facts import CalendarPage, CommitteesPage, ItemPage, MeetingPage, MembersPage, PaperPage, PersonPage
from ..html.family import FollowUp, Installation, PageKind
from . import agenda, calendar, envelope, item, paper, people, redaction


@dataclass(frozen=True, slots=True)
class Allris4:
    """One installation of ALLRIS 4. All its pages belong to one session: the harvest keeps its cookie, and asks one
    after the other."""

    installation: Installation

    def calendar_url(self, month: date) -> str:
        return f"{self.installation.base}{self.installation.calendar or 'si010'}?MM={month.month}&YY={month.year}"

    def meeting_url(self, key: str) -> str:
        return self._url("to010", key)

    def item_url(self, key: str) -> str:
        return self._url("to020", key)

    def paper_url(self, key: str) -> str:
        return self._url("vo020", key)

    def members_url(self, key: str) -> str:
        return self._url(people.PROGRAMS.get(key.partition("=")[0], "gr020"), key)

    def person_url(self, key: str) -> str:
        return self._url("kp020", key)

    def committees_urls(self) -> tuple[str, ...]:
        lists = self.installation.options.get("lists", "").split() or ["gr010"]
        return tuple(self.installation.base + name for name in lists)

    def follow_up(self, page: str, url: str) -> FollowUp | None:
        """Calendars and lists of committees announce their rows; they must be asked for next in the session."""
        return None if envelope.is_envelope(page) else envelope.announced(page, url)

    def paper_parts(self, page: str, url: str) -> tuple[str, ...]:
        return ()

    def calendar(self, page: str, url: str) -> CalendarPage:
        return calendar.read_calendar(page, url)

    def meeting(self, page: str, url: str) -> MeetingPage:
        return agenda.read_meeting(page, url)

    def item(self, page: str, url: str) -> ItemPage:
        return item.read_item(page, url)

    def paper(self, page: str, url: str, parts: tuple[str, ...] = ()) -> PaperPage:
        return paper.read_paper(page, url)

    def committees(self, page: str, url: str) -> CommitteesPage:
        return people.read_committees(page, url)

    def members(self, page: str, url: str) -> MembersPage:
        return people.read_members(page, url)

    def person(self, page: str, url: str) -> PersonPage:
        return people.read_person(page, url)

    def redact(self, kind: PageKind, page: str, url: str) -> str:
        return redaction.redact(kind, page, url)

    def _url(self, program: str, key: str) -> str:
        parameter, _, number = key.partition("=")
        return f"{self.installation.base}{program}?{parameter.upper()}={number}"
