"""Calendars (iCalendar, RFC 5545): each event with its repetitions and exceptions is one entry.

An event is known by its UID. Single dates of a series that were moved or cancelled (RECURRENCE-ID) become exceptions of
the series and dates of their own. A time without a zone is one of Europe/Berlin, every other is reckoned into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop
from icalendar import Calendar, Event
from icalendar.prop import vBroken, vDDDLists, vRecur

from ...models import Offer
from ...rules.schedule import ZONE
from ..items import Ask, FeedUnavailable, Gone, Options, Read, Unreadable
from .areas import Areas
from .documents import one_document, text_of
from .keys import key_of
from .texts import one_line, web_address
from .values import Told

MOST_EVENTS = 20_000
_POSTCODE = re.compile(r"(?:D-)?(\d{5})\s+(.+)")
_WEB = re.compile(r"https?://[^\s<>\"]+")
_CONTACT = re.compile(r"^mailto:", re.IGNORECASE)
# What rules.schedule can say; a rule with anything else is told by its words.
_READ: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("dtend", "duration", "rrule", "exdate", "rdate"), ("schedule",)),
    "geo": ("latitude", "longitude"),
    "organizer": (),
}
_TELLS = frozenset({
    "body", "schedule", "venue", "street", "postcode", "town", "on_site", "online", "online_url",
    "homepage", "themes", "latitude", "longitude",
})  # fmt: skip
_DAYS = {"BYDAY", "BYMONTHDAY", "BYYEARDAY"}
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_PARTS = (
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYDAY",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYMONTH",
    "BYSETPOS",
)


class Ical:
    """A calendar."""

    key = "ical"
    name = gettext_noop("Kalender (iCal)")
    suffixes: tuple[str, ...] = (".ics", ".ical", ".ifb")

    def documents(self, ask: Ask, url: str) -> Iterator[bytes]:
        return one_document(ask, re.sub(r"^webcals?://", "https://", url, flags=re.IGNORECASE))

    def read(self, documents: Iterator[bytes], options: Options) -> Iterator[Read]:
        areas = Areas()
        for document in documents:
            for number, events in enumerate(_by_uid(_events(document)), start=1):
                try:
                    yield _entry(events, number, options, areas)
                except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
                    yield Unreadable(f"Termin {number}", "Dieser Termin ist nicht lesbar und wurde übergangen.")


def _events(document: bytes) -> list[Event]:
    text = text_of(document)
    if "BEGIN:VCALENDAR" not in text[:10_000].upper():
        raise FeedUnavailable("Das ist kein Kalender. Bitte prüfen Sie die Adresse; sie führt oft auf „.ics“.")
    # What broke off on the way has lost its last events, and they are not gone.
    if "END:VCALENDAR" not in text[-1_000:].upper():
        raise FeedUnavailable("Der Kalender bricht mittendrin ab. Bitte versuchen Sie es noch einmal.")
    if text.upper().count("BEGIN:VEVENT") > MOST_EVENTS:
        raise FeedUnavailable(f"Der Kalender hat mehr als {MOST_EVENTS} Termine; so viele werden nicht gelesen.")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, OSError, RecursionError):
        raise FeedUnavailable("Der Kalender ist nicht lesbar.") from None
    return [event for calendar in calendars for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def _by_uid(events: list[Event]) -> list[list[Event]]:
    """Events of one UID together, the series first; those without UID alone."""
    found: dict[str, list[Event]] = {}
    for number, event in enumerate(events):
        found.setdefault(str(event.get("uid") or f"\0{number}"), []).append(event)
    # Of two versions of the same the later one counts (SEQUENCE).
    return [sorted(same, key=lambda event: ("recurrence-id" in event, -_sequence(event))) for same in found.values()]


def _entry(events: list[Event], number: int, options: Options, areas: Areas) -> Read:
    main, overrides = events[0], [event for event in events[1:] if "recurrence-id" in event]
    where = f"Termin {number}"
    title = one_line(_said(main, "summary"))
    uid = one_line(_said(main, "uid")) or f"{title}\n{_iso(_moment(main, 'dtstart'))}"
    if _said(main, "status").upper() == "CANCELLED":
        return Gone(key_of(uid), where, "Der Kalender nennt diesen Termin abgesagt.")
    if not title:
        return Unreadable(where, "Der Termin hat keine Überschrift (SUMMARY).", key_of(uid))
    told = Told(areas, _TELLS)
    told.text("title", title, "SUMMARY")
    told.values["kind"] = Offer.Kind.EVENT_SERIES.value
    told.body(_described(main), "DESCRIPTION")
    told.summary_from_body()
    for name, fields in _READ.items():
        if any(isinstance(one, vBroken) for one in _several(main.get(name))):
            told.note(name.upper(), _said(main, name), "Diese Angabe ist nicht lesbar; sie fehlt.", *fields)
    dates = _dates(main, overrides, told)
    told.dates(dates, "RRULE")
    _place(told, main)
    if url := web_address(_said(main, "url")):
        told.url("homepage", url, "URL")
    _organiser(told, main)
    told.concepts("themes", _categories(main), "CATEGORIES")
    _point(told, main)
    return told.item(key_of(uid), url=url, where=where)


def _first(found: Any) -> Any:
    """Of what may stand in an event once only, and stands there more often."""
    return found[0] if isinstance(found, list) and found else found


def _whole(found: Any) -> Any:
    """As ``_first``; None for what the calendar has written in a way that means nothing."""
    one = _first(found)
    return None if isinstance(one, vBroken) else one


def _said(event: Event, name: str) -> str:
    found = _first(event.get(name))
    return "" if found is None else str(found)


def _sequence(event: Event) -> int:
    found = _said(event, "sequence")
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 10 else 0


def _described(event: Event) -> str:
    """The HTML that some calendars send beside the words, else the words."""
    html = _said(event, "x-alt-desc")
    return html if "<" in html else _said(event, "description")


# -- dates --------------------------------


def _moment(event: Event, name: str) -> date | datetime | None:
    found = _whole(event.get(name))
    value = getattr(found, "dt", None)
    return value if isinstance(value, date) else None


def _local(moment: date | datetime) -> date | datetime:
    """In Europe/Berlin without a zone; a day stays one."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(ZONE).replace(tzinfo=None)
    return moment


