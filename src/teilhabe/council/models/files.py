from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .meetings import AgendaItem, Meeting
from .papers import Paper
from .records import Record


class Blob(models.Model):
    """The content of a file, kept once under its hash, with what could be read from it."""

    class State(models.TextChoices):
        """As council.documents.pdf.ReadingState, plus what is no PDF at all."""

        READ = "read", _("Text durchsuchbar")
        NO_TEXT = "no_text", _("nur als Bild, nicht vorlesbar")
        ENCRYPTED = "encrypted", _("verschlüsselt")
        BROKEN = "broken", _("beschädigt")
        MISLABELLED = "mislabelled", _("kein PDF, obwohl so bezeichnet")
        TOO_LARGE = "too_large", _("zu groß")
        TOO_MANY_PAGES = "too_many_pages", _("zu viele Seiten")
        TIMED_OUT = "timed_out", _("nicht in angemessener Zeit lesbar")
        OTHER_FORMAT = "other_format", _("anderes Format")

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    mime_type = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=16, choices=State)
    message = models.TextField(blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    by_ocr = models.BooleanField(default=False)
    first_stored = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.sha256[:12]


class BlobPage(models.Model):
    blob = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["blob", "number"], name="page_number_is_unique_in_blob")]

    def __str__(self) -> str:
        return f"{self.blob} {self.number}"


class File(models.Model):
    """A file as a source lists it. The portal links to the original and shows its text."""

    class State(models.TextChoices):
        PENDING = "pending", _("noch nicht abgerufen")
        STORED = "stored", _("abgerufen")
        RETRY = "retry", _("Abruf gescheitert, wird wiederholt")
        GONE = "gone", _("bei der Quelle nicht mehr vorhanden")
        REFUSED = "refused", _("nicht öffentlich abrufbar")
        TOO_LARGE = "too_large", _("zu groß zum Abrufen")
        UNUSABLE = "unusable", _("kein brauchbares Dokument")
        # The source gives links to it only for a moment, on its own page; it is never asked for.
        ON_PAGE = "on_page", _("nur auf der Seite des Originals zu öffnen")

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(max_length=500, blank=True)
    file_name = models.CharField(max_length=300, blank=True)
    mime_type = models.CharField(max_length=120, blank=True)
    # Bytes as the source claims; the real size is the blob's.
    claimed_size = models.PositiveBigIntegerField(null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    access_url = models.URLField(max_length=1000, blank=True)
    download_url = models.URLField(max_length=1000, blank=True)
    # Text that the source itself gives (OParl File.text).
    given_text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    message = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried = models.DateTimeField(null=True, blank=True)
    stored = models.DateTimeField(null=True, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="files")

    class Meta:
        verbose_name = _("Datei")
        verbose_name_plural = _("Dateien")
        constraints = [
            models.CheckConstraint(condition=~Q(state="stored") | Q(blob__isnull=False), name="stored_file_has_content")
        ]
        indexes = [
            models.Index(fields=["state", "tried"], condition=Q(state__in=["pending", "retry"]), name="file_to_fetch")
        ]

    def __str__(self) -> str:
        return self.name or self.file_name


class Attachment(models.Model):
    """Where a file belongs; the same file may hang on a paper and on an agenda."""

    class Role(models.TextChoices):
        MAIN = "main", _("Vorlage")
        ATTACHMENT = "attachment", _("Anlage")
        INVITATION = "invitation", _("Einladung")
        RESULTS = "results", _("Niederschrift")
        VERBATIM = "verbatim", _("Wortprotokoll")
        RESOLUTION = "resolution", _("Beschluss")

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="attachments")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    role = models.CharField(max_length=12, choices=Role)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paper__isnull=False, meeting__isnull=True, agenda_item__isnull=True)
                | Q(paper__isnull=True, meeting__isnull=False, agenda_item__isnull=True)
                | Q(paper__isnull=True, meeting__isnull=True, agenda_item__isnull=False),
                name="attachment_hangs_on_one_thing",
            ),
            models.UniqueConstraint(fields=["file", "paper", "role"], name="file_hangs_once_on_a_paper"),
            models.UniqueConstraint(fields=["file", "meeting", "role"], name="file_hangs_once_on_a_meeting"),
            models.UniqueConstraint(fields=["file", "agenda_item", "role"], name="file_hangs_once_on_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.file}"
