"""What a visit to a page of each kind is: how it is fetched, what is stored of it, where it leads, when it is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from teilhabe.core.fetching.errors import AddressIsPrivate, FetchError, Gone, Refused

from ...models import KnownPage, Source
from ..archive import NotArchived
from ..errors import RUN_ENDS_WITH, OddPage
from ..records import Parsed, Problem
from . import schedule
from .assembly import Names, committee_records, meeting_records, member_records, paper_records, person_records
from .calendars import Calendars
from .errors import NothingThere, NotPublic, PageError
from .facts import AgendaEntry, ItemPage, MeetingPage, PaperPage
from .family import Family, PageKind
from .frontier import Frontier
from .reading import Loaded, PageReader, again, error_of, keep

FORBIDDEN = 403
MOST_REFUSALS = 3
# Not found so often in a row, each time later, what was kept of a point's page goes.
MOST_NOT_FOUND = 3
LOST = "Die archivierte Seite fehlt oder ist beschädigt."
NOT_UNDERSTOOD = (
    "Die archivierte Seite lässt sich nach den heutigen Regeln nicht mehr auswerten; was von ihr gespeichert ist, "
    "bleibt, bis die Quelle wieder gelesen wird. Grund: {why}"
)
# After one of these no further request makes sense in this run.
ENDS_RUN = (*RUN_ENDS_WITH, AddressIsPrivate)


@dataclass(frozen=True, slots=True)
class Links:
    """Pages that a page links to; ``again`` are due at once even if they were read before."""

    kind: PageKind
    keys: Iterable[str]
    again: bool = False


@dataclass
class Visits:
    """Visits to the pages of one source in one run. Without a ``reader`` only the archive speaks."""

    source: Source
    family: Family
    frontier: Frontier
    calendars: Calendars
    names: Names
    now: datetime
    reader: PageReader | None = None
    # What to do with a page of a point that could not be read.
    note: Callable[[Problem], None] = lambda problem: None
    _refused_points: int = 0

    def url(self, kind: PageKind, key: str) -> str:
        match kind:
            case PageKind.CALENDAR:
                return self.family.calendar_url(month_of(key))
            case PageKind.MEETING:
                return self.family.meeting_url(key)
            case PageKind.ITEM:
                return self.family.item_url(key)
            case PageKind.PAPER:
                return self.family.paper_url(key)
            case PageKind.MEMBERS:
                return self.family.members_url(key)
            case PageKind.PERSON:
                return self.family.person_url(key)
        return key

    def load(self, kind: PageKind, page: KnownPage) -> Loaded[Any]:
        """Ask for the page. Raises an error of ``ingest.errors`` or of :mod:`.errors`."""
        assert self.reader is not None  # who only replays does not load
        url = self.url(kind, page.key)
        match kind:
            case PageKind.CALENDAR:
                return self.reader.announced(kind, url, self.family.calendar)
            case PageKind.PAPER:
                return self.reader.paper(url)
            case PageKind.MEETING:
                return self.reader.read(kind, url, self.family.meeting)
            case PageKind.MEMBERS:
                return self.reader.read(kind, url, self.family.members)
            case PageKind.PERSON:
                return self.reader.read(kind, url, self.family.person)
        return self.reader.announced(kind, url, self.family.committees)

    def records(self, kind: PageKind, page: KnownPage, facts: Any) -> list[Parsed]:
        """What is stored of a page. For a meeting the pages of its points are looked at as well."""
        match kind:
            case PageKind.COMMITTEES:
                return [committee_records(self.names, fact) for fact in facts.committees]
            case PageKind.MEMBERS:
                return [member_records(self.names, facts)]
            case PageKind.PERSON:
                return [person_records(self.names, facts, timezone.localtime(self.now).date())]
            case PageKind.CALENDAR:
                entries = self.calendars.read(month_of(page.key), facts.entries)
                return self.calendars.without_page(self.names, entries)
            case PageKind.MEETING:
                items = {one.key: item for one in facts.items if (item := self._item(one, facts)) is not None}
                return [meeting_records(self.names, facts, items, calendar=self.calendars.entry(page.key))]
        return [paper_records(self.names, facts)]

    def links(self, kind: PageKind, page: KnownPage, facts: Any, *, changed: bool) -> list[Links]:
        match kind:
            case PageKind.COMMITTEES:
                return [Links(PageKind.MEMBERS, [fact.key for fact in facts.committees])]
            case PageKind.MEMBERS:
                return [Links(PageKind.PERSON, [member.person for member in facts.members])]
            case PageKind.CALENDAR:
                month = month_of(page.key)
                entries = self.calendars.read(month, facts.entries)
                return [
                    Links(PageKind.MEETING, [entry.meeting for entry in entries]),
                    Links(PageKind.MEETING, self.calendars.news(month, entries), again=True),
                ]
            case PageKind.MEETING:
                # A changed agenda mostly means that its papers say something new as well.
                return [Links(PageKind.PAPER, [entry.paper for entry in facts.items], again=changed)]
            case PageKind.PAPER:
                links = [Links(PageKind.MEETING, self._meetings_of(facts))]
                if self._is_recent(facts):
                    links.append(Links(PageKind.PAPER, [*facts.related, *facts.above, *facts.below]))
                return links
        return []

    def pause(self, kind: PageKind, page: KnownPage, facts: Any) -> timedelta:
        match kind:
            case PageKind.CALENDAR:
                return schedule.month_pause(month_of(page.key), timezone.localtime(self.now).date())
            case PageKind.MEETING:
                known = self.calendars.entry(page.key)
                return schedule.next_look(facts.start or (known.start if known else None), self.now)
            case PageKind.PAPER:
                return schedule.next_look(_moment(_newest(facts)), self.now)
            case PageKind.PERSON:
                return schedule.PERSONS_EVERY
        return schedule.LISTS_EVERY

    # -- points of agendas --------------------------------

    def _item(self, entry: AgendaEntry, meeting: MeetingPage) -> ItemPage | None:
        """The page of a point: from the source while its meeting is fresh, later as it was kept."""
        if not (entry.public and entry.has_page and entry.key):
            return None
        page = self.frontier.page(PageKind.ITEM, entry.key)
        try:
            kept, lost = self._kept_item(page), False
        except (NotArchived, PageError) as error:
            self.note(archived_problem(self.family.item_url(entry.key), error))
            if self.reader is None and not isinstance(error, NotPublic):
                # Without the page its meeting would forget what the minutes say of the point.
                raise
            kept, lost = None, True
        news = kept is not None and entry.result_raw not in ("", kept.result_raw)
        to_come = meeting.start is not None and meeting.start > self.now
        if self.reader is None or to_come or (page.due > self.now and not news and not lost):
            return kept
        url = self.family.item_url(entry.key)
        try:
            loaded = self.reader.read(PageKind.ITEM, url, self.family.item)
        except NotPublic:
            # Believed at once, as for every page: what the minutes said is not for everybody any more.
            self.frontier.without_content(page, schedule.LONGEST_PAUSE)
            return None
        except (NothingThere, Gone):
            self.frontier.failed(page)
            if page.failures < MOST_NOT_FOUND:
                return kept
            self.frontier.without_content(page, schedule.LONGEST_PAUSE)
            return None
        except Refused as error:
            # 403 for one point's page is no word about its meeting, unless it goes on like this.
            self._refused_points += 1
            if error.facts.get("status") != FORBIDDEN or self._refused_points >= MOST_REFUSALS:
                raise
            return self._unread(page, url, error, kept)
        except ENDS_RUN:
            raise
        except (PageError, FetchError) as error:
            return self._unread(page, url, error, kept)
        self._refused_points = 0
        pause = schedule.next_look_at_point(meeting.start, self.now)
        self.frontier.read(page, keep(self.source, loaded, self.now), pause)
        return loaded.facts

    def _unread(
        self, page: KnownPage, url: str, error: PageError | FetchError, kept: ItemPage | None
    ) -> ItemPage | None:
        self.frontier.failed(page)
        self.note(Problem(url, error_of(error).code if isinstance(error, OddPage) else error.code, str(error)))
        return kept

    def _kept_item(self, page: KnownPage) -> ItemPage | None:
        """What the archive holds of a point's page. Raises NotArchived or an error of :mod:`.errors`."""
        facts = again(self.family, PageKind.ITEM, page.answer) if page.answer is not None else None
        return facts if isinstance(facts, ItemPage) else None

    def _is_recent(self, paper: PaperPage) -> bool:
        """Old papers name older ones, and so on for decades; they are not followed."""
        newest = _newest(paper)
        return newest is None or newest >= self.calendars.first_day()

    def _meetings_of(self, paper: PaperPage) -> list[str]:
        """Meetings that a paper names, unless they are older than what is read of this source."""
        first = self.calendars.first_day()
        return [step.meeting for step in paper.steps if step.public and (step.day or first) >= first]


def archived_problem(url: str, error: NotArchived | PageError) -> Problem:
    """Why an archived page could not be read: it is lost, or today's reader does not understand it."""
    if isinstance(error, PageError):
        return Problem(url, "archive-not-understood", NOT_UNDERSTOOD.format(why=error))
    return Problem(url, "archive", LOST)


def month_of(key: str) -> date:
    """The first day of a calendar page's month ("2026-11")."""
    year, _, month = key.partition("-")
    return date(int(year), int(month), 1)


def _newest(paper: PaperPage) -> date | None:
    return max((step.day for step in paper.steps if step.day), default=paper.day)


def _moment(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime(day.year, day.month, day.day)) if day else None
