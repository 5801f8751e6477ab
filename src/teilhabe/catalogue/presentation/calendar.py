"""The calendar of offers: a month as a grid and as a list; dates as iCalendar events."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from icalendar import Event

from teilhabe.core import moments
from teilhabe.core.addresses import in_language, whole
from teilhabe.core.calendars import uid
from teilhabe.core.languages import german, reading
from teilhabe.core.listing import Facet, Option, Row, grouped
from teilhabe.core.text import without_controls
from teilhabe.directory.concepts import label, scheme
from teilhabe.directory.models import Municipality
from teilhabe.directory.queries import short_name

from ..forms.calendar import CalendarQuestion
from ..models import Offer
from ..queries.dates import Date, Time
from ..queries.entries import Counts, town_names
from ..rules.schedule import ZONE, BadSchedule, Occurrence, occurrences
from .rows import said
from .words import where

MOST_IN_CELL = 3
MOST_IN_LIST = 400
"""Dates that a month shows all; of a fuller one each day shows ``MOST_OF_DAY``."""
MOST_OF_DAY = 5
MOST_EVENTS = 60
"""Dates of one offer in a calendar file."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the grid; ``titles`` are (title, address, language, clock), ``more`` how many are left out."""

    day: date
    inside: bool
    today: bool
    titles: tuple[tuple[str, str, str, str], ...]
    more: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DayShown:
    """``more`` says how many dates of the day are left out and how to find them."""

    day: date
    anchor: str
    rows: tuple[Row, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """``before`` and ``after`` lead to the months beside it, empty at the ends of the calendar."""

    title: str
    first: date
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Cell, ...], ...]
    days: tuple[DayShown, ...]
    count: str
    before: tuple[str, str] | None
    after: tuple[str, str] | None
    today_url: str
    facets: tuple[Facet, ...]
    active: tuple[tuple[str, str], ...]
    all_url: str
    month: str
    ics_url: str
    list_url: str


def worth_showing(times: Sequence[Time]) -> list[Time]:
    """Those of a month that its page shows."""
    if len(times) <= MOST_IN_LIST:
        return list(times)
    return [one for _day, of_day in groupby(times, key=lambda one: one.day) for one in islice(of_day, MOST_OF_DAY)]


def month_page(
    question: CalendarQuestion,
    found: Sequence[Date],
    counts: Counts,
    *,
    times: Sequence[Time],
    towns: Sequence[Municipality],
    now: datetime,
) -> Month:
    """``times`` are all dates of the month, ``found`` those ``worth_showing``."""
    today, first, names = timezone.localdate(now), question.month, town_names(towns)
    by_day: dict[date, list[Date]] = {}
    for one in found:
        by_day.setdefault(one.when.starts.astimezone(ZONE).date(), []).append(one)
    numbers = Counter(date.fromordinal(one.day) for one in times)
    chosen = question.kept()
    return Month(
        title=moments.month(first),
        first=first,
        weekdays=_weekdays(),
        weeks=tuple(
            tuple(_cell(day, first, today, by_day.get(day, []), numbers[day]) for day in week)
            for week in Calendar().monthdatescalendar(first.year, first.month)
        ),
        days=tuple(
            DayShown(
                day,
                f"tag-{day.isoformat()}",
                tuple(_row(one, names) for one in by_day[day]),
                _left_out(numbers[day] - len(by_day[day])),
            )
            for day in sorted(by_day)
            if day.month == first.month
        ),
        count=ngettext("%(n)s Termin", "%(n)s Termine", len(times)) % {"n": grouped(len(times))},
        before=_beside(chosen, question.before),
        after=_beside(chosen, question.after),
        today_url=_address(chosen, None) if (first.year, first.month) != (today.year, today.month) else "",
        facets=tuple(_facets(question, counts, towns)),
        active=_active(question, counts, towns),
        all_url=_address([], first),
        month=f"{first:%Y-%m}",
        ics_url=reverse("catalogue:calendar_ics") + (f"?{urlencode(chosen)}" if chosen else ""),
        list_url=reverse("catalogue:list") + (f"?{urlencode(chosen)}" if chosen else ""),
    )


def _weekdays() -> tuple[tuple[str, str], ...]:
    """(short, long) from Monday on."""
    from django.utils.formats import date_format

    monday = date(2024, 1, 1)
    days = [monday + timedelta(days=number) for number in range(7)]
    return tuple((moments.weekday(day), date_format(day, "l")) for day in days)


def _left_out(number: int) -> str:
    if number <= 0:
        return ""
    words = ngettext(
        "Ein weiterer Termin an diesem Tag steht hier, wenn Sie nach Ort, Thema oder Zielgruppe filtern.",
        "%(n)s weitere Termine an diesem Tag stehen hier, wenn Sie nach Ort, Thema oder Zielgruppe filtern.",
        number,
    )
    return words % {"n": grouped(number)}


def _cell(day: date, month: date, today: date, dates: Sequence[Date], number: int) -> Cell:
    shown = dates[:MOST_IN_CELL] if day.month == month.month else []
    more = number - len(shown) if day.month == month.month else 0
    return Cell(
        day=day,
        inside=day.month == month.month,
        today=day == today,
        titles=tuple(_short(one) for one in shown),
        more=ngettext("%(n)s weiterer", "%(n)s weitere", more) % {"n": more} if more else "",
        anchor=f"tag-{day.isoformat()}",
    )


