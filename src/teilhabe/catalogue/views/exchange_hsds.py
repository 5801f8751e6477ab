"""``/hsds/``: what other portals read by the Human Services Data Specification 3.0."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from teilhabe.directory.models import Organisation

from ..exchange import hsds
from ..exchange.hsds import paging, profile
from ..exchange.hsds.places import link_ids
from ..exchange.hsds.services import NO_SERVICE
from ..exchange.hsds.vocabulary import FIELDS, find_taxonomy, find_term, term, terms
from ..exchange.identity import machine_address, offer_id, organisation_id
from ..queries.offers import OfferQuerySet
from ..queries.published import (
    Published,
    changed_since,
    changes_of,
    listed_offers,
    naming,
    published,
    readable_offers,
    was_public,
)
from .exchange_frame import BadQuestion, Gone, NotThere, answer, for_machines, may_ask_for_all

_PAGING = {"search", "page", "per_page", "format"}
_CHOOSING = {"taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after"}
_MOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a list, checked. ``page`` counts from 1."""

    values: dict[str, str]
    page: int
    per_page: int

    def on(self, name: str) -> bool:
        """Whether a switch such as ``full`` was asked for."""
        value = self.values.get(name, "").lower()
        if value not in {"", "true", "false", "1", "0"}:
            raise BadQuestion(f"„{name}“ ist true oder false.")
        return value in {"true", "1"}

    def key(self, name: str) -> str:
        """A UUID as we write it, empty if it was not asked for."""
        value = self.values.get(name, "")
        return str(_uuid(value, name)) if value else ""


@for_machines
def root(request: HttpRequest) -> HttpResponse:
    return answer(
        {
            "version": hsds.VERSION,
            "profile": machine_address("hsds_profile"),
            "openapi_url": machine_address("hsds_openapi"),
        }
    )


@for_machines
def show_profile(request: HttpRequest) -> HttpResponse:
    return answer(profile.profile())


@for_machines
def profile_file(request: HttpRequest, name: str) -> HttpResponse:
    if (told := profile.patch(name)) is None:
        raise NotThere("Dieses Objekt lässt das Profil, wie es ist.")
    return answer(told, media="application/merge-patch+json")


@for_machines
def schema(request: HttpRequest, name: str) -> HttpResponse:
    if (told := profile.schema(name)) is None:
        raise NotThere("Dieses Objekt gibt es hier nicht.")
    return answer(told, media="application/schema+json")


@for_machines
def openapi(request: HttpRequest) -> HttpResponse:
    return answer(profile.openapi())


@for_machines
def services(request: HttpRequest) -> HttpResponse:
    asked = _asked(request, _CHOOSING | {"minimal", "full"})
    now, full, short = timezone.now(), asked.on("full"), asked.on("minimal")
    if short:
        asked = _asked(request, _CHOOSING | {"minimal", "full"}, usual=paging.MOST_MINIMAL, most=paging.MOST_MINIMAL)

        return _page(asked, changes_of(_chosen(asked)), lambda rows: [hsds.minimal(*row) for row in rows])

    def told(rows: OfferQuerySet) -> list[dict[str, Any]]:
        whole = [hsds.service(one, now=now) for one in published(rows)]
        return whole if full else [hsds.flat(one) for one in whole]

    return _page(asked, _chosen(asked), told)


@for_machines
def service(request: HttpRequest, key: str) -> HttpResponse:
    one = _one(_uuid(key, "id"))
    return answer(hsds.service(one, now=timezone.now()))


@for_machines
def organizations(request: HttpRequest) -> HttpResponse:
    asked = _asked(request, {"full", "full_service"})
    whole = asked.on("full") or asked.on("full_service")
    if asked.on("full_service"):
        may_ask_for_all(request)
    found = Organisation.objects.filter(pk__in=_services().values("organisation")).select_related("municipality")
    for word in _words(asked):
        found = found.filter(name__icontains=word)

    def told(rows: Sequence[Organisation]) -> list[dict[str, Any]]:
        if not whole:
            return [hsds.short(row) for row in rows]
        return _organisations(rows, full_service=asked.on("full_service"))

    return _page(asked, found.order_by("pk"), told)


