"""What could not be used: noted once per address and code, and taken off the list when it has gone."""

from __future__ import annotations

from collections.abc import Iterable

from ...models import HarvestProblem
from ..records import Problem
from .context import Harvest
from .resolving import chunks

LONGEST_URL = 2000


def note(harvest: Harvest, problems: Iterable[Problem], *, settled: bool = False) -> None:
    """Write problems down; a known one is seen again and no longer resolved.

    ``settled`` ones are remembered, but not shown: nobody can do anything about a single one of them.
    """
    unique = {(problem.url[:LONGEST_URL], problem.code): problem for problem in problems}
    if not unique:
        return
    HarvestProblem.objects.bulk_create(
        [
            HarvestProblem(
                source=harvest.source,
                run=harvest.run,
                url=url,
                code=code,
                message=problem.message,
                first_seen=harvest.now,
                last_seen=harvest.now,
                resolved=harvest.now if settled else None,
            )
            for (url, code), problem in unique.items()
        ],
        update_conflicts=True,
        unique_fields=["source", "url", "code"],
        update_fields=["run", "message", "last_seen", "resolved"],
    )


def resolve(harvest: Harvest, urls: Iterable[str]) -> None:
    """Addresses that were read well in this run: older problems with them are over."""
    if harvest.troubled is None:
        open_ones = HarvestProblem.objects.filter(source=harvest.source, resolved=None, last_seen__lt=harvest.now)
        harvest.troubled = frozenset(open_ones.values_list("url", flat=True))
    over = harvest.troubled.intersection(url[:LONGEST_URL] for url in urls)
    for some in chunks(sorted(over)):
        HarvestProblem.objects.filter(
            source=harvest.source, url__in=some, resolved__isnull=True, last_seen__lt=harvest.now
        ).update(resolved=harvest.now)