def _iso(moment: date | datetime | None) -> str:
    if moment is None:
        return ""
    local = _local(moment)
    return local.strftime("%Y-%m-%dT%H:%M") if isinstance(local, datetime) else local.isoformat()


def _dates(main: Event, overrides: list[Event], told: Told) -> list[dict[str, Any]]:
    found = _of_one(main)
    if found is None:
        told.note("DTSTART", main.get("dtstart", ""), "Der Termin hat keinen lesbaren Anfang.", "schedule")
        return []
    rules = [rule for rule in _several(main.get("rrule")) if isinstance(rule, vRecur)]
    skipped = {_iso(day)[:10] for day in _days(main.get("exdate"))}
    single: list[dict[str, Any]] = []
    for event in overrides:
        if (instead := _moment(event, "recurrence-id")) is not None:
            skipped.add(_iso(instead)[:10])
        if _said(event, "status").upper() != "CANCELLED" and (one := _of_one(event)) is not None:
            single.append(one)
    for extra in _days(main.get("rdate")):
        start = _local(extra)
        single.append(_dated(start, _lasting(main)))
    series = []
    for rule in rules:
        if (words := _rule(rule, main, told)) is not None:
            series.append({**found, "rule": words, **({"except": sorted(skipped)} if skipped else {})})
    if not series:
        # Without a rule exceptions say nothing but which single date is gone.
        series = [] if found["start"][:10] in skipped else [found]
    return series + single


def _of_one(event: Event) -> dict[str, Any] | None:
    start = _moment(event, "dtstart")
    return None if start is None else _dated(_local(start), _lasting(event))


def _lasting(event: Event) -> timedelta | None:
    start, end = _moment(event, "dtstart"), _moment(event, "dtend")
    lasts = getattr(_whole(event.get("duration")), "dt", None)
    if isinstance(lasts, timedelta):
        return lasts
    if start is None or end is None or isinstance(start, datetime) != isinstance(end, datetime):
        return None
    first, last = _local(start), _local(end)
    return last - first if last > first else None


def _dated(start: date | datetime, lasts: timedelta | None) -> dict[str, Any]:
    told: dict[str, Any] = {"start": _iso(start)}
    if lasts is not None and lasts > timedelta():
        if isinstance(start, datetime):
            told["end"] = _iso(start + lasts)
        elif lasts > timedelta(days=1):
            # The last day does not count in calendars, in the portal it does.
            told["end"] = _iso(start + lasts - timedelta(days=1))
    return told


