"""Whatever happens to one entry, one worker or one night: the others go on, and nothing stands still unseen."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from teilhabe.catalogue import jobs
from teilhabe.catalogue.actions import change_offer, publish_offer
from teilhabe.catalogue.actions.importing import (
    IMPORTS,
    NotNow,
    begin_applying,
    begin_run,
    choose,
    choose_all,
    fail_run,
    finish_applying,
    go_on,
    say_planned,
    stop_applying,
)
from teilhabe.catalogue.checkups import feeds as checkup
from teilhabe.catalogue.ingest import archive, reading
from teilhabe.catalogue.ingest.applying import apply_slice
from teilhabe.catalogue.ingest.reading import read_run
from teilhabe.catalogue.models import Feed, ImportRow, ImportRun, Offer
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.checkups import Outcome

from ... import people
from .. import offers
from ..queue import queued
from ..test_back_office import as_user
from .test_taking_over import draft, imported, taken_over
from .trial import ADDRESS, Trial, a_feed, course, courses, document, offer_of, uploaded

if TYPE_CHECKING:
    from teilhabe.catalogue.ingest.items import Ask

pytestmark = pytest.mark.django_db
HERE = "/verwaltung/katalog/uebernahmen/"


def titles() -> list[str]:
    return sorted(Offer.objects.source().exclude(imported=None).values_list("title", flat=True))


def age(run: ImportRun, hours: float) -> None:
    ImportRun.objects.filter(pk=run.pk).update(touched=timezone.now() - timedelta(hours=hours))


@pytest.mark.parametrize("publishes", [False, True])
def test_an_organisation_that_goes_between_preview_and_taking_over_costs_its_own_rows_only(publishes: bool) -> None:
    gone = people.an_organisation("Brücke e. V.")
    entries = courses(3)
    entries[1]["organisation"] = "Brücke e. V."
    run = begin_applying(uploaded(a_feed(url=ADDRESS, publishes=publishes), entries), by=COMMAND_LINE)
    gone.delete()
    assert apply_slice(run)
    assert titles() == ["Kurs 1", "Kurs 3"]
    assert run.rows.get(done=False).problem.startswith("Diesen Anbieter gibt es hier nicht mehr.")
    assert ImportRun.objects.get().state == ImportRun.State.DONE


def test_an_entry_that_cannot_be_stored_says_so_and_the_next_reading_begins(
    caplog: pytest.LogCaptureFixture,
) -> None:
    feed = a_feed()
    run = begin_applying(uploaded(feed, courses(3)), by=COMMAND_LINE)
    # Somebody has the entry already, but nobody remembers that it came from this feed.
    double = offers.an_offer(title="Von früher")
    Offer.objects.filter(pk=double.pk).update(origin=feed.origin, origin_id="kurs-2")
    assert apply_slice(run)
    assert titles() == ["Kurs 1", "Kurs 3"]
    assert "der Betrieb findet den Grund im Protokoll" in run.rows.get(done=False).problem
    assert "IntegrityError" in caplog.text
    again = uploaded(feed, courses(3))
    assert again.rows.get(key="kurs-2").offer == double


def test_one_plan_of_an_older_version_does_not_hold_a_hundred_others() -> None:
    run = begin_applying(uploaded(a_feed(), courses(3)), by=COMMAND_LINE)
    row = run.rows.get(number=2)
    ImportRow.objects.filter(pk=row.pk).update(values={**row.values, "a_field_that_went": 1})
    assert apply_slice(run)
    assert titles() == ["Kurs 1", "Kurs 3"]
    assert ImportRow.objects.get(pk=row.pk).problem


def test_an_editor_leaves_a_run_that_stands_still_and_reads_anew() -> None:
    jonas, feed = people.an_editor(), a_feed()
    client = as_user(jonas)
    run = begin_applying(uploaded(feed, courses(120)), by=jonas)
    assert not apply_slice(run, seconds=0)
    page = f"{HERE}lauf/{run.pk}/"
    client.post(page, {"step": "stop"})
    assert ImportRun.objects.get().state == ImportRun.State.APPLYING  # it may still go on
    age(run, 1)
    assert "Hier aufhören" in client.get(page).content.decode()
    client.post(page, {"step": "stop"})
    run = ImportRun.objects.get()
    assert (run.state, run.counts["taken"]) == (ImportRun.State.DONE, 100)
    assert apply_slice(run)  # a worker that comes late does nothing
    assert len(titles()) == 100
    with pytest.raises(NotNow):
        stop_applying(run, by=jonas)
    assert uploaded(feed, courses(120)).counts["new"] == 20


def test_the_doctor_names_what_stands_still_and_the_next_night_goes_on_with_it(trial: Trial) -> None:
    feed = a_feed(url=ADDRESS, every_hours=24)
    trial.answers = [document(courses(3))]
    jobs.read_feed.func(feed.pk)
    run = ImportRun.objects.get()
    assert [finding.outcome for finding in checkup()] == [Outcome.OK]
    age(run, 2)  # the machine went down
    [found] = checkup()
    assert found.outcome == Outcome.WARNING
    assert f"/uebernahmen/lauf/{run.pk}/" in found.remedy
    before = len(queued(jobs.apply_import))
    jobs.read_feed.func(feed.pk)
    assert len(queued(jobs.apply_import)) == before + 1


def test_what_stood_still_for_a_month_is_left_with_its_documents() -> None:
    run = begin_applying(uploaded(a_feed(), courses(3)), by=COMMAND_LINE)
    ImportRun.objects.update(created=timezone.now() - timedelta(days=40))
    assert jobs.forget_old_imports.func() == 0  # still at it
    age(run, 24 * 31)
    assert jobs.forget_old_imports.func() == 1
    assert (ImportRun.objects.get().state, run.rows.count()) == (ImportRun.State.DONE, 0)
    assert not archive.folder_of(run).exists()
    begin_run(run.feed, by=COMMAND_LINE)


def test_two_workers_of_one_reading_are_one(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sets a slow reading going again while it still goes on."""
    feed = a_feed(url=ADDRESS, every_hours=24)
    trial.answers = [document(courses(6)), "Die Quelle antwortet mit Fehler 500."]
    run = begin_run(feed, by=COMMAND_LINE)
    seen = []

    def slowly(ask: Ask, url: str) -> Iterator[bytes]:
        for answer in Trial.documents(trial, ask, url):
            yield answer
            seen.append(read_run(run).state)

    monkeypatch.setattr(trial, "documents", slowly)
    jobs.read_import.func(run.pk)
    assert seen == [ImportRun.State.READING]
    assert read_run(run).state == ImportRun.State.READY  # a task that comes late reads nothing again
    assert len(trial.answers) == 1
    assert (run.rows.count(), Feed.objects.get().failures) == (6, 0)


