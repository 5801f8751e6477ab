"""``teilhabe source add``: what a host speaks is found out, said, and written down where nobody knows it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.utils import timezone

from teilhabe.core.fetching.client import PoliteClient
from teilhabe.core.fetching.patience import BRIEF
from teilhabe.core.fetching.turns import HostTurn
from teilhabe.council.actions.sources import Manners, SourceKnown, SourceRefused
from teilhabe.council.ingest.recognising import Probe
from teilhabe.council.ingest.run import TooEarly, harvest
from teilhabe.council.ingest.sources import add_source, check_source, look_at, move_source
from teilhabe.council.models import Source
from teilhabe.council.sample import SITES, Faults, Server, Site
from teilhabe.council.sample.exchange import Answer, Request
from teilhabe.council.sample.sites import Gate

from . import little
from .installed import TESTER, Install

pytestmark = pytest.mark.django_db
Serve = Callable[[Site], Server]

# What is found at each site: system, version, layout, suffix, calendar program, and where the programs lie.
FOUND = {
    "allris3": ("allris3", "3.9.5", "classic", ".asp", "si010_e", "/bi/"),
    "allris3_r": ("allris3", "3.9.5", "responsive", "_r.asp", "si010_r", "/bi/"),
    "allris4": ("allris4", "", "wicket", "", "si010", "/public/"),
    "sessionnet6": ("sessionnet", "5.5.5", "6", ".php", "si0040", "/bi/"),
    "sessionnet4": ("sessionnet", "4.5.6", "4", ".asp", "si0040", "/bi/"),
}


def served(serve_site: Serve, system: str) -> Server:
    return serve_site(SITES[system](little.little_council(), name=system))


@pytest.mark.parametrize("system", FOUND)
def test_each_system_is_recognised_by_its_start_page(serve_site: Serve, system: str) -> None:
    server = served(serve_site, system)

    found = look_at(server.start_url)

    kept = found.installation
    told = (found.system, found.version, kept["layout"], kept["suffix"], kept["calendar"], kept["base"])
    assert told == (*FOUND[system][:5], server.url + FOUND[system][5])
    assert Source.System(found.system).label in found.why
    assert FOUND[system][4] in found.why
    assert len(server.requests) <= 14
    assert server.most_concurrent == 1


def test_an_oparl_interface_beside_the_pages_goes_first(serve_site: Serve) -> None:
    pages = SITES["allris3"](little.little_council(), name="x")
    beside = SITES["oparl"](pages.council)
    own = pages.answer

    def answer(request: Request) -> Answer:
        return beside.answer(request) if "/oparl/" in request.path else own(request)

    pages.answer = answer  # type: ignore[method-assign]  # both at one host
    server = serve_site(pages)

    found = look_at(server.start_url)

    assert (found.system, found.url) == ("oparl", f"{server.url}/oparl/v1.1/system")
    assert "Neben den Seiten" in found.why
    assert look_at(server.start_url, system="allris3").system == "allris3", "unless the pages are asked for"


@pytest.mark.parametrize("system", ["allris3", "sessionnet6"])
@pytest.mark.parametrize("allowed", [True, False])
def test_the_members_area_leads_to_the_public_sibling(serve_site: Serve, system: str, allowed: bool) -> None:
    site = SITES[system](little.little_council(), name=system)
    if allowed:
        site.robots = lambda: Answer(status=404)  # type: ignore[method-assign]  # nothing forbidden
    server = serve_site(site)
    program = "info.php" if system == "sessionnet6" else "logon.asp"

    found = look_at(f"{server.url}/ri/{program}")

    assert found.installation["base"] == f"{server.url}/bi/"
    assert found.system == FOUND[system][0]
    assert not [one for one in server.requests if "/ri/" in one.path], "it is not ours to ask"


def test_a_calendar_that_is_not_released_is_passed_over_for_the_one_that_is(serve_site: Serve) -> None:
    server = served(serve_site, "allris3")
    # The page of a calendar that refuses: its menu still names the right one.
    found = look_at(f"{server.url}/bi/si010_r.asp")
    assert found.installation["calendar"] == "si010_e"
    assert "si010_e" in found.why
    assert "/bi/si010_e.asp" in {one.path for one in server.requests}


def test_no_readable_calendar_at_all_is_said_in_one_sentence(serve_site: Serve) -> None:
    server = served(serve_site, "allris3")
    server.faults = Faults.of("program_refused", where="/bi/si010")
    with pytest.raises(SourceRefused, match=r"Es ist ALLRIS 3, aber kein Kalender ist lesbar: .*nicht freigegeben"):
        look_at(server.start_url)


def test_of_a_system_nobody_knows_a_report_without_content_is_kept(serve_site: Serve) -> None:
    page = (
        '<html><head><title>Rathaus-System</title><meta name="generator" content="Kommunalo 7"></head>'
        "<body><h1>Geheime Seite</h1><p>Inhalt, der nicht in den Bericht gehört</p></body></html>"
    )
    server = served(serve_site, "sessionnet6")

    def strange(request: Request) -> Answer:
        return Answer(headers={"Content-Type": "text/html"}, body=page.encode(), kind="program")

    server.respond = strange
    with pytest.raises(SourceRefused) as refusal:
        look_at(f"{server.url}/start")

    sentence = str(refusal.value)
    assert sentence.startswith("Unter dieser Adresse meldet sich weder OParl noch ALLRIS noch SessionNet (Kommunalo 7)")
    report = Path(next(word.rstrip(";") for word in sentence.split() if word.rstrip(";").endswith(".json")))
    text = report.read_text()
    seen = json.loads(text)
    assert len(seen) == len([one for one in server.requests if one.path != "/robots.txt"])
    assert {one["generator"] for one in seen} == {"Kommunalo 7"}
    assert "Inhalt" not in text
    assert "Geheime" not in text


def test_a_gate_is_called_a_gate(serve_site: Serve) -> None:
    server = serve_site(Gate(little.little_council()))
    with pytest.raises(SourceRefused, match=r"steht eine Schranke gegen automatische Abrufe.*--system"):
        look_at(server.start_url)
    assert len([one for one in server.requests if one.path != "/robots.txt"]) <= 2, "nobody knocks twice"


def test_a_source_behind_a_gate_can_be_kept_and_is_tried_again_tomorrow(serve_site: Serve) -> None:
    server = serve_site(Gate(little.little_council()))

    source = add_source(
        server.start_url, name="Stolberg", system="allris4", manners=Manners(delay_seconds=0), by=TESTER
    )

    assert (source.state, source.system, source.installation["base"]) == ("refused", "allris4", f"{server.url}/public/")
    assert "Schranke" in source.state_reason
    assert source.not_before is not None
    assert timedelta(hours=23) < source.not_before - timezone.now() <= timedelta(days=1)
    with pytest.raises(TooEarly):
        harvest(source, by=TESTER)


def test_a_system_that_is_not_the_one_announced_is_refused(serve_site: Serve) -> None:
    server = served(serve_site, "sessionnet6")
    with pytest.raises(SourceRefused, match=r"Dort meldet sich SessionNet und nicht ALLRIS 3\."):
        look_at(server.start_url, system="allris3")


def test_a_host_that_answers_slowly_holds_whoever_adds_it_for_no_longer_than_one_deadline(
    serve_site: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = served(serve_site, "allris3")
    for module in ("sources", "recognising"):
        monkeypatch.setattr(f"teilhabe.council.ingest.{module}.PROBE_SECONDS", 1)
    over = Event()
    usual = server.respond
    assert usual is not None

    def slow(request: Request) -> Answer:
        over.wait(0.3)
        return usual(request)

    server.respond = slow
    began = time.monotonic()
    with pytest.raises(SourceRefused, match=r"dauerte länger als 1 Sekunden und wurde abgebrochen"):
        look_at(server.start_url)

    assert time.monotonic() - began < 2
    assert 1 < len(server.requests) < 6, "no single answer was too slow; all of them together were"
    over.set()
    assert look_at(server.start_url).system == "allris3"


def test_a_source_that_a_harvest_is_reading_is_not_called_failing_by_a_check(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = install()
    monkeypatch.setattr("teilhabe.council.ingest.sources.PROBE_SECONDS", 0.2)
    turn = HostTurn("127.0.0.1")
    with turn.taken(0):
        check = check_source(installed.source, by=TESTER)
    turn.close()

    assert (check.well, "oder wird gerade abgerufen" in check.sentence) == (False, True)
    installed.source.refresh_from_db()
    assert installed.source.state == "new"
    assert installed.asked() == []


def test_the_second_request_of_a_calendar_is_one_of_those_that_are_counted(serve_site: Serve) -> None:
    server = served(serve_site, "allris4")
    with PoliteClient(Source(url=server.start_url, delay_seconds=0), patience=BRIEF) as client:
        probe = Probe(client, server.start_url)
        probe.recognise(pages=True)

    asked = [one for one in server.requests if one.path != "/robots.txt"]
    assert len(probe.seen) == len(asked)
    assert len({one.path for one in asked}) < len(asked), "the calendar was asked for twice"


@pytest.mark.parametrize("page", ["allris.net.asp", "si010_e.asp", ""])
def test_a_system_is_added_once_whatever_page_and_scheme_it_is_named_by(install: Install, page: str) -> None:
    installed = install()
    base = str(installed.source.installation["base"])
    Source.objects.update(url=base.replace("http://", "https://"))

    with pytest.raises(SourceKnown):
        add_source(f"{base}{page}", manners=Manners(delay_seconds=0), by=TESTER)

    assert Source.objects.count() == 1


def test_a_source_does_not_move_to_where_another_one_is_read(install: Install) -> None:
    first, second = install("allris3"), install("sessionnet6")
    Source.objects.filter(pk=first.source.pk).update(url=first.source.url.replace("http://", "https://"))

    with pytest.raises(SourceKnown):
        move_source(second.source, first.server.start_url, by=TESTER)

    second.source.refresh_from_db()
    assert second.source.system == "sessionnet"


def test_two_bodies_of_one_sessionnet_are_two_sources(serve_site: Serve) -> None:
    server = served(serve_site, "sessionnet6")
    manners = Manners(delay_seconds=0)
    sources = [add_source(f"{server.start_url}?__cpanr={one}", manners=manners, by=TESTER) for one in (1, 2)]

    assert [one.installation["tenant"] for one in sources] == ["1", "2"]
    assert len({one.url for one in sources}) == 2
    assert len({one.installation["base"] for one in sources}) == 1
    with pytest.raises(SourceKnown):
        add_source(f"{server.start_url}?__cpanr=2", manners=manners, by=TESTER)
    server.requests.clear()
    assert harvest(sources[1], by=TESTER).state == "done"
    calendars = [one.target for one in server.requests if "si0040" in one.path]
    assert calendars
    assert all("__cpanr=2" in one and one.count("?") == 1 for one in calendars)
