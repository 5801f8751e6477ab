"""A small region for the stories of the matcher: three towns of a county, with names that are hard to tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from teilhabe.core.text import slug
from teilhabe.directory.matching import Document, FieldText, Matcher, Mention, PlaceKind, PlaceRow

COUNTY, AACHEN, STOLBERG, ESCHWEILER = "05334000", "05334002", "05334032", "05334012"
_TOWNS = {
    AACHEN: ("Aachen", ("52062", "52064", "52070")),
    STOLBERG: ("Stolberg (Rhld.)", ("52222",)),
    ESCHWEILER: ("Eschweiler", ("52249",)),
}
_PLACES: dict[str, dict[PlaceKind, str]] = {
    AACHEN: {
        "district": "Aachen-Mitte; Brand; Eilendorf; Haaren; Kornelimünster/Walheim; Forst",
        "street": """Bahnhofstraße; Rathausstraße; Annastraße; Stolberger Straße; Jülicher Straße; Aachener Straße;
            Goethestraße; Adalbert-Stifter-Straße; Lange Straße; Hauptstraße; Schulstraße; Hof; Markt; Forum; Venn;
            Büchel; Am Bach; Am Höfling; Auf der Hüls; Mozartstraße; Lagerhausstraße; Weißer Weg; Mühlenstraße;
            Dr.-Bernhard-Klein-Straße; Bahnhofplatz""",
        "square": "Kaiserplatz; Alter Markt; Katschhof",
        "park": "Kurpark",
        "building": "Rathaus",
        "school": "Städt. Kath. Grundschule Annastraße; Emilie-Hartung-Gymnasium",
    },
    STOLBERG: {
        "district": "Vicht; Breinig",
        "street": "Bahnhofstraße; Rathausstraße; Kirchstraße; Salmstraße; Eschweiler Straße",
        "square": "Kaiserplatz",
    },
    ESCHWEILER: {
        "district": "Weisweiler; Nothberg; St. Jöris",
        "street": "Bahnhofstraße; Kirchstraße; Stolberger Straße; Indestraße",
        "square": "Markt",
    },
}
_FORMER = {"Kaiserplatz": ("Adolfsplatz",)}


@cache
def matcher() -> Matcher:
    """Knows the region; built once."""
    county = PlaceRow(
        f"municipality:{COUNTY}", "municipality", "StädteRegion Aachen", municipality_ags=COUNTY, is_county=True
    )
    rows = [county]
    for ags, (name, codes) in _TOWNS.items():
        rows.append(PlaceRow(f"municipality:{ags}", "municipality", name, municipality_ags=ags, postcodes=codes))
        for kind, listed in _PLACES[ags].items():
            for place in (each.strip() for each in listed.split(";")):
                former = _FORMER.get(place, ()) if ags == AACHEN else ()
                rows.append(
                    PlaceRow(
                        ref(place, ags, kind), kind, place, (), former, ags, postcodes=codes if len(codes) == 1 else ()
                    )
                )
    return Matcher(rows)


def ref(name: str, ags: str = AACHEN, kind: PlaceKind = "street") -> str:
    return f"{kind}:{ags}/{slug(name)}"


def read(
    text: str, *, body: str = AACHEN, field: str = "matter", title: str = "", ignore: Sequence[str] = ()
) -> list[Mention]:
    """What the matcher finds in one field of a paper, below a title without a place."""
    fields = (FieldText("title", title), FieldText(field, text))
    return matcher().mentions(Document(body, body == COUNTY, fields, ignore))


def sure(
    text: str, *, body: str = AACHEN, field: str = "matter", title: str = "", ignore: Sequence[str] = ()
) -> list[str]:
    """The words that certainly name a place."""
    found = read(text, body=body, field=field, title=title, ignore=ignore)
    return [mention.text for mention in found if mention.grade in ("official", "certain") and mention.part == 1]
