"""Where a typed address lies: asked of the gazetteer, never of a service.

find_address("Jülicher Str. 12, 52477 Alsdorf") → [Located("Jülicher Straße 12, Alsdorf", …, sure=True)]
town_of("52477") → "05334004"
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from teilhabe.core.text import fold

from .gazetteer import gazetteer, gazetteer_version
from .geometry import metres_between
from .matching.rows import PlaceRow
from .place_names import same_name, told

LONGEST = 200  # characters of an address that are read
MOST = 8  # meanings
_SURE = 0.95
_SIMILAR = 78  # per cent of letters in common, below which it is another name
_MENDED = 0.94  # a name with a mistake is never sure
_BEGINNING = 0.88  # "Jülicher" for "Jülicher Straße"
_SHORTEST = 4  # letters of a beginning
_FORMER = 0.97
_ALSO_EXACT, _ALSO_LIKELY = 0.9, 0.8  # of the best meaning's score: less likely ones are not offered beside it
_ELSEWHERE = 0.7  # another town than the one named
_OTHER_POSTCODE = 0.85
_SAME_SPOT = 300  # metres: two meanings as close are one for whoever looks around there
# "12", "12 b", "12-14"; people type both dashes.
_NUMBER = re.compile(
    r"^(?P<street>.*[^\W\d_].*?)\s*(?P<number>\d{1,4}\s?[a-z]?(?:\s?[-–/+]\s?\d{1,4}\s?[a-z]?)?)$", re.I
)
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")

Precision = Literal["place", "district", "municipality"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A place that an address can mean. ``label`` is the address in full and finds the same again.

    The point is WGS84 and coarse: that of a street, not of a house. ``precision`` says whose point it is where the
    place itself has none. ``score`` is between 0 and 1; ``sure``: it is called so, and nothing else can be meant.
    """

    label: str
    ref: str
    kind: str
    municipality_ags: str
    house_number: str
    latitude: float
    longitude: float
    precision: Precision
    score: float
    sure: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the address: what is the place's name, and what only says where to look."""

    name: str
    number: str = ""
    towns: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Names:
    """The gazetteer as addresses are looked up in it."""

    rows: list[PlaceRow]
    keys: list[str] = field(default_factory=list)
    owners: list[tuple[int, float]] = field(default_factory=list)  # of each key: its row, and what the name counts
    exactly: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    towns: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # folded name: keys (AGS)
    districts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # folded name: refs
    by_postcode: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # keys (AGS)
    by_ref: dict[str, PlaceRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows):
            self.by_ref[row.ref] = row
            for postcode in row.postcodes:
                self.by_postcode[postcode].add(row.municipality_ags)
            current = (row.name, *row.names)
            for name, counts in (*((name, 1.0) for name in current), *((name, _FORMER) for name in row.former)):
                self.exactly[same_name(name)].append(len(self.keys))
                self.keys.append(same_name(name))
                self.owners.append((number, counts))
            if row.kind == "municipality" and not row.is_county:
                for name in current:
                    self.towns[fold(name)].add(row.municipality_ags)
            elif row.kind == "district":
                for name in current:
                    self.districts[fold(name)].add(row.ref)

    def called(self, name: str) -> Iterator[tuple[PlaceRow, float]]:
        """Rows called so or nearly so, with how nearly (0 to 1)."""
        wanted = same_name(name)
        if not wanted:
            return
        if exact := self.exactly.get(wanted):
            yield from ((self.rows[self.owners[one][0]], self.owners[one][1]) for one in exact)
            return
        for _key, score, one in process.extract(wanted, self.keys, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=40):
            number, counts = self.owners[one]
            yield self.rows[number], score / 100 * counts * _MENDED
        if len(wanted) >= _SHORTEST:
            for one, key in enumerate(self.keys):
                if key.startswith(wanted):
                    number, counts = self.owners[one]
                    yield self.rows[number], _BEGINNING * counts


