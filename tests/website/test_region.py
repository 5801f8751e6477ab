"""The demonstration region as a whole: five councils in five systems, and a host that lets no machine in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from teilhabe.core.audit import SystemActor
from teilhabe.council.actions.sources import Manners
from teilhabe.council.ingest.run import harvest
from teilhabe.council.ingest.sources import add_source
from teilhabe.council.models import Body, Source
from teilhabe.council.sample import Server, running_region, sample_region
from tests import rows

MEHTAP = SystemActor("mehtap")
AGS = {"staedteregion": "05334000", "alsdorf": "05334004", "eschweiler": "05334012", "wuerselen": "05334036"}


@pytest.fixture
def region() -> Iterator[dict[str, Server]]:
    with running_region(sample_region(date.today())) as servers:
        yield servers


@pytest.mark.django_db
def test_a_reader_finds_five_councils_and_why_the_sixth_is_missing(region: dict[str, Server], client: Client) -> None:
    rows.demonstration_places()
    lately = date.today() - timedelta(days=30)
    for name, server in region.items():
        manners = Manners(delay_seconds=0.0, since=lately, ags=AGS.get(name, "05334032" if name == "gate" else ""))
        source = add_source(
            server.start_url, manners=manners, system=Source.System.ALLRIS4 if name == "gate" else "", by=MEHTAP
        )
        if name != "gate":
            assert harvest(source, by=MEHTAP).state == "done"
    assert set(Body.objects.values_list("slug", flat=True)) == {
        "staedteregion-aachen",
        "aachen",
        "alsdorf",
        "eschweiler",
        "wuerselen",
    }

    home = client.get("/").content.decode()
    for body in Body.objects.all():
        # A town is reached by its own page, which leads on to the council.
        page = f"/ort/{body.slug}/" if body.slug != "staedteregion-aachen" else body.get_absolute_url()
        assert f'href="{page}"' in home
        assert f'href="{body.get_absolute_url()}"' in client.get(page).content.decode()

    sources = client.get("/quellen").content.decode()
    again = Source.objects.get(ags="05334032")
    assert "steht eine Schranke gegen automatische Abrufe." in sources
    assert again.not_before is not None
    assert again.name == "Stadt Stolberg (Rhld.)"
    assert again.name in sources
