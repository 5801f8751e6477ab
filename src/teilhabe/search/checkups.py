"""What ``teilhabe doctor`` looks at in the search: engine, index of this node, how far the workers of all nodes are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from teilhabe.core.checkups import Finding, check, failure, fine, warning

from .engines.backend import EngineFailed
from .index.outbox import waiting
from .models import Entry, IndexReader

# A worker says at least once a minute that it lives.
SILENT = timedelta(minutes=5)
# So many changes come along within a second or two; more mean that the worker does not keep up.
FEW = 2_000


@check("Suche")
def search() -> Iterator[Finding]:
    from .index.engine import backend
    from .index.generations import current
    from .index.worker import unusable

    try:
        engine = backend()
    except EngineFailed as missing:
        yield failure(str(missing), "Das Portal mit allen Paketen neu installieren oder TEILHABE_SEARCH_ENGINE ändern.")
        return
    generation = current()
    state = generation.state() if generation else None
    readers = {reader.node: reader for reader in IndexReader.objects.order_by("node")}
    own = readers.get(settings.SEARCH_NODE)
    if generation is None and own is None and not Entry.objects.exists():
        yield warning("Es gibt noch keinen Suchindex.", "`teilhabe run` baut ihn auf.")
    elif reason := unusable(generation):
        builds = own is not None and own.note and timezone.now() - own.seen < SILENT
        yield (
            warning(f"{reason} Er wird neu aufgebaut.")
            if builds
            else failure(reason, "`teilhabe run` oder `teilhabe index` muss laufen; sie bauen ihn von selbst auf.")
        )
    elif state is not None:
        yield fine(f"{engine.name}: {state.entries} Einträge, aufgebaut am {timezone.localtime(state.built):%d.%m.%Y}")
    for reader in readers.values():
        yield _of(reader)
    if own is None and Entry.objects.exists():
        yield warning(
            f"Auf {settings.SEARCH_NODE} lief noch nie ein Prozess für den Suchindex.",
            "`teilhabe run` startet ihn mit; sonst: teilhabe index",
        )


def _of(reader: IndexReader) -> Finding:
    behind = waiting(reader.transaction, reader.change)
    if timezone.now() - reader.seen > SILENT:
        last = timezone.localtime(reader.seen)
        return failure(
            f"{reader.node}: Der Suchindex hat sich zuletzt am {last:%d.%m.%Y um %H:%M} gemeldet.",
            "`teilhabe run` oder `teilhabe index` muss dort laufen. Einen Rechner, den es nicht mehr gibt, vergisst "
            "das Portal nach sieben Tagen.",
        )
    if reader.note:
        return warning(f"{reader.node}: {reader.note}")
    if behind > FEW:
        return warning(f"{reader.node}: Der Suchindex hinkt {behind} Änderungen hinterher.")
    return fine(f"{reader.node}: auf dem Stand" + (f", {behind} Änderungen unterwegs" if behind else ""))
