"""Outlines of areas as one drawing: longitude and latitude become SVG paths on a common sheet."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Ring = Sequence[Sequence[float]]
_METRES = 111_195
"""Of a degree of latitude."""
_ROOM = 1.12
"""How much more than the circle is shown, so that marks at its edge stay on the sheet."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """An area to draw. ``rings`` are closed lines of (longitude, latitude) in degrees, all parts of it in any order."""

    name: str
    rings: Sequence[Ring]
    url: str = ""
    label: str = ""
    """What a link says to a screen reader: "Alsdorf: 41 Einträge"; the name if empty."""
    count: str = ""
    """Written below the name."""
    marked: bool = False
    middle: tuple[float, float] | None = None
    """Where the name stands (longitude, latitude); the centre of gravity if none is given."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A numbered point: ``kind`` gives shape and colour (rat, angebot, siegel, ort, sitzung). ``number`` is what stands
    in it: "3", or "3+" where it stands for several."""

    number: int | str
    longitude: float
    latitude: float
    kind: str
    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Around:
    """A circle on the ground; a drawing with one shows what is in it instead of all shapes."""

    longitude: float
    latitude: float
    metres: float


@dataclass(frozen=True, kw_only=True)
class Area:
    """A drawn shape; coordinates are text because a template must not localise them."""

    name: str
    path: str
    x: str
    y: str
    count_y: str
    url: str
    label: str
    count: str
    marked: bool


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A drawn mark."""

    number: str
    kind: str
    label: str
    url: str
    x: str
    y: str
    text_y: str
    square: str
    hexagon: str
    drop: str


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A drawn circle."""

    x: str
    y: str
    radius: str


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What ``<c-map :drawing>`` takes."""

    viewbox: str
    areas: tuple[Area, ...]
    pins: tuple[Pin, ...]
    circle: Circle | None = None


def sheet_of(shapes: Iterable[Shape], around: Around | None = None) -> tuple[float, float, float, float]:
    """West, south, east and north of what ``draw`` shows. Raises ValueError if no shape has a point."""
    points = [point for shape in shapes for ring in shape.rings for point in ring]
    if not points:
        raise ValueError("nothing to draw: no shape has a point")
    if around is None:
        return (
            min(p[0] for p in points),
            min(p[1] for p in points),
            max(p[0] for p in points),
            max(p[1] for p in points),
        )
    up = around.metres * _ROOM / _METRES
    across = up / math.cos(math.radians(around.latitude))
    return around.longitude - across, around.latitude - up, around.longitude + across, around.latitude + up


def draw(
    shapes: Iterable[Shape],
    *,
    marks: Iterable[Mark] = (),
    around: Around | None = None,
    width: int = 400,
    margin: int = 4,
) -> Drawing:
    """All ``shapes`` and ``marks`` on one sheet ``width`` units wide, north up, no shape distorted at its latitude.
    With ``around`` what lies in that circle, and the circle itself.

    Raises ValueError if no shape has a point.
    """
    shapes = tuple(shapes)
    west, south, east, north = sheet_of(shapes, around)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (width - 2 * margin) / max((east - west) * squeeze, 1e-9)
    height = round((north - south) * scale) + 2 * margin

    def place(longitude: float, latitude: float) -> tuple[float, float]:
        return margin + (longitude - west) * squeeze * scale, margin + (north - latitude) * scale

    areas = tuple(
        _area(
            shape,
            [[place(p[0], p[1]) for p in ring] for ring in shape.rings],
            place(*shape.middle) if shape.middle else None,
        )
        for shape in shapes
        if shape.rings
    )
    pins = tuple(_pin(mark, *place(mark.longitude, mark.latitude)) for mark in marks)
    return Drawing(
        viewbox=f"0 0 {width} {height}",
        areas=areas,
        pins=pins,
        circle=_circle(around, *place(around.longitude, around.latitude), scale) if around else None,
    )


def _circle(around: Around, x: float, y: float, scale: float) -> Circle:
    return Circle(x=f"{x:.1f}", y=f"{y:.1f}", radius=f"{around.metres / _METRES * scale:.1f}")


def _area(shape: Shape, rings: list[list[tuple[float, float]]], middle: tuple[float, float] | None) -> Area:
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
    x, y = middle or _middle(max(rings, key=lambda ring: abs(_twice_area(ring))))
    return Area(
        name=shape.name,
        path=path,
        x=f"{x:.0f}",
        y=f"{y:.0f}",
        count_y=f"{y + 16:.0f}",
        url=shape.url,
        label=shape.label or shape.name,
        count=shape.count,
        marked=shape.marked,
    )


def _pin(mark: Mark, x: float, y: float) -> Pin:
    corners = [(x + 14 * math.sin(math.pi / 3 * k), y - 14 * math.cos(math.pi / 3 * k)) for k in range(6)]
    return Pin(
        number=str(mark.number),
        kind=mark.kind,
        label=mark.label,
        url=mark.url,
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        text_y=f"{y + 4.5:.1f}",
        square=f"M{x - 11.5:.1f} {y - 11.5:.1f}h23v23h-23z",
        drop=f"M{x:.1f} {y:.1f}l-8.5 -14a10 10 0 1 1 17 0z",
        hexagon="M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "Z",
    )


def _twice_area(ring: list[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    """Centre of gravity, or the mean of the corners of a ring without an area."""
    total = _twice_area(ring)
    if abs(total) < 1e-6:
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * total)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * total)
    return x, y
