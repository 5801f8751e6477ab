"""What visitors left without an account: how much of one sender, what waits, what is decided."""

from __future__ import annotations

from datetime import datetime
from typing import Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class FromVisitorsQuerySet(models.QuerySet[Row]):
    """Of models with ``sender``, ``state``, ``created`` and ``decided``."""

    def from_sender_since(self, sender: str, moment: datetime) -> Self:
        return self.filter(sender=sender, created__gte=moment)

    def open(self) -> Self:
        """Waiting for an editor, the oldest first."""
        return self.filter(state="open").order_by("created", "pk")

    def decided(self) -> Self:
        """The last decision first."""
        return self.exclude(state="open").order_by("-decided", "-pk")
