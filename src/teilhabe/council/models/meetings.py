from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..queries.meetings import MeetingQuerySet
from .bodies import Body, Location, Organization
from .records import Record


class Meeting(models.Model):
    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="meeting")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="meetings")
    name = models.CharField(max_length=400)
    slug = models.SlugField(max_length=120)
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    # What the source wrote, because naive and falsely labelled times had to be interpreted.
    start_raw = models.CharField(max_length=60, blank=True)
    state_raw = models.CharField(max_length=120, blank=True)
    cancelled = models.BooleanField(default=False)
    location = models.ForeignKey(Location, on_delete=models.SET_NULL, null=True, blank=True, related_name="meetings")
    room = models.CharField(max_length=400, blank=True)
    organizations = models.ManyToManyField(Organization, through="MeetingOrganization", related_name="meetings")
    original_url = models.URLField(max_length=1000, blank=True)
    # Something it shows has changed and its entry in the index must be written again.
    stale = models.BooleanField(default=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "-pk"]
        verbose_name = _("Sitzung")
        verbose_name_plural = _("Sitzungen")
        constraints = [
            models.UniqueConstraint(fields=["body", "slug"], name="meeting_address_is_unique_in_body"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=models.F("start")),
                name="meeting_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "start"], name="meeting_by_time"),
            models.Index(fields=["stale"], condition=Q(stale=True), name="meeting_stale"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("council:meeting", args=[self.body.slug, self.slug])


class MeetingOrganization(models.Model):
    """Which committees meet; the key stays where the committee is not known (yet)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="meeting_organizations")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, blank=True)
    organization_ref = models.CharField(max_length=500)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organization_ref"], name="committee_meets_once_in_a_meeting")
        ]
        indexes = [
            models.Index(
                fields=["organization_ref"],
                condition=Q(organization__isnull=True),
                name="meeting_committee_unbound",
            )
        ]

    def __str__(self) -> str:
        return self.organization_ref


class AgendaItem(models.Model):
    """One point of an agenda. Of a non-public one nothing is kept but its place and number."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="agenda_item")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_items")
    number = models.CharField(max_length=40, blank=True)
    order = models.PositiveIntegerField(default=0)
    public = models.BooleanField(default=False)
    name = models.TextField(blank=True)
    result_raw = models.TextField(blank=True)
    # council.outcomes.OutcomeKind of result_raw, with what it says about the vote.
    outcome = models.CharField(max_length=20, blank=True)
    unanimous = models.BooleanField(null=True, blank=True)
    changed = models.BooleanField(default=False)
    resolution_text = models.TextField(blank=True)
    # What the minutes say under this point, as plain text in paragraphs.
    minutes_text = models.TextField(blank=True)
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("Tagesordnungspunkt")
        verbose_name_plural = _("Tagesordnungspunkte")
        constraints = [
            models.CheckConstraint(
                condition=Q(public=True) | Q(name="", result_raw="", resolution_text="", minutes_text="", outcome=""),
                name="nonpublic_item_says_nothing",
            )
        ]
        indexes = [models.Index(fields=["meeting", "order"], name="agenda_in_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()
