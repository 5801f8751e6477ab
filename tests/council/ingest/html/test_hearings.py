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
