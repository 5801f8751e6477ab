"""Services by the Human Services Data Specification 3.0, with the fields of the profile "KI-NRW" where they are told.

A list tells services without what there may be several of; each of them is asked for by its own address then. The key
is the ``id`` of the service.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext_noop

from ....models import Offer
from ...items import Ask, FeedUnavailable, Gone, Options, Read, Unreadable
from .. import words
from ..areas import Areas
from ..documents import a_list, an_object, json_of, words_of
from ..keys import key_of
from ..texts import day_of, one_line
from ..values import Told
from .dates import when

_PER_PAGE = 100
_MANY = 300
"""So many services are asked for one by one at most: more would not fit into the documents of one run."""
# Names of our vocabularies, as attributes say them, and the fields of an offer.
_ATTRIBUTES = {
    "audience": "audience",
    "need": "needs",
    "level": "levels",
    "school-form": "school_forms",
    "theme": "themes",
    "block": "blocks",
    "language": "languages",
    "accessibility": "accessibility",
    "resource-type": "resource_types",
    "subject": "subjects",
}
_TELLS = frozenset({
    "body", "aliases", "homepage", "email", "phone", "contact", "age_from", "age_to", "documents", "funding",
    "residence", "level_from", "level_to", "places", "places_free", "places_on", "appointment_only", "access",
    "registration", "registration_url", "registration_until", "valid_from", "valid_to", "cost", "cost_note",
    "municipalities", "districts", "on_site", "online", "mobile", "online_url", "venue", "street", "postcode",
    "town", "latitude", "longitude", "accessibility_note", "schedule", "hours", *_ATTRIBUTES.values(),
})  # fmt: skip
# Of a short row, where each property is there.
_FLAT = {
    "alternate_name": "aliases",
    "application_process": "registration",
    "maximum_age": "age_to",
    "minimum_age": "age_from",
    "url": "homepage",
}
_SAYS_APPOINTMENT = "nur nach Termin"


class Hsds:
    """Services of another directory."""

    key = "hsds"
    name = gettext_noop("HSDS 3.0 (JSON)")
    suffixes: tuple[str, ...] = (".json",)

    def documents(self, ask: Ask, url: str) -> Iterator[bytes]:
        """``url`` is that of the interface, of its ``/services``, or of one service."""
        parts = urlsplit(url)
        if not parts.path.rstrip("/").rpartition("/")[2].startswith("service"):
            first = json_of(answer := ask(url))
            if "contents" not in an_object(first) and "name" not in an_object(first):
                url = urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/services", parts.query, ""))
            elif "contents" not in first:
                yield answer
                return
        yield from _pages(ask, url)

    def read(self, documents: Iterator[bytes], options: Options) -> Iterator[Read]:
        areas = Areas()
        seen: dict[str, int] = {}
        for page, document in enumerate(documents, start=1):
            given: set[str] = set()
            for number, service in enumerate(_services(json_of(document)), start=1):
                where = f"Seite {page}, Eintrag {number}"
                found = _entry(service, where, options, areas)
                if found.key and seen.setdefault(found.key, page) < page:
                    # One that comes or goes moves others to the next page while it is asked for.
                    continue
                if found.key and found.key in given:
                    yield Unreadable(where, "Dieser Eintrag steht schon weiter oben.", found.key)
                    continue
                given.add(found.key)
                yield found


def _pages(ask: Ask, url: str) -> Iterator[bytes]:
    """Each page of the list with its services whole."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    base = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    asked, page, more = 0, 1, {"full": "true"}
    before: list[dict[str, Any]] = []
    while True:
        try:
            answer = ask(f"{base}?{urlencode({'per_page': _PER_PAGE, **given, 'page': page, **more})}")
        except FeedUnavailable:
            # Some refuse what they do not know: "full" is an extra of the specification.
            if page > 1 or not more:
                raise
            more = {}
            continue
        told = an_object(json_of(answer))
        if "contents" not in told:
            yield answer
            return
        rows = [an_object(row) for row in a_list(told["contents"])]
        if rows and rows == before:
            raise FeedUnavailable("Die Quelle wiederholt dieselbe Seite immer wieder.")
        before = rows
        whole = []
        for row in rows:
            if _is_short(row) and words_of(row.get("id")) and asked < _MANY:
                asked += 1
                try:
                    one = an_object(json_of(ask(f"{base}/{quote(words_of(row['id']), safe='')}")))
                except FeedUnavailable:
                    # The short row is better than none.
                    one = {}
                whole.append(one if one.get("id") == row.get("id") else row)
            else:
                whole.append(row)
        yield json.dumps({"contents": whole}).encode()
        last = told.get("last_page")
        pages = told.get("total_pages")
        if not rows or last is True or (isinstance(pages, int) and page >= pages) or (last is None and pages is None):
            return
        page += 1


