"""A reader looks up who somebody is in the councils: roles, meetings, papers, and nothing private."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teilhabe.council.models import Body, Organization, Person, Record, RecordState
from teilhabe.council.queries.person_page import MOST_MEETINGS, MOST_PAPERS, brought_in_by

from . import cast
from .reading import AtMost, read

pytestmark = pytest.mark.django_db


def a_councillor(region: Body, name: str = "Ayla Wiesental") -> Person:
    """Sits in the committee for schools since November 2020, for her group."""
    person = cast.a_person(region, name, original_url="https://ris.example.org/kp020?id=7")
    group, schools = cast.a_group(region), cast.a_committee(region)
    cast.a_membership(person, group, "Mitglied", start=date(2020, 11, 1))
    cast.a_membership(person, schools, "Vorsitzende", start=date(2020, 11, 1), on_behalf_of=group)
    return person


def schools_of(person: Person) -> Organization:
    return Organization.objects.get(memberships__person=person, memberships__role="Vorsitzende")


def test_the_head_says_for_which_group_where_and_where_the_original_is(client: Client) -> None:
    person = a_councillor(cast.a_body())
    page = read(client, person.get_absolute_url())
    assert "Fraktion Fraktion Morgen Sitzt in ein Gremium Original Im Ratsinformationssystem" in page.text
    assert 'href="https://ris.example.org/kp020?id=7"' in page.html
    assert 'href="/rat/staedteregion-aachen/gremium/fraktion-morgen"' in page.html
    assert "Ausschuss für Schulen und Bildung Vorsitzende seit 1. November 2020" in page.text


def test_meetings_of_the_committees_lead_on_and_the_list_says_where_it_ends(client: Client) -> None:
    region, now = cast.a_body(), timezone.now()
    person = a_councillor(region)
    schools = schools_of(person)
    cast.a_meeting(region, now + timedelta(days=3), schools, slug="kommend", cancelled=True)
    for day in range(1, MOST_MEETINGS + 3):
        cast.a_meeting(region, now - timedelta(days=day), schools, slug=f"war-{day}")
    page = read(client, person.get_absolute_url())
    meetings = page.html.split('id="sitzungen"')[1].split("</section>")[0]
    assert "/sitzung/kommend" in meetings
    assert "Sitzung fällt aus" in meetings
    assert meetings.count("/sitzung/war-") == MOST_MEETINGS
    assert "/sitzung/war-1" in meetings
    assert "Das sind die letzten fünf." in page.text
    assert "die nächsten fünf" not in page.text


def test_meetings_from_before_somebody_was_a_member_are_not_theirs(client: Client) -> None:
    region = cast.a_body()
    person = a_councillor(region)
    schools = schools_of(person)
    cast.a_meeting(region, cast.at(2020, 10, 30), schools, slug="vorher")
    cast.a_meeting(region, cast.at(2020, 11, 1, 0), schools, slug="erster-tag")
    left = cast.a_person(region, "Ilse Früher")
    cast.a_membership(left, schools, end=date(2020, 10, 31))
    cast.a_meeting(region, timezone.now() + timedelta(days=3), schools, slug="kommend")
    hers, before = read(client, person.get_absolute_url()).html, read(client, left.get_absolute_url()).html
    assert ("/sitzung/erster-tag" in hers, "/sitzung/vorher" in hers) == (True, False)
    assert ("/sitzung/vorher" in before, "/sitzung/kommend" in before) == (True, False)


def test_papers_that_name_the_person_are_listed_with_where_they_stand(client: Client) -> None:
    region = cast.a_body()
    person = a_councillor(region)
    cast.a_paper(
        region, "2026/0007", "Radweg zur Schule", originators="Fraktion Morgen; Ayla Wiesental", standing="decided"
    )
    cast.a_paper(region, "2026/0008", "Anderes", originators="Ayla Wiesentaler")
    page = read(client, person.get_absolute_url())
    assert "Eingebrachte Vorlagen Radweg zur Schule" in page.text
    assert "Beschlossen" in page.text
    assert "Anderes" not in page.text


def test_of_many_papers_the_newest_are_shown_and_the_rest_is_counted(client: Client) -> None:
    region = cast.a_body()
    person = a_councillor(region)
    for number in range(MOST_PAPERS + 2):
        cast.a_paper(
            region, f"2026/{number:04}", f"Antrag {number}", originators=person.name, date=date(2026, 1, 1 + number)
        )
    text = read(client, person.get_absolute_url()).text
    assert "… und 2 ältere" in text
    assert f"Antrag {MOST_PAPERS + 1} " in text
    assert "Antrag 0 " not in text


def test_nothing_is_said_of_papers_where_two_people_bear_the_name(client: Client) -> None:
    region = cast.a_body()
    person = a_councillor(region)
    namesake = cast.a_person(region, person.name, slug="ayla-wiesental-2")
    cast.a_paper(region, originators=person.name)
    assert "Eingebrachte Vorlagen" not in read(client, person.get_absolute_url()).text
    Record.objects.filter(pk=namesake.record_id).update(state=RecordState.DELETED)
    assert "Eingebrachte Vorlagen" in read(client, person.get_absolute_url()).text


def test_what_the_source_took_away_is_not_on_the_page(client: Client) -> None:
    region = cast.a_body()
    person = a_councillor(region)
    paper = cast.a_paper(region, originators=person.name)
    meeting = cast.a_meeting(region, timezone.now() + timedelta(days=3), schools_of(person), slug="kommend")
    Record.objects.filter(pk__in=[paper.record_id, meeting.record_id]).update(state=RecordState.WITHDRAWN)
    page = read(client, person.get_absolute_url())
    assert "Eingebrachte Vorlagen" not in page.text
    assert "/sitzung/kommend" not in page.html


def test_the_page_asks_at_most_eight_questions_however_busy_somebody_is(
    client: Client, assert_max_queries: AtMost
) -> None:
    region, now = cast.a_body(), timezone.now()
    person = a_councillor(region)
    for number in range(1, 5):
        committee = cast.a_committee(region, f"Ausschuss {number}")
        cast.a_membership(person, committee)
        cast.a_meeting(region, now + timedelta(days=number), committee, slug=f"k-{number}")
        cast.a_meeting(region, now - timedelta(days=number), committee, slug=f"v-{number}")
        cast.a_paper(region, f"2026/000{number}", originators=person.name)
    client.get("/rat/")  # the frame keeps its texts for a minute
    with assert_max_queries(8):
        client.get(person.get_absolute_url())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite how it would look")
def test_papers_are_looked_for_among_the_few_that_name_somebody() -> None:
    person = a_councillor(cast.a_body())
    with CaptureQueriesContext(connection) as asked:
        brought_in_by(person)
    plan = connection.cursor().execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}").fetchall()
    assert any("paper_brought_in" in step[3] for step in plan), plan
