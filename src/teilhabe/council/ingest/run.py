"""One harvest of one source, whatever system it is: begin, let its session read, derive what follows, write the end.

Whatever happens, the run is written down with its end and its reason; the next run finds one whose process died.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from teilhabe.core import audit
from teilhabe.core.audit import Actor
from teilhabe.core.fetching.client import PoliteClient
from teilhabe.core.fetching.errors import AddressIsPrivate, AskedToWait, FetchError, ForbiddenByRobots, Refused
from teilhabe.core.locks import AlreadyHeld

from ..actions.refresh import refresh_stale
from ..actions.sources import note_refusal
from ..models import HarvestRun, ListProgress, Source
from .errors import EnoughForNow, NightIsOver, Paused
from .html.errors import PageError
from .html.reading import is_time
from .html.session import HtmlSession
from .locks import source_lock
from .oparl.objects import Unusable
from .oparl_session import OParlSession
from .records import Problem
from .session import OnProgress, Progress, Session, unusable
from .store import binding, problems
from .store.context import Harvest

log = structlog.get_logger(__name__)
Mode = HarvestRun.Mode

# Even without being told to, everything is read again so often: only a full list shows what has vanished.
FULL_EVERY = timedelta(days=7)
FULL_AT_MOST_EVERY = timedelta(days=1)
INTERRUPTED = "Der Lauf wurde unterbrochen (der Prozess ist beendet)."
UNEXPECTED = "Unerwarteter Fehler ({name}); er steht im Protokoll des Servers."


class HarvestRefused(Exception):
    """The harvest did not begin; the message is one German sentence."""


class AlreadyRunning(HarvestRefused):
    """This source is being harvested right now."""


class SourcePaused(HarvestRefused):
    """Somebody paused this source."""


class TooEarly(HarvestRefused):
    """The source asked for a pause that is not over."""


def harvest(source: Source, *, by: Actor, mode: Mode | None = None, progress: OnProgress | None = None) -> HarvestRun:
    """Harvest ``source`` and return the finished run, whose state and ``why`` say how it went.

    Without ``mode`` a harvest asks for changes, and once a week for everything; ``REPLAY`` parses the archive without
    the network. Raises AlreadyRunning, SourcePaused or TooEarly if it may not begin, and nothing for what the source
    does wrong.
    """
    if mode != Mode.REPLAY:
        _may_begin(source)
    try:
        with source_lock(source.pk):
            run = _start(source, mode or _due_mode(source), by)
            _carry_out(source, run, progress or _say_nothing)
    except AlreadyHeld:
        raise AlreadyRunning(f"„{source.name}“ wird gerade abgerufen.") from None
    run.refresh_from_db()
    return run


def _may_begin(source: Source) -> None:
    if source.state == Source.State.PAUSED:
        raise SourcePaused(f"„{source.name}“ ist angehalten.")
    if source.not_before and source.not_before > timezone.now():
        until = timezone.localtime(source.not_before)
        raise TooEarly(f"„{source.name}“ wird bis {until:%d.%m.%Y %H:%M} Uhr in Ruhe gelassen.")
    if not is_time(source, timezone.now()):
        raise TooEarly(
            f"„{source.name}“ wird nur von {source.night_from:%H:%M} bis {source.night_until:%H:%M} Uhr gelesen."
        )


def _due_mode(source: Source) -> Mode:
    """Everything if a list was not read wholly for a week, but at most once a day: a list that always fails must not
    make every harvest a full one. What was broken off from outside goes on."""
    lists = ListProgress.objects.filter(source=source)
    if not lists.exclude(complete_until=None).exists():
        return Mode.FULL
    if source.is_html:
        # Every page has a moment at which it is due again; all of them at once only by hand.
        return Mode.INCREMENTAL
    now = timezone.now()
    broken_off = (HarvestRun.State.RUNNING, HarvestRun.State.INTERRUPTED)
    fulls = HarvestRun.objects.filter(source=source, mode=Mode.FULL, started__gt=now - FULL_AT_MOST_EVERY)
    if fulls.exclude(state__in=broken_off).exists():
        return Mode.INCREMENTAL
    runs = HarvestRun.objects.filter(source=source).exclude(mode=Mode.REPLAY)
    last = runs.filter(started__lte=source.last_success).first() if source.last_success else None
    if last is not None:
        # Addresses that the source does not name any more are never read again.
        read_then = lists.filter(complete_until__gte=last.started)
        lists = read_then if read_then.exists() else lists
    recent = now - FULL_EVERY
    if lists.filter(last_full__gte=recent).exists() and not lists.filter(last_full__lt=recent).exists():
        return Mode.INCREMENTAL
    return Mode.FULL


def _start(source: Source, mode: Mode, by: Actor) -> HarvestRun:
    """Write the run down. We hold the lock: a run that still counts as running belongs to a dead process."""
    with transaction.atomic():
        HarvestRun.objects.filter(source=source, state=HarvestRun.State.RUNNING).update(
            state=HarvestRun.State.INTERRUPTED, ended=timezone.now(), why=INTERRUPTED
        )
        run = HarvestRun.objects.create(source=source, mode=mode)
        audit.record("council.harvest_started", source, by=by, mode=str(mode), run=run.pk)
    return run


def _carry_out(source: Source, run: HarvestRun, progress: OnProgress) -> None:
    state, why = HarvestRun.State.FAILED, ""
    try:
        if run.mode == Mode.REPLAY:
            state, why = _replay(source, run, progress)
        else:
            state, why = _over_the_network(source, run, progress)
    except KeyboardInterrupt:
        state, why = HarvestRun.State.INTERRUPTED, "Der Lauf wurde von Hand unterbrochen."
        raise
    # An error of our own: written down with the run before it goes on its way.
    except Exception as error:
        log.exception("harvest.failed", source=source.slug, run=run.pk)
        state, why = HarvestRun.State.FAILED, UNEXPECTED.format(name=type(error).__name__)
        _note_source(source, Source.State.FAILING, why)
        raise
    finally:
        HarvestRun.objects.filter(pk=run.pk).update(state=state, why=why, ended=timezone.now())
        log.info("harvest.ended", source=source.slug, run=run.pk, state=str(state), why=why)


def _say_nothing(step: Progress) -> None:
    """Nobody looks on."""


def _session(source: Source, run: HarvestRun, progress: OnProgress) -> Session:
    kind = HtmlSession if source.is_html else OParlSession
    return kind(source, run, progress)


def _replay(source: Source, run: HarvestRun, progress: OnProgress) -> tuple[HarvestRun.State, str]:
    session = _session(source, run, progress)
    tally = session.replay()
    _bind(session.context)
    refresh_stale(source)
    if tally.failed:
        return HarvestRun.State.PARTIAL, unusable(tally.failed)
    return HarvestRun.State.DONE, ""


def _over_the_network(source: Source, run: HarvestRun, progress: OnProgress) -> tuple[HarvestRun.State, str]:
    session = _session(source, run, progress)
    state, why, by_us = HarvestRun.State.FAILED, "", False
    with PoliteClient(source, on_request=session.count_request) as client:
        try:
            session.read_everything(client)
            state, why = session.verdict()
        except (Paused, NightIsOver, EnoughForNow) as error:
            # The source did nothing wrong, and the next run goes on.
            state, why, by_us = HarvestRun.State.INTERRUPTED, error.sentence, True
        except AskedToWait as error:
            Source.objects.filter(pk=source.pk).update(not_before=error.until)
            state, why = HarvestRun.State.PARTIAL, error.sentence
        except AddressIsPrivate as error:
            # Our own setting says no: nothing is known about the source, so its state stays.
            why, by_us = error.sentence, True
        except FetchError as error:
            why = error.sentence
            problems.note(session.context, [Problem(error.url, error.code, why)])
            if isinstance(error, Refused | ForbiddenByRobots):
                note_refusal(source, why)
            else:
                _note_source(source, Source.State.FAILING, why)
        except (Unusable, PageError) as error:
            why = str(error)
            problems.note(session.context, [Problem(source.url, error.code, why)])
        finally:
            HarvestRun.objects.filter(pk=run.pk).update(requests=client.requests)
    _bind(session.context)
    refresh_stale(source)
    if not by_us:
        _note_end(source, state, why, complete=session.complete)
    return state, why


def _note_end(source: Source, state: HarvestRun.State, why: str, *, complete: bool) -> None:
    if complete:
        _note_source(source, Source.State.OK, "")
        Source.objects.filter(pk=source.pk).update(last_success=timezone.now(), not_before=None, refusals=0)
    elif Source.objects.filter(pk=source.pk).exclude(state=Source.State.REFUSED).exists():
        _note_source(source, Source.State.FAILING, why)


def _note_source(source: Source, state: Source.State, reason: str) -> None:
    changed = Source.objects.filter(pk=source.pk).exclude(state__in=[state, Source.State.PAUSED])
    changed.update(state=state, state_since=timezone.now())
    Source.objects.filter(pk=source.pk, state=state).update(state_reason=reason)


def _bind(context: Harvest) -> None:
    binding.bind_references(context.source)
    binding.bind_items_to_consultations(context.items_of_consultations, context.source)
