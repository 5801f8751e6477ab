"""The sample region: which sites there are, and how they are served together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from datetime import date, timedelta

import httpx
import pytest

from teilhabe.council.sample import UnknownSite, running_region, running_site, sample_council, sample_region
from teilhabe.council.sample.__main__ import main
from teilhabe.council.sample.assembly import UnknownKey
from tests.council.sample.conftest import TODAY

SITES = ["staedteregion", "aachen", "alsdorf", "eschweiler", "wuerselen", "gate"]


def test_five_bodies_speak_five_systems_and_one_host_has_a_gate() -> None:
    region = sample_region(TODAY)
    assert [(name, site.system) for name, site in region.sites.items()] == [
        ("staedteregion", "allris3"),
        ("aachen", "oparl"),
        ("alsdorf", "allris4"),
        ("eschweiler", "sessionnet"),
        ("wuerselen", "allris3"),
        ("gate", "gate"),
    ]
    bodies = [site.views.body for site in region.sites.values() if site.system != "gate"]
    assert [body["ags"] for body in bodies] == ["05334000", "05334002", "05334004", "05334012", "05334036"]
    assert len(region.secrets) > 25


def test_all_sites_answer_at_once_each_at_its_own_address() -> None:
    with running_region(sample_region(TODAY)) as servers:
        assert list(servers) == SITES
        for server in servers.values():
            answer = httpx.get(server.start_url, follow_redirects=True, verify=False)
            assert answer.status_code == 200
        assert len({server.url for server in servers.values()}) == len(SITES)
        assert servers["alsdorf"].requests[0].path == "/public/si010"
        assert servers["alsdorf"].most_concurrent == 1


def test_a_site_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownSite, match="monschau; there are: staedteregion, aachen"):
        sample_region(TODAY, only=("monschau",))
    with pytest.raises(UnknownSite):
        sample_region(TODAY, only=("gate",))["aachen"]


@pytest.mark.parametrize("later", [0, 3, 30, 38, 400])
def test_every_body_has_decided_something_and_has_something_coming_on_any_day(later: int) -> None:
    today = TODAY + timedelta(days=later)
    for name, site in sample_region(today).sites.items():
        if name == "gate":
            continue
        meetings = site.views.meetings()
        week = [one for one in meetings if today - timedelta(days=8) < one.start.date() < today]
        assert any("beschlossen" in item.result for one in week for item in one.items), name
        assert [one for one in meetings if one.start.date() > today], name
        papers = site.views.papers()
        assert len(papers) >= 12, name
        assert any(step.day is None for paper in papers for step in paper.steps), name


@pytest.mark.parametrize("name", ["staedteregion", "alsdorf", "eschweiler", "wuerselen"])
def test_every_html_system_has_two_meetings_on_a_day_and_a_paper_heard_in_secret(name: str) -> None:
    views = sample_region(TODAY, only=(name,))[name].views
    days = [one.start.date() for one in views.meetings() if one.items]
    assert len(days) > len(set(days))
    assert any(not step.public for paper in views.papers() for step in paper.steps)
    assert any(not one.items[0].public for one in views.meetings() if one.items)


def test_the_demo_day_does_not_move_record_numbers() -> None:
    def numbers(day: date) -> set[int]:
        region = sample_region(day, only=("wuerselen", "eschweiler"))
        return {paper.number for site in region.sites.values() for paper in site.views.papers()}

    assert numbers(TODAY) == numbers(TODAY + timedelta(days=45))


def test_one_site_alone_keeps_a_log_of_who_asked_what() -> None:
    site = sample_region(TODAY, only=("eschweiler",))["eschweiler"]
    with running_site(site) as server:
        httpx.get(f"{server.url}/bi/si0040.php", headers={"Cookie": "a=1; b=2"}, verify=False)
        [request] = server.seen("si0040")
    assert request.cookies == {"a": "1", "b": "2"}
    assert request.concurrent == 1


@pytest.mark.parametrize("body", ["aachen", "eschweiler", "wuerselen"])
def test_the_parts_of_a_body_point_at_each_other(body: str) -> None:
    council = sample_council(today=TODAY, bodies=(body,))
    consultations = [council.object(ref) for ref in council.ids("Consultation")]
    assert len(consultations) >= 15
    for one in consultations:
        assert one["id"] in council.object(one["paper"])["consultation"]
        if "meeting" in one:
            item = council.object(one["agendaItem"])
            assert (item["consultation"], item["meeting"]) == (one["id"], one["meeting"])
            assert item["public"] is (item["name"] == council.object(one["paper"])["name"])
    closed = [obj["name"] for ref in council.ids("AgendaItem") if not (obj := council.object(ref))["public"]]
    assert sorted(closed) == sorted(council.secrets)
    assert all(title.startswith("Vertraulich") for title in closed)


def test_what_the_content_lacks_is_named() -> None:
    with pytest.raises(UnknownKey, match=r"'monschau'.*region, alsdorf, aachen, eschweiler, wuerselen"):
        sample_council(today=TODAY, bodies=("monschau",))


def free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in taken]
    for one in taken:
        one.close()
    return ports


def test_the_command_line_prints_one_line_per_site_and_ends_on_interrupt() -> None:
    ports = free_ports(len(SITES))
    command = [sys.executable, "-m", "teilhabe.council.sample", "--region", "--today", "2026-11-23"]
    command += ["--ports", ",".join(str(port) for port in ports)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            lines = [process.stdout.readline().split() for _ in SITES]
            assert [line[:2] for line in lines] == [["Serving", name] for name in SITES]
            assert [httpx.URL(line[2]).port for line in lines] == ports
            assert all(httpx.get(line[2], follow_redirects=True).status_code == 200 for line in lines)
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()


def test_wrong_ports_and_names_get_one_clear_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--region", "--today", "2026-11-23", "--ports", "8001,8002"]) == 2
    assert main(["--region", "--today", "2026-11-23", "--only", "monschau"]) == 2
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["--region", "--today", "2026-11-23", "--only", "gate", "--ports", port]) == 2
    first, second, third = capsys.readouterr().err.splitlines()
    assert first == f"Cannot serve: 2 ports for 6 sites: {', '.join(SITES)}"
    assert second.startswith("Cannot serve: monschau; there are:")
    assert third.startswith("Cannot serve: ")