def _is_short(row: dict[str, Any]) -> bool:
    return not any(isinstance(value, list) and value and isinstance(value[0], dict) for value in row.values())


def _services(found: Any) -> Iterator[dict[str, Any]]:
    """Services of a page, a list, one object, or of organisations and links that hold them."""
    if isinstance(found, list):
        for one in found:
            yield from _services(one)
        return
    told = an_object(found)
    if "contents" in told:
        yield from _services(a_list(told["contents"]))
    elif isinstance(told.get("service"), dict):
        yield {**told["service"], **({"service_at_locations": [told]} if told.get("location") else {})}
    elif isinstance(told.get("services"), list) and "organization_id" not in told:
        for one in told["services"]:
            if isinstance(one, dict):
                yield {"organization": {"name": told.get("name", ""), "website": told.get("website", "")}, **one}
    elif told:
        yield told


def _entry(one: dict[str, Any], where: str, options: Options, areas: Areas) -> Read:
    key = key_of(words_of(one.get("id")))
    if not key:
        return Unreadable(where, "Der Eintrag hat keine Kennung („id“).")
    if words_of(one.get("status")) in {"defunct", "inactive"} and not day_of(words_of(one.get("valid_from"))):
        return Gone(key, where, "Die Quelle nennt dieses Angebot beendet oder zurzeit nicht angeboten.")
    # What a short row leaves out may well be there.
    told = Told(areas, {field for name, field in _FLAT.items() if name in one} if _is_short(one) else _TELLS)
    told.text("title", words_of(one.get("name")), "name")
    if "title" not in told.values:
        return Unreadable(where, "Der Eintrag hat keinen Namen („name“).", key)
    told.choice("kind", words_of(one.get("kind")) or options.kind, "kind")
    told.otherwise("kind", options.kind)
    told.names("aliases", words_of(one.get("alternate_name")).split(", "))
    _words(told, one)
    organisation = an_object(one.get("organization"))
    told.organisation = words_of(organisation.get("name"))
    told.url("homepage", words_of(one.get("url")), "url")
    told.email(words_of(one.get("email")), "email")
    _who(told, one)
    _attributes(told, one)
    _profile(told, one)
    _money(told, one)
    _where(told, one)
    when(told, one)
    told.day("assured_on", words_of(one.get("assured_date")), "assured_date")
    told.text(
        "documents",
        "\n".join(words_of(an_object(row).get("document")) for row in a_list(one.get("required_documents"))),
        "required_documents",
    )
    told.text(
        "funding",
        ", ".join(filter(None, (words_of(an_object(row).get("source")) for row in a_list(one.get("funding"))))),
        "funding",
    )
    for name in ("program", "program_id"):
        if (programme := one.get(name)) is not None:
            said = words_of(an_object(programme).get("name")) or words_of(programme)
            told.note(name, said, "Zu welchem Programm ein Eintrag gehört, legt die Redaktion im Portal fest.")
            break
    for name in ("interpretation_services", "alert", "accreditations", "wait_time"):
        if said := words_of(one.get(name)):
            told.note(name, said, "Dafür hat das Portal kein Feld; es wurde nicht übernommen.")
    return told.item(key, url=words_of(one.get("url")), where=where)


