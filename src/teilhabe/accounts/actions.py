"""Invite, grant, revoke: the ways in which someone gets a key to the portal or loses it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from teilhabe.core import audit

from .models import Membership, User
from .queries import forget_roles

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor
    from teilhabe.directory.models import Municipality, Organisation

Role = Membership.Role

GROUP_OF_ROLE = {
    Role.ADMINISTRATOR: "Administration",
    Role.EDITOR: "Redaktion",
    Role.REVIEWER: "Prüfung",
    Role.TRANSLATOR: "Übersetzung",
}
"""The group of the back office that a role opens. Coordinators and providers have none: they never see it."""


class LastAdministrator(Exception):
    """The portal would be left without anybody who may manage it."""


@transaction.atomic
def invite_user(email: str, *, name: str = "", by: Actor) -> User:
    """An account without a password; the mail that lets its owner set one is accounts.jobs.send_invitation.

    The address counts as verified: the only way in is a link sent to it. Raises ValidationError if it is taken.
    """
    user = User.objects.create_user(email, None, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    audit.record("invite_user", user, by=by)
    return user


@transaction.atomic
def grant_role(
    user: User,
    role: str,
    *,
    by: Actor,
    organisation: Organisation | None = None,
    municipality: Municipality | None = None,
) -> Membership:
    """Give ``user`` the role, for the whole portal unless a scope is named. Granting it twice changes nothing."""
    membership, new = Membership.objects.get_or_create(
        user=user, role=role, organisation=organisation, municipality=municipality
    )
    if new:
        audit.record("grant_role", user, by=by, **_spelled_out(membership))
    _open_back_office(user)
    return membership


@transaction.atomic
def revoke_role(
    user: User,
    role: str,
    *,
    by: Actor,
    organisation: Organisation | None = None,
    municipality: Municipality | None = None,
) -> None:
    """Take the role back; a role not held changes nothing. Raises LastAdministrator."""
    held = Membership.objects.filter(user=user, role=role, organisation=organisation, municipality=municipality).first()
    if held is None:
        return
    if role == Role.ADMINISTRATOR and not _administrators_besides(user):
        raise LastAdministrator
    details = _spelled_out(held)
    held.delete()
    audit.record("revoke_role", user, by=by, **details)
    _open_back_office(user)


@transaction.atomic
def set_portal_roles(user: User, roles: Iterable[str], *, by: Actor) -> None:
    """Make ``roles`` the portal-wide roles of ``user``; scoped roles stay. Raises LastAdministrator."""
    wanted = set(roles)
    held = set(user.memberships.filter(organisation=None, municipality=None).values_list("role", flat=True))
    for role in sorted(wanted - held):
        grant_role(user, role, by=by)
    for role in sorted(held - wanted):
        revoke_role(user, role, by=by)


@transaction.atomic
def set_coordinated(user: User, municipalities: Iterable[Municipality], *, by: Actor) -> None:
    """Make ``user`` the coordinator of exactly these municipalities."""
    wanted: dict[int | None, Municipality] = {municipality.pk: municipality for municipality in municipalities}
    held: dict[int | None, Municipality | None] = {
        membership.municipality_id: membership.municipality
        for membership in user.memberships.filter(role=Role.COORDINATOR).select_related("municipality")
    }
    for key in wanted.keys() - held.keys():
        grant_role(user, Role.COORDINATOR, municipality=wanted[key], by=by)
    for key in held.keys() - wanted.keys():
        revoke_role(user, Role.COORDINATOR, municipality=held[key], by=by)


@transaction.atomic
def deactivate_user(user: User, *, by: Actor) -> None:
    """Nobody signs in with this account any more; its roles stay for the day it is needed again.
    Raises LastAdministrator."""
    is_one = user.is_superuser or user.memberships.filter(role=Role.ADMINISTRATOR).exists()
    if user.is_active and is_one and not _administrators_besides(user):
        raise LastAdministrator
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record("deactivate_user", user, by=by)


@transaction.atomic
def reactivate_user(user: User, *, by: Actor) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("reactivate_user", user, by=by)


def _administrators_besides(user: User) -> bool:
    others = User.objects.exclude(pk=user.pk).filter(is_active=True)
    return others.filter(is_superuser=True).exists() or others.filter(memberships__role=Role.ADMINISTRATOR).exists()


def _open_back_office(user: User) -> None:
    """Keep the groups and ``is_staff`` of ``user`` in step with the roles held."""
    forget_roles(user)
    held = set(user.memberships.values_list("role", flat=True))
    names = {name for role, name in GROUP_OF_ROLE.items() if role in held}
    for name in GROUP_OF_ROLE.values():
        group, _ = Group.objects.get_or_create(name=name)
        if name in names:
            user.groups.add(group)
        else:
            user.groups.remove(group)
    staff = user.is_superuser or bool(names)
    if user.is_staff != staff:
        user.is_staff = staff
        user.save(update_fields=["is_staff"])


def _spelled_out(membership: Membership) -> dict[str, object]:
    return {
        "role": membership.role,
        "organisation": membership.organisation_id,
        "municipality": membership.municipality.ags if membership.municipality else None,
    }
