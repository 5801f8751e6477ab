"""An offer as a service."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from teilhabe.core.text import without_controls

from ...indexing.offers import plain
from ...models import Offer, State
from ..identity import machine_address, offer_id, organisation_id, own_id, page_of
from ..labels import shown
from .organisations import short
from .places import service_areas, services_at_locations
from .programmes import program_of
from .schedules import schedules
from .vocabulary import attributes, named

if TYPE_CHECKING:
    from ...queries.published import Published

NO_SERVICE = (Offer.Kind.MATERIAL,)
"""Kinds that are no service to anybody: materials are told as AMB."""
_LEVELS = dict(Offer.Level.choices)


def service(one: Published, *, now: datetime) -> dict[str, Any]:
    """The whole service with everything that belongs to it, as ``schema/service.json`` describes it, and the fields of
    our profile."""
    offer, link = one.offer, offer_id(one.offer)
    told: dict[str, Any] = {
        "id": link,
        "organization_id": organisation_id(offer.organisation),
        "name": offer.title,
        "alternate_name": ", ".join(offer.aliases),
        "description": _description(offer),
        "url": page_of(offer),
        "email": offer.email,
        "status": status_of(offer),
        "interpretation_services": "",
        "application_process": _application(offer),
        "fees_description": _fees(offer),
        "eligibility_description": _eligibility(offer),
        "minimum_age": offer.age_from,
        "maximum_age": offer.age_to,
        "assured_date": offer.assured_on.isoformat() if offer.assured_on else "",
        "alert": _alert(offer),
        "last_modified": moment(one.changed),
        **_of_profile(one),
        "phones": _phones(offer, link),
        "schedules": schedules(offer, link, now=now),
        "service_areas": service_areas(one),
        "service_at_locations": services_at_locations(one),
        "languages": [
            {"id": own_id("language", link, term.key), "service_id": link, "name": term.label, "code": term.key}
            for term in named(offer, "language")
        ],
        "organization": short(offer.organisation),
        "funding": _funding(offer, link),
        "cost_options": _costs(offer, link),
        "required_documents": [
            {"id": own_id("document", link, str(number)), "service_id": link, "document": line}
            for number, line in enumerate(_lines(offer.documents))
        ],
        "contacts": _contacts(offer, link),
        "attributes": attributes(offer, link, "service"),
    }
    if (programme := program_of(offer)) is not None:
        told |= {"program_id": programme["id"], "program": programme}
    # Nothing said is nothing sent: an empty address would be no address, and the schema wants one.
    return {name: value for name, value in told.items() if value not in ("", None, [])}


def flat(told: dict[str, Any]) -> dict[str, Any]:
    """A service, organisation or link as a row of a list: without what there may be several of, at any depth."""
    return {
        name: flat(value) if isinstance(value, dict) else value
        for name, value in told.items()
        if not (isinstance(value, list) and value and isinstance(value[0], dict))
    }


def brief(one: Published) -> dict[str, Any]:
    """A service by name, as it stands with its organisation."""
    offer = one.offer
    return {
        "id": offer_id(offer),
        "name": offer.title,
        "status": status_of(offer),
        "url": page_of(offer),
        "last_modified": moment(one.changed),
    }


def minimal(key: UUID, changed: datetime) -> dict[str, str]:
    """For whoever keeps a copy: what there is and when it changed."""
    return {"id": str(key), "modified_date": moment(changed), "last_modified": moment(changed)}


def status_of(offer: Offer) -> str:
    """``active``, ``inactive`` before it begins, ``defunct`` after it has ended."""
    today = timezone.localdate()
    if offer.state == State.ARCHIVED or (offer.valid_to and offer.valid_to < today):
        return "defunct"
    return "inactive" if offer.valid_from and offer.valid_from > today else "active"


def moment(when: datetime) -> str:
    """UTC with milliseconds, as the specification asks."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _of_profile(one: Published) -> dict[str, Any]:
    offer = one.offer
    return {
        "kind": offer.kind,
        "residence_conditions": offer.residence,
        "german_level_from": offer.level_from,
        "german_level_to": offer.level_to,
        "school_levels": list(offer.levels),
        "school_forms": list(offer.school_forms),
        "appointment_only": offer.appointment_only,
        "places_total": offer.places,
        "places_free": offer.places_free,
        "places_date": offer.places_on.isoformat() if offer.places_on else "",
        "registration_url": offer.registration_url,
        "registration_until": offer.registration_until.isoformat() if offer.registration_until else "",
        "valid_from": offer.valid_from.isoformat() if offer.valid_from else "",
        "valid_to": offer.valid_to.isoformat() if offer.valid_to else "",
        "ended_on": offer.ended_on.isoformat() if offer.ended_on else "",
        "assured_by": offer.assured_by,
        "review_due": offer.review_due.isoformat() if offer.review_due else "",
        "api_url": machine_address("hsds_service", offer_id(offer)),
        "translations": [
            {
                "language": language,
                "name": other.title,
                "summary": other.summary,
                "description": _description(other),
                "url": page_of(other),
            }
            for language, other in one.texts.items()
        ],
    }


