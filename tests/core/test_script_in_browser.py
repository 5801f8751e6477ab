"""The small script: what it adds, and that nothing is missing without it."""

import pytest
from playwright.sync_api import expect

from tests.browser import ORIGIN, shown
from tests.core.test_components import portal, render

pytestmark = pytest.mark.browser

LONG = "<p>Text</p>" * 60
PAGE = f"""{{% extends "base.html" %}}{{% block content %}}<c-read :toc="toc">
<c-doc-section id="sachlage" title="Sachlage">{LONG}</c-doc-section>
<c-doc-section id="anlagen" title="Anlagen">{LONG}</c-doc-section>
<c-share url="https://example.org/rat/x" title="Vorlage" />
</c-read>{{% endblock %}}"""
TOC = [("sachlage", "Sachlage"), ("anlagen", "Anlagen")]


def _page() -> str:
    return render(PAGE, portal=portal(), toc=TOC)


def test_a_reader_copies_the_address_with_one_press() -> None:
    with shown(_page(), permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Adresse kopieren").click()
        expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == "https://example.org/rat/x"


def test_without_the_script_nothing_is_offered_that_would_not_work() -> None:
    with shown(_page(), java_script_enabled=False) as page:
        assert page.get_by_role("button").count() == 0
        expect(page.get_by_role("link", name="Per E-Mail")).to_be_visible()
        expect(page.get_by_label("Dauerhafte Adresse dieser Seite")).to_have_value("https://example.org/rat/x")
        page.get_by_text("QR-Code", exact=True).click()
        expect(page.get_by_role("img", name="QR-Code")).to_be_visible()


def test_the_language_menu_closes_with_escape_and_with_a_click_elsewhere() -> None:
    with shown(_page()) as page:
        menu = page.locator(".t-lang")
        menu.locator("summary").click()
        expect(page.get_by_role("link", name="English")).to_be_visible()
        page.keyboard.press("Escape")
        expect(menu.locator("summary")).to_be_focused()
        expect(menu).not_to_have_attribute("open", "")
        menu.locator("summary").click()
        page.locator("h2").first.click()
        expect(menu).not_to_have_attribute("open", "")


def test_the_contents_mark_what_is_being_read() -> None:
    with shown(_page()) as page:
        expect(page.locator(".t-toc [aria-current]")).to_have_text("Sachlage")
        page.locator("#anlagen p").nth(30).scroll_into_view_if_needed()
        expect(page.locator(".t-toc [aria-current]")).to_have_text("Anlagen")


def test_the_keyboard_reaches_the_content_first() -> None:
    with shown(_page()) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_in_viewport()
        page.keyboard.press("Enter")
        assert page.url == f"{ORIGIN}/#inhalt"
