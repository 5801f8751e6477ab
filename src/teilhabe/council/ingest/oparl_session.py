"""One harvest of an OParl system: the system, its bodies, their lists, then what they only named."""

from __future__ import annotations

from typing import Any

from teilhabe.core.fetching.client import PoliteClient

from ..models import Body, HarvestRun, ListProgress, Organization, Source
from ..models.records import RecordKind
from . import organization_kinds
from .lists import ListOutcome, ListReader, keep, read_objects
from .oparl import kinds, objects, pages
from .reading import SourceReader
from .records import BodyRecord, SystemRecord
from .replay import replay
from .session import OnProgress, Session
from .singles import Singles
from .store import binding
from .store.context import Harvest, Scope, Tally
from .store.resolving import known_records

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
NO_BODIES = "Das System nennt keine Körperschaft."


class OParlSession(Session):
    """What a harvest over OParl does, in order."""

    reader: SourceReader

    def __init__(self, source: Source, run: HarvestRun, progress: OnProgress) -> None:
        super().__init__(source, run, progress)
        self.outcomes: list[ListOutcome] = []

    def read_everything(self, client: PoliteClient) -> None:
        self.reader = SourceReader(self.source, client, self.run.started)
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

    def replay(self) -> Tally:
        return replay(self.context, on_page=lambda tally, total: self.tell("Archiv", tally.total, total))

    def gaps(self) -> list[str]:
        return [outcome.why for outcome in self.outcomes if not outcome.complete]

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
