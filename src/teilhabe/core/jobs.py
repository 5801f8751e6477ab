"""What the portal tidies up by itself, once a day."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from .failures import forget_made_good
from .schedule import periodically

KEEP_DONE = timedelta(days=3)
KEEP_FAILED = timedelta(days=30)


@task()
def tidy_up() -> int:
    """Forget expired sessions, done tasks after three days, failed ones once made good or after thirty days.

    Returns how many tasks.
    """
    call_command("clearsessions")
    now = timezone.now()
    made_good = forget_made_good()
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_DONE)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILED)
    return made_good + done.delete()[0] + failed.delete()[0]


def _daily() -> timedelta:
    return timedelta(days=1)


periodically("core.tidy_up", every=_daily, enqueue=tidy_up.enqueue)