def test_a_reading_that_failed_too_late_changes_nothing() -> None:
    feed = a_feed()
    run = uploaded(feed, courses(6))
    with pytest.raises(NotNow):
        fail_run(run, "Die Quelle antwortet mit Fehler 500.")
    run = ImportRun.objects.get()
    assert (run.state, run.problem, run.rows.count()) == (ImportRun.State.READY, "", 6)
    assert Feed.objects.get().failures == 0


def test_a_source_of_many_small_documents_does_not_look_as_if_it_stood_still(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begin_run(a_feed(url=ADDRESS), by=COMMAND_LINE)
    still: list[int] = []

    def slowly(ask: Ask, url: str) -> Iterator[bytes]:
        for entries in (courses(1), []):
            age(run, 2)
            yield document(entries)
            still.append(ImportRun.objects.standing_still(timezone.now() - timedelta(minutes=1)).count())

    monkeypatch.setattr(trial, "documents", slowly)
    read_run(run)
    assert still == [0, 0]


def test_what_came_as_planned_is_set_going_again_as_planned() -> None:
    jonas = people.an_editor()
    planned = begin_run(a_feed(url=ADDRESS, every_hours=24), by=IMPORTS)
    by_hand = begin_run(a_feed(name="Von Hand"), by=jonas)
    client = as_user(jonas)
    for run in (planned, by_hand):
        age(run, 1)
        client.post(f"{HERE}lauf/{run.pk}/", {"step": "again"})
    assert (queued(jobs.read_feed), queued(jobs.read_import)) == ([[planned.feed_id]], [[by_hand.pk]])


def test_a_feed_whose_entries_take_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_READING", -1.0)
    run = uploaded(a_feed(), courses(2))
    assert (run.state, run.rows.count()) == (ImportRun.State.FAILED, 0)
    assert "wurde abgebrochen" in run.problem


def test_a_slow_address_keeps_no_mail_waiting() -> None:
    jonas = people.an_editor()
    feed, planned = a_feed(url=ADDRESS), a_feed(name="Jede Nacht", url=ADDRESS, every_hours=24)
    as_user(jonas).post(f"{HERE}{feed.slug}/")
    jobs.read_due_feeds.func()
    jobs.apply_import.enqueue(feed.runs.get().pk)
    assert (queued(jobs.read_import), queued(jobs.read_feed)) == ([[feed.runs.get().pk]], [[planned.pk]])
    assert set(DBTaskResult.objects.values_list("queue_name", flat=True)) == {"imports"}


@pytest.fixture
def chosen(trial: Trial) -> tuple[Feed, Offer]:
    """An editor has said that the feed is right in one of two conflicts of a planned feed, and went home."""
    feed, jonas = a_feed(url=ADDRESS, every_hours=6), people.an_editor()
    imported(feed, courses(3))
    for number in (1, 2):
        offer = publish_offer(offer_of(feed, number), by=COMMAND_LINE)
        publish_offer(change_offer(offer, {"phone": "0241 1"}, by=people.a_provider()), by=COMMAND_LINE)
    run = uploaded(feed, later(), by=jonas)
    as_user(jonas).post(
        f"{HERE}lauf/{run.pk}/",
        {"step": "choose", "row": run.rows.get(key="kurs-1").pk, "side-phone": "theirs"},
    )
    Feed.objects.update(last_tried=timezone.now() - timedelta(hours=12))
    return feed, offer_of(feed, 1)


def later(**said: str) -> list[dict[str, Any]]:
    return [course(1, phone="0241 2"), course(2, phone="0241 3"), course(3, **said)]


def test_the_night_leaves_a_preview_to_its_editor_for_a_day(chosen: tuple[Feed, Offer]) -> None:
    feed, _offer = chosen
    assert jobs.read_due_feeds.func() == 0
    run = feed.runs.get(state=ImportRun.State.READY)
    age(run, 25)
    assert jobs.read_due_feeds.func() == 1
    # So it does with a source that looks wrong: the button of the page still works the next morning.
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.REFUSED, touched=timezone.now())
    Feed.objects.update(state=Feed.State.STOPPED, last_tried=timezone.now() - timedelta(hours=12))
    assert jobs.read_due_feeds.func() == 0


