"""What the frame of every page shows: the context variable ``portal``. base.html knows no address of its own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html_join
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from teilhabe.accounts.rules import may_enter_back_office
from teilhabe.catalogue.rules import is_provider, may_review_offers
from teilhabe.core.addresses import in_language, without_language
from teilhabe.core.languages import german, is_whole, reading, speaks, with_values
from teilhabe.directory.actions import DEMO_SOURCE

from .queries.pages import addresses_of, frame_facts

Link = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """``nav`` holds (label, url, section, current), ``languages`` (code, own name, url, current), ``alternates``
    (code, whole address), ``footer`` (heading, links); all other lists are (label, url). ``languages_note`` says what
    does not exist in the reader's language; where it is not empty there is no search in everything either.
    ``register_url`` is where organisations ask to be let in."""

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
    register_url: str
    languages: tuple[tuple[str, str, str, bool], ...]
    languages_note: str
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
    language, whole = reading(), is_whole()
    facts = frame_facts(language if whole else settings.LANGUAGE_CODE)
    addresses = _addresses(request)
    return Portal(
        name=settings.PORTAL_NAME,
        region=settings.PORTAL_REGION,
        tagline=_("Das offene Portal für Ratsarbeit, Bildung und Integration."),
        demo=settings.DEMO,
        home_url=reverse("home" if whole else "catalogue:home"),
        nav=_nav(request.path) if whole else _nav_of_catalogue(request.path),
        account=_account(request),
        footer=_footer(facts.pages),
        report_url=reverse("feedback"),
        sources_url=reverse("sources"),
        register_url=reverse("provider:register"),
        languages=tuple(
            (code, get_language_info(code)["name_local"].capitalize(), address, code == language)
            for code, address in _menu(request, addresses).items()
        ),
        languages_note="" if whole else what_is_translated(),
        alternates=_alternates(request, addresses),
        canonical_url=_canonical(request, addresses),
        attribution=_attribution(facts.outlines),
        back_office_url=reverse("wagtailadmin_home"),
        notes_url=reverse("catalogue:notes"),
        search_url=reverse("search") if whole else "",
        suggest_url=reverse("search_suggestions") if whole else "",
        map_url=reverse("map"),
        places_url=reverse("places"),
    )


def what_is_translated() -> str:
    """For readers of a language in which there is the catalogue only."""
    return _(
        "Die Angebote gibt es in Ihrer Sprache. Suche, Karte, Ratsarbeit und alle anderen Seiten gibt es auf "
        "Deutsch und auf Englisch."
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


def _nav_of_catalogue(path: str) -> tuple[tuple[str, str, str, bool], ...]:
    """For readers of a language in which there is nothing else."""
    offers, dates, notes = reverse("catalogue:list"), reverse("catalogue:calendar"), reverse("catalogue:notes")
    home = reverse("catalogue:home")
    elsewhere = path.startswith((offers, dates, notes))
    return (
        (_("Angebote"), home, "angebot", path.startswith(home) and not elsewhere),
        (_("Alle Angebote"), offers, "angebot", path.startswith(offers)),
        (_("Kalender"), dates, "angebot", path.startswith(dates)),
        (_("Merkliste"), notes, "angebot", path.startswith(notes)),
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
    if not is_whole():
        pages = {slug: (german(title), url) for slug, (title, url) in pages.items()}
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
        # The drawing of the demonstration is our own: its name is no name, and is said in every language.
        own = _("Demonstrationsdaten, eigene grobe Zeichnung")
        whom = [own if source == DEMO_SOURCE else german(source) for source in outlines]
        named = format_html_join("; ", "{}", ((one,) for one in whom))
        parts.append((with_values(_("Kartengrundlage: %(whom)s."), whom=named), ""))
    return tuple(parts)


def _addresses(request: HttpRequest) -> dict[str, str]:
    """This page in every language that it speaks; a page of text that is not translated leads to the home page of that
    language, and so does, for readers of a language of the catalogue alone, a page that does not exist."""
    known = _translations(request)
    if known is not None:
        return {code: known.get(code) or _home(code) for code in settings.WHOLE_LANGUAGES}
    plain = without_language(request.path)
    if not is_whole() and not speaks(reading(), plain):
        return {code: _home(code) for code, _name in settings.LANGUAGES}
    here = request.get_full_path()
    codes = [code for code, _name in settings.LANGUAGES if speaks(code, plain)]
    if not _has_twins(here):
        return {code: here for code in codes if is_whole(code)}
    return {code: in_language(without_language(here), code) for code in codes}


def _has_twins(here: str) -> bool:
    """Whether the address names a page that has an address in each of its languages."""
    other = next(code for code in settings.WHOLE_LANGUAGES if code != reading())
    return translate_url(here, other) != here


def _menu(request: HttpRequest, addresses: dict[str, str]) -> dict[str, str]:
    """The addresses of the language menu. On the home page it leads to all there is in a language."""
    if request.resolver_match is None or request.resolver_match.view_name != "home":
        return addresses
    return {code: addresses.get(code) or _home(code) for code, _name in settings.LANGUAGES}


def _home(language: str) -> str:
    return in_language("/" if is_whole(language) else without_language(reverse("catalogue:home")), language)


def _translations(request: HttpRequest) -> dict[str, str] | None:
    """The addresses of a page of text by language; None on every other page, which exists in all of them."""
    key: UUID | None = getattr(request, "text_key", None)
    return None if key is None else addresses_of(key)


def _alternates(request: HttpRequest, addresses: dict[str, str]) -> tuple[Link, ...]:
    """For ``hreflang``, only where the page is the same in another language and for the public."""
    if request.method not in {"GET", "HEAD"} or request.resolver_match is None:
        return ()
    known = _translations(request)
    said: frozenset[str] | None = getattr(request, "said_in", None)
    codes = [
        code
        for code in addresses
        if (known is None or code in known) and (said is None or is_whole(code) or code in said)
    ]
    if len(codes) < 2:
        return ()
    return tuple((code, settings.PORTAL_URL + addresses[code]) for code in codes)


def _canonical(request: HttpRequest, addresses: dict[str, str]) -> str:
    """Without filters; only the page number makes another page. What is not said in the reader's language
    (``request.said_in``) is the German page in another frame."""
    said: frozenset[str] | None = getattr(request, "said_in", None)
    if said is not None and not is_whole() and reading() not in said:
        return f"{settings.PORTAL_URL}{urlsplit(addresses[settings.LANGUAGE_CODE]).path}"
    number = request.GET.get("seite", "")
    query = f"?{urlencode({'seite': number})}" if number.isdigit() and number != "1" else ""
    return f"{settings.PORTAL_URL}{request.path}{query}"
