"""The gazetteer in the back office: what an editor says about a place, and what nobody may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.directory.actions import load_demo, store_places
from teilhabe.directory.addresses import find_address
from teilhabe.directory.gazetteer import gazetteer_version, places_by_ref
from teilhabe.directory.models import District, Municipality, Place, PointFlag
from teilhabe.directory.records import PlaceRecord
from tests import rows
from tests.people import a_reviewer, an_editor

pytestmark = pytest.mark.django_db

PLACES = "/verwaltung/snippets/directory/place/"
DISTRICTS = "/verwaltung/snippets/directory/district/"


@pytest.fixture(autouse=True)
def region() -> None:
    rows.demonstration_places()


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(an_editor())
    return client


def far() -> PlaceRecord:
    return PlaceRecord(
        where="Zeile 1",
        kind="street",
        name="Fernweg",
        town="05334004",
        shape={"type": "Point", "coordinates": [6.3, 50.6]},
    )


def said(**more: Any) -> dict[str, Any]:
    town = Municipality.objects.get(ags="05334004")
    fields = {
        "municipality": town.pk,
        "kind": "street",
        "name": "Neue Gasse",
        "district": "",
        "postcodes": "52477",
        "variants": "",
        "former": "",
        "latitude": "50,875",
        "longitude": "6,163",
    }
    return {**fields, **more}


def test_an_editor_sees_flagged_points_first_and_why(editor: Client) -> None:
    store_places([far()], source="© Amt", licence="CC0", by=COMMAND_LINE)
    page = editor.get(PLACES).content.decode()
    assert page.index("Fernweg") < page.index("Burtscheider Markt")
    assert "Punkt liegt außerhalb der Kommune" in page
    edit = editor.get(f"{PLACES}edit/{Place.objects.get(name='Fernweg').pk}/").content.decode()
    assert "m außerhalb und kommt nicht auf die Karte" in edit
    assert "Quelle: © Amt, Lizenz: CC0" in edit


def test_an_editor_adds_a_street_that_is_found_at_once(editor: Client) -> None:
    version = gazetteer_version()
    editor.post(f"{PLACES}add/", said(former="Alte Gasse\n", variants="Neugasse\r\n"))
    place = Place.objects.get(name="Neue Gasse")
    assert (place.ref, place.flag, place.source) == ("street:05334004/neue-gasse", "", "Redaktion")
    assert {one.name: one.kind for one in place.names.all()} == {"Alte Gasse": "former", "Neugasse": "variant"}
    assert find_address("Alte Gasse 3")[0].label == "Neue Gasse 3, Alsdorf"
    assert gazetteer_version() != version
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.subject_id) == ("place-added", str(place.pk))


def test_a_moved_point_outlasts_the_next_import(editor: Client) -> None:
    store_places([far()], source="© Amt", licence="CC0", by=COMMAND_LINE)
    place = Place.objects.get(name="Fernweg")
    editor.post(f"{PLACES}edit/{place.pk}/", said(name="Fernweg", postcodes=""))
    place.refresh_from_db()
    assert (place.latitude, place.longitude, place.flag, place.kept) == (50.875, 6.163, "", ["point"])
    again = store_places([far()], source="© Amt", licence="CC0", by=COMMAND_LINE)
    assert again.changed == 0
    assert places_by_ref([place.ref])[place.ref].latitude == 50.875
    assert AuditEntry.objects.filter(verb="place-corrected").get().details == {
        "fields": ["flag", "latitude", "longitude"]
    }


def test_a_point_outside_the_town_is_believed_when_an_editor_confirms_it(editor: Client) -> None:
    store_places([far()], source="© Amt", licence="CC0", by=COMMAND_LINE)
    place = Place.objects.get(name="Fernweg")
    url, values = f"{PLACES}edit/{place.pk}/", said(name="Fernweg", postcodes="", latitude="50,6", longitude="6,31")
    page = editor.post(url, values).content.decode()
    assert "Der Punkt liegt außerhalb von Alsdorf." in page
    place.refresh_from_db()
    assert (place.longitude, place.flag) == (6.3, PointFlag.OUTSIDE)
    editor.post(url, {**values, "point_is_right": "on"})
    place.refresh_from_db()
    assert (place.longitude, place.flag, place.point) == (6.31, "", (50.6, 6.31))


def test_saving_without_a_change_changes_nothing(editor: Client) -> None:
    place = Place.objects.get(municipality__ags="05334004", name="Kastanienweg")
    lines, version = AuditEntry.objects.count(), gazetteer_version()
    editor.post(f"{PLACES}edit/{place.pk}/", said(name="Kastanienweg", latitude="50,877", longitude="6,17"))
    place.refresh_from_db()
    assert place.kept == []
    assert (AuditEntry.objects.filter(verb="place-corrected").count(), gazetteer_version()) == (0, version)
    assert lines <= AuditEntry.objects.count()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"postcodes": "5247"}, "Postleitzahlen haben fünf Ziffern."),
        ({"longitude": ""}, "Ein Punkt braucht Breite und Länge."),
        ({"latitude": "5620000"}, "Das sind keine Grade."),
        ({"name": "Otto-Wels-Str."}, "„Otto-Wels-Straße“ gibt es in Alsdorf schon."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(editor: Client, wrong: dict[str, str], sentence: str) -> None:
    count = Place.objects.count()
    assert sentence in editor.post(f"{PLACES}add/", said(**wrong)).content.decode()
    assert Place.objects.count() == count


def test_a_district_of_another_town_is_refused(editor: Client) -> None:
    brand = District.objects.get(name="Brand")
    page = editor.post(f"{PLACES}add/", said(district=brand.pk)).content.decode()
    assert "Der Ortsteil liegt in einer anderen Kommune." in page


def test_a_place_that_is_not_used_is_hidden_and_nobody_deletes(editor: Client) -> None:
    place = Place.objects.get(municipality__ags="05334004", name="Kastanienweg")
    editor.post(
        f"{PLACES}edit/{place.pk}/", said(name="Kastanienweg", latitude="50,877", longitude="6,17", hidden="on")
    )
    assert places_by_ref([place.ref]) == {}
    editor.post(f"{PLACES}delete/{place.pk}/")
    assert Place.objects.filter(pk=place.pk, hidden=True).exists()
    load_demo(by=COMMAND_LINE)
    assert Place.objects.get(pk=place.pk).hidden


def test_an_editor_gives_a_district_another_name_and_point(editor: Client) -> None:
    district = District.objects.get(name="Ofden")
    editor.post(
        f"{DISTRICTS}edit/{district.pk}/",
        {"name": "Ofden", "kind": "district", "variants": "Alsdorf-Ofden", "former": "", "latitude": "50,872",
         "longitude": "6,178"},
    )  # fmt: skip
    district.refresh_from_db()
    assert (district.latitude, [one.name for one in district.names.all()]) == (50.872, ["Alsdorf-Ofden"])
    assert sorted(district.kept) == ["names", "point"]
    assert editor.get(f"{DISTRICTS}add/").status_code != 200


def test_a_reviewer_does_not_decide_on_places(client: Client) -> None:
    client.force_login(a_reviewer())
    for path in (PLACES, f"{PLACES}add/", DISTRICTS):
        assert client.get(path).status_code in {302, 403}


def test_whoever_is_to_be_named_for_streets_stands_in_the_foot_of_pages(client: Client) -> None:
    assert "OpenStreetMap" not in client.get("/quellen").content.decode()
    store_places([far()], source="© OpenStreetMap-Mitwirkende", licence="ODbL 1.0", by=COMMAND_LINE)
    cache.clear()
    page = client.get("/quellen").content.decode()
    assert page.count("© OpenStreetMap-Mitwirkende (ODbL 1.0)") == 1
    assert "Redaktion" not in page
