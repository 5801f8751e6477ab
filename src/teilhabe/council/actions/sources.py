"""Changes of a source. Looking at the foreign system is ``ingest.sources``; here is what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from teilhabe.core import audit
from teilhabe.core.audit import Actor
from teilhabe.core.text import slug

from ..models import Source

LEAST_DELAY_OF_PAGES = 1.0
FIRST_STAY_AWAY = timedelta(days=1)
LONGEST_STAY_AWAY = timedelta(days=14)


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
    system: str = Source.System.OPARL
    # See ingest.html.family.Installation; empty for OParl.
    installation: dict[str, object] = field(default_factory=dict)
    # One German sentence: what it was recognised by.
    why: str = ""
    # A gate stood before it: nobody could look.
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a source is to be read: at most every ``delay_seconds``, between ``night`` hours only if they are given."""

    delay_seconds: float = 1.0
    extra_hosts: tuple[str, ...] = ()
    # Whose papers these are where the system does not say it: eight digits.
    ags: str = ""
    since: date | None = None
    night: tuple[time, time] | None = None


def keep_source(system: FoundSystem, *, name: str = "", manners: Manners = Manners(), by: Actor) -> Source:
    """Add a system that was looked at before as a source. Raises SourceKnown or SourceRefused."""
    _check_delay(manners.delay_seconds, system.system, system.url)
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
                system=system.system,
                installation=system.installation,
                delay_seconds=manners.delay_seconds,
                extra_hosts=sorted({host.strip().lower() for host in manners.extra_hosts if host.strip()}),
                ags=manners.ags,
                since=manners.since,
                night_from=manners.night[0] if manners.night else None,
                night_until=manners.night[1] if manners.night else None,
            )
            if system.refused:
                note_refusal(source, system.why)
            audit.record("council.source_added", source, by=by, url=source.url, system=str(source.system))
    except IntegrityError:
        raise SourceKnown(_("Diese Adresse ist schon als Quelle eingetragen.")) from None
    return source


def pause_source(source: Source, *, by: Actor) -> None:
    """No more requests until :func:`resume_source`; a harvest that is under way ends its run."""
    _set_state(source, Source.State.PAUSED, _("Der Abruf ist angehalten."), "council.source_paused", by)


def resume_source(source: Source, *, by: Actor) -> None:
    """Harvest again from now on; a pause the system asked for is forgotten as well."""
    state = Source.State.OK if source.last_success else Source.State.NEW
    source.not_before, source.refusals = None, 0
    _set_state(source, state, "", "council.source_resumed", by)


def set_delay(source: Source, seconds: float, *, by: Actor) -> None:
    """Wait at least ``seconds`` between two requests to this source. Raises SourceRefused."""
    _check_delay(seconds, source.system, source.url)
    with transaction.atomic():
        before, source.delay_seconds = source.delay_seconds, seconds
        source.save(update_fields=["delay_seconds"])
        audit.record("council.source_delay_set", source, by=by, before=before, after=seconds)


def note_refusal(source: Source, reason: str) -> None:
    """The source does not let us read: stay away for a day, and each time in a row twice as long, at most two weeks."""
    now = timezone.now()
    source.refusals = min(source.refusals + 1, 100)
    source.not_before = now + min(FIRST_STAY_AWAY * 2 ** min(source.refusals - 1, 10), LONGEST_STAY_AWAY)
    if source.state != Source.State.PAUSED:
        source.state_since = source.state_since if source.state == Source.State.REFUSED else now
        source.state, source.state_reason = Source.State.REFUSED, reason
    source.save(update_fields=["refusals", "not_before", "state", "state_since", "state_reason"])


@transaction.atomic
def change_system(source: Source, system: FoundSystem, *, by: Actor) -> None:
    """Read a source by another system from now on: its papers, meetings and people keep their records and addresses.

    They are recognised by their pages, whose addresses both systems know. Raises SourceKnown.
    """
    if Source.objects.filter(url=system.url).exclude(pk=source.pk).exists():
        raise SourceKnown(_("Diese Adresse ist schon als Quelle eingetragen."))
    before = {"url": source.url, "system": source.system}
    _check_delay(source.delay_seconds, system.system, system.url)
    source.url, source.system, source.version = system.url, system.system, system.version
    # What it was read by before stays: the keys of pages are told from it.
    source.installation = system.installation or source.installation
    source.state, source.state_reason, source.state_since = Source.State.NEW, "", timezone.now()
    source.not_before, source.refusals = None, 0
    source.save()
    audit.record("council.source_system_changed", source, by=by, before=before, after=system.url)


def _check_delay(seconds: float, system: str, url: str) -> None:
    """Raises SourceRefused. Pages made for people are asked for at most once a second, except on this very machine."""
    if seconds < 0 or seconds > 3600:
        raise SourceRefused(_("Der Abstand zwischen zwei Anfragen muss zwischen 0 und 3600 Sekunden liegen."))
    if system != Source.System.OPARL and seconds < LEAST_DELAY_OF_PAGES and not is_own_machine(url):
        raise SourceRefused(_("Seiten werden höchstens einmal in der Sekunde abgerufen; der Abstand ist zu klein."))


def is_own_machine(url: str) -> bool:
    """Whether an address is one of this machine, as those of the sample councils are."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _set_state(source: Source, state: Source.State, reason: str, verb: str, by: Actor) -> None:
    with transaction.atomic():
        source.state, source.state_reason, source.state_since = state, reason, timezone.now()
        source.save(update_fields=["state", "state_reason", "state_since", "not_before", "refusals"])
        audit.record(verb, source, by=by)


def _free_slug(name: str) -> str:
    base = slug(name, limit=54) or "quelle"
    taken = set(Source.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
