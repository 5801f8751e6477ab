"""Who gets in where: one table of every address and every role. An address that is missing here fails the suite."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from teilhabe.accounts.models import User
from teilhabe.catalogue.actions.attachments import attach_file
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.directory.models import Municipality, Place
from teilhabe.search.index import catch_up
from teilhabe.website.actions.pages import create_start_pages
from tests.catalogue.offers import a_draft, an_offer
from tests.council import cast
from tests.people import a_coordinator, a_provider, a_reviewer, a_user, an_administrator, an_editor

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "signed_in", "coordinator", "reviewer", "editor", "administrator", "provider")
_MAKERS: dict[str, Callable[[], User]] = {
    "signed_in": a_user,
    "coordinator": a_coordinator,
    "reviewer": a_reviewer,
    "editor": an_editor,
    "administrator": an_administrator,
    "provider": a_provider,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One address. ``expected`` holds a status for each of the first six ROLES; ``provider`` that of somebody who
    writes for the story's organisation, where it is another than that of whoever only signed in. ``path`` may hold
    {body}, {paper} … of the story."""

    path: str
    expected: tuple[int, int, int, int, int, int]
    method: str = "get"
    provider: int | None = None

    def status_for(self, role: str) -> int:
        if role == "provider":
            return self.expected[1] if self.provider is None else self.provider
        return self.expected[ROLES.index(role)]


def everybody(path: str, status: int = 200) -> Row:
    return Row(path, (status,) * 6)


def only_signed_in(path: str, status: int = 200) -> Row:
    """A visitor is sent to the sign-in page."""
    return Row(path, (302, status, status, status, status, status))


def only_managers(path: str) -> Row:
    """Administrators and editors; a visitor is sent to the sign-in page, everybody else is refused."""
    return Row(path, (302, 403, 403, 403, 302, 302), "post")


def only_editors_of_the_catalogue(path: str, status: int = 200, method: str = "get") -> Row:
    """Reviewers, editors and administrators."""
    return Row(path, (302, 403, 403, status, status, status), method)


def of_a_provider(path: str, status: int = 200, method: str = "get") -> Row:
    """Of one organisation: its members and the editors; for everybody else who signed in there is nothing."""
    return Row(path, (302, 404, 404, status, status, status), method, provider=status)


