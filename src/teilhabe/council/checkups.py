"""What ``teilhabe doctor`` looks at in the council: sources, the index, reading of files, requests to the outside."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone

from teilhabe.core.checkups import Finding, check, failure, fine, warning
from teilhabe.search.models import Entry

from .actions.places import current_version
from .models import KnownPage, Meeting, Paper, Source
from .queries.places import progress, quality


@check("Quellen")
def sources() -> Iterator[Finding]:
    now = timezone.now()
    known = list(Source.objects.all())
    if not known:
        yield warning("Es gibt noch keine Quelle.", "teilhabe source add ADRESSE")
    for source in known:
        yield _state(source, now)
        if source.is_html and source.state != Source.State.PAUSED:
            yield from _pages(source, now)


def _state(source: Source, now: datetime) -> Finding:
    waits = source.not_before if source.not_before and source.not_before > now else None
    if source.state == Source.State.PAUSED:
        return fine(f"{source.name}: angehalten")
    if source.state == Source.State.REFUSED:
        # Theirs to decide: nothing here is broken, and the harvest asks again by itself.
        again = f"Nächster Versuch am {_when(waits)}." if waits else "Der nächste Abruf versucht es wieder."
        return warning(
            f"{source.name}: {source.get_state_display()}. {source.state_reason} {again}",
            f"Antwortet das System unter einer anderen Adresse: teilhabe source move {source.slug} ADRESSE",
        )
    if source.state == Source.State.FAILING:
        return failure(
            f"{source.name}: {source.get_state_display()}. {source.state_reason}",
            f"teilhabe source check {source.slug}",
        )
    if waits:
        return warning(f"{source.name}: wird auf eigenen Wunsch bis {_when(waits)} nicht abgerufen.")
    if source.last_success is None:
        return warning(f"{source.name}: noch nie abgerufen.", f"teilhabe harvest {source.slug}")
    if now - source.last_success > _longest(source):
        return failure(
            f"{source.name}: zuletzt abgerufen am {_when(source.last_success)}.",
            "`teilhabe run` muss laufen, damit Quellen regelmäßig abgerufen werden.",
        )
    return fine(f"{source.name}: abgerufen am {_when(source.last_success)}")


def _pages(source: Source, now: datetime) -> Iterator[Finding]:
    """Of sources that are read page by page."""
    failing = KnownPage.objects.filter(source=source, failures__gt=1).aggregate(count=Count("pk"), due=Min("due"))
    if failing["count"]:
        what = "eine Seite war" if failing["count"] == 1 else f"{failing['count']} Seiten waren"
        again = f"am {_when(failing['due'])}" if failing["due"] > now else "mit dem nächsten Abruf"
        yield warning(
            f"{source.name}: {what} mehrmals nacheinander nicht lesbar; nächster Versuch {again}.",
            f"Die Gründe stehen unter {settings.PORTAL_URL}/quellen/{source.slug}.",
        )
    start, end = source.night_from, source.night_until
    if start is not None and end is not None and start != end and _minutes(start, end) < settings.HARVEST_EVERY_MINUTES:
        yield warning(
            f"{source.name}: darf nur von {start:%H:%M} bis {end:%H:%M} Uhr abgerufen werden; das ist kürzer als der "
            f"Abstand der Abrufe ({settings.HARVEST_EVERY_MINUTES} Minuten): Vielleicht fällt keiner hinein.",
            "TEILHABE_HARVEST_EVERY_MINUTES verkleinern oder mehr Stunden erlauben.",
        )


def _longest(source: Source) -> timedelta:
    """How long ago a source may have been read if all is well: one that is read by night rests by day."""
    rest = timedelta(days=1) if source.night_from is not None else timedelta()
    return rest + timedelta(minutes=3 * settings.HARVEST_EVERY_MINUTES)


def _minutes(start: time, end: time) -> int:
    """From one time of day to the next time it is the other."""
    return ((end.hour - start.hour) * 60 + end.minute - start.minute) % (24 * 60)


def _when(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"


@check("Verzeichnis der Einträge")
def index() -> Iterator[Finding]:
    for kind, model in (("paper", Paper), ("meeting", Meeting)):
        here, listed = model.objects.public().count(), Entry.objects.of_kind(kind).count()
        words = f"{model._meta.verbose_name_plural}: {here} öffentlich, {listed} im Verzeichnis"
        yield fine(words) if here == listed else failure(words, "teilhabe reindex")
    if stale := Paper.objects.stale().count():
        yield warning(f"{stale} Vorlagen warten auf Nachbearbeitung.", "Das erledigt der nächste Abruf.")


@check("Orte in Vorlagen")
def places() -> Iterator[Finding]:
    state = progress(current_version())
    words = f"{state.done} von {state.total} Vorlagen sind mit dem heutigen Verzeichnis der Orte gelesen"
    yield (
        fine(words)
        if not state.waiting
        else warning(f"{words}.", "Das geschieht im Hintergrund, oder sofort: teilhabe places match")
    )
    if waiting := quality().pending:
        yield warning(
            f"{waiting} Hinweise zu Orten warten auf eine Entscheidung.", f"{settings.PORTAL_URL}/verwaltung/"
        )


@check("Texterkennung")
def reading() -> Iterator[Finding]:
    if not settings.OCR:
        yield fine("ausgeschaltet; gescannte Dateien bleiben ohne Text (TEILHABE_OCR)")
        return
    if importlib.util.find_spec("ocrmypdf") is None:
        yield failure("Das Paket ocrmypdf fehlt.", "Mit dem Zusatz „ocr“ installieren.")
    if (program := shutil.which("tesseract")) is None:
        yield failure("Das Programm tesseract fehlt.", "apt-get install tesseract-ocr tesseract-ocr-deu")
        return
    known = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    yield (
        fine("tesseract mit Deutsch")
        if "deu" in known
        else failure("tesseract kennt kein Deutsch.", "apt-get install tesseract-ocr-deu")
    )


@check("Anfragen nach außen")
def outbound() -> Iterator[Finding]:
    yield fine("nur an die Rechner der Quellen")
    if settings.ALLOW_PRIVATE_SOURCES and not settings.DEMO:
        yield warning(
            "Quellen dürfen im eigenen Netz liegen.", "TEILHABE_ALLOW_PRIVATE_SOURCES nur für Versuche setzen."
        )
    if not settings.HARVEST_CONTACT and not settings.DEMO:
        yield warning(
            "Die Quellen erfahren nicht, wer sie abruft.", "TEILHABE_HARVEST_CONTACT setzen (Adresse oder Mail)."
        )
