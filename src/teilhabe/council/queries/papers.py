from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from .bodies import PUBLIC_STATES

if TYPE_CHECKING:
    from ..models import Organization, Paper  # noqa: F401 - named as a string in a base class


class PaperQuerySet(models.QuerySet["Paper"]):
    def public(self) -> Self:
        return self.filter(record__state__in=PUBLIC_STATES)

    def decided(self) -> Self:
        return self.filter(standing__in=["decided", "decided_with_changes"])

    def in_committee(self, committee: Organization) -> Self:
        return self.filter(consultations__organization=committee).distinct()

    def discussed_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(last_discussed__gte=start, last_discussed__lt=end)

    def stale(self) -> Self:
        """Papers whose derived fields and index entry must be written again."""
        return self.filter(stale=True)
