"""The cast of the demonstration: four invented people, one for each role, whose passwords everybody may know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from teilhabe.directory.models import Municipality

from .actions import grant_role, invite_user
from .models import Membership, User

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

Role = Membership.Role


class DemoIsOff(Exception):
    """The cast has public passwords and must never exist in a portal that is not a demonstration."""


@dataclass(frozen=True, slots=True)
class CastMember:
    email: str
    name: str
    password: str
    role: str
    """The role in words, as the demo prints it."""


_CAST = [
    ("verwaltung@teilhabe.example", "Mehtap Arslan", "Ratskeller-Treppe-7", Role.ADMINISTRATOR),
    ("redaktion@teilhabe.example", "Jonas Overath", "Zeitung-am-Morgen-3", Role.EDITOR),
    ("pruefung@teilhabe.example", "Katrin Lemmens", "Vier-Augen-sehen-4", Role.REVIEWER),
    ("koordination@teilhabe.example", "Samuel Tesfay", "Bruecke-ueber-Inde-9", Role.COORDINATOR),
]


@transaction.atomic
def create_cast(*, by: Actor) -> list[CastMember]:
    """Whoever of the cast is missing is created; returns all of it with passwords. Raises DemoIsOff.

    The coordinator needs a municipality (Alsdorf, or the first there is) and is left out while there is none.
    """
    if not settings.DEMO:
        raise DemoIsOff
    cast = []
    home = Municipality.objects.filter(slug="alsdorf").first() or Municipality.objects.first()
    for email, name, password, role in _CAST:
        if role == Role.COORDINATOR and home is None:
            continue
        user = User.objects.filter(email=email).first()
        if user is None:
            user = invite_user(email, name=name, by=by)
            user.set_password(password)
            user.save(update_fields=["password"])
        municipality = home if role == Role.COORDINATOR else None
        membership = grant_role(user, role, municipality=municipality, by=by)
        words = str(membership.get_role_display())
        cast.append(CastMember(email, name, password, f"{words}: {municipality}" if municipality else words))
    return cast