def _words(told: Told, one: dict[str, Any]) -> None:
    """Our own export writes summary and description as paragraphs of one text."""
    said = words_of(one.get("description"))
    first, _gap, rest = said.partition("\n\n")
    if "german_level_from" in one or "kind" in one or "api_url" in one:
        if len(first) <= 300:
            told.text("summary", first, "description")
            told.body(rest, "description")
        else:
            told.body(said, "description")
    else:
        told.body(said, "description")
    told.summary_from_body()


def _who(told: Told, one: dict[str, Any]) -> None:
    """Age, whom to ask, languages."""
    for field, name in (("age_from", "minimum_age"), ("age_to", "maximum_age")):
        value = one.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 120:
            told.values[field] = int(value)
        elif value not in (None, ""):
            told.note(name, value, "Dieses Alter ist nicht lesbar.", field)
    contacts = [an_object(row) for row in a_list(one.get("contacts"))]
    if contacts:
        # A department answers, a person moves on.
        office = contacts[0].get("department") or contacts[0].get("title") or contacts[0].get("name")
        told.text("contact", words_of(office), "contacts")
        if "email" not in told.values:
            told.email(words_of(contacts[0].get("email")), "contacts")
    phones = [*a_list(one.get("phones")), *(phone for row in contacts for phone in a_list(row.get("phones")))]
    for row in map(an_object, phones):
        if words_of(row.get("type")) not in {"fax", "textphone", "pager"} and words_of(row.get("number")):
            extension = words_of(row.get("extension"))
            told.phone(f"{words_of(row['number'])}{f'-{extension}' if extension else ''}", "phones")
            break
    languages = [an_object(row) for row in a_list(one.get("languages"))]
    told.concepts(
        "languages",
        [
            words_of(row.get("code"))
            if words.key_of("languages", words_of(row.get("code")))
            else words_of(row.get("name"))
            for row in languages
        ],
        "languages",
    )


def _attributes(told: Told, one: dict[str, Any]) -> None:
    """Terms of our vocabularies by key; those of others by their German or English name, where it means one of ours."""
    found: dict[str, list[str]] = {}
    for row in map(an_object, a_list(one.get("attributes"))):
        term = an_object(row.get("taxonomy_term"))
        name = words_of(row.get("link_type"))
        said = words_of(row.get("value")) or words_of(term.get("code")) or words_of(term.get("name"))
        if (field := _ATTRIBUTES.get(name)) is not None:
            found.setdefault(field, []).append(said)
            continue
        label = words_of(term.get("name")) or words_of(row.get("label")) or said
        # Twelve services of one school would all be "Schule": a theme is told only by its own words.
        if (
            label
            and told.concepts("themes", [label], quietly=True)
            and told.concepts("audience", [label], quietly=True)
        ):
            why = "Diesen Begriff kennt das Portal nicht; er wurde nicht übernommen."
            told.note("attributes", label, why, "themes", "audience")
    for field, said_words in found.items():
        told.concepts(field, said_words, "attributes")
    told.concepts("levels", map(words_of, a_list(one.get("school_levels"))), "school_levels")
    told.concepts("school_forms", map(words_of, a_list(one.get("school_forms"))), "school_forms")


def _profile(told: Told, one: dict[str, Any]) -> None:
    """What the profile says in fields of its own."""
    told.text("residence", words_of(one.get("residence_conditions")), "residence_conditions")
    for field in ("level_from", "level_to"):
        told.choice(field, words_of(one.get(f"german_{field}")), f"german_{field}")
    told.number("places", one.get("places_total"), "places_total")
    told.number("places_free", one.get("places_free"), "places_free")
    told.day("places_on", words_of(one.get("places_date")), "places_date")
    told.url("registration_url", words_of(one.get("registration_url")), "registration_url")
    told.day("registration_until", words_of(one.get("registration_until")), "registration_until")
    told.day("valid_from", words_of(one.get("valid_from")), "valid_from")
    told.day("valid_to", words_of(one.get("valid_to")), "valid_to")
    told.text("assured_by", words_of(one.get("assured_by")), "assured_by")
    told.day("review_due", words_of(one.get("review_due")), "review_due")
    if isinstance(one.get("appointment_only"), bool):
        told.values["appointment_only"] = one["appointment_only"]
    _registration(told, words_of(one.get("application_process")))


