"""Questions about offers that read as sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from teilhabe.directory.models import Organisation

    from ..models import Offer  # noqa: F401 - named as a string in a base class


# As in models.offer, which takes its QuerySet from here.
_LISTED = ("published", "review-due")
_READABLE = (*_LISTED, "archived")


class OfferQuerySet(models.QuerySet["Offer"]):
    def source(self) -> Self:
        """The German rows, which translations follow."""
        return self.filter(locale__language_code=settings.LANGUAGE_CODE)

    def in_language(self, language: str) -> Self:
        return self.filter(locale__language_code=language)

    def listed(self) -> Self:
        """Public, and neither ended nor outdated."""
        return self.filter(state__in=_LISTED)

    def readable(self) -> Self:
        """Public with their content: also what has ended."""
        return self.filter(state__in=_READABLE)

    def of(self, *organisations: Organisation | int) -> Self:
        return self.filter(organisation__in=organisations)

    def waiting(self) -> Self:
        """Handed in by somebody and not decided: new ones and changes."""
        return self.filter(Q(state__in=["submitted", "in-review"]) | Q(pending__in=["submitted", "in-review"]))

    def due(self, day: date) -> Self:
        """Public, and to be confirmed by ``day`` at the latest."""
        return self.filter(state="published", review_due__lte=day)
