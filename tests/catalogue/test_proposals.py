"""Aylin has no account: she suggests an offer and says what is wrong in another. Editors decide."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from teilhabe.catalogue.actions.proposals import NewProposal, draft_from_proposal, receive_proposal
from teilhabe.catalogue.jobs import forget_old_messages
from teilhabe.catalogue.models import Offer, Proposal, State

from .. import people
from .offers import a_draft, an_offer

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "title": "Fahrradkurs",
    "provider": "Radlerinnen e. V.",
    "url": "rad.example",
    "text": "Für Frauen, jeden Mai.",
}


def _say(client: Client, path: str = "/anbieter/hinweis", seconds: int = 30, **answers: str) -> Any:
    with travel(timezone.now(), tick=False) as clock:
        page = client.get(path).content.decode()
        opened = re.search(r'name="opened" value="([^"]+)"', page)[1]  # type: ignore[index]  # fails the test if missing
        clock.shift(timedelta(seconds=seconds))
        return client.post(path, {"opened": opened} | answers)


@pytest.fixture
def jonas() -> Client:
    """His browser."""
    client = Client()
    client.force_login(people.an_editor())
    return client


def test_a_suggestion_becomes_a_draft(client: Client, jonas: Client) -> None:
    assert _say(client, **SAID).headers["Location"] == "/anbieter/hinweis/danke"
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.url, len(proposal.sender)) == ("suggestion", "https://rad.example", 32)
    assert "Für Frauen, jeden Mai." in jonas.get("/anbieter/hinweise").content.decode()
    organisation = people.an_organisation("Radlerinnen")
    jonas.post(f"/anbieter/hinweise/{proposal.pk}/entwurf", {"organisation": ""})
    assert not Offer.objects.exists()
    jonas.post(f"/anbieter/hinweise/{proposal.pk}/entwurf", {"organisation": organisation.pk})
    offer = Offer.objects.get()
    assert (offer.title, offer.organisation, offer.state) == ("Fahrradkurs", organisation, State.DRAFT)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.offer) == ("done", offer)


def test_a_mistake_is_reported_in_an_offer_and_settled_with_a_note(client: Client, jonas: Client) -> None:
    offer = an_offer()
    _say(client, f"/anbieter/hinweis?angebot={offer.slug}", text="Die Telefonnummer ist falsch.", email="a@example.org")
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.offer) == ("mistake", offer)
    jonas.post(f"/anbieter/hinweise/{proposal.pk}/erledigt", {"note": "Nummer berichtigt."})
    jonas.post(f"/anbieter/hinweise/{proposal.pk}/ablehnen", {"note": "Doch nicht."})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == ("done", "Nummer berichtigt.")
    assert jonas.post(f"/anbieter/hinweise/{proposal.pk}/entwurf", {"organisation": 1}).status_code == 404


def test_nobody_learns_from_the_form_which_drafts_there_are(client: Client) -> None:
    assert client.get(f"/anbieter/hinweis?angebot={a_draft().slug}").status_code == 404
    assert client.get("/anbieter/hinweis?angebot=gibt-es-nicht").status_code == 404


def test_what_is_missing_is_told(client: Client) -> None:
    answer = _say(client, text="kurz", email="a@")
    assert answer.status_code == 422
    for sentence in ("Bitte nennen Sie das Angebot.", "mindestens zehn Zeichen", "nicht vollständig"):
        assert sentence in answer.content.decode()


def test_machines_and_floods_do_not_get_through(client: Client) -> None:
    _say(client, **SAID, homepage="https://werbung.example")
    _say(client, **SAID, seconds=1)
    assert not Proposal.objects.exists()
    for _ in range(5):
        _say(client, **SAID)
    assert "in der letzten Stunde" in _say(client, **SAID).content.decode()
    assert Proposal.objects.count() == 5


def test_what_was_written_is_forgotten_after_a_while(client: Client) -> None:
    _say(client, **SAID, email="aylin@example.org")
    with travel(timezone.now() + timedelta(days=179), tick=False):
        assert forget_old_messages.call() == 0
    with travel(timezone.now() + timedelta(days=181), tick=False):
        assert forget_old_messages.call() == 1
    assert not Proposal.objects.exists()


def test_what_a_visitor_wrote_becomes_no_address() -> None:
    katrin = people.an_editor()
    proposal = receive_proposal(NewProposal(text="Frau Schmitz aus der Talstraße 3 lernt dort seit Mai Deutsch."))
    offer = draft_from_proposal(proposal, organisation=people.an_organisation(), by=katrin)
    assert (offer.title, offer.slug) == (f"Vorschlag {proposal.pk}", f"vorschlag-{proposal.pk}")