def find_address(text: str, municipality: str | None = None) -> list[Located]:
    """What a typed address can mean, likeliest first, at most eight; nothing if no place is called like that.

    Understands "Bahnhofstr. 12, Alsdorf", "52477 Alsdorf, Bahnhofstraße", "Mariadorf", "Rathaus Stolberg", names of the
    past, missing umlauts and small mistakes. ``municipality`` is a key (AGS): then only what lies there. One query,
    and seven after a change of the gazetteer.
    """
    names = _names_of(gazetteer_version())
    asked = told(text)[:LONGEST]
    postcodes = frozenset(_POSTCODE.findall(asked))
    found: dict[str, tuple[float, PlaceRow, str]] = {}
    for reading in _readings(_POSTCODE.sub(" ", asked), names):
        for row, nearness in names.called(reading.name):
            if municipality and row.municipality_ags != municipality:
                continue
            score = nearness * _fit(row, reading, postcodes, names)
            if score > found.get(row.ref, (0.0,))[0]:
                found[row.ref] = score, row, reading.number if row.kind in ("street", "square") else ""
    if not found and postcodes:
        found = {row.ref: (0.5, row, "") for row in _towns_with(postcodes, municipality, names)}
    return _ranked(found.values(), names)


def town_of(postcode: str, town: str = "") -> str:
    """The key (AGS) of the one municipality that a postcode and the name of a town can mean, "" if there is none or
    more than one. One query, and seven after a change of the gazetteer."""
    names = _names_of(gazetteer_version())
    said = (names.by_postcode.get(postcode.strip()), (_hint(town, names) or (None,))[0])
    known = [towns for towns in said if towns]
    meant = frozenset[str].intersection(*map(frozenset, known)) if known else frozenset[str]()
    return next(iter(meant)) if len(meant) == 1 else ""


@lru_cache(maxsize=1)
def _names_of(_version: str) -> _Names:
    return _Names(list(gazetteer()))


def _readings(asked: str, names: _Names) -> Iterator[_Reading]:
    """The text as a name, and with its town or district taken off at one of its ends."""
    # "(Rhld.)" belongs to the town's name and tells no two towns of a region apart.
    parts = [part.strip() for part in re.split(r"[,;]", re.sub(r"\([^)]*\)?", " ", asked)) if part.strip()]
    whole = " ".join(parts)
    yield from _with_number(whole)
    yield _Reading(re.sub(r"^(?:stadt|gemeinde|ortsteil) ", "", whole, flags=re.I))
    if len(parts) > 1:
        hints = [_hint(part, names) for part in parts]
        rest = " ".join(part for part, hint in zip(parts, hints, strict=True) if hint is None)
        known = [hint for hint in hints if hint is not None]
        if rest and known:
            towns = frozenset[str]().union(*(hint[0] for hint in known))
            districts = frozenset[str]().union(*(hint[1] for hint in known))
            yield from _with_number(rest, towns, districts)
    words = whole.split()
    for length in range(1, min(4, len(words))):
        for others, end in ((words[:-length], words[-length:]), (words[length:], words[:length])):
            if hint := _hint(" ".join(end), names):
                yield from _with_number(" ".join(others), *hint)


def _with_number(
    name: str, towns: frozenset[str] = frozenset(), districts: frozenset[str] = frozenset()
) -> Iterator[_Reading]:
    name = re.sub(r"\s+(?:in|bei)$", "", name)
    yield _Reading(name, "", towns, districts)
    if numbered := _NUMBER.match(name):
        yield _Reading(numbered["street"], re.sub(r"\s+", "", numbered["number"]), towns, districts)


def _hint(text: str, names: _Names) -> tuple[frozenset[str], frozenset[str]] | None:
    """Towns and districts called so; "Alsdorf-Mariadorf" is the district of the town."""
    said = re.sub(r"^(?:stadt|gemeinde|in|ortsteil) ", "", fold(text))
    towns, districts = names.towns.get(said, set()), names.districts.get(said, set())
    if towns or districts:
        return frozenset(towns), frozenset(districts)
    town, _, district = said.partition("-") if "-" in said else said.partition(" ")
    inside = {
        ref
        for ref in names.districts.get(district, ())
        if names.by_ref[ref].municipality_ags in names.towns.get(town, ())
    }
    return (frozenset(), frozenset(inside)) if inside else None


