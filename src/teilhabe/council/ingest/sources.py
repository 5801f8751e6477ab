"""Adding a source and checking one: a single request says whether an OParl system answers there."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from teilhabe.core import audit
from teilhabe.core.audit import Actor

from ..actions.sources import FoundSystem, SourceKnown, SourceRefused, keep_source
from ..models import Source
from .errors import AddressIsPrivate, FetchError, Refused
from .fetch import BRIEF, PoliteClient
from .oparl import kinds, objects, reading, values
from .oparl.identity import native_id


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What the client needs to ask an address that is no source yet."""

    url: str
    delay_seconds: float = 0.0
    extra_hosts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Check:
    """What a look at a source found: ``well`` and one German sentence."""

    well: bool
    sentence: str


def look_at(url: str, *, extra_hosts: list[str] | None = None) -> FoundSystem:
    """Ask ``url`` once. Raises SourceRefused if no OParl system answers there, with the reason as a sentence."""
    address = values.address(url.strip(), limit=500)
    if not address:
        raise SourceRefused(
            _("„%(url)s“ ist keine Internetadresse; sie beginnt mit https:// oder http://.") % {"url": url}
        )
    found: list[object] = []
    try:
        with PoliteClient(_Candidate(address, extra_hosts=extra_hosts or []), patience=BRIEF) as client:
            client.get(address, check=lambda answer: found.append(reading.read(address, answer.body)))
        data = found[-1]
        system = kinds.system(data if isinstance(data, dict) else {}, address)
    except FetchError as error:
        raise SourceRefused(error.sentence) from None
    except objects.Unusable as error:
        raise SourceRefused(str(error)) from None
    return FoundSystem(address, system.name, system.version, system.vendor, system.licence)


def add_source(
    url: str,
    *,
    delay_seconds: float = 1.0,
    name: str = "",
    extra_hosts: list[str] | None = None,
    by: Actor,
) -> Source:
    """Look at ``url`` and keep the system there as a source. Raises SourceKnown or SourceRefused."""
    key = native_id(url)
    if key and any(native_id(known) == key for known in Source.objects.values_list("url", flat=True)):
        raise SourceKnown(_("Diese Adresse ist schon als Quelle eingetragen."))
    return keep_source(
        look_at(url, extra_hosts=extra_hosts),
        name=name,
        delay_seconds=delay_seconds,
        extra_hosts=extra_hosts,
        by=by,
    )


def check_source(source: Source, *, by: Actor) -> Check:
    """Ask the source's address once and say how it is; a source that answers again is no longer disturbed.

    A paused source is asked as well, and stays paused. Where our own setting forbids to ask, nothing is known about
    the source, and nothing is changed.
    """
    now = timezone.now()
    try:
        with PoliteClient(source, patience=BRIEF) as client:
            found: list[object] = []
            client.get(source.url, check=lambda answer: found.append(reading.read(source.url, answer.body)))
        data = found[-1]
        system = kinds.system(data if isinstance(data, dict) else {}, source.url)
    except AddressIsPrivate as error:
        audit.record("council.source_checked", source, by=by, well=False)
        return Check(False, error.sentence)
    except FetchError as error:
        state = Source.State.REFUSED if isinstance(error, Refused) else Source.State.FAILING
        check = Check(False, error.sentence)
    except objects.Unusable as error:
        state, check = Source.State.FAILING, Check(False, str(error))
    else:
        state = Source.State.OK if source.last_success else Source.State.NEW
        check = Check(True, _("antwortet als OParl %(version)s.") % {"version": system.version})
    # What a harvest found out (lists that do not end) a single good answer does not undo.
    if source.state != Source.State.PAUSED and not (check.well and source.state == Source.State.FAILING):
        changed = source.state != state
        source.state, source.state_reason = state, "" if check.well else check.sentence
        source.state_since = now if changed else source.state_since
        source.save(update_fields=["state", "state_reason", "state_since"])
    audit.record("council.source_checked", source, by=by, well=check.well)
    return check
