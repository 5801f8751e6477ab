from __future__ import annotations

from django.db import models


class PublicRecord(models.Model):
    """What other portals were told of an offer, and when: also of what is gone, so that they can forget it too."""

    # The offer's ``translation_key``.
    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20)
    organisation = models.CharField(max_length=80, blank=True)
    # To the second, never going back: what is asked for "since then" may miss nothing.
    changed = models.DateTimeField(db_index=True)
    deleted = models.BooleanField(default=False)
    # Of what was published; the same again is no change.
    digest = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["changed", "pk"]

    def __str__(self) -> str:
        return f"{self.key} ({'deleted' if self.deleted else 'public'})"


class OfferReach(models.Model):
    """How often the page of an offer was opened and its way on was taken on a day; nothing about who did."""

    offer = models.ForeignKey("catalogue.Offer", on_delete=models.CASCADE, related_name="reach")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)
    # To the registration, the homepage, the phone or the mail.
    steps = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "day"], name="reach_is_counted_once_a_day")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.day}: {self.views}"
