from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .sources import HarvestRun, RawAnswer, Source


class RecordKind(models.TextChoices):
    BODY = "body", _("Körperschaft")
    TERM = "term", _("Wahlperiode")
    LOCATION = "location", _("Ort")
    ORGANIZATION = "organization", _("Gremium oder Stelle")
    PERSON = "person", _("Person")
    MEMBERSHIP = "membership", _("Mitgliedschaft")
    MEETING = "meeting", _("Sitzung")
    AGENDA_ITEM = "agenda-item", _("Tagesordnungspunkt")
    PAPER = "paper", _("Vorlage")
    CONSULTATION = "consultation", _("Beratung")
    FILE = "file", _("Datei")


class RecordState(models.TextChoices):
    """Only ``deleted`` (the source said so) and ``withdrawn`` (gone without a word, confirmed) hide an object."""

    LIVE = "live", _("aktuell")
    UNREACHABLE = "unreachable", _("zurzeit nicht erreichbar")
    WITHDRAWN = "withdrawn", _("nicht mehr veröffentlicht")
    DELETED = "deleted", _("von der Quelle gelöscht")


class Record(models.Model):
    """The identity of one foreign object across renames, moves and re-harvests."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=12, choices=RecordKind)
    # The object's key within source and kind. For OParl the address without scheme, host in lower case, parameters
    # in order; other systems use program and number.
    native_id = models.CharField(max_length=500)
    canonical_url = models.CharField(max_length=1000)
    state = models.CharField(max_length=12, choices=RecordState, default=RecordState.LIVE)
    state_reason = models.TextField(blank=True)
    state_since = models.DateTimeField(default=timezone.now)
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    # When its content last differed from what we knew.
    last_changed = models.DateTimeField(default=timezone.now)
    # What the source says of itself; None where it says nothing believable (1970, 0000-00-00).
    source_created = models.DateTimeField(null=True, blank=True)
    source_modified = models.DateTimeField(null=True, blank=True)
    # SHA-256 (hex) of the object in canonical JSON: equal hash, nothing to do.
    raw_hash = models.CharField(max_length=64, blank=True)
    answer = models.ForeignKey(RawAnswer, on_delete=models.SET_NULL, null=True, blank=True, related_name="records")
    # The record this one was embedded in; embedded objects vanish with their parent's new version.
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="embedded")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "native_id"], name="record_is_unique_in_source"),
            models.CheckConstraint(condition=~Q(native_id=""), name="record_has_a_native_id"),
        ]
        indexes = [
            models.Index(fields=["source", "kind", "state", "last_seen"], name="record_by_state"),
            models.Index(fields=["kind", "-last_changed"], name="record_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.native_id}"

    @property
    def is_public(self) -> bool:
        return self.state in (RecordState.LIVE, RecordState.UNREACHABLE)


class RecordAlias(models.Model):
    """Another key under which the same object was met (moved address, second id of the same meeting)."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=12, choices=RecordKind)
    native_id = models.CharField(max_length=500)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "native_id"], name="alias_means_one_record"),
        ]

    def __str__(self) -> str:
        return self.native_id


class Version(models.Model):
    """One change of a record: which fields, from what, to what."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="versions")
    run = models.ForeignKey(HarvestRun, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # {field: [before, after]}, values as JSON; never of non-public items.
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.record} {self.at:%Y-%m-%d}"
