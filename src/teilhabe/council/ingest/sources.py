"""Adding a source, checking one, moving one to another system: a few requests say what answers there."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from math import inf
from urllib.parse import urljoin

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from teilhabe.core import audit
from teilhabe.core.audit import Actor
from teilhabe.core.fetching.client import PoliteClient
from teilhabe.core.fetching.errors import AddressIsPrivate, FetchError, Refused, TookTooLong
from teilhabe.core.fetching.patience import BRIEF
from teilhabe.core.locks import AlreadyHeld
from teilhabe.core.text import fold
from teilhabe.directory.models import Municipality

from ..actions.sources import (
    FoundSystem,
    Manners,
    SourceKnown,
    SourceRefused,
    change_system,
    is_own_machine,
    keep_source,
)
from ..models import Source
from .errors import OddPage
from .html.errors import PageError
from .html.families import family_of, kept
from .html.family import Installation, PageKind
from .html.reading import PageReader, error_of
from .locks import source_lock
from .oparl import kinds, objects, reading, values
from .oparl.identity import native_id
from .recognising import PROBE_SECONDS, Gate, OutOfTime, Probe, address_of_pages, tenant_in
from .store import identities

_KNOWN = lazy("Diese Adresse ist schon als Quelle eingetragen: „%(name)s“.")
# While somebody waits: as often as a person would click.
PROBE_DELAY = 1.0
# What an installation looks like that nobody could look at, because a gate is before it.
UNSEEN = {
    Source.System.ALLRIS3: Installation(base="", suffix=".asp", calendar="si010", layout="classic"),
    Source.System.ALLRIS4: Installation(base="", calendar="si010"),
    Source.System.SESSIONNET: Installation(base="", suffix=".asp", calendar="si0040", layout="6"),
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What the client needs to ask an address that is no source yet."""

    url: str
    delay_seconds: float = PROBE_DELAY
    extra_hosts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Check:
    """What a look at a source found: ``well`` and one German sentence."""

    well: bool
    sentence: str


def look_at(url: str, *, extra_hosts: tuple[str, ...] = (), system: str = "", at_leisure: bool = False) -> FoundSystem:
    """Find out what answers at ``url``. ``system`` says what it must be, and that pages go before OParl then.

    It ends after ``PROBE_SECONDS``; ``at_leisure`` waits as long as robots.txt and the server want.

    Raises SourceRefused with the reason as a sentence.
    """
    address = values.address(url.strip(), limit=500)
    if not address:
        raise SourceRefused(
            _("„%(url)s“ ist keine Internetadresse; sie beginnt mit https:// oder http://.") % {"url": url}
        )
    delay = 0.0 if is_own_machine(address) else PROBE_DELAY
    try:
        candidate, until = _Candidate(address, delay, list(extra_hosts)), inf if at_leisure else _soon()
        with PoliteClient(candidate, patience=BRIEF, until=until) as client:
            found = Probe(client, address).recognise(pages=bool(system) and system != Source.System.OPARL)
    except Gate as gate:
        if system not in UNSEEN:
            raise SourceRefused(
                _(
                    "%(why)s Wenn Sie wissen, welches System dahinter liegt, geben Sie es an (im Formular „System“, im "
                    "Befehl --system): Dann versucht es das Portal von Zeit zu Zeit wieder."
                )
                % {"why": str(gate)}
            ) from None
        return FoundSystem(
            address, "", system=system, installation=kept(_unseen(system, address)), why=str(gate), refused=True
        )
    except FetchError as error:
        raise SourceRefused(error.sentence) from None
    if system and found.system != system:
        raise SourceRefused(
            _("Dort meldet sich %(found)s und nicht %(wanted)s.")
            % {"found": Source.System(found.system).label, "wanted": Source.System(system).label}
        )
    return found


@dataclass(frozen=True, slots=True)
class Added:
    """A source that was added, and what was found at its address."""

    source: Source
    found: FoundSystem


def add_source(url: str, *, name: str = "", manners: Manners | None = None, system: str = "", by: Actor) -> Source:
    """Look at ``url`` and keep the system there as a source. Raises SourceKnown or SourceRefused."""
    return recognise_and_add(url, name=name, manners=manners, system=system, by=by).source


def recognise_and_add(
    url: str, *, name: str = "", manners: Manners | None = None, system: str = "", at_leisure: bool = False, by: Actor
) -> Added:
    """:func:`add_source` for those who also want to know what was recognised, and by what."""
    key = native_id(url)
    for known, named in Source.objects.values_list("url", "name") if key else ():
        if native_id(known) == key:
            raise SourceKnown(str(_KNOWN) % {"name": named})
    manners = manners or Manners()
    found = look_at(url, extra_hosts=manners.extra_hosts, system=system, at_leisure=at_leisure)
    _check_unknown(found)
    if found.system != Source.System.OPARL:
        ags = manners.ags or _municipality_of(f"{name or found.name} {found.url}")
        manners = replace(manners, ags=ags)
        # Pages are called "Übersicht" or "Kalender"; the municipality says whose they are.
        name = name or _official_name(ags)
    return Added(keep_source(found, name=name, manners=manners, by=by), found)


