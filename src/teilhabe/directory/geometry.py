"""Polygons in degrees: their box, a good place for a name, and whether they hold a point. Plain numbers, no library."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]
_STEPS = 24  # squares along the longer side of the first grid
_EARTH = 6_371_009  # metres: its mean radius
_ROUNDS = 4  # each round looks closer around the best point


def polygons(geometry: dict[str, Any]) -> list[list[Ring]]:
    """Polygons of a Polygon or MultiPolygon, each as its outer ring and its holes."""
    parts = geometry["coordinates"]
    return [parts] if geometry["type"] == "Polygon" else list(parts)


def rings(geometry: dict[str, Any]) -> list[Ring]:
    """All rings, holes too: drawn with the even-odd rule they leave the holes open."""
    return [ring for polygon in polygons(geometry) for ring in polygon]


def bounds(geometry: dict[str, Any]) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    points = [point for ring in rings(geometry) for point in ring]
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def contains(geometry: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Whether the point lies inside; points on the line may count either way."""
    inside = False
    for a, b in _edges(geometry):
        if (a[1] > latitude) != (b[1] > latitude):
            crossing = a[0] + (latitude - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            inside ^= longitude < crossing
    return inside


def middle(geometry: dict[str, Any]) -> Point:
    """The inner point farthest from every border (longitude, latitude): where a name has most room around it.

    A centre of gravity would lie outside a bent municipality. Found on a grid that is refined around the best point;
    exact to about a hundredth of the size.
    """
    west, south, east, north = bounds(geometry)
    squeeze = math.cos(math.radians((south + north) / 2))
    edges = [((a[0] * squeeze, a[1]), (b[0] * squeeze, b[1])) for a, b in _edges(geometry)]
    step = max((east - west) * squeeze, north - south) / _STEPS
    left, right, low, high = west * squeeze, east * squeeze, south, north
    best: Point = ((left + right) / 2, (low + high) / 2)
    room = -math.inf
    for _ in range(_ROUNDS):
        x = left + step / 2
        while x < right:
            y = low + step / 2
            while y < high:
                distance = _room(geometry, edges, x, y, squeeze)
                if distance > room:
                    best, room = (x, y), distance
                y += step
            x += step
        left, right, low, high = best[0] - step, best[0] + step, best[1] - step, best[1] + step
        step /= 4
    return round(best[0] / squeeze, 5), round(best[1], 5)


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """How far two points lie apart, on a ball: exact to half a per cent."""
    phi, other = math.radians(latitude), math.radians(other_latitude)
    half = (
        math.sin((other - phi) / 2) ** 2
        + math.cos(phi) * math.cos(other) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, half)))


def metres_outside(geometry: dict[str, Any], longitude: float, latitude: float) -> float:
    """How far a point lies outside of an area; 0 inside."""
    if contains(geometry, longitude, latitude):
        return 0.0
    squeeze = math.cos(math.radians(latitude))
    x, y = longitude * squeeze, latitude
    edges = (((a[0] * squeeze, a[1]), (b[0] * squeeze, b[1])) for a, b in _edges(geometry))
    return math.radians(min(_distance(x, y, a, b) for a, b in edges)) * _EARTH


def box_around(latitude: float, longitude: float, metres: float) -> tuple[float, float, float, float]:
    """West, south, east, north of the smallest box that holds the circle; everything near a pole."""
    up = math.degrees(metres / _EARTH)
    squeeze = math.cos(math.radians(min(90.0, abs(latitude) + up)))
    aside = 180.0 if squeeze < 1e-6 else min(180.0, up / squeeze)
    return longitude - aside, latitude - up, longitude + aside, latitude + up


def _room(geometry: dict[str, Any], edges: list[tuple[Point, Point]], x: float, y: float, squeeze: float) -> float:
    if not contains(geometry, x / squeeze, y):
        return -math.inf
    return min(_distance(x, y, a, b) for a, b in edges)


def _distance(x: float, y: float, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - a[0]) * dx + (y - a[1]) * dy) / length))
    return math.hypot(x - a[0] - along * dx, y - a[1] - along * dy)


def _edges(geometry: dict[str, Any]) -> Iterator[tuple[Sequence[float], Sequence[float]]]:
    for ring in rings(geometry):
        yield from pairwise(ring)
