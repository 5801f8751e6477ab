"""An offer from its first words to its end, in the browser: written, returned, mended, found everywhere, hidden."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Page, expect

from .portal import Portal
from .test_taking_part import sign_in
from .watch import Watch

TITLE = "Lesebrücke am Kupferhof"
SLUG = "lesebruecke-am-kupferhof"

# Half a year goes by for this offer alone, and the night in which the portal looks after its offers.
TIME_PASSES = f"""
from datetime import timedelta
from django.utils import timezone
from teilhabe.catalogue.actions.time import let_time_pass
from teilhabe.catalogue.models import Offer
from teilhabe.core.audit import SCHEDULER
today = timezone.localdate()
Offer.objects.filter(slug="{SLUG}").update(review_due=today - timedelta(days=DAYS))
let_time_pass(today, by=SCHEDULER)
"""


@pytest.fixture
def somebody(new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[[], Page]:
    """A browser of one's own for each person of the story."""

    def opened() -> Page:
        page = new_context().new_page()
        watch.over(page)
        return page

    return opened


def test_an_offer_is_written_returned_mended_published_found_and_hidden_in_the_end(
    somebody: Callable[[], Page], portal: Portal
) -> None:
    provider, reviewer, reader = somebody(), somebody(), somebody()

    _writes_and_hands_in(provider, portal)
    assert _status(portal, f"/angebote/{SLUG}") == 404, "nobody has reviewed it"

    sign_in(reviewer, portal, "Prüfung")
    reviewer.goto("/anbieter/pruefen")
    reviewer.get_by_role("link", name=TITLE).click()
    reviewer.get_by_text("Zurückgeben", exact=True).click()
    reviewer.get_by_label(re.compile("Begründung")).fill("Bitte sagen Sie, was es kostet.")
    reviewer.get_by_role("button", name="Mit dieser Begründung zurückgeben").click()

    provider.goto("/anbieter/")
    provider.get_by_role("link", name=TITLE).click()
    expect(provider.get_by_role("main")).to_contain_text("Bitte sagen Sie, was es kostet.")
    provider.get_by_role("link", name="Bearbeiten").click()
    provider.get_by_label("Kosten", exact=True).select_option("free")
    provider.get_by_role("button", name="Speichern und einreichen").click()

    reviewer.goto("/anbieter/pruefen")
    reviewer.get_by_role("link", name=TITLE).click()
    reviewer.get_by_role("button", name="Veröffentlichen").click()

    _is_found(reader)
    _is_told(portal)

    _pass_time(portal, days=1)
    provider.goto("/anbieter/")
    expect(provider.get_by_role("main")).to_contain_text("Bestätigung fällig")
    assert _status(portal, f"/angebote/{SLUG}") == 200, "still public while it waits to be confirmed"

    _pass_time(portal, days=400)
    _is_gone(reader, portal)


def test_a_material_reaches_those_who_collect_materials(somebody: Callable[[], Page], portal: Portal) -> None:
    provider, reviewer = somebody(), somebody()
    sign_in(provider, portal, "Anbieter")
    provider.goto("/anbieter/neu")
    provider.get_by_label(re.compile("^Material")).check()
    provider.get_by_label("Titel").fill("Wortkarten vom Kupferhof")
    provider.get_by_role("button", name="Entwurf anlegen").click()
    provider.get_by_label("Kurz gesagt").fill("Vierzig Karten mit Bildern und Wörtern in acht Sprachen.")
    provider.get_by_role("group", name="Themen").get_by_label("Sprachen", exact=True).check()
    provider.get_by_role("group", name="Zielgruppen").get_by_label("Lehrkräfte", exact=True).check()
    provider.get_by_role("group", name="Art des Materials").get_by_role("checkbox").first.check()
    provider.get_by_role("button", name="Speichern und einreichen").click()
    expect(provider.get_by_role("main")).to_contain_text("eingereicht")

    sign_in(reviewer, portal, "Prüfung")
    reviewer.goto("/anbieter/pruefen")
    reviewer.get_by_role("link", name="Wortkarten vom Kupferhof").click()
    reviewer.get_by_role("button", name="Veröffentlichen").click()

    told = {one["name"]: one for one in _json(portal, "/amb/")["contents"]}
    assert told["Wortkarten vom Kupferhof"]["learningResourceType"]
    records = _text(portal, "/oai?verb=ListRecords&metadataPrefix=amb_json&set=kind:material")
    assert "Wortkarten vom Kupferhof" in records


