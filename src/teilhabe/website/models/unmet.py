from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UnmetTermQuerySet(models.QuerySet["UnmetTerm"]):
    def in_words(self) -> Self:
        """Those that enough people asked for to be shown."""
        return self.exclude(term="")

    def not_asked_since(self, day: date) -> Self:
        return self.filter(last__lt=day)


class UnmetTerm(models.Model):
    """What people searched for and nothing was found: the list of what the region lacks, or does not call so.

    One term stands here by a keyed hash. Its words are kept only once ENOUGH_PEOPLE connections asked for it: what one
    person alone types, a name for instance, can be read by nobody.
    """

    digest = models.CharField(max_length=64, unique=True)
    term = models.CharField(_("Gesucht"), max_length=80, blank=True)
    people = models.PositiveIntegerField(_("Anschlüsse und Tage"), default=0)
    first = models.DateField(_("Zuerst"))
    last = models.DateField(_("Zuletzt"), db_index=True)
    # Keyed hashes of the connections that asked on the day ``last``; worth nothing tomorrow.
    senders = models.JSONField(default=list)

    objects = UnmetTermQuerySet.as_manager()

    class Meta:
        ordering = ["-people", "-last"]
        verbose_name = _("Gesucht, nicht gefunden")
        verbose_name_plural = _("Gesucht, nicht gefunden")
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="unmet_term_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.term or "…"
