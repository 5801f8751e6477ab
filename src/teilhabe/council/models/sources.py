from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A council system that is harvested. Requests go to its hosts and to no other."""

    class System(models.TextChoices):
        OPARL = "oparl", "OParl"

    class State(models.TextChoices):
        NEW = "new", _("noch nicht abgerufen")
        OK = "ok", _("in Ordnung")
        FAILING = "failing", _("gestört")
        REFUSED = "refused", _("Zugriff verweigert")
        PAUSED = "paused", _("angehalten")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    url = models.URLField(_("Adresse"), max_length=500, unique=True)
    system = models.CharField(_("System"), max_length=20, choices=System, default=System.OPARL)
    version = models.CharField(_("Version"), max_length=80, blank=True)
    vendor = models.CharField(_("Hersteller"), max_length=200, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=300, blank=True)
    # Further hosts this source's answers may link to (file servers); lower case, without port.
    extra_hosts = models.JSONField(default=list, blank=True)
    delay_seconds = models.FloatField(_("Abstand zwischen zwei Anfragen in Sekunden"), default=1.0)
    state = models.CharField(_("Zustand"), max_length=10, choices=State, default=State.NEW)
    # One German sentence for citizens and staff: why the state is what it is; empty when all is well.
    state_reason = models.TextField(blank=True)
    state_since = models.DateTimeField(default=timezone.now)
    # No request before this moment: Retry-After, backing off, a ban that must cool down.
    not_before = models.DateTimeField(null=True, blank=True)
    added = models.DateTimeField(default=timezone.now, editable=False)
    last_success = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("Quelle")
        verbose_name_plural = _("Quellen")
        constraints = [models.CheckConstraint(condition=Q(delay_seconds__gte=0), name="delay_is_not_negative")]

    def __str__(self) -> str:
        return self.name


class HarvestRun(models.Model):
    """One harvest of one source: how it went and why it ended."""

    class Mode(models.TextChoices):
        FULL = "full", _("vollständig")
        INCREMENTAL = "incremental", _("nur Änderungen")
        REPLAY = "replay", _("aus dem Archiv")

    class State(models.TextChoices):
        RUNNING = "running", _("läuft")
        DONE = "done", _("fertig")
        PARTIAL = "partial", _("mit Lücken fertig")
        FAILED = "failed", _("abgebrochen")
        INTERRUPTED = "interrupted", _("unterbrochen")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    mode = models.CharField(max_length=12, choices=Mode)
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    started = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)
    requests = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["-started", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="running"), name="one_running_harvest_per_source"
            ),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gte=models.F("started")),
                name="harvest_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.started:%Y-%m-%d %H:%M} {self.state}"


class ListProgress(models.Model):
    """How far a list has been read; written in the transaction that stores the page, so a kill loses nothing."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="lists")
    url = models.CharField(max_length=1000)
    # The page to ask for next while a pass is under way; empty when the list was read to its end.
    next_url = models.CharField(max_length=2000, blank=True)
    pass_started = models.DateTimeField(null=True, blank=True)
    pass_since = models.DateTimeField(null=True, blank=True)
    pass_full = models.BooleanField(default=True)
    # Start of the last pass that reached the end: the next one asks for changes since then, minus the overlap.
    complete_until = models.DateTimeField(null=True, blank=True)
    last_full = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "url"], name="list_has_one_progress")]

    def __str__(self) -> str:
        return self.url


class RawAnswer(models.Model):
    """One answer of a source as it came; the body lies compressed in the archive under its hash. Never served."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="answers")
    url = models.CharField(max_length=2000)
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=200, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    first_fetched = models.DateTimeField(default=timezone.now)
    last_fetched = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "url", "sha256"], name="answer_is_kept_once"),
        ]
        indexes = [models.Index(fields=["source", "url", "-last_fetched"], name="answer_by_address")]

    def __str__(self) -> str:
        return f"{self.status} {self.url}"


class HarvestProblem(models.Model):
    """Something a source answered that could not be used; shown on the source's page until it is gone."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="problems")
    run = models.ForeignKey(HarvestRun, on_delete=models.SET_NULL, null=True, related_name="problems")
    url = models.CharField(max_length=2000)
    # A short stable code such as "not-json", "loop", "bad-date"; the message is the German sentence to show.
    code = models.CharField(max_length=40)
    message = models.TextField()
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    resolved = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_seen", "-pk"]
        constraints = [models.UniqueConstraint(fields=["source", "url", "code"], name="problem_is_listed_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.url}"
