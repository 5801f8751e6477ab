"""What a harvest does not conclude too soon, and where it stops at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from teilhabe.council.actions.sources import pause_source
from teilhabe.council.ingest.disappearance import NOT_FOUND_ONCE
from teilhabe.council.ingest.oparl.reading import read, read_telling
from teilhabe.council.ingest.records import Ref
from teilhabe.council.ingest.run import Mode, harvest
from teilhabe.council.ingest.store import page, writing
from teilhabe.council.models import (
    HarvestProblem,
    HarvestRun,
    ListProgress,
    Organization,
    Paper,
    PaperRelation,
    RecordAlias,
    Source,
)
from teilhabe.council.sample import Faults, Server

from . import small
from .harvesting import TESTER, run_harvest, source_of

pytestmark = pytest.mark.django_db


def test_a_paper_that_a_misconfigured_server_does_not_find_for_five_minutes_stays(known: Server) -> None:
    papers = known.council._lists[small.BODY, "Paper"]
    papers.remove(small.paper(5))
    known.faults = Faults.of("object_gone", where="/paper/5")
    assert run_harvest(known, Mode.FULL).withdrawn == 0
    record = Paper.objects.get(reference="2026/0005").record
    assert (record.state, record.state_reason) == ("unreachable", NOT_FOUND_ONCE)
    papers.append(small.paper(5))
    known.faults = Faults()

    run_harvest(known, Mode.FULL)

    record.refresh_from_db()
    assert (record.state, record.state_reason) == ("live", "")


def _a_month_ago(server: Server) -> None:
    """Everything happened so long ago that the next harvest is a full one."""
    past = timezone.now() - timedelta(days=30)
    HarvestRun.objects.update(started=past, ended=past)
    ListProgress.objects.update(last_full=past, complete_until=past)
    Source.objects.update(last_success=past)


def test_a_list_that_is_named_no_more_does_not_make_every_harvest_a_full_one(known: Server) -> None:
    _a_month_ago(known)
    past = timezone.now() - timedelta(days=30)
    ListProgress.objects.create(source=source_of(known), url="x", last_full=past, complete_until=past)
    assert run_harvest(known).mode == "full"
    last = HarvestRun.objects.latest("pk")
    last.started -= timedelta(days=2)
    last.save()
    ListProgress.objects.exclude(complete_until=past).update(complete_until=last.started)

    assert run_harvest(known).mode == "incremental"


def test_a_list_that_always_fails_is_read_wholly_once_a_day(known: Server) -> None:
    _a_month_ago(known)
    known.faults = Faults.of("server_error_always", where="/papers")

    assert [run_harvest(known).mode for _ in range(3)] == ["full", "incremental", "incremental"]
    assert run_harvest(known, Mode.FULL).mode == "full", "who asks for it gets it"
    day = timezone.now() - timedelta(hours=25)
    HarvestRun.objects.filter(started__gt=day).update(started=day)
    assert run_harvest(known).mode == "full"


def test_pausing_a_source_stops_the_harvest_that_is_under_way(server: Server) -> None:
    source = source_of(server)

    def progress(step: Any) -> None:
        if step.stage == "Sitzung" and step.done:
            pause_source(Source.objects.get(), by=TESTER)

    run = harvest(source, by=TESTER, progress=progress)

    assert (run.state, run.why) == ("interrupted", "angehalten")
    assert Source.objects.get().state == "paused"
    assert not server.seen("/papers")
    Source.objects.update(state="ok")
    assert run_harvest(server).state == "done"
    assert Paper.objects.count() == 6


def test_what_a_rolled_back_page_made_is_not_remembered(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first attempt at a page fails after its committees were written; their keys then mean nothing."""
    honest = page._write
    attempts: list[dict[Ref, int]] = []

    def broken(scope: Any, parsed: Any, *rest: Any) -> Any:
        outcome = honest(scope, parsed, *rest)
        if any(record.ref.kind == "organization" for one in parsed for record in one.records) and not attempts:
            attempts.append(dict(scope.harvest.cache))
            raise IntegrityError("once")
        if attempts and len(attempts) == 1:
            attempts.append(dict(scope.harvest.cache))
        return outcome

    monkeypatch.setattr(page, "_write", broken)

    run = run_harvest(server)

    assert (run.state, Organization.objects.count()) == ("done", 4)
    assert not [ref for ref in attempts[1] if ref[0] == "organization"]


def test_a_defect_of_ours_is_not_called_a_contradiction_of_the_source(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("defect")

    monkeypatch.setattr(writing, "columns", broken)

    with pytest.raises(ValueError, match="defect"):
        run_harvest(server)
    assert not HarvestProblem.objects.filter(code="not-storable").exists()


def test_a_paper_is_not_related_to_itself_under_its_other_address(known: Server) -> None:
    paper = Paper.objects.get(reference="2026/0001")
    other = paper.record.native_id.replace("/paper/1", "/paper/1001")
    RecordAlias.objects.create(source=paper.record.source, kind="paper", native_id=other, record=paper.record)
    known.council.change(small.paper(1), relatedPaper=[small.paper(1001), small.paper(3)])

    run_harvest(known)

    assert list(PaperRelation.objects.filter(paper=paper).values_list("other__reference", flat=True)) == ["2026/0003"]


def test_numbers_that_are_none_cost_only_themselves() -> None:
    body = b'{"a": NaN, "b": [-Infinity, 1.5], "c": 1e999}'

    assert read_telling("x", body) == ({"a": None, "b": [None, 1.5], "c": None}, True)
    assert read("x", b'{"a": 2.5}') == {"a": 2.5}


def test_an_object_with_a_number_that_is_none_is_stored_and_noted(server: Server) -> None:
    server.council.change(small.file(301), size=float("nan"))
    server.council.change(small.paper(3), extra=float("inf"))

    run = run_harvest(server)

    assert (run.failed, Paper.objects.count()) == (0, 6)
    assert HarvestProblem.objects.filter(code="not-a-number", resolved=None).exists()