TABLE: dict[str, Row] = {
    # For machines
    "health": everybody("/health"),
    "robots": everybody("/robots.txt"),
    "security": everybody("/.well-known/security.txt"),
    "sitemap": everybody("/sitemap.xml"),
    "sitemap_part": everybody("/sitemap-0.xml"),
    "picture": everybody("/medien/images/keins.png", 404),
    # Website
    "home": everybody("/"),
    "search": everybody("/suche"),
    "search_suggestions": everybody("/suche/vorschlaege"),
    "search_atom": everybody("/suche.atom"),
    "search_ics": everybody("/suche.ics"),
    "api:search": everybody("/api/search"),
    "api:openapi-json": everybody("/api/openapi.json"),
    "api:openapi-view": everybody("/api/docs"),
    "api:api-root": everybody("/api/", 404),
    "api:places": everybody("/api/places.geojson"),
    # Map and places: all of it is public; an outside service is asked only where an operator names one
    "map": everybody("/karte"),
    "map_points": everybody("/karte/punkte"),
    "map_outlines": everybody("/karte/umrisse"),
    "map_spot": everybody("/karte/punkt?bei=6.1,50.1"),
    "map_tiles": everybody("/karte/strassen.pmtiles", 404),
    "map_consent": Row("/karte/dienst", (404,) * 6, "post"),
    "nearby": everybody("/in-der-naehe"),
    "places": everybody("/ort/"),
    "municipality": everybody("/ort/{town}/"),
    "municipality_atom": everybody("/ort/{town}/neues.atom"),
    "municipality_ics": everybody("/ort/{town}/sitzungen.ics"),
    "place": everybody("/ort/{town}/{street}/"),
    "place_atom": everybody("/ort/{town}/{street}/neues.atom"),
    "place_ics": everybody("/ort/{town}/{street}/sitzungen.ics"),
    "embed": everybody("/einbetten"),
    "embed_map": everybody("/einbetten/karte"),
    "embed_list": everybody("/einbetten/liste"),
    "sources": everybody("/quellen"),
    "source": everybody("/quellen/{source}"),
    "source_add": Row("/quellen/neu", (302, 403, 403, 403, 422, 422), "post"),
    "source_manage": only_managers("/quellen/{source}/anhalten"),
    "source_progress": Row("/quellen/{source}/stand", (302, 403, 403, 403, 200, 200)),
    "muster": everybody("/muster"),
    "feedback": everybody("/rueckmeldung"),
    "feedback_thanks": everybody("/rueckmeldung/danke/R-ABCDEF"),
    "wagtail_serve": everybody("/impressum"),
    # Back office: editors, reviewers and administrators; whoever else signed in is refused
    "wagtail_sign_in": everybody("/verwaltung/login/", 302),
    "wagtailcore_login": everybody("/_util/login/", 302),
    "wagtailadmin_home": Row("/verwaltung/", (302, 403, 403, 200, 200, 200)),
    "wagtailadmin_explore_root": Row("/verwaltung/pages/", (302, 403, 403, 200, 200, 200)),
    "wagtailusers_users:index": Row("/verwaltung/users/", (302, 403, 403, 302, 302, 200)),
    "wagtailusers_users:add": Row("/verwaltung/users/new/", (302, 403, 403, 302, 302, 200)),
    "wagtailusers_groups:index": Row("/verwaltung/groups/", (302, 403, 403, 302, 302, 302)),
    "wagtailsnippets_website_feedback:list": Row(
        "/verwaltung/snippets/website/feedback/", (302, 403, 403, 302, 200, 200)
    ),
    "wagtailsnippets_website_unmetterm:list": Row(
        "/verwaltung/snippets/website/unmetterm/", (302, 403, 403, 302, 200, 200)
    ),
    "wagtailsnippets_council_placecorrection:list": Row(
        "/verwaltung/snippets/council/placecorrection/", (302, 403, 403, 302, 200, 200)
    ),
    "place_matching": Row("/verwaltung/orte-in-vorlagen/", (302, 403, 403, 302, 200, 200)),
    "wagtailsnippets_directory_place:list": Row(
        "/verwaltung/snippets/directory/place/", (302, 403, 403, 302, 200, 200)
    ),
    "wagtailsnippets_directory_place:add": Row(
        "/verwaltung/snippets/directory/place/add/", (302, 403, 403, 302, 200, 200)
    ),
    "wagtailsnippets_directory_district:list": Row(
        "/verwaltung/snippets/directory/district/", (302, 403, 403, 302, 200, 200)
    ),
    # The catalogue in the back office: editors, reviewers and administrators
    "wagtailsnippets_catalogue_offer:list": Row(
        "/verwaltung/snippets/catalogue/offer/", (302, 403, 403, 200, 200, 200)
    ),
    "wagtailsnippets_catalogue_offer:add": Row(
        "/verwaltung/snippets/catalogue/offer/add/", (302, 403, 403, 200, 200, 200)
    ),
    "wagtailsnippets_catalogue_easytext:list": Row(
        "/verwaltung/snippets/catalogue/easytext/", (302, 403, 403, 200, 200, 200)
    ),
    "catalogue_tasks": Row("/verwaltung/katalog/aufgaben/", (302, 403, 403, 200, 200, 200)),
    "catalogue_gaps": Row("/verwaltung/katalog/luecken/", (302, 403, 403, 200, 200, 200)),
    "catalogue_imports": Row("/verwaltung/katalog/uebernahmen/", (302, 403, 403, 200, 200, 200)),
    "catalogue_import_new": Row("/verwaltung/katalog/uebernahmen/neu/", (302, 403, 403, 200, 200, 200)),
    "catalogue_import_template": Row(
        "/verwaltung/katalog/uebernahmen/vorlage/angebote.csv", (302, 403, 403, 200, 200, 200)
    ),
    "catalogue_import": Row("/verwaltung/katalog/uebernahmen/lauf/0/", (302, 403, 403, 404, 404, 404)),
    "catalogue_import_columns": Row("/verwaltung/katalog/uebernahmen/lauf/0/spalten/", (302, 403, 403, 404, 404, 404)),
    "catalogue_import_report": Row(
        "/verwaltung/katalog/uebernahmen/lauf/0/bericht.csv", (302, 403, 403, 404, 404, 404)
    ),
    "catalogue_feed": Row("/verwaltung/katalog/uebernahmen/keine/", (302, 403, 403, 404, 404, 404)),
    "catalogue_feed_settings": Row(
        "/verwaltung/katalog/uebernahmen/keine/einstellungen/", (302, 403, 403, 404, 404, 404)
    ),
    "catalogue_feed_gone": Row("/verwaltung/katalog/uebernahmen/keine/weg/", (302, 403, 403, 404, 404, 404), "post"),
    "catalogue_feed_remove": Row(
        "/verwaltung/katalog/uebernahmen/keine/entfernen/", (302, 403, 403, 404, 404, 404), "post"
    ),
    "catalogue_translations": Row("/verwaltung/katalog/0/uebersetzungen/", (302, 403, 403, 404, 404, 404)),
    "catalogue_easy_check": Row("/verwaltung/katalog/leichte-sprache/0/", (302, 403, 403, 404, 404, 404)),
    "catalogue_life": Row("/verwaltung/katalog/0/zurueckziehen/", (302, 403, 403, 404, 404, 404)),
    "wagtailsettings:edit": Row("/verwaltung/settings/website/operatordetails/", (302, 403, 403, 302, 302, 302)),
    # The catalogue for other portals: everything in it is public
    "exchange:hsds_root": everybody("/hsds/"),
    "exchange:hsds_openapi": everybody("/hsds/openapi.json"),
    "exchange:hsds_profile": everybody("/hsds/profile/"),
    "exchange:hsds_profile_file": everybody("/hsds/profile/service.json"),
    "exchange:hsds_schema": everybody("/hsds/schema/service.json"),
    "exchange:hsds_services": everybody("/hsds/services"),
    "exchange:hsds_service": everybody("/hsds/services/keine", 404),
    "exchange:hsds_organizations": everybody("/hsds/organizations"),
    "exchange:hsds_organization": everybody("/hsds/organizations/keine", 404),
    "exchange:hsds_links": everybody("/hsds/service_at_locations"),
    "exchange:hsds_link": everybody("/hsds/service_at_locations/keine", 404),
    "exchange:hsds_taxonomies": everybody("/hsds/taxonomies"),
    "exchange:hsds_taxonomy": everybody("/hsds/taxonomies/keine", 404),
    "exchange:hsds_terms": everybody("/hsds/taxonomy_terms"),
    "exchange:hsds_term": everybody("/hsds/taxonomy_terms/keine", 404),
    "exchange:amb_list": everybody("/amb/"),
    "exchange:amb_record": everybody("/amb/11111111-1111-4111-8111-111111111111.json", 404),
    "exchange:oai": everybody("/oai"),
    "exchange:oai_amb_schema": everybody("/oai/amb.xsd"),
    "exchange:dcat": everybody("/dcat"),
    "exchange:dcat_form": everybody("/dcat.jsonld"),
    "exchange:csv": everybody("/angebote.csv"),
    "catalogue_data:data": everybody("/angebote/daten"),
    "exchange:integreat": everybody("/integreat/de/pages.json"),
    # Catalogue: all of it is public; the sheet needs a list
    "catalogue:home": everybody("/angebote/"),
    "catalogue:list": everybody("/angebote/liste"),
    "catalogue:calendar": everybody("/angebote/kalender"),
    "catalogue:calendar_ics": everybody("/angebote/kalender.ics"),
    "catalogue:atom": everybody("/angebote/neu.atom"),
    "catalogue:notes": everybody("/angebote/merkliste"),
    "catalogue:notes_pdf": everybody("/angebote/merkliste.pdf", 404),
    "catalogue:provider": everybody("/angebote/anbieter/{organisation}"),
    "catalogue:offer": everybody("/angebote/{offer}"),
    "catalogue:offer_ics": everybody("/angebote/{offer}.ics"),
    "catalogue:offer_easy": everybody("/angebote/{offer}/leichte-sprache", 404),
    # Account
    "account": only_signed_in("/konto/"),
    "account_login": Row("/konto/anmelden/", (200, 302, 302, 302, 302, 302)),
    "account_logout": only_signed_in("/konto/abmelden/"),
    "account_inactive": everybody("/konto/inaktiv/"),
    "account_signup": Row("/konto/registrieren/", (200, 302, 302, 302, 302, 302)),
    "account_reauthenticate": only_signed_in("/konto/bestaetigen/"),
    "account_email": only_signed_in("/konto/e-mail/"),
    "account_email_verification_sent": everybody("/konto/e-mail/bestaetigen/"),
    "account_confirm_email": everybody("/konto/e-mail/bestaetigen/falsch/"),
    "account_change_password": only_signed_in("/konto/passwort/aendern/"),
    "account_set_password": only_signed_in("/konto/passwort/setzen/", 302),
    "account_reset_password": everybody("/konto/passwort/vergessen/"),
    "account_reset_password_done": everybody("/konto/passwort/vergessen/gesendet/"),
    "account_reset_password_from_key": everybody("/konto/passwort/neu/1-falsch/"),
    "account_reset_password_from_key_done": everybody("/konto/passwort/neu/fertig/"),
    "mfa_index": only_signed_in("/konto/zweiter-faktor/"),
    "mfa_authenticate": everybody("/konto/zweiter-faktor/eingeben/", 302),
    "mfa_reauthenticate": only_signed_in("/konto/zweiter-faktor/bestaetigen/", 302),
    "mfa_activate_totp": only_signed_in("/konto/zweiter-faktor/app/einrichten/", 302),
    "mfa_deactivate_totp": only_signed_in("/konto/zweiter-faktor/app/entfernen/", 404),
    "mfa_view_recovery_codes": only_signed_in("/konto/zweiter-faktor/codes/", 404),
    "mfa_generate_recovery_codes": only_signed_in("/konto/zweiter-faktor/codes/neu/", 302),
    "mfa_download_recovery_codes": only_signed_in("/konto/zweiter-faktor/codes/herunterladen/", 404),
    "mfa_list_webauthn": only_signed_in("/konto/zweiter-faktor/passkeys/"),
    "mfa_add_webauthn": only_signed_in("/konto/zweiter-faktor/passkeys/neu/", 302),
    "mfa_reauthenticate_webauthn": only_signed_in("/konto/zweiter-faktor/passkeys/bestaetigen/", 302),
    "mfa_login_webauthn": everybody("/konto/zweiter-faktor/passkeys/anmelden/", 302),
    "mfa_remove_webauthn": only_signed_in("/konto/zweiter-faktor/passkeys/1/entfernen/", 302),
    "mfa_edit_webauthn": only_signed_in("/konto/zweiter-faktor/passkeys/1/aendern/", 302),
    # Council: all of it is public
    "council:index": everybody("/rat/"),
    "council:papers": everybody("/rat/vorlagen"),
    "council:meetings": everybody("/rat/sitzungen"),
    "council:committees": everybody("/rat/gremien"),
    "council:body": everybody("{body}"),
    "council:paper": everybody("{paper}"),
    "council:paper_file": everybody("{paper_file}"),
    "council:paper_places": everybody("{paper}/orte"),
    "council:meeting": everybody("{meeting}"),
    "council:meeting_ics": everybody("{meeting}.ics"),
    "council:meeting_file": everybody("{meeting}/datei/1", 404),
    "council:committee": everybody("{committee}"),
    "council:committee_ics": everybody("{committee}.ics"),
    "council:person": everybody("{person}"),
    # Workspace of organisations that publish offers
    "provider:home": Row("/anbieter/", (302, 403, 403, 302, 302, 302), provider=200),
    "provider:new": Row("/anbieter/neu", (302, 403, 403, 200, 200, 200), provider=200),
    "provider:offer": of_a_provider("/anbieter/angebot/{draft}/"),
    "provider:edit": of_a_provider("/anbieter/angebot/{draft}/bearbeiten"),
    "provider:preview": of_a_provider("/anbieter/angebot/{draft}/vorschau"),
    "provider:history": of_a_provider("/anbieter/angebot/{draft}/verlauf"),
    "provider:file_add": of_a_provider("/anbieter/angebot/{draft}/datei", 422, "post"),
    "provider:file_remove": Row("/anbieter/angebot/{draft}/datei/0/entfernen", (302, *(404,) * 5), "post"),
    "provider:do": of_a_provider("/anbieter/angebot/{draft}/bestaetigen", 302, "post"),
    "provider:file": Row("/anbieter/datei/{file}/Flyer.pdf", (404, 404, 404, 200, 200, 200), provider=200),
    "provider:members": of_a_provider("/anbieter/organisation/{organisation}/mitglieder"),
    "provider:member_remove": Row(
        "/anbieter/organisation/{organisation}/mitglieder/0/entfernen", (302, *(404,) * 5), "post"
    ),
    "provider:step": everybody("/anbieter/weiter/{draft}/anmeldung", 404),
    "provider:confirm": everybody("/anbieter/bestaetigen/falsch", 404),
    "provider:register": everybody("/anbieter/anmelden"),
    "provider:registered": everybody("/anbieter/anmelden/danke"),
    "proposal:write": everybody("/anbieter/hinweis"),
    "proposal:thanks": everybody("/anbieter/hinweis/danke"),
    "provider:reviews": only_editors_of_the_catalogue("/anbieter/pruefen"),
    "provider:review": only_editors_of_the_catalogue("/anbieter/pruefen/{draft}"),
    "provider:requests": only_editors_of_the_catalogue("/anbieter/anmeldungen"),
    "provider:request_decide": only_editors_of_the_catalogue("/anbieter/anmeldungen/0/annehmen", 404, "post"),
    "provider:proposals": only_editors_of_the_catalogue("/anbieter/hinweise"),
    "provider:proposal_decide": only_editors_of_the_catalogue("/anbieter/hinweise/0/erledigt", 404, "post"),
}

