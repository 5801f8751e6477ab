"""Who holds which role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .models import User


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role with where it counts; both None: for the whole portal."""

    role: str
    organisation_id: int | None
    municipality_id: int | None


def roles_of(user: User | AnonymousUser) -> frozenset[HeldRole]:
    """The roles of ``user``, asked once per user object; none for a visitor or someone who was deactivated."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    held: frozenset[HeldRole] | None = user.__dict__.get("_held_roles")
    if held is None:
        rows = user.memberships.values_list("role", "organisation_id", "municipality_id")
        held = frozenset(HeldRole(*row) for row in rows)
        user.__dict__["_held_roles"] = held  # a memo on this one object, not a field
    return held


def forget_roles(user: User) -> None:
    """Have ``roles_of`` ask again: after a change of the memberships."""
    user.__dict__.pop("_held_roles", None)
