"""How ``teilhabe reindex`` has the entries of the council written anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.search.rewriting import rewrites

from .actions.refresh import mark_all, refresh_stale, reindex
from .models import Source

_KINDS = {"paper": "Vorlagen", "meeting": "Sitzungen", "committee": "Gremien", "person": "Personen"}


@rewrites("Vorlagen, Sitzungen, Gremien und Personen")
def rewrite(*, derive: bool, progress: Callable[[int], object]) -> Iterator[str]:
    if derive:
        total = sum(mark_all(source, by=COMMAND_LINE) for source in Source.objects.all())
        refresh_stale(progress=progress)
        yield f"{total} Vorlagen und Sitzungen neu abgeleitet"
    for kind, (written, dropped) in reindex(progress=progress).items():
        yield f"{_KINDS[kind]}: {written} geschrieben, {dropped} entfernt"
