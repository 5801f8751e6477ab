"""What the groups of the back office may do with the catalogue; works with and without the website."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from teilhabe.accounts.actions import GROUP_OF_ROLE, Role

_OFFERS = ["add_offer", "change_offer", "view_offer", "lock_offer", "unlock_offer"]
_EASY = ["add_easytext", "change_easytext", "view_easytext"]
_RIGHTS = {
    Role.ADMINISTRATOR: [*_OFFERS, *_EASY],
    Role.EDITOR: [*_OFFERS, *_EASY],
    Role.REVIEWER: [*_OFFERS, *_EASY],
    # The policy keeps the German rows from translators.
    Role.TRANSLATOR: ["change_offer", "view_offer"],
}


def open_catalogue(**_signal: Any) -> None:
    """Give the groups exactly these rights on the catalogue, after every migrate; none publishes by hand."""
    for label in ("catalogue", "wagtailadmin"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    of_catalogue = Permission.objects.filter(content_type__app_label="catalogue")
    for role, names in _RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=GROUP_OF_ROLE[role])
        group.permissions.remove(*of_catalogue.exclude(codename__in=names))
        group.permissions.add(enter, *of_catalogue.filter(codename__in=names))