def move_source(source: Source, url: str, *, system: str = "", at_leisure: bool = False, by: Actor) -> FoundSystem:
    """Read a source from another address or system from now on, with everything it has.

    Raises SourceRefused, also while a harvest reads the source; none begins before this ends.
    """
    try:
        with source_lock(source.pk):
            found = look_at(url, extra_hosts=tuple(source.extra_hosts), system=system, at_leisure=at_leisure)
            _check_unknown(found, but=source)
            source.refresh_from_db()
            change_system(source, found, by=by)
            if source.is_html:
                identities.remember_pages(source)
    except AlreadyHeld:
        raise SourceRefused(
            _("„%(name)s“ wird gerade abgerufen; danach lässt sich die Quelle umstellen.") % {"name": source.name}
        ) from None
    return found


def check_source(source: Source, *, by: Actor) -> Check:
    """Ask the source once and say how it is; a source that answers again is no longer disturbed.

    A paused source is asked as well, and stays paused. Where our own setting forbids to ask, nothing is known about
    the source, and nothing is changed; nor is it if the time is over, as the server may just be read by a harvest.
    """
    now, until = timezone.now(), _soon()
    try:
        with PoliteClient(source, patience=BRIEF, until=until) as client:
            sentence = _pages_answer(source, client) if source.is_html else _oparl_answers(source, client)
    except AddressIsPrivate as error:
        audit.record("council.source_checked", source, by=by, well=False)
        return Check(False, error.sentence)
    except OddPage as error:
        state, check = Source.State.FAILING, Check(False, str(error_of(error)))
    except FetchError as error:
        if isinstance(error, TookTooLong) and time.monotonic() >= until:
            audit.record("council.source_checked", source, by=by, well=False)
            return Check(False, str(OutOfTime(source.url)))
        state = Source.State.REFUSED if isinstance(error, Refused) else Source.State.FAILING
        check = Check(False, error.sentence)
    except (objects.Unusable, PageError) as error:
        state, check = Source.State.FAILING, Check(False, str(error))
    else:
        state = Source.State.OK if source.last_success else Source.State.NEW
        check = Check(True, sentence)
    # What a harvest found out (lists that do not end) a single good answer does not undo.
    if source.state != Source.State.PAUSED and not (check.well and source.state == Source.State.FAILING):
        changed = source.state != state
        source.state, source.state_reason = state, "" if check.well else check.sentence
        source.state_since = now if changed else source.state_since
        source.save(update_fields=["state", "state_reason", "state_since"])
    audit.record("council.source_checked", source, by=by, well=check.well)
    return check


def _oparl_answers(source: Source, client: PoliteClient) -> str:
    found: list[object] = []
    client.get(source.url, check=lambda answer: found.append(reading.read(source.url, answer.body)))
    data = found[-1]
    system = kinds.system(data if isinstance(data, dict) else {}, source.url)
    return _("antwortet als OParl %(version)s.") % {"version": system.version}


def _pages_answer(source: Source, client: PoliteClient) -> str:
    family = family_of(source)
    month = family.calendar_url(timezone.localdate().replace(day=1))
    reader = PageReader(source, client, family)
    entries = reader.announced(PageKind.CALENDAR, month, family.calendar).facts.entries
    return _("antwortet als %(system)s; im Kalender stehen diesen Monat %(count)s Sitzungen.") % {
        "system": source.get_system_display(),
        "count": len(entries),
    }


def _soon() -> float:
    """When a look by hand must have ended, in monotonic seconds."""
    return time.monotonic() + PROBE_SECONDS


def _check_unknown(found: FoundSystem, *, but: Source | None = None) -> None:
    """Raises SourceKnown if a source is or was read from there, whatever page or scheme it was added by."""
    wanted = _keys(found.url, found.installation)
    others = Source.objects.exclude(pk=but.pk) if but else Source.objects.all()
    for address, installation, name in others.values_list("url", "installation", "name"):
        if wanted & _keys(address, installation):
            raise SourceKnown(str(_KNOWN) % {"name": name})


def _keys(url: str, installation: dict[str, object]) -> set[str]:
    """What a system is known by: its address, and the folder of its pages with the body they are of."""
    pages = address_of_pages(str(installation.get("base", "")), str(installation.get("tenant", "")))
    return {key for key in (native_id(url), native_id(pages)) if key}


def _unseen(system: str, url: str) -> Installation:
    shape = UNSEEN[Source.System(system)]
    return replace(shape, base=urljoin(url, "."), tenant=tenant_in(url) if system == Source.System.SESSIONNET else "")


def _municipality_of(words: str) -> str:
    """The key of the only municipality whose name stands in a source's name or address; "" if that is not clear."""
    folded = fold(words)
    found = {ags for ags, name in Municipality.objects.values_list("ags", "name") if fold(name) in folded}
    return found.pop() if len(found) == 1 else ""


def _official_name(ags: str) -> str:
    """What a municipality calls itself ("Stadt Alsdorf"); "" if it is not known."""
    municipality = Municipality.objects.filter(ags=ags).first()
    return (municipality.official_name or municipality.name) if municipality else ""
