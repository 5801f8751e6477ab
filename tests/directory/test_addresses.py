"""Typed addresses: what people write finds the place they mean, and doubt is said."""

from __future__ import annotations

import time
from typing import Any

import pytest

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.directory.actions import load_demo
from teilhabe.directory.addresses import Located, find_address, town_of
from teilhabe.directory.models import Municipality, Place, PlaceName, PointFlag
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def region() -> None:
    rows.once("demonstration places", lambda: load_demo(by=COMMAND_LINE))


def only(text: str, **more: Any) -> Located:
    first, *_others = find_address(text, **more)
    return first


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Otto-Wels-Straße 2, 52477 Alsdorf", "Otto-Wels-Straße 2, Alsdorf"),
        ("Otto-Wels-Str. 2b Alsdorf", "Otto-Wels-Straße 2b, Alsdorf"),
        ("52477 Alsdorf, Otto Wels Strasse", "Otto-Wels-Straße, Alsdorf"),
        ("ALSDORF OTTO-WELS-STRASSE 12-14", "Otto-Wels-Straße 12-14, Alsdorf"),
        ("Juelicher Strasse 5 in Alsdorf", "Jülicher Straße 5, Alsdorf"),
        ("Jülicher Straße, Broichweiden", "Jülicher Straße, Würselen"),
        ("Trierer Straße 3, Monschau-Imgenbroich", "Trierer Straße 3, Monschau"),
        ("Kaiserplatz 1, Stolberg", "Kaiserplatz 1, Stolberg"),
        ("Kaiserplatz Stolberg (Rhld.)", "Kaiserplatz, Stolberg"),
        ("Büchel", "Büchel, Aachen"),
        ("Johannes-Rau-Platz, Eschweiler", "Rathausplatz, Eschweiler"),
        ("Städteregionshaus", "Haus der StädteRegion, Aachen"),
        ("Mariadorf", "Mariadorf, Alsdorf"),
        ("Alsdorf", "Alsdorf"),
        ("Stadt Stolberg", "Stolberg (Rhld.)"),
        ("Gesamtschule Drei Brunnen", "Gesamtschule Drei Brunnen, Aachen"),
    ],
)
def test_what_people_type_finds_the_place_they_mean(typed: str, label: str) -> None:
    found = only(typed)
    assert (found.label, found.sure) == (label, True)


@pytest.mark.parametrize("label", ["Otto-Wels-Straße 2, Alsdorf", "Markt, Eschweiler", "Mariadorf, Alsdorf"])
def test_a_label_finds_the_same_again(label: str) -> None:
    assert only(label).label == label
    assert only(label).sure


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Oto-Wels-Strase 2, Alsdorf", "Otto-Wels-Straße 2, Alsdorf"),
        ("Adalbertsteinwg", "Adalbertsteinweg, Aachen"),
        ("Geilenkirchener", "Geilenkirchener Straße, Herzogenrath"),
    ],
)
def test_small_mistakes_are_mended_but_said(typed: str, label: str) -> None:
    found = only(typed)
    assert (found.label, found.sure) == (label, False)


def test_a_name_of_several_towns_is_in_doubt_until_a_town_is_named() -> None:
    found = find_address("Bahnhofstraße 3")
    assert {one.label for one in found} == {f"Bahnhofstraße 3, {town}" for town in ("Aachen", "Alsdorf", "Würselen")}
    assert not any(one.sure for one in found)
    assert only("Bahnhofstraße 3, Würselen").sure
    assert only("Bahnhofstraße 3", municipality="05334036").sure
    assert [one.municipality_ags for one in find_address("Bahnhofstraße 3", municipality="05334036")] == ["05334036"]


def test_a_street_the_named_town_does_not_have_is_offered_elsewhere_in_doubt() -> None:
    found = only("Büchel, Monschau")
    assert (found.label, found.sure) == ("Büchel, Aachen", False)


def test_a_postcode_alone_leads_to_its_town() -> None:
    found = only("52134")
    assert (found.label, found.precision, found.sure) == ("Herzogenrath", "place", False)


@pytest.mark.parametrize("typed", ["", "   ", "12", "Xylophonbrücke 7", "99999", "!!!", "a" * 5000])
def test_what_is_no_address_finds_nothing(typed: str) -> None:
    assert find_address(typed) == []


def test_a_street_without_a_believed_point_is_shown_by_its_district_or_town() -> None:
    Place.objects.filter(name__in=["Büchel", "Pontstraße"]).update(flag=PointFlag.OUTSIDE)
    _names_are_read_again()
    assert only("Büchel").precision == "district"
    assert only("Pontstraße").precision == "municipality"
    assert only("Elisenbrunnen").precision == "place"


def test_two_streets_of_one_name_in_a_town_are_told_apart_by_their_district() -> None:
    town = Municipality.objects.get(ags="05334004")
    place = Place.objects.get(municipality=town, name="Schulstraße")
    other = Place.objects.create(
        municipality=town,
        kind="street",
        name="Schulstraße",
        slug="schulstrasse-begau",
        district=town.districts.get(name="Begau"),
        latitude=50.845,
        longitude=6.192,
    )
    _names_are_read_again()
    labels = {one.ref: one.label for one in find_address("Schulstraße 4, Alsdorf")}
    assert labels[place.ref] == "Schulstraße 4, Alsdorf-Hoengen"
    assert labels[other.ref] == "Schulstraße 4, Alsdorf-Begau"
    assert only("Schulstraße 4, Alsdorf-Begau").sure


def test_a_new_name_is_found_as_soon_as_the_gazetteer_has_it() -> None:
    assert find_address("Printengasse") == []
    PlaceName.objects.create(place=Place.objects.get(name="Büchel"), name="Printengasse")
    _names_are_read_again()
    assert only("Printengasse").label == "Büchel, Aachen"


def test_twenty_thousand_streets_are_searched_in_a_moment(django_assert_num_queries: Any) -> None:
    town = Municipality.objects.get(ags="05334020")
    Place.objects.bulk_create(
        Place(municipality=town, kind="street", name=f"Versuchsweg {n:05} Nord", slug=f"v-{n}") for n in range(20_000)
    )
    _names_are_read_again()
    find_address("Büchel")
    began = time.monotonic()
    with django_assert_num_queries(1):
        assert only("Oto-Wels-Strase 2, Alsdorf").label == "Otto-Wels-Straße 2, Alsdorf"
    assert time.monotonic() - began < 2


def _names_are_read_again() -> None:
    from teilhabe.directory.actions import renew_version

    renew_version()


@pytest.mark.parametrize(
    ("postcode", "town", "key"),
    [
        ("52222", "", "05334032"),
        ("52222", "Stolberg", "05334032"),
        ("", "Alsdorf", "05334004"),
        ("52222", "Alsdorf", ""),
        ("99999", "", ""),
        ("", "", ""),
    ],
)
def test_a_postcode_and_a_town_mean_one_municipality_or_none(postcode: str, town: str, key: str) -> None:
    assert town_of(postcode, town) == key
