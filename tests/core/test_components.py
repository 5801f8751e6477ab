"""Components: what they take, what they escape, and the frame of a page."""

import datetime
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Engine, RequestContext
from django.template.backends.django import get_installed_libraries
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

CORE = Path(__file__).parents[2] / "src/teilhabe/core"
PARTS_OF_THE_FRAME = {"brand", "head", "foot", "language_menu", "spec"}
COMPONENTS = sorted((CORE / "templates/cotton").glob("*.html"))


# The components alone, without what the apps above put into every page.
ENGINE = Engine(
    loaders=[
        (
            "django.template.loaders.cached.Loader",
            ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
        )
    ],
    libraries=get_installed_libraries(),
    builtins=["django_cotton.templatetags.cotton"],
    context_processors=["django.template.context_processors.request"],
)


def render(source: str, query: str = "", **values: object) -> str:
    """``source`` as a page of the portal at ``/rat/`` with ``query``; ``portal`` is what the frame shows."""
    request = RequestFactory().get(f"/rat/{query}")
    frame = values.pop("portal", None)  # comes from a context processor, as in the portal
    context = RequestContext(request, values, processors=[lambda _: {"portal": frame} if frame else {}])
    return ENGINE.from_string(_compiled(source)).render(context)


def _compiled(source: str) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    return str(CottonCompiler().process(source))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_what_it_takes_and_is_in_the_catalogue(path: Path) -> None:
    source = path.read_text()
    get_template(f"cotton/{path.name}")
    assert "<c-vars" in source or "{{ slot }}" in source or path.stem in PARTS_OF_THE_FRAME
    name = path.stem.replace("_", "-")
    if path.stem not in PARTS_OF_THE_FRAME:
        assert f"<c-{name}" in (CORE.parents[2] / "docs/house-style.md").read_text()


