"""Roles: given once, taken back, and always in step with the doors they open."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from teilhabe.accounts import rules
from teilhabe.accounts.actions import (
    LastAdministrator,
    deactivate_user,
    grant_role,
    revoke_role,
    set_coordinated,
    set_portal_roles,
)
from teilhabe.accounts.models import Membership, User
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from tests.people import a_coordinator, a_municipality, a_user, an_administrator, an_editor

pytestmark = pytest.mark.django_db
needs_the_website = pytest.mark.skipif(
    "website" not in settings.TEILHABE_APPS, reason="the back office belongs to the website"
)
Role = Membership.Role


def test_a_role_for_the_whole_portal_cannot_be_stored_twice() -> None:
    editor = an_editor()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=editor, role=Role.EDITOR)


def test_a_role_in_one_municipality_cannot_be_stored_twice_but_in_two_it_can() -> None:
    town, other = a_municipality(), a_municipality("Nebental", "05999002")
    coordinator = a_coordinator(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=coordinator, role=Role.COORDINATOR, municipality=town)
    grant_role(coordinator, Role.COORDINATOR, municipality=other, by=COMMAND_LINE)
    assert coordinator.memberships.count() == 2


def test_granting_twice_changes_nothing_and_is_told_once() -> None:
    user = a_user()
    grant_role(user, Role.EDITOR, by=COMMAND_LINE)
    grant_role(user, Role.EDITOR, by=COMMAND_LINE)
    assert user.memberships.count() == 1
    assert AuditEntry.objects.filter(verb="grant_role", subject_id=str(user.pk)).count() == 1


@needs_the_website
def test_the_back_office_opens_with_the_role_and_closes_without_it() -> None:
    user = a_user()
    assert not user.has_perm("wagtailadmin.access_admin")

    grant_role(user, Role.EDITOR, by=COMMAND_LINE)
    editor = User.objects.get(pk=user.pk)
    assert editor.has_perm("wagtailadmin.access_admin")
    assert editor.is_staff
    assert rules.may_manage_sources.test(editor)

    revoke_role(user, Role.EDITOR, by=COMMAND_LINE)
    former = User.objects.get(pk=user.pk)
    assert not former.has_perm("wagtailadmin.access_admin")
    assert not former.is_staff
    assert not rules.may_manage_sources.test(former)


def test_a_right_is_asked_anew_after_a_change() -> None:
    user = a_user()
    assert not rules.is_editor.test(user)
    grant_role(user, Role.EDITOR, by=COMMAND_LINE)
    assert rules.is_editor.test(user)


def test_a_coordinator_never_sees_the_back_office() -> None:
    coordinator = a_coordinator()
    assert not rules.may_enter_back_office.test(coordinator)
    assert not coordinator.has_perm("wagtailadmin.access_admin")


@needs_the_website
def test_an_editor_handles_feedback_but_does_not_manage_users() -> None:
    editor, administrator = an_editor(), an_administrator()
    assert rules.may_handle_feedback.test(editor)
    assert not rules.may_manage_users.test(editor)
    assert not editor.has_perm("accounts.change_user")
    assert administrator.has_perm("accounts.change_user")


def test_the_last_administrator_can_neither_lose_the_role_nor_the_account() -> None:
    administrator = an_administrator()
    with pytest.raises(LastAdministrator):
        revoke_role(administrator, Role.ADMINISTRATOR, by=administrator)
    with pytest.raises(LastAdministrator):
        deactivate_user(administrator, by=administrator)
    an_administrator()
    revoke_role(administrator, Role.ADMINISTRATOR, by=administrator)
    assert not rules.is_administrator.test(administrator)


def test_someone_deactivated_has_no_rights_left() -> None:
    editor = an_editor()
    deactivate_user(editor, by=an_administrator())
    assert not rules.is_editor.test(User.objects.get(pk=editor.pk))


def test_roles_are_set_to_exactly_what_is_wanted() -> None:
    town, other = a_municipality(), a_municipality("Nebental", "05999002")
    user = a_coordinator(town)
    set_portal_roles(user, [Role.REVIEWER, Role.EDITOR], by=COMMAND_LINE)
    set_portal_roles(user, [Role.REVIEWER], by=COMMAND_LINE)
    set_coordinated(user, [other], by=COMMAND_LINE)
    held = {(m.role, m.municipality) for m in user.memberships.select_related("municipality")}
    assert held == {(Role.REVIEWER, None), (Role.COORDINATOR, other)}
    assert [group.name for group in user.groups.all()] == ["Prüfung"]


def test_the_audit_names_a_person_by_number_only() -> None:
    administrator, user = an_administrator(), a_user("Ilse Grün")
    grant_role(user, Role.EDITOR, by=administrator)
    entry = AuditEntry.objects.filter(verb="grant_role", subject_id=str(user.pk)).get()
    assert entry.actor == f"user:{administrator.pk}"
    assert "Ilse" not in str(entry.details)
