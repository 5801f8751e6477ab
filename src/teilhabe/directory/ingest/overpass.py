"""An answer of Overpass ("out geom", "out center" or "out body; >; out skel"), kept as a file."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..records import PlaceRecord
from ..shapes import UnusableShapeError, cleaned
from .place_files import NotAPlaceFileError, UnusableEntryError
from .tags import kind_of_tags, record_of_tags


def is_overpass(content: Any) -> bool:
    """Whether a file's JSON is an answer of Overpass."""
    return isinstance(content, dict) and isinstance(content.get("elements"), list)


def read_overpass(content: Any) -> tuple[list[PlaceRecord], list[str], list[str]]:
    """Named streets, squares, parks, buildings and districts of an answer, sentences on names that are none, and
    sentences on what is missing. Other things, and schools, are passed over. Raises NotAPlaceFileError.

    A street is many ways; each is a record, and whoever stores them makes one of those of a name and a town.
    """
    if not is_overpass(content):
        raise NotAPlaceFileError(_("Die Datei ist keine Antwort von Overpass („elements“)."))
    elements = [one for one in content["elements"] if isinstance(one, dict)]
    if str(content.get("remark", "")).startswith("runtime error"):
        # Overpass answers with what it had when its time was up; nothing else tells that the rest is missing.
        raise NotAPlaceFileError(
            _("Overpass hat die Abfrage abgebrochen („%(remark)s“); die Datei ist unvollständig.")
            % {"remark": str(content["remark"])[:120]}
        )
    nodes = {one["id"]: one for one in elements if one.get("type") == "node" and "lat" in one and "id" in one}
    ways = {one["id"]: one for one in elements if one.get("type") == "way" and "id" in one}
    records: list[PlaceRecord] = []
    left_out: list[str] = []
    passed: Counter[str] = Counter()
    for element in elements:
        tags = element.get("tags")
        if not isinstance(tags, dict) or not tags.get("name"):
            continue
        kind = kind_of_tags(tags)
        if not kind or kind == "school":
            passed[kind] += 1
            continue
        where = f"{element.get('type', '?')}/{element.get('id', '?')}"
        shape = _shape(element, kind, nodes, ways)
        passed["no shape"] += shape is None
        try:
            records.append(record_of_tags(tags, where=where, kind=kind, shape=shape))
        except UnusableEntryError as error:
            left_out.append(f"{where}: {error}")
    return records, left_out, _notes(passed)


def _notes(passed: Counter[str]) -> list[str]:
    notes = []
    if count := passed["school"]:
        notes.append(
            ngettext(
                "%(count)s Schule wurde übergangen: Schulen kommen aus der amtlichen Liste.",
                "%(count)s Schulen wurden übergangen: Schulen kommen aus der amtlichen Liste.",
                count,
            )
            % {"count": count}
        )
    if count := passed["no shape"]:
        notes.append(
            ngettext(
                "%(count)s Eintrag hat keine Koordinaten; die Abfrage braucht „out geom“ oder „out center“.",
                "%(count)s Einträge haben keine Koordinaten; die Abfrage braucht „out geom“ oder „out center“.",
                count,
            )
            % {"count": count}
        )
    return notes


def _shape(
    element: dict[str, Any], kind: str, nodes: dict[int, dict[str, Any]], ways: dict[int, dict[str, Any]]
) -> dict[str, Any] | None:
    try:
        if element.get("type") == "node":
            return cleaned({"type": "Point", "coordinates": [element["lon"], element["lat"]]})
        if element.get("type") == "way" and (line := _line(element, nodes)):
            closed = len(line) > 3 and line[0] == line[-1]
            # A street that runs in a circle is a line all the same; a square or a building is an area.
            if closed and (kind != "street" or element["tags"].get("area") == "yes"):
                return cleaned({"type": "Polygon", "coordinates": [line]})
            return cleaned({"type": "LineString", "coordinates": line})
        if element.get("type") == "relation" and (rings := _rings(element, nodes, ways)):
            return cleaned({"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]})
        if isinstance(centre := element.get("center"), dict):
            return cleaned({"type": "Point", "coordinates": [centre["lon"], centre["lat"]]})
    except (KeyError, UnusableShapeError):
        return None
    return None


def _line(way: dict[str, Any], nodes: dict[int, dict[str, Any]]) -> list[list[float]]:
    """Points of a way, longitude first; those outside of the asked box are missing ("null")."""
    if isinstance(drawn := way.get("geometry"), list):
        points = [[point["lon"], point["lat"]] for point in drawn if isinstance(point, dict)]
    else:
        points = [[nodes[one]["lon"], nodes[one]["lat"]] for one in way.get("nodes", ()) if one in nodes]
    return points if len(points) > 1 else []


def _rings(
    relation: dict[str, Any], nodes: dict[int, dict[str, Any]], ways: dict[int, dict[str, Any]]
) -> list[list[list[float]]]:
    """The closed outer rings of an area, put together from its ways; an area that does not close has none."""
    loose = []
    for member in relation.get("members", ()):
        if isinstance(member, dict) and member.get("type") == "way" and member.get("role") in ("outer", ""):
            drawn = member if "geometry" in member else ways.get(member.get("ref", 0), {})
            if line := _line(drawn, nodes):
                loose.append(line)
    rings = []
    while loose:
        ring = loose.pop()
        while ring[0] != ring[-1]:
            follows = next((line for line in loose if ring[-1] in (line[0], line[-1])), None)
            if follows is None:
                break
            loose.remove(follows)
            ring = ring + (follows if follows[0] == ring[-1] else follows[::-1])[1:]
        if ring[0] == ring[-1] and len(ring) > 3:
            rings.append(ring)
    return rings
