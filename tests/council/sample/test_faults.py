"""Each fault of the sample council does what its sentence in the table says."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from teilhabe.council.sample import (
    FAULTS,
    Faults,
    SampleCouncil,
    UnknownFault,
    running,
    running_site,
    sample_region,
)
from tests.council.sample.conftest import TODAY, Reader

PAPERS = "/oparl/v1.1/body/1/papers"
MEETINGS = "/oparl/v1.1/body/1/meetings"
PEOPLE = "/oparl/v1.1/body/1/people"
BODIES = "/oparl/v1.1/bodies"
SINCE = "modified_since=2026-01-01T00%3A00%3A00%2B01%3A00"

Start = Callable[..., Reader]


@pytest.fixture
def broken(written: SampleCouncil) -> Iterator[Start]:
    """Start a server with faults: ``broken("next_is_itself", where="/papers")``."""
    with ExitStack() as stack:

        def start(*names: str, **settings: Any) -> Reader:
            faults = Faults.of(*names, **settings)
            return stack.enter_context(Reader(stack.enter_context(running(written, faults=faults, page_size=10))))

        yield start


def file_address(council: SampleCouncil) -> str:
    file = council.object(council.object(council.paper("2019/0465"))["mainFile"])
    return str(file["downloadUrl"]).replace("http://council.invalid", "")


# Shapes


def test_lists_of_another_shape(broken: Start) -> None:
    assert broken("empty_array_instead_of_page").json(PAPERS) == []
    assert len(broken("bare_array_instead_of_page").json(PAPERS)) == 10
    assert broken("bare_object_instead_of_page").json(PAPERS)["reference"] == "2019/0465"
    junk = broken("junk_among_objects").json(PAPERS)["data"]
    assert (junk[0], junk[-3:]) == (None, ["N/A", 7, {}])


def test_list_faults_leave_the_list_of_bodies_alone_unless_told(broken: Start) -> None:
    assert broken("empty_array_instead_of_page").json(BODIES)["data"]
    assert broken("empty_array_instead_of_page", where="/bodies").json(BODIES) == []


def test_object_instead_of_array(broken: Start) -> None:
    assert isinstance(broken("object_instead_of_array").json(PAPERS)["data"][0]["auxiliaryFile"], dict)


def test_array_instead_of_object(broken: Start) -> None:
    reader = broken("array_instead_of_object")
    assert isinstance(reader.json(PEOPLE)["data"][0]["membership"][0]["organization"], list)
    assert isinstance(reader.json(PAPERS)["data"][0]["mainFile"], list)
    assert isinstance(reader.json(MEETINGS)["data"][0]["location"], list)


def test_missing_type(broken: Start) -> None:
    types = ["type" in one for one in broken("missing_type").json(PAPERS)["data"]]
    assert any(types)
    assert not all(types)


def test_stubs_without_type(broken: Start) -> None:
    stubs = [one for one in broken("stubs_without_type").json(PAPERS)["data"] if one.get("deleted")]
    assert len(stubs) == 3
    assert not any("type" in stub for stub in stubs)


def test_location_object_instead_of_url(broken: Start) -> None:
    people = broken("location_object_instead_of_url").json("/oparl/v1.1/body/2/people")["data"]
    [location] = [person["location"] for person in people if "location" in person]
    assert location["locality"] == "Alsdorf"


def test_ags_without_leading_zero(broken: Start) -> None:
    assert broken("ags_without_leading_zero").json(BODIES)["data"][0]["ags"] == "5334000"


def test_blank_strings(broken: Start) -> None:
    references = {one.get("reference") for one in broken("blank_strings").json(PAPERS)["data"]}
    assert references == {"N/A", None}


def test_mime_type_pdf(broken: Start) -> None:
    assert broken("mime_type_pdf").json(PAPERS)["data"][0]["mainFile"]["mimeType"] == "pdf"


def test_unknown_properties(broken: Start) -> None:
    paper = broken("unknown_properties").json(PAPERS)["data"][0]
    assert paper["reference"] == 465
    assert paper["bearbeiter"]


def test_control_characters(broken: Start) -> None:
    text = broken("control_characters").get(PAPERS).text
    with pytest.raises(json.JSONDecodeError, match="control character"):
        json.loads(text)
    assert json.loads(text, strict=False)["data"]


def test_byte_order_mark(broken: Start) -> None:
    answer = broken("byte_order_mark").get(PAPERS)
    assert answer.content.startswith(b"\xef\xbb\xbf{")
    assert "iso-8859-1" in answer.headers["Content-Type"]


# Answers


def test_not_found_means_empty(broken: Start) -> None:
    reader = broken("not_found_means_empty")
    empty = reader.get(PAPERS + "?modified_since=2100-01-01T00%3A00%3A00%2B01%3A00")
    assert (empty.status_code, empty.json()["code"]) == (404, 802)
    assert reader.get(PAPERS).status_code == 200


def test_server_error_at_first(broken: Start) -> None:
    reader = broken("server_error_at_first", times=2)
    assert [reader.get(PAPERS).status_code for _ in range(3)] == [500, 500, 200]
    assert reader.get(MEETINGS).status_code == 500


def test_server_error_always_and_object_gone_act_where_told(broken: Start) -> None:
    for name, status in (("server_error_always", 500), ("object_gone", 404)):
        reader = broken(name, where="/papers")
        assert [reader.get(PAPERS).status_code for _ in range(4)] == [status] * 4
        assert reader.get(MEETINGS).status_code == 200


@pytest.mark.parametrize(
    ("name", "words"), [("html_instead_of_json", "nicht verfügbar"), ("access_denied_with_200", "Zugriff verweigert")]
)
def test_a_page_instead_of_a_list(broken: Start, name: str, words: str) -> None:
    reader = broken(name)
    answer = reader.get(PAPERS)
    assert answer.status_code == 200
    assert words in answer.text
    assert reader.json("/oparl/v1.1/system")["body"]


def test_html_instead_of_pdf(broken: Start, written: SampleCouncil) -> None:
    answer = broken("html_instead_of_pdf").get(file_address(written))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"<!doctype html>")


def test_too_many_requests(broken: Start) -> None:
    reader = broken("too_many_requests", times=1, retry_after="7")
    refused = reader.get(PAPERS)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")
    assert reader.get(PAPERS).status_code == 200


def test_redirects(broken: Start) -> None:
    away = broken("redirect_elsewhere", where="/papers").get(PAPERS)
    assert (away.status_code, away.headers["Location"]) == (302, f"http://elsewhere.invalid{PAPERS}")
    reader = broken("redirect_to_itself", where="/papers")
    assert reader.get(PAPERS).headers["Location"] == reader.server.url + PAPERS


# Paging


def test_filter_lost_on_second_page(broken: Start) -> None:
    reader = broken("filter_lost_on_second_page")
    first = reader.json(f"{PAPERS}?{SINCE}")
    assert all(paper["modified"] >= "2026" for paper in first["data"])
    second = reader.json(first["links"]["next"])
    assert second["pagination"]["totalElements"] > first["pagination"]["totalElements"]


def test_filters_ignored(broken: Start) -> None:
    reader = broken("filters_ignored")
    assert reader.json(f"{PAPERS}?{SINCE}")["data"][0]["modified"] < "2026"
    assert SINCE in reader.server.requests[0].target


def test_next_is_itself(broken: Start) -> None:
    page = broken("next_is_itself").json(f"{PAPERS}?page=2")
    assert page["links"]["next"] == page["links"]["self"]


def test_next_goes_in_circles(broken: Start) -> None:
    pages = broken("next_goes_in_circles").pages(PAPERS, most=7)
    assert len(pages) == 7
    assert pages[0]["data"] == pages[3]["data"] == pages[6]["data"]


def test_next_never_ends(broken: Start) -> None:
    pages = broken("next_never_ends").pages(PAPERS, most=9)
    assert [len(page["data"]) for page in pages] == [10, 10, 10, 0, 0, 0, 0, 0, 0]
    assert len({page["links"]["next"] for page in pages}) == 9


def test_next_elsewhere(broken: Start) -> None:
    assert broken("next_elsewhere").json(PAPERS)["links"]["next"].startswith("http://elsewhere.invalid/")


def test_links_missing(broken: Start) -> None:
    assert broken("links_missing").json(PAPERS).keys() == {"data"}


def test_next_ends_in_server_error(broken: Start) -> None:
    reader = broken("next_ends_in_server_error")
    assert reader.get(reader.json(PAPERS)["links"]["next"]).status_code == 500


def test_rejected_filters(broken: Start) -> None:
    plus = broken("encoded_plus_rejected")
    assert plus.get(f"{PAPERS}?{SINCE}").status_code == 400
    assert plus.get(f"{PAPERS}?modified_since=2026-01-01T00:00:00+01:00").status_code == 200
    fraction = broken("microseconds_rejected")
    assert fraction.get(f"{PAPERS}?modified_since=2026-01-01T00:00:00.5%2B01:00").status_code == 400
    assert fraction.get(f"{PAPERS}?{SINCE}").status_code == 200


# Identity


def test_duplicate_ids(broken: Start) -> None:
    pages = broken("duplicate_ids").pages(PAPERS)
    ids = [paper["id"] for page in pages for paper in page["data"]]
    assert len(ids) == len(set(ids)) + 2 * len(pages)
    assert pages[0]["data"][0] in pages[1]["data"]


def test_https_flip_and_other_path(broken: Start) -> None:
    flip = broken("https_flip")
    first, second = (flip.json(PAPERS) for _ in range(2))
    assert second["data"][0]["id"] == first["data"][0]["id"].replace("http://", "https://")
    assert second["links"] == first["links"]
    path = broken("other_path")
    first, second = (path.json(PAPERS) for _ in range(2))
    assert second["data"][0]["id"] == first["data"][0]["id"].replace("/v1.1/", "/v1/")
    assert path.get(second["data"][0]["id"]).json()["id"] == first["data"][0]["id"]


def test_upper_case_path(broken: Start) -> None:
    reader = broken("upper_case_path")
    shouted = [paper["id"] for paper in reader.json(PAPERS)["data"] if "/PAPER/" in paper["id"]]
    assert shouted
    assert reader.get(shouted[0]).status_code == 200


def test_session_in_address(broken: Start) -> None:
    reader = broken("session_in_address")
    first, second = (reader.json(PAPERS) for _ in range(2))
    assert first["data"][0]["id"] != second["data"][0]["id"]
    assert first["data"][0]["id"].endswith("?sid=000001")
    assert first["links"]["next"].endswith("page=2&sid=000001")
    assert reader.json(first["data"][0]["id"])["reference"] == "2019/0465"


def test_meeting_twice(broken: Start) -> None:
    data = broken("meeting_twice").json(MEETINGS)["data"]
    assert "id" not in data[-1]
    assert data[-1].items() <= data[0].items()


# Times


def test_times(broken: Start) -> None:
    def meeting(name: str) -> dict[str, Any]:
        found: dict[str, Any] = broken(name).json(MEETINGS)["data"][0]
        return found

    assert meeting("naive_times")["start"] == "2019-11-07T16:30:00"
    assert meeting("local_times_labelled_z")["start"] == "2019-11-07T16:30:00Z"
    assert meeting("end_at_midnight")["end"] == "2019-11-08T00:00:00+01:00"
    late = meeting("created_after_modified")
    assert late["created"] > late["modified"]
    bare = meeting("modified_missing")
    assert not {"created", "modified"} & bare.keys()
    assert "created" not in bare["agendaItem"][0]


def test_ancient_created(broken: Start) -> None:
    papers = broken("ancient_created").json(PAPERS)["data"]
    assert {paper["created"][:10] for paper in papers} == {"1970-01-01", "0000-00-00"}
    assert {paper["date"] for paper in papers} == {"1970-01-01", "0000-00-00"}


# Access


def test_cut_connection(broken: Start, written: SampleCouncil) -> None:
    reader = broken("cut_connection", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        reader.get(PAPERS)
    assert reader.get(PAPERS).status_code == 200
    always = broken("cut_connection_always", where="/file/")
    for _ in range(3):
        with pytest.raises(httpx.RemoteProtocolError):
            always.get(file_address(written))


def test_very_slow(broken: Start) -> None:
    reader = broken("very_slow", seconds=0.2)
    begun = time.monotonic()
    reader.get(PAPERS)
    assert time.monotonic() - begun >= 0.2


def test_huge_files(broken: Start, written: SampleCouncil) -> None:
    with httpx.stream("GET", broken("huge_file", size=3_000_000).server.url + file_address(written)) as answer:
        assert answer.headers["Content-Length"] == "3000000"
    with httpx.stream(
        "GET", broken("huge_file_undeclared", size=3_000_000).server.url + file_address(written)
    ) as answer:
        assert "Content-Length" not in answer.headers
        assert sum(len(part) for part in answer.iter_bytes()) == 3_000_000


def test_robots(broken: Start) -> None:
    assert "Disallow: /oparl/" in broken("robots_forbid").get("/robots.txt").text
    assert "Crawl-delay: 2.0" in broken("robots_delay").get("/robots.txt").text


def test_public_missing(broken: Start, written: SampleCouncil) -> None:
    meetings = broken("public_missing").all(MEETINGS)
    unmarked = [item["name"] for meeting in meetings for item in meeting.get("agendaItem", []) if "public" not in item]
    assert unmarked
    assert set(unmarked) <= set(written.secrets)


# Pages of HTML systems


def test_pages_that_say_something_else_come_with_200() -> None:
    said = {
        "program_refused": "Zugriff verweigert (Programm vo020.asp).",
        "too_many_accesses": "Zu viele Zugriffe aus Ihrem Netzwerk",
        "gate_in_between": "altcha-widget",
        "no_data": "Keine Daten gefunden",
        "firewall_page": "URL was rejected",
        "source_instead_of_page": "<?php",
    }
    for name, words in said.items():
        with a_page(Faults.of(name)) as (reader, paper):
            page = reader.get(paper)
            assert page.status_code == 200, name
            assert words in page.text, name
            assert "Disallow: /ri/" in reader.get("/robots.txt").text


def test_a_page_is_refused_by_robots_or_hidden_behind_a_log_in() -> None:
    with a_page(Faults.of("forbidden")) as (reader, paper):
        assert (reader.get(paper).status_code, reader.get("/robots.txt").status_code) == (403, 200)
    with a_page(Faults.of("robots_forbid_all", "logon_instead")) as (reader, paper):
        assert "Disallow: /\n" in reader.get("/robots.txt").text
        assert reader.get(paper).headers["Location"] == "/ri/logon.asp"


def test_a_page_is_whole_only_at_the_third_try() -> None:
    for name in ("server_unavailable_at_first", "brackets_lost", "page_ends_early"):
        with a_page(Faults.of(name)) as (reader, paper):
            tries = [reader.get(paper).text for _ in range(4)]
            whole = tries[2].count("<")
            assert [text.count("<") < whole for text in tries] == [True, True, False, False], name


def test_a_page_that_is_cut_off_says_so() -> None:
    with a_page(Faults.of("cut_connection")) as (reader, paper), pytest.raises(httpx.RemoteProtocolError):
        reader.get(paper)


def test_a_header_line_contradicts_the_page() -> None:
    with a_page(Faults.of("wrong_charset")) as (reader, paper):
        page = reader.get(paper)
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        with pytest.raises(UnicodeDecodeError):
            page.content.decode("utf-8")


def test_a_document_is_a_page_that_says_there_is_none() -> None:
    with a_page(Faults.of("attachments_gone")) as (reader, paper):
        [number] = re.findall(r'name="DOLFDNR" value="(\d+)"', reader.get(paper).text)
        assert "nicht vorhanden" in reader.get(f"/bi/do027.asp?DOLFDNR={number}").text


@contextmanager
def a_page(faults: Faults) -> Iterator[tuple[Reader, str]]:
    """A reader at an ALLRIS 3 with faults, and the address of a paper."""
    site = sample_region(TODAY, only=("staedteregion",))["staedteregion"]
    paper = site.views.papers()[0]
    with running_site(site) as server, Reader(server) as reader:
        server.faults = faults
        yield reader, f"/bi/vo020.asp?VOLFDNR={paper.number}"


# The table


def test_every_fault_is_explained_and_told_here() -> None:
    told = Path(__file__).read_text(encoding="utf-8")
    for name, one in FAULTS.items():
        assert one.explained.endswith((".", '").')), name
        assert f'"{name}"' in told, name


def test_an_unknown_fault_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownFault, match="next_is_itself"):
        Faults.of("next_is_myself")


def test_faults_can_be_switched_off_while_it_runs(broken: Start) -> None:
    reader = broken("server_error_always", where="/papers")
    assert reader.get(PAPERS).status_code == 500
    reader.server.faults = Faults()
    assert reader.get(PAPERS).status_code == 200
