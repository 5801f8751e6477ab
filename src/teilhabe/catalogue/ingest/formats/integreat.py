"""The Integreat API v3: pages, locations and events of one region in one language.

Pages are a tree, told by their paths. What becomes an entry: a page with words of its own. What does not: containers
that only hold other pages, pages that say in this language only that they do not exist in it, and pages without
words. The titles of the pages above give themes, the audience and the levels of education, where they mean something
that the portal knows. Locations are offers with a place; the events of one title are the dates of one series.

Integreat numbers every version of a page anew, so the key is the path; our own answers tell it the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_noop

from teilhabe.core.text import fold

from ...models import Offer
from ...plain_text import to_text
from ...rules.schedule import ZONE
from ..items import Ask, FeedUnavailable, Options, Read, Skipped, Unreadable
from . import words
from .areas import Areas
from .documents import a_list, an_object, json_of, one_document, words_of
from .keys import key_of
from .texts import one_line, web_address
from .values import Told

CONTAINER = "Das ist nur eine Übersicht über andere Seiten; sie hat keinen eigenen Text."
NOT_IN_THIS_LANGUAGE = "Die Seite gibt es in dieser Sprache nicht; die Quelle sagt es selbst."
EMPTY = "Die Seite hat keinen Text."
_FEWEST_WORDS = 5
_PLACEHOLDERS = (
    "die seite existiert nicht in der ausgewaehlten sprache",
    "diese seite existiert nicht in der ausgewaehlten sprache",
    "diese seite ist in der ausgewaehlten sprache nicht verfuegbar",
    "this page does not exist in the selected language",
)
_LINKS = re.compile(r'<a\b[^<>]*?\shref="([^"<>]+)"[^<>]*>(.*?)</a>', re.DOTALL | re.IGNORECASE)
_IMAGES = re.compile(r"<img\b", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:,|/|&|\bund\b|\band\b|–|-\s|\bfür\b|\bfuer\b|\bfor\b|:)\s*", re.IGNORECASE)
# Beginnings of words in titles of pages above, folded, that mean a key of ours.
_HINTS: tuple[tuple[str, str, str], ...] = (
    ("themes", "language", "sprache|deutsch lernen|sprachkurs|deutschkurs|german|language"),
    ("themes", "school", "schule|school|bildung|education"),
    ("themes", "early-childhood", "kinderbetreuung|kita|kindertages|childcare|child care"),
    ("themes", "transition", "arbeit|ausbildung|beruf|work|vocational|job"),
    ("themes", "family", "famil|kinder|children"),
    ("themes", "youth", "jugend|youth"),
    ("themes", "housing", "wohnen|wohnung|housing|living"),
    ("themes", "health", "gesundheit|health"),
    ("themes", "social", "inklusion|inclusion|senior|behinderung"),
    ("themes", "integration", "asyl|aufenthalt|residence|migra|ukrain|einbuergerung|naturalisation"),
    ("themes", "equality", "gleichstellung|diskriminierung|frauen in not|lgbt|equality"),
    ("themes", "safety", "notfaell|polizei|emergenc|police"),
    ("themes", "sport", "sport"),
    ("themes", "culture", "kultur|culture"),
    ("themes", "digital", "digital|internet"),
    ("themes", "participation", "ehrenamt|volunt"),
    ("audience", "families", "famil"),
    ("audience", "parents", "eltern|parents"),
    ("audience", "children", "kinder|children"),
    ("audience", "youth", "jugend|youth|young people"),
    ("audience", "women", "frauen|women"),
    ("audience", "newcomers", "migrant|gefluechtete|fluechtling|asyl|refugee"),
    ("audience", "volunteers", "ehrenamt|volunt"),
)
_HINTING = [(field, key, re.compile(rf"\b(?:{words_said})")) for field, key, words_said in _HINTS]
_RULE = re.compile(r"RRULE:([^\r\n]+)")
# Themes and audience are only guessed from where a page stands; that nothing is found there says nothing.
_OF_PAGES = frozenset({"body", "email", "phone", "homepage", "level_from", "level_to"})
_OF_PLACES = frozenset({"venue", "street", "postcode", "town", "latitude", "longitude"})
_OF_LOCATIONS = _OF_PAGES | _OF_PLACES | {"registration_url", "accessibility", "hours"}
_OF_EVENTS = _OF_PAGES | _OF_PLACES | {"schedule", "on_site", "online", "online_url"}


class Integreat:
    """A region of the Integreat app, or whoever answers like one."""

    key = "integreat"
    name = gettext_noop("Integreat (API v3)")
    suffixes: tuple[str, ...] = (".json", ".gz")

    def documents(self, ask: Ask, url: str) -> Iterator[bytes]:
        """``url`` is that of pages, locations or events; each is one answer without pages."""
        return one_document(ask, url)

    def read(self, documents: Iterator[bytes], options: Options) -> Iterator[Read]:
        areas = Areas()
        for document in documents:
            rows = json_of(document)
            if not isinstance(rows, list):
                raise FeedUnavailable(
                    "Das sind keine Seiten von Integreat. Die Adresse endet auf „/pages/“, „/locations/“ oder "
                    "„/events/“."
                )
            entries = [an_object(row) for row in rows]
            if any("event" in row for row in entries):
                yield from _events(entries, options, areas)
            else:
                yield from _pages(entries, options, areas)


# -- pages and locations --------------------------------


def _pages(entries: list[dict[str, Any]], options: Options, areas: Areas) -> Iterator[Read]:
    titles = {_path(row): one_line(words_of(row.get("title"))) for row in entries}
    holding = {above for path in titles for above in _above(path)}
    seen: set[str] = set()
    for number, row in enumerate(entries, start=1):
        where, path = f"Seite {number}", _path(row)
        key = key_of(path) if path else ""
        title = one_line(words_of(row.get("title")))
        if not key or not title:
            yield Unreadable(where, "Die Seite hat keine Adresse oder keinen Titel.", key)
            continue
        if key in seen:
            yield Unreadable(where, "Diese Seite steht schon weiter oben.", key)
            continue
        seen.add(key)
        if (why := _no_offer(row, path in holding)) is not None:
            yield Skipped(f"{where} ({title[:80]})", why, key)
            continue
        told = Told(areas, _OF_LOCATIONS if "location" in row else _OF_PAGES)
        _common(told, row, options)
        _from_above(told, [titles[above] for above in _above(path) if above in titles] + [title])
        if "location" in row:
            _location(told, row)
        yield told.item(key, url=words_of(row.get("url")), where=where)


def _no_offer(row: dict[str, Any], holds_others: bool) -> str | None:
    """Why a page becomes no entry."""
    content = words_of(row.get("content"))
    said = to_text(content) if content.strip() else ""
    folded = fold(said[:400])
    if any(one in folded for one in _PLACEHOLDERS):
        return NOT_IN_THIS_LANGUAGE
    if len(said.split()) >= _FEWEST_WORDS or isinstance(row.get("location"), dict):
        return None
    return CONTAINER if holds_others else EMPTY


def _common(told: Told, row: dict[str, Any], options: Options) -> None:
    content = words_of(row.get("content"))
    told.text("title", words_of(row.get("title")), "title")
    told.values["kind"] = options.kind
    told.body(content, "content")
    excerpt = one_line(to_text(words_of(row.get("excerpt"))) if row.get("excerpt") else "")
    # Where nobody wrote an excerpt, it is the whole text again.
    if excerpt and len(excerpt) <= 300 and one_line(to_text(content)) != excerpt:
        told.text("summary", excerpt, "excerpt")
        # Our own answers say it once more at the beginning of the text.
        lead = f"<p>{escape(excerpt, quote=False)}</p>"
        if (body := told.values.get("body", "")).startswith(lead) and body != lead:
            told.values["body"] = body.removeprefix(lead).strip()
    told.summary_from_body()
    if images := len(_IMAGES.findall(content)):
        told.note("content", f"{images} Bilder" if images > 1 else "ein Bild", "Bilder werden nicht übernommen.")
    _contact(told, content)
    organisation = an_object(row.get("organization"))
    told.organisation = words_of(organisation.get("name"))
    if not told.values.get("homepage"):
        told.url("homepage", words_of(organisation.get("website")), "organization")
    said = f"{told.values.get('summary', '')} {told.values['title']}"
    if words.levels(told.values["title"]) is not None and re.search(r"deutsch|sprach|german", said, re.IGNORECASE):
        told.german(told.values["title"], "title")


def _contact(told: Told, content: str) -> None:
    """The mail address and number of a page that names exactly one; several stay in the text."""
    mails, phones = set(), set()
    for address, _label in _LINKS.findall(content):
        scheme, _colon, rest = unquote(address).partition(":")
        if scheme.lower() == "mailto":
            mails.add(rest.partition("?")[0].strip().lower())
        elif scheme.lower() == "tel":
            phones.add(rest.strip())
    if len(mails) == 1 and "email" not in told.values:
        told.email(mails.pop(), "content")
    if len(phones) == 1 and "phone" not in told.values:
        told.phone(phones.pop(), "content")
    told.doubt(*(field for field, found in (("email", mails), ("phone", phones)) if len(found) > 1))


def _from_above(told: Told, titles: Iterable[str]) -> None:
    """Themes and audience by the titles of the pages above and its own."""
    for title in titles:
        folded = fold(title)
        for field, key, pattern in _HINTING:
            if pattern.search(folded):
                told.concepts(field, [key], quietly=True)
        parts = [part for part in _SPLIT.split(title) if part]
        told.concepts("themes", parts, quietly=True)
        told.concepts("audience", parts, quietly=True)
    if not told.values.get("themes"):
        told.note(
            "path", " › ".join(titles), "Zu keinem Thema des Portals passt, wo die Seite steht; bitte wählen Sie eines."
        )


def _path(row: dict[str, Any]) -> str:
    """The path without its end, as people read it; from the address where there is none."""
    said = words_of(row.get("path")) or urlsplit(web_address(words_of(row.get("url")))).path
    return unquote(said).rstrip("/")


def _above(path: str) -> list[str]:
    """The paths above, from the top."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:length]) for length in range(1, len(parts))]


