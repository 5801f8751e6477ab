from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from .bodies import PUBLIC_STATES

if TYPE_CHECKING:
    from ..models import Paper  # noqa: F401 - named as a string in a base class


class PaperQuerySet(models.QuerySet["Paper"]):
    def public(self) -> Self:
        return self.filter(record__state__in=PUBLIC_STATES)

    def stale(self) -> Self:
        """Papers whose derived fields and index entry must be written again."""
        return self.filter(stale=True)
