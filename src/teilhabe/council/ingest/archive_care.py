"""Looking after the archive: answers that nothing needs any more go, and what was kept before is scrubbed again.

Both hold the lock of the source's harvest, so that no answer changes under them. Killed at any point, the next call
does what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from teilhabe.core import audit
from teilhabe.core.audit import Actor
from teilhabe.core.fetching.errors import FetchError

from ..models import AgendaItem, KnownPage, RawAnswer, Record, RecordState, Source
from ..models.records import RecordKind
from . import archive
from .html.errors import NotPublic, NotThisPage, PageError
from .html.families import families_of
from .html.family import PageKind
from .html.identity import page_key
from .html.reading import KEPT_AS, redacted_again
from .lists import expected
from .locks import source_lock
from .oparl import pages, reading, scrub
from .oparl.identity import native_id

_BATCH = 100
# What was kept a moment ago may belong to an answer whose row is about to be written.
_JUST_KEPT = timedelta(days=1)
# What a page was that no known page leads to any more.
_PAGES = {
    RecordKind.MEETING: PageKind.MEETING,
    RecordKind.AGENDA_ITEM: PageKind.ITEM,
    RecordKind.PAPER: PageKind.PAPER,
    RecordKind.ORGANIZATION: PageKind.MEMBERS,
    RecordKind.PERSON: PageKind.PERSON,
}

# The content an answer must have by the rules of today; None if it has it. Raises NotArchived, FetchError, PageError.
_Clean = Callable[[RawAnswer], "bytes | None"]


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """How many answers were looked at, how many held what must not be kept, how many are missing or make no sense, and
    how many are gone because nothing of them is public."""

    looked: int = 0
    changed: int = 0
    unreadable: int = 0
    removed: int = 0

    def __add__(self, other: Scrubbed) -> Scrubbed:
        return Scrubbed(
            self.looked + other.looked,
            self.changed + other.changed,
            self.unreadable + other.unreadable,
            self.removed + other.removed,
        )


def prune_answers(source: Source, *, by: Actor, now: datetime | None = None) -> int:
    """Forget answers of a source that were last given ``ARCHIVE_DAYS`` ago and hold the newest state of nothing.

    What a replay reads stays, whatever its age: of pages those that are the newest of theirs. Returns how many went;
    their files go with :func:`sweep_archive`. Raises AlreadyHeld while the source is being harvested.
    """
    oldest = (now or timezone.now()) - timedelta(days=settings.ARCHIVE_DAYS)
    needed = Record.objects.filter(answer=OuterRef("pk")).exclude(state=RecordState.DELETED)
    old = RawAnswer.objects.filter(~Exists(needed), source=source, last_fetched__lt=oldest)
    if source.is_html:
        old = old.filter(~Exists(KnownPage.objects.filter(answer=OuterRef("pk"))))
    pruned = 0
    with source_lock(source.pk):
        while keys := list(old.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
            with transaction.atomic():
                RawAnswer.objects.filter(pk__in=keys).delete()
                audit.record("council.answers_pruned", source, by=by, answers=len(keys))
            pruned += len(keys)
    return pruned


def sweep_archive(*, now: datetime | None = None) -> int:
    """Delete the files that no answer names: of pruned answers, and what a kill left behind. Returns how many."""
    latest = ((now or timezone.now()) - _JUST_KEPT).timestamp()
    swept = 0
    for part in archive.folder().glob("[0-9a-f]" * 2):
        # Not "startswith": the index on the hashes serves a range on both databases.
        rows = RawAnswer.objects.filter(sha256__gte=part.name, sha256__lt=f"{part.name}g")
        named = {archive.place(sha256).name for sha256 in rows.values_list("sha256", flat=True)}
        for path in part.iterdir():
            if path.name not in named and path.stat().st_mtime < latest:
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def scrub_archive(source: Source, *, by: Actor, progress: Callable[[int], object] | None = None) -> Scrubbed:
    """Take out of every archived answer of a source what the portal must not know by the rules of today.

    An answer that changes gets a new hash; its old file is deleted at once, and so is a page that is not public, with
    its file. A second call changes nothing.
    ``progress`` is called after each batch with the number of answers in it. Raises AlreadyHeld.
    """
    total = Scrubbed()
    clean_page = _page_cleaner(source) if source.installation else _clean_answer

    def clean(row: RawAnswer) -> bytes | None:
        # A source may have been read by another system before.
        return clean_page(row) if row.content_type == KEPT_AS else _clean_answer(row)

    with source_lock(source.pk):
        for rows in _batches(source):
            total += _scrub(source, rows, clean, by)
            if progress is not None:
                progress(len(rows))
    return total


def _batches(source: Source) -> Iterator[list[RawAnswer]]:
    last = 0
    while rows := list(RawAnswer.objects.filter(source=source, pk__gt=last).order_by("pk")[:_BATCH]):
        last = rows[-1].pk
        yield rows


def _scrub(source: Source, rows: Sequence[RawAnswer], clean: _Clean, by: Actor) -> Scrubbed:
    """Parsing takes its time, so it is done before the transaction; what is kept for nothing is swept."""
    changed: list[tuple[RawAnswer, str, int]] = []
    removed: list[RawAnswer] = []
    unreadable = 0
    for row in rows:
        try:
            content = clean(row)
        except NotPublic:
            removed.append(row)
            continue
        except (archive.NotArchived, FetchError, PageError):
            unreadable += 1
            continue
        if content is not None:
            changed.append((row, archive.keep(content), len(content)))
    if changed or removed:
        with transaction.atomic():
            for row, sha256, size in changed:
                _replace(row, sha256, size)
            for row in removed:
                transaction.on_commit(partial(_forget_file, row.sha256))
                row.delete()
            gone = {"removed": len(removed)} if removed else {}
            audit.record("council.answers_scrubbed", source, by=by, answers=len(changed), **gone)
    return Scrubbed(len(rows), len(changed), unreadable, len(removed))


def _page_cleaner(source: Source) -> _Clean:
    """For pages: the family that made sense of one writes it down anew, as it would today.

    The page of a point may not say itself whether it is public (XML never does); its agenda does. NotPublic is believed
    of the source's own family, and of another if none can read the page.
    """
    families = families_of(source)
    known = KnownPage.objects.filter(source=source).exclude(answer=None)
    # An older text of a page has the address of its newest.
    kinds = {url: PageKind(kind) for url, kind in known.values_list("answer__url", "kind")}

    def clean(row: RawAnswer) -> bytes | None:
        kind = kinds.get(row.url)
        if kind is None:
            found = page_key(row.url)
            if found is None or found[0] not in _PAGES:
                raise NotThisPage
            kind = _PAGES[found[0]]
        if kind is PageKind.ITEM and not _is_public_point(source, row.url):
            raise NotPublic
        before = archive.content(row.sha256)
        secret = False
        for family in families:
            try:
                after = redacted_again(family, kind, row.url, before)
            except NotPublic:
                secret = True
                if family is families[0]:
                    break
            except PageError:
                continue
            else:
                return None if after == before else after
        raise NotPublic if secret else NotThisPage

    return clean


def _is_public_point(source: Source, url: str) -> bool:
    """Whether the agenda, as it was stored last, calls the point whose page lies at ``url`` public."""
    found = page_key(url)
    if found is None:
        return False
    names = Q(record__native_id=found[1]) | Q(record__aliases__native_id=found[1], record__aliases__kind=found[0])
    points = AgendaItem.objects.filter(names, record__source=source, record__kind=found[0], public=True)
    return points.exclude(record__state=RecordState.DELETED).exists()


def _clean_answer(row: RawAnswer) -> bytes | None:
    """For OParl."""
    data = reading.read(row.url, archive.content(row.sha256))
    clean, taken = scrub.scrub(data, _expected_in(row, data))
    return reading.canonical(clean) if taken else None


def _expected_in(row: RawAnswer, data: Any) -> str:
    """The type of an answer's objects, which whoever asked for it knew: by what became of them. "" if of none."""
    keys = [native_id(str(entry.get("id") or "")) for entry in pages.split(data).objects]
    # The kinds are named for the index alone.
    listed = Q(kind__in=RecordKind.values, native_id__in=keys[:500])
    came = Record.objects.filter(listed | Q(answer=row, parent=None), source=row.source_id)
    kinds = Counter(came.values_list("kind", flat=True)).most_common(1)
    return expected(RecordKind(kinds[0][0]), listed=pages.is_list(data)) if kinds else ""


def _replace(row: RawAnswer, sha256: str, size: int) -> None:
    """Give an answer other content; if it was kept with this content already, there are not two."""
    before, row.sha256, row.size = row.sha256, sha256, size
    twin = RawAnswer.objects.filter(source=row.source_id, url=row.url, sha256=row.sha256).first()
    if twin is None:
        row.save(update_fields=["sha256", "size"])
    else:
        Record.objects.filter(answer=row).update(answer=twin)
        KnownPage.objects.filter(answer=row).update(answer=twin)
        twin.last_fetched = max(twin.last_fetched, row.last_fetched)
        twin.save(update_fields=["last_fetched"])
        row.delete()
    transaction.on_commit(partial(_forget_file, before))


def _forget_file(sha256: str) -> None:
    if not RawAnswer.objects.filter(sha256=sha256).exists():
        archive.place(sha256).unlink(missing_ok=True)
