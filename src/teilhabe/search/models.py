from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Func, Q

from .queries import EntryPlaceQuerySet, EntryQuerySet


class Entry(models.Model):
    """One public thing: a paper, a meeting, later an offer or a seal. ``ref`` is unique within ``kind``.

    The app that owns the thing writes its entry in the same transaction as the thing itself.
    """

    kind = models.CharField(max_length=30)
    ref = models.CharField(max_length=200)
    url = models.CharField(max_length=400)
    title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # The text of its attachments: searched after the entry's own text. Rows show neither, so whoever reads entries for
    # a list defers both.
    annex = models.TextField(blank=True)
    # What its app thinks of it beside others that fit as well: above 1 what was decided, below 1 what was withdrawn.
    weight = models.FloatField(default=1.0)
    language = models.CharField(max_length=8, default="de")
    starts = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    # The eight digits of the official municipality key; empty when the thing belongs to no municipality.
    municipality = models.CharField(max_length=8, blank=True)
    # What the thing is about or belongs to, as kind:ref of another entry (a seal award is about a school).
    subject = models.CharField(max_length=240, blank=True)
    # Labels that rows show without asking the owning app: status word and tone, reference, committee, …
    facts = models.JSONField(default=dict)
    # Of everything an app handed down: whoever writes the same again changes nothing that the search has to hear of.
    digest = models.CharField(max_length=32, blank=True, editable=False)
    published = models.DateTimeField(db_index=True)
    changed = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref"], name="entry_is_unique_in_its_kind"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="entry_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0.1) & Q(weight__lte=5.0), name="entry_has_a_sane_weight"),
        ]
        indexes = [
            models.Index(fields=["kind", "starts"], name="entry_by_moment"),
            models.Index(fields=["municipality", "kind", "starts"], name="entry_by_municipality"),
            models.Index(fields=["kind", "url"], name="entry_by_url"),
            # The newest first, without sorting all of a kind.
            models.Index(fields=["kind", "published", "id"], name="entry_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


class EntryFacet(models.Model):
    """One value an entry can be filtered by, such as ``committee`` = ``staedteregion-aachen/staedteregionstag``."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    # The entry's own, written with it: so the newest entries with a value are read in their order, without looking at
    # any other.
    kind = models.CharField(max_length=30)
    starts = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name", "value"], name="facet_value_is_given_once")]
        indexes = [models.Index(fields=["name", "value", "kind", "starts", "entry"], name="facet_in_order")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class EntryPlace(models.Model):
    """A place an entry is about or names: what maps show and why. ``ref`` is the directory's own name of the place,
    such as ``street:05334002/jakobstrasse``; without a point it stands in lists only.

    What is sure to be meant (``SURE``) can also be filtered by, as the facet ``place``, with all places around it.
    """

    class Grade(models.TextChoices):
        OFFICIAL = "official"  # the source itself gives the location
        CERTAIN = "certain"
        LIKELY = "likely"
        MENTIONED = "mentioned"  # named, but which place is meant or whether it matters is open: no pin

    SURE = (Grade.OFFICIAL, Grade.CERTAIN)

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="places")
    ref = models.CharField(max_length=200)
    # Of the place: street, square, park, building, district, school, municipality, other.
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    # The eight digits of the municipality the place lies in; empty when it lies in none.
    municipality = models.CharField(max_length=8, blank=True)
    # Degrees in WGS84, or neither.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    grade = models.CharField(max_length=10, choices=Grade)
    # Why it stands here, as a German message that is translated where it is shown: "im Titel genannt".
    reason = models.CharField(max_length=200, blank=True)
    # The entry's own, written with it, as of a facet.
    entry_kind = models.CharField(max_length=30)
    starts = models.DateTimeField(null=True, blank=True)

    objects = EntryPlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "ref"], name="entry_names_a_place_once"),
            models.CheckConstraint(
                condition=Q(grade__in=["official", "certain", "likely", "mentioned"]), name="entry_place_grade_is_known"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # Both must be named: what is compared with nothing is neither true nor false, and would pass.
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="entry_place_is_whole_and_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["ref", "entry_kind", "starts", "entry"], name="entry_place_in_order"),
            # All that is counted of a municipality's places: read from the index alone.
            models.Index(fields=["municipality", "ref", "kind", "grade", "name"], name="entry_place_by_municipality"),
            # As all that a map counts of its points.
            models.Index(
                fields=["latitude", "longitude", "entry_kind", "entry", "grade", "kind"],
                condition=Q(latitude__isnull=False),
                name="entry_place_by_point",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} ({self.grade})"


class CurrentTransaction(Func):
    """The number of the transaction that is writing. On SQLite, where writers are serial, always 0."""

    template = "0"
    output_field = models.BigIntegerField()
    arity = 0

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        sql, parameters = self.as_sql(compiler, connection, template="(pg_current_xact_id()::text::bigint)", **context)
        return sql, list(parameters)


class IndexLog(models.Model):
    """Which log of changes this is; one row. Another key means that what an index knows of the log holds no more."""

    key = models.UUIDField(default=uuid4)
    # Once its beginning is gone, an index that has read nothing of it yet cannot catch up.
    pruned = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.key)


class IndexChange(models.Model):
    """One write to the index of entries: keys of entries that were written or dropped, at most a batch of them.

    Written in the transaction of the entries; every node's index worker reads the rows in the order (transaction, pk)
    from its own position, see search.index.outbox.
    """

    entries = models.JSONField()
    size = models.PositiveIntegerField()
    transaction = models.BigIntegerField()
    # By chance: tells a row from another that has its number in a database restored to an older state.
    mark = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["transaction", "id"], name="change_in_order")]

    def __str__(self) -> str:
        return f"{self.transaction}/{self.pk}: {self.size}"


class IndexReader(models.Model):
    """How far the index worker of a node has read, when it last said so, and what keeps it, as a German sentence."""

    node = models.CharField(max_length=120, unique=True)
    transaction = models.BigIntegerField(default=0)
    change = models.BigIntegerField(default=0)
    entries = models.PositiveBigIntegerField(default=0)
    note = models.TextField(blank=True)
    seen = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.node}: {self.transaction}/{self.change}"
