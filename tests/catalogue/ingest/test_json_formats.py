"""Other portals tell what they have by HSDS, Integreat and AMB."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from teilhabe.catalogue.indexing.offers import plain
from teilhabe.catalogue.ingest.formats import FORMATS
from teilhabe.catalogue.ingest.formats.integreat import CONTAINER, NOT_IN_THIS_LANGUAGE
from teilhabe.catalogue.ingest.items import FeedUnavailable, Gone, Item, Options, Skipped, Unreadable
from teilhabe.catalogue.models import Offer
from teilhabe.catalogue.rules.schedule import ZONE, occurrences
from teilhabe.catalogue.views import exchange_amb

from ... import people
from ..exchange.test_hsds import EVERYTHING
from ..offers import an_offer
from .feeds import asking_the_portal, items, read, the_item

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).parents[4] / "shared" / "data"
# What HSDS has no field for, or tells as something else: the page of the offer instead of its homepage, the words of a
# description without their markup, whether somebody has confirmed it here.
LOST = {"body", "homepage", "assured_on", "review_due"}


# -- HSDS --------------------------------


def test_what_one_portal_of_this_software_tells_by_hsds_another_one_reads_as_it_was(client: Client) -> None:
    people.a_municipality()
    told = an_offer(**EVERYTHING, blocks=["prejudice"], valid_to=date(2028, 12, 31))
    for number in range(2):
        an_offer(title=f"Kurs {number}")
    url = "http://testserver/hsds/services?per_page=2"
    found = list(FORMATS["hsds"].read(FORMATS["hsds"].documents(asking_the_portal(client), url), Options()))
    by_key = {one.key: one for one in items(found)}
    assert len(by_key) == 3
    one = by_key[str(told.translation_key)]
    for name, value in one.values.items():
        if name not in LOST:
            # Sentences are told with their full stop.
            assert _bare(value) == _bare(getattr(told, name)), name
    assert plain(one.values["body"]) == plain(told.body)
    # Nothing that was said is missing but what HSDS cannot say.
    filled = {name for name in EVERYTHING if getattr(told, name) not in ("", None, [])}
    assert filled - set(one.values) <= LOST
    assert one.organisation == "Lernwerkstatt Talheim"
    assert {note.field for note in one.notes} == {"alert"}


def _bare(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        # The last day of a rule can be written in two ways; the dates are the same.
        since = datetime(2026, 11, 1, tzinfo=ZONE)
        return occurrences(value, since=since, until=since + timedelta(days=500))
    return value.rstrip(".") if isinstance(value, str) else value


def test_one_service_by_its_own_address_is_read_too(client: Client) -> None:
    told = an_offer()
    url = f"http://testserver/hsds/services/{told.translation_key}"
    (document,) = FORMATS["hsds"].documents(asking_the_portal(client), url)
    assert the_item(read("hsds", document)).values["title"] == told.title


def test_the_address_of_the_interface_alone_is_enough(client: Client) -> None:
    told = an_offer()
    found = FORMATS["hsds"].read(
        FORMATS["hsds"].documents(asking_the_portal(client), "http://testserver/hsds/"), Options()
    )
    assert the_item(found).key == str(told.translation_key)


def test_short_rows_are_asked_for_one_by_one() -> None:
    asked = []

    def ask(url: str) -> bytes:
        asked.append(url)
        if "full=" in url:
            raise FeedUnavailable("Der Server weist die Anfrage zurück (HTTP 400).")
        if url.endswith("/services/7"):
            return json.dumps({"id": "7", "name": "Beratung", "phones": [{"number": "0241 1"}]}).encode()
        return json.dumps({"last_page": True, "contents": [{"id": "7", "name": "Beratung"}]}).encode()

    found = FORMATS["hsds"].read(FORMATS["hsds"].documents(ask, "https://amt.example/services"), Options())
    assert the_item(found).values["phone"] == "0241 1"
    assert asked[-1] == "https://amt.example/services/7"


def test_what_moves_to_the_next_page_while_it_is_read_is_there_once_and_no_fault() -> None:
    first = {"contents": [{"id": "a", "name": "Chor"}, {"id": "b", "name": "Yoga"}]}
    second = {"contents": [{"id": "b", "name": "Yoga"}, {"id": "c", "name": "Tanz"}, {"id": "c", "name": "Tanz"}]}
    found = read("hsds", json.dumps(first), json.dumps(second))
    assert [one.key for one in items(found)] == ["a", "b", "c"]
    assert [type(one) for one in found[3:]] == [Unreadable]  # twice on one page is a fault of the source
    materials = [{"id": f"https://m.example/{name}", "name": name} for name in "abc"]
    assert len(read("amb", json.dumps(materials[:2]), json.dumps(materials[1:]))) == 3


def test_a_directory_that_gives_the_same_page_whatever_was_asked_is_not_believed() -> None:
    page = json.dumps({"contents": [{"id": "a", "name": "Chor", "phones": [{}]}], "total_pages": 3}).encode()
    with pytest.raises(FeedUnavailable, match="dieselbe Seite"):
        list(FORMATS["hsds"].documents(lambda url: page, "https://amt.example/services"))


def test_a_service_that_has_ended_is_gone() -> None:
    (one,) = read("hsds", json.dumps({"contents": [{"id": "7", "name": "Beratung", "status": "defunct"}]}))
    assert (type(one), one.key) == (Gone, "7")


def test_words_of_another_directory_find_their_place_or_are_noted() -> None:
    service = {
        "id": "7",
        "name": "Schuldnerberatung",
        "description": "<p>Wir helfen.</p><script>alert(1)</script><img src='x.png'>",
        "minimum_age": 18.5,
        "attributes": [
            {"taxonomy_term": {"name": "Gesundheit"}},
            {"taxonomy_term": {"name": "Schulden"}},
        ],
        "cost_options": [{"amount": 20, "currency": "eur", "amount_description": "je Gespräch"}],
        "schedules": [
            {"freq": "WEEKLY", "byday": "MO", "dtstart": "2027-01-04", "opens_at": "22:00", "closes_at": "01:00"}
        ],
        "service_at_locations": [
            {"location": {"location_type": "physical", "name": "Amt", "latitude": 200, "longitude": 6}},
            {"location": {"location_type": "physical", "name": "Nebenstelle"}},
        ],
        "contacts": [{"name": "Frida Muster", "department": "Beratungsstelle", "email": "rat@amt.example"}],
    }
    one = the_item(read("hsds", json.dumps(service)))
    assert one.values["body"] == "<p>Wir helfen.</p>"
    assert (one.values["themes"], one.values["cost"], one.values["cost_note"]) == (
        ["health"],
        "fee",
        "20 EUR je Gespräch",
    )
    assert one.values["schedule"] == [
        {"start": "2027-01-04T22:00", "end": "2027-01-05T01:00", "rule": "FREQ=WEEKLY;BYDAY=MO"}
    ]
    assert (one.values["venue"], one.values["contact"]) == ("Amt", "Beratungsstelle")
    assert "latitude" not in one.values
    assert {note.said for note in one.notes} == {"Schulden", "200", "Nebenstelle"}


@pytest.mark.skipif(not SHARED.exists(), reason="no ../shared/data: the examples of the specification are not at hand")
def test_the_example_of_the_specification_is_read() -> None:
    folder = SHARED / "hsds" / "examples"
    one = the_item(read("hsds", (folder / "service_full.json").read_bytes()))
    assert (one.values["age_from"], one.values["kind"]) == (12, "offer")
    assert len(items(read("hsds", (folder / "organization_full.json").read_bytes()))) == 1
    assert len(items(read("hsds", (folder / "service_list.json").read_bytes()))) == 1


# -- Integreat --------------------------------


def page(path: str, title: str, content: str = "", **more: Any) -> dict[str, Any]:
    return {
        "id": abs(hash(path)) % 1000,
        "path": f"/talheim/de{path}/",
        "url": f"https://talheim.example/talheim/de{path}/",
        "title": title,
        "content": content,
        "excerpt": "",
        "modified_gmt": "2026-11-01T10:00:00Z",
        "parent": {"id": 0, "url": None, "path": None},
        "available_languages": {},
        **more,
    }


def test_pages_with_words_become_offers_and_containers_do_not() -> None:
    found = read(
        "integreat",
        json.dumps(
            [
                page("/deutsch-lernen", "Deutsch lernen"),
                page(
                    "/deutsch-lernen/cafe",
                    "Sprachcafé für Frauen und Eltern",
                    '<h2>Was ist das?</h2><p><img src="https://talheim.example/x.png">Wir reden dienstags zusammen '
                    'Deutsch. Kommen Sie vorbei.</p><div><p>Fragen: <a href="mailto:cafe@talheim.example" '
                    'onclick="x()">Mail</a>'
                    "</p></div><script>alert(1)</script>",
                ),
                page(
                    "/deutsch-lernen/kurs",
                    "Kurse",
                    "<p>Die Seite existiert nicht in der ausgewählten Sprache. Sie ist aber in diesen Sprachen "
                    "verfügbar:</p><ul><li>English</li></ul>",
                ),
                page("/leer", "Leer", "<p>&nbsp;</p>"),
            ]
        ),
    )
    skipped = [one for one in found if isinstance(one, Skipped)]
    assert [one.why for one in skipped[:2]] == [CONTAINER, NOT_IN_THIS_LANGUAGE]
    assert len(skipped) == 3
    (one,) = items(found)
    assert one.key == "/talheim/de/deutsch-lernen/cafe"
    assert one.values["body"] == (
        "<h3>Was ist das?</h3><p>Wir reden dienstags zusammen Deutsch. Kommen Sie vorbei.</p>"
        '<p>Fragen: <a href="mailto:cafe@talheim.example" rel="noopener nofollow">Mail</a></p>'
    )
    assert one.values["summary"] == "Wir reden dienstags zusammen Deutsch."
    assert one.values["themes"] == ["language", "family"]
    assert one.values["audience"] == ["parents", "women"]
    assert one.values["email"] == "cafe@talheim.example"


def test_places_of_a_region_bring_address_hours_and_a_point() -> None:
    hours = [{"timeSlots": [{"start": "09:00", "end": "12:00"}], "closed": False}, {"closed": True, "timeSlots": []}]
    place = page(
        "/orte/treff",
        "Treff",
        "<p>Offen für alle.</p>",
        location={
            "name": "Familienzentrum", "address": "Marktplatz 1", "town": "Talheim", "postcode": "52999",
            "latitude": 50.7, "longitude": 6.1,
        },
        opening_hours=hours,
        barrier_free=True,
        phone_number="0241 1",
        website="https://treff.example",
        category={"id": 3, "name": "Jugend"},
    )  # fmt: skip
    one = the_item(read("integreat", json.dumps([place])))
    assert [one.values[name] for name in ("venue", "street", "town", "latitude")] == [
        "Familienzentrum",
        "Marktplatz 1",
        "Talheim",
        50.7,
    ]
    assert (one.values["hours"], one.values["accessibility"]) == ("Mo 09:00–12:00", ["step-free"])
    assert (one.values["themes"], one.values["homepage"]) == (["youth"], "https://treff.example")


def test_the_dates_of_one_event_are_one_series() -> None:
    def event(day: str, path: str = "/events/chor", **more: Any) -> dict[str, Any]:
        told = {"start": f"{day}T18:00:00+01:00", "end": f"{day}T20:00:00+01:00", "all_day": False, "recurrence_id": 4}
        return page(f"{path}${day}", "Chor", "<p>Wir singen.</p>", event=told, location={"name": None}, **more)

    weekly = {"recurrence_rule": "DTSTART:20270105T170000\nRRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270629T215959Z"}
    found = read(
        "integreat",
        json.dumps([event("2027-01-05", **weekly), event("2027-01-12", **weekly), event("2027-02-01", "/events/fest")]),
    )
    choir, feast = items(found)
    assert choir.key == "/talheim/de/events/chor"
    assert choir.values["schedule"] == [
        {
            "start": "2027-01-05T18:00",
            "end": "2027-01-05T20:00",
            "rule": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270629T235959",
        }
    ]
    assert feast.values["kind"] == "event-series"


def test_our_own_pages_locations_and_events_come_back(client: Client) -> None:
    people.a_municipality()
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    told = an_offer(**EVERYTHING | {"schedule": [{"start": f"{day}T09:00", "end": f"{day}T11:00"}]})
    for what in ("pages", "locations", "events"):
        url = f"http://testserver/integreat/de/{what}.json"
        one = the_item(
            FORMATS["integreat"].read(FORMATS["integreat"].documents(asking_the_portal(client), url), Options())
        )
        assert (one.values["title"], one.values["summary"]) == (told.title, told.summary), what
        assert one.key.endswith(f"/{told.slug}")
        # Events of Integreat name nobody.
        assert one.organisation == ("" if what == "events" else "Lernwerkstatt Talheim")
        if what != "pages":
            assert (one.values["street"], one.values["latitude"]) == (told.street, told.latitude)
        if what == "events":
            assert one.values["schedule"] == told.schedule


@pytest.mark.skipif(not SHARED.exists(), reason="no ../shared/data: the pages of a real region are not at hand")
@pytest.mark.parametrize(("language", "pages", "taken"), [("de", 238, 207), ("en", 233, 202)])
def test_every_page_of_a_real_region_is_an_offer_or_says_why_not(language: str, pages: int, taken: int) -> None:
    found = read(
        "integreat", (SHARED / "integreat" / f"lkaugsburg-{language}-pages.json.gz").read_bytes(), language=language
    )
    assert (len(found), len(items(found))) == (pages, taken)
    assert {one.why for one in found if isinstance(one, Skipped)} == {CONTAINER, NOT_IN_THIS_LANGUAGE}
    for one in items(found):
        assert not re.search("<img|style=|class=", one.values["body"])
        assert one.values["summary"]


# -- AMB --------------------------------

MATERIAL: dict[str, Any] = {
    "@context": ["https://w3id.org/kim/amb/context.jsonld", {"@language": "de"}],
    "id": "https://material.example/willkommen",
    "type": ["LearningResource"],
    "name": "Willkommen im Klassenzimmer",
    "description": "Karten für die ersten Tage.",
    "about": [{"id": "http://w3id.org/kim/schulfaecher/s1006", "prefLabel": {"de": "Deutsch als Zweitsprache"}}],
    "keywords": ["Integration und Migration", "Pinguine"],
    "license": {"id": "https://creativecommons.org/licenses/by-sa/4.0/"},
    "creator": [{"type": "Person", "name": "Ada Muster"}, {"type": "Organization", "name": "Werkstatt"}],
    "publisher": [{"type": "Organization", "name": "Medienstelle"}],
    "inLanguage": ["de", "tlh"],
    "learningResourceType": [
        {"id": "https://w3id.org/kim/hcrt/worksheet"},
        {"id": "https://w3id.org/kim/hcrt/hologram", "prefLabel": {"de": "Hologramm"}},
    ],
    "educationalLevel": [{"id": "https://w3id.org/kim/educationalLevel/level_1"}],
    "isAccessibleForFree": True,
}


def test_a_material_is_read_with_its_concepts_licence_and_makers() -> None:
    one = the_item(read("amb", json.dumps(MATERIAL)))
    assert {name: one.values[name] for name in ("kind", "resource_types", "levels", "languages", "cost", "themes")} == {
        "kind": "material",
        "resource_types": ["worksheet"],
        "levels": ["primary"],
        "languages": ["de"],
        "cost": "free",
        "themes": ["integration"],
    }
    assert one.values["creators"] == "Ada Muster\nWerkstatt"
    assert one.values["material_licence"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert one.values["subjects"] == ["daz"]
    assert one.organisation == "Medienstelle"
    assert {note.said for note in one.notes} == {"Pinguine", "Hologramm", "tlh"}


@pytest.mark.parametrize("shape", ["one", "list", "lines"])
def test_one_material_a_list_or_a_line_for_each(shape: str) -> None:
    other = MATERIAL | {"id": "https://material.example/2"}
    text = {
        "one": json.dumps(MATERIAL),
        "list": json.dumps([MATERIAL, other]),
        "lines": f"{json.dumps(MATERIAL)}\n{json.dumps(other)}\n{{kaputt\n",
    }[shape]
    found = read("amb", text)
    assert len(items(found)) == (1 if shape == "one" else 2)
    assert [one.where for one in found if isinstance(one, Unreadable)] == (["Eintrag 3"] if shape == "lines" else [])


_OF_A_MATERIAL = ("kind", "material_licence", "resource_types")


def test_our_own_materials_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_amb, "MOST", 1)
    told = an_offer(
        kind="material",
        material_url="https://material.example/1",
        material_licence="https://creativecommons.org/licenses/by/4.0/",
        resource_types=["worksheet"],
        subjects=["german"],
        levels=["primary"],
        creators="Ada Muster",
    )
    other = an_offer(title="Karten", **{name: getattr(told, name) for name in _OF_A_MATERIAL})
    ask = asking_the_portal(client)
    (document,) = FORMATS["amb"].documents(ask, f"http://testserver/amb/{told.translation_key}.json")
    one = the_item(read("amb", document))
    listed = list(FORMATS["amb"].documents(ask, "http://testserver/amb/"))
    assert [found.values["title"] for found in items(read("amb", *listed))] == [told.title, other.title]
    assert isinstance(one, Item)
    kept = ("title", "summary", "material_url", "material_licence", "resource_types", "subjects", "levels", "creators")
    assert {name: one.values[name] for name in kept} == {name: getattr(told, name) for name in kept}
    assert Offer.Kind(one.values["kind"]) == told.kind