def _registration(told: Told, said: str) -> None:
    """How to take part. Our own export glues several fields into sentences; they are taken apart again."""
    rest = said
    for value, label in Offer.Access.choices:
        if value and rest.startswith(f"{label}."):
            told.values["access"] = value
            rest = rest.removeprefix(f"{label}.").strip()
            break
    if url := told.values.get("registration_url"):
        rest = rest.replace(f"{url}.", "").replace(url, "")
    if until := told.values.get("registration_until"):
        rest = rest.replace(f"Anmeldung bis {until:%d.%m.%Y}.", "")
    if told.values.get("appointment_only"):
        rest = rest.replace(f"{_SAYS_APPOINTMENT}.", "")
    told.text("registration", rest.strip(), "application_process")


def _money(told: Told, one: dict[str, Any]) -> None:
    options = [an_object(row) for row in a_list(one.get("cost_options"))]
    notes = []
    for row in options:
        amount = row.get("amount")
        value = words.choice_of("cost", words_of(row.get("option")))
        if value is None and isinstance(amount, int | float) and not isinstance(amount, bool):
            value = "fee" if amount > 0 else "free"
            if amount > 0:
                notes.append(f"{words_of(amount)} {words_of(row.get('currency')).upper()}".strip())
        if value and "cost" not in told.values:
            told.values["cost"] = value
        notes.append(words_of(row.get("amount_description")))
    if not options:
        notes.append(words_of(one.get("fees_description")) or words_of(one.get("fees")))
        if (value := words.choice_of("cost", notes[0].rstrip("."))) is not None:
            told.values["cost"] = value
            notes = []
    told.text("cost_note", " ".join(dict.fromkeys(note for note in notes if note)), "cost_options")


def _where(told: Told, one: dict[str, Any]) -> None:
    for row in map(an_object, a_list(one.get("service_areas"))):
        known = words_of(row.get("extent"))
        is_ours = words_of(row.get("extent_type")) in {"municipality key (AGS)", "district"}
        if is_ours:
            told.areas([known], "service_areas")
        elif (name := words_of(row.get("name"))) and row.get("description") != "Für alle in der Region.":
            told.areas([name], "service_areas")
    places = [an_object(an_object(row).get("location")) for row in a_list(one.get("service_at_locations"))]
    places = [place for place in places if place]
    physical = [place for place in places if place.get("location_type", "physical") == "physical"]
    virtual = [place for place in places if place.get("location_type") == "virtual"]
    if places:
        told.values["on_site"], told.values["online"] = bool(physical), bool(virtual)
    if virtual:
        told.url("online_url", words_of(virtual[0].get("url")), "location.url")
    if len(physical) > 1:
        others = ", ".join(words_of(place.get("name")) for place in physical[1:])
        told.note("service_at_locations", others, "Ein Eintrag hat einen Ort; weitere Orte wurden nicht übernommen.")
    if physical:
        _site(told, physical[0])


def _site(told: Told, place: dict[str, Any]) -> None:
    address = next(
        (row for row in map(an_object, a_list(place.get("addresses"))) if row.get("address_type") != "postal"), {}
    )
    address = address or an_object(next(iter(a_list(place.get("addresses"))), {}))
    street, town = words_of(address.get("address_1")), words_of(address.get("city"))
    told.text("street", street, "address_1")
    told.text("town", town, "city")
    told.postcode(words_of(address.get("postal_code")), "postal_code")
    name = words_of(place.get("name"))
    if one_line(name) != ", ".join(part for part in (street, town) if part):
        told.text("venue", name, "location.name")
    if place.get("latitude") is not None and place.get("longitude") is not None:
        told.degree("latitude", place["latitude"], "latitude")
        told.degree("longitude", place["longitude"], "longitude")
    notes = []
    for row in map(an_object, a_list(place.get("accessibility"))):
        said = words_of(row.get("description"))
        if told.concepts("accessibility", [said], quietly=True):
            notes.append(said)
            told.doubt("accessibility")
    told.text("accessibility_note", " ".join(notes), "accessibility")
