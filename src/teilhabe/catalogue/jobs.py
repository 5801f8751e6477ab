"""What time does to offers: they have to be confirmed, grow outdated, end."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from teilhabe.core.audit import SCHEDULER
from teilhabe.core.schedule import periodically

from .actions.time import let_time_pass


@task()
def care_for_offers() -> dict[str, int]:
    """Once a day; returns how many offers changed, by what happened to them."""
    return let_time_pass(timezone.localdate(), by=SCHEDULER)


def _daily() -> timedelta:
    return timedelta(days=1)


periodically("catalogue.care_for_offers", every=_daily, enqueue=care_for_offers.enqueue)
