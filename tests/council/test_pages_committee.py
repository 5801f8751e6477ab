"""A reader looks up who sits where: committees, groups, offices, persons, bodies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from teilhabe.council.models import Body, Organization, Person, Record, RecordState
from teilhabe.council.queries.body_page import papers_by_year

from . import cast
from .reading import AtMost, read

pytestmark = pytest.mark.django_db


def test_members_stand_under_their_group_and_the_chair_first(client: Client) -> None:
    region = cast.a_body()
    schools, group = cast.a_committee(region), cast.a_group(region)
    for name, role in (("Bernd Aue", "Mitglied"), ("Zoë Zimmer", "Vorsitzende"), ("Ada Berg", "stellv. Vorsitzende")):
        person = cast.a_person(region, name)
        cast.a_membership(person, schools, role)
        cast.a_membership(person, group)
    cast.a_membership(cast.a_person(region, "Carl Ohne"), schools, "Sachkundiger Bürger")
    text = read(client, schools.get_absolute_url()).text
    order = ("Vorsitz ", "Zoë Zimmer", "Ada Berg", "Fraktion Morgen 1", "Bernd Aue", "Ohne Angabe einer", "Carl Ohne")
    places = [text.index(name) for name in order]
    assert places == sorted(places)
    assert "Zoë Zimmer Vorsitzende Fraktion Morgen" in text
    assert "4 Mitglieder" in text


def test_former_members_are_told_apart(client: Client) -> None:
    region = cast.a_body()
    schools = cast.a_committee(region)
    cast.a_membership(cast.a_person(region, "Ilse Früher"), schools, start=date(2014, 6, 1), end=date(2020, 10, 31))
    text = read(client, schools.get_absolute_url()).text
    assert "Ein früheres Mitglied" in text
    assert "1. Juni 2014 bis 31. Oktober 2020" in text


def test_a_person_whom_the_source_took_away_is_no_member_any_more(client: Client) -> None:
    region = cast.a_body()
    schools = cast.a_committee(region)
    person = cast.a_person(region, "Ilse Fort")
    cast.a_membership(person, schools)
    Record.objects.filter(pk=person.record_id).update(state=RecordState.DELETED)
    assert "Ilse Fort" not in read(client, schools.get_absolute_url()).html
    assert client.get(person.get_absolute_url()).status_code == 410


def test_a_committee_shows_its_meetings_and_papers(client: Client) -> None:
    story = cast.the_focus_paper()
    cast.a_meeting(story.region, timezone.now() + timedelta(days=20), story.schools)
    cast.indexed()
    page = read(client, story.schools.get_absolute_url())
    assert "Arbeitsschwerpunkte des Kommunalen Integrationszentrums für die Jahre 2020 und 2021" in page.text
    assert "Do, 7. November 2019" in page.text
    assert page.text.index("Demnächst") < page.text.index("Vergangen")
    assert "/gremium/ausschuss-fuer-schulen-und-bildung.ics" in page.html


def test_an_office_shows_the_papers_it_is_in_charge_of(client: Client) -> None:
    story = cast.the_focus_paper()
    page = read(client, story.office.get_absolute_url())
    assert "Federführend für diese Vorlagen" in page.text
    assert "2019/0465" in page.text


def test_a_persons_page_names_roles_and_their_times_and_nothing_private(client: Client) -> None:
    region = cast.a_body()
    person = cast.a_person(region, "Ayla Wiesental")
    cast.a_membership(person, cast.a_council(region), "Mitglied", start=date(2020, 11, 1))
    cast.a_membership(person, cast.a_committee(region), "Vorsitzende", end=date(2020, 10, 31))
    text = read(client, person.get_absolute_url()).text
    assert "Städteregionstag Mitglied seit 1. November 2020" in text
    assert text.index("Früher") < text.index("bis 31. Oktober 2020")
    assert "Anschriften, Telefonnummern und persönliche Angaben übernehmen wir nicht." in text


def test_a_body_shows_decisions_meetings_committees_and_years(client: Client) -> None:
    story = cast.the_focus_paper()
    cast.a_meeting(story.region, timezone.now() + timedelta(days=20), story.schools)
    cast.indexed()
    page = read(client, story.region.get_absolute_url())
    assert "Zuletzt beschlossen" in page.text
    assert "2019/0465" in page.text
    assert "2019 (1)" in page.text
    assert "von=2019-01-01" in page.html
    assert "Ausschuss für Schulen und Bildung" in page.text
    assert "Ratsinformation der Musterregion" in page.text
    assert 'href="/quellen"' in page.html


def test_a_paper_of_new_years_midnight_counts_for_the_new_year() -> None:
    region = cast.a_body("Stadt Eschweiler")
    council = cast.a_council(region)
    for number, moment in enumerate((cast.at(2026, 1, 1, 0), cast.at(2025, 12, 31, 23))):
        paper = cast.a_paper(region, f"2025/000{number}")
        cast.a_consultation(paper, council, cast.a_meeting(region, moment, council, slug=f"sitzung-{number}"))
    cast.indexed()
    cache.clear()
    assert papers_by_year(region) == [("2026", 1), ("2025", 1)]


def test_all_bodies_stand_on_one_page(client: Client) -> None:
    cast.the_focus_paper()
    cast.a_body("Stadt Stolberg")
    cast.indexed()
    text = read(client, "/rat/").text
    assert "Stadt Stolberg" in text
    assert "2 Vorlagen" in text


def test_a_portal_without_data_says_so(client: Client) -> None:
    assert "Noch ist kein Rat angeschlossen" in read(client, "/rat/").text


@pytest.mark.parametrize("kind", ["committee", "person", "body"])
def test_what_was_taken_away_answers_gone(client: Client, kind: str) -> None:
    region = cast.a_body()
    things: dict[str, Body | Organization | Person] = {
        "committee": cast.a_committee(region),
        "person": cast.a_person(region),
        "body": region,
    }
    thing = things[kind]
    Record.objects.filter(pk=thing.record_id).update(state=RecordState.WITHDRAWN)
    page = read(client, thing.get_absolute_url(), status=410)
    assert "nicht mehr" in page.text
    assert thing.name not in page.text


def test_detail_pages_cost_eight_queries_however_many_sit_there(client: Client, assert_max_queries: AtMost) -> None:
    story = cast.the_focus_paper()
    group = cast.a_group(story.region)
    for name in ("Ada Berg", "Bernd Aue", "Cem Kaya"):
        person = cast.a_person(story.region, name)
        cast.a_membership(person, story.schools)
        cast.a_membership(person, group)
    for day in range(1, 4):
        cast.a_meeting(story.region, timezone.now() + timedelta(days=day), story.schools, slug=f"m-{day}")
    cast.indexed()
    for address in (
        story.schools.get_absolute_url(),
        group.get_absolute_url(),
        story.office.get_absolute_url(),
        person.get_absolute_url(),
        story.region.get_absolute_url(),
    ):
        cache.clear()
        with assert_max_queries(8):
            client.get(address)
