"""One harvest of one source: the system, its bodies, their lists, then everything that follows from them.

Whatever happens, the run is written down with its end and its reason; the next run finds one whose process died.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from teilhabe.core import audit
from teilhabe.core.audit import Actor

from ..actions.refresh import refresh_stale
from ..models import Body, HarvestRun, ListProgress, Organization, Source
from ..models.records import RecordKind
from . import organization_kinds
from .errors import AddressIsPrivate, AskedToWait, FetchError, ForbiddenByRobots, Paused, Refused
from .fetch import PoliteClient
from .lists import ListOutcome, ListReader, keep, read_objects
from .locks import AlreadyHeld, source_lock
from .oparl import kinds, objects, pages
from .reading import SourceReader
from .records import BodyRecord, Problem, SystemRecord
from .replay import replay
from .singles import Singles
from .store import binding, problems
from .store.context import Harvest, Scope, Tally
from .store.resolving import known_records

log = structlog.get_logger(__name__)
Mode = HarvestRun.Mode

# Persons before organizations: both may carry memberships, and a membership needs its person.
LISTS = (RecordKind.PERSON, RecordKind.ORGANIZATION, RecordKind.MEETING, RecordKind.PAPER)
# OParl 1.1 lists what is embedded elsewhere. Its parents need not be stamped anew when it changes, so changes are asked
# for here as well; a full harvest has read all of it with the parents.
EMBEDDED_LISTS = (
    RecordKind.TERM,
    RecordKind.MEMBERSHIP,
    RecordKind.AGENDA_ITEM,
    RecordKind.CONSULTATION,
    RecordKind.FILE,
)
# Even without being told to, everything is read again so often: only a full list shows what has vanished.
FULL_EVERY = timedelta(days=7)
FULL_AT_MOST_EVERY = timedelta(days=1)
INTERRUPTED = "Der Lauf wurde unterbrochen (der Prozess ist beendet)."
UNEXPECTED = "Unerwarteter Fehler ({name}); er steht im Protokoll des Servers."
NO_BODIES = "Das System nennt keine Körperschaft."


class HarvestRefused(Exception):
    """The harvest did not begin; the message is one German sentence."""


class AlreadyRunning(HarvestRefused):
    """This source is being harvested right now."""


class SourcePaused(HarvestRefused):
    """Somebody paused this source."""


class TooEarly(HarvestRefused):
    """The source asked for a pause that is not over."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a harvest is: what it reads, how many objects of it so far, of how many if the source says so."""

    source: str
    stage: str
    done: int
    total: int | None
    requests: int


OnProgress = Callable[[Progress], None]


def harvest(source: Source, *, by: Actor, mode: Mode | None = None, progress: OnProgress | None = None) -> HarvestRun:
    """Harvest ``source`` and return the finished run, whose state and ``why`` say how it went.

    Without ``mode`` a harvest asks for changes, and once a week for everything; ``REPLAY`` parses the archive without
    the network. Raises AlreadyRunning, SourcePaused or TooEarly if it may not begin, and nothing for what the source
    does wrong.
    """
    if mode != Mode.REPLAY:
        _may_begin(source)
    try:
        with source_lock(source.pk):
            run = _start(source, mode or _due_mode(source), by)
            _carry_out(source, run, progress or (lambda step: None))
    except AlreadyHeld:
        raise AlreadyRunning(f"„{source.name}“ wird gerade abgerufen.") from None
    run.refresh_from_db()
    return run


def _may_begin(source: Source) -> None:
    if source.state == Source.State.PAUSED:
        raise SourcePaused(f"„{source.name}“ ist angehalten.")
    if source.not_before and source.not_before > timezone.now():
        until = timezone.localtime(source.not_before)
        raise TooEarly(f"„{source.name}“ hat um eine Pause bis {until:%d.%m.%Y %H:%M} Uhr gebeten.")


