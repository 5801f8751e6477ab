"""Which points are believed: a point far outside of its municipality is kept, but on no map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from .geometry import metres_outside
from .models import District, Municipality, OnTheMap, Place, PointFlag

# Official overview outlines (1:5,000,000) and points of streets along a border disagree by as much.
TOLERANCE = 200  # metres
_FINE = 4  # decimals of a degree, some ten metres; coarser points coincide without meaning anything


def flag_of_point(
    town: Municipality, latitude: float | None, longitude: float | None, *, scattered: bool = False
) -> str:
    """The flag of a point by itself; "" where nothing speaks against it. A town without outline holds every point."""
    if latitude is None or longitude is None:
        return PointFlag.MISSING
    outside = metres_outside(town.outline, longitude, latitude) if town.outline else 0.0
    if outside > TOLERANCE:
        return PointFlag.OUTSIDE
    if scattered:
        return PointFlag.SCATTERED
    return PointFlag.BORDER if outside else ""


def flag_in_words(flag: str, name: str, town: Municipality, latitude: float | None, longitude: float | None) -> str:
    """Why an editor should look at the point, with names and metres; "" for flags that say enough in a number."""
    said = {"name": name, "town": town.name}
    if flag == PointFlag.SCATTERED:
        return _("%(name)s (%(town)s): Die Teile liegen weit auseinander.") % said
    if flag not in (PointFlag.OUTSIDE, PointFlag.BORDER) or latitude is None or longitude is None or not town.outline:
        return ""
    metres = round(metres_outside(town.outline, longitude, latitude))
    if flag == PointFlag.OUTSIDE:
        return _("%(name)s (%(town)s): Der Punkt liegt %(metres)s m außerhalb und kommt nicht auf die Karte.") % {
            **said,
            "metres": metres,
        }
    return _("%(name)s (%(town)s): Der Punkt liegt %(metres)s m außerhalb, also knapp.") % {**said, "metres": metres}


def why_flagged(thing: Place | District) -> str:
    """The same of a stored place or district; the label for flags that say enough, "" without a flag."""
    words = flag_in_words(thing.flag, thing.name, thing.municipality, thing.latitude, thing.longitude)
    return words or str(thing.get_flag_display())


def points_told_twice(things: Iterable[OnTheMap]) -> set[int]:
    """Numbers (pk) of things that share their exact point with another one: one of the two is likely misplaced."""
    held: dict[tuple[float, float], list[Any]] = defaultdict(list)
    for thing in things:
        if thing.latitude is None or thing.longitude is None or thing.outline is not None:
            continue
        if round(thing.latitude, _FINE) != thing.latitude or round(thing.longitude, _FINE) != thing.longitude:
            held[thing.latitude, thing.longitude].append(thing.pk)
    return {pk for same in held.values() if len(same) > 1 for pk in same}
