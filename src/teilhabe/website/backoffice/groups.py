"""What each role may do in the back office. Whoever holds a role is put into its group by accounts.actions."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from teilhabe.accounts.actions import GROUP_OF_ROLE, Role

_PAGES = {
    Role.ADMINISTRATOR: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    Role.EDITOR: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    Role.REVIEWER: ["add_page", "change_page"],
    Role.TRANSLATOR: [],
}
_FILES = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
_RIGHTS = {
    Role.ADMINISTRATOR: [
        "wagtailadmin.access_admin",
        "wagtail_localize.submit_translation",
        "website.change_operatordetails",
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
    ],
    Role.EDITOR: [
        "wagtailadmin.access_admin",
        "wagtail_localize.submit_translation",
    ],
    Role.REVIEWER: ["wagtailadmin.access_admin"],
    Role.TRANSLATOR: ["wagtailadmin.access_admin"],
}


def open_back_office(**_signal: Any) -> None:
    """Give the groups of the roles exactly these rights, after every migrate; Wagtail's own groups go."""
    from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

    for label in {right.split(".")[0] for rights in _RIGHTS.values() for right in rights} | {
        "wagtailcore",
        "wagtailimages",
        "wagtaildocs",
    }:
        create_permissions(apps.get_app_config(label), verbosity=0)
    root = Page.get_first_root_node()
    files = Collection.get_first_root_node()
    for role, name in GROUP_OF_ROLE.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(_named(_RIGHTS[role]))
        if root is not None:
            for permission in Permission.objects.filter(
                content_type__app_label="wagtailcore", codename__in=_PAGES[role]
            ):
                GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        if files is not None and role not in {Role.REVIEWER, Role.TRANSLATOR}:
            for permission in Permission.objects.filter(
                content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=_FILES
            ):
                GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=permission)
    Group.objects.filter(name__in=["Moderators", "Editors"], user=None).delete()


def _named(rights: list[str]) -> list[Permission]:
    found = []
    for right in rights:
        app_label, codename = right.split(".")
        found.append(Permission.objects.get(content_type__app_label=app_label, codename=codename))
    return found
