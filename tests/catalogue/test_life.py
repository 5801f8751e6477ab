"""From the first draft to the archive: what readers, editors and other portals know of an offer at each step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from teilhabe.catalogue.actions import (
    NotWaiting,
    OfferIncomplete,
    UnderReview,
    archive_offer,
    change_offer,
    confirm_offer,
    publish_offer,
    return_offer,
    submit_offer,
    take_offer,
    withdraw_offer,
)
from teilhabe.catalogue.actions.life import NewVersion, outdate_offer, take_back_offer
from teilhabe.catalogue.actions.time import let_time_pass, write_coming_dates
from teilhabe.catalogue.jobs import keep_schedules
from teilhabe.catalogue.models import NotReviewed, Offer, PublicRecord, State
from teilhabe.core.audit import COMMAND_LINE, SCHEDULER
from teilhabe.core.models import AuditEntry
from teilhabe.search.models import Entry

from .. import people
from .offers import a_draft, an_offer

pytestmark = pytest.mark.django_db


def found(title: str) -> bool:
    return Entry.objects.filter(kind="offer", title=title).exists()


def test_an_offer_is_handed_in_returned_mended_and_published() -> None:
    rosa, katrin = people.a_provider(), people.a_reviewer()
    offer = a_draft(by=rosa)
    assert offer.state == State.DRAFT
    offer = submit_offer(offer, by=rosa)
    assert offer.state == State.SUBMITTED
    offer = take_offer(offer, by=katrin)
    assert offer.state == State.IN_REVIEW
    assert offer.taken_by == katrin
    offer = return_offer(offer, "Bitte die Uhrzeit nennen.", by=katrin)
    assert offer.state == State.RETURNED
    assert offer.state_note == "Bitte die Uhrzeit nennen."
    assert not found("Deutsch am Vormittag")
    offer = change_offer(offer, {"hours": "dienstags um 9 Uhr"}, by=rosa)
    assert offer.state == State.RETURNED
    offer = submit_offer(offer, by=rosa)
    assert offer.state == State.SUBMITTED
    offer = publish_offer(offer, by=katrin)
    assert (offer.state, offer.pending, offer.hours) == (State.PUBLISHED, "", "dienstags um 9 Uhr")
    assert offer.taken_by is None
    assert offer.state_note == ""
    assert offer.review_due == timezone.localdate() + timedelta(days=180)
    assert found("Deutsch am Vormittag")
    assert PublicRecord.objects.get(key=offer.translation_key).deleted is False
    done = AuditEntry.objects.filter(subject_kind="catalogue.offer").order_by("pk").values_list("verb", "actor")
    assert list(done) == [
        ("create_offer", rosa.audit_name),
        ("submit_offer", rosa.audit_name),
        ("take_offer", katrin.audit_name),
        ("return_offer", katrin.audit_name),
        ("change_offer", rosa.audit_name),
        ("submit_offer", rosa.audit_name),
        ("publish_offer", katrin.audit_name),
    ]


def test_nobody_publishes_what_is_their_own() -> None:
    jonas, katrin = people.an_editor(), people.a_reviewer()
    offer = submit_offer(a_draft(by=jonas), by=jonas)
    with pytest.raises(NotReviewed):
        publish_offer(offer, by=jonas)
    assert [name for name, _label, _ in offer.current_workflow_task.get_actions(offer, jonas)] == ["reject"]
    assert publish_offer(offer, by=katrin).state == State.PUBLISHED


def test_a_change_waits_while_readers_keep_what_was_published() -> None:
    rosa, katrin = people.a_provider(), people.a_reviewer()
    offer = publish_offer(submit_offer(a_draft(by=rosa), by=rosa), by=katrin)
    offer = change_offer(offer, {"title": "Deutsch am Nachmittag"}, by=rosa)
    assert (offer.state, offer.pending, offer.title) == (State.PUBLISHED, State.DRAFT, "Deutsch am Vormittag")
    offer = submit_offer(offer, by=rosa)
    assert (offer.state, offer.pending) == (State.PUBLISHED, State.SUBMITTED)
    assert found("Deutsch am Vormittag")
    with pytest.raises(UnderReview):
        change_offer(offer, {"title": "Noch anders"}, by=rosa)
    offer = publish_offer(offer, by=katrin)
    assert (offer.state, offer.pending, offer.title) == (State.PUBLISHED, "", "Deutsch am Nachmittag")
    assert found("Deutsch am Nachmittag")
    assert Offer.objects.count() == 1


def test_what_is_incomplete_is_not_handed_in() -> None:
    rosa = people.a_provider()
    with pytest.raises(OfferIncomplete) as raised:
        submit_offer(a_draft(by=rosa, summary="", themes=["kitchen"]), by=rosa)
    assert {gap.field for gap in raised.value.gaps} == {"summary", "themes"}


def test_what_nobody_confirms_grows_outdated_and_comes_back_when_somebody_does() -> None:
    offer = an_offer()
    assert offer.review_due is not None
    assert let_time_pass(offer.review_due - timedelta(days=1), by=SCHEDULER)["due"] == 0
    assert let_time_pass(offer.review_due, by=SCHEDULER) == {"archived": 0, "outdated": 0, "due": 1}
    offer.refresh_from_db()
    assert offer.state == State.REVIEW_DUE
    assert found("Deutsch am Vormittag")
    assert let_time_pass(offer.review_due + timedelta(days=31), by=SCHEDULER)["outdated"] == 1
    offer.refresh_from_db()
    assert (offer.state, offer.live) == (State.OUTDATED, False)
    assert not found("Deutsch am Vormittag")
    assert PublicRecord.objects.get(key=offer.translation_key).deleted is True
    with time_machine.travel(offer.review_due + timedelta(days=40), tick=False):
        offer = confirm_offer(offer, by=COMMAND_LINE, name="Lernwerkstatt Talheim")
        assert (offer.state, offer.live, offer.assured_by) == (State.PUBLISHED, True, "Lernwerkstatt Talheim")
        assert offer.review_due == timezone.localdate() + timedelta(days=180)
    assert found("Deutsch am Vormittag")


def test_what_has_ended_stays_readable_but_is_not_listed() -> None:
    daily = {"start": "2026-01-05T16:00", "rule": "FREQ=DAILY"}
    offer = an_offer(valid_to=date(2026, 6, 30), valid_from=date(2026, 1, 1), schedule=[daily])
    assert Entry.objects.get(kind="offer").starts is not None
    assert let_time_pass(date(2026, 6, 30), by=SCHEDULER)["archived"] == 0
    assert let_time_pass(date(2026, 7, 1), by=SCHEDULER)["archived"] == 1
    offer.refresh_from_db()
    assert (offer.state, offer.live, offer.ended_on) == (State.ARCHIVED, True, date(2026, 6, 30))
    entry = Entry.objects.get(kind="offer")
    assert list(entry.facets.filter(name="listed").values_list("value", flat=True)) == ["no"]
    assert (entry.starts, entry.facts["dates"]) == (None, [])


def test_what_is_withdrawn_is_gone_for_readers_and_other_portals() -> None:
    offer = withdraw_offer(an_offer(), by=COMMAND_LINE, reason="Der Raum fehlt.")
    assert (offer.state, offer.live, offer.state_note) == (State.WITHDRAWN, False, "Der Raum fehlt.")
    assert not found("Deutsch am Vormittag")
    with pytest.raises(NotWaiting):
        archive_offer(offer, ended=date(2026, 1, 1), by=COMMAND_LINE)


def test_addresses_never_collide() -> None:
    first, second = an_offer(), an_offer()
    assert [first.slug, second.slug] == ["deutsch-am-vormittag", "deutsch-am-vormittag-2"]


def test_the_next_date_is_found_once_the_last_one_has_begun() -> None:
    weekly = {"start": "2026-03-03T16:00", "end": "2026-03-03T17:30", "rule": "FREQ=WEEKLY;COUNT=3"}
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False):
        an_offer(schedule=[weekly])
        assert write_coming_dates(timezone.now()) == 0
    with time_machine.travel("2026-03-04T09:00:00Z", tick=False):
        assert write_coming_dates(timezone.now()) == 1
        assert Entry.objects.get(kind="offer").starts == datetime(2026, 3, 10, 15, tzinfo=UTC)
    with time_machine.travel("2026-04-01T09:00:00Z", tick=False):
        write_coming_dates(timezone.now())
        assert Entry.objects.get(kind="offer").starts is None


def test_an_offer_under_way_is_written_to_the_index_once_it_is_over() -> None:
    camp = {"start": "2026-03-03T09:00", "end": "2026-03-05T17:00"}
    festival = {"start": "2026-03-04"}
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False):
        an_offer(title="Ferienlager", schedule=[camp])
        an_offer(title="Fest", schedule=[festival])
    with time_machine.travel("2026-03-04T09:00:00Z", tick=False):
        assert write_coming_dates(timezone.now()) == 0
    with time_machine.travel("2026-03-06T09:00:00Z", tick=False):
        assert write_coming_dates(timezone.now()) == 2
        assert write_coming_dates(timezone.now()) == 0


def test_no_offer_takes_the_address_of_a_page_of_the_catalogue() -> None:
    assert an_offer(title="Kalender").slug == "kalender-2"


def test_what_is_approved_for_later_appears_and_vanishes_in_time() -> None:
    rosa, katrin = people.a_provider(), people.a_reviewer()
    appears, vanishes = datetime(2026, 3, 3, 8, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC)
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False):
        draft = a_draft(by=rosa, go_live_at=appears, expire_at=vanishes)
        offer = publish_offer(submit_offer(draft, by=rosa), by=katrin)
        keep_schedules.func()
        assert not offer.live
        assert not found("Deutsch am Vormittag")
    with time_machine.travel("2026-03-03T08:03:00Z", tick=False):
        keep_schedules.func()
        offer.refresh_from_db()
        assert offer.state == State.PUBLISHED
        assert found("Deutsch am Vormittag")
    with time_machine.travel("2026-03-09T08:03:00Z", tick=False):
        keep_schedules.func()
        offer.refresh_from_db()
        assert (offer.state, offer.live) == (State.WITHDRAWN, False)
        assert not found("Deutsch am Vormittag")


def test_a_second_person_publishes_only_the_version_that_they_have_read() -> None:
    rosa, katrin, jonas = people.a_provider(), people.a_reviewer(), people.an_editor()
    read = submit_offer(a_draft(by=rosa), by=rosa)
    offer = change_offer(take_back_offer(read, by=rosa), {"summary": "Ganz etwas anderes."}, by=rosa)
    offer = submit_offer(offer, by=rosa)
    with pytest.raises(NewVersion):
        publish_offer(read, by=katrin)
    with pytest.raises(NewVersion):
        publish_offer(offer, by=katrin, seen=str(read.latest_revision_id))
    with pytest.raises(NewVersion):
        return_offer(read, "Bitte kürzer.", by=katrin)
    assert Offer.objects.get().state == State.SUBMITTED
    assert publish_offer(offer, by=katrin).summary == "Ganz etwas anderes."
    with pytest.raises(NotWaiting):
        publish_offer(offer, by=jonas)  # who opened the review when Katrin had not decided yet


def test_a_confirmation_brings_an_outdated_offer_back_and_leaves_the_review_of_a_change_alone() -> None:
    rosa, katrin = people.a_provider(), people.a_reviewer()
    offer = outdate_offer(an_offer(hours="morgens"), by=SCHEDULER)
    offer = submit_offer(change_offer(offer, {"hours": "abends"}, by=rosa), by=rosa)
    before = AuditEntry.objects.count()
    offer = confirm_offer(offer, by=rosa, name="Lernwerkstatt Talheim")
    assert AuditEntry.objects.count() == before + 1
    assert (offer.state, offer.pending, offer.hours) == (State.PUBLISHED, State.SUBMITTED, "morgens")
    assert found("Deutsch am Vormittag")
    assert publish_offer(offer, by=katrin).hours == "abends"


def test_a_confirmation_leaves_the_reasons_of_a_return_standing() -> None:
    rosa, katrin = people.a_provider(), people.a_reviewer()
    offer = outdate_offer(an_offer(hours="morgens"), by=SCHEDULER)
    offer = submit_offer(change_offer(offer, {"hours": "abends"}, by=rosa), by=rosa)
    offer = return_offer(offer, "Ab wann?", by=katrin)
    offer = confirm_offer(offer, by=rosa, name="Lernwerkstatt Talheim")
    assert (offer.state, offer.pending, offer.state_note) == (State.PUBLISHED, State.RETURNED, "Ab wann?")


def test_an_outdated_offer_whose_published_version_nobody_knows_comes_back_as_readers_knew_it() -> None:
    outdate_offer(an_offer(), by=SCHEDULER)
    Offer.objects.update(live_revision=None)
    offer = confirm_offer(Offer.objects.get(), by=COMMAND_LINE, name="Lernwerkstatt Talheim")
    assert (offer.state, offer.live) == (State.PUBLISHED, True)


def test_whoever_decides_on_an_old_sight_of_an_offer_undoes_nothing() -> None:
    offer = an_offer()
    seen = Offer.objects.get()
    confirm_offer(offer, by=COMMAND_LINE, name="Lernwerkstatt Talheim")
    hidden = outdate_offer(seen, by=SCHEDULER)
    assert hidden.assured_by == "Lernwerkstatt Talheim"
    seen = Offer.objects.get()
    confirm_offer(seen, by=COMMAND_LINE, name="Lernwerkstatt Talheim")
    seen = Offer.objects.get()
    withdraw_offer(seen, by=COMMAND_LINE, reason="Der Raum fehlt.")
    with pytest.raises(NotWaiting):
        confirm_offer(seen, by=COMMAND_LINE, name="Lernwerkstatt Talheim")
    with pytest.raises(NotWaiting):
        archive_offer(seen, ended=date(2026, 1, 1), by=COMMAND_LINE)
    assert Offer.objects.get().state == State.WITHDRAWN


def test_what_was_approved_for_later_is_taken_back_before_anybody_reads_it() -> None:
    rosa, katrin = people.a_provider(), people.a_reviewer()
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False):
        draft = a_draft(by=rosa, go_live_at=datetime(2026, 3, 3, 8, tzinfo=UTC))
        offer = publish_offer(submit_offer(draft, by=rosa), by=katrin)
        offer = withdraw_offer(offer, by=katrin, reason="Der Raum fehlt.")
        assert (offer.state, offer.state_note) == (State.DRAFT, "Der Raum fehlt.")
        with pytest.raises(NotWaiting):
            withdraw_offer(offer, by=katrin)
    with time_machine.travel("2026-03-03T08:03:00Z", tick=False):
        keep_schedules.func()
    assert not Offer.objects.get().live


def test_what_has_ended_does_not_come_back_by_a_change_that_was_approved_for_later() -> None:
    rosa, katrin = people.a_provider(), people.a_reviewer()
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False):
        changed = change_offer(an_offer(), {"go_live_at": datetime(2026, 3, 3, 8, tzinfo=UTC)}, by=rosa)
        offer = publish_offer(submit_offer(changed, by=rosa), by=katrin)
        archive_offer(offer, ended=date(2026, 3, 1), by=rosa)
    with time_machine.travel("2026-03-03T08:03:00Z", tick=False):
        keep_schedules.func()
    assert Offer.objects.get().state == State.ARCHIVED