# Addresses that a library brings along and guards itself; the rows above show by example that the guard stands.
LEFT_TO_LIBRARIES = {
    r"^verwaltung/": "Wagtail's back office: every address asks for access_admin and the right of its model",
    r"^dokumente/": "Wagtail's documents: public files that editors link to, private ones by their collection",
    r"^_util/authenticate_with_password/": "Wagtail's pages behind a password of their own, which is nobody's account",
}


def _all_names() -> Iterator[tuple[str, str]]:
    """(name with its namespace, pattern) of every address of the portal."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str, space: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            address = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one.url_patterns, address, inner)
            else:
                yield f"{space}{one.name}", address

    yield from walk(get_resolver().url_patterns, "", "")


def test_every_address_stands_in_the_table() -> None:
    missing = [
        f"{name} ({address})"
        for name, address in _all_names()
        if name not in TABLE and not any(re.match(left, address) for left in LEFT_TO_LIBRARIES)
    ]
    assert missing == []


def test_the_table_names_only_addresses_that_exist() -> None:
    assert TABLE.keys() - {name for name, _ in _all_names()} == set()


@pytest.fixture
def story() -> dict[str, str]:
    """A council with one of everything, and the texts of the website."""
    cache.clear()
    create_start_pages(by=COMMAND_LINE)
    body = cast.a_body("Stadt Musterbach")
    committee = cast.a_committee(body)
    person = cast.a_person(body)
    cast.a_membership(person, committee)
    paper = cast.a_paper(body)
    file = cast.a_file("Vorlage", "Seite eins")
    cast.attach(file, "main", paper=paper)
    meeting = cast.a_meeting(body, cast.at(2026, 3, 2), committee)
    refresh_stale()
    offer, draft = an_offer(), a_draft(title="Noch nicht fertig")
    leaflet = attach_file(draft, b"%PDF-1.7", name="Flyer.pdf", title="Flyer", by=COMMAND_LINE)
    catch_up()
    town = Municipality.objects.create(ags="05999004", name="Musterbach", slug="musterbach", kind="city")
    street = Place.objects.create(municipality=town, name="Goethestraße", slug="goethestrasse", kind="street")
    return {
        "town": town.slug,
        "street": street.slug,
        "source": body.record.source.slug,
        "body": body.get_absolute_url(),
        "paper": paper.get_absolute_url(),
        "paper_file": f"{paper.get_absolute_url()}/datei/{file.pk}",
        "meeting": meeting.get_absolute_url(),
        "committee": committee.get_absolute_url(),
        "person": person.get_absolute_url(),
        "offer": offer.slug,
        "organisation": offer.organisation.slug,
        "draft": str(draft.pk),
        "file": str(leaflet.pk),
    }


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_table_says(story: dict[str, str], role: str) -> None:
    wrong = []
    client = Client()
    if role in _MAKERS:
        client.force_login(_MAKERS[role]())
    signed_in = dict(client.cookies)
    for name, row in TABLE.items():
        # Signing in anew for each address takes as long as most answers; what an address sets is forgotten.
        client.cookies.clear()
        client.cookies.update(signed_in)
        path = row.path.format(**story)
        status = getattr(client, row.method)(path).status_code
        expected = row.status_for(role)
        if status != expected:
            wrong.append(f"{name} {path}: {status} instead of {expected}")
    assert not wrong, "\n".join(wrong)


def test_a_visitor_who_is_sent_to_the_sign_in_page_comes_back_afterwards(client: Client) -> None:
    assert client.get("/konto/").headers["Location"] == "/konto/anmelden/?next=/konto/"
