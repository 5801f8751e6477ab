"""A small town for stories about places: Musterbach with two streets and a district, and a neighbour in its county."""

from __future__ import annotations

from typing import Any

from teilhabe.council.actions.places import Matched, match_due
from teilhabe.council.models import Body, Paper, PlaceCorrection
from teilhabe.council.placing import Placed
from teilhabe.directory.models import District, GazetteerVersion, Municipality, Place

from . import cast

TOWN, NEIGHBOUR, COUNTY = "05999004", "05999008", "05999000"
STREET = f"street:{TOWN}/goethestrasse"
SQUARE = f"square:{TOWN}/denkmalplatz"
DISTRICT = f"district:{TOWN}/oberdorf"


def a_town() -> Municipality:
    """Musterbach (Goethestraße in Oberdorf, Denkmalplatz, Bahnhofstraße) and Nachbarstadt (Bahnhofstraße)."""
    county = Municipality.objects.create(ags=COUNTY, name="Kreis Muster", slug="kreis-muster", kind="county")
    square = [[[6.0, 50.0], [6.2, 50.0], [6.2, 50.2], [6.0, 50.2], [6.0, 50.0]]]
    town = Municipality.objects.create(
        ags=TOWN,
        name="Musterbach",
        slug="musterbach",
        kind="city",
        parent=county,
        outline={"type": "Polygon", "coordinates": square},
    )
    other = Municipality.objects.create(
        ags=NEIGHBOUR, name="Nachbarstadt", slug="nachbarstadt", kind="city", parent=county
    )
    district = District.objects.create(
        municipality=town, name="Oberdorf", slug="oberdorf", latitude=50.1, longitude=6.1
    )
    a_street(town, "Goethestraße", "goethestrasse", district=district)
    a_street(town, "Denkmalplatz", "denkmalplatz", kind="square")
    a_street(town, "Bahnhofstraße", "bahnhofstrasse")
    a_street(other, "Bahnhofstraße", "bahnhofstrasse")
    return town


def a_street(town: Municipality, name: str, slug: str, **fields: Any) -> Place:
    known: dict[str, Any] = {"kind": "street", "latitude": 50.11, "longitude": 6.11}
    GazetteerVersion.objects.all().delete()  # as the directory's actions do: the rows are others now
    return Place.objects.create(municipality=town, name=name, slug=slug, **(known | fields))


def its_council() -> Body:
    """The council of Musterbach; the town is there already."""
    return cast.a_body("Stadt Musterbach", ags=TOWN, municipality=Municipality.objects.get(ags=TOWN))


def a_paper_about(body: Body, title: str, text: str = "", reference: str = "2026/0100", **fields: Any) -> Paper:
    paper = cast.a_paper(body, reference, title, **fields)
    if text:
        cast.a_section(paper, "matter", "Sachlage", f"<p>{text}</p>", text=text, source="html")
    return paper


def matched() -> Matched:
    """Everything derived, indexed and matched, as after a harvest."""
    cast.indexed()
    return match_due()


def places_of(paper: Paper) -> dict[str, Placed]:
    paper.refresh_from_db()
    return {place.ref: place for place in map(Placed.of_json, paper.places)}


def a_correction(paper: Paper, kind: str, **fields: Any) -> PlaceCorrection:
    return PlaceCorrection.objects.create(paper=paper, kind=kind, **fields)
