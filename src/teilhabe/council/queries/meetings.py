from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from .bodies import PUBLIC_STATES

if TYPE_CHECKING:
    from ..models import Meeting, Organization  # noqa: F401 - named as a string in a base class


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def public(self) -> Self:
        return self.filter(record__state__in=PUBLIC_STATES)

    def of_committee(self, committee: Organization) -> Self:
        return self.filter(meeting_organizations__organization=committee)

    def upcoming(self, now: datetime) -> Self:
        return self.filter(start__gte=now).order_by("start", "pk")

    def past(self, now: datetime) -> Self:
        return self.filter(start__lt=now).order_by("-start", "-pk")
