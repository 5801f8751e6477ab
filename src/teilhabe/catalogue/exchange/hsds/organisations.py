"""Whoever offers something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..identity import machine_address, organisation_id

if TYPE_CHECKING:
    from teilhabe.directory.models import Organisation


def short(one: Organisation) -> dict[str, Any]:
    """Without anything there may be several of. The directory keeps no description: kind and town say what it is."""
    known = organisation_id(one)
    words = [str(one.get_kind_display()), one.municipality.name if one.municipality else ""]
    told = {
        "id": known,
        "name": one.name,
        "description": ", ".join(word for word in words if word),
        "website": one.homepage,
        "uri": machine_address("hsds_organization", known),
    }
    return {name: value for name, value in told.items() if value}


def organisation(one: Organisation, services: Sequence[dict[str, Any]], *, full: bool) -> dict[str, Any]:
    """With its places, programmes and services, whole ones (``full``) or by name and state."""
    told = short(one)
    places = {
        link["location"]["id"]: link["location"] for row in services for link in row.get("service_at_locations", ())
    }
    programmes = {row["program"]["id"]: row["program"] for row in services if "program" in row}
    kept = ("id", "name", "status", "url", "last_modified")
    return told | {
        "locations": list(places.values()),
        "programs": list(programmes.values()),
        "services": [row if full else {name: row[name] for name in kept if name in row} for row in services],
    }
