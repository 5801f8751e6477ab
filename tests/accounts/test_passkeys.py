"""A passkey, from the first one added to signing in without a password, in a real browser under the content policy."""

from __future__ import annotations

import shutil

import pytest
from django.core.cache import cache

from tests.browser import QUIET
from tests.people import PASSWORD, an_editor

CHROMIUM = shutil.which("chromium")
A_KEY_IN_THE_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium ist nicht installiert")
@pytest.mark.django_db(transaction=True)
def test_an_editor_adds_a_passkey_and_signs_in_without_a_password(live_server: object) -> None:
    from playwright.sync_api import expect, sync_playwright

    cache.clear()
    email = an_editor().email
    # A passkey belongs to a name, never to a number like 127.0.0.1.
    portal = str(live_server).replace("127.0.0.1", "localhost")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(locale="de-DE")
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        device = context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": A_KEY_IN_THE_DEVICE})

        page.goto(f"{portal}/konto/anmelden/")
        page.fill("#id_login", email)
        page.fill("#id_password", PASSWORD)
        page.locator("main form.t-form button").click()
        expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()

        page.goto(f"{portal}/konto/zweiter-faktor/passkeys/neu/")
        if "bestaetigen" in page.url:
            page.fill("#id_password", PASSWORD)
            page.locator("main form.t-form button").click()
        page.check("#id_passwordless")
        page.click("#mfa_webauthn_add")
        page.wait_for_url("**/zweiter-faktor/codes/**")

        page.goto(f"{portal}/konto/")
        page.get_by_role("button", name="Abmelden").click()
        page.goto(f"{portal}/konto/anmelden/")
        page.click("#passkey_login")
        page.wait_for_url("**/konto/")
        expect(page.get_by_text(email)).to_be_visible()
        browser.close()
    assert complaints == []
