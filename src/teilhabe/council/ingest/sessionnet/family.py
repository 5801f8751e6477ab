"""SessionNet as a family: where its pages lie, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ..html.errors import NotThisPage
from ..html.facts import CalendarPage, CommitteesPage, ItemPage, MeetingPage, MembersPage, PaperPage, PersonPage
from ..html.family import FollowUp, Installation, PageKind
from .calendar import read_calendar
from .committees import read_committees, read_members, read_person
from .gates import Opened, opened
from .item import read_item
from .landmarks import program
from .meeting import read_meeting
from .paper import paper_parts, read_paper
from .recognition import AGENDAS
from .redaction import Facts, written

# Layout 5 answers si0057 without a session by an error page; to0040 works there and in all older ones.
_OLDER_LAYOUTS = ("3", "4", "5")


@dataclass(frozen=True, slots=True)
class SessionNet:
    """One installation of SessionNet: layouts 3 to 6, ``.asp`` or ``.php``, of one tenant or alone.

    The program of agendas is the one the installation's own links name (option ``agenda``), else what its layout is
    known to show without a session. Papers and motions share :meth:`paper_url`: their keys tell them apart.
    """

    installation: Installation

    def calendar_url(self, month: date) -> str:
        when = f"__cjahr={month.year}&__cmonat={month.month}&__canz=1&__cselect=0"
        return self._url("si0040", self._tenant() + when)

    def meeting_url(self, key: str) -> str:
        return self._url(self._agenda(), key)

    def item_url(self, key: str) -> str:
        return self._url("to0050", key)

    def paper_url(self, key: str) -> str:
        return self._url("ag0050" if key.startswith("__kagnr=") else "vo0050", key)

    def members_url(self, key: str) -> str:
        return self._url("kp0040", key)

    def person_url(self, key: str) -> str:
        """The page that lists of members link: pe0051 in layout 6; before that kp0050, which tells past roles too."""
        if self.installation.layout in _OLDER_LAYOUTS:
            return self._url("kp0050", f"__cwpall=1&{key}")
        return self._url("pe0051", key)

    def committees_urls(self) -> tuple[str, ...]:
        return (self._url("gr0040", self._tenant().rstrip("&")),)

    # -- what it says --------------------------------

    def follow_up(self, page: str, url: str) -> FollowUp | None:
        return None

    def paper_parts(self, page: str, url: str) -> tuple[str, ...]:
        return paper_parts(page, url)

    def calendar(self, page: str, url: str) -> CalendarPage:
        return read_calendar(page, url, tenant=self.installation.tenant)

    def meeting(self, page: str, url: str) -> MeetingPage:
        return read_meeting(page, url)

    def item(self, page: str, url: str) -> ItemPage:
        return read_item(page, url)

    def paper(self, page: str, url: str, parts: tuple[str, ...] = ()) -> PaperPage:
        return read_paper(page, url, parts)

    def committees(self, page: str, url: str) -> CommitteesPage:
        return read_committees(page, url)

    def members(self, page: str, url: str) -> MembersPage:
        return read_members(page, url)

    def person(self, page: str, url: str) -> PersonPage:
        return read_person(page, url)

    def redact(self, kind: PageKind, page: str, url: str) -> str:
        """The page written anew from its facts, see :mod:`.redaction`.

        Raises what the reader raises, and NotThisPage if the two would not say the same.
        """
        seen = opened(page, url)
        facts, parts = self._read(kind, seen, url)
        kept = written(
            seen.tree, facts, program=program(url) or "si0057", suffix=self.installation.suffix or ".asp", parts=parts
        )
        if self._read(kind, opened(kept, url), url) != (facts, parts):
            raise NotThisPage
        return kept

    def _read(self, kind: PageKind, page: Opened, url: str) -> tuple[Facts, tuple[str, ...]]:
        """What the page says, and the addresses of a paper's other tabs."""
        if kind is PageKind.PAPER:
            return read_paper(page, url), paper_parts(page, url)
        if kind is PageKind.CALENDAR:
            return read_calendar(page, url, tenant=self.installation.tenant), ()
        readers: dict[PageKind, Callable[[Opened, str], Facts]] = {
            PageKind.MEETING: read_meeting,
            PageKind.ITEM: read_item,
            PageKind.COMMITTEES: read_committees,
            PageKind.MEMBERS: read_members,
            PageKind.PERSON: read_person,
        }
        return readers[kind](page, url), ()

    # -- addresses --------------------------------

    def _url(self, name: str, query: str) -> str:
        where = self.installation
        return f"{where.base}{name}{where.suffix}" + (f"?{query}" if query else "")

    def _tenant(self) -> str:
        return f"__cpanr={self.installation.tenant}&" if self.installation.tenant else ""

    def _agenda(self) -> str:
        told = self.installation.options.get("agenda", "")
        if told in AGENDAS:
            return told
        return "to0040" if self.installation.layout in _OLDER_LAYOUTS else "si0057"
