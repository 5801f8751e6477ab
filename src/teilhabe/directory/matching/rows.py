"""What the gazetteer hands to the matcher: one frozen row for each place that can be named. Knows no Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PlaceKind = Literal["street", "square", "park", "building", "district", "school", "municipality", "other"]


# Kinds of municipalities that stand for others. A key in …000 does not tell them: towns of no county have one, too.
_COUNTIES = frozenset({"county", "region"})


def is_county(kind: str) -> bool:
    """Whether a municipality of this kind is a county or region around towns, and none itself."""
    return kind in _COUNTIES


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with all the names it is known by.

    ``ref`` is stable: ``street:<ags>/<slug>``, ``square:…``, ``park:…``, ``building:…``, ``district:<ags>/<slug>``,
    ``school:<number>``, ``municipality:<ags>``. ``names`` are variants in use today, ``former`` names of the past, both
    without ``name``; what can be computed (Str./Straße, hyphens, umlauts, ß) is the matcher's business.
    ``municipality_ags`` has eight digits; of a municipality it is its own. ``district`` is the name of the district the
    place lies in, ``district_ref`` its ref, both "" if unknown. ``latitude`` and ``longitude`` are WGS84 degrees, both
    None where no point is trusted. ``url_slug`` is a town's own address, else the part below: ``/ort/<town>/<slug>/``.
    ``is_county``: a municipality that holds others, and is no town itself.
    """

    ref: str
    kind: PlaceKind
    name: str
    names: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    municipality_ags: str = ""
    district: str = ""
    district_ref: str = ""
    postcodes: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    url_slug: str = ""
    is_county: bool = False
