"""Programs search like people do: as data with a cursor, as a feed, as a calendar."""

from __future__ import annotations

import base64
import json
import shutil
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from time_machine import travel

from teilhabe.search.actions import NewEntry, drop, put_many
from teilhabe.search.index import catch_up
from teilhabe.search.index.generations import root
from teilhabe.search.index.reading import look_again
from teilhabe.website.api.frame import PER_MINUTE
from teilhabe.website.models import UnmetTerm

pytestmark = pytest.mark.django_db

AtMost = Callable[[int], AbstractContextManager[object]]
MARCH = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def papers() -> None:
    """Thirty papers about schools, one about a swimming pool, a meeting to come and a cancelled one."""
    soon = timezone.now() + timedelta(days=9)
    schools = [
        NewEntry(
            kind="paper",
            ref=f"alsdorf/{number}",
            url=f"/rat/alsdorf/vorlage/{number}",
            title=f"Grundschulentwicklung, Bericht {number}",
            summary="Der Rat hat zugestimmt.",
            body="Die Schulen im Norden wachsen.",
            starts=MARCH + timedelta(days=number),
            municipality="05334004",
            facts={"body": "Alsdorf", "reference": f"2026/{number:04d}"},
            facets={"body": ["alsdorf"], "standing": ["decided"], "year": ["2026"]},
            published=MARCH + timedelta(days=number),
        )
        for number in range(1, 31)
    ]
    pool = NewEntry(kind="paper", ref="w/1", url="/rat/w/vorlage/1", title="Hallenbad", starts=MARCH)
    meetings = [
        NewEntry(
            kind="meeting",
            ref=f"alsdorf/{name}",
            url=f"/rat/alsdorf/sitzung/{name}",
            title="Schulausschuss",
            starts=soon,
            ends=soon + timedelta(hours=2),
            facts={
                "body": "Alsdorf",
                "committees": ["Schulausschuss"],
                "place": "Rathaus",
                "event": f"sitzung-{name}",
                "cancelled": name == "2",
            },
        )
        for name in ("1", "2")
    ]
    put_many([*schools, pool, *meetings])
    catch_up()


def _ask(client: Client, **asked: Any) -> dict[str, Any]:
    answer = client.get("/api/search", asked)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


# --- Data ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("papers")
def test_a_program_finds_what_a_reader_finds_with_counts_and_addresses(
    client: Client, assert_max_queries: AtMost
) -> None:
    with assert_max_queries(3):
        found = _ask(client, q="Schule", kind="paper", facets=True, limit=5)
    assert found["total"] == 30
    assert found["facets"]["municipality"] == {"05334004": 30}
    assert found["facets"]["kind"] == {"paper": 30, "meeting": 2}
    first = found["hits"][0]
    assert first["url"].startswith("http")
    assert (first["kind"], first["facts"]["body"]) == ("paper", "Alsdorf")
    assert "Schule" in first["snippet"]


@pytest.mark.usefixtures("papers")
def test_a_program_reads_all_pages_and_misses_or_doubles_nothing_though_entries_come_and_go(client: Client) -> None:
    seen: list[str] = []
    found = _ask(client, q="Grundschule", order="newest", limit=7)
    while True:
        seen += [hit["ref"] for hit in found["hits"]]
        if len(seen) == 7:
            newer = NewEntry(kind="paper", ref="new", url="/n", title="Grundschule", starts=MARCH + timedelta(days=99))
            put_many([newer])
            drop("paper", ["alsdorf/30"])
            catch_up()
        if not found["next"]:
            break
        found = _ask(client, q="Grundschule", order="newest", limit=7, cursor=found["next"])
    assert seen == [f"alsdorf/{number}" for number in range(30, 0, -1)]


@pytest.mark.usefixtures("papers")
def test_the_pages_of_a_corrected_search_go_on(client: Client) -> None:
    first = _ask(client, q="Grundschulentwiklung", limit=20)
    assert (first["total"], first["corrected"]) == (30, "Grundschulentwicklung")
    second = _ask(client, q="Grundschulentwiklung", limit=20, cursor=first["next"])
    assert len(first["hits"]) + len(second["hits"]) == 30


@pytest.mark.usefixtures("papers")
def test_a_forged_cursor_is_refused(client: Client) -> None:
    body = json.dumps(["fit", "1", 1, int("9" * 310), 1]).encode()
    forged = base64.urlsafe_b64encode(zlib.crc32(body).to_bytes(4, "big") + body).rstrip(b"=").decode()
    assert client.get("/api/search", {"q": "Schule", "cursor": forged}).status_code == 400


@pytest.mark.usefixtures("papers")
def test_what_did_not_change_is_not_told_as_changed(client: Client) -> None:
    before = _ask(client, q="Hallenbad")["hits"][0]["changed"]
    put_many([NewEntry(kind="paper", ref="w/1", url="/rat/w/vorlage/1", title="Hallenbad", starts=MARCH)])
    assert _ask(client, q="Hallenbad")["hits"][0]["changed"] == before


