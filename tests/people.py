"""The cast of the stories: people with a role, made through the actions of the accounts; all share PASSWORD."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from teilhabe.accounts.models import User
    from teilhabe.directory.models import Municipality, Organisation

PASSWORD = "Sonne-ueber-dem-Rursee-5"
_numbers = count(1)


def a_municipality(name: str = "Talheim", ags: str = "05999001") -> Municipality:
    """The municipality with this key; made when there is none."""
    from django.utils.text import slugify

    from teilhabe.directory.models import Municipality

    values = {"name": name, "slug": slugify(name), "kind": Municipality.Kind.CITY}
    return Municipality.objects.get_or_create(ags=ags, defaults=values)[0]


def a_user(name: str = "Aylin Kaya") -> User:
    """Somebody who can sign in and has no role."""
    from teilhabe.accounts.actions import invite_user
    from teilhabe.core.audit import COMMAND_LINE

    user = invite_user(f"person{next(_numbers)}@example.org", name=name, by=COMMAND_LINE)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def an_editor() -> User:
    return _with_role("Jonas Overath", "editor")


def a_reviewer() -> User:
    return _with_role("Katrin Lemmens", "reviewer")


def an_administrator() -> User:
    return _with_role("Mehtap Arslan", "administrator")


def a_translator() -> User:
    return _with_role("Tarek Haddad", "translator")


def a_coordinator(town: Municipality | None = None) -> User:
    """Coordinates ``town``, or the municipality of ``a_municipality()``."""
    return _with_role("Samuel Tesfay", "coordinator", town or a_municipality())


def an_organisation(name: str = "Lernwerkstatt Talheim") -> Organisation:
    """The organisation of this name; made when there is none."""
    from django.utils.text import slugify

    from teilhabe.directory.models import Organisation

    return Organisation.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def a_provider(organisation: Organisation | None = None, name: str = "Rosa Demir") -> User:
    """Publishes offers of ``organisation``, or of that of ``an_organisation()``."""
    return _with_role(name, "provider", organisation=organisation or an_organisation())


def _with_role(
    name: str, role: str, town: Municipality | None = None, organisation: Organisation | None = None
) -> User:
    from teilhabe.accounts.actions import grant_role
    from teilhabe.core.audit import COMMAND_LINE

    user = a_user(name)
    grant_role(user, role, municipality=town, organisation=organisation, by=COMMAND_LINE)
    return user