def test_what_an_editor_chose_outlives_the_next_reading_and_is_not_taken_over_without_them(
    chosen: tuple[Feed, Offer], trial: Trial
) -> None:
    feed, offer = chosen
    trial.answers = ["Die Quelle antwortet mit Fehler 500.", document(later(phone="0241 9"))]
    for _night in range(2):
        jobs.read_feed.func(feed.pk)
    run = feed.runs.latest("pk")
    jobs.apply_import.func(run.pk)
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE
    assert {row.key: row.choices for row in run.rows.filter(done=False)} == {
        "kurs-1": {"phone": "theirs"},
        "kurs-2": {},
    }
    assert (draft(offer).phone, draft(offer_of(feed, 3)).phone) == ("0241 1", "0241 9")
    assert not ImportRow.objects.filter(run__state=ImportRun.State.DISCARDED).exists()
    taken_over(run, by=people.an_editor())
    assert draft(offer).phone == "0241 2"


def test_a_choice_is_not_carried_to_another_conflict(chosen: tuple[Feed, Offer]) -> None:
    feed, _offer = chosen
    run = uploaded(feed, [course(1, phone="0241 77"), *later()[1:]])
    assert run.rows.get(key="kurs-1").choices == {}


@pytest.mark.parametrize("state", ["columns", "ready", "refused", "reading"])
def test_what_nobody_led_to_its_end_for_a_month_is_discarded_and_leads_nowhere_in_circles(state: str) -> None:
    client, run = as_user(people.an_editor()), uploaded(a_feed(), courses(2))
    ImportRun.objects.update(state=state, created=timezone.now() - timedelta(days=31))
    assert jobs.forget_old_imports.func() == 1
    assert ImportRun.objects.get().state == ImportRun.State.DISCARDED
    for page in ("", "spalten/"):
        assert client.get(f"{HERE}lauf/{run.pk}/{page}", follow=True).status_code == 200
    # So it was left by an older version.
    ImportRun.objects.update(state=state)
    assert client.get(f"{HERE}lauf/{run.pk}/", follow=True).status_code == 200


