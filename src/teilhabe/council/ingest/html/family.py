"""What the harvest asks of a family of HTML systems: where its pages lie, and what they say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from .facts import CalendarPage, CommitteesPage, ItemPage, MeetingPage, MembersPage, PaperPage, PersonPage


class PageKind(StrEnum):
    CALENDAR = "calendar"
    MEETING = "meeting"
    ITEM = "item"
    PAPER = "paper"
    COMMITTEES = "committees"
    MEMBERS = "members"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One installation of a system as it was recognised.

    ``base`` is the folder of its programs with a slash at the end ("https://rat.example/bi/"); ``suffix`` follows each
    program's name (".asp", ".php" or nothing); ``calendar`` is the calendar program it releases ("si010_e");
    ``options`` is what else a family needs to remember.
    """

    base: str
    version: str = ""
    layout: str = ""
    suffix: str = ""
    calendar: str = ""
    tenant: str = ""
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A second request that must follow in the same session to get what the first page only announces."""

    url: str
    headers: dict[str, str]


class Family(Protocol):
    """One installation, addressed and read. Every reader takes the text of a page and the address it came from, and
    raises an error of :mod:`.errors`, nothing else."""

    @property
    def installation(self) -> Installation: ...

    # -- where it is; keys as in :mod:`.facts` --------------------------------

    def calendar_url(self, month: date) -> str: ...
    def meeting_url(self, key: str) -> str: ...
    def item_url(self, key: str) -> str: ...
    def paper_url(self, key: str) -> str: ...
    def members_url(self, key: str) -> str: ...
    def person_url(self, key: str) -> str: ...
    def committees_urls(self) -> tuple[str, ...]:
        """The pages that list committees, parliamentary groups and the council."""
        ...

    # -- what it says --------------------------------

    def follow_up(self, page: str, url: str) -> FollowUp | None:
        """What must be asked after the page of a calendar or of committees, before their readers can read the answer
        to that."""
        ...

    def paper_parts(self, page: str, url: str) -> tuple[str, ...]:
        """Addresses of further pages of the same paper (a tab "Beratungen"), told from its first page. () if that one
        says everything. :meth:`paper` wants their texts, in this order, as ``parts``; if one cannot be fetched, the
        paper is not read at all, or its steps would look withdrawn."""
        ...

    def calendar(self, page: str, url: str) -> CalendarPage: ...
    def meeting(self, page: str, url: str) -> MeetingPage: ...
    def item(self, page: str, url: str) -> ItemPage: ...
    def paper(self, page: str, url: str, parts: tuple[str, ...] = ()) -> PaperPage: ...
    def committees(self, page: str, url: str) -> CommitteesPage: ...
    def members(self, page: str, url: str) -> MembersPage: ...
    def person(self, page: str, url: str) -> PersonPage: ...

    def redact(self, kind: PageKind, page: str, url: str) -> str:
        """What of a page may be kept: no title of a point that is not public, no clerk, no session.

        The readers find in it exactly what they find in the page itself; each part of a paper is redacted alone, with
        its own address. Where the parts of a page cannot be told
        apart, it raises NotThisPage rather than keep too much.
        """
        ...
