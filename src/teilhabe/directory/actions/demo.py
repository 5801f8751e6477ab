"""The demonstration region: coarse outlines drawn for it, streets and districts, invented schools and organisations."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from django.db import transaction

from teilhabe.core.audit import Actor, record
from teilhabe.core.text import slug

from ..models import Municipality, Organisation
from ..records import ImportReport, SchoolRecord
from .demo_places import load_demo_places
from .stores import outline_values, store_schools

DEMO_SOURCE = "Demonstrationsdaten, eigene grobe Zeichnung"


@transaction.atomic
def load_demo(*, by: Actor) -> ImportReport:
    """Load the demonstration region; a second time changes nothing, and official data imported since then stay."""
    region, places = _content("region.toml"), _content("places.toml")
    corners: dict[str, list[float]] = region["corners"]
    new = unchanged = 0
    for entry in region["municipality"]:
        added = _municipality(entry, corners, by=by)
        new += added
        unchanged += not added
    for entry in places["organisation"]:
        _organisation(entry, by=by)
    schools = store_schools(
        (
            SchoolRecord(
                line=line,
                number=entry["number"],
                form=entry["form"],
                name=entry["name"],
                ags=entry["ags"],
                street=entry["street"],
                postcode=entry["postcode"],
                place=Municipality.objects.get(ags=entry["ags"]).name,
                private=entry.get("private", False),
                longitude=entry["point"][0],
                latitude=entry["point"][1],
            )
            for line, entry in enumerate(places["school"], start=1)
        ),
        source=DEMO_SOURCE,
        by=by,
    )
    reports = (schools, *load_demo_places(_content("gazetteer.toml"), by=by))
    return ImportReport(
        new=new + sum(report.new for report in reports),
        changed=sum(report.changed for report in reports),
        unchanged=unchanged + sum(report.unchanged for report in reports),
        left_out=tuple(sentence for report in reports for sentence in report.left_out),
        notes=tuple(sentence for report in reports for sentence in report.notes),
    )


def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((files("teilhabe.directory") / "demo" / name).read_text(encoding="utf-8"))


def _municipality(entry: dict[str, Any], corners: dict[str, list[float]], *, by: Actor) -> bool:
    ring = [corners[name] for name in entry["corners"].split()]
    drawn = {
        "outline_source": DEMO_SOURCE,
        **outline_values({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}),
    }
    town, added = Municipality.objects.get_or_create(
        ags=entry["ags"],
        defaults={
            "ars": entry["ars"],
            "name": entry["name"],
            "official_name": f"{entry['designation']} {entry['name']}".strip(),
            "slug": slug(entry["name"].split("(")[0]),
            "kind": entry["kind"],
            "parent": Municipality.objects.filter(ags=entry["ags"][:5] + "000").first(),
            **drawn,
        },
    )
    if added:
        record("municipality-added", town, by=by, source=DEMO_SOURCE)
    elif town.outline is None or (town.outline_source == DEMO_SOURCE and town.outline != drawn["outline"]):
        for name, value in drawn.items():
            setattr(town, name, value)
        town.save(update_fields=list(drawn))
        record("municipality-corrected", town, by=by, source=DEMO_SOURCE, fields=["outline"])
    return added


def _organisation(entry: dict[str, Any], *, by: Actor) -> None:
    organisation, added = Organisation.objects.get_or_create(
        slug=slug(entry["name"]),
        defaults={
            "name": entry["name"],
            "kind": entry["kind"],
            "municipality": Municipality.objects.get(ags=entry["ags"]),
        },
    )
    if added:
        record("organisation-added", organisation, by=by, source=DEMO_SOURCE)