def test_a_source_that_is_read_every_six_hours_keeps_the_documents_of_three_readings(trial: Trial) -> None:
    feed, other = a_feed(url=ADDRESS, every_hours=6), uploaded(a_feed(name="Von Hand"), courses(1))
    trial.answers = [document(courses(2)) for _reading in range(5)]
    for _reading in range(5):
        jobs.read_feed.func(feed.pk)
        jobs.apply_import.func(feed.runs.latest("pk").pk)
    assert [archive.folder_of(run).exists() for run in feed.runs.all()] == [True, True, True, False, False]
    assert [run.kept for run in feed.runs.all()] == [True] * 5  # their rows are still there
    assert archive.folder_of(other).exists()


def first_asked(verb: Callable[[], object]) -> list[str]:
    """Tables of an import in the order in which ``verb`` comes to them."""
    with CaptureQueriesContext(connection) as asked:
        verb()
    found = [re.findall(r'^SELECT .* FROM "catalogue_(feed|import\w+)"', query["sql"]) for query in asked]
    return list(dict.fromkeys(table for tables in found for table in tables))[:2]


def test_two_editors_and_a_worker_never_wait_for_each_other() -> None:
    """On PostgreSQL one of two would be turned away with an error: whoever locks takes the feed first, then the run."""
    feed, jonas = a_feed(), people.an_editor()
    run = uploaded(feed, courses(2))
    row = run.rows.select_related("run").get(number=1)
    assert first_asked(lambda: choose(row, {}, by=jonas)) == ["feed", "importrun"]
    assert first_asked(lambda: choose_all(run, "ours", by=jonas)) == ["feed", "importrun"]
    assert first_asked(lambda: begin_applying(run, by=jonas)) == ["feed", "importrun"]
    assert first_asked(lambda: finish_applying(run)) == ["feed", "importrun"]
    assert first_asked(lambda: begin_run(feed, by=jonas)) == ["feed", "importrun"]
    run = feed.runs.get(state=ImportRun.State.READING)
    assert first_asked(lambda: say_planned(run, {}, problem="Bisher waren es mehr.")) == ["feed", "importrun"]
    assert first_asked(lambda: go_on(run, by=jonas)) == ["feed", "importrun"]


def test_a_file_whose_run_never_was_goes_after_a_day() -> None:
    run = uploaded(a_feed(), courses(1))
    lost = archive.folder_of(ImportRun(pk=run.pk + 1000))
    archive.keep(ImportRun(pk=run.pk + 1000), 0, [document(courses(1))])
    jobs.forget_old_imports.func()
    assert lost.exists()  # its transaction may still be under way
    yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
    for folder in (lost, archive.folder_of(run)):
        os.utime(folder, (yesterday, yesterday))
    jobs.forget_old_imports.func()
    assert (lost.exists(), archive.folder_of(run).exists()) == (False, True)


def test_forty_consulting_hours_get_forty_addresses_and_ask_for_them_once() -> None:
    offers.an_offer(title="Sprechstunde 2", slug="sprechstunde-7")
    run = begin_applying(uploaded(a_feed(), [course(n, title="Sprechstunde") for n in range(40)]), by=COMMAND_LINE)
    with CaptureQueriesContext(connection) as asked:
        apply_slice(run)
    assert len([query for query in asked if "sprechstunde-" in query["sql"] and "LIKE" in query["sql"]]) == 1
    addresses = set(Offer.objects.exclude(imported=None).values_list("slug", flat=True))
    assert addresses == {"sprechstunde", *(f"sprechstunde-{number}" for number in range(2, 42) if number != 7)}


def test_whoever_waits_asks_how_far_it_is_and_nothing_else() -> None:
    client, feed = as_user(people.an_editor()), a_feed()
    run = begin_applying(uploaded(feed, courses(3)), by=COMMAND_LINE)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{HERE}lauf/{run.pk}/").content.decode()
    assert "data-progress" in page
    assert not [query for query in asked if "importrow" in query["sql"]]
    apply_slice(run)
    assert "Kurs 3" in client.get(f"{HERE}lauf/{run.pk}/").content.decode()


def test_the_list_of_sources_asks_no_more_for_three_than_for_one(assert_max_queries: Any) -> None:
    client = as_user(people.an_editor())
    uploaded(a_feed(name="Liste 1"), courses(2))
    client.get(HERE)
    with CaptureQueriesContext(connection) as asked:
        client.get(HERE)
    for number in (2, 3):
        uploaded(a_feed(name=f"Liste {number}"), courses(2))
    with assert_max_queries(len(asked)):
        page = client.get(HERE).content.decode()
    assert "Liste 3" in page
