from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teilhabe.search.models import EntryPlace

from ..queries.places import PlaceCorrectionQuerySet
from .papers import Paper


class PlaceMention(models.Model):
    """A place that the text of a paper names, as the matcher found it. Replaced when text, gazetteer or matcher change;
    what it means for the paper, with people's corrections, is ``Paper.places``."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="place_mentions")
    # Of the directory, street:05334002/jakobstrasse; empty where it is unclear which of ``candidates`` is meant.
    ref = models.CharField(max_length=200, blank=True)
    candidates = models.JSONField(default=list, blank=True)
    # location, title, the kind of a section (documents.sections.SectionKind), attachment.
    field = models.CharField(max_length=20)
    # The anchor of the section, the key of the file; empty for location, title and a document without sections.
    part = models.CharField(max_length=80, blank=True)
    # Characters from the beginning of the field's text, and how many.
    offset = models.PositiveIntegerField()
    length = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    snippet = models.CharField(max_length=400, blank=True)
    # directory.matching.Rule
    rule = models.CharField(max_length=20)
    score = models.FloatField()
    grade = models.CharField(max_length=10, choices=EntryPlace.Grade)

    class Meta:
        ordering = ["paper", "pk"]
        verbose_name = _("Erwähnung eines Ortes")
        verbose_name_plural = _("Erwähnungen von Orten")
        constraints = [
            models.CheckConstraint(
                condition=~Q(ref="") | Q(grade=EntryPlace.Grade.MENTIONED), name="unclear_mention_claims_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} → {self.ref or '?'}"


class PlaceCorrection(models.Model):
    """Somebody says that a place of a paper is wrong, missing or another one. It counts once an editor accepted it, and
    then for good: it hangs on the paper and on refs of the directory, not on what was found in the text."""

    class Kind(models.TextChoices):
        WRONG = "wrong", _("Der Ort stimmt nicht")
        MOVED = "moved", _("Es ist ein anderer Ort gemeint")
        MISSING = "missing", _("Ein Ort fehlt")

    class State(models.TextChoices):
        PENDING = "pending", _("zu prüfen")
        ACCEPTED = "accepted", _("angenommen")
        REJECTED = "rejected", _("abgelehnt")

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="place_corrections")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    # The place that the portal shows, with its name of that day; empty where one is missing.
    ref = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("Gezeigter Ort"), max_length=200, blank=True)
    # How sure the portal was of it.
    grade = models.CharField(max_length=10, choices=EntryPlace.Grade, blank=True)
    # The right place: in the visitor's words, and as a ref of the directory.
    said = models.CharField(_("Richtiger Ort laut Hinweis"), max_length=200, blank=True)
    right_ref = models.CharField(_("Richtiger Ort"), max_length=200, blank=True)
    note = models.TextField(_("Anmerkung"), max_length=1000, blank=True)
    # Keyed hash of address and day, as of feedback.
    sender = models.CharField(max_length=32, blank=True)
    received = models.DateTimeField(_("Eingang"), default=timezone.now, db_index=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.PENDING)
    settled = models.DateTimeField(_("Entschieden am"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PlaceCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-received", "-pk"]
        verbose_name = _("Hinweis zu einem Ort")
        verbose_name_plural = _("Hinweise zu Orten")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="missing", ref="") | (Q(kind__in=["wrong", "moved"]) & ~Q(ref="")),
                name="correction_names_the_shown_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(kind="wrong") | ~Q(right_ref=""),
                name="accepted_correction_names_the_right_place",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", settled__isnull=True)
                | (Q(state__in=["accepted", "rejected"]) & Q(settled__isnull=False)),
                name="correction_is_settled_when_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["sender", "received"], name="correction_by_sender"),
            models.Index(fields=["state", "-received"], name="correction_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.paper}: {self.get_kind_display()}"