def _description(offer: Offer) -> str:
    return "\n\n".join(part for part in (offer.summary, without_controls(plain(offer.body))) if part)


def _application(offer: Offer) -> str:
    parts = [shown(offer, "access"), offer.registration, offer.registration_url]
    if offer.registration_until:
        parts.append(f"Anmeldung bis {offer.registration_until:%d.%m.%Y}")
    if offer.appointment_only:
        parts.append("nur nach Termin")
    return _sentences(parts)


def _fees(offer: Offer) -> str:
    return _sentences([shown(offer, "cost"), offer.cost_note])


def _eligibility(offer: Offer) -> str:
    parts = []
    if audience := ", ".join(term.label for term in named(offer, "audience")):
        parts.append(f"Für: {audience}")
    if offer.level_from or offer.level_to:
        low, high = _LEVELS.get(offer.level_from), _LEVELS.get(offer.level_to)
        words = [f"ab {low}" if low else "", f"bis {high}" if high else ""]
        parts.append(f"Deutsch {' '.join(word for word in words if word)}")
    parts.append(offer.residence)
    return _sentences(parts)


def _sentences(parts: list[str]) -> str:
    said = [part.strip() for part in parts if part and part.strip()]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in said)


def _alert(offer: Offer) -> str:
    if offer.places_free != 0:
        return ""
    since = f" (Stand {offer.places_on:%d.%m.%Y})" if offer.places_on else ""
    return f"Zurzeit ist kein Platz frei{since}."


def _phones(offer: Offer, link: str) -> list[dict[str, Any]]:
    if not offer.phone:
        return []
    return [{"id": own_id("phone", link), "service_id": link, "number": offer.phone, "type": "voice"}]


def _contacts(offer: Offer, link: str) -> list[dict[str, Any]]:
    """A function or office, never a person."""
    if not (offer.contact or offer.email):
        return []
    told = {"id": own_id("contact", link), "service_id": link, "name": offer.contact, "email": offer.email}
    return [{name: value for name, value in told.items() if value}]


def _funding(offer: Offer, link: str) -> list[dict[str, Any]]:
    return [{"id": own_id("funding", link), "service_id": link, "source": offer.funding}] if offer.funding else []


def _costs(offer: Offer, link: str) -> list[dict[str, Any]]:
    if not offer.cost:
        return []
    told: dict[str, Any] = {"id": own_id("cost", link), "service_id": link, "option": shown(offer, "cost")}
    if offer.cost == Offer.Cost.FREE:
        told |= {"amount": 0, "currency": "eur"}
    return [told | ({"amount_description": offer.cost_note} if offer.cost_note else {})]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
