"""Every address of the workspace, tried by somebody of another organisation: nothing is there for them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from teilhabe.accounts.models import User
from teilhabe.catalogue.actions import submit_offer
from teilhabe.catalogue.actions.attachments import attach_file
from teilhabe.catalogue.models import Offer, OfferFile, State
from teilhabe.catalogue.urls.provider import urlpatterns
from teilhabe.catalogue.views.provider.doing import DEEDS
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry

from .. import people
from .offers import a_draft, an_offer

pytestmark = pytest.mark.django_db

# Of one organisation: these take the number of its offer, of its file, its slug.
OF_ONE = {"offer", "edit", "preview", "history", "file_add", "file_remove", "do", "file", "members", "member_remove"}
FOR_EVERYBODY = {"register", "registered", "confirm", "step"}
FOR_EDITORS = {"reviews", "review", "requests", "request_decide", "proposals", "proposal_decide"}
OWN_LIST = {"home", "new"}


def test_every_address_of_the_workspace_is_of_one_of_these_kinds() -> None:
    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert names == OF_ONE | FOR_EVERYBODY | FOR_EDITORS | OWN_LIST


@pytest.fixture
def rosa() -> User:
    return people.a_provider()


@pytest.fixture
def ole() -> Client:
    """The browser of somebody who writes for another organisation."""
    client = Client()
    client.force_login(people.a_provider(people.an_organisation("Nachbarschaftstreff"), name="Ole Brandt"))
    return client


def _addresses(offer: Offer, file: OfferFile, rosa: User) -> list[str]:
    number = [offer.pk]
    own = people.an_organisation().slug
    found = [reverse(f"provider:{name}", args=number) for name in ("offer", "edit", "preview", "history", "file_add")]
    found += [reverse("provider:do", args=[offer.pk, deed]) for deed in DEEDS]
    found += [
        reverse("provider:file_remove", args=[offer.pk, file.pk]),
        reverse("provider:file", args=[file.pk, file.name]),
        reverse("provider:members", args=[own]),
        reverse("provider:member_remove", args=[own, rosa.pk]),
    ]
    return found


@pytest.mark.parametrize("stands", ["draft", "waiting", "public"])
def test_another_organisation_finds_nothing_at_any_address(ole: Client, rosa: User, stands: str) -> None:
    offer = an_offer() if stands == "public" else a_draft(by=rosa)
    file = attach_file(offer, b"%PDF-1.7 x", name="Flyer.pdf", title="Flyer", by=COMMAND_LINE)
    if stands == "waiting":
        submit_offer(Offer.objects.get(), by=rosa)
    before = Offer.objects.values().get()
    done = AuditEntry.objects.count()
    sent = {"tun": "speichern", "title": "Übernommen", "reason": "Weil ich es kann.", "ended": "2026-01-01"}
    for address in _addresses(offer, file, rosa):
        for prefix in ("", "/en"):
            assert ole.get(prefix + address).status_code in {404, 405}, address
            # The file itself is only read.
            assert ole.post(prefix + address, sent).status_code in {404, 405}, address
    assert Offer.objects.values().get() == before
    assert AuditEntry.objects.count() == done
    assert OfferFile.every.count() == 1
    assert rosa.memberships.count() == 1


def test_a_file_of_another_offer_is_not_removed_through_the_own_one(ole: Client, rosa: User) -> None:
    own = a_draft(people.an_organisation("Nachbarschaftstreff"), title="Eigenes")
    foreign = attach_file(a_draft(by=rosa), b"%PDF-1.7 x", name="Flyer.pdf", title="Flyer", by=rosa)
    assert ole.post(f"/anbieter/angebot/{own.pk}/datei/{foreign.pk}/entfernen").status_code == 404
    assert OfferFile.every.exists()


def test_a_member_of_another_organisation_is_not_removed_through_the_own_one(ole: Client, rosa: User) -> None:
    assert ole.post(f"/anbieter/organisation/nachbarschaftstreff/mitglieder/{rosa.pk}/entfernen").status_code == 404
    assert rosa.memberships.count() == 1


def test_the_list_shows_only_the_own_offers(ole: Client, rosa: User) -> None:
    an_offer(title="Fremder Kurs")
    an_offer(people.an_organisation("Nachbarschaftstreff"), title="Eigener Treff")
    page = ole.get("/anbieter/").content.decode()
    assert "Eigener Treff" in page
    assert "Fremder Kurs" not in page
    assert "Lernwerkstatt Talheim" not in page


def test_who_writes_for_two_organisations_sees_both() -> None:
    from teilhabe.accounts.actions import grant_role

    other = people.an_organisation("Nachbarschaftstreff")
    rosa = people.a_provider()
    grant_role(rosa, "provider", organisation=other, by=COMMAND_LINE)
    an_offer(title="Erster Kurs")
    an_offer(other, title="Zweiter Kurs")
    client = Client()
    client.force_login(rosa)
    page = client.get("/anbieter/").content.decode()
    assert "Erster Kurs" in page
    assert "Zweiter Kurs" in page


def test_whoever_was_removed_finds_nothing_any_more(rosa: User) -> None:
    from teilhabe.accounts.actions import revoke_role

    offer = a_draft(by=rosa)
    client = Client()
    client.force_login(rosa)
    assert client.get(f"/anbieter/angebot/{offer.pk}/").status_code == 200
    revoke_role(rosa, "provider", organisation=people.an_organisation(), by=COMMAND_LINE)
    assert client.get(f"/anbieter/angebot/{offer.pk}/").status_code == 404
    assert client.get("/anbieter/").status_code == 403


def test_a_translation_is_no_offer_of_the_workspace(rosa: User) -> None:
    from wagtail.models import Locale

    offer = an_offer()
    english = offer.copy_for_translation(Locale.objects.get_or_create(language_code="en")[0])
    english.save()
    client = Client()
    client.force_login(rosa)
    assert client.get(f"/anbieter/angebot/{english.pk}/").status_code == 404
    assert offer.state == State.PUBLISHED
