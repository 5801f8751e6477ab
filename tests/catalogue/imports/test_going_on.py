"""Whatever happens to one entry, one worker or one night: the others go on, and nothing stands still unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from teilhabe.catalogue import jobs
from teilhabe.catalogue.actions.importing import NotNow, begin_applying, begin_run, stop_applying
from teilhabe.catalogue.checkups import feeds as checkup
from teilhabe.catalogue.ingest import archive
from teilhabe.catalogue.ingest.applying import apply_slice
from teilhabe.catalogue.models import ImportRow, ImportRun, Offer
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.checkups import Outcome

from ... import people
from .. import offers
from ..queue import queued
from ..test_back_office import as_user
from .trial import ADDRESS, Trial, a_feed, courses, document, uploaded

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
