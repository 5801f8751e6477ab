from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Func, Q

from .queries import EntryQuerySet


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
