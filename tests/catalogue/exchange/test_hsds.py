"""Another portal reads our offers by HSDS 3.0: every answer holds against the published schemas."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from teilhabe.catalogue.actions import archive_offer, withdraw_offer
from teilhabe.catalogue.actions.time import let_time_pass
from teilhabe.catalogue.exchange.hsds import profile
from teilhabe.catalogue.models import Offer
from teilhabe.core.audit import COMMAND_LINE, SCHEDULER

from ... import people
from ..offers import an_offer
from .schemas import needs_schemas, problems

pytestmark = pytest.mark.django_db
LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
EVERYTHING: dict[str, Any] = {
    "aliases": ["Morgenkurs"],
    "age_from": 18,
    "age_to": 99,
    "residence": "Auch mit Duldung möglich",
    "municipalities": ["05999001"],
    "online": True,
    "online_url": "https://kurs.example/raum",
    "venue": "Haus der Begegnung",
    "street": "Marktplatz 1",
    "postcode": "52999",
    "town": "Talheim",
    "latitude": 50.77,
    "longitude": 6.08,
    "schedule": [
        {
            "start": "2026-11-24T09:00",
            "end": "2026-11-24T11:00",
            "rule": "FREQ=WEEKLY;UNTIL=20270630;BYDAY=TU,TH",
            "except": ["2026-12-24"],
        }
    ],
    "hours": "dienstags und donnerstags um 9 Uhr",
    "cost_note": "Bücher kosten 20 Euro",
    "access": "registration",
    "registration": "telefonisch",
    "registration_url": "https://kurs.example/anmelden",
    "documents": "Ausweis\nMeldebescheinigung",
    "accessibility": ["step-free"],
    "accessibility_note": "Der Aufzug ist schmal.",
    "places": 12,
    "places_free": 0,
    "places_on": date(2026, 11, 20),
    "contact": "Büro der Lernwerkstatt",
    "phone": "+49 241 000000",
    "homepage": "https://kurs.example",
    "funding": "Komm-An NRW",
    "school_forms": ["02"],
}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def read(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"/hsds/{path}")
    assert response.status_code == status, response.content
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


@needs_schemas
@pytest.mark.parametrize("full", ["", "?full=true"])
def test_every_list_and_every_row_holds_against_the_published_schemas(client: Client, full: str) -> None:
    people.a_municipality()
    an_offer(**EVERYTHING)
    an_offer(people.an_organisation("Verein Brücke"), title="Nur das Nötigste", on_site=False, online=True)
    for name, schema in LISTS.items():
        listed = read(client, name + (full if name in {"services", "organizations", "service_at_locations"} else ""))
        assert listed["size"] == len(listed["contents"]) > 0
        for row in listed["contents"]:
            assert problems(row, schema) == []
            whole = read(client, f"{name}/{row['id']}")
            assert problems(whole, schema) == []
            assert whole["id"] == row["id"]
    assert problems(read(client, "openapi.json"), "openapi") == []


def test_a_service_says_all_that_people_choose_by(client: Client) -> None:
    people.a_municipality()
    offer = an_offer(**EVERYTHING)
    told = read(client, f"services/{offer.translation_key}")
    assert (told["name"], told["status"], told["alternate_name"]) == ("Deutsch am Vormittag", "active", "Morgenkurs")
    assert (told["minimum_age"], told["maximum_age"]) == (18, 99)
    assert (told["german_level_from"], told["german_level_to"]) == ("a1", "a2")
    assert told["eligibility_description"] == ("Für: Eltern. Deutsch ab A1 bis A2. Auch mit Duldung möglich.")
    assert told["alert"] == "Zurzeit ist kein Platz frei (Stand 20.11.2026)."
    assert [row["document"] for row in told["required_documents"]] == ["Ausweis", "Meldebescheinigung"]
    assert [row["code"] for row in told["languages"]] == ["de", "ar"]
    assert told["cost_options"][0]["amount"] == 0
    assert told["service_areas"][0]["uri"].endswith("/municipalityKey/05999001")
    site, online = told["service_at_locations"]
    assert site["location"]["addresses"][0]["postal_code"] == "52999"
    assert site["location"]["addresses"][0]["state_province"] == "NW"
    assert online["location"]["location_type"] == "virtual"
    assert {row["taxonomy_term"]["code"] for row in told["attributes"]} >= {"parents", "language", "02"}
    assert told["assured_date"] == timezone.localdate().isoformat()


def test_dates_become_the_parts_of_a_rule(client: Client) -> None:
    offer = an_offer(**EVERYTHING)
    (row,) = read(client, f"services/{offer.translation_key}")["schedules"]
    assert row["freq"] == "WEEKLY"
    assert row["byday"] == "TU,TH"
    assert (row["dtstart"], row["until"]) == ("2026-11-24", "2027-06-30")
    assert (row["opens_at"], row["closes_at"], row["timezone"]) == ("09:00:00", "11:00:00", 1.0)
    assert row["notes"] == "Nicht am 24.12.2026."


def test_a_rule_without_words_in_hsds_becomes_its_next_dates(client: Client) -> None:
    yearly = {"start": "2026-06-20T10:00", "rule": "FREQ=YEARLY"}
    last_friday = {"start": "2026-01-30T17:00", "rule": "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1"}
    daily = {"start": "2026-07-06", "rule": "FREQ=DAILY;COUNT=5"}
    with time_machine.travel("2026-07-01", tick=False):
        offer = an_offer(schedule=[yearly, last_friday, daily])
        rows = read(client, f"services/{offer.translation_key}")["schedules"]
    assert [row["dtstart"] for row in rows if "freq" not in row][:3] == ["2027-06-20", "2026-07-31", "2026-08-28"]
    (days,) = [row for row in rows if "freq" in row]
    assert (days["freq"], days["byday"], days["count"]) == ("WEEKLY", "MO,TU,WE,TH,FR,SA,SU", 5)
    assert len({row["id"] for row in rows}) == len(rows)


def test_pages_count_what_there_is(client: Client) -> None:
    for number in range(3):
        an_offer(title=f"Kurs {number}")
    first = read(client, "services?per_page=2")
    assert {name: first[name] for name in first if name != "contents"} == {
        "total_items": 3,
        "total_pages": 2,
        "page_number": 1,
        "size": 2,
        "first_page": True,
        "last_page": False,
        "empty": False,
    }
    last = read(client, "services?per_page=2&page=2")
    assert (last["size"], last["last_page"], last["contents"][0]["name"]) == (1, True, "Kurs 2")
    assert "schedules" not in last["contents"][0]
    beyond = read(client, "services?per_page=2&page=3")
    assert (beyond["empty"], beyond["contents"], beyond["last_page"]) == (True, [], True)
    assert set(read(client, "services?minimal=true")["contents"][0]) == {"id", "modified_date", "last_modified"}


def test_all_filters_hold_at_once(client: Client) -> None:
    bridge = people.an_organisation("Verein Brücke")
    an_offer(title="Deutsch für Eltern")
    an_offer(bridge, title="Deutsch am Abend", themes=["family"])
    an_offer(bridge, title="Schwimmen", summary="Für Mädchen.", body="", themes=["family"])

    def found(query: str) -> list[str]:
        return [row["name"] for row in read(client, f"services?{query}")["contents"]]

    owner = {row["name"]: row["id"] for row in read(client, "organizations")["contents"]}["Verein Brücke"]
    theme = next(row for row in read(client, "taxonomies")["contents"] if row["name"] == "Thema")["id"]
    terms = read(client, f"taxonomy_terms?taxonomy_id={theme}&per_page=100")["contents"]
    family = next(row for row in terms if row["code"] == "family")["id"]
    assert found("search=deutsch") == ["Deutsch für Eltern", "Deutsch am Abend"]
    assert found(f"organization_id={owner}") == ["Deutsch am Abend", "Schwimmen"]
    assert found(f"taxonomy_term_id={family}") == ["Deutsch am Abend", "Schwimmen"]
    assert found(f"taxonomy_term_id={family}&search=deutsch&organization_id={owner}") == ["Deutsch am Abend"]
    assert len(found(f"taxonomy_id={theme}")) == 3
    assert found("taxonomy_term_id=11111111-1111-4111-8111-111111111111") == []


def test_a_question_that_is_wrong_is_told_so(client: Client) -> None:
    for query, word in (
        ("format=xml", "json"),
        ("page=0", "page"),
        ("per_page=1000", "100"),
        ("modified_after=gestern", "modified_after"),
        ("organization_id=7", "UUID"),
        ("organisation=7", "organisation"),
        ("full=vielleicht", "full"),
    ):
        assert word in read(client, f"services?{query}", 400)["detail"]
    assert client.post("/hsds/services").status_code == 405


def test_whoever_keeps_a_copy_hears_of_every_change_and_every_end(client: Client) -> None:
    with time_machine.travel("2026-11-01T08:00:00Z", tick=False):
        old, ended = an_offer(title="Alt"), an_offer(title="Endet")
        gone = an_offer(title="Weg")
    with time_machine.travel("2026-11-10T08:00:00Z", tick=False):
        archive_offer(ended, ended=date(2026, 11, 9), by=COMMAND_LINE)
        withdraw_offer(gone, by=COMMAND_LINE)
        since = read(client, "services?modified_after=2026-11-10T08:00:00Z")["contents"]
        assert [(row["name"], row["status"], row["last_modified"]) for row in since] == [
            ("Endet", "defunct", "2026-11-10T08:00:00.000Z")
        ]
        assert len(read(client, "services?modified_after=2026-11-01")["contents"]) == 2
        assert [row["name"] for row in read(client, "services")["contents"]] == ["Alt"]
        assert "nicht mehr" in read(client, f"services/{gone.translation_key}", 410)["detail"]
        read(client, "services/11111111-1111-4111-8111-111111111111", 404)
    assert old.review_due is not None
    let_time_pass(old.review_due + timedelta(days=31), by=SCHEDULER)
    assert read(client, "services")["contents"] == []
    read(client, f"services/{old.translation_key}", 410)


def test_a_draft_is_nothing_to_other_portals(client: Client) -> None:
    from ..offers import a_draft

    draft = a_draft()
    assert read(client, "services")["empty"]
    assert read(client, "organizations")["empty"]
    read(client, f"services/{draft.translation_key}", 404)


def test_a_material_is_no_service_and_says_where_it_is(client: Client) -> None:
    material = an_offer(kind="material", resource_types=["worksheet"])
    assert read(client, "services")["empty"]
    assert "/amb/" in read(client, f"services/{material.translation_key}", 404)["detail"]


def test_a_list_asks_as_often_for_three_as_for_one(client: Client, assert_max_queries: Any) -> None:
    people.a_municipality()
    for number in (1, 3):
        while Offer.objects.count() < number:
            an_offer(**EVERYTHING)
        for path in ("services", "services?full=true", "organizations?full=true", "service_at_locations", "taxonomies"):
            with assert_max_queries(8):
                read(client, path)


def test_the_profile_names_every_field_that_the_core_has_not(client: Client) -> None:
    people.a_municipality()
    offer = an_offer(**EVERYTHING, valid_from=date(2026, 1, 1), valid_to=date(2028, 1, 1))
    told = read(client, f"services/{offer.translation_key}")
    root = read(client, "")
    assert root["version"] == "3.0"
    described = client.get(root["profile"].removeprefix("http://127.0.0.1:8000")).json()
    patch = client.get(described["profile"]["service"].removeprefix("http://127.0.0.1:8000")).json()
    schema = client.get(described["schema"]["service"].removeprefix("http://127.0.0.1:8000")).json()
    assert schema["properties"] == patch["properties"]
    ours = {name for name in told if name in patch["properties"]}
    assert {"residence_conditions", "german_level_from", "school_levels", "places_free", "translations"} - ours == {
        "translations"
    }
    from jsonschema import Draft202012Validator

    checker = Draft202012Validator.FORMAT_CHECKER
    assert list(Draft202012Validator(patch, format_checker=checker).iter_errors(told)) == []
    assert set(described["schema"]) == set(profile.OBJECTS)


@needs_schemas
def test_nothing_is_sent_that_neither_core_nor_profile_knows(client: Client) -> None:
    import json

    from .schemas import FOLDER

    people.a_municipality()
    offer = an_offer(**EVERYTHING)
    core = json.loads((FOLDER / "schema" / "service.json").read_text(encoding="utf-8"))["properties"]
    ours = (profile.patch("service") or {})["properties"]
    assert set(ours) & set(core) == set()
    assert set(read(client, f"services/{offer.translation_key}")) - set(core) - set(ours) == set()


def test_an_answer_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    an_offer()
    first = client.get("/hsds/services")
    # Time alone changes answers: no moment of a change speaks for them.
    assert "Last-Modified" not in first
    again = client.get("/hsds/services", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_too_many_questions_of_one_connection_have_to_wait(client: Client) -> None:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        answers = [client.get("/hsds/").status_code for _ in range(121)]
    assert answers.count(429) == 1
    assert answers[-1] == 429


def test_a_service_that_begins_today_is_told_to_whoever_asked_yesterday(client: Client) -> None:
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        offer = an_offer(valid_from=date(2026, 11, 24))
    path = f"/hsds/services/{offer.translation_key}"
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        before = client.get(path)
    asked = {"If-Modified-Since": "Mon, 23 Nov 2026 10:00:00 GMT", "If-None-Match": before["ETag"]}
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False):
        for headers in (asked, {"If-Modified-Since": asked["If-Modified-Since"]}):
            after = client.get(path, headers=headers)
            assert (before.json()["status"], after.status_code, after.json()["status"]) == ("inactive", 200, "active")


def test_organisations_with_all_their_services_are_asked_for_less_often(client: Client) -> None:
    an_offer()
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        answers = [client.get("/hsds/organizations?full_service=true") for _ in range(13)]
        assert client.get("/hsds/organizations").status_code == 200
    assert [one.status_code for one in answers].count(429) == 1
    assert answers[-1]["Retry-After"] == "60"
