from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def open(self) -> Self:
        return self.filter(state=Feedback.State.NEW)

    def received_before(self, moment: datetime) -> Self:
        return self.filter(received__lt=moment)

    def from_sender_since(self, sender: str, moment: datetime) -> Self:
        return self.filter(sender=sender, received__gte=moment)


class Feedback(models.Model):
    """What a visitor tells the operator. Personal data: deleted after TEILHABE_FEEDBACK_DAYS, read by few."""

    class Reason(models.TextChoices):
        ERROR = "error", _("Fehler auf einer Seite")
        BARRIER = "barrier", _("Barriere melden")
        OTHER = "other", _("Etwas anderes")

    class State(models.TextChoices):
        NEW = "new", _("neu")
        DONE = "done", _("erledigt")

    # What the visitor is told and can quote: "R-" and six letters and digits that nobody mixes up.
    number = models.CharField(_("Nummer"), max_length=10, unique=True)
    reason = models.CharField(_("Grund"), max_length=10, choices=Reason)
    # Path and query of a page of this portal; empty if the visitor named none.
    page = models.CharField(_("Seite"), max_length=500, blank=True)
    message = models.TextField(_("Nachricht"), max_length=5000)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    language = models.CharField(_("Sprache"), max_length=8, default="de")
    received = models.DateTimeField(_("Eingang"), default=timezone.now, db_index=True)
    # Keyed hash of address and day: enough to slow down a flood, nothing to find a person by.
    sender = models.CharField(max_length=32, blank=True)
    state = models.CharField(_("Stand"), max_length=5, choices=State, default=State.NEW)
    note = models.TextField(_("Notiz der Redaktion"), blank=True)
    settled = models.DateTimeField(_("Erledigt am"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-received", "-pk"]
        verbose_name = _("Rückmeldung")
        verbose_name_plural = _("Rückmeldungen")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new", settled__isnull=True) | Q(state="done", settled__isnull=False),
                name="feedback_is_settled_when_done",
            ),
            models.CheckConstraint(
                condition=Q(page="") | (Q(page__startswith="/") & ~Q(page__startswith="//")),
                name="feedback_names_a_page_of_this_portal",
            ),
        ]
        indexes = [models.Index(fields=["sender", "received"], name="feedback_by_sender")]

    def __str__(self) -> str:
        return self.number
