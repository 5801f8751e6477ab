"""What goes wrong within one run, and when it is no longer the page but the system."""

from __future__ import annotations

from collections import Counter

from teilhabe.core.fetching.errors import FetchError, ForbiddenByRobots, PassingError, Refused

from .errors import PageError
from .family import PageKind

STAGES = {
    PageKind.COMMITTEES: "Gremien",
    PageKind.MEMBERS: "Mitglieder",
    PageKind.CALENDAR: "Kalender",
    PageKind.MEETING: "Sitzungen",
    PageKind.PAPER: "Vorlagen",
    PageKind.PERSON: "Personen",
}
# Pages of one kind that fail one after the other: the rest of that kind waits for the next run.
MOST_IN_A_ROW = 5
# Pages that got no answer one after the other: then the server is away.
MOST_SILENT = 3
# 403 for a single page means that page; one after the other they mean us.
MOST_REFUSALS = 3
# Where nothing else is found without them, a refusal means us.
ESSENTIAL = (PageKind.CALENDAR, PageKind.COMMITTEES)
GAP = "{stage}: {count} Seiten waren nicht lesbar ({why})"
GAP_OF_ONE = "{stage}: eine Seite war nicht lesbar ({why})"


class Troubles:
    """Counts failures of one run. Ask :meth:`given_up` before each page."""

    def __init__(self) -> None:
        self._reasons: dict[PageKind, list[str]] = {}
        self._in_a_row: Counter[PageKind] = Counter()
        self._silent = 0
        self._refused = 0

    def good(self, kind: PageKind) -> None:
        self._in_a_row[kind] = self._silent = self._refused = 0

    def failed(self, kind: PageKind, error: PageError | FetchError) -> None:
        self._reasons.setdefault(kind, []).append(str(error).rstrip("."))
        self._in_a_row[kind] += 1
        self._silent += isinstance(error, PassingError)

    def is_away(self) -> bool:
        """Whether the server does not answer at all."""
        return self._silent >= MOST_SILENT

    def means_us(self, kind: PageKind, error: FetchError) -> bool:
        """Whether a refusal is meant for us and not for one page; counts it."""
        if isinstance(error, ForbiddenByRobots):
            return kind is PageKind.CALENDAR
        if not (isinstance(error, Refused) and error.facts.get("status") == 403):
            return True
        self._refused += 1
        return kind in ESSENTIAL or self._refused >= MOST_REFUSALS

    def given_up(self, kind: PageKind) -> bool:
        return self._in_a_row[kind] >= MOST_IN_A_ROW

    def broken(self) -> bool:
        """Whether so much is missing that the harvest does not count as complete."""
        return any(self.given_up(kind) for kind in STAGES)

    def gaps(self) -> list[str]:
        return [
            (GAP_OF_ONE if len(reasons) == 1 else GAP).format(stage=STAGES[kind], count=len(reasons), why=reasons[0])
            for kind, reasons in self._reasons.items()
        ]
