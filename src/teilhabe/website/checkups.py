"""What ``teilhabe doctor`` looks at in the website: its own texts and who runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from teilhabe.accounts.models import Membership, User
from teilhabe.core.checkups import Finding, check, fine, warning

from .models import Feedback, OperatorDetails, StartPage


@check("Texte und Betreiber")
def texts() -> Iterator[Finding]:
    if StartPage.objects.live().exists():
        yield fine("Startseite und Textseiten sind angelegt")
    else:
        yield warning("Impressum, Datenschutz und Barrierefreiheit fehlen.", "teilhabe startpages")
    missing = OperatorDetails.load().missing()
    if missing:
        yield warning(
            f"Angaben zum Betreiber fehlen: {', '.join(missing)}.", "In /verwaltung/ unter Einstellungen ergänzen."
        )
    else:
        yield fine("Angaben zum Betreiber sind vollständig")


@check("Karte")
def maps() -> Iterator[Finding]:
    if settings.MAP_TILES:
        try:
            with Path(settings.MAP_TILES).open("rb") as file:
                known = file.read(8) == b"PMTiles\x03"
        except OSError as problem:
            yield warning(f"Die Straßen lassen sich nicht lesen: {problem.strerror}.", "TEILHABE_MAP_TILES prüfen.")
            return
        if known:
            yield fine("Straßen kommen aus der eigenen Datei")
        else:
            yield warning("Die Datei mit den Straßen ist keine im Format PMTiles 3.", "TEILHABE_MAP_TILES prüfen.")
    elif settings.MAP_SERVICE:
        yield fine("Ein fremder Kartendienst wird nur mit Zustimmung gefragt")
        if not settings.MAP_SERVICE_PRIVACY:
            yield warning(
                "Zum Kartendienst fehlt der Verweis auf seinen Datenschutz.", "TEILHABE_MAP_SERVICE_PRIVACY setzen."
            )
    else:
        yield fine("Die Karte zeigt Umrisse und fragt niemanden")


@check("Zugänge und Rückmeldungen")
def people() -> Iterator[Finding]:
    administrators = User.objects.filter(is_active=True)
    if not (
        administrators.filter(is_superuser=True).exists()
        or administrators.filter(memberships__role=Membership.Role.ADMINISTRATOR).exists()
    ):
        yield warning("Niemand kann das Portal verwalten.", "teilhabe createsuperuser")
    if not settings.OPERATOR_MAIL:
        yield warning(
            "Rückmeldungen gehen an niemanden per Mail; sie stehen nur in /verwaltung/.",
            "TEILHABE_OPERATOR_MAIL setzen.",
        )
    waiting = Feedback.objects.open().count()
    yield fine(f"{waiting} offene Rückmeldungen" if waiting != 1 else "eine offene Rückmeldung")
