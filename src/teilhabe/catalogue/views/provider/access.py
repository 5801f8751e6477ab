"""Who asks, and for whose offers: everybody else learns nothing, not even that something exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from teilhabe.accounts.models import User
from teilhabe.directory.models import Organisation

from ...models import Offer
from ...rules import may_edit_offer, may_manage_members

if TYPE_CHECKING:
    from rules.predicates import Predicate


def allowed(request: HttpRequest, right: Predicate, *about: Any) -> User:
    """Whoever asks, if ``right`` holds for them. Raises PermissionDenied."""
    if not isinstance(request.user, User) or not right.test(request.user, *about):
        raise PermissionDenied
    return request.user


def own_offer(request: HttpRequest, number: int) -> tuple[Offer, User]:
    """The German row of an offer that whoever asks may work on. Raises Http404 for those of others."""
    offer = Offer.objects.source().select_related("organisation", "locale", "taken_by").filter(pk=number).first()
    if offer is None or not isinstance(request.user, User) or not may_edit_offer.test(request.user, offer):
        raise Http404
    return offer, request.user


def own_organisation(request: HttpRequest, slug: str) -> tuple[Organisation, User]:
    """An organisation whose members whoever asks may invite. Raises Http404 for those of others."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is None or not isinstance(request.user, User) or not may_manage_members.test(request.user, found):
        raise Http404
    return found, request.user
