"""What waits for whom in the catalogue: reviews, returned texts, confirmations, languages, messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Revision, TaskState

if TYPE_CHECKING:
    from teilhabe.accounts.models import User

    from ..models import EasyText, Offer
    from .offers import OfferQuerySet

_WAITING = ("submitted", "in-review")
_LISTED = ("published", "review-due")
SOON = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much there is of one kind of work, and the first of it."""

    count: int
    first: tuple[Offer, ...]


def to_review(user: User, most: int = 30) -> Waiting:
    """Handed in by others, in any language; what ``user`` has written waits for somebody else."""
    return _first(_by_others(user).order_by("state_since", "pk"), most)


def returned_to(user: User, most: int = 30) -> Waiting:
    """What ``user`` wrote last and got back."""
    last = Revision.objects.filter(pk=OuterRef("latest_revision_id"), user=user)
    found = _offers().filter(Q(state="returned") | Q(pending="returned")).filter(Exists(last))
    return _first(found.order_by("state_since", "pk"), most)


def last_return(offer: Offer) -> tuple[Offer, str] | None:
    """What ``offer`` said when it was given back since its last publication, and why; None if it never was."""
    given_back = TaskState.objects.filter(
        workflow_state__object_id=str(offer.pk),
        workflow_state__base_content_type=offer.get_base_content_type(),
        status=TaskState.STATUS_REJECTED,
    )
    if offer.live_revision_id is not None:
        given_back = given_back.filter(revision__gt=offer.live_revision_id)
    last = given_back.select_related("revision").order_by("-finished_at", "-pk").first()
    if last is None or last.revision is None:
        return None
    said: Offer = last.revision.as_object()
    return said, last.comment


def to_confirm(today: date, most: int = 30) -> Waiting:
    """Public German rows to be confirmed within SOON, and those that were hidden because nobody did."""
    due = Q(state__in=_LISTED, review_due__lte=today + SOON) | Q(state="outdated")
    return _first(_offers().source().filter(due).order_by("review_due", "title"), most)


def outdated_translations(most: int = 30) -> Waiting:
    """Public translations of words that are no longer said in German."""
    german = _offers().source().filter(translation_key=OuterRef("translation_key"), state__in=_LISTED)
    found = (
        _offers()
        .exclude(locale__language_code="de")
        .filter(state__in=_LISTED)
        .exclude(pending__in=_WAITING)
        .annotate(says=Subquery(german.values("source_digest")[:1]))
        .exclude(says=None)
        .exclude(says="")
        .exclude(says=F("source_digest"))
    )
    return _first(found.order_by("title", "pk"), most)


def unread_machine_translations(most: int = 30) -> Waiting:
    """What a machine wrote and nobody has read, public or not."""
    found = _offers().filter(by_machine=True).exclude(state__in=_WAITING).exclude(pending__in=_WAITING)
    return _first(found.order_by("title", "pk"), most)


def easy_texts_in(state: str, user: User | None = None) -> list[EasyText]:
    """Texts in Leichte Sprache in ``state``, without those that ``user`` wrote."""
    found = apps.get_model("catalogue", "EasyText").objects.filter(state=state).select_related("offer")
    return list(found.exclude(written_by=user) if user is not None else found)


def open_requests() -> int:
    return int(apps.get_model("catalogue", "ProviderRequest").objects.filter(state="open").count())


def open_proposals() -> int:
    return int(apps.get_model("catalogue", "Proposal").objects.filter(state="open").count())


def _by_others(user: User) -> OfferQuerySet:
    kind = ContentType.objects.get_for_model(apps.get_model("catalogue", "Offer"))
    mine = Revision.objects.filter(
        content_type=kind,
        object_id=Cast(OuterRef("pk"), CharField()),
        user=user,
        pk__gt=Coalesce(OuterRef("live_revision_id"), 0),
    )
    return _offers().waiting().exclude(Exists(mine))


def _first(found: OfferQuerySet, most: int) -> Waiting:
    first = tuple(found.select_related("organisation", "locale", "latest_revision")[:most])
    return Waiting(found.count() if len(first) == most else len(first), first)


def _offers() -> OfferQuerySet:
    found: OfferQuerySet = apps.get_model("catalogue", "Offer").objects.all()
    return found


def titles(offers: Iterable[Offer]) -> dict[int, str]:
    """As the last draft says it, by key."""
    return {offer.pk: offer.latest_revision.object_str if offer.latest_revision else offer.title for offer in offers}
