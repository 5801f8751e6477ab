"""What offers say of themselves in a few words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext

from teilhabe.core.languages import listed
from teilhabe.directory.concepts import label, scheme
from teilhabe.directory.vocabulary import school_form

from ..models import Offer

AGE_WORDS = {"28-99": "28+"}


def kind_label(kind: str) -> str:
    return str(Offer.Kind(kind).label) if kind in Offer.Kind.values else kind


def kinds_label(kind: str) -> str:
    """Of several of them."""
    return {
        "offer": gettext("Angebote"),
        "programme": gettext("Programme"),
        "project": gettext("Projekte"),
        "material": gettext("Materialien"),
        "event-series": gettext("Veranstaltungsreihen"),
    }.get(kind, kind)


def participation_label(value: str) -> str:
    return {
        "site": gettext("vor Ort"),
        "online": gettext("online"),
        "mobile": gettext("kommt zu Ihnen"),
    }.get(value, value)


def age_label(value: str) -> str:
    """A group of ages as the index has it: "3-5" is "3 bis 5 Jahre"."""
    first, _, last = value.partition("-")
    if not (first.isdigit() and last.isdigit()):
        return value
    if int(last) >= 99:
        return gettext("ab %(years)s Jahren") % {"years": first}
    return gettext("%(first)s bis %(last)s Jahre") % {"first": first, "last": last}


def ages(first: int | None, last: int | None) -> str:
    if first is None and last is None:
        return ""
    if last is None:
        return gettext("ab %(years)s Jahren") % {"years": first}
    if first is None:
        return gettext("bis %(years)s Jahre") % {"years": last}
    if first == last:
        return ngettext("%(n)s Jahr", "%(n)s Jahre", first) % {"n": first}
    return gettext("%(first)s bis %(last)s Jahre") % {"first": first, "last": last}


def german_levels(first: str, last: str) -> str:
    """ "A1 bis B1"; "ab A2"; empty where nothing is said."""
    names = dict(Offer.Level.choices)
    if first and last and first != last:
        return gettext("%(first)s bis %(last)s") % {"first": names[first], "last": names[last]}
    if first and last:
        return str(names[first])
    if first:
        return gettext("ab %(level)s") % {"level": names[first]}
    return gettext("bis %(level)s") % {"level": names[last]} if last else ""


def labels(scheme_key: str, keys: Sequence[str]) -> str:
    return listed(label(scheme_key, key) for key in keys)


def known(scheme_key: str, key: str) -> bool:
    return key in scheme(scheme_key)


def forms(codes: Sequence[str]) -> str:
    return listed(school_form(code) for code in codes)


def where(towns: Sequence[str], names: Mapping[str, str], *, online: bool = False) -> str:
    """The municipalities in words: up to three by name, more as a number; none means everywhere."""
    said = [names[ags] for ags in towns if ags in names]
    if not towns:
        return gettext("online") if online else gettext("in der ganzen Region")
    if len(towns) > 3 or not said:
        return ngettext("in %(n)s Kommune", "in %(n)s Kommunen", len(towns)) % {"n": len(towns)}
    return ", ".join(said)


def next_date(facts: Mapping[str, object], now: datetime) -> datetime | None:
    """The first of an entry's dates that is still ahead."""
    dates = facts.get("dates")
    moments = (parse_datetime(str(one)) for one in (dates if isinstance(dates, list) else ()))
    return next((moment for moment in moments if moment is not None and moment >= now), None)