def _writes_and_hands_in(page: Page, portal: Portal) -> None:
    sign_in(page, portal, "Anbieter")
    page.goto("/anbieter/neu")
    page.get_by_label(re.compile("^Treff")).check()
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.get_by_label("Kurz gesagt").fill("Kinder und ihre Eltern lesen zusammen, in der Sprache, die sie mögen.")
    page.get_by_role("group", name="Themen").get_by_label("Sprachen", exact=True).check()
    page.get_by_role("group", name="Zielgruppen").get_by_label("Eltern", exact=True).check()
    page.get_by_label("Straße und Hausnummer").fill("Luisenstraße 4")
    page.get_by_label("Ort", exact=True).fill("Alsdorf")
    page.get_by_role("button", name="Weiteren Termin").click()
    page.locator("#termine").get_by_label("Datum").last.fill((date.today() + timedelta(days=3)).isoformat())
    page.locator("#termine").get_by_label("Beginn").last.fill("16:00")
    page.locator("#termine").get_by_label("Ende").last.fill("17:30")
    page.get_by_label("Kosten", exact=True).select_option("")
    page.get_by_label("Telefon").fill("0241 5550 123")
    page.get_by_role("button", name="Speichern und einreichen").click()
    expect(page.get_by_role("main")).to_contain_text("eingereicht")


def _is_found(page: Page) -> None:
    """By somebody who looks for it: in search, lists, on the map and in the calendar."""
    for address in (f"/suche?q={TITLE}", f"/angebote/liste?q={TITLE}", f"/karte?q={TITLE}"):
        _reload_until(page, address, TITLE)
        expect(page.locator(f'main a[href="/angebote/{SLUG}"]').first).to_be_visible()
    page.locator(f'main a[href="/angebote/{SLUG}"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    day = date.today() + timedelta(days=3)
    page.goto(f"/angebote/kalender?monat={day:%Y-%m}")
    expect(page.get_by_role("main")).to_contain_text(TITLE)


def _is_told(portal: Portal) -> None:
    """To other portals and calendars."""
    (service,) = _json(portal, "/hsds/services?search=Lesebr%C3%BCcke")["contents"]
    assert service["name"] == TITLE
    key = service["id"]
    assert _json(portal, f"/hsds/services/{key}")["schedules"], "its date goes with it"
    records = _text(portal, "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=kind:offer")
    assert TITLE in records
    calendar = Calendar.from_ical(_text(portal, f"/angebote/{SLUG}.ics"))
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == [TITLE]


def _is_gone(page: Page, portal: Portal) -> None:
    """From every list, and still explained at its address."""
    page.goto(f"/angebote/{SLUG}")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Hier steht zurzeit nichts")
    expect(page.get_by_role("main")).not_to_contain_text("Kinder und ihre Eltern lesen zusammen")
    _reload_until(page, f"/angebote/liste?q={TITLE}", TITLE, gone=True)
    assert not _json(portal, "/hsds/services?search=Lesebr%C3%BCcke")["contents"]
    assert "deleted" in _text(portal, f"/oai?verb=ListRecords&metadataPrefix=oai_dc&from={date.today():%Y-%m-%d}")


def _pass_time(portal: Portal, *, days: int) -> None:
    portal.teilhabe("shell", "--no-imports", "-c", TIME_PASSES.replace("DAYS", str(days)))


def _reload_until(page: Page, address: str, words: str, *, gone: bool = False) -> None:
    """The index follows within two seconds; a busy machine takes longer. A reload does not ask the browser's memory."""
    links = page.get_by_role("main").get_by_role("link", name=re.compile(words))
    page.goto(address)
    for _attempt in range(40):
        if bool(links.count()) is not gone:
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{address}: {words} is {'still' if gone else 'not'} there")


def _text(portal: Portal, path: str) -> str:
    with urllib.request.urlopen(portal.url + path, timeout=30) as answer:
        return str(answer.read().decode())


def _json(portal: Portal, path: str) -> dict[str, Any]:
    return dict(json.loads(_text(portal, path)))


def _status(portal: Portal, path: str) -> int:
    try:
        with urllib.request.urlopen(portal.url + path, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
