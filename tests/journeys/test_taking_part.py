"""People who do more than read: report an error, sign in with a passkey, add a source and have it fetched."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from teilhabe.council.sample import running
from teilhabe.council.sample.generated import generate

from .addresses import PAPER
from .portal import Portal


def sign_in(page: Page, portal: Portal, role: str) -> None:
    address, password = portal.cast[role]
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail").fill(address)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page).to_have_url(re.compile("/konto/$"))


def test_a_reader_reports_an_error_on_a_paper_and_gets_a_number(page: Page, portal: Portal) -> None:
    page.goto(PAPER)
    page.get_by_role("link", name=re.compile("Fehler auf dieser Seite melden")).click()
    expect(page.get_by_label(re.compile("Auf welcher Seite"))).to_have_value(PAPER)
    page.get_by_role("button", name="Absenden").click()
    expect(page.get_by_text("Bitte schreiben Sie uns, worum es geht.").first).to_be_visible()
    page.get_by_label("Fehler auf einer Seite").check()
    page.get_by_label("Ihre Nachricht").fill("Der Link zur Niederschrift vom 12. Dezember führt ins Leere.")
    # The form takes no answer within its first three seconds: that is how machines are told from people.
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Absenden").click()
    expect(page).to_have_url(re.compile("/rueckmeldung/danke/R-"))
    number = page.url.rpartition("/")[2]

    sign_in(page, portal, "Redaktion")
    page.goto("/verwaltung/snippets/website/feedback/")
    expect(page.get_by_text(number).first).to_be_visible()


def test_an_editor_signs_in_with_a_passkey_instead_of_a_password(page: Page, portal: Portal) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    address, password = portal.cast["Prüfung"]
    sign_in(page, portal, "Prüfung")
    page.goto("/konto/zweiter-faktor/passkeys/neu/")
    if "bestaetigen" in page.url:
        page.locator("input[type=password]").fill(password)
        page.locator("main form button[type=submit]").first.click()
    page.get_by_label("Name").fill("Laptop")
    passwordless = page.locator("main input[type=checkbox]")
    if passwordless.count():
        passwordless.first.check()
    page.locator("main form button").first.click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("Laptop|Wiederherstellung|Code"))

    page.goto("/konto/abmelden/")
    page.locator("main form button[type=submit]").click()
    page.goto("/konto/anmelden/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page).to_have_url(re.compile("/konto/$"))
    expect(page.get_by_role("main")).to_contain_text(address)


def test_an_administrator_adds_a_source_and_has_it_fetched(page: Page, portal: Portal) -> None:
    with running(generate(papers=12)) as council:
        sign_in(page, portal, "Administration")
        page.goto("/quellen")
        page.get_by_label("Adresse").fill(council.system_url)
        page.get_by_label("Name").fill("Probequelle")
        page.get_by_role("button", name="Quelle hinzufügen").click()
        expect(page.locator("h1")).to_contain_text("Probequelle")
        page.get_by_role("button", name="Jetzt abrufen").click()
        # The words change by themselves until the harvest has ended; the table waits for who asks for it.
        expect(page.locator("[data-progress]")).to_contain_text("Letzter Abruf: fertig (vollständig)", timeout=60_000)
        page.get_by_role("link", name="Seite mit den neuen Zahlen laden").click()
        expect(page.get_by_role("table").get_by_text("fertig").first).to_be_visible()


@pytest.mark.parametrize("path", ["/verwaltung/", "/konto/", "/konto/zweiter-faktor/"])
def test_doors_stay_shut_for_somebody_who_is_not_signed_in(page: Page, path: str) -> None:
    page.goto(path)
    expect(page).to_have_url(re.compile("/konto/anmelden/"))


def test_the_sample_council_is_where_the_originals_are(page: Page) -> None:
    """The link to the original leads to the harvested system, not to us."""
    page.goto(PAPER)
    link = page.get_by_role("link", name="Im Ratsinformationssystem", exact=True)
    address = link.get_attribute("href") or ""
    assert address.startswith("http://127.0.0.1:")
    assert not address.startswith(page.url.partition("/rat")[0])
