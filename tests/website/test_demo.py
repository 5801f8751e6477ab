"""The demonstration's legal pages look finished, and say that what they name is invented."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.website.actions.demo import DemoIsOff, invent_operator
from teilhabe.website.actions.pages import create_start_pages
from teilhabe.website.models import OperatorDetails

pytestmark = pytest.mark.django_db


def test_a_visitor_of_the_demo_reads_a_finished_impressum_that_calls_itself_invented(
    client: Client, settings: Any
) -> None:
    settings.DEMO = True
    create_start_pages(by=COMMAND_LINE)

    assert invent_operator(by=COMMAND_LINE)

    page = client.get("/impressum/", follow=True).content.decode()
    assert "Erfundener Zweckverband" in page
    assert "noch nicht ausgefüllt" not in page
    assert OperatorDetails.load().missing() == []


def test_what_an_operator_wrote_stays(settings: Any) -> None:
    settings.DEMO = True
    details = OperatorDetails.load()
    details.organisation = "Bildungsbüro"
    details.save()

    assert not invent_operator(by=COMMAND_LINE)

    assert OperatorDetails.load().organisation == "Bildungsbüro"


def test_a_portal_that_is_no_demo_gets_no_invented_operator(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(DemoIsOff):
        invent_operator(by=COMMAND_LINE)

    assert OperatorDetails.load().organisation == ""