@pytest.mark.usefixtures("papers")
def test_filters_and_period_narrow_and_a_correction_is_said(client: Client) -> None:
    assert _ask(client, municipality="05334004", kind="paper")["total"] == 30
    assert _ask(client, body="alsdorf", year="2026", standing="decided", q="Bericht")["total"] == 30
    assert _ask(client, q="Bericht", since="2026-03-14", until="2026-03-15")["total"] == 2
    corrected = _ask(client, q="Halenbad")
    assert (corrected["total"], corrected["corrected"]) == (1, "Hallenbad")
    assert _ask(client, q="Halenbad", literal=True)["total"] == 0


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"limit": 101}, 422, "limit"),
        ({"limit": "viele"}, 422, "limit"),
        ({"since": "gestern"}, 422, "since"),
        ({"order": "schön"}, 422, "order"),
        ({"cursor": "Unsinn"}, 400, "cursor"),
    ],
)
def test_wrong_input_gets_one_sentence_with_what_is_wrong(
    client: Client, asked: dict[str, str | int], status: int, said: str
) -> None:
    answer = client.get("/api/search", {"q": "Schule", **{name: str(value) for name, value in asked.items()}})
    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert "Unsinn" not in answer.json()["detail"]


def test_without_an_index_the_answer_is_503_and_says_why(client: Client) -> None:
    shutil.rmtree(root(), ignore_errors=True)
    look_again()
    answer = client.get("/api/search", {"q": "Schule"})
    assert answer.status_code == 503
    assert "neu aufgebaut" in answer.json()["detail"]
    assert client.get("/suche.atom", {"q": "Schule"}).status_code == 503


@pytest.mark.usefixtures("papers")
def test_a_program_that_asks_without_end_is_stopped_for_a_minute(client: Client) -> None:
    with travel(timezone.now(), tick=False):  # all within one minute, whatever the machine does meanwhile
        asked = range(PER_MINUTE + 2)
        answers = [client.get("/api/search", {"q": "Hallenbad", "limit": "1"}).status_code for _ in asked]
    assert answers[:PER_MINUTE] == [200] * PER_MINUTE
    assert answers[-1] == 429


def test_the_interface_describes_itself(client: Client) -> None:
    described = json.loads(client.get("/api/openapi.json").content)
    assert described["openapi"].startswith("3.")
    names = {one["name"] for one in described["paths"]["/api/search"]["get"]["parameters"]}
    assert {"q", "kind", "municipality", "committee", "theme", "year", "standing", "language", "cursor"} <= names
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "http" not in "".join(
        line for line in page.content.decode().splitlines() if "src=" in line or "href=" in line
    )


# --- Feed and calendar ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("papers")
def test_a_reader_subscribes_to_a_search_and_gets_the_newest_first(client: Client) -> None:
    answer = client.get("/suche.atom", {"q": "Grundschulentwicklung"})
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles[:2] == ["Grundschulentwicklung, Bericht 30", "Grundschulentwicklung, Bericht 29"]
    assert len(titles) == 30
    assert len({entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")}) == 30
    assert feed.find(f"{ATOM}link[@rel='self']").get("href").endswith("/suche.atom?q=Grundschulentwicklung")  # type: ignore[union-attr]  # fails if missing


@pytest.mark.usefixtures("papers")
def test_the_meetings_of_a_search_go_into_a_calendar(client: Client) -> None:
    answer = client.get("/suche.ics", {"q": "Schulausschuss"})
    assert answer["Content-Type"].startswith("text/calendar")
    events = {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert {uid.partition("@")[0] for uid in events} == {"sitzung-1", "sitzung-2"}
    states = {uid.partition("@")[0]: str(event["status"]) for uid, event in events.items()}
    assert states == {"sitzung-1": "CONFIRMED", "sitzung-2": "CANCELLED"}


@pytest.mark.usefixtures("papers")
def test_the_page_of_a_search_says_where_to_subscribe(client: Client) -> None:
    page = client.get("/suche", {"q": "Schule", "seite": "1"}).content.decode()
    assert 'type="application/atom+xml"' in page
    assert "/suche.atom?q=Schule" in page
    assert "/suche.ics?q=Schule" in page
    english = client.get("/en/suche", {"q": "Schule"}).content.decode()
    assert "/en/suche.atom?q=Schule" in english


@pytest.mark.parametrize("odd", ["Schule\x01", "Schule\r\nBEGIN:VEVENT", "\x0c", "a\rb", "\u2028", "x" * 20_000])
@pytest.mark.usefixtures("papers")
def test_control_characters_break_neither_feed_nor_calendar(client: Client, odd: str) -> None:
    put_many([NewEntry(kind="paper", ref="odd", url="/o", title="Schule\x0c", summary="A\x01B", starts=MARCH)])
    catch_up()
    feed = client.get("/suche.atom", {"q": odd})
    assert feed.status_code == 200
    ElementTree.fromstring(feed.content)
    answer = client.get("/suche.ics", {"q": odd})
    assert answer.status_code == 200
    assert b"\rb" not in answer.content.replace(b"\r\n", b"\n")
    Calendar.from_ical(answer.content)
    ElementTree.fromstring(client.get("/suche.atom").content)


# --- What nobody found ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("papers")
def test_a_search_without_hits_is_counted_for_the_editors_and_one_with_hits_is_not(client: Client) -> None:
    for text in ("Schule", "Halenbad", "Kletterwandverleih", "Kletterwandverleih"):
        client.get("/suche", {"q": text})
    (counted,) = UnmetTerm.objects.all()
    assert (counted.people, counted.term) == (1, "")
    client.get("/suche", {"q": "Trampolinpark", "kommune": "alsdorf"})
    assert UnmetTerm.objects.count() == 1
