"""A feed tells its entries anew: what it says of them is believed as far as it can be meant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from teilhabe.catalogue.actions import change_offer, publish_offer
from teilhabe.catalogue.actions.importing import begin_applying, go_on
from teilhabe.catalogue.ingest.applying import apply_slice
from teilhabe.catalogue.models import Feed, ImportRun, Offer, State
from teilhabe.core.audit import COMMAND_LINE

from ... import people
from ..offers import COMPLETE, an_offer
from .trial import ADDRESS, a_feed, course, courses, offer_of, uploaded

pytestmark = pytest.mark.django_db


def imported(feed: Feed, entries: list[dict[str, Any]]) -> ImportRun:
    run = begin_applying(uploaded(feed, entries), by=COMMAND_LINE)
    assert apply_slice(run)
    return ImportRun.objects.get(pk=run.pk)


def draft(offer: Offer) -> Offer:
    found: Offer = Offer.objects.get(pk=offer.pk).get_latest_revision_as_object()
    return found


def test_a_table_whose_rows_have_moved_under_their_numbers_writes_no_course_over_another() -> None:
    feed = a_feed()
    imported(feed, courses(10))
    moved = [{**course(number), "key": f"kurs-{number + 1}"} for number in range(10)]
    run = uploaded(feed, moved)
    assert run.state == ImportRun.State.REFUSED
    assert run.problem.startswith("Von 10 bekannten Einträgen hießen 10 bisher anders.")
    assert [draft(offer_of(feed, number)).title for number in (1, 5)] == ["Kurs 1", "Kurs 5"]
    # Half of them have a new name, and only its case changed in the others: that may well be.
    renamed = [course(number, title=f"Neu {number}" if number < 6 else f"KURS {number}") for number in range(1, 11)]
    assert uploaded(feed, renamed).state == ImportRun.State.READY
    # An editor knows that all of them are called in a new way.
    run = uploaded(feed, [course(number, title=f"Sommerkurs {number}") for number in range(1, 11)])
    begin_applying(go_on(run, by=people.an_editor()), by=COMMAND_LINE)


def test_a_number_that_the_source_has_taken_away_is_taken_away_here() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    tells = ["phone", "hours", "cost_note"]
    imported(feed, [course(1, hours="dienstags", tells=tells), course(2, tells=tells)])
    [without, other] = [course(1, tells=tells), course(2, tells=tells)]
    del without["phone"]
    imported(feed, [without, other])
    offer = offer_of(feed, 1)
    assert (offer.phone, offer.hours, offer.email) == ("", "", COMPLETE["email"])
    assert uploaded(feed, [without, other]).counts == {"unchanged": 2}


def test_what_a_source_never_told_and_what_cannot_be_read_stays() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    imported(feed, [course(1, tells=["phone", "hours"])])
    offer = offer_of(feed, 1)
    publish_offer(change_offer(offer, {"hours": "montags"}, by=people.a_provider()), by=COMMAND_LINE)
    unread = course(1, tells=["hours"])
    del unread["phone"]
    assert uploaded(feed, [unread]).counts == {"unchanged": 1}
    assert (offer_of(feed, 1).phone, offer_of(feed, 1).hours) == ("0241 555001", "montags")


def test_somebody_chooses_where_the_source_takes_back_what_was_changed_here() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    imported(feed, [course(1, tells=["phone"])])
    publish_offer(change_offer(offer_of(feed, 1), {"phone": "0241 7"}, by=people.a_provider()), by=COMMAND_LINE)
    without = course(1, tells=["phone"])
    del without["phone"]
    assert uploaded(feed, [without]).rows.get().conflicts == {"phone": ["0241 555001", "0241 7", ""]}


def test_whoever_looks_at_a_change_sees_what_the_entry_then_lacks() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    only_way = {"email": "", "phone": "0241 1", "tells": ["phone"]}
    imported(feed, [course(1, **only_way)])
    without = course(1, **only_way)
    del without["phone"]
    [note] = imported(feed, [without]).rows.get().notes
    assert note[:2] == ["contact", ""]
    assert note[2].startswith("Bleibt Entwurf: Nennen Sie einen Weg")
    assert draft(offer_of(feed, 1)).phone == ""


def evenings(*days: int, **said: Any) -> list[dict[str, Any]]:
    """Dates so many days from today on, each an hour long."""
    found = []
    for day in days:
        begins = timezone.localtime().replace(hour=18, minute=0) + timedelta(days=day)
        found.append({"start": f"{begins:%Y-%m-%dT%H:%M}", "end": f"{begins:%Y-%m-%dT19:00}", **said})
    return found


def test_a_calendar_that_forgets_what_has_been_changes_nothing() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    weekly = {"rule": "FREQ=WEEKLY"}
    imported(feed, [course(1, schedule=evenings(-14, -7, 7, 14)), course(2, schedule=evenings(-10, **weekly))])
    before = list(Offer.objects.order_by("pk").values_list("latest_revision", flat=True))
    # The series is told from its next date on.
    later = [course(1, schedule=evenings(7, 14)), course(2, schedule=evenings(4, **weekly))]
    for _night in range(2):
        assert imported(feed, later).counts == {"unchanged": 2, "taken": 0}
    assert list(Offer.objects.order_by("pk").values_list("latest_revision", flat=True)) == before


def test_dates_that_are_to_come_are_compared_whatever_else_is_over() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    ends = {"rule": "FREQ=WEEKLY;UNTIL=20980101T000000"}
    imported(feed, [course(1, schedule=evenings(-7, 7, 14)), course(2, schedule=evenings(-7, **ends))])
    moved = [
        course(1, schedule=evenings(7, 15)),
        course(2, schedule=evenings(-7, rule="FREQ=WEEKLY;UNTIL=20990101T000000")),
    ]
    assert uploaded(feed, moved).counts == {"changed": 2}
    # What the editor has moved here waits for no choice only because a date is over.
    publish_offer(change_offer(offer_of(feed, 1), {"schedule": evenings(-7, 7, 21)}, by=COMMAND_LINE), by=COMMAND_LINE)
    later = [course(1, schedule=evenings(7, 14)), course(2, schedule=evenings(-7, **ends))]
    assert uploaded(feed, later).counts == {"kept": 1, "unchanged": 1}


def test_characters_that_no_database_keeps_are_left_out_wherever_they_stand() -> None:
    feed = a_feed()
    bad, dates = "\x00\x07\ud800", evenings(7)
    said = course(1, hours=f"diens{bad}tags", documents="Ausweis\nPass", schedule=[{**dates[0], "note": f"N{bad}eu"}])
    odd = {**said, "key": f"kurs-{bad}1", "aliases": [f"Mon{bad}tag"], "notes": [f"So{bad} nicht"]}
    run = imported(feed, [odd, {"key": f"kurs{bad}-2", "unreadable": "Der Titel fehlt."}])
    offer = offer_of(feed, 1)
    assert (offer.hours, offer.aliases, offer.documents) == ("dienstags", ["Montag"], "Ausweis\nPass")
    assert offer.schedule == [{**dates[0], "note": "Neu"}]
    row, other = run.rows.all()
    assert (row.notes[0][1], row.changes == sorted(row.values), other.key) == ("So nicht", True, "kurs-2")


def test_pages_that_only_hold_others_are_no_faults() -> None:
    feed, holders = a_feed(), [{"key": f"ober-{number}", "no_entry": "Das ist eine Übersicht."} for number in range(9)]
    run = uploaded(feed, [*courses(5), *holders])
    assert (run.state, run.counts["new"], run.counts["skipped"]) == (ImportRun.State.READY, 5, 9)
    assert run.rows.filter(verdict="skipped")[0].notes == [["", "", "Das ist eine Übersicht."]]
    apply_slice(begin_applying(run, by=COMMAND_LINE, whole=True))
    # They are no entries either.
    assert uploaded(feed, holders).state == ImportRun.State.REFUSED


def test_a_page_that_has_lost_its_words_is_for_somebody_to_end() -> None:
    feed = a_feed()
    imported(feed, courses(5))
    run = imported(feed, [*courses(4), {"key": "kurs-5", "no_entry": "Die Seite hat keinen Text."}])
    assert run.rows.get(verdict="gone").offer == offer_of(feed, 5)
    assert feed.known.get(key="kurs-5").gone_said == "Die Seite hat keinen Text."


def test_a_title_that_the_catalogue_has_is_read_however_it_is_written_and_also_when_an_entry_takes_it() -> None:
    an_offer(title="Deutsch für Eltern")
    feed = a_feed(url=ADDRESS, publishes=True)
    imported(feed, [course(1), course(2, title="DEUTSCH FÜR  ELTERN")])
    assert [offer_of(feed, number).state for number in (1, 2)] == [State.PUBLISHED, State.SUBMITTED]
    imported(feed, [course(1, title="Deutsch fuer Eltern"), course(2, title="DEUTSCH FÜR  ELTERN")])
    first = offer_of(feed, 1)
    assert (first.title, draft(first).title, first.pending) == ("Kurs 1", "Deutsch fuer Eltern", State.SUBMITTED)
    # Its own title is no other one.
    imported(feed, [course(1), course(2), course(3)])
    imported(feed, [course(1), course(2), course(3, title="KURS 3")])
    assert offer_of(feed, 3).title == "KURS 3"
