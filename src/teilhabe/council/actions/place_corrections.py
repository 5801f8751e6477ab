"""What people say of the places in papers: received without an account, decided by an editor, kept for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from teilhabe.core import audit
from teilhabe.core.audit import Actor, SystemActor
from teilhabe.directory.gazetteer import gazetteer, places_by_ref
from teilhabe.directory.matching import PlaceRow
from teilhabe.directory.matching.folding import key

from ..models import Paper, PlaceCorrection, PlaceMention
from ..placing import Placed, refs_in, same_address, town_ref
from ..queries.places import accepted_by_paper
from .places import place_again

if TYPE_CHECKING:
    from teilhabe.accounts.models import User

VISITOR = SystemActor("visitor")
PER_HOUR = 10
"""Corrections that one sender may leave within an hour."""


class TooManyCorrections(Exception):
    """This sender has left PER_HOUR corrections within the last hour."""


class UnknownPlace(Exception):
    """The directory knows no such place, or several; the message is the words that were asked for."""


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A checked message. ``ref`` is a place that the paper shows (wrong, moved), ``said`` the right one in the sender's
    words (moved, missing); ``sender`` a keyed hash."""

    kind: str
    ref: str = ""
    said: str = ""
    note: str = ""
    sender: str = ""


def receive_correction(paper: Paper, new: NewCorrection, *, by: Actor = VISITOR) -> PlaceCorrection:
    """Keep what somebody says of a place, for an editor to decide; the same said again is kept once.

    Raises TooManyCorrections, and UnknownPlace where the paper shows no such place.
    """
    # A directory is thousands of rows: it is read before anything is locked, and for nobody who is refused anyway.
    known = _received(paper, new)
    if known is not None:
        return known
    right_ref = proposal(new.said, paper) if new.said else ""
    return _keep(paper, new, right_ref, by=by)


@transaction.atomic
def _keep(paper: Paper, new: NewCorrection, right_ref: str, *, by: Actor) -> PlaceCorrection:
    known = _received(paper, new)
    if known is not None:
        return known
    shown = _shown(paper, new)
    correction = PlaceCorrection.objects.create(
        paper=paper,
        kind=new.kind,
        ref=shown.ref if shown else "",
        name=shown.name if shown else "",
        grade=shown.grade if shown else "",
        said=new.said,
        right_ref=right_ref,
        note=new.note,
        sender=new.sender,
    )
    audit.record("council.receive_place_correction", correction, by=by, kind=correction.kind, ref=correction.ref)
    return correction


def _received(paper: Paper, new: NewCorrection) -> PlaceCorrection | None:
    """The same message as it waits already. Raises what ``receive_correction`` raises."""
    since = timezone.now() - timedelta(hours=1)
    if new.sender and PlaceCorrection.objects.from_sender_since(new.sender, since).count() >= PER_HOUR:
        raise TooManyCorrections
    shown = _shown(paper, new)
    same = PlaceCorrection.objects.pending().filter(paper=paper, kind=new.kind, said=new.said)
    return same.filter(ref=shown.ref if shown else "").first()


def _shown(paper: Paper, new: NewCorrection) -> Placed | None:
    """The place that is wrong or moved, as the paper shows it; None where one is missing. Raises UnknownPlace."""
    if new.kind == PlaceCorrection.Kind.MISSING:
        return None
    places = Paper.objects.values_list("places", flat=True).get(pk=paper.pk)
    for place in map(Placed.of_json, places):
        if new.ref and place.ref == new.ref:
            return place
    raise UnknownPlace(new.ref)


