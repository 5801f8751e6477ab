"""The pattern page shows every component."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from tests.browser import shown

ROOT = Path(__file__).parents[2] / "src/teilhabe"


def test_an_editor_finds_every_component_on_the_pattern_page() -> None:
    page = (ROOT / "website/templates/website/muster.html").read_text()
    components = {path.stem.replace("_", "-") for path in (ROOT / "core/templates/cotton").glob("*.html")}
    inside_others = {"brand", "head", "foot", "language-menu", "day", "option"}
    laid_out_by_pages = {"messages", "read", "two", "section", "side-section"}
    assert components - inside_others - laid_out_by_pages <= set(re.findall(r"<c-([\w-]+)", page))


@pytest.mark.django_db
def test_the_pattern_page_opens_and_can_be_fixed_to_dark(client: Client) -> None:
    plain = client.get(reverse("muster")).content.decode()
    dark = client.get(reverse("muster"), {"thema": "dunkel"}).content.decode()
    assert "data-kern-theme" not in plain.split("<body")[0]
    assert 'data-kern-theme="dark"' in dark.split("<body")[0]
    assert plain.count("<h1") == 1


@pytest.mark.browser
@pytest.mark.django_db
@pytest.mark.parametrize(
    "device",
    [
        {"viewport": {"width": 320, "height": 800}},
        {"viewport": {"width": 768, "height": 1024}, "color_scheme": "dark"},
        {"viewport": {"width": 1280, "height": 900}},
        {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
    ],
    ids=["320", "768-dark", "1280", "1280-forced-colours"],
)
def test_every_component_is_accessible_and_fits(client: Client, device: dict[str, object]) -> None:
    answer = client.get(reverse("muster"))
    policy = {"Content-Security-Policy": answer.headers["Content-Security-Policy"]}
    with shown(answer.content.decode(), headers=policy, **device) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
        # With forced colours the person's own palette decides, and the browser draws a plate behind every text.
        rules = {"color-contrast": {"enabled": "forced_colors" not in device}}
        found = Axe().run(page, options={"rules": rules}).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