def _short(one: Date) -> tuple[str, str, str, str]:
    title, _summary, language = said(one.entry)
    return (title, in_language(one.entry.url), language, "" if one.when.whole_day else _clock(one.when.starts))


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%H:%M}"


def _row(one: Date, towns: dict[str, str]) -> Row:
    title, summary, language = said(one.entry)
    facts, when = one.entry.facts, one.when
    time = gettext("ganztägig")
    if when.ends and not when.whole_day:
        # A span reads from left to right in every language.
        time = format_html('<bdi dir="ltr">{}–{}</bdi>', _clock(when.starts), _clock(when.ends))
    elif not when.whole_day:
        time = moments.clock(when.starts)
    place = where(one.offer.municipalities, towns, online=one.offer.online)
    return Row(
        title=title,
        url=in_language(one.entry.url),
        text=when.note or summary,
        when=time,
        # An organisation at home is named once.
        meta=tuple(
            dict.fromkeys(filter(None, (german(str(facts.get("provider", ""))), german(one.offer.venue) or place)))
        ),
        lang=language,
        text_lang="de" if when.note and reading() != "de" else "" if language == reading() else language,
    )


def _beside(chosen: list[tuple[str, str]], month: date | None) -> tuple[str, str] | None:
    return (moments.month(month), _address(chosen, month)) if month else None


def _address(chosen: list[tuple[str, str]], month: date | None) -> str:
    parts = [*([("monat", f"{month:%Y-%m}")] if month else []), *chosen]
    return reverse("catalogue:calendar") + (f"?{urlencode(parts)}" if parts else "")


# --- Filters -------------------------------------------------------------------------------------------------------


def _facets(question: CalendarQuestion, counts: Counts, towns: Sequence[Municipality]) -> Iterable[Facet]:
    """Menus: a calendar is narrowed by one thing at a time, and needs its width."""
    names = {"ort": gettext("Ort"), "thema": gettext("Thema"), "fuer": gettext("Für wen")}
    everything = {"ort": gettext("Alle Orte"), "thema": gettext("Alle Themen"), "fuer": gettext("Für alle")}
    for name, title in names.items():
        chosen = question.chosen(name)
        options = [Option(value="", label=everything[name], checked=not chosen)]
        options += [
            Option(value=value, label=words, checked=value == chosen) for value, words in _values(name, counts, towns)
        ]
        yield Facet(name=name, title=title, options=tuple(options), as_menu=True)


def _values(name: str, counts: Counts, towns: Sequence[Municipality]) -> list[tuple[str, str]]:
    if name == "ort":
        return [(town.slug, short_name(town)) for town in towns]
    facet = {"thema": "theme", "fuer": "audience"}[name]
    found = counts.get(facet)
    return [
        (concept.key, concept.label()) for concept in scheme(facet).current() if found is None or found.get(concept.key)
    ]


def _active(question: CalendarQuestion, counts: Counts, towns: Sequence[Municipality]) -> tuple[tuple[str, str], ...]:
    chosen = question.kept()
    found = []
    for name, value in chosen:
        words = dict(_values(name, counts, towns)).get(value) or (
            label({"thema": "theme", "fuer": "audience"}[name], value) if name != "ort" else value
        )
        found.append((words, _address([one for one in chosen if one != (name, value)], question.month)))
    return tuple(found)


# --- iCalendar -----------------------------------------------------------------------------------------------------


def events_of(offer: Offer, shown: Offer, *, since: datetime, until: datetime) -> list[Event]:
    """Every date of ``offer`` as an event of its own: an exception or a change of one never moves the others.

    ``shown`` is the row whose words are read.
    """
    try:
        dates = occurrences(offer.schedule, since=since, until=until)[:MOST_EVENTS]
    except BadSchedule:  # of an import that nobody has looked at yet
        return []
    return [event_of(offer, when, shown) for when in dates]


def event_of(offer: Offer, when: Occurrence, shown: Offer | None = None) -> Event:
    """One date of ``offer`` for calendar files, in the words of ``shown`` (its own where there is none)."""
    shown = shown or offer
    address = whole(reverse("catalogue:offer", args=[offer.slug]))
    place = ", ".join(p for p in (shown.venue, offer.street, f"{offer.postcode} {offer.town}".strip()) if p)
    event = Event()
    event.add("uid", uid(f"{offer.translation_key}-{when.starts:%Y%m%dT%H%M}"))
    event.add("dtstamp", offer.changed)
    event.add("last-modified", offer.changed)
    event.add("dtstart", when.starts.date() if when.whole_day else when.starts)
    if when.ends:
        # The last day of an event that lasts whole days is the first one without it.
        event.add("dtend", when.ends.date() + timedelta(days=1) if when.whole_day else when.ends)
    event.add("summary", without_controls(shown.title))
    if place:
        event.add("location", without_controls(place))
    event.add("description", "\n".join(without_controls(p) for p in (when.note, shown.summary, address) if p))
    event.add("url", address)
    event.add("categories", [label("theme", key, "de") for key in offer.themes])
    return event
