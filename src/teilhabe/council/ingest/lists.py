"""Reading one list of a source from its first page to its last, however often it is interrupted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.db.models import F

from teilhabe.core.fetching.client import Answer
from teilhabe.core.fetching.errors import FetchError, Gone, Rejected, ServerTrouble

from ..models import HarvestRun, ListProgress
from ..models.records import RecordKind
from .errors import RUN_ENDS_WITH
from .oparl import objects, pages, scrub
from .oparl.identity import native_id
from .reading import Loaded, SourceReader
from .records import Parsed, Problem, Ref
from .store import page as store
from .store import problems
from .store.context import Scope, Tally

# Clocks differ, and some systems stamp a change hours before they show it.
OVERLAP = timedelta(days=1)
# A pass that was interrupted longer ago begins anew: the list has moved on under it.
LONGEST_PASS = timedelta(days=7)
MOST_PAGES = 20_000
# Pages in a row that bring nothing new.
MOST_IDLE_PAGES = 2
TYPES = {kind: name for name, kind in objects.KINDS.items()}

LOOP = "Die Liste führt im Kreis; sie wurde bis dahin gelesen."
TOO_MANY = "Die Liste hat mehr Seiten, als gelesen werden."
ELSEWHERE = "Die nächste Seite der Liste liegt auf einem anderen Server; sie wird nicht gelesen."
NO_NUMBER = "Die Antwort enthält Zahlen, die keine sind (NaN, Infinity); sie gelten als nicht angegeben."
JUNK = "Die Liste enthält Einträge, die keine Objekte sind."
OVER_FILTER = "Der Server versteht die Frage nach Änderungen nicht; die Liste wurde ganz gelesen."


def expected(kind: RecordKind, *, listed: bool) -> str:
    """What objects that were asked for are treated as, whatever they call themselves (see oparl.scrub)."""
    return scrub.LOOSE_FILE if listed and kind == RecordKind.FILE else TYPES[kind]


@dataclass
class ListOutcome:
    """How far a list was read. ``complete`` means to its end; ``full`` without asking for changes only."""

    url: str
    complete: bool = False
    full: bool = True
    pass_started: datetime | None = None
    why: str = ""
    tally: Tally = field(default_factory=Tally)


class ListReader:
    """Reads one list of one body. Make it, call :meth:`read`, and :meth:`finish` when nothing is left to be done."""

    def __init__(
        self,
        scope: Scope,
        reader: SourceReader,
        kind: RecordKind,
        url: str,
        *,
        on_page: Callable[[Tally, int | None], None] = lambda tally, total: None,
    ) -> None:
        self.scope = scope
        self.harvest = scope.harvest
        self.reader = reader
        self.kind = kind
        self.url = url
        self.key = native_id(url) or url
        self.on_page = on_page
        self.progress, _ = ListProgress.objects.get_or_create(source=self.harvest.source, url=url[:1000])
        self.outcome = ListOutcome(url)
        self._visited: set[str] = set()
        self._seen: set[Ref] = set()
        self._idle = 0

    def read(self, *, full: bool) -> ListOutcome:
        """Read on where the last run stopped, or begin a pass. Raises what ends the whole run, nothing else."""
        resumed = self._resumes(full)
        if not resumed:
            self._begin(full)
        self._describe()
        url, asked = self.progress.next_url, self.progress.next_url
        first: Loaded | None = None
        try:
            if url and not resumed:
                asked, first = self._first_page()
                url = asked
            elif url:
                try:
                    first = self._load(url)
                except (Gone, Rejected, ServerTrouble):
                    # The page where we stopped is no more: the list is read from its beginning.
                    self._begin(self.progress.pass_full or full)
                    self._describe()
                    asked, first = self._first_page()
                    url = asked
            self._walk(url, asked, first)
        except RUN_ENDS_WITH:
            raise
        except FetchError as error:
            self._fail(error.code, error.sentence)
        return self.outcome

    def finish(self) -> None:
        """The pass is over and everything that follows from it is done."""
        row = self.progress
        row.complete_until = row.pass_started
        if row.pass_full:
            row.last_full = row.pass_started
        row.pass_started, row.next_url = None, ""
        row.save()

    # -- the pass --------------------------------

    def _resumes(self, full: bool) -> bool:
        row = self.progress
        if row.pass_started is None or self.harvest.now - row.pass_started > LONGEST_PASS:
            return False
        return row.pass_full or not full

    def _begin(self, full: bool) -> None:
        row = self.progress
        row.pass_full = full or row.complete_until is None
        row.pass_since = None if row.pass_full or row.complete_until is None else row.complete_until - OVERLAP
        row.pass_started, row.next_url = self.harvest.now, self.url
        row.save()

    def _describe(self) -> None:
        self.outcome.full = self.progress.pass_full
        self.outcome.pass_started = self.progress.pass_started

    def _first_page(self) -> tuple[str, Loaded]:
        """The first page with the filter as this server takes it; without, if it takes it in no way."""
        since = self.progress.pass_since
        if since is None:
            return self.url, self._load(self.url)
        moment = since.replace(microsecond=0).isoformat()
        for encoded in (True, False):
            asked = pages.filtered(self.url, moment, encoded=encoded)
            try:
                return asked, self._load(asked)
            except (Gone, Rejected, ServerTrouble):
                continue
        self._note("filter-rejected", OVER_FILTER)
        self._begin(full=True)
        self._describe()
        return self.url, self._load(self.url)

    def _load(self, url: str) -> Loaded:
        try:
            return self.reader.json(url, expected(self.kind, listed=True))
        except Gone as error:
            body = error.facts.get("body")
            if isinstance(body, bytes) and pages.means_empty(body):
                return Loaded(self.harvest.source, url, [], Answer(url, 404), b"", self.harvest.now)
            raise

    def _walk(self, url: str, asked: str, first: Loaded | None) -> None:
        while url:
            if len(self._visited) >= MOST_PAGES:
                self._fail("too-many-pages", TOO_MANY)
                self._forget_pass()
                return
            self._visited.add(pages.page_key(url))
            loaded = first or self._load(url)
            first = None
            page = pages.split(loaded.data)
            following, stop = self._following(url, asked, page)
            fresh = self._store(page, loaded, following)
            self.on_page(self.outcome.tally, page.total)
            if stop:
                self._stopped(stop, page)
                return
            self._idle = 0 if fresh else self._idle + 1
            if following and not page.objects:
                # A page without objects is the end, whatever it links to.
                break
            if following and self._idle >= MOST_IDLE_PAGES:
                self._stopped("loop", page)
                return
            url = following
        if self.progress.next_url:
            self.progress.next_url = ""
            self.progress.save(update_fields=["next_url"])
        self.outcome.complete = True
        problems.resolve(self.harvest, [self.url])

    def _following(self, url: str, asked: str, page: pages.Page) -> tuple[str, str]:
        """The next page's address, and why not to go there if so ("loop", "elsewhere")."""
        if not page.next_url:
            return "", ""
        following = pages.with_filters(urljoin(url, page.next_url), asked)
        if urlsplit(following).netloc.lower() != urlsplit(self.url).netloc.lower():
            return "", "elsewhere"
        if pages.page_key(following) in self._visited:
            return "", "loop"
        return following, ""

    def _stopped(self, why: str, page: pages.Page) -> None:
        """The list broke its own rules. If it said how much it holds and all of that was seen, it is complete."""
        message = LOOP if why == "loop" else ELSEWHERE
        if page.total is not None and len(self._seen) >= page.total:
            self._note(why, message)
            self.outcome.complete = True
            return
        self._fail(why, message)
        self._forget_pass()

    def _fail(self, code: str, message: str) -> None:
        self._note(code, message)
        self.outcome.why = message

    def _forget_pass(self) -> None:
        """Going on at this place would end the same way: the next run begins the list anew."""
        self.progress.pass_started, self.progress.next_url = None, ""
        self.progress.save(update_fields=["pass_started", "next_url"])

    def _note(self, code: str, message: str) -> None:
        problems.note(self.harvest, [Problem(self.url, code, message)])

    # -- one page --------------------------------

    def _store(self, page: pages.Page, loaded: Loaded, following: str) -> bool:
        """Store a page and the progress with it; whether it brought anything not seen in this pass."""
        before = len(self._seen)
        read = read_objects(self.scope, page.objects, self.kind, self.key)
        self._seen.update(read.seen)
        if page.junk:
            read.problems.append(Problem(self.url, "junk", JUNK))

        def then() -> None:
            self.progress.next_url = following
            self.progress.save(update_fields=["next_url"])

        tally = keep(self.scope, read, loaded, then=then)
        self.outcome.tally += tally
        return len(self._seen) > before