def _due_mode(source: Source) -> Mode:
    """Everything if a list was not read wholly for a week, but at most once a day: a list that always fails must not
    make every harvest a full one. What was broken off from outside goes on."""
    lists = ListProgress.objects.filter(source=source)
    if not lists.exclude(complete_until=None).exists():
        return Mode.FULL
    now = timezone.now()
    broken_off = (HarvestRun.State.RUNNING, HarvestRun.State.INTERRUPTED)
    fulls = HarvestRun.objects.filter(source=source, mode=Mode.FULL, started__gt=now - FULL_AT_MOST_EVERY)
    if fulls.exclude(state__in=broken_off).exists():
        return Mode.INCREMENTAL
    runs = HarvestRun.objects.filter(source=source).exclude(mode=Mode.REPLAY)
    last = runs.filter(started__lte=source.last_success).first() if source.last_success else None
    if last is not None:
        # Addresses that the source does not name any more are never read again.
        read_then = lists.filter(complete_until__gte=last.started)
        lists = read_then if read_then.exists() else lists
    recent = now - FULL_EVERY
    if lists.filter(last_full__gte=recent).exists() and not lists.filter(last_full__lt=recent).exists():
        return Mode.INCREMENTAL
    return Mode.FULL


def _start(source: Source, mode: Mode, by: Actor) -> HarvestRun:
    """Write the run down. We hold the lock: a run that still counts as running belongs to a dead process."""
    with transaction.atomic():
        HarvestRun.objects.filter(source=source, state=HarvestRun.State.RUNNING).update(
            state=HarvestRun.State.INTERRUPTED, ended=timezone.now(), why=INTERRUPTED
        )
        run = HarvestRun.objects.create(source=source, mode=mode)
        audit.record("council.harvest_started", source, by=by, mode=str(mode), run=run.pk)
    return run


def _carry_out(source: Source, run: HarvestRun, progress: OnProgress) -> None:
    state, why = HarvestRun.State.FAILED, ""
    try:
        if run.mode == Mode.REPLAY:
            state, why = _replay(source, run, progress)
        else:
            state, why = _over_the_network(source, run, progress)
    except KeyboardInterrupt:
        state, why = HarvestRun.State.INTERRUPTED, "Der Lauf wurde von Hand unterbrochen."
        raise
    except Exception as error:
        log.exception("harvest.failed", source=source.slug, run=run.pk)
        state, why = HarvestRun.State.FAILED, UNEXPECTED.format(name=type(error).__name__)
        _note_source(source, Source.State.FAILING, why)
        raise
    finally:
        HarvestRun.objects.filter(pk=run.pk).update(state=state, why=why, ended=timezone.now())
        log.info("harvest.ended", source=source.slug, run=run.pk, state=str(state), why=why)


def _replay(source: Source, run: HarvestRun, progress: OnProgress) -> tuple[HarvestRun.State, str]:
    context = Harvest(source, run, run.started, replay=True)

    def on_page(tally: Tally, total: int | None) -> None:
        progress(Progress(source.name, "Archiv", tally.total, total, 0))

    tally = replay(context, on_page=on_page)
    _bind(context)
    refresh_stale(source)
    if tally.failed:
        return HarvestRun.State.PARTIAL, _unusable(tally.failed)
    return HarvestRun.State.DONE, ""


def _over_the_network(source: Source, run: HarvestRun, progress: OnProgress) -> tuple[HarvestRun.State, str]:
    session = Session(source, run, progress)
    state, why, by_us = HarvestRun.State.FAILED, "", False
    with PoliteClient(source, on_request=session.count_request) as client:
        session.reader = SourceReader(source, client, run.started)
        try:
            session.read_everything()
            state, why = session.verdict()
        except Paused as error:
            state, why = HarvestRun.State.INTERRUPTED, error.sentence
        except AskedToWait as error:
            Source.objects.filter(pk=source.pk).update(not_before=error.until)
            state, why = HarvestRun.State.PARTIAL, error.sentence
        except AddressIsPrivate as error:
            # Our own setting says no: nothing is known about the source, so its state stays.
            why, by_us = error.sentence, True
        except FetchError as error:
            why = error.sentence
            problems.note(session.context, [Problem(error.url, error.code, why)])
            refused = isinstance(error, Refused | ForbiddenByRobots)
            _note_source(source, Source.State.REFUSED if refused else Source.State.FAILING, why)
        except objects.Unusable as error:
            why = str(error)
            problems.note(session.context, [Problem(source.url, error.code, why)])
        finally:
            HarvestRun.objects.filter(pk=run.pk).update(requests=client.requests)
    _bind(session.context)
    refresh_stale(source)
    if not by_us:
        _note_end(source, state, why, complete=session.complete)
    return state, why


