"""Hearings of papers whose own pages do not show them: the agendas do."""

from __future__ import annotations

import pytest
from django.test import Client

from teilhabe.council.models import Consultation, Paper

from . import little
from .installed import Install

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("system", ["sessionnet6", "sessionnet4"])
def test_a_paper_without_beratungsfolge_has_that_of_the_agendas(install: Install, system: str, client: Client) -> None:
    council = little.little_council()
    installed = install(system, council)
    # Its page names no hearing; the agendas go on naming the paper.
    council.change(little.paper(1), consultation=None)
    assert installed.site.views.paper(701).steps == ()

    assert installed.harvest().state == "done"

    paper = Paper.objects.get(reference="V/1")
    heard = paper.consultations.select_related("meeting", "agenda_item").order_by("meeting__start")
    assert [one.meeting.name for one in heard if one.meeting] == ["Schulausschuss", "Ratssitzung"]
    assert [one.agenda_item.public for one in heard if one.agenda_item] == [True, True]
    assert paper.last_discussed == heard[1].meeting.start  # type: ignore[union-attr]  # told above
    page = client.get(paper.get_absolute_url()).content.decode()
    assert "Ausschuss für Schule und Bildung" in page
    again = installed.harvest(hours=7)
    assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)
    assert Consultation.objects.filter(paper=paper).count() == 2


@pytest.mark.parametrize("how", ["the point leaves the agenda", "the point is about something else"])
def test_a_hearing_only_the_agenda_knew_goes_with_the_paper_and_comes_back_with_it(install: Install, how: str) -> None:
    council = little.little_council()
    installed = install("sessionnet6", council)
    council.change(little.paper(3), consultation=None)
    installed.harvest()
    hearing = Consultation.objects.get(paper__reference="V/3")
    point, meeting = little.item(little.NEXT, 1), little.meeting(little.NEXT)
    points, heard = council.object(meeting)["agendaItem"], council.object(point)["consultation"]
    if how == "the point leaves the agenda":
        council.change(meeting, agendaItem=points[1:])
    else:
        council.change(point, consultation=None, name="Etwas anderes")

    assert installed.harvest(hours=7).state == "done"

    hearing.refresh_from_db()
    assert hearing.record.state == "deleted"
    assert not Paper.objects.get(reference="V/3").consultations.filter(record__state="live").exists()
    assert Consultation.objects.filter(paper__reference="V/1", record__state="live").count() == 2, "others stay"

    council.change(meeting, agendaItem=points)
    council.change(point, consultation=heard)
    installed.harvest(hours=14)

    assert Consultation.objects.get(paper__reference="V/3").pk == hearing.pk
    assert Consultation.objects.get(pk=hearing.pk).record.state == "live"
