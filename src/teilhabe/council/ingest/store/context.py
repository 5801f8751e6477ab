"""What the parts of a harvest share while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ...models import Body, HarvestRun, Source
from ..records import Ref


@dataclass
class Tally:
    """What became of objects: the counters of a HarvestRun."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    failed: int = 0

    def __iadd__(self, other: Tally) -> Tally:
        for name in ("new", "changed", "unchanged", "withdrawn", "failed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def total(self) -> int:
        return self.new + self.changed + self.unchanged + self.withdrawn + self.failed


@dataclass
class Harvest:
    """One run over one source. ``now`` is the moment everything in it is seen; it does not move."""

    source: Source
    run: HarvestRun
    now: datetime
    # The archive is parsed again: states and moments stay what the harvests found.
    replay: bool = False
    # Primary keys of organizations, persons and papers by key; asked for on every page.
    cache: dict[Ref, int] = field(default_factory=dict)
    # Addresses with problems from earlier runs; None until somebody asks.
    troubled: frozenset[str] | None = None
    # Files that were named but not described, with the records that name them.
    missing: dict[Ref, str] = field(default_factory=dict)
    waiting: dict[Ref, set[int]] = field(default_factory=dict)
    # Consultations that are named by agenda items, as key → key of the item.
    items_of_consultations: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """Where the objects of a page belong: the body is None only while bodies themselves are read."""

    harvest: Harvest
    body: Body | None
