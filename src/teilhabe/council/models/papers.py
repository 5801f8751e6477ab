from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..queries.papers import PaperQuerySet
from .bodies import Body, Location, Organization
from .meetings import AgendaItem, Meeting
from .records import Record


class Paper(models.Model):
    """A council paper with what the portal derives from its consultations (see actions.refresh)."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="paper")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="papers")
    name = models.TextField()
    reference = models.CharField(max_length=120, blank=True)
    slug = models.SlugField(max_length=120)
    # "Beschlussvorlage", "Antrag", "Anfrage": the source's own word.
    kind_raw = models.CharField(max_length=200, blank=True)
    # Old papers often carry no date.
    date = models.DateField(null=True, blank=True)
    original_url = models.URLField(max_length=1000, blank=True)
    lead = models.ManyToManyField(Organization, through="PaperLead", related_name="led_papers")
    # Who brought it in, as text: parliamentary groups and council members, never clerks.
    originators = models.CharField(max_length=500, blank=True)
    locations = models.ManyToManyField(Location, related_name="papers", blank=True)
    keywords = models.JSONField(default=list)

    # Derived by actions.refresh from consultations, agenda and text; never edited by hand.
    standing = models.CharField(max_length=30, blank=True)
    standing_at = models.DateTimeField(null=True, blank=True)
    standing_unanimous = models.BooleanField(null=True, blank=True)
    last_discussed = models.DateTimeField(null=True, blank=True)
    last_discussed_public = models.BooleanField(null=True, blank=True)
    next_discussed = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(blank=True)
    # Something it shows has changed and the derived fields and the index must be written again.
    stale = models.BooleanField(default=True)

    # Derived by actions.places; council.placing says what stands in ``places``. ``places_sure`` of them are official or
    # certain.
    places = models.JSONField(default=list, blank=True)
    places_sure = models.PositiveSmallIntegerField(default=0)
    # Since when its places are to be looked for again; None: nothing has changed since. Whoever has looked for them
    # clears exactly the moment that it read, so that a change meanwhile is not lost.
    places_due = models.DateTimeField(null=True, blank=True, default=timezone.now)
    # Of the texts that were matched, and with which gazetteer and matcher.
    places_hash = models.CharField(max_length=32, blank=True)
    places_version = models.CharField(max_length=60, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = _("Vorlage")
        verbose_name_plural = _("Vorlagen")
        constraints = [models.UniqueConstraint(fields=["body", "slug"], name="paper_address_is_unique_in_body")]
        indexes = [
            models.Index(fields=["body", "reference"], name="paper_by_reference"),
            models.Index(fields=["body", "-last_discussed"], name="paper_by_discussion"),
            models.Index(fields=["stale"], condition=Q(stale=True), name="paper_stale"),
            models.Index(fields=["id"], condition=Q(places_due__isnull=False), name="paper_places_due"),
            models.Index(fields=["places_version", "id"], name="paper_by_places_version"),
            # What a person or group brought in: few papers say so, so the index is small and read from end to end.
            models.Index(fields=["body", "originators"], condition=Q(originators__gt=""), name="paper_brought_in"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("council:paper", args=[self.body.slug, self.slug])


class PaperLead(models.Model):
    """Federführend: the office that is responsible for a paper."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="leads")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, blank=True)
    organization_ref = models.CharField(max_length=500)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["paper", "organization_ref"], name="office_leads_a_paper_once")]
        indexes = [
            models.Index(fields=["organization_ref"], condition=Q(organization__isnull=True), name="lead_unbound")
        ]

    def __str__(self) -> str:
        return self.organization_ref


class PaperRelation(models.Model):
    """A paper names another one; the key stays where that paper is not known."""

    class Kind(models.TextChoices):
        RELATED = "related", _("verwandt")
        ABOVE = "above", _("übergeordnet")
        BELOW = "below", _("untergeordnet")

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Paper, on_delete=models.CASCADE, null=True, blank=True, related_name="related_from")
    other_ref = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "kind", "other_ref"], name="relation_is_named_once"),
            models.CheckConstraint(condition=~Q(other=models.F("paper")), name="paper_is_not_related_to_itself"),
        ]
        indexes = [models.Index(fields=["other_ref"], condition=Q(other__isnull=True), name="relation_unbound")]

    def __str__(self) -> str:
        return f"{self.kind} {self.other_ref}"


class Consultation(models.Model):
    """One step of the Beratungsfolge. Without a meeting it is planned; without a public item it stays silent."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="consultation")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, null=True, blank=True, related_name="consultations")
    paper_ref = models.CharField(max_length=500, blank=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="consultations")
    meeting_ref = models.CharField(max_length=500, blank=True)
    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="consultations"
    )
    agenda_item_ref = models.CharField(max_length=500, blank=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, blank=True, related_name="consultations"
    )
    organization_ref = models.CharField(max_length=500, blank=True)
    # The committee in the source's words where no committee object exists.
    organization_text = models.CharField(max_length=300, blank=True)
    # The date in the source's words where no meeting object exists (HTML sources).
    date = models.DateField(null=True, blank=True)
    role_raw = models.CharField(max_length=200, blank=True)
    authoritative = models.BooleanField(null=True, blank=True)
    # The result in the consultation itself, where the source has no agenda item for it.
    result_raw = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("Beratung")
        verbose_name_plural = _("Beratungen")
        constraints = [
            models.CheckConstraint(
                condition=Q(paper__isnull=False) | ~Q(paper_ref=""), name="consultation_names_a_paper"
            )
        ]
        indexes = [
            models.Index(
                fields=["meeting_ref"],
                condition=Q(meeting__isnull=True) & ~Q(meeting_ref=""),
                name="consultation_meeting_unbound",
            ),
            models.Index(
                fields=["agenda_item_ref"],
                condition=Q(agenda_item__isnull=True) & ~Q(agenda_item_ref=""),
                name="consultation_item_unbound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_ref} in {self.organization_text or self.organization_ref}"


class PaperSection(models.Model):
    """A part of a paper's text under its heading; the HTML is sanitised, the text is for the index."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="sections")
    # council.documents.sections.SectionKind
    kind = models.CharField(max_length=20)
    heading = models.CharField(max_length=300, blank=True)
    anchor = models.SlugField(max_length=80)
    html = models.TextField()
    text = models.TextField()
    order = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=[("pdf", "PDF"), ("html", "HTML"), ("oparl", "OParl")])
    # Below 1 where the source labels nothing and the kind was told from the content alone; the page says so.
    confidence = models.FloatField(default=1.0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["paper", "anchor"], name="section_anchor_is_unique_in_paper")]

    def __str__(self) -> str:
        return self.heading or self.kind
