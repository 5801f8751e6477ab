"""Where entries of others come from, what a feed said last, and what somebody is about to take over."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..queries.imports import FeedQuerySet, RowQuerySet, RunQuerySet
from .offer import Offer


class Feed(models.Model):
    """A table, a calendar or an interface of others whose entries come into the catalogue."""

    class State(models.TextChoices):
        OK = "ok", _("in Ordnung")
        PAUSED = "paused", _("pausiert")
        STOPPED = "stopped", _("angehalten")

    class Unknown(models.TextChoices):
        """What happens to an entry of a provider that the portal does not know."""

        DEFAULT = "default", _("Eintrag dem Anbieter dieser Übernahme zuordnen")
        SKIP = "skip", _("Eintrag auslassen")

    name = models.CharField(
        _("Name"), max_length=120, help_text=_("So steht es öffentlich bei jedem Eintrag: „Übernommen aus …“.")
    )
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    # ``Format.key``; never changed, for it is part of every key.
    format = models.CharField(_("Format"), max_length=20)
    # Empty: files are uploaded.
    url = models.URLField(_("Adresse"), max_length=500, blank=True)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("Anbieter")
    )
    unknown = models.CharField(
        _("Unbekannte Anbieter"), max_length=10, choices=Unknown, default=Unknown.DEFAULT, blank=False
    )
    kind = models.CharField(_("Art"), max_length=20, choices=Offer.Kind, default=Offer.Kind.OFFER)
    language = models.CharField(max_length=10, default="de", editable=False)
    # Of a table: heading to field, see ``ingest.items.Options``.
    columns = models.JSONField(default=dict, blank=True, editable=False)
    # Allowed by the operator for this address: entries are public without a second person.
    publishes = models.BooleanField(_("ohne Prüfung veröffentlichen"), default=False)
    licence = models.CharField(
        _("Lizenz oder Quellenangabe"),
        max_length=200,
        blank=True,
        help_text=_("Zum Beispiel: „CC BY 4.0, Musterverein“. Steht öffentlich bei jedem Eintrag."),
    )
    every_hours = models.PositiveSmallIntegerField(
        _("Von selbst abrufen, alle … Stunden"), default=0, help_text=_("0: nur, wenn jemand es auslöst.")
    )
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OK, editable=False)
    state_reason = models.TextField(blank=True, editable=False)
    # In a row, since the last success.
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    last_tried = models.DateTimeField(null=True, editable=False)
    last_success = models.DateTimeField(null=True, editable=False)
    entries = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    created = models.DateTimeField(auto_now_add=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Übernahme")
        verbose_name_plural = _("Übernahmen")
        constraints = [
            models.CheckConstraint(
                condition=Q(every_hours=0) | ~Q(url=""), name="feed_that_comes_by_itself_has_an_address"
            ),
            # Anybody could put anything into a file.
            models.CheckConstraint(
                condition=Q(publishes=False) | ~Q(url=""),
                name="feed_that_publishes_has_an_address",
                violation_error_message=_("Ohne Prüfung veröffentlichen kann nur, was von einer Adresse kommt."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def origin(self) -> str:
        """As ``Offer.origin`` says it."""
        return f"{self.format}:{self.slug}"


class ImportRun(models.Model):
    """One reading of a feed: first a plan that changes nothing, then what somebody takes over of it."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("Spalten zuordnen")
        READING = "reading", _("wird gelesen")
        READY = "ready", _("Vorschau")
        APPLYING = "applying", _("wird übernommen")
        DONE = "done", _("übernommen")
        REFUSED = "refused", _("angehalten")
        FAILED = "failed", _("gescheitert")
        DISCARDED = "discarded", _("verworfen")

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="runs")
    # None: the portal by itself, as planned.
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.READING)
    # As it was called by whoever uploaded it; only ever shown.
    file_name = models.CharField(max_length=160, blank=True)
    # Whether its documents and its rows are still there, see ``ingest.archive``.
    kept = models.BooleanField(default=True)
    size = models.PositiveBigIntegerField(default=0)
    # By verdict.
    counts = models.JSONField(default=dict)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    # When anything last happened: who waits sees whether it goes on.
    touched = models.DateTimeField(default=timezone.now)
    applied = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed"],
                condition=Q(state__in=["columns", "reading", "ready", "applying"]),
                name="feed_has_one_run_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.created:%d.%m.%Y}"

    @property
    def is_busy(self) -> bool:
        return self.state in {self.State.READING, self.State.APPLYING}


class ImportRow(models.Model):
    """One entry of a run: what would happen to it, and why."""

    class Verdict(models.TextChoices):
        NEW = "new", _("neu")
        CHANGED = "changed", _("geändert")
        BACK = "back", _("wieder da")
        CONFLICT = "conflict", _("hier und dort geändert")
        UNCHANGED = "unchanged", _("unverändert")
        KEPT = "kept", _("bleibt wie hier")
        GONE = "gone", _("nicht mehr dabei")
        SKIPPED = "skipped", _("ausgelassen")
        UNREADABLE = "unreadable", _("nicht lesbar")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    where = models.CharField(max_length=160, blank=True)
    key = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict)
    offer = models.ForeignKey(Offer, on_delete=models.SET_NULL, null=True, related_name="+")
    # What the feed tells, by field; empty where nothing would be written.
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Each (field or heading, what stood there, sentence).
    notes = models.JSONField(default=list)
    # Fields that would change, and those on which both sides differ with [before, ours, theirs].
    changes = models.JSONField(default=list)
    conflicts = models.JSONField(default=dict)
    # "ours" or "theirs" for fields of ``conflicts``.
    choices = models.JSONField(default=dict)
    # Of another kind of importance than notes: why it was not taken over although it was meant to be.
    problem = models.TextField(blank=True)
    done = models.BooleanField(default=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_row_stands_once_in_its_run")]
        indexes = [models.Index(fields=["run", "verdict", "number"], name="import_row_by_verdict")]

    def __str__(self) -> str:
        return self.title or self.where

    @property
    def is_decided(self) -> bool:
        """Whether somebody has said for every field on which both differ which one holds."""
        return all(name in self.choices for name in self.conflicts)


class ImportedEntry(models.Model):
    """An entry of a feed that the catalogue has: what the feed told when it was last taken over."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="known")
    key = models.CharField(max_length=300)
    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="imported")
    # By field, as ``rules.merging.plain_values`` writes it.
    told: Any = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    taken_on = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    missing_since = models.DateTimeField(null=True)
    # Complete readings of the feed without it, in a row.
    missing_runs = models.PositiveSmallIntegerField(default=0)
    # What the feed itself said of its end.
    gone_said = models.CharField(max_length=300, blank=True)
    # An editor has said that it stays although the feed does not have it.
    stays = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="feed_tells_an_entry_once")]

    def __str__(self) -> str:
        return self.key
