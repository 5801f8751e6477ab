"""The sample council against OParl 1.1: the written rules always, the published schemas where they lie at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.council.sample.conftest import Reader

SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "data" / "oparl-spec" / "schema"

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENTS = {"created", "modified", "start", "end", "licenseValidSince", "oparlSince"}
DAYS = {"date", "startDate", "endDate"}
LISTS = ["organization", "person", "meeting", "paper", "agendaItem", "consultation", "file", "locationList"]
LISTS += ["legislativeTermList", "membership"]
# Lists of strings or objects that must hold something if they are printed at all.
REQUIRED = {
    "System": {"oparlVersion", "body"},
    "Body": {"name", "organization", "person", "meeting", "paper", "legislativeTerm", "ags"},
    "AgendaItem": {"order"},
    "File": {"accessUrl", "size", "sha512Checksum"},
}


def inside(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in a JSON document with the name of the property that holds it."""
    yield name, value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from inside(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from inside(one, name)


@pytest.fixture(scope="module")
def everything(shared_reader: Reader) -> list[dict[str, Any]]:
    """System, bodies, all listed objects and the deleted stubs."""
    found = [shared_reader.json(shared_reader.server.system_url), *shared_reader.bodies()]
    for body in shared_reader.bodies():
        for name in LISTS:
            found += shared_reader.all(body[name])
            found += shared_reader.all(body[name], modified_since="2000-01-01T00:00:00+01:00")
    return found


def printed_objects(everything: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for _, value in inside(everything):
        if isinstance(value, dict) and "schema.oparl.org" in str(value.get("type")):
            yield value


def test_nothing_is_null_or_empty(everything: list[dict[str, Any]]) -> None:
    assert [name for name, value in inside(everything) if value in (None, "", [], {})] == []


def test_every_time_has_an_offset_and_every_day_is_a_day(everything: list[dict[str, Any]]) -> None:
    for name, value in inside(everything):
        if name in MOMENTS:
            assert MOMENT.fullmatch(value), (name, value)
        elif name in DAYS:
            assert DAY.fullmatch(value), (name, value)


def test_every_object_says_what_it_is_and_since_when(everything: list[dict[str, Any]]) -> None:
    for obj in printed_objects(everything):
        assert obj["type"].startswith("https://schema.oparl.org/1.1/")
        assert {"id", "created", "modified"} <= obj.keys()
        if not obj.get("deleted"):
            assert REQUIRED.get(obj["type"].rsplit("/", 1)[1], set()) <= obj.keys()


def test_every_address_in_every_object_answers(shared_reader: Reader, everything: list[dict[str, Any]]) -> None:
    base = shared_reader.server.url
    addresses = {value for _, value in inside(everything) if isinstance(value, str) and value.startswith(base)}
    dead = {obj["id"] for obj in everything if obj.get("deleted")}
    assert len(addresses) > 400
    assert [one for one in addresses if shared_reader.get(one).status_code != 200] == []
    assert dead


def test_no_address_of_the_inside_gets_out(everything: list[dict[str, Any]]) -> None:
    assert "council.invalid" not in json.dumps(everything)


def test_no_embedded_object_is_deleted(everything: list[dict[str, Any]]) -> None:
    for obj in everything:
        for value in obj.values():
            assert not [one for _, one in inside(value) if isinstance(one, dict) and one.get("deleted")]


def test_every_page_has_data_pagination_and_links(shared_reader: Reader) -> None:
    for body in shared_reader.bodies():
        for name in LISTS:
            pages = shared_reader.pages(body[name])
            assert all({"data", "pagination", "links"} == page.keys() for page in pages)
            assert all("next" in page["links"] for page in pages[:-1])


FORMATS = {
    "url": re.compile(r"https?://[^ ]+"),
    "date": DAY,
    "date-time": MOMENT,
}
TYPES: dict[str, type] = {"string": str, "object": dict, "array": list, "boolean": bool, "integer": int}


def faults_of(obj: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """What an object does against a schema of the specification (its own small dialect of JSON Schema)."""
    if obj.get("deleted"):
        return
    kind = schema["title"]
    yield from (f"{kind}.{name} is missing" for name in schema["required"] if name not in obj)
    for name, value in obj.items():
        rule = schema["properties"].get(name)
        if rule is None:
            yield f"{kind}.{name} is unknown"
        else:
            yield from faults_of_value(f"{kind}.{name}", value, rule)


def faults_of_value(name: str, value: Any, rule: dict[str, Any]) -> Iterator[str]:
    expected = TYPES[rule["type"]]
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        yield f"{name} is not {rule['type']}: {value!r}"
    elif isinstance(value, list):
        for one in value:
            yield from faults_of_value(name, one, rule["items"])
    elif isinstance(value, str):
        pattern = re.compile(rule["pattern"]) if "pattern" in rule else FORMATS.get(rule.get("format", ""))
        if pattern and not pattern.fullmatch(value):
            yield f"{name} is not {rule.get('format', rule.get('pattern'))}: {value!r}"


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the OParl schemas are not at hand (../shared/data/oparl-spec)")
def test_every_object_keeps_to_the_published_schema(everything: list[dict[str, Any]]) -> None:
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")}
    assert len(schemas) == 12
    found = [fault for obj in printed_objects(everything) for fault in faults_of(obj, schemas[kind(obj)])]
    assert found == []


def kind(obj: dict[str, Any]) -> str:
    return str(obj["type"].rsplit("/", 1)[1])
