"""What a harvest of an HTML system stores: all that its council holds, once, and nothing on the second look."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone

from teilhabe.council.ingest.run import Mode
from teilhabe.council.models import (
    AgendaItem,
    Body,
    Consultation,
    Meeting,
    Membership,
    Organization,
    Paper,
    PaperSection,
    Person,
)
from teilhabe.council.sample.sites.views import Views
from teilhabe.search.models import Entry
from tests.council.ingest.dumps import dump

from . import little
from .installed import SYSTEMS, Install

pytestmark = pytest.mark.django_db
LABELLED = ("resolution", "matter", "finance")
# SessionNet labels nothing in layout 6 and prints no text at all in layout 4.
SECTIONS = {
    "allris3": LABELLED,
    "allris3_r": LABELLED,
    "allris4": LABELLED,
    "sessionnet6": ("resolution", "other"),
    "sessionnet4": (),
}
PRINTS_RELATED = SYSTEMS
PRINTS_ORIGINATORS = ("allris3", "allris3_r", "allris4", "sessionnet6")


def content() -> dict[str, list[str]]:
    """What is stored, without the harvest's notes on when to look again."""
    return {name: rows for name, rows in dump().items() if name != "KnownPage"}


def local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_harvest_stores_what_the_council_shows_everybody(install: Install, system: str) -> None:
    installed = install(system)
    views = installed.site.views

    run = installed.harvest()

    assert (run.state, run.why, run.failed) == ("done", "", 0)
    body = Body.objects.get()
    assert (body.ags, body.municipality and body.municipality.name) == (little.AGS, "Würselen")
    committees = {one.name: one.kind for one in Organization.objects.exclude(kind="office")}
    assert committees == {
        "Rat der Stadt": "council",
        "Ausschuss für Schule und Bildung": "committee",
        "Fraktion Offene Stadt": "group",
    }
    assert set(Person.objects.values_list("name", flat=True)) == {one.name for one in views.people()}
    assert set(Membership.objects.values_list("person__name", "organization__name", "role")) == {
        (role.name, role.organization_name, role.role) for one in views.people() for role in one.roles
    }
    _meetings_are_those_of(views)
    _papers_are_those_of(views, system)
    assert not Entry.objects.filter(body__contains=little.SECRET).exists()
    assert Entry.objects.filter(kind="paper").count() == 5


def _meetings_are_those_of(views: Views) -> None:
    stored = {local(one.start): one for one in Meeting.objects.all()}
    assert set(stored) == {one.start for one in views.meetings()}
    for meeting in views.meetings():
        found = stored[meeting.start]
        assert meeting.room in found.room
        assert not found.cancelled
        if not meeting.items:
            # The calendar alone tells of it; some print the name of the meeting, some the committee.
            assert found.name in (meeting.name, meeting.committee)
            continue
        assert found.name == meeting.name
        assert [one.name for one in found.organizations.all()] == [meeting.committee]
        assert "Einladung" in {one.file.name for one in found.attachments.all()}
        items = {(one.number.split()[-1], one.public): one for one in found.agenda_items.all()}
        assert items.keys() == {(one.count, one.public) for one in meeting.items}
        for item in meeting.items:
            own = items[item.count, item.public]
            if not item.public:
                assert (own.name, own.result_raw, own.resolution_text, own.minutes_text) == ("", "", "", "")
                continue
            assert own.name == item.title
            assert own.result_raw.startswith(item.result)
            assert item.minutes in own.minutes_text


def _papers_are_those_of(views: Views, system: str) -> None:
    assert Paper.objects.count() == len(views.papers())
    for paper in views.papers():
        found = Paper.objects.get(reference=paper.reference)
        assert (found.name, found.kind_raw) == (paper.title, paper.kind)
        # ALLRIS prints no day of a paper.
        assert found.date == (None if system.startswith("allris") else paper.day)
        assert [one.organization.name for one in found.leads.all() if one.organization] == [paper.lead]
        assert found.originators == (", ".join(paper.originators) if system in PRINTS_ORIGINATORS else "")
        assert {_step(one) for one in found.consultations.all()} == {
            (one.committee, one.day if one.public else None, one.public and one.meeting is not None)
            for one in paper.steps
        }
        assert tuple(found.sections.values_list("kind", flat=True)) == SECTIONS[system]
        names = {one.file.name for one in found.attachments.select_related("file")}
        assert "Anlage 1: Lageplan" in names
        assert len(names) == 2
        assert {one.other.reference for one in found.relations.all() if one.other} >= (
            {one.reference for one in paper.related} if system in PRINTS_RELATED else set()
        )


def _step(one: Consultation) -> tuple[str, date | None, bool]:
    day = local(one.meeting.start) if one.meeting else None
    committee = one.organization.name if one.organization else one.organization_text
    heard = one.agenda_item is not None
    # Some systems print the day of a hearing in secret, others do not.
    return committee, day.date() if day else one.date if heard else None, heard


@pytest.mark.parametrize("system", ["allris3", "allris4", "sessionnet6"])
def test_a_second_look_finds_nothing_new_whichever_way_it_is_taken(install: Install, system: str) -> None:
    installed = install(system)
    first = installed.harvest()
    before = content()
    installed.asked()

    again = installed.harvest(hours=7)
    full = installed.harvest(Mode.FULL, hours=8)
    looked = len(installed.asked())
    replay = installed.harvest(Mode.REPLAY, hours=9)

    for run in (again, full, replay):
        assert (run.state, run.new, run.changed, run.withdrawn, run.failed) == ("done", 0, 0, 0, 0), run.mode
    assert content() == before
    assert looked >= first.requests, "the pages were asked for again"
    assert installed.asked() == [], "the archive is read without the network"


def test_what_the_archive_says_is_put_back_where_it_was_spoiled(harvested: Install) -> None:
    installed = harvested("sessionnet6")
    before = content()
    Paper.objects.update(name="verdorben")
    AgendaItem.objects.filter(public=True).update(name="verdorben", result_raw="", minutes_text="")
    Meeting.objects.update(room="")
    PaperSection.objects.update(html="", text="")

    run = installed.harvest(Mode.REPLAY)

    assert (run.state, run.new, run.withdrawn) == ("done", 0, 0)
    assert {**content(), "Version": []} == before


def test_a_page_in_the_right_moment_costs_no_request(harvested: Install) -> None:
    installed = harvested("allris3")
    installed.asked()

    assert installed.harvest().requests == 0, "nothing is due within the same hour"

    installed.harvest(hours=7)
    asked = installed.asked()
    assert [one for one in asked if "to010" in one], "fresh meetings are looked at again"
    assert not [one for one in asked if "kp020" in one], "persons are not, for half a year"
