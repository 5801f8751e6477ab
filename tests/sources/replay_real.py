"""Serve the real data of ../shared/data on loopback and harvest it: counts in, counts stored, tombstones, errors.

``uv run python -m tests.sources.replay_real`` uses a database of its own in a temporary folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .mirror import Mirror
from .real import amtzell, available, karlsruhe

if TYPE_CHECKING:
    from teilhabe.council.models import HarvestRun, Source

_EMBEDDED = (
    "agendaItem",
    "consultation",
    "auxiliaryFile",
    "mainFile",
    "invitation",
    "resultsProtocol",
    "verbatimProtocol",
    "membership",
)
_KINDS = {"AgendaItem": "agenda-item", "LegislativeTerm": "term"}


def counted(mirror: Mirror) -> Counter[str]:
    """Distinct objects that the mirror serves, by kind; "deleted <kind>" for tombstones."""
    seen: dict[str, str] = {mirror.body["id"]: "body"}
    for objs in mirror.lists.values():
        for obj in objs:
            seen |= dict(_objects(obj))
    return Counter(seen.values())


def _objects(obj: dict[str, Any]) -> Iterable[tuple[str, str]]:
    name = obj["type"].rsplit("/", 1)[-1]
    kind = _KINDS.get(name, name.lower())
    yield obj["id"], f"deleted {kind}" if obj.get("deleted") else kind
    for slot in (*_EMBEDDED, "resolutionFile"):
        value = obj.get(slot, [])
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _objects(one)


def stored(source: Source) -> Counter[str]:
    """Records of a source by kind, locations left out: a dump names them in several ways."""
    from teilhabe.council.models import Record

    rows = Record.objects.filter(source=source).exclude(kind="location").values_list("kind", "state")
    return Counter(kind if state in ("live", "unreachable") else f"{state} {kind}" for kind, state in rows)


def harvest_mirror(mirror: Mirror, source: Source | None = None) -> tuple[Source, HarvestRun]:
    """Serve and harvest a mirror; ``source`` is the one of an earlier state, whose address moves to the new port."""
    from teilhabe.core.audit import COMMAND_LINE
    from teilhabe.council.ingest.run import harvest
    from teilhabe.council.models import Source

    with mirror.served() as url:
        if source is None:
            source = Source.objects.create(slug=mirror.name.lower(), name=mirror.name, url=url, delay_seconds=0.0)
        return source, harvest(source, by=COMMAND_LINE)


def _report(title: str, mirror: Mirror, source: Source, run: HarvestRun) -> bool:
    given, kept = counted(mirror), stored(source)
    print(f"\n{title}: {run.get_state_display()} {run.why}")
    print(
        f"  new {run.new}, changed {run.changed}, unchanged {run.unchanged}, "
        f"withdrawn {run.withdrawn}, failed {run.failed}, requests {run.requests}"
    )
    for kind in sorted(given):
        print(
            f"  {kind:22} in {given[kind]:6}   stored {kept[kind]:6}{'' if kept[kind] >= given[kind] else '   MISSING'}"
        )
    codes = Counter(run.problems.values_list("code", flat=True))
    print(f"  problems: {', '.join(f'{code} {count}' for code, count in codes.most_common()) or 'none'}")
    return all(kept[kind] >= count for kind, count in given.items()) and run.failed == 0


def main() -> int:
    if not available("oparl-karlsruhe") or not available("oparl-amtzell"):
        print("The real data (../shared/data) is not here; nothing to do.")
        return 0
    with tempfile.TemporaryDirectory(prefix="teilhabe-replay-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "teilhabe.settings",
            "TEILHABE_DATA_DIR": folder,
            "TEILHABE_ALLOW_PRIVATE_SOURCES": "true",
            "TEILHABE_LEAVE_OUT": "website",
            "TEILHABE_LOG_LEVEL": "WARNING",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return 0 if _replay() else 1


def _replay() -> bool:
    from teilhabe.core.audit import COMMAND_LINE
    from teilhabe.council.ingest.run import harvest
    from teilhabe.council.models import Source

    mirror = karlsruhe()
    with mirror.served() as url:
        source = Source.objects.create(slug="karlsruhe", name="Karlsruhe", url=url, delay_seconds=0.0)
        good = _report("Karlsruhe", mirror, source, harvest(source, by=COMMAND_LINE))
        good &= _report("Karlsruhe again", mirror, source, harvest(source, by=COMMAND_LINE))
    old = amtzell("old")
    served = Mirror(old.name, old.origin, old.body, dict(old.lists))
    with served.served() as url:
        source = Source.objects.create(slug="amtzell", name="Amtzell", url=url, delay_seconds=0.0)
        good &= _report("Amtzell, old state", served, source, harvest(source, by=COMMAND_LINE))
        new = amtzell("new", before=old)
        served.lists = new.lists
        good &= _report("Amtzell, new state", served, source, harvest(source, by=COMMAND_LINE))
    return good


if __name__ == "__main__":
    sys.exit(main())
