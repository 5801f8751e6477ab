"""The cast of the demonstration: invented people, some for each role, whose passwords everybody may know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from teilhabe.directory.models import Municipality, Organisation

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
# Who publishes offers, with the short name (slug) of the organisation in directory/demo/places.toml.
_PROVIDERS = [
    ("sprachbruecke@teilhabe.example", "Nilüfer Aksoy", "Birnbaum-im-Hof-6", "sprachbruecke-nordkreis-e-v"),
    ("indeland@teilhabe.example", "Rosa Demir", "Kuchen-am-Freitag-8", "haus-der-begegnung-indeland-e-v"),
    ("wurmtal@teilhabe.example", "Henning Quadflieg", "Bank-unter-Linden-5", "nachbarschaft-wurmtal-e-v"),
    ("kupferhof@teilhabe.example", "Tesfaye Haile", "Kreide-im-Kasten-2", "lernwerkstatt-kupferhof-ggmbh"),
]


@transaction.atomic
def create_cast(*, by: Actor) -> list[CastMember]:
    """Whoever of the cast is missing is created; returns all of it with passwords. Raises DemoIsOff.

    The coordinator needs a municipality (Alsdorf, or the first there is), a provider its organisation; both are left
    out while there is none.
    """
    if not settings.DEMO:
        raise DemoIsOff
    cast = []
    home = Municipality.objects.filter(slug="alsdorf").first() or Municipality.objects.first()
    for email, name, password, role in _CAST:
        if role == Role.COORDINATOR and home is None:
            continue
        municipality = home if role == Role.COORDINATOR else None
        cast.append(_member(email, name, password, role, municipality, by=by))
    organisations = {one.slug: one for one in Organisation.objects.filter(slug__in=[row[3] for row in _PROVIDERS])}
    for email, name, password, slug in _PROVIDERS:
        if slug in organisations:
            cast.append(_member(email, name, password, Role.PROVIDER, organisations[slug], by=by))
    return cast


def _member(
    email: str, name: str, password: str, role: Role, scope: Municipality | Organisation | None, *, by: Actor
) -> CastMember:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = invite_user(email, name=name, by=by)
        user.set_password(password)
        user.save(update_fields=["password"])
    membership = grant_role(
        user,
        role,
        municipality=scope if isinstance(scope, Municipality) else None,
        organisation=scope if isinstance(scope, Organisation) else None,
        by=by,
    )
    words = str(membership.get_role_display())
    return CastMember(email, name, password, f"{words}: {scope}" if scope else words)
