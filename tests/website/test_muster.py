"""The pattern page shows every component."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

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
