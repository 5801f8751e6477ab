"""JSON-LD (schema.org) of an offer, by what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from teilhabe.core.addresses import whole
from teilhabe.core.linked_data import block, crumbs
from teilhabe.directory.concepts import label
from teilhabe.directory.models import Organisation

from ..models import Offer
from ..rules.schedule import Occurrence

_FREE = {"free": True, "fee": False}
_TYPES = {
    Offer.Kind.PROGRAMME: "Service",
    Offer.Kind.PROJECT: "Project",
    Offer.Kind.MATERIAL: "LearningResource",
    Offer.Kind.EVENT_SERIES: "EventSeries",
}


def offer_data(
    source: Offer,
    shown: Offer,
    *,
    address: str,
    dates: Sequence[Occurrence],
    towns: Sequence[str],
    way: Sequence[tuple[str, str]],
    org_url: str,
) -> SafeString:
    """``source`` is the German row, ``shown`` the one whose words are read; ``way`` are the crumbs to the page."""
    kind = type_of(source)
    thing: dict[str, Any] = {
        "@type": kind,
        "@id": address,
        "url": address,
        "name": shown.title,
        "alternateName": list(source.aliases),
        "description": shown.summary,
        "inLanguage": shown.locale.language_code,
        "keywords": [label("theme", key, "de") for key in source.themes],
        "audience": [{"@type": "Audience", "audienceType": label("audience", key, "de")} for key in source.audience],
        "isAccessibleForFree": _FREE.get(source.cost),
    }
    provider = organisation(source.organisation, org_url)
    area = [{"@type": "AdministrativeArea", "name": name} for name in towns]
    if kind == "LearningResource":
        thing |= {
            "license": source.material_licence,
            "learningResourceType": [label("resource-type", key, "de") for key in source.resource_types],
            "educationalLevel": [label("level", key, "de") for key in source.levels],
            "author": [
                {"@type": "Person", "name": line.strip()} for line in source.creators.splitlines() if line.strip()
            ],
            "publisher": provider,
            "encoding": [{"@type": "MediaObject", "contentUrl": source.material_url}] if source.material_url else [],
        }
    elif kind == "Course":
        thing |= {
            "provider": provider,
            "educationalLevel": " – ".join(part.upper() for part in (source.level_from, source.level_to) if part),
            "hasCourseInstance": [
                {
                    "@type": "CourseInstance",
                    "courseMode": "online" if source.online else "onsite",
                    "startDate": one.starts.isoformat(timespec="minutes"),
                    **({"endDate": one.ends.isoformat(timespec="minutes")} if one.ends else {}),
                }
                for one in dates
            ],
        }
    elif kind == "EventSeries":
        thing |= {
            "organizer": provider,
            "location": _place(source),
            "subEvent": [_event(shown, source, one, address) for one in dates],
        }
    elif kind == "Project":
        thing |= {"parentOrganization": provider, "areaServed": area}
    else:
        thing |= {
            "provider": provider,
            "areaServed": area,
            "termsOfService": shown.registration,
            "availableChannel": _channel(source),
        }
    return block(thing, crumbs(way, shown.title, address))


def type_of(source: Offer) -> str:
    """A course teaches German up to a level; what an administration offers is a service of it."""
    if source.kind == Offer.Kind.OFFER and (source.level_from or source.level_to):
        return "Course"
    found = _TYPES.get(Offer.Kind(source.kind), "Service")
    if found == "Service" and source.organisation.kind == Organisation.Kind.ADMINISTRATION:
        return "GovernmentService"
    return found


def organisation(one: Organisation, url: str) -> dict[str, Any]:
    kind = "GovernmentOrganization" if one.kind == Organisation.Kind.ADMINISTRATION else "Organization"
    found: dict[str, Any] = {"@type": kind, "name": one.name, "url": whole(url)}
    return {**found, "sameAs": one.homepage} if one.homepage else found


def organisation_data(one: Organisation, *, address: str, way: Sequence[tuple[str, str]], url: str) -> SafeString:
    return block({**organisation(one, url), "@id": address}, crumbs(way, one.name, address))


def _event(shown: Offer, source: Offer, one: Occurrence, address: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "Event",
        "name": shown.title,
        "url": address,
        "startDate": one.starts.date().isoformat() if one.whole_day else one.starts.isoformat(timespec="minutes"),
        "eventAttendanceMode": "https://schema.org/"
        + ("OnlineEventAttendanceMode" if source.online and not source.on_site else "OfflineEventAttendanceMode"),
    }
    if one.ends:
        found["endDate"] = one.ends.isoformat(timespec="minutes")
    if place := _place(source):
        found["location"] = place
    return found


def _place(source: Offer) -> dict[str, Any]:
    if not (source.venue or source.street):
        return {"@type": "VirtualLocation", "url": source.online_url} if source.online_url else {}
    place: dict[str, Any] = {
        "@type": "Place",
        "name": source.venue or source.street,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": source.street,
            "postalCode": source.postcode,
            "addressLocality": source.town,
            "addressCountry": "DE",
        },
    }
    if source.point:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": source.latitude, "longitude": source.longitude}
    return place


def _channel(source: Offer) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "ServiceChannel"}
    if place := _place(source):
        found["serviceLocation"] = place
    if source.phone:
        found["servicePhone"] = {"@type": "ContactPoint", "telephone": source.phone}
    if source.registration_url or source.homepage:
        found["serviceUrl"] = source.registration_url or source.homepage
    return found if len(found) > 1 else {}
