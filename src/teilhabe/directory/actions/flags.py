"""Points are looked at again when the outline they are held against changes."""

from __future__ import annotations

from collections.abc import Iterable

from ..models import District, Municipality, Place, PointFlag
from ..points import flag_of_point
from ..shapes import is_scattered

_BATCH = 500


def flag_points_again(towns: Iterable[Municipality]) -> int:
    """Say of every point in these towns anew whether it is believed, and return how many changed. Points that an
    editor confirmed stay believed. Call it in the transaction that changed the outlines."""
    changed = 0
    for town in towns:
        for model in (Place, District):
            differing = []
            for thing in model.objects.filter(municipality=town).iterator():
                if "point" in thing.kept:
                    continue
                scattered = bool(thing.outline and is_scattered(thing.outline))
                flag = flag_of_point(town, thing.latitude, thing.longitude, scattered=scattered)
                if thing.flag != flag and not (thing.flag == PointFlag.SHARED and flag == ""):
                    thing.flag = flag
                    differing.append(thing)
            model.objects.bulk_update(differing, ["flag"], batch_size=_BATCH)
            changed += len(differing)
    return changed
