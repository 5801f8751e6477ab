"""The back office: editors publish, administrators invite, everybody else stays outside."""

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from teilhabe.accounts.models import Membership, User
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.website.actions.pages import create_start_pages
from teilhabe.website.models import StandardPage
from tests.people import a_coordinator, a_municipality, a_reviewer, a_user, an_administrator, an_editor

pytestmark = pytest.mark.django_db


def _impressum() -> StandardPage:
    create_start_pages(by=COMMAND_LINE)
    return StandardPage.objects.get(slug="impressum", locale__language_code="de")


def test_an_editor_publishes_and_a_reviewer_does_not() -> None:
    page = _impressum()
    assert page.permissions_for_user(an_editor()).can_publish()
    reviewer = page.permissions_for_user(a_reviewer())
    assert reviewer.can_edit()
    assert not reviewer.can_publish()


def test_an_editor_changes_a_page_and_visitors_see_it(client: Client) -> None:
    page = _impressum()
    client.force_login(an_editor())
    form = client.get(f"/verwaltung/pages/{page.pk}/edit/")
    assert form.status_code == 200
    page.intro = "Neu geschrieben."
    page.save_revision(user=an_editor()).publish()
    assert "Neu geschrieben." in Client().get("/impressum").content.decode()


@pytest.mark.parametrize("maker", [a_user, a_coordinator])
def test_whoever_has_no_role_there_stays_outside(client: Client, maker: object) -> None:
    client.force_login(maker())  # type: ignore[operator]  # one of the cast
    answer = client.get("/verwaltung/", follow=True)  # a redirect to the sign-in page would never end
    assert answer.status_code == 403


def test_an_administrator_invites_an_editor(client: Client) -> None:
    administrator = an_administrator()
    client.force_login(administrator)
    answer = client.post(
        "/verwaltung/users/new/", {"email": "Neu@Example.org", "name": "Nora Neumann", "roles": ["editor"]}
    )
    assert answer.status_code == 302
    invited = User.objects.get(email="neu@example.org")
    assert not invited.has_usable_password()
    assert [m.role for m in invited.memberships.all()] == ["editor"]
    assert DBTaskResult.objects.filter(task_path="teilhabe.accounts.jobs.send_invitation").count() == 1
    assert AuditEntry.objects.filter(verb="invite_user", actor=f"user:{administrator.pk}").exists()


def test_an_invitation_without_any_role_is_refused_in_words(client: Client) -> None:
    client.force_login(an_administrator())
    given = {"email": "neu@example.org", "name": "Nora Neumann"}
    page = client.post("/verwaltung/users/new/", given).content.decode()
    assert "Bitte wählen Sie eine Rolle oder eine Kommune" in page
    assert not User.objects.filter(email="neu@example.org").exists()
    client.post("/verwaltung/users/new/", {**given, "coordinated": [a_municipality().pk]})
    assert User.objects.get(email="neu@example.org").memberships.get().role == "coordinator"


def test_nobody_hides_a_page_or_documents_behind_a_shared_password(client: Client) -> None:
    page = _impressum()
    client.force_login(User.objects.create_superuser("leitung@example.org", None))
    collection = Collection.objects.get()
    for address in (f"/verwaltung/pages/{page.pk}/privacy/", f"/verwaltung/collections/{collection.pk}/privacy/"):
        assert b"password" not in client.get(address).content
        client.post(address, {"restriction_type": "password", "password": "sommer"})
    assert not PageViewRestriction.objects.exists()
    assert not CollectionViewRestriction.objects.exists()


def test_an_address_is_invited_only_once(client: Client) -> None:
    known = a_user()
    client.force_login(an_administrator())
    page = client.post(
        "/verwaltung/users/new/", {"email": known.email.upper(), "name": "Zweites Konto", "roles": ["editor"]}
    ).content.decode()
    assert "gibt es schon ein Konto" in page
    assert User.objects.filter(email__iexact=known.email).count() == 1


def test_an_administrator_gives_roles_and_a_municipality_and_closes_an_account(client: Client) -> None:
    user, town = a_user(), a_municipality()
    client.force_login(an_administrator())
    url = f"/verwaltung/users/edit/{user.pk}/"
    client.post(url, {"name": "Ilse Grün", "roles": ["reviewer"], "coordinated": [town.pk], "active": "on"})
    held = {(m.role, m.municipality_id) for m in user.memberships.all()}
    assert held == {("reviewer", None), ("coordinator", town.pk)}
    client.post(url, {"name": "Ilse Grün", "roles": []})
    user.refresh_from_db()
    assert not user.is_active
    assert not user.memberships.exists()


def test_the_last_administrator_is_told_to_hand_over_first(client: Client) -> None:
    administrator = an_administrator()
    client.force_login(administrator)
    page = client.post(f"/verwaltung/users/edit/{administrator.pk}/", {"name": "Mara Hoven", "roles": ["editor"]})
    assert "letzte Person mit der Rolle Administration" in page.content.decode()
    assert Membership.objects.get(user=administrator).role == "administrator"


def test_an_administrator_cannot_change_someone_who_may_do_everything(client: Client) -> None:
    root = User.objects.create_superuser("leitung@example.org", None)
    client.force_login(an_administrator())
    client.post(f"/verwaltung/users/edit/{root.pk}/", {"name": "Übernommen", "roles": []})
    root.refresh_from_db()
    assert root.name == ""
    assert root.is_active


def test_bulk_actions_never_touch_users(client: Client) -> None:
    user = a_user()
    client.force_login(User.objects.create_superuser("leitung@example.org", None))
    client.post(f"/verwaltung/bulk/accounts/user/delete/?next=/&id={user.pk}")
    client.post(f"/verwaltung/bulk/accounts/user/set_active_state/?next=/&id={user.pk}", {"mark_as_active": ""})
    user.refresh_from_db()
    assert user.is_active


def test_an_editor_manages_no_users_and_no_operator(client: Client) -> None:
    client.force_login(an_editor())
    for path in ("/verwaltung/users/", "/verwaltung/users/new/", "/verwaltung/settings/website/operatordetails/"):
        assert client.get(path).status_code in {302, 403}


def test_the_dashboard_reminds_an_administrator_in_german(client: Client) -> None:
    client.force_login(an_administrator())
    page = client.get("/verwaltung/").content.decode()
    assert "zweiten Faktor" in page
    assert "Angaben zum Betreiber fehlen" in page
    assert 'lang="de"' in page


def test_the_back_office_asks_nobody_outside(client: Client) -> None:
    client.force_login(an_administrator())
    answer = client.get("/verwaltung/")
    page = answer.content.decode()
    assert "gravatar" not in page
    assert "releases.wagtail" not in page
    policy = answer.headers["Content-Security-Policy"]
    assert "http" not in policy.replace("https:", "http")
    assert "default-src 'self'" in policy


def test_the_start_page_in_the_tree_is_the_home_page(client: Client) -> None:
    _impressum()
    start = Page.objects.get(slug="start")
    client.force_login(an_editor())
    preview = client.get(f"/verwaltung/pages/{start.pk}/view_draft/")
    assert "Was der Rat beschließt." in preview.content.decode()
