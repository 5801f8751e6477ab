"""The harvest that stories of pages begin with is the one they would have made themselves."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.council.ingest import kept
from tests.council.ingest.dumps import dump, everything_stored

from .installed import harvested_site

pytestmark = pytest.mark.django_db


def _begun() -> tuple[str, dict[str, list[str]]]:
    """What is stored when a story begins, and what it is told by a second look."""
    with transaction.atomic(), harvested_site("sessionnet6") as installed:
        stored = "\n".join(sorted(everything_stored().splitlines()))
        run = installed.harvest(hours=1)
        assert (run.state, run.new, run.changed, run.failed) == ("done", 0, 0, 0)
        told = dump()
        transaction.set_rollback(True)
    return stored, told


def test_a_kept_harvest_is_put_back_as_it_was_made() -> None:
    kept.forget()
    made = _begun()
    assert made[1]["Paper"]

    assert _begun() == made
