"""Mein Ort: where one begins, with all municipalities in words and on a map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from teilhabe.core.outline import Drawing

from ..queries.towns import ABOVE, Town
from .map import drawing
from .search_filters import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """``above`` are counties and regions, ``towns`` what lies in them."""

    towns: tuple[Link, ...]
    above: tuple[Link, ...]
    drawing: Drawing | None


def places_page(towns: Iterable[Town], outlines: Mapping[str, Any]) -> PlacesPage:
    found = list(towns)
    return PlacesPage(
        towns=tuple(_link(town) for town in found if town.kind not in ABOVE),
        above=tuple(_link(town) for town in found if town.kind in ABOVE),
        drawing=drawing(outlines),
    )


def _link(town: Town) -> Link:
    return (town.name, reverse("municipality", args=[town.slug]))
