"""What is counted of readers: numbers for each day, of people and not of machines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from teilhabe.accounts.models import User
from teilhabe.catalogue.actions import withdraw_offer
from teilhabe.catalogue.jobs import forget_old_reach
from teilhabe.catalogue.models import OfferReach
from teilhabe.catalogue.reach import count_view
from teilhabe.core.audit import COMMAND_LINE

from .. import people
from .offers import a_draft, a_translation, an_offer

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def _request(agent: str = BROWSER, user: User | None = None, **headers: Any) -> HttpRequest:
    request = RequestFactory().get("/angebote/x", headers={"User-Agent": agent, **headers})
    request.user = user or AnonymousUser()
    return request


def test_readers_are_counted_by_day_and_nothing_else_is_kept() -> None:
    offer = an_offer()
    count_view(_request(), offer)
    count_view(_request(), offer)
    row = OfferReach.objects.values().get()
    assert row == {"id": row["id"], "offer_id": offer.pk, "day": timezone.localdate(), "views": 2, "steps": 0}


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0",
        "python-requests/2.32",
    ],
)
def test_machines_are_not_counted(agent: str) -> None:
    count_view(_request(agent), an_offer())
    assert not OfferReach.objects.exists()


def test_neither_its_provider_nor_an_editor_nor_a_look_ahead_is_counted() -> None:
    offer = an_offer()
    count_view(_request(user=people.a_provider()), offer)
    count_view(_request(user=people.an_editor()), offer)
    count_view(_request(Purpose="prefetch;prerender"), offer)
    assert not OfferReach.objects.exists()
    count_view(_request(user=people.a_user()), offer)
    assert OfferReach.objects.get().views == 1


def test_the_way_on_is_counted_and_leads_only_to_what_the_offer_names(client: Client) -> None:
    offer = an_offer(homepage="https://lernwerkstatt.example/kurs?a=1")
    path = f"/anbieter/weiter/{offer.pk}"
    answer = client.get(f"{path}/internetseite", headers={"User-Agent": BROWSER})
    assert answer.headers["Location"] == "https://lernwerkstatt.example/kurs?a=1"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert OfferReach.objects.get().steps == 1
    assert client.get(f"{path}/anmeldung").status_code == 404
    assert client.get(f"{path}/title").status_code == 404
    hidden = a_draft(homepage="https://lernwerkstatt.example/")
    assert client.get(f"/anbieter/weiter/{hidden.pk}/internetseite").status_code == 404


def test_the_way_on_leads_nowhere_from_a_translation_of_what_was_withdrawn(client: Client) -> None:
    offer = an_offer(registration_url="https://anmeldung.example")
    row = a_translation(offer, "tr", title="Sabah Almancası")
    assert client.get(f"/anbieter/weiter/{offer.pk}/anmeldung").status_code == 302
    withdraw_offer(offer, by=COMMAND_LINE)
    for number in (offer.pk, row.pk):
        assert client.get(f"/anbieter/weiter/{number}/anmeldung").status_code == 404


def test_what_was_counted_is_forgotten_after_a_year() -> None:
    offer, today = an_offer(), timezone.localdate()
    for days in (0, 84, 365, 367):
        OfferReach.objects.create(offer=offer, day=today - timedelta(days=days), views=1)
    assert forget_old_reach.call() == 1
    assert OfferReach.objects.count() == 3
