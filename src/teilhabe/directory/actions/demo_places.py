"""The demonstration gazetteer: real names with coarse points, and the invented places of the sample councils."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from teilhabe.core.audit import Actor

from ..models import District, Place
from ..place_names import kind_of_name, same_name
from ..records import PlaceImportReport, PlaceRecord
from ..vocabulary import DEMONSTRATION
from .places import store_places

DEMO_PLACES_SOURCE = f"{DEMONSTRATION}: wirkliche Namen, grobe Punkte"
INVENTED_SOURCE = f"{DEMONSTRATION}: erfundener Ort"
LICENCE = "CC0 1.0"


def load_demo_places(content: dict[str, Any], *, by: Actor) -> list[PlaceImportReport]:
    """Store districts, streets, squares, parks and buildings of ``demo/gazetteer.toml``; what has an official source
    stays as it is."""
    official = _official()
    reports = []
    for invented, source in ((False, DEMO_PLACES_SOURCE), (True, INVENTED_SOURCE)):
        records = [
            record
            for record in _records(content, invented=invented)
            if (record.town, same_name(record.name)) not in official
        ]
        reports.append(store_places(records, source=source, licence=LICENCE, by=by))
    return reports


def _records(content: dict[str, Any], *, invented: bool) -> Iterator[PlaceRecord]:
    for part, entries in (("district", "of"), ("town", "places")):
        for town in content[part]:
            for number, entry in enumerate(town[entries], start=1):
                if entry.get("invented", False) is not invented:
                    continue
                usual = District.Kind.DISTRICT.value if part == "district" else kind_of_name(entry["name"])
                latitude, longitude = entry["at"]
                yield PlaceRecord(
                    where=f"{town['ags']}/{number}",
                    kind=entry.get("kind", usual),
                    name=entry["name"],
                    variants=tuple(entry.get("also", ())),
                    former=tuple(entry.get("former", ())),
                    town=town["ags"],
                    district=entry.get("district", ""),
                    postcodes=tuple(entry.get("postcodes", "").split()),
                    shape={"type": "Point", "coordinates": [longitude, latitude]},
                )


def _official() -> set[tuple[str, str]]:
    """Town and name of what has another source than the demonstration."""
    return {
        (ags, same_name(name))
        for model in (Place, District)
        for ags, name in model.objects.exclude(source="")
        .exclude(source__startswith=DEMONSTRATION)
        .values_list("municipality__ags", "name")
    }
