"""Organisations that publish offers: they ask, are let in or refused, and look after their own members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, count
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from teilhabe.accounts.actions import grant_role, invite_user, revoke_role
from teilhabe.accounts.models import Membership, User
from teilhabe.core import audit
from teilhabe.core.audit import Actor, SystemActor
from teilhabe.core.models import AuditEntry
from teilhabe.core.text import slug
from teilhabe.directory.models import Municipality, Organisation

from ..models import ProviderRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

VISITOR = SystemActor("visitor")
PER_HOUR = 5
"""Requests and proposals that one sender may leave within an hour."""
MOST_INVITATIONS = 20
"""People that an organisation may invite by itself; more are for the editors."""
PER_DAY = 10
"""Invitations that one member may send within a day."""


class TooManyMessages(Exception):
    """This sender has left PER_HOUR messages within the last hour."""


class AlreadyDecided(Exception):
    """Somebody else was faster."""


class LastMember(Exception):
    """The organisation would be left without anybody who may change its offers."""


class TooManyMembers(Exception):
    """An organisation invites at most MOST_INVITATIONS people by itself."""


class TooManyInvitations(Exception):
    """This member has sent PER_DAY invitations within a day."""


class NotActive(Exception):
    """The account of this address was closed; the administration decides about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """A checked request of an organisation; ``email`` is that of the person who will sign in."""

    name: str
    email: str
    person: str
    message: str
    homepage: str = ""
    municipality: Municipality | None = None
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """``new``: the account was made just now and needs a mail with which its owner sets a password."""

    user: User
    new: bool


@transaction.atomic
def receive_request(new: NewRequest, *, by: Actor = VISITOR) -> ProviderRequest:
    """Keep the request for an editor; the same address asking again while one waits is kept once.

    Raises TooManyMessages.
    """
    since = timezone.now() - timedelta(hours=1)
    if new.sender and ProviderRequest.objects.from_sender_since(new.sender, since).count() >= PER_HOUR:
        raise TooManyMessages
    waiting = ProviderRequest.objects.open().filter(email__iexact=new.email, name__iexact=new.name).first()
    if waiting is not None:
        return waiting
    request = ProviderRequest.objects.create(
        name=new.name,
        homepage=new.homepage,
        municipality=new.municipality,
        email=new.email,
        person=new.person,
        message=new.message,
        sender=new.sender,
    )
    audit.record("receive_provider_request", request, by=by)
    return request


@transaction.atomic
def approve_request(request: ProviderRequest, *, organisation: Organisation | None, by: User) -> Invited:
    """Let the organisation in, as a new one or as ``organisation``, and invite who asked. Raises AlreadyDecided,
    NotActive."""
    request = _undecided(request)
    if organisation is None:
        organisation = create_organisation(
            request.name, homepage=request.homepage, municipality=request.municipality, by=by
        )
    invited = invite_member(organisation, request.email, name=request.person, by=by)
    _decide(request, ProviderRequest.State.APPROVED, organisation=organisation, by=by)
    return invited


@transaction.atomic
def refuse_request(request: ProviderRequest, reason: str, *, by: User) -> ProviderRequest:
    """Refuse it; who asked is known until the mail with the reason is out. Raises AlreadyDecided."""
    return _decide(_undecided(request), ProviderRequest.State.REFUSED, reason=reason, by=by)


@transaction.atomic
def forget_who_asked(request: ProviderRequest, *, by: Actor) -> None:
    """Delete name, address and message of whoever sent a request that is decided."""
    ProviderRequest.objects.filter(pk=request.pk).exclude(state=ProviderRequest.State.OPEN).update(
        email="", person="", message="", sender=""
    )
    audit.record("forget_who_asked", request, by=by)


@transaction.atomic
def create_organisation(name: str, *, homepage: str, municipality: Municipality | None, by: Actor) -> Organisation:
    """A new organisation under a free address."""
    wanted = slug(name, limit=70) or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    names: Iterator[str] = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    organisation = Organisation.objects.create(
        name=name,
        slug=next(one for one in names if one not in taken),
        homepage=homepage,
        municipality=municipality,
    )
    audit.record("create_organisation", organisation, by=by)
    return organisation


@transaction.atomic
def invite_member(organisation: Organisation, email: str, *, name: str = "", by: Actor, most: int = 0) -> Invited:
    """Let somebody write for ``organisation``; whoever has an account already keeps it.

    ``most`` > 0 limits how many the organisation may have, and ``by`` to PER_DAY invitations, also of people who were
    removed since. Raises TooManyMembers, TooManyInvitations, NotActive, ValidationError.
    """
    members = Membership.objects.filter(organisation=organisation, role=Membership.Role.PROVIDER)
    if most and members.count() >= most:
        raise TooManyMembers
    if most and _invitations_today(by) >= PER_DAY:
        raise TooManyInvitations
    user = User.objects.filter(email__iexact=email).first()
    if user is not None and not user.is_active:
        raise NotActive
    new = user is None
    if user is None:
        user = invite_user(email, name=name, by=by)
    grant_role(user, Membership.Role.PROVIDER, organisation=organisation, by=by)
    return Invited(user, new)


@transaction.atomic
def remove_member(organisation: Organisation, user: User, *, by: Actor) -> None:
    """Take the right to write for ``organisation`` back. Raises LastMember."""
    # The rows are locked, so that two people who remove each other at the same moment do not both succeed.
    members = Membership.objects.select_for_update().filter(
        organisation=organisation, role=Membership.Role.PROVIDER, user__is_active=True
    )
    held = [membership.user_id for membership in members]
    if held == [user.pk]:
        raise LastMember
    revoke_role(user, Membership.Role.PROVIDER, organisation=organisation, by=by)


@transaction.atomic
def forget_requests(now: datetime, *, by: Actor) -> int:
    """Delete what was asked more than FEEDBACK_DAYS ago; returns how many requests."""
    old = ProviderRequest.objects.filter(created__lt=now - timedelta(days=settings.FEEDBACK_DAYS))
    for request in old:
        audit.record("forget_provider_request", request, by=by)
    return old.delete()[0]


def _invitations_today(by: Actor) -> int:
    """How often ``by`` has let somebody in within a day, as the audit says."""
    since = timezone.now() - timedelta(days=1)
    acts = AuditEntry.objects.filter(verb="grant_role", actor=by.audit_name, at__gte=since)
    return acts.filter(details__role=Membership.Role.PROVIDER).count()


def _undecided(request: ProviderRequest) -> ProviderRequest:
    request = ProviderRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != ProviderRequest.State.OPEN:
        raise AlreadyDecided
    return request


def _decide(
    request: ProviderRequest,
    state: ProviderRequest.State,
    *,
    by: User,
    reason: str = "",
    organisation: Organisation | None = None,
) -> ProviderRequest:
    request.state, request.reason, request.organisation = state, reason, organisation
    request.decided, request.decided_by = timezone.now(), by
    request.sender = ""
    if state == ProviderRequest.State.APPROVED:
        # The account knows the person now.
        request.email = request.person = ""
    request.save()
    verb = "approve" if state == ProviderRequest.State.APPROVED else "refuse"
    audit.record(f"{verb}_provider_request", request, by=by)
    return request
