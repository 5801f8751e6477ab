"""ALLRIS 3 whose calendars are closed and whose XML is not: the same meetings, points and papers as by its pages."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from teilhabe.council.ingest.archive import content
from teilhabe.council.ingest.sources import look_at
from teilhabe.council.models import AgendaItem, Meeting, Paper, RawAnswer
from teilhabe.council.sample import SampleCouncil
from teilhabe.council.sample.sites import CLERK, SECRET_PHRASE
from teilhabe.council.sample.store import stamp

from . import little
from .installed import Install

pytestmark = pytest.mark.django_db
# The pages print votes; the XML does not.
VOTE = "\n\nJa: "
EARLIER, BEFORE = 490, 495
BY_XML = {"allris3_xml": "calendar", "allris3_xml_agendas": "calendar,meeting,item"}


def told() -> set[tuple[object, ...]]:
    """What is stored of meetings, their points and papers, whatever system it came from."""
    meetings = {
        (one.name, one.start, one.cancelled, *one.organizations.values_list("name", flat=True))
        # XML numbers a meeting before it has an agenda; it is stored when there is one.
        for one in Meeting.objects.exclude(original_url="")
    }
    points = {
        (
            one.meeting.name,
            one.number.split()[-1] if one.number else "",
            one.public,
            one.name,
            one.minutes_text.partition(VOTE)[0],
        )
        for one in AgendaItem.objects.select_related("meeting")
    }
    papers = {(one.reference, one.name, one.consultations.count(), one.sections.count()) for one in Paper.objects.all()}
    return meetings | points | papers


@pytest.mark.parametrize("system", BY_XML)
def test_a_harvest_by_xml_stores_what_a_harvest_of_the_pages_stores(install: Install, system: str) -> None:
    council = little.little_council()
    for number, days in ((EARLIER, -240), (BEFORE, -120)):
        start = datetime.combine(little.today() + timedelta(days=days), time(17), little.BERLIN)
        council.add(
            "Meeting",
            number,
            in_body=little.BODY,
            created=stamp(start),
            name=f"Sitzung vor {-days} Tagen",
            start=stamp(start),
            location=council.object(little.meeting(little.HELD))["location"],
            organization=council.object(little.meeting(little.HELD))["organization"],
            agendaItem=[_point(council, number, "Bericht der Verwaltung")],
        )
    by_pages = install("allris3", council, days=260)
    assert by_pages.harvest().state == "done"
    expected = told()
    by_pages.source.delete()

    by_xml = install(system, council, days=260)
    assert by_xml.source.installation["options"]["xml"] == BY_XML[system]
    run = by_xml.harvest()

    assert (run.state, run.why, run.failed) == ("done", "", 0)
    assert told() ^ expected == set()
    # In summer as in winter it begins at five.
    started = {one.start.astimezone(little.BERLIN).strftime("%H:%M") for one in Meeting.objects.all() if one.start}
    offsets = {one.start.astimezone(little.BERLIN).utcoffset() for one in Meeting.objects.all() if one.start}
    assert started == {"17:00", "19:00"}
    assert len(offsets) == 2
    assert not any("template=xyz" in one.original_url for one in Meeting.objects.all())
    kept = "".join(content(one.sha256).decode() for one in RawAnswer.objects.all())
    assert "Bericht der Verwaltung" in kept
    for secret in (little.SECRET, SECRET_PHRASE, CLERK):
        assert secret not in kept
    again = by_xml.harvest(hours=30)
    assert (again.new, again.changed, again.failed) == (0, 0, 0)
    assert told() ^ expected == set()


def _point(council: SampleCouncil, meeting: int, title: str) -> str:
    return council.add(
        "AgendaItem",
        10 * meeting + 1,
        in_body=little.BODY,
        meeting=little.meeting(meeting),
        number="Ö 1",
        order=1,
        public=True,
        name=title,
    )


@pytest.mark.parametrize(
    ("system", "says"), [("allris3_xml", "XML-Ausgabe."), ("allris3_xml_agendas", "Tagesordnungen.")]
)
def test_who_adds_the_source_hears_that_its_calendar_is_read_as_xml(install: Install, system: str, says: str) -> None:
    installed = install(system)
    found = look_at(installed.server.start_url)
    assert found.why.endswith(says)
    assert "Kalender: XML-Ausgabe" in found.why
    assert len(installed.asked()) <= 13


def test_xml_is_not_asked_for_where_a_calendar_can_be_read(install: Install) -> None:
    installed = install("allris3")
    assert "xml" not in installed.source.installation["options"]
    look_at(installed.server.start_url)
    assert not [one for one in installed.asked() if "template=xyz" in one]
