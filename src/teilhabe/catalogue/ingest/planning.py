"""The plan of a run: what each entry of a feed would do to the catalogue. Nothing of the catalogue changes here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Locale

from teilhabe.core.text import fold
from teilhabe.directory.models import Organisation

from ..actions.importing.taking import DOUBLE
from ..models import Feed, ImportedEntry, ImportRow, ImportRun, Offer, State
from ..queries.imports import draft_values
from ..rules import gaps, towns_told
from ..rules.completeness import tells_one_place
from ..rules.importing import faults
from ..rules.merging import merge, plain_values
from ..rules.schedule import BadSchedule, upcoming
from .formats.texts import without_nul
from .items import Gone, Item, Note, Read, Skipped, Unreadable

PER_BATCH = 500
_V = ImportRow.Verdict
_ENDED = {State.ARCHIVED, State.WITHDRAWN, State.OUTDATED}
_FIELDS = frozenset(
    field.name
    for field in Offer._meta.concrete_fields
    if field.editable and not field.primary_key and field.name not in Offer.OWN
) - {"slug", "locale", "translation_key", "locked", "go_live_at", "expire_at", "part_of"}
"""What a feed may say; anything else in ``Item.values`` is a fault of its format."""
_EMPTY = plain_values({name: Offer._meta.get_field(name).get_default() for name in _FIELDS - {"organisation"}})  # type: ignore[union-attr]  # fields of its own
_ALWAYS = frozenset({"kind", "organisation", "title", "summary"})
"""What every entry has, whatever a feed tells."""


def plan(run: ImportRun, reads: Iterable[Read]) -> Counter[str]:
    """Write the rows of ``run``, batch by batch; how many of each verdict, and, of what is no verdict: how many stay
    ``drafts``, how many that were there the last time and have not come to their end are ``lost``, how many of those
    known were ``met`` again, how many of these have another title than before (``renamed``), and how many of what is
    skipped is no entry at all (``apart``).

    Raises what ``reads`` raises; a second time begins anew.
    """
    run.rows.all().delete()
    return _Planning(run).all_of(iter(reads))


class _Planning:
    """One reading: what all entries need, asked for once."""

    def __init__(self, run: ImportRun) -> None:
        self.run, self.feed = run, run.feed
        self.providers = _providers()
        self.titles = _titles()
        self.german = Locale.get_default()
        self.counts: Counter[str] = Counter()
        self.seen: dict[str, str] = {}
        self.number = 0
        self.now = timezone.now()
        self.towns: dict[tuple[bool, str, str], list[str]] = {}

    def all_of(self, reads: Iterator[Read]) -> Counter[str]:
        while batch := [_storable(one) for one in islice(reads, PER_BATCH)]:
            self._write(self._rows(batch))
        self._write_missing()
        return self.counts

    def _write(self, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            self.number += 1
            row.number = self.number
            self.counts[row.verdict] += 1
        with transaction.atomic():
            ImportRow.objects.bulk_create(rows)
            ImportRun.objects.filter(pk=self.run.pk).update(progress=self.number, touched=timezone.now())

    def _rows(self, batch: Sequence[Read]) -> list[ImportRow]:
        keys = [one.key for one in batch if one.key]
        known = _known(self.feed, keys)
        found = []
        for one in batch:
            if isinstance(one, Unreadable):
                found.append(self._unreadable(one.where, one.key, [("", "", one.why)]))
            elif isinstance(one, Gone | Skipped):
                entry = known.get(one.key)
                if isinstance(entry, ImportedEntry) and one.key not in self.seen:
                    self.seen[one.key] = one.where
                    # Also where an entry has become a page without words: the source has taken it back.
                    found.append(self._gone(entry, one.where, one.why))
                elif isinstance(one, Skipped):
                    self.counts["apart"] += 1
                    row = ImportRow(run=self.run, where=one.where[:160], key=one.key[:300])
                    found.append(_said(row, _V.SKIPPED, [("", "", one.why)]))
            elif one.key in self.seen:
                why = gettext("Denselben Schlüssel trägt schon: %(where)s.") % {"where": self.seen[one.key]}
                found.append(self._unreadable(one.where, one.key, [("", one.key, why)]))
            else:
                self.seen[one.key] = one.where
                found.append(self._item(one, known.get(one.key)))
        return found

    def _item(self, item: Item, known: ImportedEntry | Offer | None) -> ImportRow:
        notes = [(note.field, note.said[:300], note.why) for note in item.notes]
        theirs = plain_values({name: value for name, value in item.values.items() if name in _FIELDS})
        if towns := self._towns_of_address(theirs, known):
            theirs["municipalities"] = towns
            why = gettext("Die Kommune steht nicht dabei. Wir nehmen die der Adresse.")
            notes.append(("municipalities", f"{theirs.get('postcode', '')} {theirs.get('town', '')}".strip(), why))
        provider = self.providers.get(fold(item.organisation)) if item.organisation else None
        row = ImportRow(
            run=self.run,
            where=item.where[:160],
            key=item.key,
            title=str(theirs.get("title", ""))[:200],
            url=item.url if len(item.url) <= 500 else "",
        )
        if provider is None and item.organisation:
            if self.feed.unknown == Feed.Unknown.SKIP and known is None:
                why = gettext("Diesen Anbieter kennt das Portal nicht. Der Eintrag bleibt draußen.")
                return _said(row, _V.SKIPPED, [*notes, ("organisation", item.organisation[:300], why)])
            why = gettext("Diesen Anbieter kennt das Portal nicht. Es steht „%(name)s“ dort.")
            name = self.feed.organisation.name
            notes.append(("organisation", item.organisation[:300], why % {"name": name}))
        theirs["organisation"] = provider or self.feed.organisation_id
        if known is None:
            return self._new(row, theirs, notes)
        return self._known(row, theirs, notes, known, item.tells)

    def _towns_of_address(self, theirs: Mapping[str, Any], known: ImportedEntry | Offer | None) -> list[str]:
        """The municipality of what takes place at one address and names none; none where people or the feed itself
        have said before for which it is."""
        if theirs.get("municipalities") or isinstance(known, Offer):
            return []
        told = known.told if known else {}
        before = told.get("municipalities")
        if before and before != self._town({**told, "municipalities": []}):
            return []
        if known and not before and draft_values(known.offer).get("municipalities"):
            return []
        return self._town({"kind": self.feed.kind, **told, **theirs, "municipalities": []})

    def _town(self, said: Mapping[str, Any]) -> list[str]:
        where = (tells_one_place(said), str(said.get("postcode") or ""), str(said.get("town") or ""))
        if where not in self.towns:
            self.towns[where] = towns_told(said)
        return self.towns[where]

    def _new(self, row: ImportRow, theirs: dict[str, Any], notes: list[tuple[str, str, str]]) -> ImportRow:
        theirs.setdefault("kind", self.feed.kind)
        offer = self._as_offer(theirs)
        if wrong := faults(offer):
            return _said(row, _V.UNREADABLE, [*notes, *((name, _short(theirs, name), why) for name, why in wrong)])
        notes += self._double(row)
        if missing := gaps(offer):
            self.counts["drafts"] += 1
            notes += [(gap.field, "", gettext("Bleibt Entwurf:") + " " + gap.sentence) for gap in missing]
        row.values, row.changes = theirs, sorted(theirs)
        return _said(row, _V.NEW, notes)

    def _known(
        self,
        row: ImportRow,
        theirs: dict[str, Any],
        notes: list[tuple[str, str, str]],
        known: ImportedEntry | Offer,
        tells: frozenset[str],
    ) -> ImportRow:
        entry = known if isinstance(known, ImportedEntry) else None
        offer = known.offer if isinstance(known, ImportedEntry) else known
        told: Mapping[str, Any] = entry.told if entry else {}
        row.offer, row.values = offer, theirs
        if offer.state == State.WITHDRAWN:
            # Not remembered as taken over: once it is public again, what the feed has changed meanwhile counts.
            row.values = {}
            why = gettext("Der Eintrag wurde hier aus dem Katalog genommen. Er bleibt draußen.")
            return _said(row, _V.KEPT, [*notes, ("", "", why)])
        ours = draft_values(offer)
        self.counts["met"] += 1
        self.counts["renamed"] += fold(str(theirs["title"])) != fold(str(told.get("title", ours.get("title", ""))))
        # What it told and tells no more it has taken back: a wrong link, somebody's number.
        theirs |= {name: _EMPTY[name] for name in ((told.keys() & tells) - theirs.keys() - _ALWAYS) & _EMPTY.keys()}
        merged = merge(told, theirs, ours)
        if merged.take:
            wrong = faults(self._as_offer({**ours, **merged.take}))
            if wrong := [one for one in wrong if one[0] in theirs]:
                return _said(row, _V.UNREADABLE, [*notes, *((name, _short(theirs, name), why) for name, why in wrong)])
            if offer.state != State.DRAFT:
                # Also what it has lacked since it became public: until then its changes wait, too.
                missing = gaps(self._as_offer({**ours, **merged.take}))
                notes += [(gap.field, "", gettext("Bleibt Entwurf:") + " " + gap.sentence) for gap in missing]
        if "title" in merged.take:
            notes += self._double(row)
        row.changes, row.conflicts = sorted(merged.take), merged.conflicts
        if merged.conflicts:
            return _said(row, _V.CONFLICT, notes)
        if entry is None or entry.missing_since is not None:
            return _said(row, _V.BACK, notes)
        if merged.take:
            return _said(row, _V.CHANGED, notes)
        if all(told.get(name, row) == value for name, value in theirs.items()):
            row.values = {}
        return _said(row, _V.KEPT if merged.kept else _V.UNCHANGED, notes)

    def _double(self, row: ImportRow) -> list[tuple[str, str, str]]:
        """A note where another entry has this title already."""
        others = self.titles.get(fold(row.title), {})
        name = next((name for key, name in others.items() if row.offer is None or key != row.offer.pk), None)
        if name is None:
            return []
        why = gettext("Im Katalog steht schon ein Eintrag mit diesem Titel, von „%(name)s“. Bitte vergleichen Sie.")
        return [(DOUBLE, row.title, why % {"name": name})]

    def _as_offer(self, said: Mapping[str, Any]) -> Offer:
        details = {name: value for name, value in said.items() if name in _FIELDS and name != "organisation"}
        return Offer(**details, locale=self.german)

    def _unreadable(self, where: str, key: str, notes: list[tuple[str, str, str]]) -> ImportRow:
        if key:
            # It is there, whatever it says: no reason to call it gone.
            self.seen.setdefault(key, where)
        row = ImportRow(run=self.run, where=where[:160], key=key[:300], title="")
        return _said(row, _V.UNREADABLE, notes)

    def _gone(self, entry: ImportedEntry, where: str, why: str = "") -> ImportRow:
        row = ImportRow(
            run=self.run, where=where[:160], key=entry.key, title=entry.offer.title, url=entry.offer.origin_url
        )
        row.offer = entry.offer
        return _said(row, _V.GONE, [("", "", why)] if why else [])

    def _write_missing(self) -> None:
        """What the catalogue has of this feed and the feed did not tell."""
        keys = (key for key in self.feed.known.values_list("key", flat=True).iterator() if key not in self.seen)
        missing = sorted(keys)
        for first in range(0, len(missing), PER_BATCH):
            batch = missing[first : first + PER_BATCH]
            entries = ImportedEntry.objects.filter(feed=self.feed, key__in=batch).select_related("offer")
            self.counts["lost"] += sum(
                1 for entry in entries if entry.missing_since is None and not self._is_over(entry)
            )
            self._write([self._gone(entry, "") for entry in entries])

    def _is_over(self, entry: ImportedEntry) -> bool:
        """Whether the feed has every reason not to have it any more: a calendar forgets what has been."""
        offer = entry.offer
        if offer.state in _ENDED or (offer.valid_to is not None and offer.valid_to < timezone.localdate(self.now)):
            return True
        try:
            return bool(offer.schedule) and not upcoming(offer.schedule, now=self.now, most=1)
        except BadSchedule:
            return False


def _said(row: ImportRow, verdict: str, notes: Iterable[tuple[str, str, str] | Note]) -> ImportRow:
    row.verdict, row.notes = verdict, [list(note) for note in notes if isinstance(note, tuple)]
    if verdict in {_V.UNREADABLE, _V.SKIPPED}:
        row.values, row.changes = {}, []
    return row


def _storable(one: Read) -> Read:
    """Without what no database keeps (NUL, halves of characters), whatever its format has let through."""
    said = {name: _clean(getattr(one, name)) for name in one.__slots__}
    return replace(one, **said) if any(said[name] is not getattr(one, name) for name in said) else one


def _clean(said: Any) -> Any:
    """``said`` itself where nothing has to go."""
    if isinstance(said, str):
        return without_nul(said)
    if isinstance(said, Note):
        said_in = tuple(_clean(part) for part in (said.field, said.said, said.why))
        return said if said_in == (said.field, said.said, said.why) else Note(*said_in)
    if isinstance(said, Mapping):
        parts = {_clean(name): _clean(value) for name, value in said.items()}
        return said if parts == said else parts
    if isinstance(said, list | tuple):
        several = [_clean(value) for value in said]
        return said if several == list(said) else type(said)(several)
    return said


def _short(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name, ""))[:300]


def _known(feed: Feed, keys: Sequence[str]) -> dict[str, ImportedEntry | Offer]:
    """What the catalogue has by key: entries as they were taken over, offers whose entry was forgotten."""
    offers = Offer.objects.source().filter(origin=feed.origin, origin_id__in=keys).select_related("latest_revision")
    found: dict[str, ImportedEntry | Offer] = {offer.origin_id: offer for offer in offers.filter(imported=None)}
    entries = ImportedEntry.objects.filter(feed=feed, key__in=keys).select_related("offer", "offer__latest_revision")
    found.update({entry.key: entry for entry in entries})
    return found


def _titles() -> dict[str, dict[int, str]]:
    """Of each folded title the entries that the catalogue has, and whose they are."""
    found: dict[str, dict[int, str]] = {}
    for key, title, name in Offer.objects.source().values_list("pk", "title", "organisation__name").iterator():
        found.setdefault(fold(title), {})[key] = name
    return found


def _providers() -> dict[str, int]:
    """Keys by folded name; a name that two have is nobody's."""
    found: dict[str, int | None] = {}
    for key, name in Organisation.objects.values_list("pk", "name"):
        found[fold(name)] = None if fold(name) in found else key
    return {name: key for name, key in found.items() if key is not None}
