"""Materials for search engines of educational resources, by the rules of AMB 20231019."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from teilhabe.catalogue.actions import withdraw_offer
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.directory.concepts import SCHEMES, scheme

from ..offers import an_offer

pytestmark = pytest.mark.django_db
WORKSHEETS: dict[str, Any] = {
    "kind": "material",
    "title": "Wir lernen uns kennen",
    "levels": ["primary", "adult"],
    "subjects": ["daz", "heritage-language", "any"],
    "resource_types": ["worksheet", "game"],
    "creators": "Rosa Demir\nKommunales Integrationszentrum",
    "material_licence": "https://creativecommons.org/licenses/by-sa/4.0/",
    "themes": ["language"],
}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def told(client: Client, **details: Any) -> dict[str, Any]:
    offer = an_offer(**{**WORKSHEETS, **details})
    response = client.get(f"/amb/{offer.translation_key}.json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/ld+json"
    return dict(response.json())


def problems(record: dict[str, Any]) -> list[str]:
    """The rules of the profile, as its schema states them."""
    found = [f"{name} is missing" for name in ("@context", "id", "name", "type") if not record.get(name)]
    context = record.get("@context", [])
    if "https://w3id.org/kim/amb/context.jsonld" not in context or {"@language": "de"} not in context:
        found.append("@context")
    if "LearningResource" not in record["type"]:
        found.append("type")
    spaces = {
        "about": r"^http://w3id\.org/kim/schulfaecher/s10\d\d$",
        "learningResourceType": r"^https://w3id\.org/kim/hcrt/\w+$",
        "educationalLevel": r"^https://w3id\.org/kim/educationalLevel/level_\d+$",
    }
    for name, space in spaces.items():
        for one in record.get(name, ()):
            if not re.match(space, one["id"]) or one["type"] != "Concept" or "de" not in one["prefLabel"]:
                found.append(f"{name}: {one}")
    for one in [*record.get("creator", ()), *record["publisher"]]:
        if one["type"] not in {"Person", "Organization"} or not one["name"]:
            found.append(f"creator or publisher: {one}")
    if "license" in record and not record["license"]["id"].startswith("https://creativecommons.org/"):
        found.append("license")
    for one in record["mainEntityOfPage"]:
        if one["type"] != "WebContent" or not one["id"] or one["provider"]["type"] != "Service":
            found.append("mainEntityOfPage")
    for name in ("inLanguage", "keywords"):
        if not isinstance(record.get(name, []), list):
            found.append(name)
    for name in ("dateModified", "datePublished"):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", record[name]):
            found.append(name)
    if any(value in ("", None, []) for value in record.values()):
        found.append("something empty")
    return found


def test_a_material_is_told_in_the_words_of_the_profile(client: Client) -> None:
    record = told(client)
    assert problems(record) == []
    assert [one["id"] for one in record["about"]] == ["http://w3id.org/kim/schulfaecher/s1006"]
    assert [one["id"] for one in record["learningResourceType"]] == [
        "https://w3id.org/kim/hcrt/worksheet",
        "https://w3id.org/kim/hcrt/educational_game",
    ]
    assert [one["id"] for one in record["educationalLevel"]] == ["https://w3id.org/kim/educationalLevel/level_1"]
    assert [(one["name"], one["type"]) for one in record["creator"]] == [
        ("Rosa Demir", "Person"),
        ("Kommunales Integrationszentrum", "Organization"),
    ]
    assert record["license"] == {"id": "https://creativecommons.org/licenses/by-sa/4.0/"}
    assert record["inLanguage"] == ["de", "ar"]
    assert "Sprachen" in record["keywords"]


def test_what_is_not_known_is_left_out(client: Client) -> None:
    record = told(
        client,
        subjects=["heritage-language"],
        resource_types=["kit"],
        levels=["adult"],
        creators="",
        material_licence="",
        material_url="https://materialien.example/7",
        cost="",
    )
    assert problems(record) == []
    assert {"about", "educationalLevel", "creator", "license", "conditionsOfAccess", "isAccessibleForFree"}.isdisjoint(
        record
    )
    assert record["id"] == "https://materialien.example/7"
    assert [one["id"] for one in record["learningResourceType"]] == ["https://w3id.org/kim/hcrt/other"]


def test_the_list_holds_materials_only_and_forgets_what_is_gone(client: Client) -> None:
    material = an_offer(**WORKSHEETS)
    an_offer()
    listed = client.get("/amb/").json()
    assert [one["name"] for one in listed["contents"]] == ["Wir lernen uns kennen"]
    assert (listed["total_items"], listed["last_page"]) == (1, True)
    withdraw_offer(material, by=COMMAND_LINE)
    assert client.get("/amb/").json()["contents"] == []
    assert client.get(f"/amb/{material.translation_key}.json").status_code == 410
    assert client.get("/amb/11111111-1111-4111-8111-111111111111.json").status_code == 404
    assert client.get("/amb/?page=eins").status_code == 400


def test_our_vocabularies_point_only_to_concepts_that_exist() -> None:
    """The lists as their keepers publish them (CC0): schulfaecher 2021-03-03, hcrt, educationalLevel 2022-03-23."""
    known = {f"http://w3id.org/kim/schulfaecher/s{number}" for number in range(1000, 1034) if number != 1018}
    known |= {f"https://w3id.org/kim/educationalLevel/level_{name}" for name in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 678)}
    types = (
        "application assessment audio case_study course data diagram drill_and_practice educational_game experiment "
        "image index lesson_plan map portal questionnaire script sheet_music simulation slide text textbook video "
        "web_page worksheet other"
    )
    known |= {f"https://w3id.org/kim/hcrt/{name}" for name in types.split()}
    ours = {
        uri
        for name in SCHEMES
        for concept in scheme(name).concepts.values()
        for uri in concept.matches
        if "w3id.org/kim/" in uri
    }
    assert len(ours) > 15
    assert ours - known == set()
