from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A council system that is harvested. Requests go to its hosts and to no other."""

    class System(models.TextChoices):
        OPARL = "oparl", "OParl"
        ALLRIS3 = "allris3", "ALLRIS 3"
        ALLRIS4 = "allris4", "ALLRIS 4"
        SESSIONNET = "sessionnet", "SessionNet"

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
    # What an HTML system's pages are addressed by, as ingest.html.family.Installation; empty for OParl.
    installation = models.JSONField(default=dict, blank=True)
    # Whose papers these are, where the system itself does not say it (HTML systems): eight digits.
    ags = models.CharField(_("Amtlicher Gemeindeschlüssel"), max_length=8, blank=True)
    # HTML systems are read from meetings on; older ones than this stay where they are.
    since = models.DateField(_("Sitzungen ab"), null=True, blank=True)
    vendor = models.CharField(_("Hersteller"), max_length=200, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=300, blank=True)
    # Further hosts this source's answers may link to (file servers); lower case, without port.
    extra_hosts = models.JSONField(default=list, blank=True)
    delay_seconds = models.FloatField(_("Abstand zwischen zwei Anfragen in Sekunden"), default=1.0)
    # Only between these two times of day; both or none. The night begins before midnight: 22:00 to 06:00.
    night_from = models.TimeField(_("Abruf nur ab"), null=True, blank=True)
    night_until = models.TimeField(_("bis"), null=True, blank=True)
    state = models.CharField(_("Zustand"), max_length=10, choices=State, default=State.NEW)
    # One German sentence for citizens and staff: why the state is what it is; empty when all is well.
    state_reason = models.TextField(blank=True)
    state_since = models.DateTimeField(default=timezone.now)
    # No request before this moment: Retry-After, backing off, a ban that must cool down.
    not_before = models.DateTimeField(null=True, blank=True)
    # How often in a row it did not let us read: each time we stay away longer.
    refusals = models.PositiveSmallIntegerField(default=0)
    added = models.DateTimeField(default=timezone.now, editable=False)
    last_success = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("Quelle")
        verbose_name_plural = _("Quellen")
        constraints = [
            models.CheckConstraint(condition=Q(delay_seconds__gte=0), name="delay_is_not_negative"),
            models.CheckConstraint(
                condition=Q(night_from__isnull=True, night_until__isnull=True)
                | Q(night_from__isnull=False, night_until__isnull=False),
                name="night_has_beginning_and_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_html(self) -> bool:
        """Read from pages made for people, not from an interface."""
        return self.system != self.System.OPARL


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


class KnownPage(models.Model):
    """A page of an HTML system that a harvest met a link to: when it was read, when it is due again.

    Written in the transaction that stores what the page brought, so a harvest that was killed goes on where it was.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="pages")
    # council.ingest.html.family.PageKind
    kind = models.CharField(max_length=12)
    # Key of the record it shows ("volfdnr=7"), month of a calendar ("2026-11"), address of a list of committees.
    key = models.CharField(max_length=500)
    found = models.DateTimeField(default=timezone.now)
    read = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(default=timezone.now)
    # Attempts in a row that brought nothing; each makes the next one later.
    failures = models.PositiveSmallIntegerField(default=0)
    answer = models.ForeignKey("RawAnswer", on_delete=models.SET_NULL, null=True, blank=True, related_name="pages")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "key"], name="page_is_known_once")]
        indexes = [models.Index(fields=["source", "kind", "due"], name="page_by_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


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
