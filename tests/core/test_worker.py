"""What a killed worker leaves is done after all, but not for ever."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from teilhabe.core.commands.scheduler import tick
from teilhabe.core.commands.worker import MOST_ATTEMPTS, requeue_orphans, work_off, worker_name
from teilhabe.core.jobs import tidy_up
from teilhabe.core.models import ScheduledJob

pytestmark = pytest.mark.django_db

done: list[str] = []


@task()
def greet(name: str) -> None:
    done.append(name)


@task(queue_name="files")
def read_file(name: str) -> None:
    done.append(name)


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


def left_running(result: object, worker: str, attempts: int = 1) -> DBTaskResult:
    row = DBTaskResult.objects.get(pk=result.id)  # type: ignore[attr-defined]  # TaskResult has an id at run time
    for _ in range(attempts):
        row.claim(worker)
    return row


def test_a_task_whose_worker_was_killed_is_done_by_the_next() -> None:
    left_running(greet.enqueue("Samira"), worker_name("default"))
    assert requeue_orphans(worker_name("default")) == 1
    assert DBTaskResult.objects.ready().count() == 1


@pytest.fixture
def _own_signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_own_signals")
@pytest.mark.django_db(transaction=True)
def test_a_worker_takes_up_what_its_predecessor_left_and_then_the_rest() -> None:
    left_running(greet.enqueue("Samira"), worker_name("default"))
    greet.enqueue("Jonas")
    read_file.enqueue("anlage.pdf")
    work_off("default", batch=True)
    assert sorted(done) == ["Jonas", "Samira"]
    assert not DBTaskResult.objects.running().exists()


def test_a_task_that_kills_its_workers_is_given_up() -> None:
    deadly = left_running(greet.enqueue("Bruno"), worker_name("default"), attempts=MOST_ATTEMPTS)
    requeue_orphans(worker_name("default"))
    deadly.refresh_from_db()
    assert deadly.status == TaskResultStatus.FAILED
    assert "WorkerDied" in deadly.exception_class_path


def test_a_task_in_another_workers_hands_stays_there() -> None:
    left_running(greet.enqueue("Samira"), "another-machine/default")
    assert requeue_orphans(worker_name("default")) == 0


def test_the_scheduler_frees_what_a_vanished_machine_held_for_a_day() -> None:
    lost = left_running(greet.enqueue("Samira"), "gone-for-good/default")
    tick(timezone.now())
    lost.refresh_from_db()
    assert lost.status == TaskResultStatus.RUNNING
    tick(timezone.now() + timedelta(hours=25))
    lost.refresh_from_db()
    assert lost.status == TaskResultStatus.READY


def test_the_scheduler_hands_the_daily_job_over_once_a_day() -> None:
    now = timezone.now()
    assert "core.tidy_up" in tick(now)
    assert "core.tidy_up" not in tick(now + timedelta(hours=1))
    assert "core.tidy_up" in tick(now + timedelta(hours=24))
    assert ScheduledJob.objects.get(name="core.tidy_up").last_enqueued == now + timedelta(hours=24)


def test_old_results_are_tidied_up_and_waiting_tasks_are_not() -> None:
    old, failed, waiting = (DBTaskResult.objects.get(pk=greet.enqueue(name).id) for name in ("a", "b", "c"))
    week_ago = timezone.now() - timedelta(days=7)
    old.set_successful(None)
    failed.set_failed(ValueError("no"))
    DBTaskResult.objects.filter(pk__in=[old.pk, failed.pk]).update(finished_at=week_ago)
    assert tidy_up.call() == 1
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {failed.pk, waiting.pk}


def test_a_workers_name_fits_its_column() -> None:
    assert all(len(worker_name(queue)) <= 64 for queue in ("default", "harvest", "a" * 32))
