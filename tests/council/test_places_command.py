"""Whoever runs the portal finds the places at once, and hears how far and how well."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from teilhabe.council.checkups import places as places_check
from teilhabe.council.commands import app
from teilhabe.council.ingest.locks import places_lock
from teilhabe.council.models import PlaceMention

from . import cast
from .places import STREET, a_paper_about, a_town, its_council, places_of

pytestmark = pytest.mark.django_db


def test_the_command_matches_what_is_due_and_everything_when_asked() -> None:
    a_town()
    paper = a_paper_about(its_council(), "Radweg in der Goethestraße")
    cast.indexed()
    assert "0 von 1 Vorlagen" in next(iter(places_check())).text
    said = CliRunner().invoke(app, ["places", "match"])
    assert said.exit_code == 0
    assert "1 Vorlagen gelesen, bei 1 haben sich Orte geändert" in said.output
    assert "1 sicher gemeinte Orte, 100,0 % davon ohne bestätigten Fehler" in said.output
    assert STREET in places_of(paper)
    assert "0 Vorlagen gelesen" in CliRunner().invoke(app, ["places", "match"]).output
    PlaceMention.objects.all().delete()
    assert "1 Vorlagen gelesen" in CliRunner().invoke(app, ["places", "match", "--all"]).output
    assert PlaceMention.objects.exists()
    assert "1 von 1 Vorlagen" in CliRunner().invoke(app, ["places", "status"]).output


def test_two_at_once_are_refused() -> None:
    with places_lock():
        said = CliRunner().invoke(app, ["places", "match"])
    assert said.exit_code == 4
    assert "gerade schon gesucht" in said.output
