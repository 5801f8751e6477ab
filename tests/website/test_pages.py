"""Texts that editors write, and the addresses machines and lost visitors ask for."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.utils.module_loading import autodiscover_modules
from wagtail.models import Site

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.checkups import checks
from teilhabe.core.models import AuditEntry
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.models import Source
from teilhabe.search.models import Entry
from teilhabe.website.actions.pages import create_start_pages
from teilhabe.website.models import OperatorDetails, StandardPage, StartPage
from teilhabe.website.views import sitemap
from tests.council import cast
from tests.people import an_editor

pytestmark = pytest.mark.django_db
MaxQueries = Callable[[int], AbstractContextManager[object]]
SLUGS = ["ueber", "impressum", "datenschutz", "barrierefreiheit"]


@pytest.fixture
def texts() -> None:
    create_start_pages(by=COMMAND_LINE)


def _text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_first_texts_are_written_once_and_editors_changes_stay() -> None:
    assert create_start_pages(by=COMMAND_LINE).new == 10
    page = StandardPage.objects.get(slug="impressum", locale__language_code="de")
    page.intro = "Von der Redaktion geändert."
    page.save_revision().publish()
    again = create_start_pages(by=COMMAND_LINE)
    assert (again.new, again.kept) == (0, 10)
    page.refresh_from_db()
    assert page.intro == "Von der Redaktion geändert."
    assert AuditEntry.objects.filter(verb="create_start_pages").count() == 1
    assert Site.objects.get().root_page.specific == StartPage.objects.get(locale__language_code="de")


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("startpages")
    assert "10 Seiten angelegt" in capsys.readouterr().out


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("slug", SLUGS)
def test_every_text_is_read_in_german_and_in_english(client: Client, slug: str) -> None:
    german, english = _text(client, f"/{slug}"), _text(client, f"/en/{slug}")
    assert '<html lang="de"' in german
    assert '<html lang="en"' in english
    assert re.search(rf'href="/en/{slug}"[^>]*lang="en"|lang="en"[^>]*href="/en/{slug}"', german)
    assert f'hreflang="de" href="http://127.0.0.1:8000/{slug}"' in english


@pytest.mark.usefixtures("texts")
def test_a_text_without_translation_leads_to_the_home_page_of_the_other_language(client: Client) -> None:
    StandardPage.objects.get(slug="ueber", locale__language_code="en").delete()
    page = _text(client, "/ueber")
    assert "/en/ueber" not in page
    assert 'href="/en/"' in page


@pytest.mark.usefixtures("texts")
def test_the_footer_leads_to_the_texts(client: Client) -> None:
    page = _text(client, "/quellen")
    for slug in SLUGS:
        assert f'href="/{slug}"' in page


@pytest.mark.usefixtures("texts")
def test_what_the_operator_has_not_filled_in_is_said_until_it_is(client: Client) -> None:
    assert "noch nicht ausgefüllt" in _text(client, "/impressum")
    details = OperatorDetails.load()
    for name in ("organisation", "represented_by", "street", "place", "responsible"):
        setattr(details, name, f"Angabe {name}")
    details.email = "amt@example.org"
    details.save()
    page = _text(client, "/impressum")
    assert "noch nicht ausgefüllt" not in page
    assert "Angabe organisation" in page
    assert "mailto:amt@example.org" in page


@pytest.mark.usefixtures("texts")
def test_the_accessibility_statement_leads_to_the_form_and_names_the_law(client: Client) -> None:
    page = _text(client, "/barrierefreiheit")
    assert 'href="/rueckmeldung?grund=barrier"' in page
    assert "BITVNRW" in page
    assert "noch nicht geprüft" in page


def test_the_doctor_misses_texts_and_operator() -> None:
    autodiscover_modules("checkups")
    words = " ".join(finding.text for finding in checks()["Texte und Betreiber"]())
    assert "Impressum, Datenschutz und Barrierefreiheit fehlen." in words
    assert "Organisation" in words
    assert any("verwalten" in finding.text for finding in checks()["Zugänge und Rückmeldungen"]())


@pytest.mark.usefixtures("texts")
def test_a_text_asks_few_questions(client: Client, assert_max_queries: MaxQueries) -> None:
    client.get("/barrierefreiheit")
    with assert_max_queries(8):
        answer = client.get("/barrierefreiheit")
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def _locations(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    content = answer.getvalue()
    return [place.text or "" for place in ElementTree.fromstring(content).iter() if place.tag.endswith("}loc")]


@pytest.mark.usefixtures("texts")
def test_the_sitemap_lists_every_public_page_in_every_language(client: Client) -> None:
    body = cast.a_body()
    cast.a_paper(body, "2026/0001")
    refresh_stale()
    parts = _locations(client, "/sitemap.xml")
    pages = [page for part in parts for page in _locations(client, part.removeprefix("http://127.0.0.1:8000"))]
    for path in ("/", "/quellen", "/en/quellen", "/impressum", "/en/impressum", "/rat/", body.get_absolute_url()):
        assert f"http://127.0.0.1:8000{path}" in pages
    for url in Entry.objects.values_list("url", flat=True):
        assert f"http://127.0.0.1:8000{url}" in pages
        assert f"http://127.0.0.1:8000/en{url}" in pages
    assert len(pages) == len(set(pages))
    for page in pages:
        assert client.get(page.removeprefix("http://127.0.0.1:8000")).status_code == 200, page


@pytest.mark.usefixtures("texts")
def test_the_sitemap_ties_the_languages_of_a_text_together(client: Client) -> None:
    part = client.get("/sitemap-0.xml").getvalue().decode()
    line = next(line for line in part.splitlines() if "<loc>http://127.0.0.1:8000/en/impressum</loc>" in line)
    assert 'hreflang="de" href="http://127.0.0.1:8000/impressum"' in line
    assert 'hreflang="en" href="http://127.0.0.1:8000/en/impressum"' in line


def test_a_long_sitemap_comes_in_parts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PER_PART", 2)
    body = cast.a_body()
    for number in range(5):
        cast.a_paper(body, f"2026/{number}")
    refresh_stale()
    assert len(_locations(client, "/sitemap.xml")) == 4
    assert len(_locations(client, "/sitemap-3.xml")) == 2
    assert client.get("/sitemap-4.xml").status_code == 404


def test_robots_may_read_what_is_public(client: Client) -> None:
    text = _text(client, "/robots.txt")
    assert "Disallow: /verwaltung/" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


def test_who_finds_a_weakness_learns_where_to_report_it(client: Client, settings: object) -> None:
    settings.OPERATOR_MAIL = "portal@example.org"  # type: ignore[attr-defined]  # pytest-django's settings
    text = _text(client, "/.well-known/security.txt")
    assert "Contact: mailto:portal@example.org" in text
    assert re.search(r"Expires: \d{4}-\d\d-\d\dT", text)


def test_a_wrong_slash_at_the_end_is_no_error(client: Client) -> None:
    assert client.get("/quellen/?a=1").headers["Location"] == "/quellen?a=1"
    assert client.get("/rat").headers["Location"] == "/rat/"
    assert client.get("/konto/anmelden").headers["Location"] == "/konto/anmelden/"
    assert client.get("/en/rueckmeldung/").headers["Location"] == "/en/rueckmeldung"


def test_a_slash_never_leads_to_another_host(client: Client) -> None:
    assert client.get("/%2Fboese.example/quellen/").status_code == 404


@pytest.mark.usefixtures("texts")
def test_who_is_lost_gets_help_and_no_technical_words(client: Client) -> None:
    answer = client.get("/gibt/es/nicht")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "So kommen Sie weiter" in page
    assert 'href="/rueckmeldung?seite=%2Fgibt%2Fes%2Fnicht"' in page
    assert "Traceback" not in page


def test_a_broken_page_says_so_without_details(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("Geheimnis")

    monkeypatch.setattr("teilhabe.website.views.home.home_page", broken)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "schiefgegangen" in answer.content.decode()
    assert "Geheimnis" not in answer.content.decode()


def test_the_page_of_last_resort_stands_when_files_and_templates_are_broken(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    monkeypatch.setattr("django.template.engine.Engine.get_template", broken)
    client.raise_request_exception = False
    answer = client.get("/quellen")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "schiefgegangen" in page
    for address in re.findall(r'href="/static/([^"]+)"', page):
        assert finders.find(address), address
    # Where the website is left out, Django renders the same file as a template.
    assert "{%" not in page


@pytest.mark.usefixtures("texts")
def test_a_text_with_a_message_to_one_reader_is_kept_by_no_shared_cache(client: Client) -> None:
    assert client.get("/impressum").headers["Cache-Control"] == "public, max-age=60"
    client.force_login(an_editor())
    source = Source.objects.create(slug="s", name="Quelle", url="https://s.example.org/oparl")
    client.post(f"/quellen/{source.slug}/anhalten")
    client.cookies.pop("sessionid")
    answer = client.get("/impressum")
    assert "angehalten" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/", "/quellen", "/rueckmeldung", "/konto/anmelden/", "/muster"])
def test_pages_of_the_portal_allow_only_themselves(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'self'" in policy


def test_the_language_switch_keeps_the_page_and_its_filters(client: Client) -> None:
    assert 'href="/en/rueckmeldung?grund=barrier"' in _text(client, "/rueckmeldung?grund=barrier")
    assert 'href="/rueckmeldung?grund=barrier"' in _text(client, "/en/rueckmeldung?grund=barrier")


def test_pictures_of_editors_are_served_and_nothing_else_of_the_folder(
    client: Client, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings
    for folder in ("images", "documents"):
        (tmp_path / folder).mkdir()  # type: ignore[operator]  # pytest's path
        (tmp_path / folder / "a.png").write_bytes(b"x")  # type: ignore[operator]  # pytest's path
    assert client.get("/medien/images/a.png").status_code == 200
    assert client.get("/medien/documents/a.png").status_code == 404
    assert client.get("/medien/images/../documents/a.png").status_code in {400, 404}
