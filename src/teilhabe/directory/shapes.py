"""Where a place is on the map, out of what a file draws: lines of a street's parts, areas, single points.

Geometries are GeoJSON (WGS84, longitude first); points are (latitude, longitude). Plain numbers, no library.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from .geometry import bounds, contains, metres_between, middle, polygons

DECIMALS = 5  # of a degree: about a metre
_APART = 1500  # metres: a street is not interrupted for longer; what is farther away is another one of its name
_SMALL = 0.005  # degrees, some 400 m: in smaller areas any inner point will do

Line = Sequence[Sequence[float]]


class UnusableShapeError(ValueError):
    """The geometry has no points, points that are no degrees, or is of no known kind."""


def cleaned(geometry: Any) -> dict[str, Any]:
    """A geometry in one of four shapes: Point, MultiLineString, Polygon or MultiPolygon, rounded to about a metre.

    Raises UnusableShapeError.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    said: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
    try:
        match kind:
            case "Point":
                return {"type": "Point", "coordinates": _point(said)}
            case "MultiPoint":
                return {"type": "Point", "coordinates": _point(said[len(said) // 2])}
            case "LineString":
                return {"type": "MultiLineString", "coordinates": [_line(said)]}
            case "MultiLineString":
                return {"type": "MultiLineString", "coordinates": [_line(line) for line in said]}
            case "Polygon":
                return {"type": "Polygon", "coordinates": [_ring(ring) for ring in said]}
            case "MultiPolygon":
                return _areas([[_ring(ring) for ring in part] for part in said])
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise UnusableShapeError(str(error)) from error
    raise UnusableShapeError(str(kind))


def united(geometries: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Cleaned geometries of one place as one: areas before lines before points; None of none."""
    areas, lines, points = [], [], []
    for geometry in geometries:
        if geometry["type"] in ("Polygon", "MultiPolygon"):
            areas += polygons(geometry)
        elif geometry["type"] == "MultiLineString":
            lines += geometry["coordinates"]
        else:
            points.append(geometry)
    if areas:
        return _areas(areas)
    if lines:
        return {"type": "MultiLineString", "coordinates": lines}
    return points[0] if points else None


def point_in(geometry: dict[str, Any]) -> tuple[float, float]:
    """A point on the place itself: halfway along the longest connected stretch, or well inside the largest area."""
    if geometry["type"] == "Point":
        longitude, latitude = geometry["coordinates"]
    elif geometry["type"] == "MultiLineString":
        longest = max(_stretches(geometry["coordinates"]), key=lambda lines: sum(map(_length, lines)))
        longitude, latitude = _halfway(max(longest, key=_length))
    else:
        largest = max(polygons(geometry), key=lambda polygon: _size(polygon[0]))
        longitude, latitude = _inside({"type": "Polygon", "coordinates": largest})
    return round(latitude, DECIMALS), round(longitude, DECIMALS)


def is_scattered(geometry: dict[str, Any]) -> bool:
    """Whether the lines of a street lie in stretches far apart: then they may be two streets of one name."""
    return geometry["type"] == "MultiLineString" and len(_stretches(geometry["coordinates"])) > 1


def _areas(parts: Sequence[Any]) -> dict[str, Any]:
    one = len(parts) == 1
    return {"type": "Polygon" if one else "MultiPolygon", "coordinates": parts[0] if one else [*parts]}


def _stretches(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines in groups whose boxes lie within reach of each other."""
    if len(lines) == 1:
        return [[*lines]]
    groups: list[tuple[list[Line], list[float]]] = []
    for line in lines:
        longitudes, latitudes = [point[0] for point in line], [point[1] for point in line]
        box = [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
        near = [group for group in groups if _gap(group[1], box) <= _APART]
        groups = [group for group in groups if group not in near]
        merged = [line, *(one for group in near for one in group[0])]
        boxes = [box, *(group[1] for group in near)]
        lows, highs = [[f(b[i] for b in boxes) for i in at] for f, at in ((min, (0, 1)), (max, (2, 3)))]
        groups.append((merged, [*lows, *highs]))
    return [group[0] for group in groups]


def _gap(one: Sequence[float], other: Sequence[float]) -> float:
    aside = max(0.0, one[0] - other[2], other[0] - one[2])
    up = max(0.0, one[1] - other[3], other[1] - one[3])
    return metres_between(one[1], one[0], one[1] + up, one[0] + aside)


def _length(line: Line) -> float:
    squeeze = math.cos(math.radians(line[0][1]))
    return sum(math.hypot((b[0] - a[0]) * squeeze, b[1] - a[1]) for a, b in pairwise(line))


def _halfway(line: Line) -> tuple[float, float]:
    left = _length(line) / 2
    for a, b in pairwise(line):
        step = _length([a, b])
        if step >= left and step > 0:
            share = left / step
            return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        left -= step
    return line[0][0], line[0][1]


def _size(ring: Line) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)))


def _inside(polygon: dict[str, Any]) -> tuple[float, float]:
    west, south, east, north = bounds(polygon)
    centre = ((west + east) / 2, (south + north) / 2)
    # The search for the roomiest point takes long for thousands of buildings, and in a small one nobody sees it.
    if max(east - west, north - south) <= _SMALL and contains(polygon, *centre):
        return centre
    return middle(polygon)


def _point(said: Any) -> list[float]:
    longitude, latitude = float(said[0]), float(said[1])
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise ValueError("no degrees")
    return [round(longitude, DECIMALS), round(latitude, DECIMALS)]


def _line(said: Any) -> list[list[float]]:
    points = [_point(point) for point in said]
    if len(points) < 2:
        raise ValueError("a line needs two points")
    return points


def _ring(said: Any) -> list[list[float]]:
    points = [_point(point) for point in said]
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(points) < 4:
        raise ValueError("a ring needs three corners")
    return points
