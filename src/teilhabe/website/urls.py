"""The table of all addresses. German has no prefix; other languages have theirs, some only below ``/angebote/``."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

from teilhabe.core.health import health
from teilhabe.core.languages import whole_patterns

from .api import api
from .backoffice.policy import back_office_urls
from .views import (
    embeds,
    errors,
    feedback,
    home,
    machines,
    manage_sources,
    map_consent,
    map_tiles,
    maps,
    nearby,
    places,
    search,
    search_feeds,
    sitemap,
    sources,
)
from .views.muster import muster

urlpatterns = [
    path("health", health, name="health"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap.part, name="sitemap_part"),
    # Wagtail's own form would let a password alone in; everybody signs in by the same door.
    path("verwaltung/login/", machines.to_sign_in, name="wagtail_sign_in"),
    path("verwaltung/", include(back_office_urls())),
    path("api/", api.urls),
    path("", include("teilhabe.catalogue.urls.exchange")),
    path("dokumente/", include(wagtaildocs_urls)),
    path("medien/<path:path>", machines.picture, name="picture"),
    *whole_patterns(
        path("", home.home, name="home"),
        path("suche", search.search, name="search"),
        path("suche.atom", search_feeds.atom, name="search_atom"),
        path("suche.ics", search_feeds.ics, name="search_ics"),
        path("suche/vorschlaege", search.suggestions, name="search_suggestions"),
        path("karte", maps.karte, name="map"),
        path("karte/punkte", maps.points, name="map_points"),
        path("karte/umrisse", maps.outlines, name="map_outlines"),
        path("karte/punkt", maps.spot, name="map_spot"),
        path("karte/strassen.pmtiles", map_tiles.tiles, name="map_tiles"),
        path("karte/dienst", map_consent.consent, name="map_consent"),
        path("in-der-naehe", nearby.nearby, name="nearby"),
        path("ort/", places.all_places, name="places"),
        path("ort/<slug:town>/", places.municipality, name="municipality"),
        path("ort/<slug:town>/neues.atom", places.municipality_atom, name="municipality_atom"),
        path("ort/<slug:town>/sitzungen.ics", places.municipality_ics, name="municipality_ics"),
        path("ort/<slug:town>/<slug:place>/", places.place, name="place"),
        path("ort/<slug:town>/<slug:place>/neues.atom", places.place_atom, name="place_atom"),
        path("ort/<slug:town>/<slug:place>/sitzungen.ics", places.place_ics, name="place_ics"),
        path("einbetten", embeds.advice, name="embed"),
        path("einbetten/karte", embeds.embedded_map, name="embed_map"),
        path("einbetten/liste", embeds.embedded_list, name="embed_list"),
        path("quellen", sources.all_sources, name="sources"),
        path("quellen/neu", manage_sources.add, name="source_add"),
        path("quellen/<slug:slug>", sources.one_source, name="source"),
        path("quellen/<slug:slug>/stand", manage_sources.progress, name="source_progress"),
        path("quellen/<slug:slug>/<str:what>", manage_sources.manage, name="source_manage"),
        path("muster", muster, name="muster"),
        path("rueckmeldung", feedback.feedback, name="feedback"),
        path("rueckmeldung/danke/<feedback_number:number>", feedback.thanks, name="feedback_thanks"),
        path("konto/", include("teilhabe.accounts.urls")),
        path("rat/", include("teilhabe.council.urls")),
        path("angebote/", include("teilhabe.catalogue.urls.data")),
        path("anbieter/", include("teilhabe.catalogue.urls.provider")),
        # Wagtail's form for visitors would let a password alone in, too; its pages are served below it.
        path("_util/login/", machines.to_sign_in, name="wagtailcore_login"),
    ),
    # In every language: settings.PATHS_IN_EVERY_LANGUAGE.
    *i18n_patterns(
        path("angebote/", include("teilhabe.catalogue.urls.public")),
        path("anbieter/", include("teilhabe.catalogue.urls.proposals")),
        prefix_default_language=False,
    ),
    # Last, because it takes every address for that of a text.
    *whole_patterns(path("", include(wagtail_urls))),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
