"""Whoever runs the portal looks at a feed before anything of it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from teilhabe.catalogue.commands import app
from teilhabe.catalogue.models import Offer
from teilhabe.core.commands.exits import Refused

pytestmark = pytest.mark.django_db


def test_the_preview_counts_what_is_taken_left_out_and_noted(tmp_path: Path) -> None:
    table = tmp_path / "angebote.csv"
    table.write_text("Titel;Themen;Träger\nChor;Kultur;Haus\nYoga;Pinguine;\n;Sport;\n", encoding="utf-8")
    said = CliRunner().invoke(app, [str(table)])
    assert said.exit_code == 0, said.output
    assert "CSV-Tabelle: 3 gelesen, 2 zu übernehmen, 1 übergangen." in said.output
    assert "1  Der Titel fehlt." in said.output
    assert "Themen: Das steht nicht in der Liste des Portals" in said.output
    assert "„Pinguine“" in said.output
    assert "1  Anbieter" in said.output
    assert not Offer.objects.exists()


def test_what_cannot_be_read_ends_in_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "kaputt.ics"
    broken.write_text("BEGIN:VCALENDAR\n", encoding="utf-8")
    asked = {
        "bricht mittendrin ab": ([str(broken)], 1),
        "lässt sich nicht lesen": ([str(tmp_path / "fehlt.csv")], 2),
        "Dieses Format gibt es nicht": ([str(broken), "--format", "word"], 2),
        "nennen Sie das Format": (["https://amt.example/services"], 2),
        "Diese Art gibt es nicht": ([str(broken), "--kind", "kuchen"], 2),
    }
    for words, (arguments, code) in asked.items():
        problem = CliRunner().invoke(app, arguments).exception
        assert isinstance(problem, Refused), words
        assert words in problem.message
        assert problem.exit_code == code
