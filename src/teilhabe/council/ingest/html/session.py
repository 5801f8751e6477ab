"""One harvest of an HTML system: committees, calendar, meetings, papers, as far as they are due.

Each page is one transaction: what it says, that it was read, and which pages it links to. Killed at any point, the next
harvest goes on with what is still due. Only links are followed, from the calendar and the lists of committees on.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from teilhabe.core.fetching.client import PoliteClient
from teilhabe.core.fetching.errors import AskedToWait, FetchError, ForbiddenByRobots, Gone, Refused
from teilhabe.core.text import fold
from teilhabe.directory.models import Municipality

from ...actions.files import leave_on_page
from ...models import Body, HarvestRun, KnownPage, ListProgress, Organization, Person, RawAnswer, Source
from ...models.records import RecordKind
from .. import organization_kinds
from ..archive import NotArchived
from ..errors import EnoughForNow, NightIsOver, OddPage, Paused
from ..lists import LONGEST_PASS, count
from ..records import BodyRecord, Problem, Ref
from ..session import OnProgress, Session
from ..store import binding, problems
from ..store import page as store
from ..store.context import Scope, Tally
from ..store.resolving import known_records
from . import schedule
from .assembly import Names, home_of
from .assembly.names import Known, parsed
from .calendars import Calendars
from .disappeared import Disappeared
from .errors import NothingThere, NotPublic, PageError
from .families import family_of
from .family import PageKind
from .frontier import Frontier
from .hearings import complete_hearings
from .reading import PageReader, again, error_of, keep
from .troubles import STAGES, Troubles
from .visits import ENDS_RUN, Visits, archived_problem, month_of

# A new source with thousands of pages must not keep the others waiting for hours.
MOST_REQUESTS = 2000
UNREAD_MONTHS = "{count} Monate des Kalenders waren zuletzt nicht lesbar"
# The source did nothing wrong when a run ends so.
POLITE_ENDS = (Paused, NightIsOver, EnoughForNow, AskedToWait)


class HtmlSession(Session):
    """What a harvest of an HTML system does, in order."""

    scope: Scope
    frontier: Frontier
    calendars: Calendars
    disappeared: Disappeared
    visits: Visits

    def __init__(self, source: Source, run: HarvestRun, progress: OnProgress) -> None:
        super().__init__(source, run, progress)
        self.family = family_of(source)
        self.home = home_of(self.family.installation.base)
        self.today = timezone.localtime(self.context.now).date()
        self.troubles = Troubles()
        self._unread = 0

    # -- the run --------------------------------

    def read_everything(self, client: PoliteClient) -> None:
        progress = self._begin()
        self._open(progress.pass_started if progress.pass_full else None)
        self.visits.reader = PageReader(self.source, client, self.family)
        self.visits.note = lambda problem: problems.note(self.context, [problem])
        try:
            self._read_what_is_due()
        except POLITE_ENDS:
            # What the source took away is not shown a week longer because a night was short.
            self.disappeared.conclude(self.family.installation.base)
            raise
        self.tell("Verweise")
        self.disappeared.conclude(self.family.installation.base)
        complete_hearings(self.scope, self.visits.names)
        leave_on_page(self.source)
        self._mark_main()
        self._unread = self._unread_months()
        self.complete = not self.troubles.broken() and not self._unread
        if self.complete:
            self._end(progress)

    def _read_what_is_due(self) -> None:
        for url in self.family.committees_urls():
            self.frontier.expect(PageKind.COMMITTEES, [url])
        self.frontier.expect(PageKind.CALENDAR, [f"{month:%Y-%m}" for month in self.calendars.months()])
        for kind in (PageKind.COMMITTEES, PageKind.MEMBERS, PageKind.CALENDAR):
            self._read_due(kind)
        # Papers link to meetings and meetings to papers; both are read until nothing new comes up.
        while self._is_due(PageKind.MEETING) or self._is_due(PageKind.PAPER):
            self._read_due(PageKind.MEETING)
            self._read_due(PageKind.PAPER)
        self._read_due(PageKind.PERSON)

    def _unread_months(self) -> int:
        """How many of the months around today could not be read when they were last asked for."""
        near = [month for month in self.calendars.months() if schedule.is_near(month, self.today)]
        keys = [f"{month:%Y-%m}" for month in near]
        months = KnownPage.objects.filter(source=self.source, kind=PageKind.CALENDAR, key__in=keys)
        return months.filter(Q(failures__gt=0) | Q(read=None)).count()

    def replay(self) -> Tally:
        self._open(None)
        self.visits.note = lambda problem: problems.note(self.context, [problem])
        total = Tally()
        for kind in STAGES:
            pages = KnownPage.objects.filter(source=self.source, kind=kind).exclude(answer=None)
            for page in pages.select_related("answer").order_by("pk").iterator():
                total += self._again(kind, page)
                self.tell("Archiv", total.total)
            self._learn_names()
        complete_hearings(self.scope, self.visits.names)
        leave_on_page(self.source)
        self._mark_main()
        return total

    def gaps(self) -> list[str]:
        gaps = self.troubles.gaps()
        if self._unread and not gaps:
            gaps.append(UNREAD_MONTHS.format(count=self._unread))
        return gaps

    def verdict(self) -> tuple[HarvestRun.State, str]:
        gaps = self.gaps()
        return (HarvestRun.State.PARTIAL, "; ".join(gaps) + ".") if gaps else super().verdict()

    def _begin(self) -> ListProgress:
        """Go on with a pass that was broken off, or begin one; its progress is that of the whole system."""
        progress, _ = ListProgress.objects.get_or_create(source=self.source, url=self.family.installation.base[:1000])
        started = progress.pass_started
        resumed = started is not None and self.context.now - started <= LONGEST_PASS
        if not (resumed and (progress.pass_full or not self.full)):
            progress.pass_started, progress.pass_full = self.context.now, self.full
            progress.save()
        return progress

    def _end(self, progress: ListProgress) -> None:
        progress.complete_until = progress.pass_started
        if progress.pass_full:
            progress.last_full = progress.pass_started
        progress.pass_started = None  # nosec B105 - a pass over a system, no password
        progress.save()

    def _open(self, since: datetime | None) -> None:
        self.tell("System")
        self.scope = Scope(self.context, self._body())
        self.frontier = Frontier(self.source, self.context.now, since)
        self.calendars = Calendars(self.scope, self.home, self.today)
        self.disappeared = Disappeared(self.context, self.home, self.frontier)
        self.visits = Visits(
            self.source, self.family, self.frontier, self.calendars, Names(self.home, self.family), self.context.now
        )
        self._learn_names()

    def _body(self) -> Body:
        """Whose papers these are: the source's municipality, or what its name says."""
        municipality = Municipality.objects.filter(ags=self.source.ags).first() if self.source.ags else None
        record = BodyRecord(
            ref=Ref(RecordKind.BODY, f"{self.home}?body"),
            url=self.family.installation.base,
            raw_hash="",
            name=self.source.name,
            short_name=municipality.name if municipality else "",
            ags=self.source.ags,
            website=self.family.installation.base,
            licence=self.source.licence,
            partial=True,
        )
        store.store(Scope(self.context, None), [parsed(record, [])])
        # It may have got its key from OParl, before the source was read as pages.
        return Body.objects.get(record=known_records(self.source, [record.ref])[record.ref])

    def _learn_names(self) -> None:
        """Committees and persons as they are stored by now."""
        committees: dict[str, str] = {}
        known: dict[Ref, Known] = {}
        rows = Organization.objects.filter(record__source=self.source).order_by("pk")
        for key, name, kind_raw in rows.values_list("record__native_id", "name", "type_raw"):
            if "?name=" in key:
                continue
            known[Ref(RecordKind.ORGANIZATION, key)] = Known(name, kind_raw)
            committees.setdefault(fold(name), key)
        people = Person.objects.filter(record__source=self.source).values_list("record__native_id", "name")
        known |= {Ref(RecordKind.PERSON, key): Known(name) for key, name in people}
        self.visits.names = Names(self.home, self.family, committees, known)

    def _mark_main(self) -> None:
        own = Organization.objects.filter(body=self.scope.body, kind=Organization.Kind.COUNCIL)
        named = {pk for pk, name in own.values_list("pk", "name") if organization_kinds.is_main(name)}
        record = BodyRecord(ref=Ref(RecordKind.BODY, f"{self.home}?body"), url="", raw_hash="", name=self.source.name)
        assert self.scope.body is not None  # set by _open
        binding.set_main_organization(self.scope.body, record, named)

    # -- pages --------------------------------

    def _is_due(self, kind: PageKind) -> bool:
        return not self.troubles.given_up(kind) and self.frontier.next(kind) is not None

    def _read_due(self, kind: PageKind) -> None:
        done = 0
        while not self.troubles.given_up(kind) and (page := self.frontier.next(kind)) is not None:
            if self._requests >= MOST_REQUESTS:
                raise EnoughForNow(self.source.url)
            self.tell(STAGES[kind], done, self.frontier.count(kind))
            self._read(kind, page)
            done += 1
        if kind in (PageKind.COMMITTEES, PageKind.MEMBERS):
            self._learn_names()

    def _read(self, kind: PageKind, page: KnownPage) -> None:
        """Ask for one page. Raises what ends the run, nothing else."""
        try:
            self._visit(kind, page)
            self.troubles.good(kind)
        except (NothingThere, NotPublic, Gone) as error:
            self._not_there(kind, page, error)
        except (Refused, ForbiddenByRobots) as error:
            if self.troubles.means_us(kind, error):
                raise
            if isinstance(error, Refused):
                # Not believed at once: 403 also answers a server that is set up wrongly for five minutes.
                self._not_there(kind, page, NothingThere())
            else:
                self._fail(kind, page, error)
        except ENDS_RUN:
            raise
        except OddPage as error:
            self._fail(kind, page, error_of(error))
        except FetchError as error:
            self.disappeared.silent(kind, page, error.sentence)
            self._fail(kind, page, error)
            if self.troubles.is_away():
                raise
        except PageError as error:
            self._fail(kind, page, error)

    def _fail(self, kind: PageKind, page: KnownPage, error: PageError | FetchError) -> None:
        self.troubles.failed(kind, error)
        self.frontier.failed(page)
        problems.note(self.context, [Problem(self.visits.url(kind, page.key), error.code, str(error))])

    def _not_there(self, kind: PageKind, page: KnownPage, error: PageError | Gone) -> None:
        """The system does not find a page that was linked to, or does not show it to everybody."""
        if kind in (PageKind.CALENDAR, PageKind.COMMITTEES):
            self._fail(kind, page, error)
            return
        self.disappeared.note(kind, page, error)

    # -- storing --------------------------------

    def _visit(self, kind: PageKind, page: KnownPage) -> None:
        """Read a page and store it, with everything that follows from it, in one transaction."""
        loaded = self.visits.load(kind, page)
        found = self.visits.records(kind, page, loaded.facts)
        unchanged = store.screen(self.scope, [(one.head.ref, one.head.raw_hash, False) for one in found])
        fresh = [one for one in found if one.head.ref not in unchanged]

        def answer() -> RawAnswer:
            # Not remembered: the transaction may be rolled back, and the row with it.
            return keep(self.source, loaded, self.context.now)

        def then(outcome: store.Outcome) -> None:
            problems.note(self.context, outcome.problems)
            problems.resolve(self.context, {loaded.url, self.visits.url(kind, page.key)})
            count(self.run, outcome.tally)
            self.frontier.read(page, outcome.answer or answer(), self.visits.pause(kind, page, loaded.facts))
            changed = bool(outcome.tally.new or outcome.tally.changed or outcome.tally.withdrawn)
            for link in self.visits.links(kind, page, loaded.facts, changed=changed):
                self.frontier.expect(link.kind, link.keys, again=link.again)

        store.store(self.scope, fresh, unchanged=unchanged.values(), answer=answer, then=then)
        if kind is PageKind.CALENDAR:
            month = month_of(page.key)
            entries = self.calendars.read(month, loaded.facts.entries)
            self.disappeared.unlisted(self.calendars.dropped(month, entries))

    def _lost(self) -> Tally:
        lost = Tally(failed=1)
        count(self.run, lost)
        return lost

    def _again(self, kind: PageKind, page: KnownPage) -> Tally:
        """Store once more what an archived page says."""
        assert page.answer is not None  # asked for so
        try:
            facts = again(self.family, kind, page.answer)
        except (NotArchived, PageError) as error:
            problems.note(self.context, [archived_problem(page.answer.url, error)])
            return self._lost()
        try:
            found = self.visits.records(kind, page, facts)
        except (NotArchived, PageError):
            # The page of one of its points, which was named there.
            return self._lost()
        answer = page.answer
        return store.store(
            self.scope,
            found,
            answer=lambda: answer,
            then=lambda outcome: count(self.run, outcome.tally),
        ).tally
