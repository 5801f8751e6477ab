"""The places of papers in the index."""

from __future__ import annotations

from teilhabe.search.actions import NewPlace

from ..models import Paper
from ..placing import Placed


def new_places(paper: Paper) -> list[NewPlace]:
    """What ``Paper.places`` says, without names of which nobody knows what they mean."""
    found = (Placed.of_json(said) for said in paper.places)
    return [
        NewPlace(
            ref=place.ref,
            kind=place.kind,
            name=place.name,
            grade=place.grade,
            municipality=place.municipality,
            latitude=place.latitude,
            longitude=place.longitude,
            reason=place.reason,
            within=place.within,
        )
        for place in found
        if place.ref
    ]


def own_town(municipality: str) -> list[str]:
    """The facet ``place`` of everything that a municipality's own council does."""
    return [f"municipality:{municipality}"] if municipality else []