def settle_correction(correction: PlaceCorrection, *, accept: bool, by: User, right: str = "") -> PlaceCorrection:
    """Accept or reject a correction, also against an earlier decision; page, index and map follow at once.

    ``right`` is the right place as a ref or by its name, where the proposal is not. Raises UnknownPlace where one is
    needed: what is rejected needs none, whatever stands there.
    """
    today = PlaceCorrection.objects.select_related("paper__body__municipality").get(pk=correction.pk)
    right_ref = today.right_ref
    # As in receive_correction: before anything is locked.
    if accept and today.kind != PlaceCorrection.Kind.WRONG:
        right_ref = known_place(right or right_ref, today.paper)
    return _settle(today, accept=accept, by=by, right_ref=right_ref)


@transaction.atomic
def _settle(correction: PlaceCorrection, *, accept: bool, by: User, right_ref: str) -> PlaceCorrection:
    correction = PlaceCorrection.objects.select_for_update().get(pk=correction.pk)
    correction.right_ref = right_ref
    state = PlaceCorrection.State.ACCEPTED if accept else PlaceCorrection.State.REJECTED
    if correction.state != state:
        verb = "accept_place_correction" if accept else "reject_place_correction"
        audit.record(f"council.{verb}", correction, by=by, ref=correction.ref, right_ref=correction.right_ref)
        correction.settled, correction.settled_by = timezone.now(), by
    correction.state = state
    correction.save(update_fields=["state", "right_ref", "settled", "settled_by"])
    place_again([correction.paper_id], rows_for([correction.paper_id]))
    return correction


@transaction.atomic
def forget_words(now: datetime, *, by: Actor) -> int:
    """Delete what senders of corrections wrote beside the place itself, after FEEDBACK_DAYS; returns of how many. What
    was decided stays."""
    old = PlaceCorrection.objects.filter(received__lt=now - timedelta(days=settings.FEEDBACK_DAYS))
    forgotten = old.exclude(note="", sender="")
    for correction in forgotten:
        audit.record("council.forget_words_of_place_correction", correction, by=by)
    return forgotten.update(note="", sender="")


def known_place(asked: str, paper: Paper) -> str:
    """The ref of a place, given as such or by its name in the paper's municipality. Raises UnknownPlace."""
    if ":" in asked:
        rows = places_by_ref(same_address(asked))
        if rows:
            return asked if asked in rows else next(iter(rows))
    found = proposal(asked, paper)
    if not found:
        raise UnknownPlace(asked)
    return found


def name_of(ref: str) -> str:
    """The place in words that ``proposal`` understands: "Goethestraße, Musterbach"; empty where the directory has it no
    more. Two directory look-ups."""
    rows = places_by_ref(same_address(ref))
    row = rows.get(ref) or next(iter(rows.values()), None)
    if row is None:
        return ""
    town = row.ref == town_ref(row)
    above = None if town else places_by_ref([town_ref(row)]).get(town_ref(row))
    return f"{row.name}, {above.name.partition('(')[0].strip()}" if above else row.name


def proposal(said: str, paper: Paper) -> str:
    """The one place of the paper's municipality (of a county: of its municipalities) that bears this name; else "".

    "Bahnhofstraße, Stolberg" means the one there.
    """
    name, _, town = said.partition(",")
    ags = paper.body.municipality.ags if paper.body.municipality else paper.body.ags
    rows = list(gazetteer([ags])) if ags else []
    towns = {row.municipality_ags for row in rows if row.kind == "municipality" and town and _bears(row, town)}
    found = {row.ref for row in rows if _bears(row, name) and (not towns or row.municipality_ags in towns)}
    return found.pop() if len(found) == 1 else ""


def rows_for(papers: Iterable[int]) -> dict[str, PlaceRow]:
    """The rows that ``placing.placed`` needs for these papers."""
    keys = list(papers)
    corrections = [one for some in accepted_by_paper(keys).values() for one in some]
    rows = places_by_ref(refs_in(PlaceMention.objects.filter(paper__in=keys), corrections))
    return rows | places_by_ref({town_ref(row) for row in rows.values()})


def _bears(row: PlaceRow, name: str) -> bool:
    wanted = key(name)
    return bool(wanted) and any(key(own) == wanted for own in (row.name, *row.names, *row.former))
