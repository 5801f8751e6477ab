"""Which interfaces there are: one table for the page about them, the DCAT catalogue and the links of an offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from .identity import machine_address, offer_id, whole

if TYPE_CHECKING:
    from ..models import Offer


DATA_PAGE = "/angebote/daten"
"""Where people read about all of this."""
DCAT_FORMS = {
    "ttl": ("turtle", "text/turtle"),
    "rdf": ("pretty-xml", "application/rdf+xml"),
    "jsonld": ("json-ld", "application/ld+json"),
}
"""Ending, what rdflib calls it, media type; the first is what one gets without asking."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One way to the data. ``format`` is the EU's name of the file type, ``service``: something one asks, not a file;
    ``described`` is where its description for programs lies, or empty."""

    key: str
    title: str
    text: str
    url: str
    media_type: str
    format: str
    standard: str = ""
    service: bool = False
    described: str = ""


def interfaces() -> list[Interface]:
    """All of them, in the words of the language that is active; those of readers are missing without the website."""
    found = [
        Interface(
            "hsds",
            _("Alle Angebote über eine Schnittstelle"),
            _("Angebote, Anbieter, Orte und Vokabulare; durchsuchen, filtern, nur Änderungen abholen."),
            machine_address("hsds_root"),
            "application/json",
            "JSON",
            "HSDS 3.0",
            service=True,
            described=machine_address("hsds_openapi"),
        ),
        Interface(
            "csv",
            _("Alle Angebote als Tabelle"),
            _("Eine Zeile für jedes Angebot; öffnet sich in jeder Tabellenkalkulation."),
            machine_address("csv"),
            "text/csv",
            "CSV",
            "CSV",
        ),
        Interface(
            "oai",
            _("Abgleich mit anderen Verzeichnissen"),
            _("Neues, Geändertes und Gelöschtes seit dem letzten Abruf."),
            machine_address("oai"),
            "text/xml",
            "XML",
            "OAI-PMH 2.0",
            service=True,
        ),
        Interface(
            "amb",
            _("Materialien für Suchmaschinen der Bildung"),
            _("Alle Materialien mit Fach, Bildungsstufe, Art und Lizenz."),
            machine_address("amb_list"),
            "application/json",
            "JSON_LD",
            "AMB 20231019",
        ),
        Interface(
            "integreat",
            _("Angebote für Integreat"),
            _("Seiten, Orte und Termine in der Form der Integreat-Schnittstelle, in jeder Sprache."),
            machine_address("integreat", "de", "pages"),
            "application/json",
            "JSON",
            "Integreat API v3",
        ),
    ]
    for key, name, title, text, media, form, standard in (
        (
            "atom",
            "catalogue:atom",
            _("Neue Angebote abonnieren"),
            _("Ein Feed für Programme, die Neues zeigen."),
            "application/atom+xml",
            "ATOM",
            "Atom",
        ),
        (
            "ics",
            "catalogue:calendar_ics",
            _("Termine im eigenen Kalender"),
            _("Alle kommenden Termine, auch zum Abonnieren."),
            "text/calendar",
            "ICS",
            "iCalendar",
        ),
    ):
        if url := _readers(name):
            found.append(Interface(key, title, text, url, media, form, standard))
    return found


def links_of(offer: Offer) -> list[tuple[str, str, str]]:
    """(rel, type, address) of what else tells of ``offer``, for the head of its page; the row may be a translation."""
    key = offer_id(offer)
    if offer.kind == offer.Kind.MATERIAL:
        return [("alternate", "application/ld+json", machine_address("amb_record", key))]
    return [("alternate", "application/json", machine_address("hsds_service", key))]


def _readers(name: str) -> str:
    with translation.override("de"):
        try:
            return whole(reverse(name))
        except NoReverseMatch:
            return ""
