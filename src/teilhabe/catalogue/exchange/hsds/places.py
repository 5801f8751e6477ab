"""Where an offer takes place, and for which towns it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from ..identity import offer_id, own_id
from .vocabulary import named

if TYPE_CHECKING:
    from ...models import Offer
    from ...queries.published import Published

_STATES = {
    "01": "SH", "02": "HH", "03": "NI", "04": "HB", "05": "NW", "06": "HE", "07": "RP", "08": "BW",
    "09": "BY", "10": "SL", "11": "BE", "12": "BB", "13": "MV", "14": "SN", "15": "ST", "16": "TH",
}  # fmt: skip
"""First two digits of an official municipality key, and the state as ISO 3166-2 writes it after "DE-"."""
_KEYS = "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/"
SITE, ONLINE = "site", "online"


def locations(one: Published) -> dict[str, dict[str, Any]]:
    """Where it takes place, by ``SITE`` and ``ONLINE``; nothing for what only comes to people or says nothing."""
    offer, found = one.offer, {}
    if offer.on_site and (offer.venue or offer.street or offer.town or offer.point):
        found[SITE] = _site(one)
    if offer.online:
        found[ONLINE] = {
            "id": own_id("location", offer_id(offer), ONLINE),
            "location_type": "virtual",
            "name": "online",
            **({"url": offer.online_url} if offer.online_url else {}),
        }
    return found


def _site(one: Published) -> dict[str, Any]:
    offer = one.offer
    known = own_id("location", offer_id(offer), SITE)
    name = offer.venue or ", ".join(part for part in (offer.street, offer.town) if part)
    told: dict[str, Any] = {"id": known, "location_type": "physical", "name": name}
    if offer.point is not None:
        told["latitude"], told["longitude"] = offer.point
    if offer.street and offer.town:
        told["addresses"] = [
            {
                "id": own_id("address", known),
                "location_id": known,
                "address_1": offer.street,
                "city": offer.town,
                "state_province": _state(one),
                "postal_code": offer.postcode,
                "country": "DE",
                "address_type": "physical",
            }
        ]
    access = [
        {"id": own_id("accessibility", known, term.key), "location_id": known, "description": term.label}
        for term in named(offer, "accessibility")
    ]
    if offer.accessibility_note:
        access.append(
            {
                "id": own_id("accessibility", known, "note"),
                "location_id": known,
                "description": offer.accessibility_note,
            }
        )
    if access:
        told["accessibility"] = access
    return told


def _state(one: Published) -> str:
    town = one.offer.organisation.municipality
    key = next((area.ags for area in one.areas), town.ags if town else "")
    return _STATES.get(key[:2], "")


def services_at_locations(one: Published) -> list[dict[str, Any]]:
    """The links between an offer and its places, as they stand inside of the service."""
    link = offer_id(one.offer)
    return [
        {
            "id": own_id("service-at-location", link, where),
            "service_id": link,
            "location_id": place["id"],
            "description": one.offer.summary,
            "location": place,
        }
        for where, place in locations(one).items()
    ]


def service_at_location(one: Published, where: str, service: dict[str, Any]) -> dict[str, Any]:
    """One link as a row of its own list, with ``service`` in it. Raises KeyError for a place the offer has not."""
    found = {row["id"]: row for row in services_at_locations(one)}
    row = found[own_id("service-at-location", offer_id(one.offer), where)]
    kept = ("phones", "contacts", "schedules")
    own = {name: service[name] for name in kept if service.get(name)}
    return {**row, **own, "service": {name: value for name, value in service.items() if name != "service_at_locations"}}


def link_ids(offer: Offer) -> dict[str, str]:
    """UUIDs that the links of an offer would have, and the place each stands for."""
    return {own_id("service-at-location", offer_id(offer), where): where for where in (SITE, ONLINE)}


def service_areas(one: Published) -> list[dict[str, Any]]:
    """The towns and districts it is for; the whole region where nobody narrowed it down."""
    link = offer_id(one.offer)
    if not one.areas:
        return [
            {
                "id": own_id("service-area", link, "region"),
                "service_id": link,
                "name": settings.PORTAL_REGION or "ganze Region",
                "description": "Für alle in der Region.",
            }
        ]
    return [
        {
            "id": own_id("service-area", link, area.ref),
            "service_id": link,
            "name": area.name,
            "extent": area.ags if area.whole else area.ref,
            "extent_type": "municipality key (AGS)" if area.whole else "district",
            **({"uri": f"{_KEYS}{area.ags}"} if area.whole else {}),
        }
        for area in one.areas
    ]
