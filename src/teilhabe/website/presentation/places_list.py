"""Mein Ort: where one begins, with all municipalities in words and on a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from teilhabe.core.outline import Drawing
from teilhabe.directory.addresses import Located

from ..queries.towns import ABOVE, Town
from .map import drawing
from .places import Line, place_kind, ref_url
from .search_filters import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """``above`` are counties and regions, ``towns`` what lies in them. ``choices`` are what ``asked`` can mean."""

    towns: tuple[Link, ...]
    above: tuple[Link, ...]
    drawing: Drawing | None
    asked: str
    choices: tuple[Line, ...]


def places_page(
    towns: Mapping[str, Town], outlines: Mapping[str, Any], *, asked: str, meant: Sequence[Located]
) -> PlacesPage:
    """``meant`` are the places that somebody who asked for ``asked`` can mean, likeliest first."""
    found = list(towns.values())
    return PlacesPage(
        asked=asked,
        choices=tuple((one.label, located_url(one, towns), place_kind(one.kind)) for one in meant),
        towns=tuple(_link(town) for town in found if town.kind not in ABOVE),
        above=tuple(_link(town) for town in found if town.kind in ABOVE),
        drawing=drawing(outlines),
    )


def located_url(place: Located, towns: Mapping[str, Town]) -> str:
    """The page of a place that somebody typed."""
    return ref_url(place.ref, towns, place.municipality_ags)


def _link(town: Town) -> Link:
    return (town.name, reverse("municipality", args=[town.slug]))
