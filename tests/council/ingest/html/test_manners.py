"""How HTML systems are asked: one request at a time, in one session, only for what was linked, and never past a no."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from teilhabe.core.fetching import patience
from teilhabe.core.fetching.client import PoliteClient
from teilhabe.council.actions.sources import FoundSystem, Manners, SourceRefused, keep_source, set_delay
from teilhabe.council.ingest.html import reading
from teilhabe.council.ingest.run import TooEarly
from teilhabe.council.models import HarvestRun, Paper, Source
from teilhabe.council.sample import Faults
from teilhabe.council.sample.exchange import Answer, Request

from .installed import SYSTEMS, TESTER, Install

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"(?:VOLFDNR|SILFDNR|TOLFDNR|[A-Z]{2}LFDNR|__k[a-z]+nr)=\d+", re.IGNORECASE)
HIDDEN = re.compile(r'name="((?:VO|SI|TO|AU|FR|PA|KP)LFDNR|__k\w+nr)"[^>]*value="(\d+)"', re.IGNORECASE)


@pytest.mark.parametrize("system", SYSTEMS)
def test_only_linked_records_are_asked_for_one_at_a_time_and_in_one_session(install: Install, system: str) -> None:
    installed = install(system)
    shown: set[str] = set()
    strangers: list[str] = []
    respond = installed.server.respond
    assert respond is not None

    def watch(request: Request) -> Answer:
        wanted = {one.lower() for one in NUMBER.findall(request.target)}
        strangers.extend(sorted(wanted - shown))
        made = respond(request)
        page = made.body.decode("iso-8859-1")
        shown.update(one.lower() for one in NUMBER.findall(page))
        shown.update(f"{name}={number}".lower() for name, number in HIDDEN.findall(page))
        return made

    installed.server.respond = watch
    run = installed.harvest()

    assert (run.state, strangers) == ("done", [])
    assert installed.server.most_concurrent == 1
    assert len([one for one in installed.server.requests if one.path == "/robots.txt"]) == 1
    if system == "allris4":
        pages = installed.server.seen("/public/")
        assert len({one.cookies.get("JSESSIONID") for one in pages[1:]}) == 1
        assert len(installed.site.sessions) <= 2, "one for the look at it, one for the harvest"  # type: ignore[attr-defined]  # of Allris4


def test_the_pause_between_two_requests_is_kept(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = install("allris3")
    Source.objects.update(delay_seconds=0.05)

    installed.harvest()

    at = [one.at for one in installed.server.requests]
    assert len(at) > 20
    assert min(later - earlier for earlier, later in pairwise(at)) >= 0.045


@pytest.mark.parametrize("system", ["allris3", "allris4", "sessionnet"])
def test_pages_of_other_machines_are_asked_for_at_most_once_a_second(system: str) -> None:
    found = FoundSystem("https://rat.example/bi/", "Beispielstadt", system=system, installation={"base": "x"})
    with pytest.raises(SourceRefused, match="höchstens einmal in der Sekunde"):
        keep_source(found, manners=Manners(delay_seconds=0.9), by=TESTER)
    source = keep_source(found, manners=Manners(delay_seconds=1.0), by=TESTER)
    with pytest.raises(SourceRefused):
        set_delay(source, 0.5, by=TESTER)
    set_delay(source, 12.0, by=TESTER)
    with PoliteClient(source, patience=patience.BRIEF) as client:
        assert client.delay == 12.0


def test_robots_are_obeyed(install: Install) -> None:
    installed = install("allris3")
    installed.server.faults = Faults.of("robots_forbid_all")

    run = installed.harvest()

    assert (run.state, installed.asked()) == ("failed", [])
    installed.source.refresh_from_db()
    assert installed.source.state == "refused"


@pytest.mark.parametrize("system", ["allris3", "allris4", "sessionnet6"])
@pytest.mark.parametrize("program", ["si0", "au0", "gr0"])
def test_a_ban_on_the_calendar_or_the_lists_is_one_too(install: Install, system: str, program: str) -> None:
    installed = install(system)
    installed.server.faults = Faults.of("too_many_accesses", where=program)

    run = installed.harvest()

    installed.source.refresh_from_db()
    refused = [one for one in installed.asked() if f"/{program}" in one]
    if refused:  # not every system has each program
        assert (run.state, installed.source.state, installed.source.refusals, len(refused)) == (
            "failed",
            "refused",
            1,
            1,
        )
    else:
        assert (run.state, installed.source.state) == ("done", "ok")


@pytest.mark.parametrize("fault", ["too_many_accesses", "gate_in_between"])
def test_a_ban_ends_the_run_and_each_one_keeps_us_away_longer(install: Install, fault: str, client: Client) -> None:
    installed = install("allris4")
    assert installed.harvest().state == "done"
    papers = Paper.objects.public().count()
    start = timezone.now()
    hours = 7.0
    for days in (1, 2, 4):
        installed.server.faults = Faults.of(fault, where="to010")
        installed.asked()
        run = installed.harvest(hours=hours)
        refused = [one for one in installed.asked() if "to010" in one]
        assert (run.state, len(refused)) == ("failed", 1), "the first refusal ends the run"
        installed.source.refresh_from_db()
        assert installed.source.state == "refused"
        assert installed.source.not_before is not None
        away = installed.source.not_before - (start + timedelta(hours=hours))
        assert timedelta(days=days) <= away < timedelta(days=days, minutes=5)
        with pytest.raises(TooEarly, match="in Ruhe gelassen"):
            installed.harvest(hours=hours + 1)
        assert installed.asked() == []
        hours = (installed.source.not_before - start).total_seconds() / 3600 + 0.1
    page = client.get("/quellen").content.decode()
    assert "Zugriff verweigert" in page
    assert Paper.objects.public().count() == papers, "what is there stays"

    installed.server.faults = Faults()
    assert installed.harvest(hours=hours).state == "done"
    installed.source.refresh_from_db()
    assert (installed.source.state, installed.source.refusals, installed.source.not_before) == ("ok", 0, None)


def test_the_end_of_the_night_ends_a_run_politely_and_the_next_night_goes_on(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = install("allris3", night=(time(22), time(6)))
    night = datetime.combine(timezone.localdate(), time(23), ZoneInfo("Europe/Berlin")) + timedelta(days=1)
    really, asked = reading.is_time, 0

    def until_six(source: Source, moment: datetime) -> bool:
        nonlocal asked
        asked += 1
        return really(source, moment) if asked <= 9 else really(source, night + timedelta(hours=8))

    with time_machine.travel(night - timedelta(hours=10)), pytest.raises(TooEarly, match="22:00 bis 06:00"):
        installed.harvest()
    assert installed.asked() == []
    monkeypatch.setattr(reading, "is_time", until_six)
    with time_machine.travel(night):
        run = installed.harvest()
    first = installed.asked()
    assert run.state == "interrupted"
    assert 5 < len(first) < 12

    monkeypatch.undo()
    with time_machine.travel(night + timedelta(hours=24)):
        assert installed.harvest().state == "done"
    # Lists of committees were read the night before and are not due again.
    assert not [one for one in installed.asked() if one in first and "si010" not in one]
    assert Paper.objects.count() == 5
    assert HarvestRun.objects.count() == 2