def _location(told: Told, row: dict[str, Any]) -> None:
    _place(told, an_object(row.get("location")))
    told.url("homepage", words_of(row.get("website")), "website")
    told.email(words_of(row.get("email")), "email")
    told.phone(words_of(row.get("phone_number")), "phone_number")
    told.url("registration_url", words_of(row.get("appointment_url")), "appointment_url")
    if row.get("barrier_free") is True:
        told.concepts("accessibility", ["step-free"])
    category = one_line(words_of(an_object(row.get("category")).get("name")))
    if category and words.choice_of("kind", category):
        # Our own answers tell the kind there.
        told.choice("kind", category, "category")
    elif category:
        told.concepts("themes", [category], "category")
    if hours := _hours(row.get("opening_hours")):
        told.text("hours", hours, "opening_hours")
    elif not all(an_object(day).get("closed") is True for day in a_list(row.get("opening_hours"))):
        told.doubt("hours")
    if row.get("temporarily_closed") is True:
        told.note("temporarily_closed", "true", "Die Quelle sagt: vorübergehend geschlossen.")


_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def _hours(found: Any) -> str:
    """Opening hours in words: "Mo–Do 09:00–12:00; Fr geschlossen" without the closed days."""
    days = [an_object(row) for row in a_list(found)][:7]
    said: list[tuple[str, str]] = []
    for name, day in zip(_WEEKDAYS, days, strict=False):
        if day.get("allDay") is True:
            words_said = "ganztägig"
        elif day.get("appointmentOnly") is True:
            words_said = "nach Vereinbarung"
        else:
            slots = [an_object(slot) for slot in a_list(day.get("timeSlots"))]
            words_said = " und ".join(
                f"{words_of(slot.get('start'))}–{words_of(slot.get('end'))}" for slot in slots if slot.get("start")
            )
        if words_said and day.get("closed") is not True:
            said.append((name, words_said))
    return "; ".join(f"{name} {words_said}" for name, words_said in said)


