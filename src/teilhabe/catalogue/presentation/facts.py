"""What one needs to know of an offer, fact by fact, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from teilhabe.core import moments
from teilhabe.core.languages import german, listed, reading, with_values
from teilhabe.directory.vocabulary import LICENCES

from ..models import Offer
from ..rules import is_in_one_place
from ..rules.schedule import Occurrence
from .words import ages, forms, german_levels, labels, where


@dataclass(frozen=True, slots=True)
class Fact:
    """``lines`` come below each other, the first one strongest; ``lang`` is that of the words of the offer itself."""

    term: str
    lines: tuple[SafeString | str, ...]
    lang: str = ""


def facts_of(
    source: Offer, shown: Offer, towns: Mapping[str, str], own: str, coming: Occurrence | None = None
) -> list[Fact]:
    """``source`` is the German row, ``shown`` the one whose words are read, ``own`` their language; ``coming`` is its
    next date."""
    made = [
        Fact(gettext("Für wen"), _for_whom(source, shown, own)),
        Fact(gettext("Wo"), _where(source, shown, towns, own)),
        Fact(gettext("Wann"), _when(source, shown, own, coming)),
        Fact(
            gettext("Kosten"),
            _some(str(Offer.Cost(source.cost).label) if source.cost else "", _in(shown.cost_note, own)),
        ),
        Fact(gettext("Sprachen"), _some(labels("language", source.languages))),
        Fact(gettext("Deutschkenntnisse"), _some(german_levels(source.level_from, source.level_to))),
        Fact(gettext("Anmeldung"), _registration(source, shown, own)),
        Fact(gettext("Plätze"), _places(source)),
        Fact(
            gettext("Barrierefreiheit"),
            _some(labels("accessibility", source.accessibility), _in(shown.accessibility_note, own)),
        ),
        *_of_material(source),
        Fact(gettext("Kontakt"), _contact(source, shown, own)),
    ]
    return [fact for fact in made if fact.lines]


def _in(text: str, language: str) -> SafeString | str:
    """Words of the offer on a page in another language say theirs (WCAG 3.1.2)."""
    if not text or language == reading():
        return text
    return format_html('<span lang="{}" dir="auto">{}</span>', language, text)


def _some(*parts: SafeString | str) -> tuple[SafeString | str, ...]:
    return tuple(part for part in parts if part)


def _for_whom(source: Offer, shown: Offer, own: str) -> tuple[SafeString | str, ...]:
    levels = [labels("level", source.levels), forms(source.school_forms)]
    return _some(
        labels("audience", source.audience),
        ages(source.age_from, source.age_to),
        listed(levels),
        _in(shown.residence, own),
    )


def _where(source: Offer, shown: Offer, towns: Mapping[str, str], own: str) -> tuple[SafeString | str, ...]:
    if source.kind == Offer.Kind.MATERIAL:
        return ()
    street = ", ".join(part for part in (source.street, f"{source.postcode} {source.town}".strip()) if part)
    venue = listed([_in(shown.venue, own), german(street)])
    ways = [
        gettext("online") if source.online else "",
        gettext("kommt zu Ihnen") if source.mobile else "",
    ]
    lines = [format_html("<bdi>{}</bdi>", venue) if venue else "", listed(ways)]
    if source.online_url:
        lines.append(_outside(source.online_url))
    named = [towns[ags] for ags in source.municipalities if ags in towns]
    area = with_values(gettext("Gilt in: %(towns)s"), towns=german(", ".join(named))) if named else ""
    if not source.municipalities and not is_in_one_place(source):
        area = gettext("Gilt in der ganzen Region")
    return _some(*lines, area if venue or named else where(source.municipalities, towns, online=source.online))


def _when(source: Offer, shown: Offer, own: str, coming: Occurrence | None) -> tuple[SafeString | str, ...]:
    days = ""
    if source.valid_from and source.valid_to:
        days = gettext("%(first)s bis %(last)s") % {
            "first": moments.written(source.valid_from, weekday=False),
            "last": moments.written(source.valid_to, weekday=False),
        }
    elif source.valid_to:
        days = gettext("bis %(day)s") % {"day": moments.written(source.valid_to, weekday=False)}
    following = ""
    if coming:
        clock = "" if coming.whole_day else moments.clock(coming.starts)
        following = gettext("nächster Termin: %(day)s") % {"day": listed([moments.written(coming.starts), clock])}
    return _some(_in(shown.hours, own), gettext("nur nach Termin") if source.appointment_only else "", following, days)


def _registration(source: Offer, shown: Offer, own: str) -> tuple[SafeString | str, ...]:
    until = ""
    if source.registration_until:
        until = gettext("bis %(day)s") % {"day": moments.written(source.registration_until)}
    return _some(
        str(Offer.Access(source.access).label) if source.access else "",
        _in(shown.registration, own),
        until,
        _outside(source.registration_url) if source.registration_url else "",
    )


def _places(source: Offer) -> tuple[SafeString | str, ...]:
    if source.places_free is None:
        if source.places is None:
            return ()
        return (ngettext("%(n)s Platz", "%(n)s Plätze", source.places) % {"n": source.places},)
    stand = gettext("Stand: %(day)s") % {"day": moments.short(source.places_on)} if source.places_on else ""
    if not source.places_free:
        return _some(gettext("zurzeit keine Plätze frei"), stand)
    free = ngettext("%(n)s Platz frei", "%(n)s Plätze frei", source.places_free) % {"n": source.places_free}
    return _some(free, stand)


def _of_material(source: Offer) -> list[Fact]:
    licence = source.material_licence
    named = LICENCES.get(licence, licence)
    return [
        Fact(gettext("Art des Materials"), _some(labels("resource-type", source.resource_types))),
        Fact(gettext("Fächer"), _some(labels("subject", source.subjects))),
        Fact(
            gettext("Lizenz"),
            (format_html('<a href="{}" rel="license noopener">{}</a>', licence, named),) if licence else (),
        ),
        Fact(gettext("Von"), _some(", ".join(line.strip() for line in source.creators.splitlines() if line.strip()))),
    ]


def _contact(source: Offer, shown: Offer, own: str) -> tuple[SafeString | str, ...]:
    ways = []
    if source.phone:
        ways.append(format_html('<a class="t-ltr" href="{}">{}</a>', tel(source.phone), source.phone))
    if source.email:
        ways.append(format_html('<a class="t-ltr" href="mailto:{}">{}</a>', source.email, source.email))
    if source.homepage:
        ways.append(_outside(source.homepage))
    return _some(_in(shown.contact, own), listed(ways))


def tel(number: str) -> str:
    """ "02405 555 10" as an address: "tel:+49240555510"."""
    digits = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return f"tel:+49{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else f"tel:{digits}"


def _outside(url: str) -> SafeString:
    return format_html('<a class="t-ext t-ltr" href="{}" rel="external noopener">{}</a>', url, host_of(url))


def host_of(url: str) -> str:
    rest = url.partition("://")[2] or url
    return rest.removeprefix("www.").rstrip("/").partition("?")[0][:60]
