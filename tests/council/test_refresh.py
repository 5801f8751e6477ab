"""What the portal derives: where a paper stands, and that the index says the same as the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from teilhabe.core.audit import SystemActor
from teilhabe.core.models import AuditEntry
from teilhabe.council.actions import refresh
from teilhabe.council.actions.refresh import bind_municipalities, mark_all, mark_due, refresh_stale, reindex
from teilhabe.council.models import AgendaItem, Membership, Paper, PaperSection, Person, Record, RecordKind
from teilhabe.directory.models import Municipality
from teilhabe.search.models import Entry

from .chamber import Chamber, berlin, everything_is_fresh, seed_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def chamber() -> Chamber:
    return Chamber()


def entry(kind: str, ref: str) -> Entry:
    return Entry.objects.get(kind=kind, ref=ref)


def test_the_assembly_decides_and_the_committees_before_it_only_recommend(chamber: Chamber) -> None:
    paper = seed_paper(chamber)
    refresh_stale()
    paper.refresh_from_db()
    assert (paper.standing, paper.standing_unanimous) == ("decided", True)
    assert paper.standing_at == paper.last_discussed == berlin(2019, 12, 12)
    assert (paper.last_discussed_public, paper.next_discussed) == (True, None)
    assert paper.summary == (
        "Am 12. Dezember 2019 hat der Städteregionstag einstimmig zugestimmt. "
        "Vorher haben drei Ausschüsse die Vorlage beraten und empfohlen."
    )
    assert list(AgendaItem.objects.order_by("pk").values_list("outcome", "unanimous")) == [
        ("adopted", True),
        ("adopted", True),
        ("adopted", None),
        ("adopted", True),
    ]
    assert everything_is_fresh()


def test_a_reader_finds_in_the_index_what_the_page_says(chamber: Chamber) -> None:
    paper = seed_paper(chamber)
    PaperSection.objects.create(
        paper=paper,
        kind="resolution",
        heading="Beschlussvorschlag",
        anchor="b",
        html="",
        text="Wird beschlossen.",
        order=0,
    )
    PaperSection.objects.create(paper=paper, kind="signature", anchor="s", html="", text="gez. Muster", order=1)
    refresh_stale(chamber.source)
    found = entry("paper", "staedteregion-aachen/2019-0465")
    assert found.url == "/rat/staedteregion-aachen/vorlage/2019-0465"
    assert (found.title, found.municipality, found.starts) == ("Schwerpunkte", "05334000", berlin(2019, 12, 12))
    assert found.body == "Beschlussvorschlag\nWird beschlossen."
    assert found.facts["standing_label"] == "Beschlossen"
    assert (found.facts["tone"], found.facts["committee"]) == ("ok", "Städteregionstag")
    assert (
        Entry.objects.with_facet("committee", "staedteregion-aachen/staedteregionstag")
        .with_facet("standing", "decided")
        .with_facet("year", "2019")
        .of_kind("paper")
        .get()
        == found
    )
    assert Entry.objects.with_facet("type", "Beschlussvorlage").get() == found
    assert Entry.objects.of_kind("meeting").count() == 4
    assert Entry.objects.of_kind("committee").count() == 4


@time_machine.travel(berlin(2026, 3, 1), tick=False)
def test_a_planned_meeting_becomes_a_past_one_when_its_day_has_passed(chamber: Chamber) -> None:
    paper = chamber.paper()
    chamber.consultation(paper, chamber.committee("Bauausschuss"), berlin(2026, 3, 10), role="Entscheidung")
    refresh_stale()
    paper.refresh_from_db()
    assert (paper.standing, paper.next_discussed, paper.last_discussed) == ("planned", berlin(2026, 3, 10), None)
    assert paper.summary == "Die Beratung ist für den 10. März 2026 geplant (Bauausschuss)."
    assert entry("meeting", "staedteregion-aachen/bauausschuss-2026-03-10").facts["state"] == "planned"
    with time_machine.travel(berlin(2026, 3, 10, 20), tick=False):
        assert mark_due() == 1  # the meeting has begun; the paper stays planned until the day is over
    with time_machine.travel(berlin(2026, 3, 11, 1), tick=False):
        mark_due()
        refresh_stale()
    paper.refresh_from_db()
    assert (paper.standing, paper.next_discussed, paper.last_discussed) == (
        "in_consultation",
        None,
        berlin(2026, 3, 10),
    )
    assert "ein Ergebnis ist nicht veröffentlicht" in paper.summary
    assert entry("meeting", "staedteregion-aachen/bauausschuss-2026-03-10").facts["state"] == "held"
    assert mark_due(now=berlin(2026, 3, 12)) == 0


@pytest.mark.parametrize("state", ["deleted", "withdrawn"])
def test_what_the_source_takes_away_leaves_the_index_at_once(chamber: Chamber, state: str) -> None:
    paper = seed_paper(chamber)
    refresh_stale()
    for thing in (
        paper,
        paper.consultations.order_by("pk")[0].meeting,
        paper.consultations.order_by("pk")[0].organization,
    ):
        assert thing is not None
        Record.objects.filter(pk=thing.record_id).update(state=state)
    Paper.objects.update(stale=True)
    meeting = paper.consultations.order_by("pk")[0].meeting
    assert meeting is not None
    meeting.stale = True
    meeting.save()
    refresh_stale()
    assert [Entry.objects.of_kind(kind).count() for kind in ("paper", "meeting", "committee")] == [0, 3, 3]


def test_an_unreachable_paper_stays(chamber: Chamber) -> None:
    paper = seed_paper(chamber)
    Record.objects.filter(pk=paper.record_id).update(state="unreachable")
    refresh_stale()
    assert Entry.objects.of_kind("paper").count() == 1


def test_a_body_that_was_taken_away_takes_its_papers_along(chamber: Chamber) -> None:
    seed_paper(chamber)
    Record.objects.filter(pk=chamber.body.record_id).update(state="deleted")
    refresh_stale()
    assert Entry.objects.count() == 0


def test_a_closed_session_gives_away_neither_result_nor_title(chamber: Chamber) -> None:
    paper = chamber.paper()
    step = chamber.consultation(paper, chamber.committee("Hauptausschuss"), berlin(2020, 1, 9), public=False)
    step.result_raw = "einstimmig beschlossen"
    step.save()
    refresh_stale()
    paper.refresh_from_db()
    assert (paper.standing, paper.last_discussed_public) == ("in_consultation", False)
    assert paper.summary == (
        "Am 9. Januar 2020 stand die Vorlage auf der nichtöffentlichen Tagesordnung (Hauptausschuss)."
    )
    meeting = entry("meeting", "staedteregion-aachen/hauptausschuss-2020-01-09")
    assert (meeting.facts["items"], meeting.body) == (0, "")


def test_a_cancelled_meeting_is_no_discussion(chamber: Chamber) -> None:
    paper = chamber.paper()
    chamber.consultation(paper, chamber.committee("Bauausschuss"), berlin(2020, 1, 9), cancelled=True)
    refresh_stale()
    paper.refresh_from_db()
    assert (paper.standing, paper.last_discussed) == ("unknown", None)
    assert paper.summary == "Die Sitzung am 9. Januar 2020 fällt aus (Bauausschuss)."
    assert entry("meeting", "staedteregion-aachen/bauausschuss-2020-01-09").facts["state"] == "cancelled"


def test_a_moved_meeting_moves_its_papers(chamber: Chamber) -> None:
    paper = seed_paper(chamber)
    refresh_stale()
    last = paper.consultations.order_by("-pk")[0].meeting
    assert last is not None
    last.start, last.stale = berlin(2019, 12, 19), True
    last.save()
    refresh_stale()
    paper.refresh_from_db()
    assert paper.last_discussed == berlin(2019, 12, 19)
    assert entry("paper", "staedteregion-aachen/2019-0465").starts == berlin(2019, 12, 19)


def test_a_withdrawn_result_is_forgotten(chamber: Chamber) -> None:
    paper = seed_paper(chamber)
    refresh_stale()
    item = AgendaItem.objects.order_by("-pk")[0]
    item.result_raw = ""
    item.save()
    item.meeting.stale = True
    item.meeting.save()
    refresh_stale()
    item.refresh_from_db()
    paper.refresh_from_db()
    assert (item.outcome, item.unanimous) == ("", None)
    assert paper.standing != "decided"


def test_a_person_is_listed_with_todays_committees_and_again_when_they_change(chamber: Chamber) -> None:
    board = chamber.committee("Schulausschuss")
    person = Person.objects.create(
        record=chamber.record(RecordKind.PERSON), body=chamber.body, name="Mara Lindt", slug="mara-lindt"
    )
    member = Membership.objects.create(
        record=chamber.record(RecordKind.MEMBERSHIP), person=person, organization=board, role="Mitglied"
    )
    refresh_stale()
    assert entry("person", "staedteregion-aachen/mara-lindt").facts["committees"] == ["Schulausschuss"]
    assert refresh_stale() == 0
    member.end = date(2020, 1, 1)
    member.save()
    Record.objects.filter(pk=member.record_id).update(last_changed=timezone.now() + timedelta(seconds=1))
    assert refresh_stale() == 1
    assert entry("person", "staedteregion-aachen/mara-lindt").facts["committees"] == []


def test_an_office_has_no_entry_of_its_own(chamber: Chamber) -> None:
    chamber.committee("A 46 - Kommunales Integrationszentrum", kind="office")
    assert refresh_stale() == 0


def test_reindex_drops_what_nobody_put_there_and_keeps_when_things_became_public(chamber: Chamber) -> None:
    seed_paper(chamber)
    refresh_stale()
    before = entry("paper", "staedteregion-aachen/2019-0465")
    Entry.objects.create(
        kind="paper", ref="x/y", url="/x", title="Rest", published=timezone.now(), changed=timezone.now()
    )
    Entry.objects.of_kind("meeting").delete()
    seen: list[int] = []
    assert reindex(progress=seen.append) == {"paper": (1, 1), "meeting": (4, 0), "committee": (4, 0), "person": (0, 0)}
    assert entry("paper", "staedteregion-aachen/2019-0465").published == before.published
    assert sum(seen) == 9


def test_after_a_change_of_rules_everything_is_derived_anew_also_when_it_was_killed_in_between(
    chamber: Chamber, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [seed_paper(chamber), *(chamber.paper(reference=f"2020/{number}") for number in range(3))]
    refresh_stale()
    monkeypatch.setattr(refresh, "summary", lambda events, standing: "Nach der neuen Regel.")
    assert mark_all(chamber.source, by=SystemActor("anna")) == len(papers) + 4
    audited = AuditEntry.objects.get(verb="council.all_marked_stale")
    assert (audited.actor, audited.details) == ("anna", {"papers": len(papers), "meetings": 4})

    class Killed(BaseException):
        pass

    def kill(done: int) -> None:
        if Entry.objects.filter(summary="Nach der neuen Regel.").exists():
            raise Killed

    with pytest.raises(Killed):
        refresh_stale(batch=2, progress=kill)
    assert Paper.objects.filter(summary="Nach der neuen Regel.", stale=False).count() == 2
    assert refresh_stale(batch=2) == 2, "what was derived is not derived again"
    assert set(Entry.objects.of_kind("paper").values_list("summary", flat=True)) == {"Nach der neuen Regel."}


def test_only_the_asked_source_is_refreshed(chamber: Chamber) -> None:
    other = Chamber("Stadt Musterbach", ags="05999004", host="musterbach.example")
    chamber.paper()
    other.paper()
    assert refresh_stale(other.source) == 1
    assert Paper.objects.filter(stale=True).get().body == chamber.body


def test_a_town_imported_later_is_bound_to_its_council(chamber: Chamber) -> None:
    refresh_stale()
    assert chamber.body.municipality is None
    town = Municipality.objects.create(ags="05334000", name="StädteRegion Aachen", slug="sr", kind="region")
    assert bind_municipalities() == 1
    chamber.body.refresh_from_db()
    assert chamber.body.municipality == town


def test_a_hundred_papers_cost_as_many_queries_as_one(chamber: Chamber, django_assert_max_num_queries: Any) -> None:
    board = chamber.committee("Bauausschuss")
    for number in range(60):
        paper = chamber.paper(reference=f"V/{number}")
        chamber.consultation(
            paper, board, berlin(2020, 1, 1) + timedelta(days=number), "beschlossen", role="Entscheidung"
        )
    with django_assert_max_num_queries(74):
        assert refresh_stale() == 121
    assert everything_is_fresh()
