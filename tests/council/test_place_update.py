"""Who updates a portal from a version without places finds papers and meetings by their town, without any command."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.indexing import meetings, papers
from teilhabe.search.models import Entry

from . import cast
from .places import TOWN, a_paper_about, a_town, its_council

pytestmark = pytest.mark.django_db
UPDATE = "0007_entries_with_their_town"


def test_what_was_indexed_before_the_update_is_found_by_its_town_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    a_town()
    council = its_council()
    a_paper_about(council, "Haushalt der Stadt Musterbach")
    cast.a_meeting(council, cast.at(2026, 3, 3), cast.a_council(council, "Rat"))
    with monkeypatch.context() as before:
        for module in (papers, meetings):
            before.setattr(module, "own_town", lambda _municipality: [])
        cast.indexed()
    refresh_stale()
    here = Entry.objects.at_place(f"municipality:{TOWN}")
    assert not here.exists()
    assert ("council", UPDATE) in MigrationLoader(None).disk_migrations
    import_module(f"teilhabe.council.migrations.{UPDATE}").mark_stale(apps, None)
    refresh_stale()
    assert sorted(here.values_list("kind", flat=True)) == ["meeting", "paper"]