def _note_end(source: Source, state: HarvestRun.State, why: str, *, complete: bool) -> None:
    if complete:
        _note_source(source, Source.State.OK, "")
        Source.objects.filter(pk=source.pk).update(last_success=timezone.now(), not_before=None)
    elif Source.objects.filter(pk=source.pk).exclude(state=Source.State.REFUSED).exists():
        _note_source(source, Source.State.FAILING, why)


def _note_source(source: Source, state: Source.State, reason: str) -> None:
    changed = Source.objects.filter(pk=source.pk).exclude(state__in=[state, Source.State.PAUSED])
    changed.update(state=state, state_since=timezone.now())
    Source.objects.filter(pk=source.pk, state=state).update(state_reason=reason)


def _bind(context: Harvest) -> None:
    binding.bind_references(context.source)
    binding.bind_items_to_consultations(context.items_of_consultations, context.source)


def _unusable(count: int) -> str:
    return "Ein Eintrag war nicht verwendbar." if count == 1 else f"{count} Einträge waren nicht verwendbar."


class Session:
    """What a harvest over the network does, in order."""

    reader: SourceReader

    def __init__(self, source: Source, run: HarvestRun, progress: OnProgress) -> None:
        self.source = source
        self.run = run
        self.context = Harvest(source, run, run.started)
        self.full = run.mode == Mode.FULL
        self.complete = False
        self.outcomes: list[ListOutcome] = []
        self._requests = 0
        self._progress = progress

    def count_request(self) -> None:
        self._requests += 1

    def tell(self, stage: str, done: int = 0, total: int | None = None) -> None:
        self._progress(Progress(self.source.name, stage, done, total, self._requests))

    def read_everything(self) -> None:
        system = self._system()
        bodies = self._bodies(system)
        if not bodies:
            raise objects.Unusable("no-bodies", NO_BODIES)
        singles = Singles(self.context, self.reader, [body for body, _ in bodies])
        if self.full:
            singles.confirm_missing_bodies(system.bodies_url)
        for body, record in bodies:
            self._lists(body, record, singles)
        self.tell("Verweise")
        if again := singles.describe():
            replay(Harvest(self.source, self.run, self.run.started, replay=True), only=again)
        binding.bind_references(self.source)
        if singles.resolve_references():
            binding.bind_references(self.source)
        for body, record in bodies:
            _mark_main(body, record)
        self.complete = all(outcome.complete for outcome in self.outcomes)

    def verdict(self) -> tuple[HarvestRun.State, str]:
        broken = [outcome for outcome in self.outcomes if not outcome.complete]
        if broken:
            reasons = "; ".join(dict.fromkeys(outcome.why for outcome in broken))
            count = "Eine Liste wurde" if len(broken) == 1 else f"{len(broken)} Listen wurden"
            return HarvestRun.State.PARTIAL, f"{count} nicht bis zum Ende gelesen: {reasons}"
        failed = HarvestRun.objects.values_list("failed", flat=True).get(pk=self.run.pk)
        return (HarvestRun.State.PARTIAL, _unusable(failed)) if failed else (HarvestRun.State.DONE, "")

    # -- parts --------------------------------

    def _system(self) -> SystemRecord:
        self.tell("System")
        return read_system(self.source, self.reader)

    def _bodies(self, system: SystemRecord) -> list[tuple[Body, BodyRecord]]:
        """All bodies of the system, stored, with what they say about their lists."""
        found: dict[int, tuple[Body, BodyRecord]] = {}
        url, visited = system.bodies_url, set[str]()
        scope = Scope(self.context, None)
        while url and pages.page_key(url) not in visited:
            visited.add(pages.page_key(url))
            self.tell("Körperschaften", len(found))
            loaded = self.reader.json(url, "Body")
            page = pages.split(loaded.data)
            # Parsed each time, changed or not: the addresses of the lists are not stored.
            read = read_objects(scope, page.objects, RecordKind.BODY, url, force=True)
            keep(scope, read, loaded)
            for parsed in read.parsed:
                for ref, address in parsed.missing if not parsed.records else ():
                    single = self.reader.json(address, "Body")
                    inner = read_objects(scope, (single.data,), RecordKind.BODY, ref.key, force=True)
                    keep(scope, inner, single)
                    found |= self._stored(inner.parsed)
            found |= self._stored(read.parsed)
            url = page.next_url
        return list(found.values())

    def _stored(self, parsed: Any) -> dict[int, tuple[Body, BodyRecord]]:
        heads = [one.head for one in parsed if one.records and isinstance(one.head, BodyRecord)]
        known = known_records(self.source, (head.ref for head in heads))
        bodies = {
            body.record_id: body for body in Body.objects.filter(record__in=known.values()).select_related("record")
        }
        return {
            bodies[known[head.ref].pk].pk: (bodies[known[head.ref].pk], head)
            for head in heads
            if head.ref in known and known[head.ref].pk in bodies
        }

    def _lists(self, body: Body, record: BodyRecord, singles: Singles) -> None:
        for kind in LISTS:
            url = record.lists.get(kind)
            if url is None:
                continue
            reader, outcome = self._read_list(body, kind, url, full=self.full)
            if outcome.complete:
                if outcome.full:
                    singles.confirm_missing(kind, body, outcome)
                reader.finish()
        for kind in EMBEDDED_LISTS:
            url = record.lists.get(kind)
            if url is None:
                continue
            if self.full or not ListProgress.objects.filter(source=self.source, url=url[:1000]).exists():
                self._start_embedded(url)
                continue
            reader, outcome = self._read_list(body, kind, url, full=False)
            if outcome.complete:
                reader.finish()

    def _read_list(self, body: Body, kind: RecordKind, url: str, *, full: bool) -> tuple[ListReader, ListOutcome]:
        stage = str(kind.label)

        def on_page(tally: Tally, total: int | None) -> None:
            self.tell(stage, tally.total, total)

        self.tell(stage)
        reader = ListReader(Scope(self.context, body), self.reader, kind, url, on_page=on_page)
        outcome = reader.read(full=full)
        self.outcomes.append(outcome)
        return reader, outcome

    def _start_embedded(self, url: str) -> None:
        """A full harvest read everything with the parents; from its beginning on, changes are asked for here."""
        if all(outcome.complete for outcome in self.outcomes):
            ListProgress.objects.update_or_create(
                source=self.source,
                url=url[:1000],
                defaults={
                    "complete_until": self.run.started,
                    "last_full": self.run.started,
                    "next_url": "",
                    "pass_started": None,  # nosec B105 - a pass over a list, no password
                },
            )


def read_system(source: Source, reader: SourceReader) -> SystemRecord:
    """What the source says of itself, kept at the source. Raises an error of :mod:`.errors` or objects.Unusable."""
    loaded = reader.json(source.url, "System")
    entry = loaded.data if isinstance(loaded.data, dict) else {}
    system = kinds.system(entry, source.url)
    source.version, source.vendor, source.licence = system.version, system.vendor, system.licence
    source.save(update_fields=["version", "vendor", "licence"])
    return system


def _mark_main(body: Body, record: BodyRecord) -> None:
    named = {
        pk
        for pk, name in Organization.objects.filter(body=body, kind="council").values_list("pk", "name")
        if organization_kinds.is_main(name)
    }
    binding.set_main_organization(body, record, named)
