"""What a person has to read is read: nobody publishes their own words, and no feed passes by somebody's no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from teilhabe.catalogue.actions import change_offer, confirm_offer, publish_offer, return_offer, withdraw_offer
from teilhabe.catalogue.actions.importing import begin_applying, change_feed, end_gone
from teilhabe.catalogue.actions.settling import next_review
from teilhabe.catalogue.ingest.applying import apply_slice
from teilhabe.catalogue.models import ImportedEntry, NotReviewed, Offer, State
from teilhabe.core.audit import COMMAND_LINE

from ... import people
from ..test_back_office import as_user
from .test_taking_over import draft, imported, public, taken_over
from .trial import ADDRESS, a_feed, course, courses, offer_of, uploaded

pytestmark = pytest.mark.django_db


def test_whoever_brought_the_table_does_not_publish_it_although_another_took_it_over() -> None:
    jonas, katrin, feed = people.an_editor(), people.a_reviewer(), a_feed()
    run = taken_over(uploaded(feed, [course(1)], by=katrin), by=jonas)
    with pytest.raises(NotReviewed):
        publish_offer(offer_of(feed, 1), by=katrin)
    # Who took it over has seen it, and written none of it.
    assert publish_offer(offer_of(feed, 1), by=people.a_reviewer()).live
    assert run.applied_by == jonas


@pytest.mark.parametrize("was_public", [False, True])
def test_what_a_reviewer_gave_back_is_not_published_when_the_feed_may_publish_later(was_public: bool) -> None:
    feed, katrin = a_feed(url=ADDRESS), people.a_reviewer()
    imported(feed, [course(1)])
    if was_public:
        publish_offer(offer_of(feed, 1), by=katrin)
        imported(feed, [course(1, phone="0241 8")])
    return_offer(offer_of(feed, 1), "Falsche Gruppe, bitte nicht.", by=katrin)
    feed = change_feed(feed, {"publishes": True}, by=people.an_administrator())
    imported(feed, [course(1, phone="0241 9")])
    offer = offer_of(feed, 1)
    assert State.RETURNED in {offer.state, offer.pending}
    assert (offer.live, draft(offer).phone) == (was_public, "0241 9")
    assert Offer.objects.get(pk=offer.pk).phone == "0241 555001"


@pytest.mark.parametrize("publishes", [False, True])
def test_what_is_taken_out_between_plan_and_taking_over_stays_out(publishes: bool) -> None:
    feed = a_feed(url=ADDRESS, publishes=publishes)
    imported(feed, courses(2))
    for number in (1, 2):
        publish_offer(offer_of(feed, number), by=COMMAND_LINE)
    run = begin_applying(uploaded(feed, [course(1, phone="0241 9"), course(2, phone="0241 8")]), by=COMMAND_LINE)
    withdraw_offer(offer_of(feed, 1), by=people.an_editor(), reason="Auf Wunsch der Anbieterin")
    assert apply_slice(run)
    offer = offer_of(feed, 1)
    assert (offer.state, offer.workflow_in_progress) == (State.WITHDRAWN, False)
    assert draft(offer).phone == "0241 555001"
    assert feed.known.get(key="kurs-1").told["phone"] is None
    assert feed.known.get(key="kurs-2").told["phone"] == "0241 8"
    assert {row.key: (row.verdict, row.done) for row in run.rows.all()} == {
        "kurs-1": ("kept", True),
        "kurs-2": ("changed", True),
    }
    assert "Kurs 1" not in public(feed)


def test_a_feed_that_publishes_speaks_in_nobody_elses_name() -> None:
    office, client = people.an_organisation("Jugendamt Talheim"), as_user(people.an_editor())
    feed = a_feed(publishes=True)
    entries = [*courses(2), course(3, organisation="Jugendamt Talheim"), course(4, audience=[])]
    run = uploaded(feed, entries)
    page = client.get(f"/verwaltung/katalog/uebernahmen/lauf/{run.pk}/").content.decode()
    for said in ("2 neue Einträge sind danach sofort", "1 neuer Eintrag geht danach in die Prüfung", "bleibt Entwurf"):
        assert said in page
    taken_over(run)
    assert public(feed) == ["Kurs 1", "Kurs 2"]
    assert (offer_of(feed, 3).organisation, offer_of(feed, 3).state) == (office, State.SUBMITTED)
    # Nor does it give its own entries to others unread.
    imported(feed, [course(1, organisation="Jugendamt Talheim"), *entries[1:]])
    offer = offer_of(feed, 1)
    assert (offer.organisation, offer.pending, draft(offer).organisation) == (feed.organisation, "submitted", office)


@pytest.mark.parametrize("publishes", [False, True])
def test_a_feed_takes_no_confirmation_back(publishes: bool) -> None:
    feed, today = a_feed(url=ADDRESS, publishes=publishes), timezone.localdate()
    imported(feed, [course(1, assured_on="2025-03-01", assured_by="VHS"), course(2)])
    for number in (1, 2):
        if not publishes:
            publish_offer(offer_of(feed, number), by=people.a_reviewer())
        confirm_offer(offer_of(feed, number), by=people.a_provider(), name="Lernwerkstatt Talheim")
    imported(feed, [course(1, assured_on="2025-06-01", assured_by="VHS Kreis"), course(2, phone="0241 9")])
    for number in (1, 2):
        offer = offer_of(feed, number)
        if offer.workflow_in_progress:
            offer = publish_offer(offer, by=people.a_reviewer())
        assert (offer.assured_on, offer.assured_by) == (today, "Lernwerkstatt Talheim"), number
        assert offer.review_due == next_review(today)
    assert offer_of(feed, 2).phone == "0241 9"


def test_what_nobody_has_read_is_not_called_checked_and_has_to_be_confirmed_some_day() -> None:
    feed, today = a_feed(publishes=True), timezone.localdate()
    imported(feed, [course(1)])
    offer = offer_of(feed, 1)
    assert (offer.assured_on, offer.review_due) == (None, next_review(today))
    assert "Zuletzt geprüft" not in Client().get(f"/angebote/{offer.slug}").content.decode()
    due = today - timedelta(days=1)
    Offer.objects.filter(pk=offer.pk).update(review_due=due, state=State.REVIEW_DUE)
    imported(feed, [course(1, phone="0241 9")])
    offer = offer_of(feed, 1)
    assert (offer.phone, offer.assured_on, offer.review_due, offer.state) == ("0241 9", None, due, State.REVIEW_DUE)


@pytest.fixture
def gone() -> ImportedEntry:
    """The course 6 of six is not in the source any more."""
    feed = a_feed(publishes=True)
    for entries in (courses(6), courses(5), courses(5)):
        imported(feed, entries)
    found: ImportedEntry = feed.known.get(key="kurs-6")
    return found


@pytest.mark.parametrize("button", ["end", "keep"])
def test_a_page_from_this_morning_ends_nothing_that_the_source_has_again(gone: ImportedEntry, button: str) -> None:
    imported(gone.feed, courses(6))
    client = as_user(people.an_editor())
    page = f"/verwaltung/katalog/uebernahmen/{gone.feed.slug}/weg/"
    said = client.post(page, {"entry": gone.pk, button: "1"}, follow=True).content.decode()
    assert "Nichts ist geändert" in said
    assert (offer_of(gone.feed, 6).state, ImportedEntry.objects.get(pk=gone.pk).stays) == (State.PUBLISHED, False)


def test_what_ended_for_being_gone_is_asked_about_when_it_is_there_again(gone: ImportedEntry) -> None:
    end_gone(gone, by=people.an_editor())
    imported(gone.feed, courses(6))
    offer = offer_of(gone.feed, 6)
    assert (offer.state, offer.pending) == (State.ARCHIVED, State.SUBMITTED)
    assert publish_offer(offer, by=people.a_reviewer()).state == State.PUBLISHED


def test_what_a_source_told_is_not_kept_of_an_entry_that_was_taken_out_for_somebodys_number() -> None:
    feed = a_feed(publishes=True)
    imported(feed, [course(1, contact="Rosa Demir", languages=["de"]), course(2)])
    offer = withdraw_offer(offer_of(feed, 1), by=people.an_editor(), reason="Auf Wunsch von Rosa Demir")
    imported(feed, [course(1, contact="Rosa Demir", languages=["de"]), course(2)])
    told = feed.known.get(key="kurs-1").told
    assert (
        told["title"],
        {value for name, value in told.items() if name not in {"title", "kind", "organisation"}},
    ) == (
        "Kurs 1",
        {None},
    )
    # Public again without her name, the source does not bring it back by itself.
    publish_offer(change_offer(offer, {"contact": "", "phone": ""}, by=people.an_editor()), by=COMMAND_LINE)
    run = imported(feed, [course(1, contact="Rosa Demir", languages=["de"]), course(2)])
    assert run.rows.get(key="kurs-1").conflicts == {
        "contact": [None, "", "Rosa Demir"],
        "phone": [None, "", "0241 555001"],
    }
    assert (offer_of(feed, 1).contact, offer_of(feed, 1).live) == ("", True)


def test_nor_of_one_that_the_source_has_no_more(gone: ImportedEntry) -> None:
    end_gone(gone, by=people.an_editor())
    assert (gone.feed.known.get(pk=gone.pk).told["phone"], offer_of(gone.feed, 6).phone) == (None, "0241 555006")
    imported(gone.feed, courses(6))
    assert gone.feed.known.get(pk=gone.pk).told["phone"] == "0241 555006"
