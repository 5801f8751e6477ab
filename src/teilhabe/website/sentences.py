"""How a source is doing and what is missing, in words for citizens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from teilhabe.core import moments
from teilhabe.council.models import HarvestRun, Source
from teilhabe.council.queries.coverage import BodyCoverage, FileCounts
from teilhabe.council.queries.harvests import HarvestProgress

from .queries.towns import Town

# So long a free worker needs at most to take up a job.
SOON = timedelta(minutes=1)

PAGE_KINDS: dict[str, Promise] = {
    "calendar": lazy("Monate des Kalenders"),
    "committees": lazy("Listen der Gremien"),
    "members": lazy("Mitglieder der Gremien"),
    "meeting": lazy("Sitzungen"),
    "item": lazy("Tagesordnungspunkte"),
    "paper": lazy("Vorlagen"),
    "person": lazy("Personen"),
}


def gap_in_council(town: Town, source: Source | None, *, council: bool) -> str:
    """Why the page of a municipality holds nothing of its council, or nothing new; empty if all is well. ``council``
    says whether anything could be read of it so far."""
    named = {"town": town.name}
    if source is None:
        return "" if council else _("Für %(town)s ist noch keine Quelle eingerichtet.") % named
    if source.state == Source.State.REFUSED:
        said = _("Das Ratsinformationssystem von %(town)s lässt sich zurzeit nicht lesen: Zugriff verweigert.")
    elif source.state == Source.State.FAILING:
        said = _("Das Ratsinformationssystem von %(town)s lässt sich zurzeit nicht lesen, es ist gestört.")
    elif source.state == Source.State.PAUSED:
        said = _("Das Ratsinformationssystem von %(town)s wird zurzeit nicht abgerufen.")
    elif not council:
        said = _("Das Ratsinformationssystem von %(town)s ist noch nicht abgerufen.")
    else:
        return ""
    lost = (
        _("Was seitdem hinzugekommen ist, fehlt auf dieser Seite.")
        if council
        else _("Seine Vorlagen und Sitzungen fehlen deshalb auf dieser Seite.")
    )
    return f"{said % named} {lost}"


def next_try(source: Source, *, now: datetime) -> str:
    """When a source is asked again that asked for quiet or did not let us in; empty if nothing holds us back."""
    if source.not_before is None or source.not_before <= now or source.state == Source.State.PAUSED:
        return ""
    return _("Nächster Versuch am %(day)s, %(clock)s.") % {
        "day": moments.short(source.not_before),
        "clock": moments.clock(source.not_before),
    }


def state_sentence(source: Source, *, now: datetime, harvesting: bool = False) -> tuple[str, str]:
    """The state of a source and its tone (ok, run, ask, no, wait, open); why it is so says ``state_reason``."""
    last = source.last_success
    if harvesting:
        return _("wird gerade abgerufen"), "run"
    if source.state == Source.State.PAUSED:
        return _("angehalten"), "wait"
    if source.state == Source.State.REFUSED:
        return _("Zugriff verweigert"), "no"
    if source.state == Source.State.FAILING:
        return _("gestört"), "ask"
    if last is None:
        return _("noch nicht abgerufen"), "open"
    if now - last > _overdue():
        return _("überfällig, zuletzt abgerufen am %(day)s") % {"day": moments.short(last)}, "ask"
    return _("in Ordnung, abgerufen am %(day)s, %(clock)s") % {
        "day": moments.short(last),
        "clock": moments.clock(last),
    }, "ok"


@dataclass(frozen=True, slots=True)
class ProgressWords:
    """A harvest for those who asked for it; ``why`` is the run's own reason, in German. ``active`` says whether the
    words will change by themselves."""

    sentence: str
    numbers: str = ""
    why: str = ""
    active: bool = False


def progress_words(progress: HarvestProgress, *, now: datetime) -> ProgressWords:
    run = progress.run
    if progress.waiting_since is not None:
        words = _("Der Abruf ist vorgemerkt und beginnt in Kürze.")
        if now - progress.waiting_since > SOON:
            words = _(
                "Der Abruf ist seit %(clock)s vorgemerkt. Er beginnt, sobald der Hintergrunddienst („teilhabe run“) "
                "läuft und Zeit dafür hat."
            ) % {"clock": moments.clock(progress.waiting_since)}
        return ProgressWords(words, active=True)
    if progress.refusal:
        return ProgressWords(_("Der letzte Abruf hat nicht begonnen."), why=progress.refusal)
    if run is None:
        return ProgressWords(_("Diese Quelle wurde noch nie abgerufen."))
    if run.state == HarvestRun.State.RUNNING:
        words = _("Der Abruf läuft seit %(clock)s.") % {"clock": moments.clock(run.started)}
        return ProgressWords(words, _counts(run), active=True)
    ended = run.ended or run.started
    words = _("Letzter Abruf: %(result)s (%(mode)s), beendet am %(day)s, %(clock)s.") % {
        "result": run.get_state_display(),
        "mode": run.get_mode_display(),
        "day": moments.short(ended),
        "clock": moments.clock(ended),
    }
    return ProgressWords(words, _counts(run), run.why)


def _counts(run: HarvestRun) -> str:
    return _(
        "Neu: %(new)s, geändert: %(changed)s, unverändert: %(unchanged)s, entfallen: %(gone)s, gescheitert: %(failed)s."
    ) % {
        "new": _number(run.new),
        "changed": _number(run.changed),
        "unchanged": _number(run.unchanged),
        "gone": _number(run.withdrawn),
        "failed": _number(run.failed),
    }


@dataclass(frozen=True, slots=True)
class Missing:
    """``anchor`` is where the page of the source tells more, if it does; ``lang`` is that of the sentence if fixed."""

    sentence: str
    anchor: str = ""
    lang: str = ""


def missing_sentences(body: BodyCoverage) -> Iterator[Missing]:
    """What a reader cannot find here and why; nothing if nothing is known to be missing."""
    if body.source.state_reason:
        yield Missing(body.source.state_reason, lang="de")
    if not body.papers:
        yield Missing(_("Diese Quelle hat noch keine Vorlage geliefert."))
    yield from (Missing(sentence, "dateien") for sentence in _unread(body.files))
    if body.problems:
        words = ngettext(
            "%(n)s Antwort der Quelle war nicht verwendbar.",
            "%(n)s Antworten der Quelle waren nicht verwendbar.",
            body.problems,
        )
        yield Missing(words % {"n": _number(body.problems)}, "probleme")
    if body.unreachable:
        words = ngettext(
            "%(n)s Eintrag ist bei der Quelle zurzeit nicht erreichbar; wir zeigen den letzten Stand.",
            "%(n)s Einträge sind bei der Quelle zurzeit nicht erreichbar; wir zeigen den letzten Stand.",
            body.unreachable,
        )
        yield Missing(words % {"n": _number(body.unreachable)}, "unerreichbar")
    if body.withdrawn:
        words = ngettext(
            "%(n)s Eintrag ist bei der Quelle entfallen und auch hier nicht mehr zu lesen.",
            "%(n)s Einträge sind bei der Quelle entfallen und auch hier nicht mehr zu lesen.",
            body.withdrawn,
        )
        yield Missing(words % {"n": _number(body.withdrawn)})


def _unread(files: FileCounts) -> Iterator[str]:
    if files.waiting:
        yield ngettext(
            "%(n)s Datei ist noch nicht abgerufen.", "%(n)s Dateien sind noch nicht abgerufen.", files.waiting
        ) % {"n": _number(files.waiting)}
    if files.without_text:
        yield ngettext(
            "%(n)s Datei ist abgerufen, aber hier nicht zu lesen.",
            "%(n)s Dateien sind abgerufen, aber hier nicht zu lesen.",
            files.without_text,
        ) % {"n": _number(files.without_text)}
    if files.on_page:
        yield ngettext(
            "%(n)s Datei ist nur auf der Seite des Originals zu öffnen.",
            "%(n)s Dateien sind nur auf den Seiten des Originals zu öffnen.",
            files.on_page,
        ) % {"n": _number(files.on_page)}
    if files.missing:
        yield ngettext(
            "%(n)s Datei gibt die Quelle nicht heraus.", "%(n)s Dateien gibt die Quelle nicht heraus.", files.missing
        ) % {"n": _number(files.missing)}


def _overdue() -> timedelta:
    return timedelta(minutes=3 * settings.HARVEST_EVERY_MINUTES)


def _number(value: int) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))