def _place(told: Told, place: dict[str, Any]) -> None:
    name, street = words_of(place.get("name")), words_of(place.get("address"))
    told.text("street", street, "location.address")
    told.postcode(words_of(place.get("postcode")), "location.postcode")
    told.text("town", words_of(place.get("town")), "location.town")
    if name and name not in (street, words_of(place.get("town"))):
        told.text("venue", name, "location.name")
    told.degree("latitude", place.get("latitude"), "location.latitude")
    told.degree("longitude", place.get("longitude"), "location.longitude")


# -- events --------------------------------


def _events(entries: list[dict[str, Any]], options: Options, areas: Areas) -> Iterator[Read]:
    """Integreat tells each date of a repeating event, all with one path or with one number."""
    together: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for number, row in enumerate(entries, start=1):
        path = _path(row)
        # Repeated ones carry the day at the end of their path.
        base = re.sub(r"\$\d{4}-\d{2}-\d{2}$", "", path)
        together.setdefault(base or f"\0{number}", []).append((number, row))
    for base, rows in together.items():
        number, first = next(((number, row) for number, row in rows if words_of(row.get("content"))), rows[0])
        where, key = f"Termin {number}", key_of(base) if base[0] != "\0" else ""
        if not key or not one_line(words_of(first.get("title"))):
            yield Unreadable(where, "Der Termin hat keine Adresse oder keinen Titel.", key)
            continue
        told = Told(areas, _OF_EVENTS)
        _common(told, first, options)
        told.values["kind"] = Offer.Kind.EVENT_SERIES.value
        told.dates(_dates(row for _number, row in rows), "event")
        _place(told, an_object(first.get("location")))
        told.values["on_site"] = bool(words_of(an_object(first.get("location")).get("name")))
        if words_of(first.get("meeting_url")):
            told.values["online"] = told.url("online_url", words_of(first.get("meeting_url")), "meeting_url")
        if not told.values.get("online"):
            told.values.pop("on_site")
        yield told.item(key, url=words_of(first.get("url")), where=where)


