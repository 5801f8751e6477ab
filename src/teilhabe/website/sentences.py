"""How a source is doing and what is missing, in words for citizens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teilhabe.core import moments
from teilhabe.council.models import Source
from teilhabe.council.queries.coverage import BodyCoverage


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
    return _("aktuell, abgerufen am %(day)s, %(clock)s") % {
        "day": moments.short(last),
        "clock": moments.clock(last),
    }, "ok"


def missing_sentences(body: BodyCoverage) -> Iterator[str]:
    """What a reader cannot find here and why; nothing if nothing is known to be missing."""
    if body.source.state_reason:
        yield body.source.state_reason
    if not body.papers:
        yield _("Diese Quelle hat noch keine Vorlage geliefert.")
    files = body.files
    if files.waiting:
        yield ngettext(
            "%(n)s Datei ist noch nicht abgerufen.", "%(n)s Dateien sind noch nicht abgerufen.", files.waiting
        ) % {"n": _number(files.waiting)}
    if files.without_text:
        yield ngettext(
            "%(n)s Datei hat keinen lesbaren Text, meist weil sie nur als Bild vorliegt.",
            "%(n)s Dateien haben keinen lesbaren Text, meist weil sie nur als Bild vorliegen.",
            files.without_text,
        ) % {"n": _number(files.without_text)}
    if files.missing:
        yield ngettext(
            "%(n)s Datei gibt die Quelle nicht heraus.", "%(n)s Dateien gibt die Quelle nicht heraus.", files.missing
        ) % {"n": _number(files.missing)}
    if body.problems:
        yield ngettext(
            "%(n)s Antwort der Quelle war nicht verwendbar.",
            "%(n)s Antworten der Quelle waren nicht verwendbar.",
            body.problems,
        ) % {"n": _number(body.problems)}
    if body.unreachable:
        yield ngettext(
            "%(n)s Eintrag ist bei der Quelle zurzeit nicht erreichbar; wir zeigen den letzten Stand.",
            "%(n)s Einträge sind bei der Quelle zurzeit nicht erreichbar; wir zeigen den letzten Stand.",
            body.unreachable,
        ) % {"n": _number(body.unreachable)}
    if body.withdrawn:
        yield ngettext(
            "%(n)s Eintrag hat die Quelle zurückgezogen; er ist auch hier nicht mehr zu lesen.",
            "%(n)s Einträge hat die Quelle zurückgezogen; sie sind auch hier nicht mehr zu lesen.",
            body.withdrawn,
        ) % {"n": _number(body.withdrawn)}


def _overdue() -> timedelta:
    return timedelta(minutes=3 * settings.HARVEST_EVERY_MINUTES)


def _number(value: int) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))
