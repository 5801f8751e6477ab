"""One record: its header with its sets, and what it says in each format."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from teilhabe.core.text import without_controls
from teilhabe.directory.concepts import scheme

from ...indexing.offers import plain
from ...models import Offer, State
from .. import amb
from ..identity import host, page_of
from ..labels import shown

if TYPE_CHECKING:
    from ...queries.published import Published

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
AMB = "https://w3id.org/kim/amb/oai/json"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
KIND, THEME = "kind", "theme"
# The nearest types of the DCMI vocabulary.
_TYPES = {
    Offer.Kind.OFFER: "Service",
    Offer.Kind.PROGRAMME: "Service",
    Offer.Kind.PROJECT: "Service",
    Offer.Kind.MATERIAL: "InteractiveResource",
    Offer.Kind.EVENT_SERIES: "Event",
}


@dataclass(frozen=True, slots=True)
class Record:
    """What is known under one identifier; ``one`` is None for what is gone. ``themes`` may be empty for it."""

    key: UUID
    changed: datetime
    kind: str
    themes: tuple[str, ...]
    one: Published | None

    @property
    def has_amb(self) -> bool:
        return self.kind == Offer.Kind.MATERIAL


def identifier_of(key: UUID) -> str:
    return f"oai:{host()}:{key}"


def key_of(identifier: str) -> UUID | None:
    """The key in an identifier of this portal; None for any other."""
    start = f"oai:{host()}:"
    try:
        return UUID(identifier.removeprefix(start)) if identifier.startswith(start) else None
    except ValueError:
        return None


def sets() -> list[tuple[str, str]]:
    """(setSpec, name) of all sets: the two families, each kind, each theme."""
    kinds = [(f"{KIND}:{value}", str(label)) for value, label in Offer.Kind.choices]
    themes = [(f"{THEME}:{one.key}", one.label("de")) for one in scheme("theme").concepts.values()]
    return [(KIND, "Art"), *kinds, (THEME, "Thema"), *themes]


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add_header(parent: etree._Element, record: Record) -> None:
    header = etree.SubElement(parent, f"{{{OAI}}}header")
    if record.one is None:
        header.set("status", "deleted")
    add(header, "identifier", identifier_of(record.key))
    add(header, "datestamp", stamp(record.changed))
    for spec in (f"{KIND}:{record.kind}", *(f"{THEME}:{key}" for key in record.themes)):
        add(header, "setSpec", spec)


def add_record(parent: etree._Element, record: Record, prefix: str) -> None:
    """``record`` in the format ``prefix``, which it must have; one that is gone is a header alone."""
    element = etree.SubElement(parent, f"{{{OAI}}}record")
    add_header(element, record)
    if record.one is None:
        return
    metadata = etree.SubElement(element, f"{{{OAI}}}metadata")
    if prefix == "amb_json":
        told = etree.SubElement(metadata, f"{{{AMB}}}json", nsmap={"amb": AMB})
        told.set("mediaType", amb.MEDIA_TYPE)
        told.text = json.dumps(amb.record(record.one), ensure_ascii=False)
    else:
        _add_dublin_core(metadata, record.one)


def add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{OAI}}}{name}")
    element.text = without_controls(text)
    return element


def _add_dublin_core(parent: etree._Element, one: Published) -> None:
    offer = one.offer
    dc = etree.SubElement(parent, f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    dc.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")

    def say(name: str, text: str, language: str = "") -> None:
        if not text:
            return
        element = etree.SubElement(dc, f"{{{DC}}}{name}")
        element.text = without_controls(text)
        if language:
            element.set(XML_LANG, language)

    say("title", offer.title, "de")
    for language, other in one.texts.items():
        say("title", other.title, language)
    for line in offer.creators.splitlines() or [offer.organisation.name]:
        say("creator", line.strip())
    for key, chosen in (("theme", offer.themes), ("level", offer.levels), ("subject", offer.subjects)):
        known = scheme(key).concepts
        for concept in (known[name] for name in chosen if name in known):
            say("subject", concept.label("de"), "de")
    ended = "Beendet: Der Eintrag steht im Archiv. " if offer.state == State.ARCHIVED else ""
    say("description", f"{ended}{offer.summary} {plain(offer.body)}".strip(), "de")
    for language, other in one.texts.items():
        say("description", other.summary, language)
    say("publisher", offer.organisation.name)
    say("date", offer.first_published_at.date().isoformat() if offer.first_published_at else "")
    say("type", _TYPES[Offer.Kind(offer.kind)])
    say("type", shown(offer, "kind"), "de")
    say("identifier", page_of(offer))
    say("identifier", offer.material_url)
    for code in offer.languages:
        say("language", code)
    if offer.part_of is not None and offer.part_of.live:
        say("relation", page_of(offer.part_of))
    for area in one.areas:
        say("coverage", area.name)
    say("rights", offer.material_licence)
