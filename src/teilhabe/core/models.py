from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """One act: who did what to which object. Entries are only ever added; the portal changes and deletes none."""

    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject_kind} {self.subject_id}"


class ScheduledJob(models.Model):
    """When a periodic job was last handed to the queue; the scheduler's only memory."""

    name = models.CharField(max_length=120, unique=True)
    last_enqueued = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
