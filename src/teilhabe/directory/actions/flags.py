"""Points are looked at again when the outline they are held against changes."""

from __future__ import annotations

from collections.abc import Iterable

from ..models import District, Municipality, OnTheMap, Place, PointFlag
from ..points import flag_of_point
from ..shapes import is_scattered

_BATCH = 500


def flag_points_again(towns: Iterable[Municipality]) -> int:
    """Say of every point in these towns anew whether it is believed, and return how many changed. Points that an
    editor confirmed stay believed. Call it in the transaction that changed the outlines."""
    changed = 0
    for town in towns:
        places = [place for place in Place.objects.filter(municipality=town).iterator() if _flagged_anew(place, town)]
        districts = [one for one in District.objects.filter(municipality=town) if _flagged_anew(one, town)]
        Place.objects.bulk_update(places, ["flag"], batch_size=_BATCH)
        District.objects.bulk_update(districts, ["flag"], batch_size=_BATCH)
        changed += len(places) + len(districts)
    return changed


def _flagged_anew(thing: OnTheMap, town: Municipality) -> bool:
    """Whether its flag changes; an editor's word and what neighbours say of a point stay."""
    if "point" in thing.kept:
        return False
    scattered = bool(thing.outline and is_scattered(thing.outline))
    flag = flag_of_point(town, thing.latitude, thing.longitude, scattered=scattered)
    if thing.flag == flag or (thing.flag == PointFlag.SHARED and flag == ""):
        return False
    thing.flag = flag
    return True
