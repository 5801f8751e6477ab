"""Which files of a source cannot be read here, and why: not fetched, not to be had, or without text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext

from ..models import AgendaItem, Attachment, Blob, File, Meeting, Paper, RecordKind, Source
from .bodies import PUBLIC_STATES
from .coverage import kept

SHOWN = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadFile:
    """``owner`` is what the file hangs on, ``said`` what the source's server answered, if anything. Addresses are empty
    where there are none."""

    name: str
    url: str
    owner: str
    owner_url: str
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap:
    """All files that cannot be read for one reason: a ``File.State``, or the ``Blob.State`` of one that was fetched.

    ``files`` are the newest of ``count``.
    """

    reason: str
    fetched: bool
    count: int
    files: tuple[UnreadFile, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.files)


def unread_files(source: Source, mark: str) -> tuple[Heap, ...]:
    """The heaps of a source, the largest first. Counted and kept like the numbers beside them, see ``kept``."""
    return kept(f"council-unread-files-{source.pk}", mark, lambda: tuple(_heaps(source)))


def _heaps(source: Source) -> Iterable[Heap]:
    """Two queries, however many files there are."""
    reason = [F("state"), F("blob__state")]
    numbered = (
        File.objects.filter(record__source=source, record__kind=RecordKind.FILE, record__state__in=PUBLIC_STATES)
        .filter(Q(blob=None) | ~Q(blob__state=Blob.State.READ))
        .annotate(
            place=Window(RowNumber(), partition_by=reason, order_by=F("pk").desc()),
            count=Window(Count("pk"), partition_by=reason),
        )
    )
    first = numbered.filter(place__lte=SHOWN).select_related("blob").order_by("place")
    heaps: dict[tuple[str, bool], tuple[int, list[File]]] = {}
    for file in first:
        fetched = file.state == File.State.STORED and file.blob is not None
        key = (file.blob.state if fetched and file.blob else file.state, fetched)
        known = heaps.setdefault(key, (0, []))[1]
        heaps[key] = (max(heaps[key][0], file.count), [*known, file])
    owners = _owners(file.pk for _, files in heaps.values() for file in files)
    for (state, fetched), (count, files) in sorted(heaps.items(), key=lambda pair: -pair[1][0]):
        shown = tuple(_shown(file, owners[file.pk]) for file in files if file.pk in owners)
        yield Heap(reason=state, fetched=fetched, count=count, files=shown)


def _shown(file: File, attachment: Attachment) -> UnreadFile:
    thing = attachment.paper or attachment.meeting or attachment.agenda_item
    assert thing is not None  # attachment_hangs_on_one_thing
    return UnreadFile(
        name=file.name or file.file_name or str(attachment.get_role_display()),
        url=file.access_url or file.download_url,
        owner=_title(thing),
        owner_url=_address(thing),
        said=file.message,
    )


def _title(thing: Paper | Meeting | AgendaItem) -> str:
    if isinstance(thing, Paper):
        return gettext("Vorlage %(reference)s") % {"reference": thing.reference} if thing.reference else thing.name
    return (thing if isinstance(thing, Meeting) else thing.meeting).name or gettext("Sitzung")


def _address(thing: Paper | Meeting | AgendaItem) -> str:
    return (thing.meeting if isinstance(thing, AgendaItem) else thing).get_absolute_url()


def _owners(files: Iterable[int]) -> dict[int, Attachment]:
    """Where each file hangs, if that may be shown: nothing is told of a point that is not public."""
    public_meeting = Q(meeting__record__state__in=PUBLIC_STATES, meeting__body__record__state__in=PUBLIC_STATES)
    public_point = Q(
        agenda_item__public=True,
        agenda_item__record__state__in=PUBLIC_STATES,
        agenda_item__meeting__record__state__in=PUBLIC_STATES,
        agenda_item__meeting__body__record__state__in=PUBLIC_STATES,
    )
    found = (
        Attachment.objects.filter(
            Q(paper__record__state__in=PUBLIC_STATES, paper__body__record__state__in=PUBLIC_STATES)
            | public_meeting
            | public_point,
            file__in=list(files),
        )
        .select_related("paper__body", "meeting__body", "agenda_item__meeting__body")
        .order_by("-pk")
    )
    return {one.file_id: one for one in found}
