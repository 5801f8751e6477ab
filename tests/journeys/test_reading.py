"""A citizen reads: from the home page to a decision and the people behind it, in several ways of using a browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .addresses import PAPER

TITLE = re.compile("Themenschwerpunkte des Kommunalen Integrationszentrums in den Jahren 2020 und 2021")


def heading(page: Page) -> str:
    """The heading without its soft hyphens."""
    return page.locator("h1").inner_text().replace("\u00ad", "")


def test_a_citizen_follows_a_paper_from_the_home_page_to_the_people_who_decided(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Rat", exact=True).click()
    page.get_by_role("main").get_by_role("link", name=re.compile("Vorlagen")).first.click()
    page.get_by_role("link", name="Älteste zuerst").click()
    page.get_by_role("link", name=TITLE).click()
    expect(page).to_have_url(re.compile(re.escape(PAPER)))
    assert TITLE.search(heading(page))
    main = page.get_by_role("main")
    expect(main).to_contain_text("Donnerstag, 12. Dezember 2019")
    expect(main).to_contain_text("(öffentlich)")
    expect(main).to_contain_text("A 46")

    way = page.locator("#beratungsfolge")
    days = [way.get_by_text(day).first for day in ("7. November 2019", "20. November", "28. November", "12. Dezember")]
    tops = [day.bounding_box() for day in days]
    heights = [box["y"] for box in tops if box]
    assert len(heights) == 4
    assert heights == sorted(heights), "the way through the committees is told in order of time"

    way.get_by_role("link", name="Tagesordnung").last.click()
    expect(page.locator("h1")).to_contain_text("Städteregionstag")
    page.get_by_role("main").get_by_role("link", name="Städteregionstag").first.click()
    expect(page).to_have_url(re.compile("/gremium/"))
    page.get_by_role("main").locator("a[href*='/person/']").first.click()
    expect(page).to_have_url(re.compile("/person/"))
    assert heading(page)


def test_the_text_of_a_paper_can_be_read_here_and_every_section_has_an_address(page: Page) -> None:
    page.goto(PAPER)
    text = page.get_by_role("main")
    for section in ("Beschlussvorschlag", "Sachlage"):
        expect(text.get_by_role("heading", name=re.compile(section)).first).to_be_visible()
    page.get_by_role("link", name=re.compile("Link zum Abschnitt Beschlussvorschlag")).click()
    assert "#" in page.url


def test_somebody_with_a_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto(PAPER)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_filter_works_without_script_and_can_be_passed_on(page_without_script: Page) -> None:
    page = page_without_script
    page.goto("/rat/vorlagen?stand=decided")
    decided = page.locator("main [role=status] b").inner_text()
    page.goto("/rat/vorlagen")
    assert page.locator("main [role=status] b").inner_text() != decided
    page.get_by_label("Beschlossen", exact=True).check()
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page).to_have_url(re.compile("stand=decided"))
    assert page.locator("main [role=status] b").inner_text() == decided


def test_on_a_phone_the_filters_unfold_without_script(page_without_script: Page) -> None:
    page = page_without_script
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/rat/vorlagen")
    expect(page.get_by_label("Beschlossen", exact=True)).to_be_hidden()
    page.locator("summary", has_text="Ergebnisse filtern").click()
    expect(page.get_by_label("Beschlossen", exact=True)).to_be_visible()


def test_a_paper_is_complete_without_script(page_without_script: Page) -> None:
    page = page_without_script
    page.goto(PAPER)
    main = page.get_by_role("main")
    expect(main).to_contain_text("Beschlussvorschlag")
    expect(page.locator("#beratungsfolge")).to_contain_text("Entscheidung")
    expect(main.get_by_role("link", name="Im Ratsinformationssystem", exact=True)).to_be_visible()
    expect(main.get_by_role("button", name="Drucken")).to_be_hidden()


def test_on_paper_the_way_through_the_committees_stands_before_the_long_text(page: Page) -> None:
    page.goto(PAPER)
    page.emulate_media(media="print")
    steps, text = page.locator("#beratungsfolge").bounding_box(), page.locator("article").bounding_box()
    assert steps
    assert text
    assert steps["y"] + steps["height"] <= text["y"]


def test_an_english_reader_stays_on_the_page_when_switching_language(page: Page) -> None:
    page.goto(PAPER)
    page.locator("summary", has_text="Sprache").click()
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(f"/en{PAPER}$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#beratungsfolge")).to_contain_text("Städteregionstag")
    expect(page.get_by_role("navigation").first).not_to_contain_text("Quellen")


def test_a_wrong_address_helps_on(page: Page) -> None:
    answer = page.goto("/rat/staedteregion/vorlage/1900-0001")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
