"""Somebody searches: with a keyboard, without a script, on a phone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .addresses import PAPER
from .portal import Portal
from .watch import Watch, accessibility_problems


@pytest.fixture(autouse=True)
def _index_is_there(portal: Portal, page: Page) -> None:
    """The index worker follows the harvest; nobody has to wait longer than it takes to read it once."""
    for _attempt in range(60):
        answer = page.request.get(f"{portal.url}/suche?q=Integrationszentrum")
        if answer.status == 200 and "t-row__title" in answer.text():
            return
        time.sleep(0.5)
    raise AssertionError("nothing can be found in half a minute")


def test_somebody_searches_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/rat/vorlagen")
    page.keyboard.press("/")
    field = page.locator("input[data-suggest]:visible").first
    expect(field).to_be_focused()
    with page.expect_response(re.compile("/suche/vorschlaege")):
        page.keyboard.type("integrations", delay=30)
    options = page.locator("[role=option]:visible")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    first = options.first.get_attribute("id")
    expect(field).to_have_attribute("aria-activedescendant", first or "")
    page.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    word = page.locator("[role=option][aria-selected=true]").get_attribute("data-value")
    page.keyboard.press("Enter")
    if word:  # a committee or person is gone to directly
        expect(page).to_have_url(re.compile(r"/suche\?q="))
        expect(page.locator("main input[type=search]")).to_have_value(word)
        expect(page.locator("main mark").first).to_be_visible()


def test_enter_searches_for_what_was_typed(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("Integrationszentrum")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/suche\?q=Integrationszentrum"))
    expect(page.get_by_role("heading", name=re.compile("Vorlage")).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()


def test_a_paper_is_found_by_its_number_however_it_is_written(page: Page) -> None:
    page.goto("/suche?q=VO+2019-465")
    page.locator("main .t-row__title a").first.click()
    expect(page).to_have_url(re.compile(re.escape(PAPER)))


def test_filters_work_without_a_script_and_can_be_undone(page_without_script: Page) -> None:
    page = page_without_script
    page.goto("/suche")
    page.get_by_role("main").get_by_role("searchbox").fill("Bericht")
    page.get_by_role("main").get_by_role("button", name="Suchen").click()
    all_of_them = page.locator("main .t-bar b").inner_text()
    if not page.get_by_label("Vorlagen", exact=False).first.is_visible():
        page.locator(".t-facets summary").click()
    page.locator("input[type=checkbox][name=art][value=vorlage]").check()
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page).to_have_url(re.compile("q=Bericht.*art=vorlage"))
    assert page.locator("main .t-bar b").inner_text() != all_of_them
    page.get_by_role("link", name=re.compile("Vorlagen")).and_(page.locator("[href='?q=Bericht']")).first.click()
    assert page.locator("main .t-bar b").inner_text() == all_of_them


@pytest.mark.parametrize(
    "address",
    ["/suche", "/suche?q=Integration", "/suche?q=Integrazionszentrum", "/suche?q=مدرسة", "/suche?q=qqqq&art=vorlage"],
)
def test_every_state_of_the_page_is_accessible_and_fits(
    new_context: Callable[..., BrowserContext], watch: Watch, address: str
) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    watch.over(page)
    page.goto(address)
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, width
    assert not accessibility_problems(page)
    page.emulate_media(color_scheme="dark")
    assert not accessibility_problems(page, rules=["color-contrast", "link-in-text-block"])


def test_the_open_list_of_suggestions_is_accessible(page: Page) -> None:
    page.goto("/suche")
    field = page.get_by_role("main").get_by_role("searchbox")
    field.focus()
    field = page.locator("main input[type=search]")
    with page.expect_response(re.compile("/suche/vorschlaege")):
        field.press_sequentially("integrations", delay=30)
    expect(page.locator("main [role=option]").first).to_be_visible()
    assert not accessibility_problems(page)


def test_on_a_phone_the_hits_come_before_the_filters_are_unfolded(
    new_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    page = new_context().new_page()
    watch.over(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/suche?q=Integration&art=vorlage")
    expect(page.locator("main .t-row__title").first).to_be_in_viewport()
    page.locator(".t-facets summary").click()
    expect(page.locator("input[type=checkbox][name=art][value=vorlage]")).to_be_visible()
