"""What a feed tells becomes entries of the catalogue, and nothing that people wrote is lost by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from teilhabe.accounts.models import User
from teilhabe.catalogue.actions import change_offer, create_offer, publish_offer, submit_offer, take_offer
from teilhabe.catalogue.actions.importing import (
    FaultyRows,
    NotForYou,
    NotNow,
    RunUnderWay,
    begin_applying,
    begin_run,
    change_feed,
    choose,
    choose_all,
    discard_run,
    end_gone,
    go_on,
    keep_gone,
)
from teilhabe.catalogue.ingest.applying import apply_slice
from teilhabe.catalogue.models import Feed, ImportRow, ImportRun, Offer, State
from teilhabe.catalogue.queries.imports import gone_from
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.search.models import Entry

from ... import people
from .. import offers
from .trial import ADDRESS, a_feed, course, courses, offer_of, uploaded, verdicts

pytestmark = pytest.mark.django_db


def taken_over(run: ImportRun, by: Any = COMMAND_LINE, *, whole: bool = False) -> ImportRun:
    run = begin_applying(run, by=by, whole=whole)
    assert apply_slice(run)
    return ImportRun.objects.get(pk=run.pk)


def imported(feed: Feed, entries: list[dict[str, Any]], by: Any = COMMAND_LINE) -> ImportRun:
    return taken_over(uploaded(feed, entries, by=by), by=by)


def public(feed: Feed) -> list[str]:
    return list(Offer.objects.listed().filter(origin=feed.origin).values_list("title", flat=True))


def draft(offer: Offer) -> Offer:
    found: Offer = Offer.objects.get(pk=offer.pk).get_latest_revision_as_object()
    return found


def test_twelve_courses_are_seen_first_then_taken_over_reviewed_and_public() -> None:
    jonas, katrin, feed = people.an_editor(), people.a_reviewer(), a_feed()
    run = uploaded(feed, courses(12), by=jonas)
    assert (run.state, verdicts(run)) == (ImportRun.State.READY, {"new": 12})
    assert not Offer.objects.exists()  # a preview changes nothing
    run = taken_over(run, by=jonas)
    assert run.state == ImportRun.State.DONE
    assert Offer.objects.filter(state=State.SUBMITTED).count() == 12
    offer = offer_of(feed, 3)
    assert (offer.origin, offer.origin_id) == ("trial:kurse-der-volkshochschule", "kurs-3")
    publish_offer(offer, by=katrin)
    assert Entry.objects.get(kind="offer").title == "Kurs 3"


def test_the_same_again_doubles_nothing_and_writes_no_version() -> None:
    feed = a_feed()
    imported(feed, courses(12))
    before = {offer.pk: offer.latest_revision_id for offer in Offer.objects.all()}
    run = imported(feed, courses(12))
    assert verdicts(run) == {"unchanged": 12}
    assert {offer.pk: offer.latest_revision_id for offer in Offer.objects.all()} == before


def test_a_new_telephone_number_of_the_feed_becomes_a_change_for_review() -> None:
    feed = a_feed()
    imported(feed, courses(3))
    offer = publish_offer(offer_of(feed, 2), by=COMMAND_LINE)
    run = imported(feed, [course(1), course(2, phone="0241 99"), course(3)])
    assert verdicts(run) == {"changed": 1, "unchanged": 2}
    offer.refresh_from_db()
    assert (offer.phone, draft(offer).phone, offer.pending) == ("0241 555002", "0241 99", State.SUBMITTED)


def test_what_the_provider_changed_here_stays_while_the_feed_says_the_same_as_before() -> None:
    feed = a_feed()
    imported(feed, courses(2))
    offer = publish_offer(offer_of(feed, 1), by=COMMAND_LINE)
    change_offer(offer, {"hours": "montags", "phone": "0241 1"}, by=people.a_provider())
    run = imported(feed, courses(2))
    assert verdicts(run) == {"kept": 1, "unchanged": 1}
    assert draft(offer).phone == "0241 1"


@pytest.fixture
def at_odds() -> tuple[Feed, Offer, ImportRun]:
    """The provider changed the telephone number here, and the feed tells another new one."""
    feed = a_feed()
    imported(feed, courses(2))
    offer = publish_offer(offer_of(feed, 1), by=COMMAND_LINE)
    offer = publish_offer(change_offer(offer, {"phone": "0241 1"}, by=people.a_provider()), by=COMMAND_LINE)
    return feed, offer, uploaded(feed, [course(1, phone="0241 2", hours="dienstags"), course(2)])


def test_when_both_changed_the_telephone_nothing_is_written_before_an_editor_chooses(
    at_odds: tuple[Feed, Offer, ImportRun],
) -> None:
    feed, offer, run = at_odds
    row = run.rows.get(verdict="conflict")
    assert row.conflicts == {"phone": ["0241 555001", "0241 1", "0241 2"]}
    assert row.changes == ["hours"]
    with pytest.raises(FaultyRows):
        begin_applying(run, by=COMMAND_LINE, whole=True)
    run = taken_over(run)
    assert draft(offer).phone == "0241 1"
    assert not run.rows.get(pk=row.pk).done
    # Later an editor says that the feed is right; only what waited is taken over.
    choose(row, {"phone": "theirs"}, by=people.an_editor())
    run = taken_over(run)
    assert (draft(offer).phone, draft(offer).hours) == ("0241 2", "dienstags")
    assert verdicts(imported(feed, [course(1, phone="0241 2", hours="dienstags"), course(2)])) == {"unchanged": 2}


def test_an_editor_keeps_what_stands_here_and_is_not_asked_again(at_odds: tuple[Feed, Offer, ImportRun]) -> None:
    feed, offer, run = at_odds
    choose_all(run, "ours", by=people.an_editor())
    taken_over(run, whole=True)
    assert (draft(offer).phone, draft(offer).hours) == ("0241 1", "dienstags")
    run = uploaded(feed, [course(1, phone="0241 2", hours="dienstags"), course(2)])
    assert verdicts(run) == {"kept": 1, "unchanged": 1}


def test_a_choice_does_not_hold_for_what_somebody_writes_afterwards(at_odds: tuple[Feed, Offer, ImportRun]) -> None:
    _feed, offer, run = at_odds
    choose_all(run, "theirs", by=people.an_editor())
    change_offer(offer, {"phone": "0241 7"}, by=people.a_provider())
    run = taken_over(run)
    assert draft(offer).phone == "0241 7"
    assert run.rows.get(verdict="conflict").conflicts["phone"][1] == "0241 7"


def test_what_somebody_is_reviewing_waits() -> None:
    feed, katrin = a_feed(), people.a_reviewer()
    imported(feed, courses(2))
    take_offer(offer_of(feed, 1), by=katrin)
    run = imported(feed, [course(1, phone="0241 8"), course(2, phone="0241 9")])
    assert run.rows.get(key="kurs-1").problem
    assert draft(offer_of(feed, 1)).phone == "0241 555001"
    # Nobody had begun to read the other one: its review begins anew.
    assert draft(offer_of(feed, 2)).phone == "0241 9"
    assert offer_of(feed, 2).state == State.SUBMITTED


def test_what_a_provider_handed_in_is_not_taken_back_by_a_feed() -> None:
    feed, rosa = a_feed(), people.a_provider()
    imported(feed, courses(1), by=people.an_editor())
    offer = publish_offer(offer_of(feed, 1), by=people.a_reviewer())
    submit_offer(change_offer(offer, {"hours": "montags"}, by=rosa), by=rosa)
    run = imported(feed, [course(1, phone="0241 8")], by=people.an_editor())
    assert run.rows.get().problem
    assert (draft(offer).hours, draft(offer).phone) == ("montags", "0241 555001")


def test_a_feed_that_shrinks_by_more_than_half_stops_and_the_portal_stays_full() -> None:
    feed = a_feed(publishes=True)
    imported(feed, courses(12))
    run = uploaded(feed, courses(5))
    assert (run.state, len(public(feed))) == (ImportRun.State.REFUSED, 12)
    assert "Bisher waren es 12 Einträge, jetzt nur noch 5." in run.problem
    with pytest.raises(NotNow):
        begin_applying(run, by=COMMAND_LINE)
    assert Feed.objects.get().state == Feed.State.STOPPED
    # An editor knows that it is right.
    taken_over(go_on(run, by=people.an_editor()))
    assert len(public(feed)) == 12  # missing once is not gone
    assert feed.known.exclude(missing_since=None).count() == 7


def test_a_feed_that_numbers_its_entries_anew_stops_before_they_stand_there_twice() -> None:
    feed = a_feed(publishes=True)
    imported(feed, courses(10))
    anew = [course(number, key=f"neu-{number}") for number in range(1, 11)]
    run = uploaded(feed, anew)
    assert (run.state, verdicts(run)) == (ImportRun.State.REFUSED, {"new": 10, "gone": 10})
    assert run.problem.startswith("Von bisher 10 Einträgen fehlen 10, dafür sind andere da.")
    # Half of them are the same: that is how a programme changes.
    assert uploaded(feed, [*courses(5), *anew[5:]]).state == ImportRun.State.READY
    # So many are there as before, but most of what was known is not.
    assert uploaded(feed, [*courses(4), *anew]).state == ImportRun.State.REFUSED


def test_a_calendar_may_forget_what_has_been() -> None:
    feed = a_feed()
    evening = [{"start": "2020-03-02T18:00", "end": "2020-03-02T19:00"}]
    imported(feed, [course(number, schedule=evening) for number in range(1, 11)])
    assert uploaded(feed, [course(number, key=f"neu-{number}") for number in range(1, 11)]).state == "ready"


@pytest.mark.parametrize("entries", [[], [{"unreadable": "Der Titel fehlt."}] * 13 + courses(12)])
def test_an_empty_feed_and_one_that_is_mostly_unreadable_change_nothing(entries: list[dict[str, Any]]) -> None:
    feed = a_feed(publishes=True)
    imported(feed, courses(2))
    assert uploaded(feed, entries).state == ImportRun.State.REFUSED
    assert len(public(feed)) == 2


def test_what_is_missing_twice_is_proposed_for_the_archive_and_comes_back() -> None:
    feed, jonas = a_feed(publishes=True), people.an_editor()
    imported(feed, courses(6))
    now = Feed.objects.get().last_success
    assert now
    imported(feed, courses(5))
    assert not gone_from(feed, now)
    imported(feed, courses(5))
    [entry] = gone_from(feed, now)
    assert entry.offer.state == State.PUBLISHED  # never by itself
    end_gone(entry, by=jonas)
    assert (offer_of(feed, 6).state, gone_from(feed, now).count()) == (State.ARCHIVED, 0)
    run = imported(feed, courses(6))
    assert verdicts(run) == {"back": 1, "unchanged": 5}
    assert feed.known.get(key="kurs-6").missing_since is None


def test_an_editor_may_leave_what_the_feed_does_not_have_any_more() -> None:
    feed = a_feed(publishes=True)
    imported(feed, courses(6))
    run = imported(feed, [*courses(5), {"key": "kurs-6", "gone": "Die Quelle hat den Eintrag gelöscht."}])
    [entry] = gone_from(feed, run.created)  # said by the feed itself: at once
    assert entry.gone_said == "Die Quelle hat den Eintrag gelöscht."
    keep_gone(entry, by=people.an_editor())
    imported(feed, courses(5))
    assert not gone_from(feed, run.created)


def test_a_row_that_cannot_be_read_keeps_all_from_being_written_if_all_or_nothing_was_asked_for() -> None:
    feed = a_feed()
    entries = [*courses(11), course(12, age_from=12, age_to=6)]
    run = uploaded(feed, entries)
    assert verdicts(run) == {"new": 11, "unreadable": 1}
    with pytest.raises(FaultyRows):
        begin_applying(run, by=COMMAND_LINE, whole=True)
    assert not Offer.objects.exists()
    [note] = run.rows.get(verdict="unreadable").notes
    assert note == ["age_from", "12", "Das Alter „ab“ liegt über dem Alter „bis“."]
    taken_over(run)
    assert Offer.objects.count() == 11


def test_a_crash_in_the_middle_loses_nothing_and_doubles_nothing() -> None:
    feed = a_feed()
    run = begin_applying(uploaded(feed, courses(120)), by=COMMAND_LINE)
    assert not apply_slice(run, seconds=0)  # the process ends after its first hundred
    assert Offer.objects.count() == 100
    assert apply_slice(run)
    assert apply_slice(run)
    assert Offer.objects.count() == feed.known.count() == 120
    with pytest.raises(NotNow):
        discard_run(run, by=COMMAND_LINE)


def test_a_crash_among_entries_that_are_published_loses_nothing() -> None:
    feed = a_feed(publishes=True)
    run = begin_applying(uploaded(feed, courses(3)), by=COMMAND_LINE)
    assert not apply_slice(run, seconds=0)
    assert len(public(feed)) == 1
    assert apply_slice(run)
    assert len(public(feed)) == 3


def test_what_comes_in_bulk_is_stored_as_if_somebody_had_written_and_handed_it_in() -> None:
    """Two ways to the same rows: a hundred at once, and one by one."""
    feed, jonas = a_feed(), people.an_editor()
    imported(feed, [course(1)], by=jonas)
    bulk = Offer.objects.get()
    details = {name: value for name, value in course(1).items() if name not in {"key", "url"}}
    alone = submit_offer(create_offer(details, organisation=feed.organisation, by=jonas), by=jonas)
    own = {"id", "slug", "translation_key", "latest_revision", "state_since", "created", "changed"}
    own |= {"origin", "origin_id", "origin_url"}
    for field in Offer._meta.concrete_fields:
        if field.name not in own:
            assert getattr(bulk, field.attname) == getattr(alone, field.attname), field.name
    first, second = bulk.latest_revision, alone.latest_revision
    assert {**first.content, **dict.fromkeys(own)}.keys() == {**second.content, **dict.fromkeys(own)}.keys()
    assert (first.user, first.object_str, first.content_type) == (second.user, second.object_str, second.content_type)
    task, other = bulk.current_workflow_task_state, alone.current_workflow_task_state
    assert (task.task_id, task.status, task.content_type_id) == (other.task_id, other.status, other.content_type_id)
    assert bulk.workflow_in_progress
    for verb in ("create_offer", "submit_offer"):
        said = [AuditEntry.objects.get(verb=verb, subject_id=str(one.pk)) for one in (bulk, alone)]
        assert said[0].actor == said[1].actor
        assert said[0].details == said[1].details


def test_nobody_takes_over_twice_or_reads_beside_it() -> None:
    feed = a_feed()
    run = uploaded(feed, courses(2))
    begin_applying(run, by=COMMAND_LINE)
    with pytest.raises(NotNow):
        begin_applying(run, by=COMMAND_LINE)
    with pytest.raises(RunUnderWay):
        begin_run(feed, by=COMMAND_LINE)


def test_a_new_plan_takes_the_place_of_the_old_one() -> None:
    feed = a_feed()
    old = uploaded(feed, courses(2))
    uploaded(feed, courses(3))
    old.refresh_from_db()
    assert (old.state, old.rows.count()) == (ImportRun.State.DISCARDED, 0)


def test_an_incomplete_entry_stays_a_draft_and_says_why() -> None:
    feed = a_feed(publishes=True)
    run = imported(feed, [course(1, audience=[])])
    assert offer_of(feed, 1).state == State.DRAFT
    assert any("Zielgruppe" in note[2] for note in run.rows.get().notes)


def test_only_the_operator_lets_a_feed_publish_and_then_it_does() -> None:
    feed = a_feed(url=ADDRESS)
    with pytest.raises(NotForYou):
        change_feed(feed, {"publishes": True}, by=people.an_editor())
    change_feed(feed, {"publishes": True}, by=people.an_administrator())
    imported(feed, courses(2), by=people.an_editor())
    assert public(feed) == ["Kurs 1", "Kurs 2"]
    imported(feed, [course(1, phone="0241 9"), course(2)])
    assert Offer.objects.get(title="Kurs 1").phone == "0241 9"
    assert AuditEntry.objects.filter(verb="publish_offer", actor="import").count() == 3


def test_a_feed_whose_address_an_editor_changes_publishes_no_more() -> None:
    jonas, feed = people.an_editor(), a_feed(publishes=True)
    imported(feed, courses(2))
    change_feed(feed, {"licence": "CC0", "every_hours": 24}, by=jonas)
    assert Feed.objects.get().publishes  # the leave was not given for that
    change_feed(feed, {"url": "https://jonas.example/kurse"}, by=jonas)
    imported(Feed.objects.get(), [*courses(2), course(3)], by=jonas)
    assert public(feed) == ["Kurs 1", "Kurs 2"]
    assert offer_of(feed, 3).state == State.SUBMITTED
    change_feed(feed, {"publishes": True}, by=people.an_administrator())
    change_feed(feed, {"url": ADDRESS}, by=people.an_administrator())
    assert Feed.objects.get().publishes


@pytest.mark.parametrize("said", [{"organisation": "Brücke e. V."}, {"unknown": Feed.Unknown.SKIP}])
def test_a_feed_publishes_no_more_once_an_editor_says_otherwise_whose_its_entries_are(said: dict[str, Any]) -> None:
    feed = a_feed(publishes=True)
    details = {name: people.an_organisation(value) if name == "organisation" else value for name, value in said.items()}
    change_feed(feed, details, by=people.an_editor())
    assert not Feed.objects.get().publishes


def test_a_feed_of_files_never_publishes() -> None:
    with pytest.raises(ValidationError):
        a_feed(publishes=True, url="")
    feed = a_feed()
    with pytest.raises(ValidationError):
        change_feed(feed, {"publishes": True}, by=people.an_administrator())


def test_what_an_allowed_feed_changes_does_not_publish_what_a_person_is_writing() -> None:
    feed = a_feed(publishes=True)
    imported(feed, courses(1))
    offer = offer_of(feed, 1)
    change_offer(offer, {"hours": "noch nicht sicher"}, by=people.a_provider())
    imported(feed, [course(1, phone="0241 9")])
    offer.refresh_from_db()
    assert (offer.phone, offer.hours) == ("0241 555001", "")
    assert (draft(offer).phone, draft(offer).hours) == ("0241 9", "noch nicht sicher")


def test_nor_does_the_second_night_or_the_editor_who_takes_over_publish_it() -> None:
    feed, katrin = a_feed(publishes=True), people.a_reviewer()
    imported(feed, courses(1), by=katrin)
    offer = offer_of(feed, 1)
    change_offer(offer, {"hours": "noch nicht sicher"}, by=katrin)
    for phone in ("0241 8", "0241 9"):
        imported(feed, [course(1, phone=phone)], by=katrin)
    offer.refresh_from_db()
    assert (offer.phone, offer.hours, offer.workflow_in_progress) == ("0241 555001", "", False)
    assert (draft(offer).phone, draft(offer).hours) == ("0241 9", "noch nicht sicher")
    # Once her words are public, the feed goes on by itself.
    publish_offer(offer, by=COMMAND_LINE)
    imported(feed, [course(1, phone="0241 10")])
    offer.refresh_from_db()
    assert (offer.phone, offer.hours) == ("0241 10", "noch nicht sicher")


def test_what_a_provider_handed_in_after_a_change_of_the_feed_is_not_taken_back() -> None:
    feed, jonas, rosa = a_feed(), people.an_editor(), people.a_provider()
    imported(feed, courses(1), by=jonas)
    offer = publish_offer(offer_of(feed, 1), by=people.a_reviewer())
    change_offer(offer, {"hours": "montags"}, by=rosa)
    imported(feed, [course(1, phone="0241 8")], by=jonas)
    offer = submit_offer(Offer.objects.get(pk=offer.pk), by=rosa)
    run = imported(feed, [course(1, phone="0241 9")], by=jonas)
    assert run.rows.get().problem
    assert offer_of(feed, 1).workflow_in_progress
    assert (draft(offer).hours, draft(offer).phone) == ("montags", "0241 8")


def test_what_waits_for_a_review_is_read_also_when_an_allowed_feed_changes_it() -> None:
    offers.an_offer(title="Kurs 1")
    feed = a_feed(publishes=True)
    imported(feed, courses(1))
    imported(feed, [course(1, phone="0241 9")])
    assert (offer_of(feed, 1).state, draft(offer_of(feed, 1)).phone) == (State.SUBMITTED, "0241 9")


def test_what_was_withdrawn_here_never_comes_back_by_itself() -> None:
    from teilhabe.catalogue.actions import withdraw_offer

    feed = a_feed(publishes=True)
    imported(feed, courses(2))
    withdraw_offer(offer_of(feed, 1), by=people.an_editor(), reason="Falsch")
    run = imported(feed, [course(1, phone="0241 9"), course(2)])
    assert (verdicts(run), public(feed)) == ({"kept": 1, "unchanged": 1}, ["Kurs 2"])


def test_providers_are_known_by_name_and_others_as_the_feed_says() -> None:
    bridge = people.an_organisation("Brücke e. V.")
    feed = a_feed()
    entries = [course(1, organisation="BRÜCKE e. V."), course(2, organisation="Unbekannt gGmbH")]
    run = imported(feed, entries)
    assert offer_of(feed, 1).organisation == bridge
    assert offer_of(feed, 2).organisation == feed.organisation
    assert run.rows.get(number=2).notes[0][:2] == ["organisation", "Unbekannt gGmbH"]
    other = a_feed(name="Zweite Liste", unknown=Feed.Unknown.SKIP)
    assert verdicts(uploaded(other, entries)) == {"new": 1, "skipped": 1}


def test_an_entry_that_the_catalogue_seems_to_have_is_said_and_not_published_unread() -> None:
    offers.an_offer(title="Kurs 1")
    feed = a_feed(publishes=True)
    run = imported(feed, courses(2))
    assert [note[0] for note in run.rows.get(number=1).notes] == ["double"]
    assert (offer_of(feed, 1).state, offer_of(feed, 2).state) == (State.SUBMITTED, State.PUBLISHED)


def test_two_rows_of_the_same_key_are_not_both_taken() -> None:
    run = uploaded(a_feed(), [course(1), course(2), course(1, title="Noch einer")])
    assert verdicts(run) == {"new": 2, "unreadable": 1}
    assert run.rows.get(verdict="unreadable").notes[0][2] == "Denselben Schlüssel trägt schon: Zeile 1."


def test_whoever_imports_does_not_publish_it(at_odds: tuple[Feed, Offer, ImportRun]) -> None:
    from teilhabe.catalogue.models import NotReviewed

    jonas: User = people.an_editor()
    feed = a_feed(name="Von Hand")
    imported(feed, [course(7)], by=jonas)
    with pytest.raises(NotReviewed):
        publish_offer(offer_of(feed, 7), by=jonas)


def test_the_report_of_a_row_outlives_the_next_run() -> None:
    feed = a_feed()
    run = imported(feed, courses(2))
    imported(feed, courses(2))
    assert ImportRow.objects.filter(run=run, verdict="new", done=True).count() == 2
