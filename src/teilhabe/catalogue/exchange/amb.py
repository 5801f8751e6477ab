"""Materials as JSON-LD by the "Allgemeines Metadatenprofil für Bildungsressourcen" (AMB), version 20231019."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings

from teilhabe.core.text import without_controls
from teilhabe.directory.concepts import Concept, scheme

from ..indexing.offers import plain
from ..models import Offer
from .identity import page_of, whole

if TYPE_CHECKING:
    from ..queries.published import Published

MEDIA_TYPE = "application/ld+json"
CONTEXT = "https://w3id.org/kim/amb/context.jsonld"
SUBJECTS = "http://w3id.org/kim/schulfaecher/"
TYPES = "https://w3id.org/kim/hcrt/"
LEVELS = "https://w3id.org/kim/educationalLevel/"
_OPEN = re.compile(r"^https?://(creativecommons\.org/(licenses|licences|publicdomain)/|www\.gnu\.org/licenses/)")
# What makes a line of "creators" an organisation; AMB wants to know.
_ORGANISED = re.compile(
    r"\b(e\. ?V\.|g?GmbH|AG|Stiftung|Verein|Verband|Institut|Zentrum|Amt|Stadt|Kreis|StädteRegion|Region|Gemeinde|"
    r"Ministerium|Universität|Hochschule|Schule|Redaktion|Netzwerk|Bibliothek|Werkstatt|Team|Projekt)\b"
    r"|(zentrum|institut|amt|verband|verein|stiftung|schule|werk|werkstatt|stelle|büro)\b",
    re.IGNORECASE,
)


def record(one: Published) -> dict[str, Any]:
    """The description of a material. ``about`` and ``learningResourceType`` name only concepts that AMB knows; our own
    themes stand among the keywords."""
    offer = one.offer
    page = page_of(offer)
    told: dict[str, Any] = {
        "@context": [CONTEXT, {"@language": "de"}],
        "id": offer.material_url or page,
        "type": ["LearningResource"],
        "name": offer.title,
        "description": without_controls(offer.summary or plain(offer.body)),
        "about": _concepts("subject", offer.subjects, SUBJECTS),
        "keywords": [
            found.label("de")
            for key, chosen in (("theme", offer.themes), ("block", offer.blocks), ("need", offer.needs))
            for found in _known(key, chosen)
        ],
        "license": {"id": offer.material_licence} if _OPEN.match(offer.material_licence) else None,
        "creator": [
            {"type": "Organization" if _ORGANISED.search(line) else "Person", "name": line}
            for line in (line.strip() for line in offer.creators.splitlines())
            if line
        ],
        "publisher": [
            {
                "type": "Organization",
                "name": offer.organisation.name,
                **({"id": offer.organisation.homepage} if offer.organisation.homepage else {}),
            }
        ],
        # Two letters, as AMB lists them.
        "inLanguage": [code for code in offer.languages if len(code) == 2] or ["de"],
        "learningResourceType": _concepts("resource-type", offer.resource_types, TYPES) or [_other()],
        "educationalLevel": _concepts("level", offer.levels, LEVELS),
        "conditionsOfAccess": {"id": "http://w3id.org/kim/conditionsOfAccess/no_login", "type": "Concept"},
        "isAccessibleForFree": True if offer.cost == Offer.Cost.FREE else None,
        "datePublished": offer.first_published_at.date().isoformat() if offer.first_published_at else None,
        "dateModified": one.changed.date().isoformat(),
        "mainEntityOfPage": [
            {
                "id": page,
                "type": "WebContent",
                "provider": {"id": settings.PORTAL_URL, "type": "Service", "name": settings.PORTAL_NAME},
                "dateModified": one.changed.date().isoformat(),
            }
        ],
    }
    # Whether one has to sign in is known only of what lies here.
    if urls_elsewhere(offer):
        del told["conditionsOfAccess"]
    return {name: value for name, value in told.items() if value not in ("", None, [])}


def urls_elsewhere(offer: Offer) -> bool:
    """Whether the material itself lies with somebody else."""
    return bool(offer.material_url) and not offer.material_url.startswith(whole("/"))


def _known(key: str, chosen: Iterable[str]) -> list[Concept]:
    known = scheme(key).concepts
    return [known[one] for one in chosen if one in known]


def _concepts(key: str, chosen: Iterable[str], space: str) -> list[dict[str, Any]]:
    """The concepts as ``space`` knows them, each once: two of ours may be one of theirs."""
    found: dict[str, dict[str, Any]] = {}
    for one in _known(key, chosen):
        for uri in one.matches:
            if uri.startswith(space):
                found.setdefault(uri, {"id": uri, "type": "Concept", "prefLabel": dict(one.labels)})
    return list(found.values())


def _other() -> dict[str, Any]:
    return {"id": f"{TYPES}other", "type": "Concept", "prefLabel": {"de": "Sonstiges", "en": "Other"}}
