"""The rows that texts are matched with."""

from __future__ import annotations

from typing import Any

import pytest

from teilhabe.directory.actions import renew_version
from teilhabe.directory.gazetteer import digest_of_rows, gazetteer, gazetteer_version, places_by_ref, within
from teilhabe.directory.models import District, Municipality, Place, PlaceName, PointFlag, School

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    Municipality.objects.create(ags="05999000", name="Kreis Muster", slug="kreis-muster", kind="county")
    Municipality.objects.create(ags="05998004", name="Nachbarstadt", slug="nachbarstadt", kind="city")
    return Municipality.objects.create(
        ags="05999004",
        name="Musterbach (Rhld.)",
        official_name="Stadt Musterbach (Rhld.)",
        slug="musterbach",
        kind="city",
    )


@pytest.fixture
def street(town: Municipality) -> Place:
    district = District.objects.create(
        municipality=town, name="Oberdorf", slug="oberdorf", latitude=50.1, longitude=6.1
    )
    street = Place.objects.create(
        municipality=town,
        district=district,
        kind="street",
        name="Rathausstraße",
        slug="rathausstrasse",
        postcodes="52999 52998",
        latitude=50.101,
        longitude=6.101,
    )
    PlaceName.objects.create(place=street, name="Alte Poststraße", kind="former")
    PlaceName.objects.create(place=street, name="Straße am Rathaus", kind="variant")
    PlaceName.objects.create(district=district, name="Oberdorp")
    return street


@pytest.mark.usefixtures("street")
def test_a_row_says_all_names_and_where_the_place_lies() -> None:
    rows = {row.ref: row for row in gazetteer()}
    row = rows["street:05999004/rathausstrasse"]
    assert (row.kind, row.name, row.names, row.former) == (
        "street",
        "Rathausstraße",
        ("Straße am Rathaus",),
        ("Alte Poststraße",),
    )
    assert (row.municipality_ags, row.district, row.district_ref) == (
        "05999004",
        "Oberdorf",
        "district:05999004/oberdorf",
    )
    assert (row.postcodes, row.latitude, row.longitude) == (("52999", "52998"), 50.101, 6.101)
    assert rows["district:05999004/oberdorf"].names == ("Oberdorp",)
    assert rows["municipality:05999004"].names == ("Musterbach", "Stadt Musterbach (Rhld.)")


@pytest.mark.usefixtures("street")
def test_a_county_stands_for_its_municipalities() -> None:
    assert [row.ref for row in gazetteer(["05999000"])] == [
        "municipality:05999000",
        "municipality:05999004",
        "district:05999004/oberdorf",
        "street:05999004/rathausstrasse",
    ]
    assert [row.ref for row in gazetteer(["05998004"])] == ["municipality:05998004"]


def test_a_point_that_is_not_believed_is_on_no_map(street: Place) -> None:
    Place.objects.update(flag=PointFlag.OUTSIDE)
    row = places_by_ref([street.ref])[street.ref]
    assert (row.latitude, row.longitude) == (None, None)
    assert [near.row.ref for near in within(50.101, 6.101, 500)] == ["district:05999004/oberdorf"]
    Place.objects.update(flag=PointFlag.BORDER)
    assert places_by_ref([street.ref])[street.ref].latitude == 50.101


def test_a_hidden_place_is_no_row(street: Place) -> None:
    Place.objects.update(hidden=True)
    assert places_by_ref([street.ref]) == {}
    assert street.ref not in {row.ref for row in gazetteer()}


def test_the_supervising_office_among_the_schools_is_no_place(town: Municipality) -> None:
    for number, form in (("990001", "02"), ("990002", "0A")):
        School.objects.create(number=number, form=form, name=f"Schule {number}", slug=number, municipality=town)
    assert [row.ref for row in gazetteer() if row.kind == "school"] == ["school:990001"]


def test_a_school_lies_in_the_district_whose_outline_holds_it(town: Municipality) -> None:
    square = {"type": "Polygon", "coordinates": [[[6, 50], [6.2, 50], [6.2, 50.2], [6, 50.2], [6, 50]]]}
    District.objects.create(municipality=town, name="Oberdorf", slug="oberdorf", outline=square)
    School.objects.create(
        number="990001", form="02", name="Schule", slug="schule", municipality=town, latitude=50.1, longitude=6.1
    )
    (school,) = (row for row in gazetteer() if row.kind == "school")
    assert (school.district, school.district_ref) == ("Oberdorf", "district:05999004/oberdorf")


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Rathausgasse"},
        {"postcodes": "52999"},
        {"latitude": 50.2},
        {"hidden": True},
        {"flag": PointFlag.OUTSIDE},
        {"kind": "square"},
    ],
)
@pytest.mark.usefixtures("street")
def test_whatever_matters_to_matching_changes_the_version(change: dict[str, Any]) -> None:
    before = renew_version()
    Place.objects.update(licence="ODbL")
    assert renew_version() == before
    Place.objects.update(**change)
    assert renew_version() != before
    assert digest_of_rows() == renew_version()


@pytest.mark.usefixtures("street")
def test_a_portal_that_never_had_a_version_reads_its_rows_for_it_only_once(django_assert_num_queries: Any) -> None:
    version = gazetteer_version()
    with django_assert_num_queries(1):
        assert gazetteer_version() == version
    assert renew_version() == version
    Place.objects.update(name="Rathausgasse")
    assert renew_version() == gazetteer_version() != version


@pytest.mark.usefixtures("street")
def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_num_queries: Any, town: Municipality) -> None:
    refs = ["municipality:05999004", "district:05999004/oberdorf", "street:05999004/rathausstrasse", "school:1", "nix"]
    with django_assert_num_queries(6):
        assert len(places_by_ref(refs)) == 3
    for number in range(3):
        Place.objects.create(municipality=town, kind="street", name=f"Weg {number}", slug=f"weg-{number}")
    with django_assert_num_queries(6):
        assert len(list(gazetteer())) == 8


def test_nearest_first_and_none_beyond_the_radius(street: Place) -> None:
    found = within(50.1, 6.1, 140)
    assert [(near.row.name, near.metres) for near in found] == [("Oberdorf", 0), ("Rathausstraße", 132)]
    assert [near.row.name for near in within(50.1, 6.1, 100)] == ["Oberdorf"]
