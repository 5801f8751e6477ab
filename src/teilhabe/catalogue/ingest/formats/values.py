"""What a feed says becomes values of an offer: taken as it is, cut or turned away with a note, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field

from teilhabe.directory.concepts import scheme

from ...models import Offer
from ...plain_text import to_html, to_text
from ...rules.completeness import WORDS_OF
from ...rules.schedule import BadSchedule, check
from ..items import Item, Note
from . import words
from .areas import Areas
from .texts import body_of, day_of, has_markup, lines, one_line, shortened, web_address, without_headings

_LINES = {"documents", "creators"}
_LONGEST_TEXT = 100_000
_LONGEST_HTML = 400_000
_LONGEST_LIST = 60
MOST_DATES = 200
MOST_RULES = 20
"""Each may have hundreds of dates, and every page that shows the entry counts them."""
_SENTENCE = re.compile(r".{20,}?[.!?](?=\s)", re.DOTALL)
_YES = frozenset({"ja", "j", "x", "wahr", "true", "yes", "y", "1", "✓", "✔"})
_NO = frozenset({"nein", "n", "falsch", "false", "no", "0", "-", "–"})
_LARGEST = 32_767


class Told:
    """What one entry of a feed says, taken one field after the other; every value passes the field's own rules.

    ``tells`` are the fields that it would tell if it had something to say of them, see ``Item.tells``.
    """

    def __init__(self, areas: Areas, tells: Iterable[str] = ()) -> None:
        self.values: dict[str, Any] = {}
        self.notes: list[Note] = []
        self.organisation = ""
        self._areas = areas
        self._tells = frozenset(tells)
        self._doubtful: set[str] = set()

    def note(self, heading: str, said: object, why: str, *fields: str) -> None:
        """``said`` could not be taken over as it was told; ``why`` is one German sentence. ``fields`` are those that
        it might have been about."""
        self.doubt(*fields)
        found = Note(heading[:120], shortened(one_line(str(said)), 300), why)
        if found not in self.notes:
            self.notes.append(found)

    def doubt(self, *fields: str) -> None:
        """The feed says something of these that could not be read: that they have no value here does not mean that
        they have none there."""
        self._doubtful.update(fields)

    def otherwise(self, field: str, value: Any) -> None:
        """``value`` where the feed says nothing."""
        if field not in self._doubtful:
            self.values.setdefault(field, value)

    # -- words --------------------------------

    def text(self, field: str, said: object, heading: str = "") -> None:
        """Plain words, cut where the field ends. Markup is taken off."""
        words_said = str(said or "")
        if has_markup(words_said):
            words_said = to_text(words_said)
        words_said = lines(words_said) if field in _LINES else one_line(words_said)
        most = field_of(field).max_length or _LONGEST_TEXT
        if len(words_said) > most:
            self.note(heading or field, words_said, f"Der Text ist länger als {most} Zeichen und wurde gekürzt.")
            words_said = shortened(words_said, most)
        if words_said:
            self._put(field, words_said, heading)

    def whole(self, field: str, said: object, heading: str, why: str) -> None:
        """Words that mean nothing when they are cut: left out if they do not fit."""
        words_said = one_line(str(said or ""))
        if not words_said:
            return
        if len(words_said) > (field_of(field).max_length or _LONGEST_TEXT):
            self.note(heading, words_said, why, field)
            return
        self._put(field, words_said, heading)

    def body(self, said: object, heading: str = "") -> None:
        """The description: HTML of the feed as the editor allows it, plain words as paragraphs."""
        html = body_of(str(said or "")[:_LONGEST_HTML])
        if len(html) > _LONGEST_TEXT:
            self.note(heading or "body", html, "Die Beschreibung ist zu lang; ihr Ende fehlt.")
            html = to_html(to_text(html)[: _LONGEST_TEXT // 2])
        if html:
            self.values["body"] = html

    def summary_from_body(self) -> None:
        """The first sentence or two of the description, where the feed has no summary of its own."""
        if self.values.get("summary") or not self.values.get("body"):
            return
        said = without_headings(self.values["body"])
        found = ""
        for sentence in _SENTENCE.finditer(f"{said[:600]} "):
            if len(found) + len(sentence.group()) > 300:
                break
            found += sentence.group()
            if len(found) > 120:
                break
        self.values["summary"] = found.strip() or shortened(said, 300)

    # -- addresses --------------------------------

    def url(self, field: str, said: object, heading: str = "") -> bool:
        """An address on the web. Whether it could be taken."""
        if not (found := web_address(str(said or ""))):
            if said:
                self.note(heading or field, said, "Das ist keine Adresse im Internet; sie fehlt.", field)
            return False
        return self._put(field, found, heading, "Das ist keine gültige Adresse im Internet; sie fehlt.")

    def email(self, said: object, heading: str = "") -> None:
        found = one_line(str(said or "")).removeprefix("mailto:").strip(" <>;,")
        if found:
            self._put("email", found, heading, "Das ist keine gültige E-Mail-Adresse; sie fehlt.")

    def phone(self, said: object, heading: str = "") -> None:
        found = one_line(str(said or "")).removeprefix("tel:").strip(' "')
        self.whole("phone", found, heading or "phone", "Die Telefonnummer ist zu lang; sie fehlt.")

    def postcode(self, said: object, heading: str = "") -> None:
        found = one_line(str(said or "")).removeprefix("D-")
        # Spreadsheets take it for a number and lose the zero.
        found = found.removesuffix(".0").zfill(5) if re.fullmatch(r"\d{4}(\.0)?", found) else found.removesuffix(".0")
        if not found:
            return
        if re.fullmatch(r"\d{5}", found):
            self.values["postcode"] = found
        else:
            self.note(heading or "postcode", said, "Das ist keine deutsche Postleitzahl; sie fehlt.", "postcode")

    def links(self, found: Iterable[tuple[str, str]]) -> None:
        """Further links as pairs of words and address; what is no address is left out."""
        kept: dict[str, str] = {link["url"]: link["label"] for link in self.values.get("links", [])}
        for label, address in found:
            good = web_address(address)
            if good and good not in kept and len(kept) < _LONGEST_LIST and len(good) <= 500:
                kept[good] = shortened(one_line(label), 160) or good
        if kept:
            self.values["links"] = [{"label": label, "url": address} for address, label in kept.items()]

    # -- numbers, days, yes and no --------------------------------

    def number(self, field: str, said: object, heading: str = "") -> None:
        found = one_line(str("" if said is None else said))
        if not found:
            return
        digits = found.removesuffix(".0").replace("\u00a0", "").replace(" ", "")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 9 or int(digits) > _LARGEST:
            self.note(heading or field, found, "Hier wird eine ganze Zahl erwartet; die Angabe fehlt.", field)
            return
        self.values[field] = int(digits)

    def degree(self, field: str, said: object, heading: str = "") -> None:
        """Degrees of WGS84; a comma is a point."""
        if said is None or said == "":
            return
        try:
            found = float(str(said).strip().replace(",", "."))
        except ValueError:
            found = 999.0
        if -90.0 <= found <= 90.0:
            self.values[field] = found
        else:
            self.note(heading or field, said, "Das ist keine Angabe in Grad; der Punkt auf der Karte fehlt.", field)

    def day(self, field: str, said: object, heading: str = "") -> None:
        if said is None or said == "":
            return
        found = day_of(said)
        if found is None:
            self.note(heading or field, said, "Das ist kein Datum wie 24.12.2026 oder 2026-12-24; es fehlt.", field)
        else:
            self.values[field] = found

    def yes(self, field: str, said: object, heading: str = "") -> None:
        found = str("" if said is None else said).strip().lower()
        if found in _YES:
            self.values[field] = True
        elif found in _NO:
            self.values[field] = False
        elif found:
            self.note(heading or field, said, "Hier wird „ja“ oder „nein“ erwartet; die Angabe fehlt.", field)

    def age(self, said: object, heading: str = "") -> None:
        """ "6-10", "ab 6 Jahren", "bis 12" or one number, from which on it is."""
        found = words.ages(str(said or ""))
        if found is None:
            if said:
                why = "Dieses Alter ist nicht lesbar, zum Beispiel „6-10“; es fehlt."
                self.note(heading or "age_from", said, why, "age_from", "age_to")
            return
        self.values.update(
            {name: value for name, value in zip(("age_from", "age_to"), found, strict=True) if value is not None}
        )

    def german(self, said: object, heading: str = "") -> None:
        """Levels of German: "A1–B2", "ab A2", "B1"."""
        found = words.levels(str(said or ""))
        if found is None:
            if said:
                why = "Dieses Sprachniveau ist nicht lesbar, zum Beispiel „A1–B2“."
                self.note(heading or "level_from", said, why, "level_from", "level_to")
            return
        self.values.update(
            {name: value for name, value in zip(("level_from", "level_to"), found, strict=True) if value}
        )

    def dates(self, found: list[dict[str, Any]], heading: str = "") -> None:
        """Dates as ``rules.schedule`` reads them; one that cannot be read is left out."""
        kept, too_many = list(self.values.get("schedule", [])), ""
        for one in found:
            try:
                check([one])
            except (BadSchedule, OverflowError):
                self.note(
                    heading or "schedule",
                    one.get("rule") or one.get("start", ""),
                    "Dieser Termin ist nicht lesbar und fehlt.",
                    "schedule",
                )
                continue
            if len(kept) >= MOST_DATES:
                self.note(
                    heading or "schedule", one["start"], f"Mehr als {MOST_DATES} Termine werden nicht übernommen."
                )
                break
            if one in kept:
                continue
            if one.get("rule") and sum(1 for other in kept if other.get("rule")) >= MOST_RULES:
                too_many = too_many or one["rule"]
                continue
            kept.append(one)
        if too_many:
            self.note(heading or "schedule", too_many, f"Mehr als {MOST_RULES} Wiederholungen werden nicht übernommen.")
        if kept:
            self.values["schedule"] = kept

    # -- chosen from a list --------------------------------

    def concepts(self, field: str, said: Iterable[str], heading: str = "", *, quietly: bool = False) -> list[str]:
        """Keys or German labels of a vocabulary. What it does not know is returned, and a note but for ``quietly``."""
        held = list(self.values.get(field, []))
        unknown = []
        for one in said:
            key = words.key_of(field, one)
            if key is None:
                unknown.append(one)
            elif key not in held:
                held.append(key)
        if unknown and not quietly:
            self.note(
                heading or field,
                ", ".join(unknown),
                "Das steht nicht in der Liste des Portals und wurde nicht übernommen.",
                field,
            )
        if held:
            self.values[field] = held[:_LONGEST_LIST]
        return unknown

    def choice(self, field: str, said: object, heading: str = "") -> None:
        """A value or German label of a field with choices."""
        found = one_line(str(said or ""))
        if not found:
            return
        value = words.choice_of(field, found)
        if value is None:
            self.note(heading or field, found, "Diese Angabe kennt das Portal hier nicht; sie fehlt.", field)
        else:
            self.values[field] = value

    def areas(self, said: Iterable[str], heading: str = "") -> None:
        """Names or official keys of municipalities, names or refs of districts."""
        for one in said:
            found = self._areas.find(one)
            if found is None:
                self.note(
                    heading or "municipalities",
                    one,
                    "Diese Kommune oder diesen Ortsteil kennt das Verzeichnis nicht eindeutig.",
                    "municipalities",
                    "districts",
                )
                continue
            field, value = found
            if value not in self.values.setdefault(field, []):
                self.values[field].append(value)

    def names(self, field: str, said: Iterable[str]) -> None:
        """A list of free words, such as further names."""
        found = [shortened(one_line(one), 160) for one in said]
        if kept := list(dict.fromkeys(one for one in found if one))[:_LONGEST_LIST]:
            self.values[field] = kept

    # -- the whole --------------------------------

    def item(self, key: str, *, url: str = "", where: str = "") -> Item:
        """The entry with what could be taken; what contradicts itself is left out with a note. It must have a title."""
        self._check_order("age_from", "age_to", "Das höchste Alter liegt unter dem niedrigsten; es fehlt.")
        self._check_order("valid_from", "valid_to", "Das Ende liegt vor dem Anfang; es fehlt.")
        self._check_order(
            "places_free", "places", "Mehr freie Plätze als Plätze; die Angabe fehlt.", drop="places_free"
        )
        low, high = self.values.get("level_from"), self.values.get("level_to")
        order = list(Offer.Level.values)
        if low and high and order.index(low) > order.index(high):
            self.note("level_to", high, "Das höchste Sprachniveau liegt unter dem niedrigsten; es fehlt.", "level_to")
            del self.values["level_to"]
        if ("latitude" in self.values) != ("longitude" in self.values) or (
            self.values.get("latitude") == 0 and self.values.get("longitude") == 0
        ):
            self.values.pop("latitude", None)
            self.values.pop("longitude", None)
            self.doubt("latitude", "longitude")
        if self._doubtful & {"latitude", "longitude"}:
            self.doubt("latitude", "longitude")
        return Item(
            key=key,
            values=self.values,
            organisation=shortened(one_line(self.organisation), 200),
            url=found if (found := web_address(url)) and len(found) <= 500 else "",
            where=where,
            notes=tuple(self.notes),
            tells=self._tells - self._doubtful,
        )

    def _check_order(self, low: str, high: str, why: str, drop: str = "") -> None:
        first, last = self.values.get(low), self.values.get(high)
        if first is not None and last is not None and last < first:
            self.note(drop or high, self.values.pop(drop or high), why, drop or high)

    def _put(self, field: str, value: Any, heading: str, why: str = "") -> bool:
        try:
            self.values[field] = field_of(field).clean(value, None)
        except ValidationError as wrong:
            self.note(heading or field, value, why or " ".join(wrong.messages), field)
            return False
        return True


@cache
def field_of(name: str) -> Field:
    found: Field = Offer._meta.get_field(name)  # type: ignore[assignment]  # no relation is asked for
    return found


def by_uri(field: str, uri: str) -> str | None:
    """The key of the concept that the rest of the world calls ``uri``."""
    return _uris(field).get(uri.replace("https://", "http://").rstrip("/"))


@cache
def _uris(field: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for concept in scheme(WORDS_OF[field]).concepts.values():
        for uri in concept.matches:
            found.setdefault(uri.replace("https://", "http://").rstrip("/"), concept.key)
    return found
