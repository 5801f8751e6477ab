"""Changes of a source. Looking at the foreign system is ``ingest.sources``; here is what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from teilhabe.core import audit
from teilhabe.core.audit import Actor
from teilhabe.core.text import slug

from ..models import Source


class SourceRefused(ValueError):
    """The source cannot be added or changed so; the message is one German sentence."""


class SourceKnown(SourceRefused):
    """There is a source with this address already."""


@dataclass(frozen=True, slots=True)
class FoundSystem:
    """A council system as it answered at ``url``."""

    url: str
    name: str
    version: str = ""
    vendor: str = ""
    licence: str = ""


def keep_source(
    system: FoundSystem, *, name: str = "", delay_seconds: float = 1.0, extra_hosts: list[str] | None = None, by: Actor
) -> Source:
    """Add a system that was looked at before as a source. Raises SourceKnown or SourceRefused."""
    if delay_seconds < 0 or delay_seconds > 3600:
        raise SourceRefused(_("Der Abstand zwischen zwei Anfragen muss zwischen 0 und 3600 Sekunden liegen."))
    shown = (name or system.name or urlsplit(system.url).hostname or system.url)[:200]
    try:
        with transaction.atomic():
            source = Source.objects.create(
                slug=_free_slug(shown),
                name=shown,
                url=system.url,
                version=system.version,
                vendor=system.vendor,
                licence=system.licence,
                delay_seconds=delay_seconds,
                extra_hosts=sorted({host.strip().lower() for host in extra_hosts or () if host.strip()}),
            )
            audit.record("council.source_added", source, by=by, url=source.url)
    except IntegrityError:
        raise SourceKnown(_("Diese Adresse ist schon als Quelle eingetragen.")) from None
    return source


def pause_source(source: Source, *, by: Actor) -> None:
    """No more requests until :func:`resume_source`; a harvest that is under way ends its run."""
    _set_state(source, Source.State.PAUSED, _("Der Abruf ist angehalten."), "council.source_paused", by)


def resume_source(source: Source, *, by: Actor) -> None:
    """Harvest again from now on; a pause the system asked for is forgotten as well."""
    state = Source.State.OK if source.last_success else Source.State.NEW
    source.not_before = None
    _set_state(source, state, "", "council.source_resumed", by)


def set_delay(source: Source, seconds: float, *, by: Actor) -> None:
    """Wait at least ``seconds`` between two requests to this source. Raises SourceRefused."""
    if seconds < 0 or seconds > 3600:
        raise SourceRefused(_("Der Abstand zwischen zwei Anfragen muss zwischen 0 und 3600 Sekunden liegen."))
    with transaction.atomic():
        before, source.delay_seconds = source.delay_seconds, seconds
        source.save(update_fields=["delay_seconds"])
        audit.record("council.source_delay_set", source, by=by, before=before, after=seconds)


def _set_state(source: Source, state: Source.State, reason: str, verb: str, by: Actor) -> None:
    with transaction.atomic():
        source.state, source.state_reason, source.state_since = state, reason, timezone.now()
        source.save(update_fields=["state", "state_reason", "state_since", "not_before"])
        audit.record(verb, source, by=by)


def _free_slug(name: str) -> str:
    base = slug(name, limit=54) or "quelle"
    taken = set(Source.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
