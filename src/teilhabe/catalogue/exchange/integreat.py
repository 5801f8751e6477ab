"""Offers in the shape of the Integreat API v3: pages, locations and events of one language.

Whoever reads an Integreat region reads us the same way. Numbers (``id``) are those of our rows, one for each language.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.translation import gettext as _

from ..indexing.offers import plain
from ..models import Offer
from ..rich_text import safe_body
from ..rules.schedule import ZONE, BadSchedule, Occurrence, occurrences
from .identity import page_of
from .labels import shown

if TYPE_CHECKING:
    from ..queries.published import Published

KINDS = ("pages", "locations", "events")
AHEAD = timedelta(days=90)
"""Events are told so far ahead."""


def told(what: str, rows: list[Published], language: str, *, now: datetime) -> list[dict[str, Any]]:
    """``what`` is one of ``KINDS``; an offer that has no text in ``language`` is left out. The words of the frame are
    in the language that is active."""
    found: list[dict[str, Any]] = []
    shown = {one.offer.pk: text for one in rows if (text := text_in(one, language)) is not None}
    for order, one in enumerate(rows):
        text = shown.get(one.offer.pk)
        if text is None:
            continue
        if what == "pages":
            found.append(_page(one, text, shown, order))
        elif what == "locations" and _has_place(one.offer):
            found.append(_location(one, text))
        elif what == "events":
            found += _events(one, text, now)
    return found


def text_in(one: Published, language: str) -> Offer | None:
    """The row with the words of this language."""
    return one.offer if one.offer.locale.language_code == language else one.texts.get(language)


def _common(one: Published, text: Offer) -> dict[str, Any]:
    url = page_of(text)
    others = {row.locale.language_code: row for row in (one.offer, *one.texts.values()) if row.pk != text.pk}
    changed = one.changed
    return {
        "id": text.pk,
        "url": url,
        "path": urlsplit(url).path,
        "title": text.title,
        "modified_gmt": changed.isoformat().replace("+00:00", "Z"),
        "last_updated": changed.astimezone(ZONE).isoformat(),
        "excerpt": text.summary or plain(text.body)[:300],
        "content": _content(one.offer, text),
        "available_languages": {
            language: {"id": row.pk, "url": page_of(row), "path": urlsplit(page_of(row)).path}
            for language, row in others.items()
        },
        "thumbnail": None,
        "hash": None,
    }


def _page(one: Published, text: Offer, shown: dict[int, Offer], order: int) -> dict[str, Any]:
    parent = shown.get(one.offer.part_of_id) if one.offer.part_of_id else None
    url = page_of(parent) if parent else None
    return _common(one, text) | {
        "parent": {
            "id": parent.pk if parent else 0,
            "url": url,
            "path": urlsplit(url).path if url else None,
        },
        "order": order,
        "organization": _organisation(one.offer),
        "embedded_offers": [],
    }


def _location(one: Published, text: Offer) -> dict[str, Any]:
    offer = one.offer
    return _common(one, text) | {
        "meta_description": text.summary,
        "icon": None,
        "website": offer.homepage or None,
        "email": offer.email or None,
        "phone_number": offer.phone or None,
        "category": {"id": list(Offer.Kind).index(Offer.Kind(offer.kind)) + 1, "name": shown(offer, "kind")},
        "temporarily_closed": False,
        # Hours that are nobody's opening hours would be shown as such.
        "opening_hours": None,
        "appointment_url": offer.registration_url or None,
        "location": _place(offer),
        "organization": _organisation(offer),
        "barrier_free": True if "step-free" in offer.accessibility else None,
    }


def _events(one: Published, text: Offer, now: datetime) -> list[dict[str, Any]]:
    """One for each date, as Integreat tells recurring events; only the first date of a rule carries the content."""
    found: list[dict[str, Any]] = []
    common = _common(one, text) if one.offer.schedule else {}
    place = _has_place(one.offer)
    for number, rule in enumerate(one.offer.schedule):
        try:
            dates = occurrences([rule], since=now, until=now + AHEAD)
        except BadSchedule:
            continue
        for repeat, date in enumerate(dates):
            found.append(
                common
                | ({"content": ""} if repeat else {})
                | {
                    "location": _place(one.offer) if place else dict.fromkeys(_place(one.offer)),
                    "location_path": urlsplit(page_of(text)).path if place else None,
                    "meeting_url": one.offer.online_url or None,
                    "event": _event(one.offer, date, number if rule.get("rule") else None),
                    "recurrence_rule": f"RRULE:{rule['rule'].removeprefix('RRULE:')}" if rule.get("rule") else None,
                }
            )
    return found


def _event(offer: Offer, date: Occurrence, recurrence: int | None) -> dict[str, Any]:
    ends = date.ends or (date.starts + timedelta(days=1, seconds=-1) if date.whole_day else date.starts)
    return {
        "id": offer.pk,
        "start": date.starts.isoformat(),
        "start_date": date.starts.date().isoformat(),
        "start_time": date.starts.time().isoformat(),
        "end": ends.isoformat(),
        "end_date": ends.date().isoformat(),
        "end_time": ends.time().isoformat(),
        "all_day": date.whole_day,
        "only_weekdays": False,
        "recurrence_id": None if recurrence is None else recurrence + 1,
        "timezone": "Europe/Berlin",
    }


def _has_place(offer: Offer) -> bool:
    return offer.on_site and offer.point is not None


def _place(offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.pk,
        "name": offer.venue or offer.street or offer.town,
        "address": offer.street,
        "town": offer.town,
        "state": None,
        "postcode": offer.postcode,
        "region": None,
        "country": "Deutschland",
        "latitude": offer.latitude,
        "longitude": offer.longitude,
    }


def _organisation(offer: Offer) -> dict[str, Any]:
    one = offer.organisation
    return {"id": one.pk, "slug": one.slug, "name": one.name, "logo": None, "website": one.homepage or None}


def _content(offer: Offer, text: Offer) -> str:
    """What Integreat has no field for stands in the text: when, where, how to take part, whom to ask. Words are those
    of ``text``; facts are those of ``offer`` itself, for a translation holds them as they were when it was made."""
    where = (text.venue, offer.street, f"{offer.postcode} {offer.town}".strip())
    lines = [
        (_("Anbieter"), offer.organisation.name),
        (_("Zeiten"), text.hours),
        (_("Ort"), ", ".join(part for part in where if part)),
        (_("Anmeldung"), text.registration),
        (_("Kosten"), shown(offer, "cost")),
        (_("Aufenthalt"), text.residence),
        (_("Telefon"), offer.phone),
        (_("E-Mail"), offer.email),
    ]
    facts = "".join(f"<li>{escape(term)}: {escape(value)}</li>" for term, value in lines if value)
    lead = f"<p>{escape(text.summary)}</p>" if text.summary else ""
    return f"{lead}{safe_body(text.body)}<ul>{facts}</ul>"
