"""Whoever offers something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..identity import machine_address, organisation_id
from .places import locations
from .programmes import program_of

if TYPE_CHECKING:
    from teilhabe.directory.models import Organisation

    from ...queries.published import Published


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


def organisation(one: Organisation, offers: Sequence[Published], services: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """With the places and programmes of its ``offers`` and the ``services`` they are, by name or whole."""
    places = [place for row in offers for place in locations(row).values()]
    programmes = [found for row in offers if (found := program_of(row.offer)) is not None]
    return short(one) | {
        "locations": places,
        "programs": list({row["id"]: row for row in programmes}.values()),
        "services": list(services),
    }
