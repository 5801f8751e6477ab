"""All offers as a table, one row for each, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from teilhabe.core.text import without_controls
from teilhabe.directory.concepts import label
from teilhabe.directory.vocabulary import school_form

from ..indexing.offers import plain
from .identity import offer_id, page_of
from .labels import shown

if TYPE_CHECKING:
    from ..queries.published import Published

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BETWEEN = " | "


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what would begin one.

    >>> harmless("=1+1"), harmless("Kurs"), harmless("+49 241")
    ("'=1+1", 'Kurs', "'+49 241")
    """
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _several(scheme: str, field: str) -> Callable[[Published], str]:
    return lambda one: _BETWEEN.join(label(scheme, key, "de") for key in getattr(one.offer, field))


def _day(field: str) -> Callable[[Published], str]:
    return lambda one: found.isoformat() if (found := getattr(one.offer, field)) else ""


def _text(field: str) -> Callable[[Published], str]:
    return lambda one: "" if (found := getattr(one.offer, field)) is None else str(found)


COLUMNS: dict[str, Callable[[Published], str]] = {
    "Schlüssel": lambda one: offer_id(one.offer),
    "Adresse": lambda one: page_of(one.offer),
    "Art": lambda one: shown(one.offer, "kind"),
    "Titel": _text("title"),
    "Weitere Namen": lambda one: _BETWEEN.join(one.offer.aliases),
    "Kurz gesagt": _text("summary"),
    "Beschreibung": lambda one: plain(one.offer.body),
    "Anbieter": lambda one: one.offer.organisation.name,
    "Gehört zu": lambda one: one.offer.part_of.title if one.offer.part_of and one.offer.part_of.live else "",
    "Zielgruppen": _several("audience", "audience"),
    "Anliegen": _several("need", "needs"),
    "Bildungsstufen": _several("level", "levels"),
    "Schulformen": lambda one: _BETWEEN.join(school_form(code) for code in one.offer.school_forms),
    "Themen": _several("theme", "themes"),
    "Bausteine des Siegels": _several("block", "blocks"),
    "Sprachen": _several("language", "languages"),
    "Deutsch ab": lambda one: shown(one.offer, "level_from"),
    "Deutsch bis": lambda one: shown(one.offer, "level_to"),
    "Alter ab": _text("age_from"),
    "Alter bis": _text("age_to"),
    "Aufenthalt": _text("residence"),
    "Kommunen und Ortsteile": lambda one: _BETWEEN.join(area.name for area in one.areas),
    "Ort der Durchführung": _text("venue"),
    "Straße und Hausnummer": _text("street"),
    "Postleitzahl": _text("postcode"),
    "Ort": _text("town"),
    "Breite": _text("latitude"),
    "Länge": _text("longitude"),
    "Online": lambda one: "ja" if one.offer.online else "",
    "Kommt zu Ihnen": lambda one: "ja" if one.offer.mobile else "",
    "Adresse im Internet": _text("online_url"),
    "Zeiten": _text("hours"),
    "Nur nach Termin": lambda one: "ja" if one.offer.appointment_only else "",
    "Kosten": lambda one: shown(one.offer, "cost"),
    "Zu den Kosten": _text("cost_note"),
    "Zugang": lambda one: shown(one.offer, "access"),
    "Anmeldung": _text("registration"),
    "Anmeldung im Internet": _text("registration_url"),
    "Anmeldung bis": _day("registration_until"),
    "Unterlagen": lambda one: _BETWEEN.join(one.offer.documents.split("\n")),
    "Barrierefreiheit": _several("accessibility", "accessibility"),
    "Plätze": _text("places"),
    "Freie Plätze": _text("places_free"),
    "Ansprechstelle": _text("contact"),
    "Telefon": _text("phone"),
    "E-Mail": _text("email"),
    "Internetseite": _text("homepage"),
    "Förderprogramm": _text("funding"),
    "Lizenz des Materials": _text("material_licence"),
    "Gültig ab": _day("valid_from"),
    "Gültig bis": _day("valid_to"),
    "Bestätigt am": _day("assured_on"),
    "Bestätigt von": _text("assured_by"),
    "Geändert am": lambda one: one.changed.date().isoformat(),
    "Übersetzt in": lambda one: _BETWEEN.join(one.texts),
}
"""Heading, and what stands below it."""


def written(rows: Iterable[Published]) -> str:
    """The table with its headings; semicolons between cells and a mark of UTF-8, as German spreadsheets open it."""
    target = io.StringIO()
    target.write("\ufeff")
    table = csv.writer(target, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for one in rows:
        table.writerow([harmless(without_controls(column(one))) for column in COLUMNS.values()])
    return target.getvalue()
