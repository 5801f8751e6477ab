"""Asking for single objects: what the lists named but did not show, and what they no longer show."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import QuerySet

from teilhabe.core.fetching.errors import FetchError, Gone

from ..models import Body, HarvestProblem, Organization, Record, RecordAlias, RecordState
from ..models.records import RecordKind
from .disappearance import Missing, conclude, was_not_found_before
from .errors import RUN_ENDS_WITH
from .html.calendars import PLANNED
from .html.disappeared import UNLISTED
from .lists import TYPES, ListOutcome, keep, read_objects
from .oparl import values
from .oparl.identity import address_of, native_id
from .reading import SourceReader
from .records import Problem, Ref
from .store import binding, identities, problems, removal
from .store.context import Harvest, Scope, Tally
from .store.resolving import chunks, known_records

# Single requests cost a pause each; what is left over is asked for by the next runs.
MOST_REFERENCES = 200
MOST_MISSING = 200
MOST_DESCRIPTIONS = 500
ASKED_FOR = (RecordKind.ORGANIZATION, RecordKind.MEETING, RecordKind.PAPER)

DANGLING = "Ein Verweis führt ins Leere."
MANY_DANGLING = "{count} Verweise führen zu Einträgen, die die Quelle nicht zeigt."
GONE = "Die Quelle führt den Eintrag nicht mehr auf und antwortet darauf mit HTTP {status}."
_GONE_FOR_GOOD = 410
SILENT = "Die Quelle führt den Eintrag nicht mehr auf und antwortet zurzeit nicht darauf."
UNLISTED_BODY = (
    "Die Quelle führt die Körperschaft nicht mehr auf; ihre Seiten bleiben, werden aber nicht mehr abgerufen."
)


class Fate(Enum):
    STORED = "stored"
    GONE = "gone"  # 410: the source says it was there
    NOT_FOUND = "not found"  # 404: so answers a server, too, that is misconfigured for five minutes
    FAILED = "failed"


class Singles:
    """Asks for single objects of one source within one run."""

    def __init__(self, harvest: Harvest, reader: SourceReader, bodies: list[Body]) -> None:
        self.harvest = harvest
        self.reader = reader
        self.bodies = bodies
        self.tally = Tally()

    def ask(self, ref: Ref, url: str, body: Body | None = None) -> tuple[Fate, str]:
        """Ask for one object and store it; or "gone" (410), "not found" (404), "failed", with one German sentence why.

        The object may answer with another id than it was asked by: then it has both. Raises what ends a run.
        """
        try:
            loaded = self.reader.json(url, TYPES[ref.kind])
        except Gone as error:
            status = error.facts["status"]
            return (Fate.GONE if status == _GONE_FOR_GOOD else Fate.NOT_FOUND), GONE.format(status=status)
        except RUN_ENDS_WITH:
            raise
        except FetchError as error:
            return Fate.FAILED, error.sentence
        entry = loaded.data
        if not isinstance(entry, dict) or not entry:
            return Fate.FAILED, DANGLING
        if not values.address(entry.get("id")):
            entry = {**entry, "id": url}
        scope = Scope(self.harvest, None if ref.kind == RecordKind.BODY else body or self._body_of(entry))
        read = read_objects(scope, (entry,), ref.kind, native_id(url))
        self.tally += keep(scope, read, loaded)
        if not read.seen or read.seen[0] not in known_records(self.harvest.source, read.seen):
            return Fate.FAILED, DANGLING
        if read.seen[0] != ref:
            self._also_known_as(ref, read.seen[0])
        return Fate.STORED, ""

    def _body_of(self, entry: dict[str, Any]) -> Body:
        """The body an object says it belongs to, by itself or by its committee; the first one if it says nothing."""
        ref = Ref(RecordKind.BODY, native_id(values.address(entry.get("body"))))
        record = known_records(self.harvest.source, [ref]).get(ref) if ref.key else None
        for body in self.bodies:
            if record is not None and body.record_id == record.pk:
                return body
        committee = native_id(values.address(values.one(entry.get("organization"))))
        if committee and len(self.bodies) > 1:
            found = Organization.objects.filter(record__source=self.harvest.source, record__native_id=committee).first()
            if found is not None:
                return found.body
        return self.bodies[0]

    def _also_known_as(self, other: Ref, ref: Ref) -> None:
        record = known_records(self.harvest.source, [ref])[ref]
        RecordAlias.objects.get_or_create(
            source=self.harvest.source, kind=other.kind, native_id=other.key, defaults={"record": record}
        )

    # -- references that lead nowhere yet --------------------------------

    def resolve_references(self) -> int:
        """Ask for committees, meetings and papers that are named and not known; returns how many were found.

        What was asked for in vain once is not asked for again, except in a full harvest.
        """
        found = 0
        left = MOST_REFERENCES
        for kind in ASKED_FOR:
            keys = self._unknown(kind)[:left]
            left -= len(keys)
            vain: list[Problem] = []
            for key in keys:
                fate, why = self.ask(Ref(kind, key), self._address(key))
                if fate is Fate.STORED:
                    found += 1
                else:
                    vain.append(Problem(key, "dangling", f"{DANGLING} {why}".strip()))
            problems.note(self.harvest, vain, settled=True)
        self._sum_up()
        return found

    def _sum_up(self) -> None:
        """One line for all references in vain; each of them is remembered and not asked for again."""
        dangling = HarvestProblem.objects.filter(source=self.harvest.source, code="dangling").count()
        if dangling:
            message = MANY_DANGLING.format(count=dangling)
            problems.note(self.harvest, [Problem(self.harvest.source.url, "dangling-references", message)])

    def _unknown(self, kind: RecordKind) -> list[str]:
        keys: dict[str, None] = {}
        for slot in binding.SLOTS:
            if slot.kind == kind:
                column = f"{slot.name}_ref"
                rows = binding.unbound(slot, self.harvest.source).order_by("pk").values_list(column, flat=True)
                keys.update(dict.fromkeys(rows.iterator()))
        # What was just found unusable in a list is no better on its own.
        unusable = HarvestProblem.objects.filter(source=self.harvest.source, last_seen__gte=self.harvest.now)
        asked = {native_id(url) for url in unusable.values_list("url", flat=True)}
        wanted: list[str] = []
        for some in chunks([key for key in keys if key not in asked]):
            known = {ref.key for ref in known_records(self.harvest.source, (Ref(kind, key) for key in some))}
            vain = HarvestProblem.objects.filter(source=self.harvest.source, code="dangling", url__in=some)
            if self.harvest.run.mode != self.harvest.run.Mode.FULL:
                known |= set(vain.values_list("url", flat=True))
            else:
                # Within a full harvest as well: asked for once, in this run.
                known |= set(vain.filter(last_seen__gte=self.harvest.now).values_list("url", flat=True))
            wanted += [key for key in some if key not in known]
        return wanted

    def _address(self, key: str) -> str:
        return address_of(key, self.harvest.source.url)

    # -- objects that were named without being described --------------------------------

    def describe(self) -> set[int]:
        """Ask for embedded objects that came as bare addresses; returns the records to be read again for them."""
        known = known_records(self.harvest.source, self.harvest.missing)
        again: set[int] = set()
        asked = 0
        for ref, url in self.harvest.missing.items():
            if ref not in known:
                if asked >= MOST_DESCRIPTIONS:
                    break
                asked += 1
                fate, why = self.ask(ref, url)
                if fate is not Fate.STORED:
                    problems.note(self.harvest, [Problem(url, "dangling", f"{DANGLING} {why}".strip())])
                    continue
            again |= self.harvest.waiting.get(ref, set())
        self.harvest.missing.clear()
        self.harvest.waiting.clear()
        return again

    # -- objects that a full list no longer shows --------------------------------

    def confirm_missing(self, kind: RecordKind, body: Body, outcome: ListOutcome) -> None:
        """Ask for each object the full pass did not show: only 410, or 404 in two full harvests in a row that lie
        ``disappearance.NOT_FOUND_APART``, takes it away."""
        if kind not in (*ASKED_FOR, RecordKind.PERSON) or outcome.pass_started is None:
            return
        own = Record.objects.filter(**{f"{kind.value}__body": body}, kind=kind, parent=None)
        self._confirm(own, outcome.pass_started, outcome.url, body)

    def confirm_missing_bodies(self, url: str) -> None:
        """The same for bodies; every harvest reads their list, at ``url``, to its end before anything else.

        The body of pages that the source was read by before is no object of this system: nothing to ask for.
        """
        own = Record.objects.filter(kind=RecordKind.BODY).exclude(native_id__endswith=identities.BODY_OF_PAGES)
        self._confirm(own, self.harvest.now, url)

    def _confirm(self, records: QuerySet[Record], listed_since: datetime, url: str, body: Body | None = None) -> None:
        own = records.filter(source=self.harvest.source, state__in=[RecordState.LIVE, RecordState.UNREACHABLE])
        missing = list(own.filter(last_seen__lt=listed_since).order_by("last_seen", "pk")[:MOST_MISSING])
        gone: list[Missing] = []
        for record in missing:
            kind = RecordKind(record.kind)
            fate, why = self._fate(record, body)
            if fate in (Fate.GONE, Fate.NOT_FOUND):
                gone.append(Missing(record, why, fate is Fate.GONE or was_not_found_before(self.harvest, record)))
            elif fate is Fate.FAILED:
                removal.set_unreachable(self.harvest, record, SILENT)
            elif kind == RecordKind.BODY and Record.objects.filter(pk=record.pk, state=RecordState.LIVE).exists():
                problems.note(self.harvest, [Problem(self._url(record), "body-not-listed", UNLISTED_BODY)])
        if gone:
            self.tally += conclude(self.harvest, gone, own.count(), url)

    def _fate(self, record: Record, body: Body | None) -> tuple[Fate, str]:
        if f"?{PLANNED}" in record.native_id:
            # An entry of the calendar the source was read by before: no address to ask, and not listed here.
            return Fate.NOT_FOUND, UNLISTED
        return self.ask(Ref(RecordKind(record.kind), record.native_id), self._url(record), body)

    def _url(self, record: Record) -> str:
        return record.canonical_url if "://" in record.canonical_url else self._address(record.native_id)
