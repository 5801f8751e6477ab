"""The demonstration region and the map drawn of it."""

from __future__ import annotations

from typing import Any

import pytest

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.directory.actions import DEMO_SOURCE, load_demo, store_outlines, store_places
from teilhabe.directory.geometry import contains
from teilhabe.directory.models import District, Municipality, Organisation, Place, School
from teilhabe.directory.queries import attributions, map_areas, municipality_at, towns
from teilhabe.directory.records import OutlineRecord, PlaceRecord
from teilhabe.directory.vocabulary import SCHOOL_FORMS

pytestmark = pytest.mark.django_db

TEN = ["002", "004", "008", "012", "016", "020", "024", "028", "032", "036"]


@pytest.fixture
def region() -> Municipality:
    load_demo(by=COMMAND_LINE)
    return Municipality.objects.get(ags="05334000")


def test_the_demo_has_ten_towns_in_one_region_with_schools_in_every_one(region: Municipality) -> None:
    assert [town.ags for town in region.members.order_by("ags")] == [f"05334{key}" for key in TEN]
    assert set(School.objects.values_list("municipality__ags", flat=True)) == {f"05334{key}" for key in TEN}
    assert set(School.objects.values_list("form", flat=True)) <= set(SCHOOL_FORMS)
    for school in School.objects.select_related("municipality"):
        assert municipality_at(school.longitude or 0, school.latitude or 0) == school.municipality
    assert Organisation.objects.count() == 13
    assert District.objects.filter(municipality__ags="05334002", kind="borough").count() == 7


def test_the_demo_knows_streets_and_districts_of_every_town_with_believed_points(region: Municipality) -> None:
    assert not [str(one) for model in (Place, District) for one in model.objects.exclude(flag="")]
    for town in region.members.all():
        assert town.places.count() >= 4
        assert town.districts.count() >= 2
    assert Place.objects.count() > 120
    assert Place.objects.get(municipality__ags="05334002", name="Büchel").district == District.objects.get(
        municipality__ags="05334002", name="Aachen-Mitte"
    )
    # The same name in several towns, as in life.
    assert Place.objects.filter(name="Bahnhofstraße").count() == 3
    assert len(set(Place.objects.values_list("source", flat=True))) == 2


def test_the_demo_leaves_official_streets_alone(region: Municipality) -> None:
    record = PlaceRecord(
        where="Zeile 1",
        kind="street",
        name="Otto-Wels-Str.",
        town="05334004",
        shape={"type": "Point", "coordinates": [6.1634, 50.8741]},
    )
    store_places([record], source="© Amt", licence="CC BY 4.0", by=COMMAND_LINE)
    load_demo(by=COMMAND_LINE)
    street = Place.objects.get(municipality__ags="05334004", slug="otto-wels-strasse")
    assert (street.latitude, street.source, street.licence) == (50.8741, "© Amt", "CC BY 4.0")


def test_a_second_start_of_the_demo_changes_nothing(region: Municipality) -> None:
    lines = AuditEntry.objects.count()
    report = load_demo(by=COMMAND_LINE)
    assert (report.new, report.changed) == (0, 0)
    assert AuditEntry.objects.count() == lines


def test_the_demo_leaves_official_outlines_alone(region: Municipality) -> None:
    official: dict[str, Any] = {
        "type": "Polygon",
        "coordinates": [[[6.1, 50.8], [6.2, 50.8], [6.2, 50.9], [6.1, 50.8]]],
    }
    store_outlines(
        [OutlineRecord(ags="05334004", name="Alsdorf", designation="Stadt", outline=official)],
        source="© Amt",
        by=COMMAND_LINE,
    )
    load_demo(by=COMMAND_LINE)
    alsdorf = Municipality.objects.get(ags="05334004")
    assert (alsdorf.outline, alsdorf.outline_source, alsdorf.slug) == (official, "© Amt", "alsdorf")
    assert set(attributions()) == {"© Amt", DEMO_SOURCE}


def test_neighbours_on_the_demo_map_neither_overlap_nor_leave_gaps(region: Municipality) -> None:
    drawn = [town.outline for town in Municipality.objects.exclude(ags=region.ags)]
    assert region.outline is not None
    for column in range(50):
        for line in range(50):
            point = (5.9513 + column * 0.01, 50.4823 + line * 0.01)
            holders = sum(contains(outline, *point) for outline in drawn if outline)
            assert holders == (1 if contains(region.outline, *point) else 0), point


def test_the_map_names_every_town_with_its_number(region: Municipality, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        drawing = map_areas(
            url_of=lambda town: f"/ort/{town.slug}/",
            counts={"05334004": 41},
            label_of=lambda town, count: f"{town.name}: {count} Einträge",
            marked=["05334032"],
        )
    assert drawing is not None
    areas = {area.name: area for area in drawing.areas}
    assert len(areas) == 10
    assert areas["Alsdorf"].label == "Alsdorf: 41 Einträge"
    assert areas["Alsdorf"].url == "/ort/alsdorf/"
    assert areas["Roetgen"].count == "0"
    assert areas["Stolberg"].marked
    assert [town.name for town in towns()] == sorted(town.name for town in towns())


def test_without_outlines_there_is_no_map() -> None:
    assert map_areas() is None
