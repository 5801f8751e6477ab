"""What ``teilhabe doctor`` looks at in the council: sources, the index, reading of files, requests to the outside."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from teilhabe.core.checkups import Finding, check, failure, fine, warning
from teilhabe.search.models import Entry

from .models import Meeting, Paper, Source


@check("Quellen")
def sources() -> Iterator[Finding]:
    now = timezone.now()
    longest = timedelta(minutes=3 * settings.HARVEST_EVERY_MINUTES)
    known = list(Source.objects.all())
    if not known:
        yield warning("Es gibt noch keine Quelle.", "teilhabe source add ADRESSE")
    for source in known:
        if source.state == Source.State.PAUSED:
            yield fine(f"{source.name}: angehalten")
        elif source.state in (Source.State.FAILING, Source.State.REFUSED):
            yield failure(
                f"{source.name}: {source.get_state_display()}. {source.state_reason}",
                f"teilhabe source check {source.slug}",
            )
        elif source.last_success is None:
            yield warning(f"{source.name}: noch nie abgerufen.", f"teilhabe harvest {source.slug}")
        elif now - source.last_success > longest:
            yield failure(
                f"{source.name}: zuletzt abgerufen am {timezone.localtime(source.last_success):%d.%m.%Y %H:%M}.",
                "`teilhabe run` muss laufen, damit Quellen regelmäßig abgerufen werden.",
            )
        else:
            yield fine(f"{source.name}: abgerufen am {timezone.localtime(source.last_success):%d.%m.%Y %H:%M}")


@check("Verzeichnis der Einträge")
def index() -> Iterator[Finding]:
    for kind, model in (("paper", Paper), ("meeting", Meeting)):
        here, listed = model.objects.public().count(), Entry.objects.of_kind(kind).count()
        words = f"{model._meta.verbose_name_plural}: {here} öffentlich, {listed} im Verzeichnis"
        yield fine(words) if here == listed else failure(words, "teilhabe reindex")
    if stale := Paper.objects.stale().count():
        yield warning(f"{stale} Vorlagen warten auf Nachbearbeitung.", "Das erledigt der nächste Abruf.")


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