@dataclass
class Read:
    """Objects of an answer, read: what must be written, what is known exactly so, what could not be used."""

    parsed: list[Parsed] = field(default_factory=list)
    unchanged: dict[Ref, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: list[Ref] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)


def read_objects(
    scope: Scope, entries: tuple[objects.Obj, ...], kind: RecordKind, within: str, *, force: bool = False
) -> Read:
    """Identify the objects of an answer, screen out what has not changed (unless ``force``), parse the rest."""
    found = Read()
    identified: dict[Ref, tuple[objects.Obj, str]] = {}
    for entry in entries:
        try:
            ref, url = objects.identify(entry, objects.kind_said(entry) or kind, within)
        except objects.Unusable as error:
            found.problems.append(Problem(within, error.code, str(error), True))
            continue
        if ref not in identified:
            identified[ref] = entry, objects.raw_hash(entry, ref.kind)
            found.seen.append(ref)
            found.urls.append(url or ref.key)
    if not force:
        marks = [(ref, mark, bool(entry.get("deleted"))) for ref, (entry, mark) in identified.items()]
        found.unchanged = store.screen(scope, marks)
    for ref, (entry, mark) in identified.items():
        if ref in found.unchanged:
            continue
        try:
            parsed = objects.parse(entry, kind, within, known_hash=mark)
        except objects.Unusable as error:
            url = str(entry.get("id") or ref.key)
            found.problems.append(Problem(url, error.code, str(error), True))
            continue
        found.parsed.append(parsed)
        found.problems += parsed.problems
    return found


def keep(scope: Scope, read: Read, loaded: Loaded, *, then: Callable[[], None] | None = None) -> Tally:
    """Store what was read, with its problems and the run's counters, in one transaction; returns the counters."""
    harvest = scope.harvest

    def together(outcome: store.Outcome) -> None:
        outcome.tally.failed += sum(problem.fatal for problem in read.problems)
        found = [*read.problems, *outcome.problems]
        if loaded.odd_numbers:
            found.append(Problem(loaded.url, "not-a-number", NO_NUMBER))
        problems.note(harvest, found)
        complained = {problem.url for problem in found}
        written = {name for parsed in read.parsed for record in parsed.records for name in (record.url, record.ref.key)}
        problems.resolve(harvest, written - complained)
        count(harvest.run, outcome.tally)
        if then is not None:
            then()

    return store.store(scope, read.parsed, unchanged=read.unchanged.values(), answer=loaded.keep, then=together).tally


def count(run: HarvestRun, tally: Tally) -> None:
    """Add to the run's counters."""
    names = ("new", "changed", "unchanged", "withdrawn", "failed")
    HarvestRun.objects.filter(pk=run.pk).update(**{name: F(name) + getattr(tally, name) for name in names})
