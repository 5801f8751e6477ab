"""The municipalities as pages of places and maps need them: one question, kept for five minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from teilhabe.directory.models import Municipality
from teilhabe.directory.queries import short_name

KEPT_SECONDS = 300
_KEY = "website.towns"
_DECIMALS = 4
"""Of an outline: about ten metres, more than an overview shows."""
ABOVE = (Municipality.Kind.COUNTY, Municipality.Kind.REGION)
"""What lies around towns, and has no outline of its own on a map."""


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality as ``/ort/`` calls it."""

    ags: str
    slug: str
    name: str
    kind: str


def towns_by_key() -> Mapping[str, Town]:
    """AGS → municipality in the order of names, counties too."""
    return _kept()[0]


def town_names() -> dict[str, str]:
    """AGS → name."""
    return {ags: town.name for ags, town in towns_by_key().items()}


def town_at(slug: str) -> Town | None:
    """The municipality with this address, or with this key."""
    return next((town for town in towns_by_key().values() if slug in (town.slug, town.ags)), None)


def outlines() -> Mapping[str, Any]:
    """The towns as GeoJSON with ``name``, ``slug`` and the place of the name, without counties."""
    return _kept()[1]


def _kept() -> tuple[dict[str, Town], dict[str, Any]]:
    known: tuple[dict[str, Town], dict[str, Any]] | None = cache.get(_KEY)
    if known is None:
        rows = list(Municipality.objects.order_by("name"))
        drawn = [_outline(row) for row in rows if row.outline and row.kind not in ABOVE]
        known = (
            {row.ags: Town(row.ags, row.slug, short_name(row), row.kind) for row in rows},
            {"type": "FeatureCollection", "features": drawn},
        )
        if rows:
            cache.set(_KEY, known, KEPT_SECONDS)
    return known


def _outline(town: Municipality) -> dict[str, Any]:
    assert town.outline is not None  # only those with an outline are drawn
    return {
        "type": "Feature",
        "properties": {
            "name": short_name(town),
            "slug": town.slug,
            "middle": [town.middle_longitude, town.middle_latitude],
        },
        "geometry": {"type": town.outline["type"], "coordinates": _rounded(town.outline["coordinates"])},
    }


def _rounded(part: Any) -> Any:
    """Coordinates of any depth, as exact as an overview shows."""
    if isinstance(part, (int, float)):
        return round(part, _DECIMALS)
    return [_rounded(one) for one in part]
