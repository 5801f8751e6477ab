"""What columns are called, and the field each of them means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from teilhabe.core.text import fold

LEFT_OUT = "-"
"""A column that nobody needs."""
# Headings of our own export (exchange.tables.COLUMNS) and what they mean.
OWN: dict[str, str] = {
    "Schlüssel": "key",
    "Adresse": "address",
    "Art": "kind",
    "Titel": "title",
    "Weitere Namen": "aliases",
    "Kurz gesagt": "summary",
    "Beschreibung": "body",
    "Anbieter": "organisation",
    "Gehört zu": "part_of",
    "Zielgruppen": "audience",
    "Anliegen": "needs",
    "Bildungsstufen": "levels",
    "Schulformen": "school_forms",
    "Themen": "themes",
    "Bausteine des Siegels": "blocks",
    "Sprachen": "languages",
    "Deutsch ab": "level_from",
    "Deutsch bis": "level_to",
    "Alter ab": "age_from",
    "Alter bis": "age_to",
    "Aufenthalt": "residence",
    "Kommunen und Ortsteile": "areas",
    "Ort der Durchführung": "venue",
    "Straße und Hausnummer": "street",
    "Postleitzahl": "postcode",
    "Ort": "town",
    "Breite": "latitude",
    "Länge": "longitude",
    "Online": "online",
    "Kommt zu Ihnen": "mobile",
    "Adresse im Internet": "online_url",
    "Zeiten": "hours",
    "Nur nach Termin": "appointment_only",
    "Kosten": "cost",
    "Zu den Kosten": "cost_note",
    "Zugang": "access",
    "Anmeldung": "registration",
    "Anmeldung im Internet": "registration_url",
    "Anmeldung bis": "registration_until",
    "Unterlagen": "documents",
    "Barrierefreiheit": "accessibility",
    "Plätze": "places",
    "Freie Plätze": "places_free",
    "Ansprechstelle": "contact",
    "Telefon": "phone",
    "E-Mail": "email",
    "Internetseite": "homepage",
    "Förderprogramm": "funding",
    "Lizenz des Materials": "material_licence",
    "Gültig ab": "valid_from",
    "Gültig bis": "valid_to",
    "Bestätigt am": "assured_on",
    "Bestätigt von": "assured_by",
    "Geändert am": LEFT_OUT,
    "Übersetzt in": LEFT_OUT,
}
# What else can be told in a table, by the name people see.
MORE: dict[str, str] = {
    "Alter": "age",
    "Sprachniveau": "german",
    "Termine": "dates",
    "Beginn": "start",
    "Ende": "end",
    "PLZ und Ort": "postcode_town",
    "Vor Ort": "on_site",
    "Hinweis zur Barrierefreiheit": "accessibility_note",
    "Art des Materials": "resource_types",
    "Fächer": "subjects",
    "Urheberinnen und Urheber": "creators",
    "Adresse des Materials": "material_url",
}
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "key": ("id", "kennung", "kursnummer", "kursnr", "kurs-nr.", "angebotsnummer", "key", "uid"),
    # Numbers of rows in most tables: the next one is sorted in another way, and each would say something else.
    LEFT_OUT: ("nr", "nr.", "nummer", "lfd. nr.", "lfd.nr.", "lfd nr", "lfd nr.", "laufende nummer"),
    "title": ("name", "bezeichnung", "angebot", "kurs", "kurstitel", "kursname", "titel des angebots", "title",
              "veranstaltung", "thema der veranstaltung", "name des angebots", "projektname", "projekt", "maßnahme",
              "bezeichnung der maßnahme", "bezeichnung des angebots", "name der maßnahme", "titel der maßnahme"),
    "summary": ("kurzbeschreibung", "kurztext", "zusammenfassung", "untertitel", "teaser", "kurzinfo", "was?", "was",
                "worum geht es", "worum geht es?", "kurz"),
    "body": ("beschreibungstext", "inhalt", "text", "details", "langtext", "inhalte", "description", "langbeschreibung",
             "beschreibung des angebots"),
    "organisation": ("veranstalter", "veranstalterin", "träger", "traeger", "organisation", "einrichtung",
              "institution",
                     "anbieterin", "anbieter/träger", "organization", "verein", "organisator"),
    "audience": ("zielgruppe", "für wen", "für wen?", "adressaten", "teilnehmende", "teilnehmer"),
    "needs": ("bedarf", "bedarfe"),
    "levels": ("bildungsstufe", "schulstufe", "stufe", "klassenstufe"),
    "school_forms": ("schulform", "schulart"),
    "themes": ("thema", "themenfeld", "themenfelder", "kategorie", "kategorien",
               "schlagworte", "schlagwörter", "rubrik",
               "bereich", "handlungsfeld"),
    "languages": ("sprache", "angebotssprache", "kurssprache", "sprachen des angebots"),
    "german": ("niveau", "deutschniveau", "sprachstand", "deutsch-niveau", "deutschkenntnisse",
              "niveaustufe", "ger-niveau"),
    "level_from": ("deutsch von",),
    "age": ("altersgruppe", "altersstufe", "alter von bis", "alter (jahre)"),
    "age_from": ("mindestalter", "alter von", "ab alter"),
    "age_to": ("höchstalter", "maximalalter"),
    "areas": ("kommune", "kommunen", "gemeinde", "gemeinden", "stadtteil", "stadtteile", "ortsteil", "ortsteile",
              "einzugsgebiet", "region", "stadtbezirk", "gebiet", "stadtteil/ort", "stadtteil / ort", "ort/stadtteil",
              "kommune/stadtteil", "ort/ortsteil"),
    "venue": ("veranstaltungsort", "kursort", "raum", "treffpunkt", "gebäude", "standort", "location", "wo",
              "wo?"),
    "street": ("straße", "strasse", "str.", "straße, hausnummer", "straße / hausnummer", "anschrift straße",
              "straße nr."),
    "postcode": ("plz", "zip"),
    "town": ("stadt", "wohnort", "ort/stadt"),
    "postcode_town": ("plz/ort", "plz ort", "plz, ort", "plz / ort"),
    "address": ("anschrift", "postanschrift", "kontaktadresse"),
    "latitude": ("lat", "latitude", "breitengrad"),
    "longitude": ("lon", "lng", "long", "longitude", "längengrad"),
    "hours": ("uhrzeit", "zeit", "öffnungszeiten", "sprechzeiten", "sprechstunde", "rhythmus", "wann",
              "wann?", "wochentag"),
    "dates": ("termin", "datum", "kurstermine", "daten", "veranstaltungsdatum"),
    "start": ("start", "startdatum", "anfang", "beginn am", "von", "beginnt am", "starttermin"),
    "end": ("enddatum", "ende am", "bis", "endet am", "schluss"),
    "cost": ("preis", "gebühr", "kostenlos", "teilnahmegebühr", "kursgebühr", "teilnahmebeitrag"),
    "cost_note": ("hinweis zu den kosten", "ermäßigung"),
    "access": ("zugangsart", "teilnahme", "zugangsvoraussetzung"),
    "registration": ("anmeldung bei", "anmeldehinweis", "so melden sie sich an"),
    "registration_url": ("anmeldelink", "link zur anmeldung", "online-anmeldung", "buchungslink"),
    "registration_until": ("anmeldeschluss", "anmeldefrist"),
    "documents": ("mitzubringende unterlagen", "mitbringen", "bitte mitbringen"),
    "accessibility": ("barrierefrei", "rollstuhlgerecht"),
    "places": ("plätze gesamt", "teilnehmerzahl", "max. teilnehmer", "maximale teilnehmerzahl", "kapazität"),
    "places_free": ("plätze frei", "verfügbare plätze"),
    "contact": ("ansprechpartner", "ansprechpartnerin", "kontakt", "ansprechperson", "kontaktstelle"),
    "phone": ("tel", "tel.", "telefonnummer", "fon", "rufnummer", "phone", "telefon/mobil"),
    "email": ("e-mail-adresse", "email", "mail", "mailadresse", "kontakt-mail"),
    "homepage": ("link", "url", "website", "webseite", "homepage", "internet", "www", "web", "weitere informationen",
                 "internetadresse", "weblink"),
    "online_url": ("zugangslink", "meeting-link", "videokonferenz"),
    "online": ("digital", "online möglich", "online-angebot"),
    "funding": ("förderung", "gefördert durch", "fördermittelgeber", "finanzierung"),
    "material_licence": ("lizenz",),
    "material_url": ("download", "link zum material"),
    "creators": ("autor", "autorin", "autorinnen", "autoren", "urheber", "urheberin"),
    "subjects": ("fach", "unterrichtsfach", "schulfach"),
    "resource_types": ("materialart", "medienart"),
    "kind": ("typ", "angebotsart", "angebotstyp"),
    "valid_from": ("laufzeit von", "laufzeit ab"),
    "valid_to": ("laufzeit bis",),
    "residence": ("aufenthaltsstatus",),
}  # fmt: skip

TARGETS: dict[str, str] = {
    field: heading for heading, field in {**OWN, **MORE}.items() if field not in {LEFT_OUT, "part_of"}
}
"""What a column can mean, and what people call that."""


@cache
def _known() -> Mapping[str, str]:
    found = {fold(word): field for field, words in _SYNONYMS.items() for word in words}
    found |= {fold(field): field for field in TARGETS if field not in {"start", "end", "age"}}
    found |= {fold(heading): field for heading, field in {**MORE, **OWN}.items()}
    return found


def field_of(heading: str) -> str:
    """The field that a heading means (of ``TARGETS``, or ``LEFT_OUT``); empty for one that nobody knows."""
    asked = fold(heading).strip(" :*")
    return _known().get(asked) or _known().get(asked.partition("(")[0].strip(), "")


def fields_of(headings: Sequence[str], chosen: Mapping[str, str]) -> list[str]:
    """For each heading its field, empty for none. What an editor has chosen goes first; of two columns that mean the
    same by their headings the first is taken."""
    by_hand = {fold(heading): field for heading, field in chosen.items()}
    taken = {field for field in by_hand.values() if field}
    found = []
    for heading in headings:
        if fold(heading) in by_hand:
            found.append(by_hand[fold(heading)])
            continue
        field = field_of(heading)
        if field in taken:
            field = ""
        elif field and field != LEFT_OUT:
            taken.add(field)
        found.append(field)
    return found