def _several(found: Any) -> list[Any]:
    return found if isinstance(found, list) else ([] if found is None else [found])


def _days(found: Any) -> list[date | datetime]:
    days: list[date | datetime] = []
    for one in _several(found):
        if isinstance(one, vDDDLists):
            # A period begins somewhere.
            for value in (entry.dt[0] if isinstance(entry.dt, tuple) else entry.dt for entry in one.dts):
                if isinstance(value, date):
                    days.append(value)
    return days


def _rule(rule: vRecur, main: Event, told: Told) -> str | None:
    """The rule as the portal keeps it: without a zone, its end in local time."""
    parts = {str(name).upper(): values for name, values in rule.items()}
    said = str(rule.to_ical(), "ascii", "replace")  # type: ignore[no-untyped-call]  # icalendar names no types here
    if not set(parts) <= set(_PARTS) or str(_several(parts.get("FREQ"))[:1]).strip("[]'") not in _FREQUENCIES:
        why = "Diese Wiederholung kennt das Portal nicht; es bleibt beim ersten Termin."
        told.note("RRULE", said, why, "schedule")
        return None
    start = _moment(main, "dtstart")
    if isinstance(start, datetime) and _iso(start)[:10] != f"{start:%Y-%m-%d}" and set(parts) & _DAYS:
        why = "Die Wochentage gelten in einer anderen Zeitzone; es bleibt beim ersten Termin."
        told.note("RRULE", said, why, "schedule")
        return None
    found = []
    for name in _PARTS:
        values = _several(parts.get(name))
        if not values:
            continue
        if name == "UNTIL":
            last = _local(values[0])
            if isinstance(last, datetime):
                found.append(f"UNTIL={last:%Y%m%dT%H%M%S}")
            else:
                # Up to a day means the whole of it.
                found.append(f"UNTIL={last:%Y%m%d}{'T235959' if isinstance(start, datetime) else ''}")
        else:
            found.append(f"{name}={','.join(str(value) for value in values)}")
    return ";".join(found)


# -- the rest --------------------------------


def _place(told: Told, event: Event) -> None:
    said = one_line(_said(event, "location").replace("\\n", ", ").replace("\n", ", "))
    if not said:
        return
    if (address := _WEB.search(said)) is not None:
        told.values["online"] = True
        told.url("online_url", address.group(), "LOCATION")
        said = said.replace(address.group(), "").strip(" ,;()-–")
        if not said:
            told.values["on_site"] = False
            return
    if said.lower() in {"online", "zoom", "digital", "virtuell", "videokonferenz", "teams"}:
        told.values |= {"online": True, "on_site": False}
        return
    parts = [part.strip() for part in said.split(",") if part.strip()]
    if parts and parts[-1].lower() in {"deutschland", "germany", "de"}:
        parts.pop()
    for at, part in enumerate(parts):
        if (found := _POSTCODE.fullmatch(part)) is not None:
            told.postcode(found[1], "LOCATION")
            told.text("town", found[2], "LOCATION")
            del parts[at:]
            break
    if "postcode" in told.values and parts and re.search(r"\s\d+\s?[a-z]?\b", parts[-1]):
        told.text("street", parts.pop(), "LOCATION")
    if parts:
        told.text("venue", ", ".join(parts), "LOCATION")


def _organiser(told: Told, event: Event) -> None:
    organiser = _whole(event.get("organizer"))
    if organiser is None:
        return
    told.organisation = one_line(str(getattr(organiser, "params", {}).get("CN", "")))
    if _CONTACT.match(str(organiser)) and "@" in str(organiser):
        # Calendars put the person in who wrote the event: no contact of an office, and not for everybody to read.
        told.note("ORGANIZER", "", "Die Adresse, von der der Termin eingetragen ist, wird nicht übernommen.")


def _categories(event: Event) -> list[str]:
    found = []
    for one in _several(event.get("categories")):
        found += [one_line(str(word)) for word in getattr(one, "cats", [one])]
    return [word for word in dict.fromkeys(found) if word]


def _point(told: Told, event: Event) -> None:
    if (geo := _whole(event.get("geo"))) is not None and hasattr(geo, "latitude"):
        told.degree("latitude", geo.latitude, "GEO")
        told.degree("longitude", geo.longitude, "GEO")
