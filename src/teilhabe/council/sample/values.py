"""How days, points and marks of the content are written in OParl."""

from __future__ import annotations

from datetime import date
from typing import Any

KEYWORDS = ["Beispiel"]


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def german(value: date) -> str:
    return value.strftime("%d.%m.%Y")


def point(entry: dict[str, Any]) -> dict[str, Any] | None:
    """A GeoJSON feature from ``point = [longitude, latitude]``, None without one."""
    if "point" not in entry:
        return None
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(entry["point"])},
        "properties": {"name": entry["description"]},
    }