def _fit(row: PlaceRow, reading: _Reading, postcodes: frozenset[str], names: _Names) -> float:
    """How well a place fits what the address says besides the name."""
    fit = 1.0
    if reading.towns or reading.districts:
        if row.kind == "municipality":
            # "Mariadorf, Alsdorf" is not Alsdorf: what stands beside a town lies in it.
            return _ELSEWHERE
        near = {names.by_ref[ref].municipality_ags for ref in reading.districts}
        if row.district_ref in reading.districts or row.municipality_ags in reading.towns:
            fit = 1.0
        elif row.municipality_ags in near:
            # Only one street of a name in that town: people name the part they know, the list names none or another.
            fit = 0.99 if not row.district_ref else 0.96
        else:
            fit = _ELSEWHERE
    if postcodes and not postcodes & set(row.postcodes):
        here = any(row.municipality_ags in names.by_postcode.get(postcode, ()) for postcode in postcodes)
        fit *= _OTHER_POSTCODE if row.postcodes or not here else 0.99
    return fit


def _towns_with(postcodes: Iterable[str], municipality: str | None, names: _Names) -> Iterator[PlaceRow]:
    for postcode in postcodes:
        for ags in sorted(names.by_postcode.get(postcode, ())):
            if municipality in (None, ags):
                yield names.by_ref[f"municipality:{ags}"]


def _ranked(found: Iterable[tuple[float, PlaceRow, str]], names: _Names) -> list[Located]:
    # A tie goes to what an address usually means.
    usual = ("street", "square", "building", "school", "park", "district", "municipality", "other")
    ordered = sorted(found, key=lambda one: (-round(one[0], 3), usual.index(one[1].kind), one[1].name, one[1].ref))
    best = ordered[0][0] if ordered else 0.0
    least = best * (_ALSO_EXACT if best >= _SURE else _ALSO_LIKELY)
    located = [
        one for score, row, number in ordered if score >= least and (one := _located(score, row, number, names))
    ][:MOST]
    return [
        replace(one, sure=one.score >= _SURE and not any(_rivals(one, other) for other in located)) for one in located
    ]


def _rivals(one: Located, other: Located) -> bool:
    """Whether another meaning is as good, and elsewhere."""
    return (
        other is not one
        and other.score >= one.score - 0.02
        and metres_between(one.latitude, one.longitude, other.latitude, other.longitude) > _SAME_SPOT
    )


def _located(score: float, row: PlaceRow, number: str, names: _Names) -> Located | None:
    town = names.by_ref.get(f"municipality:{row.municipality_ags}")
    holders: tuple[tuple[Precision, PlaceRow | None], ...] = (
        ("place", row),
        ("district", names.by_ref.get(row.district_ref)),
        ("municipality", town),
    )
    for precision, holder in holders:
        if holder is not None and holder.latitude is not None and holder.longitude is not None:
            return Located(
                label=_label(row, number, town, names),
                ref=row.ref,
                kind=row.kind,
                municipality_ags=row.municipality_ags,
                house_number=number,
                latitude=holder.latitude,
                longitude=holder.longitude,
                precision=precision,
                score=round(score, 3),
                sure=False,
            )
    return None


def _label(row: PlaceRow, number: str, town: PlaceRow | None, names: _Names) -> str:
    name = f"{row.name} {number}".strip()
    if town is None or row.kind == "municipality":
        return name
    namesakes = [
        other
        for one in names.exactly.get(same_name(row.name), ())
        if (other := names.rows[names.owners[one][0]]).municipality_ags == row.municipality_ags and other.ref != row.ref
    ]
    where = town.name.split("(")[0].strip()
    return f"{name}, {where}-{row.district}" if namesakes and row.district else f"{name}, {where}"
