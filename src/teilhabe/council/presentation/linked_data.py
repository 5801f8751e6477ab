"""JSON-LD (schema.org) of public pages. A data block, not a script: the content policy leaves it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from teilhabe.core.addresses import whole
from teilhabe.core.linked_data import block

from ..models import Body, Meeting, Organization, Paper
from ..placing import Placed
from .files import FileRow

if TYPE_CHECKING:
    from .papers import PaperParts

OPARL = "https://schema.oparl.org/1.1"


def paper(one: Paper, found: PaperParts, *, address: str, files: Sequence[FileRow]) -> SafeString:
    """A council paper is a document that someone puts before a council. It is no law, so not ``Legislation``; what it
    is exactly says OParl's type."""
    return block(
        {
            "@type": "DigitalDocument",
            "@id": address,
            "additionalType": f"{OPARL}/Paper",
            "url": address,
            "name": one.name,
            "identifier": one.reference,
            "genre": one.kind_raw,
            "inLanguage": "de",
            "dateCreated": one.date.isoformat() if one.date else None,
            "dateModified": one.record.last_changed.isoformat(timespec="seconds"),
            "abstract": one.summary,
            "keywords": list(one.keywords),
            "publisher": body(one.body),
            "sourceOrganization": [{"@type": "GovernmentOrganization", "name": lead.name} for lead in found.leads],
            "spatialCoverage": [
                {"@type": "Place", "name": f"{place.name}, {place.town}" if place.town else place.name}
                for place in map(Placed.of_json, one.places)
                if place.is_sure
            ],
            "isBasedOn": one.original_url,
            "license": one.body.licence,
            "encoding": [
                {
                    "@type": "MediaObject",
                    "name": file.name,
                    "contentUrl": file.original_url,
                    "contentSize": str(file.size) if file.size else "",
                    **({"sha256": file.sha256} if file.sha256 else {}),
                }
                for file in files
                if file.original_url
            ],
        }
    )


def body(one: Body) -> dict[str, Any]:
    return {"@type": "GovernmentOrganization", "name": one.name, "url": whole(one.get_absolute_url())}


def organization(one: Organization) -> SafeString:
    return block(
        {
            "@type": "GovernmentOrganization",
            "@id": whole(one.get_absolute_url()),
            "additionalType": f"{OPARL}/Organization",
            "url": whole(one.get_absolute_url()),
            "name": one.name,
            "alternateName": one.short_name,
            "parentOrganization": body(one.body),
        }
    )


def meeting(one: Meeting, committees: Sequence[Organization], place: str) -> SafeString:
    status = "EventCancelled" if one.cancelled else "EventScheduled"
    return block(
        {
            "@type": "Event",
            "@id": whole(one.get_absolute_url()),
            "additionalType": f"{OPARL}/Meeting",
            "url": whole(one.get_absolute_url()),
            "name": one.name,
            "startDate": one.start.isoformat(timespec="minutes") if one.start else None,
            "endDate": one.end.isoformat(timespec="minutes") if one.end else None,
            "eventStatus": f"https://schema.org/{status}",
            "location": {"@type": "Place", "name": place, "address": place} if place else None,
            "organizer": [{"@type": "GovernmentOrganization", "name": c.name} for c in committees],
        }
    )
