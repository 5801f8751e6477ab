"""Pages that do not answer as they did: not found, not public any more, silent."""

from __future__ import annotations

from datetime import timedelta

from teilhabe.core.fetching.errors import Gone

from ...models import KnownPage, Record
from ...models.records import RecordKind, RecordState
from ..disappearance import NOT_FOUND_APART, Missing, conclude, was_not_found_before
from ..records import Ref
from ..store import removal
from ..store.context import Harvest
from ..store.resolving import known_records
from . import schedule
from .errors import NotPublic, PageError
from .family import PageKind
from .frontier import Frontier

KINDS = {
    PageKind.MEETING: RecordKind.MEETING,
    PageKind.PAPER: RecordKind.PAPER,
    PageKind.MEMBERS: RecordKind.ORGANIZATION,
    PageKind.PERSON: RecordKind.PERSON,
}
NOT_FOUND = "Die Quelle findet die Seite nicht mehr."
NOT_PUBLIC = "Die Quelle zeigt die Seite nicht mehr öffentlich."
UNLISTED = "Die Quelle führt die geplante Sitzung nicht mehr in ihrem Kalender."
SILENT = "Die Seite der Quelle ist zurzeit nicht abrufbar: {why}"
_GONE_FOR_GOOD = 410


class Disappeared:
    """Collects what is not there in this run, and concludes from all of it at the end."""

    def __init__(self, harvest: Harvest, home: str, frontier: Frontier) -> None:
        self.harvest = harvest
        self.home = home
        self.frontier = frontier
        self._missing: list[Missing] = []
        self._asked: list[tuple[KnownPage, timedelta]] = []

    def note(self, kind: PageKind, page: KnownPage, error: PageError | Gone) -> None:
        """The system says of a page that was linked to that it is not there, or not for everybody."""
        record = self._record(kind, page)
        if record is None or not record.is_public:
            self.frontier.read(page, None, schedule.LONGEST_PAUSE)
            return
        believed = isinstance(error, NotPublic) or (
            isinstance(error, Gone) and error.facts.get("status") == _GONE_FOR_GOOD
        )
        why = NOT_PUBLIC if isinstance(error, NotPublic) else NOT_FOUND
        believed |= was_not_found_before(self.harvest, record)
        self._missing.append(Missing(record, why, believed))
        # The page stays due until the conclusion is drawn: a run that is killed before asks again.
        self._asked.append((page, schedule.LONGEST_PAUSE if believed else NOT_FOUND_APART + timedelta(minutes=1)))
        self.frontier.set_aside.add(page.pk)

    def unlisted(self, records: list[Record]) -> None:
        """Planned meetings that left the calendar; there is no page to ask."""
        for record in records:
            self._missing.append(Missing(record, UNLISTED, was_not_found_before(self.harvest, record)))

    def silent(self, kind: PageKind, page: KnownPage, why: str) -> None:
        """The page could not be fetched: what it showed stays, with a remark."""
        record = self._record(kind, page)
        if record is not None and record.state in (RecordState.LIVE, RecordState.UNREACHABLE):
            removal.set_unreachable(self.harvest, record, SILENT.format(why=why))

    def conclude(self, url: str) -> None:
        """Believe what is to be believed, of all that was noted so far."""
        if self._missing:
            known = Record.objects.filter(
                source=self.harvest.source, kind__in=KINDS.values(), state=RecordState.LIVE
            ).count()
            conclude(self.harvest, self._missing, known, url)
        for page, pause in self._asked:
            self.frontier.read(page, None, pause)
        self._missing, self._asked = [], []

    def _record(self, kind: PageKind, page: KnownPage) -> Record | None:
        if kind not in KINDS:
            return None
        ref = Ref(KINDS[kind], f"{self.home}?{page.key}")
        return known_records(self.harvest.source, [ref]).get(ref)
