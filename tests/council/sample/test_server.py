"""The sample council as an OParl 1.1 server."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from teilhabe.council.sample import SampleCouncil, UnknownObject
from teilhabe.council.sample.store import BERLIN
from tests.council.sample.conftest import Reader

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=BERLIN)


def papers_of(reader: Reader, body: int = 0) -> str:
    return str(reader.bodies()[body]["paper"])


def test_a_reader_finds_both_bodies_from_the_system_address(shared_reader: Reader) -> None:
    system = shared_reader.json(shared_reader.server.system_url)
    assert system["oparlVersion"] == "https://schema.oparl.org/1.1/"
    assert [(body["name"], body["ags"]) for body in shared_reader.bodies()] == [
        ("StädteRegion Aachen", "05334000"),
        ("Stadt Alsdorf", "05334004"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "organization",
        "person",
        "meeting",
        "paper",
        "agendaItem",
        "consultation",
        "file",
        "locationList",
        "legislativeTermList",
        "membership",
    ],
)
def test_every_list_of_a_body_leads_to_its_single_objects(shared_reader: Reader, name: str) -> None:
    for body in shared_reader.bodies():
        listed = shared_reader.all(body[name])
        assert listed
        single = shared_reader.json(listed[-1]["id"])
        assert single == listed[-1]


def test_a_reader_walks_all_pages_and_meets_every_paper_once(reader: Reader, council: SampleCouncil) -> None:
    pages = reader.pages(papers_of(reader))
    assert [len(page["data"]) for page in pages] == [10, 10, 10]
    assert "next" not in pages[-1]["links"]
    assert "prev" not in pages[0]["links"]
    ids = [paper["id"] for page in pages for paper in page["data"]]
    assert len(set(ids)) == len(ids) == pages[0]["pagination"]["totalElements"]
    assert pages[1]["links"]["self"] == pages[0]["links"]["next"]
    assert pages[0]["links"]["last"] == pages[-1]["links"]["self"]


def test_links_of_a_filtered_list_keep_filter_and_page_size(reader: Reader) -> None:
    first = reader.json(papers_of(reader), params={"modified_since": "2021-01-01T00:00:00+01:00", "limit": "7"})
    assert "modified_since=2021-01-01T00%3A00%3A00%2B01%3A00" in first["links"]["next"]
    second = reader.json(first["links"]["next"])
    assert len(second["data"]) == 7
    assert all(paper["modified"] >= "2021" for paper in second["data"])


def test_the_time_filters_cut_at_the_given_moment_in_any_zone(reader: Reader, council: SampleCouncil) -> None:
    paper = council.paper("2019/0465")
    council.change(paper, modified="2025-03-01T12:00:00+01:00", created="2025-02-01T12:00:00+01:00")
    url = papers_of(reader)

    def found(**filters: str) -> bool:
        return "2019/0465" in [one.get("reference") for one in reader.all(url, **filters)]

    assert found(modified_since="2025-03-01T11:00:00+00:00")
    assert not found(modified_since="2025-03-01T12:00:01+01:00")
    assert found(modified_until="2025-03-01T12:00:00+01:00")
    assert not found(modified_until="2025-03-01T11:59:59+01:00")
    assert found(created_since="2025-02-01T12:00:00+01:00", created_until="2025-02-01T12:00:00+01:00")
    assert not found(created_until="2025-02-01T11:59:59+01:00")
    assert not found(created_since="2025-02-01T12:00:01+01:00")


def test_a_plus_that_was_not_encoded_is_understood(reader: Reader) -> None:
    answer = reader.get(papers_of(reader) + "?modified_since=2026-01-01T00:00:00+01:00")
    assert answer.status_code == 200


@pytest.mark.parametrize("query", ["modified_since=gestern", "modified_since=2026-01-01T00:00:00", "page=0", "limit=x"])
def test_an_unreadable_filter_is_answered_with_an_error_object(reader: Reader, query: str) -> None:
    answer = reader.get(f"{papers_of(reader)}?{query}")
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/Error")


def test_omit_internal_leaves_the_embedded_lists_out(reader: Reader) -> None:
    url = reader.bodies()[0]["meeting"]
    whole, bare = reader.all(url), reader.all(url, omit_internal="true")
    assert len(whole) == len(bare) > 3
    assert all("agendaItem" in meeting for meeting in whole[:3])
    assert not any("agendaItem" in meeting for meeting in bare)


def test_a_deleted_paper_stays_as_a_stub_and_is_listed_only_since(reader: Reader, council: SampleCouncil) -> None:
    council.now = NOON
    paper = council.paper("2019/0465")
    files = [council.object(paper)["mainFile"], *council.object(paper)["auxiliaryFile"]]
    council.delete(paper)

    stub = reader.json(paper.replace("http://council.invalid", reader.server.url))
    assert sorted(stub) == ["created", "deleted", "id", "modified", "type"]
    assert stub["deleted"] is True
    assert stub["modified"] == "2026-11-23T12:00:00+01:00"
    assert stub not in reader.all(papers_of(reader))
    assert stub in reader.all(papers_of(reader), modified_since="2026-11-23T12:00:00+01:00")
    assert all(council.is_deleted(file) for file in files)
    assert reader.get(f"/file/{files[0].rsplit('/', 1)[1]}/x.pdf").status_code == 410


def test_a_deleted_file_is_gone_from_the_paper_that_carried_it(reader: Reader, council: SampleCouncil) -> None:
    council.now = NOON
    paper = council.paper("2019/0465")
    council.delete(council.object(paper)["auxiliaryFile"][0])
    shown = reader.json(paper.replace("http://council.invalid", reader.server.url))
    assert "auxiliaryFile" not in shown
    assert shown["modified"] == "2026-11-23T12:00:00+01:00"


def test_a_changed_title_shows_up_since_the_change(reader: Reader, council: SampleCouncil) -> None:
    council.now = NOON
    council.change_paper("2021/0244", name="Neue Überschrift")
    changed = reader.all(papers_of(reader), modified_since="2026-11-23T11:59:00+01:00")
    assert [paper["name"] for paper in changed] == ["Neue Überschrift"]


def test_a_result_entered_late_touches_the_meeting_too(reader: Reader, council: SampleCouncil) -> None:
    council.now = NOON + timedelta(days=1)
    meeting = council.ids("Meeting")[0]
    council.change(council.object(meeting)["agendaItem"][2], result="vertagt")
    changed = reader.all(reader.bodies()[0]["meeting"], modified_since="2026-11-24T00:00:00+01:00")
    assert changed[0]["agendaItem"][2]["result"] == "vertagt"


def test_an_unchanged_page_is_answered_with_304(reader: Reader, council: SampleCouncil) -> None:
    url = papers_of(reader)
    first = reader.get(url)
    assert first.headers["Last-Modified"].endswith("GMT")
    again = reader.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    council.change_paper("2019/0465", name="Anders")
    assert reader.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_unknown_addresses_are_404(reader: Reader) -> None:
    for path in ("/oparl/v1.1/paper/1", "/oparl/v1.1/body/9/papers", "/bi/vo020?VOLFDNR=x", "/file/1/x.pdf", "/etc"):
        assert reader.get(path).status_code == 404


def test_a_file_comes_with_the_size_and_checksums_announced(reader: Reader, council: SampleCouncil) -> None:
    import hashlib

    paper = reader.json(council.paper("2019/0465").replace("http://council.invalid", reader.server.url))
    file = paper["mainFile"]
    for url in (file["accessUrl"], file["downloadUrl"]):
        answer = reader.get(url)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert len(answer.content) == file["size"]
        assert hashlib.sha512(answer.content).hexdigest() == file["sha512Checksum"]
    assert reader.get(file["accessUrl"], headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_every_paper_and_meeting_has_an_original_page_with_its_title(shared_reader: Reader) -> None:
    for body in shared_reader.bodies():
        for obj in shared_reader.all(body["paper"]) + shared_reader.all(body["meeting"]):
            page = shared_reader.get(obj["web"])
            assert page.status_code == 200
            assert obj["name"].split("„")[0][:40] in page.text
            assert "erfundener Inhalt" in page.text


def test_no_original_page_tells_the_title_of_a_closed_item(shared_reader: Reader) -> None:
    council = shared_reader.server.council
    assert len(council.secrets) > 5
    for body in shared_reader.bodies():
        for meeting in shared_reader.all(body["meeting"]):
            text = shared_reader.get(meeting["web"]).text
            assert not [secret for secret in council.secrets if secret in text]


def test_robots_may_read_everything(shared_reader: Reader) -> None:
    assert "Allow: /" in shared_reader.get("/robots.txt").text


def test_the_log_tells_what_was_asked_and_how_much_at_once(reader: Reader) -> None:
    reader.client.headers["User-Agent"] = "Teilhabe"
    threads = [threading.Thread(target=reader.get, args=("/oparl/v1.1/bodies",)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = reader.server.seen("/bodies")
    assert len(seen) == 3
    assert seen[0].headers["user-agent"] == "Teilhabe"
    assert 1 <= reader.server.most_concurrent <= 3


def test_several_requests_share_one_connection(shared_reader: Reader) -> None:
    answers = [shared_reader.get("/oparl/v1.1/system") for _ in range(3)]
    streams = {answer.extensions["network_stream"].get_extra_info("client_addr") for answer in answers}
    assert len(streams) == 1


def test_papers_and_files_can_be_added_while_it_runs(reader: Reader, council: SampleCouncil) -> None:
    from teilhabe.council.sample import Document

    council.now = NOON
    body = council.bodies()[0]
    paper = council.add("Paper", 77, in_body=body, body=body, name="Nachgereicht", reference="2026/0999")
    file = council.add_file(77, Document("nachtrag.pdf", lambda: b"%PDF-1.4 neu"), in_body=body, name="Nachtrag")
    council.attach(paper, "auxiliaryFile", file)
    listed = reader.all(papers_of(reader), created_since="2026-11-23T12:00:00+01:00")
    assert [one["auxiliaryFile"][0]["size"] for one in listed] == [12]
    council.replace_file(file, Document("nachtrag.pdf", lambda: b"%PDF-1.4 ganz neu"))
    assert reader.get("/file/77/nachtrag.pdf").content == b"%PDF-1.4 ganz neu"


def test_asking_for_an_unknown_paper_names_it(council: SampleCouncil) -> None:
    with pytest.raises(UnknownObject, match="1999/0001"):
        council.change_paper("1999/0001", name="x")


def test_the_clock_needs_a_time_zone(council: SampleCouncil) -> None:
    with pytest.raises(ValueError, match="time zone"):
        council.now = datetime(2026, 11, 23)
