"""What the frame of every page shows: the context variable ``portal``. base.html knows no address of its own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from teilhabe.accounts.rules import may_enter_back_office
from teilhabe.catalogue.rules import is_provider, may_review_offers

from .queries.pages import addresses_of, frame_facts

Link = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """``nav`` holds (label, url, section, current), ``languages`` (code, own name, url, current), ``alternates``
    (code, whole address), ``footer`` (heading, links); all other lists are (label, url)."""

    name: str
    region: str
    tagline: str
    demo: bool
    home_url: str
    nav: tuple[tuple[str, str, str, bool], ...]
    account: tuple[Link, ...]
    footer: tuple[tuple[str, tuple[Link, ...]], ...]
    report_url: str
    sources_url: str
    languages: tuple[tuple[str, str, str, bool], ...]
    alternates: tuple[Link, ...]
    canonical_url: str
    attribution: tuple[Link, ...]
    back_office_url: str
    notes_url: str
    search_url: str
    suggest_url: str
    map_url: str
    places_url: str


def portal(request: HttpRequest) -> dict[str, object]:
    """Lazily, once a request: the back office and the mails never look at it."""
    return {"portal": SimpleLazyObject(lambda: _once(request))}


def _once(request: HttpRequest) -> Portal:
    kept: Portal | None = getattr(request, "_portal", None)
    if kept is None:
        kept = _portal(request)
        request._portal = kept  # type: ignore[attr-defined]  # a memo on this one request
    return kept


def _portal(request: HttpRequest) -> Portal:
    language = get_language() or settings.LANGUAGE_CODE
    facts = frame_facts(language)
    addresses = _addresses(request)
    return Portal(
        name=settings.PORTAL_NAME,
        region=settings.PORTAL_REGION,
        tagline=_("Das offene Portal für Ratsarbeit, Bildung und Integration."),
        demo=settings.DEMO,
        home_url=reverse("home"),
        nav=_nav(request.path),
        account=_account(request),
        footer=_footer(facts.pages),
        report_url=reverse("feedback"),
        sources_url=reverse("sources"),
        languages=tuple(
            (code, get_language_info(code)["name_local"].capitalize(), addresses[code], code == language)
            for code, _name in settings.LANGUAGES
        ),
        alternates=_alternates(request, addresses),
        canonical_url=_canonical(request),
        attribution=_attribution(facts.outlines),
        back_office_url=reverse("wagtailadmin_home"),
        notes_url=reverse("catalogue:notes"),
        search_url=reverse("search"),
        suggest_url=reverse("search_suggestions"),
        map_url=reverse("map"),
        places_url=reverse("places"),
    )


def _nav(path: str) -> tuple[tuple[str, str, str, bool], ...]:
    council, offers = reverse("council:index"), reverse("catalogue:home")
    sources = reverse("sources")
    search = reverse("search")
    atlas, places = reverse("map"), reverse("places")
    return (
        (_("Suche"), search, "", path.startswith(search)),
        (_("Rat"), council, "rat", path.startswith(council)),
        (_("Angebote"), offers, "angebot", path.startswith(offers)),
        (_("Karte"), atlas, "ort", path.startswith(atlas)),
        (_("Mein Ort"), places, "ort", path.startswith((places, reverse("nearby")))),
        (_("Quellen"), sources, "", path.startswith(sources)),
    )


def _account(request: HttpRequest) -> tuple[Link, ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ((_("Anmelden"), reverse("account_login")),)
    links: list[Link] = [(user.get_short_name(), reverse("account"))]
    if may_enter_back_office.test(user):
        links.insert(0, (_("Redaktion"), reverse("wagtailadmin_home")))
    if may_review_offers.test(user):
        links.insert(0, (_("Angebote prüfen"), reverse("provider:reviews")))
    if is_provider.test(user):
        links.insert(0, (_("Meine Angebote"), reverse("provider:home")))
    return tuple(links)


def _footer(pages: dict[str, Link]) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """``pages`` maps the slug of a page of text to its title and address; what does not exist is not linked."""
    service = [(_("Rückmeldung"), reverse("feedback")), (_("Barriere melden"), reverse("feedback") + "?grund=barrier")]
    legal = ("impressum", "datenschutz", "barrierefreiheit")
    service += [pages[slug] for slug in legal if slug in pages]
    about = [link for slug, link in pages.items() if slug not in legal]
    return (
        (
            _("Inhalte"),
            (
                (_("Räte"), reverse("council:index")),
                (_("Vorlagen und Beschlüsse"), reverse("council:papers")),
                (_("Sitzungen"), reverse("council:meetings")),
                (_("Gremien"), reverse("council:committees")),
                (_("Angebote und Programme"), reverse("catalogue:home")),
                (_("Kalender der Angebote"), reverse("catalogue:calendar")),
                (_("Merkliste"), reverse("catalogue:notes")),
                (_("Karte"), reverse("map")),
                (_("Mein Ort"), reverse("places")),
                (_("Quellen und Vollständigkeit"), reverse("sources")),
            ),
        ),
        (
            _("Über das Portal"),
            (
                *about,
                (_("Offene Daten und Schnittstelle"), reverse("api:openapi-view")),
                (_("Karte und Liste einbetten"), reverse("embed")),
                (_("Gestaltungsmuster"), reverse("muster")),
            ),
        ),
        (_("Service"), tuple(service)),
    )


def _attribution(outlines: tuple[str, ...]) -> tuple[Link, ...]:
    parts = [(_("Maßgeblich sind allein die Originale in den Ratsinformationssystemen der Kommunen."), "")]
    if outlines:
        parts.append((_("Kartengrundlage: %(whom)s.") % {"whom": "; ".join(outlines)}, ""))
    return tuple(parts)


def _addresses(request: HttpRequest) -> dict[str, str]:
    """This page in every language; a page of text that is not translated leads to the home page of that language."""
    known = _translations(request)
    found = {}
    for code, _name in settings.LANGUAGES:
        if known is None:
            found[code] = translate_url(request.get_full_path(), code)
        else:
            found[code] = known.get(code) or translate_url(reverse("home"), code)
    return found


def _translations(request: HttpRequest) -> dict[str, str] | None:
    """The addresses of a page of text by language; None on every other page, which exists in all of them."""
    key: UUID | None = getattr(request, "text_key", None)
    return None if key is None else addresses_of(key)


def _alternates(request: HttpRequest, addresses: dict[str, str]) -> tuple[Link, ...]:
    """For ``hreflang``, only where the page is the same in another language and for the public."""
    if request.method not in {"GET", "HEAD"} or request.resolver_match is None:
        return ()
    known = _translations(request)
    codes = [code for code in addresses if known is None or code in known]
    if len(codes) < 2:
        return ()
    return tuple((code, settings.PORTAL_URL + addresses[code]) for code in codes)


def _canonical(request: HttpRequest) -> str:
    """Without filters; only the page number makes another page."""
    number = request.GET.get("seite", "")
    query = f"?{urlencode({'seite': number})}" if number.isdigit() and number != "1" else ""
    return f"{settings.PORTAL_URL}{request.path}{query}"