@for_machines
def organization(request: HttpRequest, key: str) -> HttpResponse:
    asked = _asked(request, {"full_service"})
    if asked.on("full_service"):
        may_ask_for_all(request)
    wanted = str(_uuid(key, "id"))
    found = _organisation(wanted)
    row = Organisation.objects.select_related("municipality").get(pk=found) if found else None
    if row is None:
        raise NotThere("Diesen Anbieter gibt es hier nicht.")
    return answer(_organisations([row], full_service=asked.on("full_service"))[0])


@for_machines
def service_at_locations(request: HttpRequest) -> HttpResponse:
    """Rows are links; an offer has up to two of them, so pages are counted over both kinds."""
    asked = _asked(request, _CHOOSING | {"full", "postcode"})
    now, full = timezone.now(), asked.on("full")
    on_site = Q(on_site=True) & ~Q(venue="", street="", town="", latitude=None)
    found = _chosen(asked)
    if postcode := asked.values.get("postcode", ""):
        found = found.filter(on_site, postcode=postcode)
        online = found.none()
    else:
        online = found.filter(online=True)
    found = found.filter(on_site)
    keys = [*((pk, "site") for pk in found.values_list("pk", flat=True))]
    keys += [(pk, "online") for pk in online.values_list("pk", flat=True)]
    keys.sort()

    def told(rows: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
        offers = readable_offers().filter(pk__in={pk for pk, _ in rows})
        known = {one.offer.pk: one for one in published(offers)}
        links = [hsds.service_at_location(known[pk], where, hsds.service(known[pk], now=now)) for pk, where in rows]
        return links if full else [hsds.flat(one) for one in links]

    return _page(asked, keys, told)


@for_machines
def service_at_location(request: HttpRequest, key: str) -> HttpResponse:
    wanted = str(_uuid(key, "id"))
    for offer in _services(readable_offers()).select_related(None).only("pk", "translation_key"):
        if where := link_ids(offer).get(wanted):
            one = _one(offer.translation_key)
            try:
                told = hsds.service_at_location(one, where, hsds.service(one, now=timezone.now()))
            except KeyError:
                break
            return answer(told)
    raise NotThere("Diese Verbindung von Angebot und Ort gibt es hier nicht.")


@for_machines
def taxonomies(request: HttpRequest) -> HttpResponse:
    asked = _asked(request, set())
    return _page(asked, _matching(hsds.taxonomies(), asked), list)


@for_machines
def taxonomy(request: HttpRequest, key: str) -> HttpResponse:
    wanted = str(_uuid(key, "id"))
    found = next((one for one in hsds.taxonomies() if one["id"] == wanted), None)
    if found is None:
        raise NotThere("Dieses Vokabular gibt es hier nicht.")
    return answer(found)


@for_machines
def taxonomy_terms(request: HttpRequest) -> HttpResponse:
    asked = _asked(request, {"taxonomy_id", "parent_id", "top_only"})
    scheme = None
    if wanted := asked.key("taxonomy_id"):
        scheme = find_taxonomy(wanted)
        if scheme is None:
            raise BadQuestion("Zu „taxonomy_id“ gibt es hier kein Vokabular; /hsds/taxonomies nennt alle.")
    found = [term(one) for one in terms(scheme)]
    if parent := asked.key("parent_id"):
        found = [one for one in found if one.get("parent_id") == parent]
    if asked.on("top_only"):
        found = [one for one in found if "parent_id" not in one]
    return _page(asked, _matching(found, asked), list)


@for_machines
def taxonomy_term(request: HttpRequest, key: str) -> HttpResponse:
    found = find_term(str(_uuid(key, "id")))
    if found is None:
        raise NotThere("Diesen Begriff gibt es hier nicht.")
    return answer(term(found))


def _asked(request: HttpRequest, further: set[str], *, usual: int = paging.USUAL, most: int = paging.MOST) -> Asked:
    known = _PAGING | further
    if unknown := sorted(set(request.GET) - known):
        names = ", ".join(name[:40] for name in unknown[:10])
        raise BadQuestion(f"Diese Angaben gibt es hier nicht: {names}. Möglich sind: {', '.join(sorted(known))}.")
    values = {name: request.GET[name].strip() for name in request.GET}
    if values.get("format", "json").lower() not in {"json", ""}:
        raise BadQuestion("„format“ kann hier nur json sein.")
    page = _number(values.get("page"), "page", usual=1, most=1_000_000)
    return Asked(values, page, _number(values.get("per_page"), "per_page", usual=usual, most=most))


def _number(text: str | None, name: str, *, usual: int, most: int) -> int:
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise BadQuestion(f"„{name}“ ist eine Zahl von 1 bis {most}.")
    return int(text)


def _uuid(text: str, name: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise (NotThere if name == "id" else BadQuestion)(f"„{name}“ ist eine UUID.") from wrong


def _services(offers: OfferQuerySet | None = None) -> OfferQuerySet:
    return (listed_offers() if offers is None else offers).exclude(kind__in=NO_SERVICE)


def _chosen(asked: Asked) -> OfferQuerySet:
    """What the parameters choose; all of them hold. Whoever asks for changes hears of what has ended, too."""
    found = _services()
    if since := asked.values.get("modified_after"):
        found = changed_since(_services(readable_offers()), _moment(since))
    if wanted := asked.key("taxonomy_term_id"):
        chosen = find_term(wanted)
        found = found.filter(naming(FIELDS[chosen.scheme], [chosen.key])) if chosen else found.none()
    if wanted := asked.key("taxonomy_id"):
        scheme = find_taxonomy(wanted)
        found = found.exclude(**{FIELDS[scheme]: []}) if scheme else found.none()
    if wanted := asked.key("organization_id"):
        found = found.filter(organisation=_organisation(wanted))
    said = [Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word) for word in _words(asked)]
    return found.filter(reduce(and_, said)) if said else found


def _moment(text: str) -> datetime:
    day = parse_date(text) if len(text) == 10 else None
    # A plus in an address that nobody escaped arrives as a blank.
    try:
        found = datetime(day.year, day.month, day.day) if day else parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None:
        raise BadQuestion("„modified_after“ ist ein Tag oder Zeitpunkt wie 2026-11-23T08:00:00Z.")
    return found if timezone.is_aware(found) else found.replace(tzinfo=UTC)


def _words(asked: Asked) -> list[str]:
    return asked.values.get("search", "").split()[:_MOST_WORDS]


def _matching(rows: Iterable[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    words = [word.casefold() for word in _words(asked)]
    return [row for row in rows if all(word in f"{row['name']} {row['description']}".casefold() for word in words)]


def _organisation(wanted: str) -> int | None:
    """The row with this UUID, if it offers anything now."""
    offering = Organisation.objects.filter(pk__in=_services().values("organisation")).only("pk", "slug")
    return next((one.pk for one in offering if organisation_id(one) == wanted), None)


def _organisations(rows: Sequence[Organisation], *, full_service: bool) -> list[dict[str, Any]]:
    now = timezone.now()
    by_owner: dict[int, list[Published]] = {row.pk: [] for row in rows}
    for one in published(_services().filter(organisation__in=rows)):
        by_owner[one.offer.organisation_id].append(one)
    return [
        hsds.organisation(
            row,
            by_owner[row.pk],
            [hsds.service(one, now=now) if full_service else hsds.brief(one) for one in by_owner[row.pk]],
        )
        for row in rows
    ]


def _one(key: UUID) -> Published:
    offer = readable_offers().filter(translation_key=key).first()
    if offer is None and was_public(key):
        raise Gone("Dieses Angebot war öffentlich und ist es nicht mehr.")
    if offer is None:
        raise NotThere("Dieses Angebot gibt es hier nicht.")
    if offer.kind in NO_SERVICE:
        raise NotThere(f"Das ist ein Material und steht unter {machine_address('amb_record', offer_id(offer))}.")
    return published([offer])[0]


def _page(asked: Asked, found: Any, told: Callable[[Any], list[dict[str, Any]]]) -> HttpResponse:
    first = (asked.page - 1) * asked.per_page
    total = len(found) if isinstance(found, list) else found.count()
    contents = told(found[first : first + asked.per_page])
    # No Last-Modified: whether something holds today and which dates are next changes without a change of ours.
    return answer(paging.page_of_list(contents, total=total, page=asked.page, per_page=asked.per_page))
