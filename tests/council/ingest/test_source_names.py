"""What a source is called that is added by its address: whose papers they are, not what its start page is called."""

from __future__ import annotations

from datetime import date

import pytest

from teilhabe.core.audit import SystemActor
from teilhabe.council.actions.sources import Manners
from teilhabe.council.ingest.sources import add_source
from teilhabe.council.models import Source
from teilhabe.council.sample import running_site, sample_region
from teilhabe.directory.models import Municipality

MEHTAP = SystemActor("mehtap")
SITE = sample_region(date(2026, 11, 23), only=("eschweiler",))["eschweiler"]


@pytest.fixture(autouse=True)
def eschweiler(db: None) -> Municipality:
    return Municipality.objects.create(
        ags="05334012", name="Eschweiler", official_name="Stadt Eschweiler", slug="eschweiler", kind="city"
    )


def added(name: str = "", ags: str = "05334012") -> Source:
    with running_site(SITE) as server:
        return add_source(server.start_url, name=name, manners=Manners(delay_seconds=0.0, ags=ags), by=MEHTAP)


def test_pages_without_a_name_of_their_own_are_called_after_their_municipality() -> None:
    source = added()
    assert (source.name, source.slug, source.ags) == ("Stadt Eschweiler", "stadt-eschweiler", "05334012")


def test_a_given_name_goes_before_and_tells_the_municipality_too() -> None:
    source = added(name="Rat Eschweiler", ags="")
    assert (source.name, source.ags) == ("Rat Eschweiler", "05334012")


def test_a_municipality_that_nobody_imported_leaves_the_name_of_the_page() -> None:
    source = added(ags="05334036")
    assert source.name
    assert "Eschweiler" not in source.name