def _dates(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A rule is told once with its first date; single dates each for itself."""
    found: list[dict[str, Any]] = []
    rules: set[str] = set()
    for row in rows:
        event = an_object(row.get("event"))
        start, end = words_of(event.get("start")), words_of(event.get("end"))
        if event.get("all_day") is True:
            one = {"start": start[:10]}
            if end[:10] > start[:10]:
                one["end"] = end[:10]
        else:
            # Moments are told in Europe/Berlin, with their distance from Greenwich behind.
            one = {"start": start[:16]}
            if end[:16] > start[:16]:
                one["end"] = end[:16]
        rule = _RULE.search(words_of(row.get("recurrence_rule")))
        if rule is not None:
            if (mark := f"{rule[1]}{event.get('recurrence_id')}") in rules:
                continue
            rules.add(mark)
            one["rule"] = _local(rule[1].strip())
        found.append(one)
    return found


def _local(rule: str) -> str:
    """With its end in Europe/Berlin, as the dates themselves are told."""

    def in_our_zone(found: re.Match[str]) -> str:
        try:
            moment = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return found[0]
        return f"UNTIL={moment.astimezone(ZONE):%Y%m%dT%H%M%S}"

    return re.sub(r"UNTIL=(\d{8}T\d{6})Z", in_our_zone, rule)
