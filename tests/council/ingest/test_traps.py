"""What real council systems get wrong, one after the other, over HTTP. docs/apps/council.md lists the same traps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from teilhabe.council.ingest.run import Mode
from teilhabe.council.models import (
    AgendaItem,
    Attachment,
    Body,
    Consultation,
    File,
    HarvestProblem,
    HarvestRun,
    ListProgress,
    Meeting,
    Membership,
    Paper,
    Person,
    Record,
    RecordAlias,
)
from teilhabe.council.sample import Faults, Server
from teilhabe.council.sample.store import API

from . import small
from .dumps import dump
from .harvesting import run_harvest

pytestmark = pytest.mark.django_db
Serve = Callable[..., Server]
COUNTS = {Paper: 6, Meeting: 4, AgendaItem: 8, Consultation: 6, File: 22, Person: 2, Membership: 4}


def counts() -> dict[type, int]:
    return {model: model._default_manager.filter(record__state="live").count() for model in COUNTS}


def codes() -> set[str]:
    return set(HarvestProblem.objects.filter(resolved=None).values_list("code", flat=True))


# -- 1. Wrong shapes and missing fields --------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        "array_instead_of_object",
        "missing_type",
        "stubs_without_type",
        "location_object_instead_of_url",
        "ags_without_leading_zero",
        "mime_type_pdf",
        "unknown_properties",
        "control_characters",
        "byte_order_mark",
        "junk_among_objects",
        "blank_strings",
    ],
)
def test_a_wrong_shape_costs_no_object(serve: Serve, fault: str) -> None:
    run = run_harvest(serve(faults=Faults.of(fault)))

    assert (run.failed, counts()) == (0, COUNTS)
    assert Attachment.objects.filter(role="main").count() == 6
    assert Membership.objects.filter(organization=None).count() == 0
    assert Body.objects.get().ags == "05334999"
    assert set(File.objects.values_list("mime_type", flat=True)) == {"application/pdf"}


def test_control_characters_do_not_reach_a_title(serve: Serve) -> None:
    run_harvest(serve(faults=Faults.of("control_characters")))

    assert sorted(Paper.objects.values_list("name", flat=True)) == [
        f"Vorlage zur Schulsozialarbeit {number}" for number in range(1, 7)
    ]


def test_one_file_instead_of_a_list_of_files_is_read(serve: Serve) -> None:
    run_harvest(serve(faults=Faults.of("object_instead_of_array")))

    paper = Paper.objects.get(reference="2026/0001")
    assert list(paper.attachments.values_list("file__name", flat=True)) == ["Vorlage", "Anlage 1"]


def test_words_that_mean_nothing_are_stored_as_nothing(serve: Serve) -> None:
    run_harvest(serve(faults=Faults.of("blank_strings")))

    assert set(Paper.objects.values_list("reference", "kind_raw")) == {("", "")}
    assert set(Consultation.objects.values_list("role_raw", flat=True)) == {""}
    # Without a number the title makes the address.
    assert Paper.objects.filter(slug="vorlage-zur-schulsozialarbeit-1").exists()


def test_stubs_of_deleted_objects_are_remembered_as_deleted(serve: Serve) -> None:
    run = run_harvest(serve(faults=Faults.of("stubs_without_type")))

    assert (
        Record.objects.filter(kind="paper", state="deleted").count()
        == run.withdrawn - Record.objects.filter(state="deleted").exclude(kind="paper").count()
    )
    assert Record.objects.filter(kind="paper", state="deleted").exists()
    assert codes() == set()


@pytest.mark.parametrize("fault", ["empty_array_instead_of_page", "bare_array_instead_of_page"])
def test_a_bare_array_is_a_list(serve: Serve, fault: str) -> None:
    run = run_harvest(serve(faults=Faults.of(fault), page_size=100))

    assert run.state == "done"
    assert Paper.objects.count() == (6 if fault.startswith("bare") else 0)


def test_a_single_object_is_a_list_of_one(serve: Serve) -> None:
    run_harvest(serve(faults=Faults.of("bare_object_instead_of_page", where="/papers")))

    assert Paper.objects.count() == 1


def test_bodies_may_come_alone_instead_of_in_a_list(serve: Serve) -> None:
    run_harvest(serve(faults=Faults.of("bare_object_instead_of_page", where="/bodies")))

    assert counts() == COUNTS


def test_files_that_are_only_named_are_asked_for(serve: Serve) -> None:
    """Some systems print addresses where OParl wants embedded objects."""
    server = serve()
    council = server.council
    council.object(small.paper(1))["superordinatedPaper"] = small.paper(2)
    printed = council.shown

    def bare(ref: str, *, internal: bool = True) -> dict[str, object]:
        shown = printed(ref, internal=internal)
        if "/paper/" in ref:
            shown["auxiliaryFile"] = [one["id"] for one in shown["auxiliaryFile"]]
        return shown

    council.shown = bare  # type: ignore[method-assign]  # the server shows papers as such a system would

    run = run_harvest(server)

    assert (run.state, counts()) == ("done", COUNTS)
    paper = Paper.objects.get(reference="2026/0001")
    assert list(paper.attachments.values_list("file__name", flat=True)) == ["Vorlage", "Anlage 1", "Anlage 2"]
    again = run_harvest(server)
    assert (again.new, again.changed) == (0, 0)


# -- 2. Errors that mean something else --------------------------------


def test_404_with_code_802_is_an_empty_list(serve: Serve) -> None:
    server = serve(faults=Faults.of("not_found_means_empty"))
    run_harvest(server)

    run = run_harvest(server, Mode.INCREMENTAL)

    assert (run.state, run.failed, counts()) == ("done", 0, COUNTS)


@pytest.mark.parametrize("fault", ["server_error_at_first", "cut_connection"])
def test_what_passes_is_tried_again(serve: Serve, fault: str) -> None:
    run = run_harvest(serve(faults=Faults.of(fault)))

    assert (run.state, counts()) == ("done", COUNTS)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("server_error_always", "server-error"),
        ("cut_connection_always", "cut-short"),
        ("html_instead_of_json", "not-json"),
        ("object_gone", "gone"),
        ("redirect_to_itself", "redirects"),
    ],
)
def test_a_list_that_fails_is_a_gap_and_takes_nothing_away(serve: Serve, fault: str, code: str) -> None:
    server = serve()
    run_harvest(server)
    # Without a change the list would answer "304 not modified" and be read from the archive.
    server.council.change(small.paper(1), keyword=["Schule"], modified="2026-03-02T09:17:00+01:00")
    server.faults = Faults.of(fault, where="/papers")

    run = run_harvest(server, Mode.FULL)

    assert run.state == "partial"
    assert run.why.startswith("Eine Liste wurde nicht bis zum Ende gelesen")
    assert (counts(), codes()) == (COUNTS, {code})
    run.source.refresh_from_db()
    assert run.source.state == "failing"
    server.faults = Faults()
    healed = run_harvest(server)
    assert (healed.state, codes()) == ("done", set())
    healed.source.refresh_from_db()
    assert (healed.source.state, healed.source.state_reason) == ("ok", "")


def test_access_denied_with_200_ends_the_run_and_takes_nothing_away(serve: Serve) -> None:
    server = serve()
    run_harvest(server)
    server.faults = Faults.of("access_denied_with_200", where="/meetings")

    run = run_harvest(server, Mode.FULL)

    assert run.state == "failed"
    assert "verweigert" in run.why
    run.source.refresh_from_db()
    assert run.source.state == "refused"
    assert counts() == COUNTS


def test_a_system_that_answers_html_is_said_to_be_disturbed(serve: Serve) -> None:
    server = serve(faults=Faults.of("server_error_always", where="/system"))

    run = run_harvest(server)

    assert (run.state, run.why) == ("failed", "Der Server meldet einen eigenen Fehler (HTTP 500).")


# -- 3. Paging and filters --------------------------------


def test_filters_that_get_lost_are_added_again(serve: Serve) -> None:
    server = serve(faults=Faults.of("filter_lost_on_second_page"))
    run_harvest(server)
    for number in range(1, 6):
        server.council.change(small.paper(number), name=f"Neu {number}")
    server.requests.clear()

    run = run_harvest(server)

    assert run.changed == 5
    asked = server.seen("/papers")
    assert len(asked) == 3
    assert all("modified_since" in request.target for request in asked)


@pytest.mark.parametrize("fault", ["encoded_plus_rejected", "microseconds_rejected", "filters_ignored"])
def test_changes_are_found_however_the_server_takes_filters(serve: Serve, fault: str) -> None:
    server = serve(faults=Faults.of(fault))
    run_harvest(server)
    server.council.change(small.paper(4), name="Neu")

    run = run_harvest(server)

    assert (run.state, run.changed, run.new) == ("done", 1, 0)
    assert counts() == COUNTS


def test_a_server_without_filters_is_read_as_a_whole(serve: Serve) -> None:
    server = serve()
    run_harvest(server)
    server.faults = Faults.of("server_error_always", where="modified_since")
    server.council.change(small.paper(4), name="Neu")

    run = run_harvest(server)

    assert (run.state, run.changed) == ("done", 1)
    assert "filter-rejected" in codes()


@pytest.mark.parametrize(
    ("fault", "complete"),
    [
        ("next_goes_in_circles", True),
        ("next_never_ends", True),
        ("next_is_itself", False),
        ("next_elsewhere", False),
        ("next_ends_in_server_error", False),
    ],
)
def test_a_list_that_does_not_end_is_left(serve: Serve, fault: str, complete: bool) -> None:
    server = serve(faults=Faults.of(fault, where="/papers"))

    run = run_harvest(server)

    assert run.state == ("done" if complete else "partial")
    assert Paper.objects.count() == (6 if complete else 2)
    assert len(server.seen("/papers")) < 12
    server.faults = Faults()
    assert run_harvest(server).state == "done"
    assert counts() == COUNTS


def test_a_page_we_stopped_at_that_is_gone_begins_the_list_anew(serve: Serve) -> None:
    server = serve(faults=Faults.of("next_ends_in_server_error", where="/papers"))
    run_harvest(server)
    assert ListProgress.objects.exclude(next_url="").get().next_url.endswith("page=2")
    server.council.add("Paper", 50, in_body=small.BODY, name="Ganz neu", reference="2026/0050", body=small.BODY)

    run = run_harvest(server)

    assert run.state == "partial"
    assert server.requests[-1].at > server.seen("/papers")[1].at


# -- 4. Identity --------------------------------


@pytest.mark.parametrize("fault", ["duplicate_ids", "https_flip", "other_path", "upper_case_path", "meeting_twice"])
def test_one_object_stays_one_object(serve: Serve, fault: str) -> None:
    server = serve(faults=Faults.of(fault))
    first = run_harvest(server)
    before = dump()

    for _ in range(2):
        again = run_harvest(server, Mode.FULL)
        assert (again.new, again.withdrawn) == (0, 0)

    assert (first.failed, counts()) == (0, COUNTS)
    assert Consultation.objects.filter(meeting=None).count() == 0
    if fault != "https_flip" and fault != "other_path":
        assert dump() == before


def test_a_meeting_without_id_that_gets_one_keeps_its_address(serve: Serve) -> None:
    server = serve()
    printed = server.council.shown

    def nameless(ref: str, *, internal: bool = True) -> dict[str, object]:
        shown = printed(ref, internal=internal)
        if ref == small.meeting(1):
            del shown["id"]
        return shown

    server.council.shown = nameless  # type: ignore[method-assign]  # one meeting has no id yet
    run_harvest(server)
    address = Meeting.objects.get(start__month=9).slug
    server.council.shown = printed  # type: ignore[method-assign]  # now it has one

    run = run_harvest(server, Mode.FULL)

    meeting = Meeting.objects.get(start__month=9)
    assert (meeting.slug, Meeting.objects.count(), run.withdrawn) == (address, 4, 0)
    assert meeting.record.native_id.endswith("/meeting/1")
    assert RecordAlias.objects.get().record == meeting.record
    assert Consultation.objects.filter(meeting=meeting).exists()


def test_an_object_that_answers_with_another_id_is_known_by_both(serve: Serve) -> None:
    server = serve()
    council = server.council
    council.object(f"{API}/consultation/1")["meeting"] = f"{API}/sitzung/1"
    shown = council.shown

    def moved(ref: str, *, internal: bool = True) -> dict[str, object]:
        return shown(ref.replace("/sitzung/", "/meeting/"), internal=internal)

    council.shown = moved  # type: ignore[method-assign]  # the old address answers with the object under its new id
    from teilhabe.council.sample import answers

    kinds = dict(answers.KINDS)
    answers.KINDS["sitzung"] = "Meeting"
    try:
        run_harvest(server)
    finally:
        answers.KINDS.clear()
        answers.KINDS.update(kinds)

    step = Consultation.objects.get(record__native_id__endswith="/consultation/1")
    assert step.meeting == Meeting.objects.get(record__native_id__endswith="/meeting/1")
    assert RecordAlias.objects.get().native_id.endswith("/sitzung/1")


# -- 5. Time --------------------------------


@pytest.mark.parametrize("fault", ["naive_times", "local_times_labelled_z"])
def test_times_without_a_zone_and_with_a_false_one_are_berlin_times(serve: Serve, fault: str) -> None:
    run_harvest(serve(faults=Faults.of(fault)))

    summer, winter = Meeting.objects.order_by("start")[0], Meeting.objects.order_by("start")[2]
    assert summer.start is not None
    assert winter.start is not None
    assert summer.start.isoformat() == "2026-09-12T15:00:00+00:00"
    assert winter.start.isoformat() == "2026-11-12T16:00:00+00:00"
    assert summer.start_raw == "2026-09-12T17:00:00" + ("Z" if "z" in fault else "")


def test_impossible_dates_are_no_dates(serve: Serve) -> None:
    run_harvest(serve(faults=Faults.of("ancient_created")))

    assert set(Paper.objects.values_list("date", flat=True)) == {None}
    assert set(Record.objects.values_list("source_created", flat=True)) == {None}
    assert Record.objects.filter(source_modified=None).count() == 0


def test_a_creation_after_the_last_change_is_not_believed(serve: Serve) -> None:
    run_harvest(serve(faults=Faults.of("created_after_modified")))

    assert set(Record.objects.values_list("source_created", flat=True)) == {None}
    assert set(Paper.objects.values_list("date", flat=True)) == {date(2026, 8, 20)}


def test_midnight_is_no_end_of_a_meeting(serve: Serve) -> None:
    run_harvest(serve(faults=Faults.of("end_at_midnight")))

    assert set(Meeting.objects.values_list("end", flat=True)) == {None}
    assert HarvestRun.objects.get().failed == 0


def test_objects_without_dates_of_change_are_read_all_the_same(serve: Serve) -> None:
    server = serve(faults=Faults.of("modified_missing"), page_size=100)

    run = run_harvest(server)

    assert (run.state, counts()) == ("done", COUNTS)
