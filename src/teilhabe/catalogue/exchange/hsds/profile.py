"""Our profile of HSDS, "KI-NRW": what German integration work needs and the core does not have.

A profile is published as JSON Merge Patches (RFC 7386) against the schemas of the core; the schemas that follow from
them name the core's by address, so nothing of the core is copied.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from ...models import Offer
from ..identity import machine_address, whole
from ..interfaces import DATA_PAGE

CORE = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/"
PATCHED = ("service",)
"""Objects that the profile adds to."""
OBJECTS = (
    "accessibility", "address", "attribute", "contact", "cost_option", "funding", "language", "location",
    "organization", "phone", "program", "required_document", "schedule", "service", "service_area",
    "service_at_location", "taxonomy", "taxonomy_term",
)  # fmt: skip


def profile() -> dict[str, Any]:
    """What the profile is and where its files lie."""
    return {
        "name": "KI-NRW",
        "title": "HSDS-Profil für Kommunale Integrationszentren in Nordrhein-Westfalen",
        "version": "1.0",
        "hsds_version": "3.0",
        "description": (
            "Ergänzt das Objekt service um Angaben, nach denen Fachkräfte in der Integrations- und Bildungsarbeit "
            "auswählen: Aufenthalt, Deutschniveau (GER), Bildungsstufe und Schulform, freie Plätze, Übersetzungen. "
            "Antworten bleiben nach dem Kern von HSDS 3.0 gültig; wer das Profil nicht kennt, übergeht seine Felder."
        ),
        "language": "de",
        "profile": {name: machine_address("hsds_profile_file", name) for name in PATCHED},
        "schema": {name: machine_address("hsds_schema", name) for name in OBJECTS},
        "openapi_url": machine_address("hsds_openapi"),
    }


def patch(name: str) -> dict[str, Any] | None:
    """The merge patch for an object of the core, None where the profile leaves it as it is."""
    return {"properties": _service()} if name == "service" else None


def schema(name: str) -> dict[str, Any] | None:
    """The schema of an object under the profile; None for one that we do not serve."""
    if name not in OBJECTS:
        return None
    told: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": machine_address("hsds_schema", name),
        "title": name,
        "allOf": [{"$ref": f"{CORE}{name}.json"}],
    }
    return told | (patch(name) or {})


def openapi() -> dict[str, Any]:
    """OpenAPI 3.1 of what is served."""
    lists = {
        "/services": ("service", "Angebote", [*_PAGING, *_CHOOSING, "minimal", "full"]),
        "/organizations": ("organization", "Anbieter", [*_PAGING, "full", "full_service"]),
        "/service_at_locations": ("service_at_location", "Angebote an ihren Orten", [*_PAGING, *_CHOOSING, "postcode"]),
        "/taxonomies": ("taxonomy", "Vokabulare", _PAGING),
        "/taxonomy_terms": ("taxonomy_term", "Begriffe", [*_PAGING, "taxonomy_id", "parent_id", "top_only"]),
    }
    paths: dict[str, Any] = {"/": {"get": _operation("Version, Profil und Beschreibung", _OF_ROOT)}}
    for path, (name, title, parameters) in lists.items():
        one = {"$ref": machine_address("hsds_schema", name)}
        rows = {"allOf": [_PAGE], "properties": {"contents": {"type": "array", "items": one}}}
        paths[path] = {"get": _operation(f"{title}, seitenweise", rows, parameters)}
        single = _operation(f"{title}: ein Eintrag", one)
        single["responses"] |= {"404": _problem("Unbekannt.")}
        if name == "service":
            single["responses"] |= {"410": _problem("War öffentlich und ist es nicht mehr.")}
        paths[f"{path}/{{id}}"] = {"parameters": [_ID], "get": single}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.PORTAL_NAME}: Angebote (HSDS 3.0, Profil KI-NRW)",
            "version": "1.0",
            "description": "Kostenlos und ohne Anmeldung, höchstens 120 Anfragen je Minute und Anschluss.",
            "license": {"name": "Siehe Seite zu den Daten", "url": whole(DATA_PAGE)},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": machine_address("hsds_root").rstrip("/")}],
        "paths": paths,
    }


_PAGING = ["search", "page", "per_page", "format"]
_CHOOSING = ["taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after"]
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "search": ({"type": "string"}, "Alle Wörter kommen in Titel oder Beschreibung vor."),
    "page": ({"type": "integer", "minimum": 1}, "Seite, ab 1."),
    "per_page": ({"type": "integer", "minimum": 1, "maximum": 100}, "Einträge je Seite."),
    "format": ({"type": "string", "enum": ["json"]}, "Nur json."),
    "taxonomy_term_id": ({"type": "string", "format": "uuid"}, "Angebote mit diesem Begriff."),
    "taxonomy_id": ({"type": "string", "format": "uuid"}, "Mit irgendeinem Begriff dieses Vokabulars."),
    "organization_id": ({"type": "string", "format": "uuid"}, "Von diesem Anbieter."),
    "modified_after": (
        {"type": "string", "format": "date-time"},
        "Seitdem geändert, einschließlich; dann auch, was beendet ist (defunct).",
    ),
    "minimal": ({"type": "boolean"}, "Nur id und Änderungszeit, bis zu 5.000 auf einer Seite."),
    "full": ({"type": "boolean"}, "Mit allem, was dazugehört."),
    "full_service": ({"type": "boolean"}, "Angebote der Organisation vollständig."),
    "postcode": ({"type": "string", "pattern": "^[0-9]{5}$"}, "Findet unter dieser Postleitzahl statt."),
    "parent_id": ({"type": "string", "format": "uuid"}, "Begriffe unter diesem Begriff."),
    "top_only": ({"type": "boolean"}, "Nur Begriffe ohne übergeordneten."),
}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
_OF_ROOT = {
    "type": "object",
    "properties": {
        "version": {"type": "string"},
        "profile": {"type": "string", "format": "uri"},
        "openapi_url": {"type": "string", "format": "uri"},
    },
    "required": ["version", "profile", "openapi_url"],
}
_PAGE = {
    "type": "object",
    "properties": {
        **{name: {"type": "integer"} for name in ("total_items", "total_pages", "page_number", "size")},
        **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
    },
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
}


def _operation(summary: str, schema: dict[str, Any], parameters: list[str] | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "summary": summary,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "400": _problem("Eine Angabe stimmt nicht."),
            "429": _problem("Zu viele Anfragen."),
        },
    }
    if parameters:
        told["parameters"] = [
            {"name": name, "in": "query", "schema": _PARAMETERS[name][0], "description": _PARAMETERS[name][1]}
            for name in parameters
        ]
    return told


def _problem(words: str) -> dict[str, Any]:
    body = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
    return {"description": words, "content": {"application/json": {"schema": body}}}


def _service() -> dict[str, Any]:
    text, day = {"type": "string"}, {"type": "string", "format": "date"}
    level = {"type": "string", "enum": [value for value, _label in Offer.Level.choices]}
    address = {"type": "string", "format": "uri"}

    def said(kind: dict[str, Any], words: str) -> dict[str, Any]:
        return kind | {"description": words}

    return {
        "kind": said({"type": "string", "enum": [value for value, _label in Offer.Kind.choices]}, "Art des Eintrags."),
        "residence_conditions": said(text, "Aufenthalt in einfachen Worten: mit welchem Papier man teilnehmen kann."),
        "german_level_from": said(level, "Deutsch ab (GER); literacy steht für Alphabetisierung."),
        "german_level_to": said(level, "Deutsch bis (GER)."),
        "school_levels": said({"type": "array", "items": text}, "Bildungsstufen: Schlüssel des Vokabulars level."),
        "school_forms": said({"type": "array", "items": text}, "Amtliche Schlüssel der Schulformen in NRW."),
        "appointment_only": said({"type": "boolean"}, "Nur nach Termin; Zeiten sind dann keine Öffnungszeiten."),
        "places_total": said({"type": "integer", "minimum": 0}, "Plätze."),
        "places_free": said({"type": "integer", "minimum": 0}, "Freie Plätze am Tag places_date."),
        "places_date": said(day, "Stand der freien Plätze."),
        "registration_url": said(address, "Anmeldung im Internet."),
        "registration_until": said(day, "Letzter Tag der Anmeldung."),
        "valid_from": said(day, "Erster Tag."),
        "valid_to": said(day, "Letzter Tag."),
        "ended_on": said(day, "Tag, an dem es beendet wurde (status defunct)."),
        "assured_by": said(text, "Wer am assured_date bestätigt hat, dass alles stimmt: eine Stelle, keine Person."),
        "review_due": said(day, "Bis dahin muss es wieder bestätigt werden, sonst wird es nicht mehr gezeigt."),
        "api_url": said(address, "Adresse dieses Eintrags in dieser Schnittstelle."),
        "translations": {
            "type": "array",
            "description": "Derselbe Eintrag in weiteren Sprachen.",
            "items": {
                "type": "object",
                "properties": {
                    "language": said(text, "Sprachkürzel (BCP 47)."),
                    "name": text,
                    "summary": text,
                    "description": text,
                    "url": address,
                },
                "required": ["language", "name", "url"],
            },
        },
    }