@pytest.mark.parametrize("path", sorted((CORE / "templates").rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_needs_more_than_the_strict_policy_allows(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"<[^>]*\sstyle=|<style|\son\w+=|<script(?![^>]*(src=|ld\+json))|javascript:", source)


def test_text_from_outside_is_escaped_in_every_attribute() -> None:
    evil = '"><script>alert(1)</script>'
    html = render(
        '<c-row title="{{ evil }}" :day="day" text="{{ evil }}" url="{{ evil }}" status="{{ evil }}" />'
        '<c-opener title="{{ evil }}" kicker="{{ evil }}" /><c-share url="{{ evil }}" title="{{ evil }}" />'
        '<c-file name="{{ evil }}" /><c-empty title="{{ evil }}" />',
        evil=evil,
        day=datetime.date(2025, 12, 11),
    )
    assert "<script" not in html
    assert "&amp;lt;" not in html, "escaped twice"


def test_a_component_does_not_take_names_from_the_page_around_it() -> None:
    html = render(
        '<c-row title="Schulentwicklungsplan" />', url="/falsch", text="falsch", status="falsch", meta="falsch"
    )
    assert "falsch" not in html


def test_a_row_shows_its_status_once() -> None:
    below = render('<c-row title="Plan" state="ok" status="Empfohlen" />')
    beside = render('<c-row title="Plan" state="ok" status="Empfohlen" side />')
    assert below.count("Empfohlen") == beside.count("Empfohlen") == 1
    assert "t-row--side" in beside
    assert "t-row--side" not in below


def test_a_whole_list_looks_as_its_rows_one_by_one() -> None:
    day = datetime.date(2026, 11, 24)
    items = [
        {"title": "Plan <A>", "url": "/a", "text": "Worum es geht", "meta": ["Alsdorf", "2026/1"], "lang": "de"},
        SimpleNamespace(title="Rat", day=day, word=SimpleNamespace(text="Fällt aus", state="no"), meta=()),
        {"title": "Karte", "number": "1", "kind": "rat", "id": "e1"},
    ]
    one_by_one = (
        '<c-row level="4" title="{{ title }}" url="/a" text="Worum es geht" lang="de">'
        '<c-slot name="meta"><li>Alsdorf</li><li>2026/1</li></c-slot></c-row>'
        '<c-row level="4" title="Rat" :day="day" status="Fällt aus" state="no" side />'
        '<c-row level="4" title="Karte" number="1" kind="rat" id="e1" />'
    )
    whole = render('<c-rows :items="items" level="4" side />', items=items)
    assert whole == render(f"<c-rows>{one_by_one}</c-rows>", day=day, title="Plan <A>")
    assert "Plan &lt;A&gt;" in whole


def test_the_last_step_of_a_timeline_stands_out() -> None:
    day = datetime.date(2019, 12, 12)
    html = render(
        '<c-timeline><c-step :moment="day" title="Städteregionstag" status="Beschlossen" final /></c-timeline>',
        day=day,
    )
    assert 'class="is-final"' in html
    assert '<time datetime="2019-12-12">Do, 12. Dezember 2019</time>' in html


def test_a_file_without_size_or_pages_invents_none() -> None:
    html = render('<c-file name="Anlage" :size="none" :pages="none" type="PDF" />', none=None)
    assert "KB" not in html
    assert "Seite" not in html
    assert "None" not in html


def test_the_pager_keeps_the_filters() -> None:
    html = render('<c-pager :page="page" />', "?ort=alsdorf&seite=2", page=Paginator(range(100), 20).page(2))
    assert 'href="?ort=alsdorf&amp;seite=3" rel="next"' in html
    assert html.count('aria-current="page"') == 1


def test_one_page_needs_no_pager() -> None:
    assert "<nav" not in render('<c-pager :page="page" />', page=Paginator(range(5), 20).page(1))


def test_a_filter_form_keeps_what_was_chosen() -> None:
    options = [
        SimpleNamespace(value="a", label="Alsdorf", count=3, checked=True),
        SimpleNamespace(value="b", label="Baesweiler", count=None, checked=False),
    ]
    html = render(
        '<c-facet title="Ort" name="ort" :options="options" /><c-choice title="Ort" name="ort" :options="options" />',
        options=options,
    )
    assert html.count(" checked>") == 1
    assert html.count(" selected>") == 1
    assert "None" not in html


def test_buttons_that_need_the_script_are_hidden_without_it() -> None:
    html = render('<c-share url="https://example.org/x" title="Vorlage" />')
    assert len(re.findall(r"<li hidden><button", html)) == html.count("<button") == 3
    assert "mailto:?subject=Vorlage&amp;body=https%3A//example.org/x" in html


def test_a_form_carries_its_token() -> None:
    assert 'name="csrfmiddlewaretoken"' in render('<c-form submit="Senden" />')
    assert "csrfmiddlewaretoken" not in render('<c-form method="get" />')


def portal(**changes: object) -> SimpleNamespace:
    """What the website app would say about the frame."""
    values: dict[str, object] = {
        "name": "Teilhabe", "region": "Musterregion", "tagline": "Was der Rat beschließt",
        "demo": True, "home_url": "/",
        "nav": [("Rat", "/rat/", "rat", True), ("Orte", "/karte", "ort", False)],
        "account": [("Anmelden", "/konto/anmelden/")],
        "footer": [("Service", [("Impressum", "/impressum")])], "report_url": "/fehler",
        "languages": [("de", "Deutsch", "/rat/", True), ("en", "English", "/en/rat/", False)],
        "canonical_url": "https://example.org/rat/", "attribution": [("© Geodaten", "https://example.org/geo")],
    }  # fmt: skip
    return SimpleNamespace(**(values | changes))


def test_a_page_has_its_frame() -> None:
    html = render(
        '{% extends "base.html" %}{% block title %}Vorlage{% endblock %}{% block content %}Inhalt{% endblock %}',
        portal=portal(),
    )
    assert "<title>Vorlage · Teilhabe</title>" in html
    assert '<a href="/rat/" aria-current="true">Rat</a>' in html
    assert 'href="/fehler?seite=%2Frat%2F"' in html
    assert '<link rel="canonical" href="https://example.org/rat/">' in html
    assert "Beispielinhalte" in html
    assert 'hreflang="en"' in html


def test_a_real_portal_is_not_marked_as_a_demonstration() -> None:
    assert "Beispielinhalte" not in render('{% extends "base.html" %}', portal=portal(demo=False))


def test_a_page_stands_without_a_website_above_it() -> None:
    html = render('{% extends "base.html" %}{% block content %}Inhalt{% endblock %}', portal=None)
    assert "Inhalt" in html
    assert "None" not in html


def test_an_arabic_page_runs_from_right_to_left() -> None:
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in render('{% extends "base.html" %}', portal=None)


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_an_error_page_shows_a_way_on(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert html.count("<h1") == 1
    assert 'href="/"' in re.split(r"<main", html)[1]
