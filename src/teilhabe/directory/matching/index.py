"""All names of a gazetteer and all cue words in one automaton: one pass through a text finds them all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from . import words
from .folding import Folded
from .names import Form, Strength, ending, names_of, short_names
from .rows import PlaceRow
from .zones import CUES, Cue

_JOINS = re.compile(r"-(?:\s?/\s?|,? (?:und|oder|sowie|bzw\.?|u\.) |, |,? ?& ?)(?:(?:die|der|den|dem|das) )?(?=\S)")
_FOLLOWING = re.compile(r"(?: und | oder |/|, )-([^\W\d_]+)")
_LISTED = re.compile(r"((?:[^\W\d_]{3,}er?n?(?:, | und | sowie |/| oder ))+)$")
_PARTNER_LENGTH = 160  # characters in which the last of coordinated names has to come
_PARTNER = re.compile(
    r"(?:[^\W\d_][\w-]*-(?:\s?/\s?|,? (?:und|oder|sowie|bzw\.?|u\.) |, |,? ?& ?))*"
    r"([^\W\d_]+(?:-[^\W\d_]+)*(?: (?:str|platz|weg|allee|gasse|ring)\b)?)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row under one of its names."""

    row: int
    form: Form
    strength: Strength


# Not frozen: most hits of a text are thrown away at once, and freezing costs as much as finding.
@dataclass(slots=True)
class Hit:
    """A name found at ``flat[start:end]``."""

    start: int
    end: int
    key: str
    entries: tuple[Entry, ...]
    coordinated: bool = False


@dataclass(frozen=True, slots=True)
class _Value:
    key: str
    entries: tuple[Entry, ...]
    cues: tuple[Cue, ...]


class Index:
    """The names of ``rows``."""

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        self.rows = tuple(rows)
        self.towns: dict[str, list[str]] = {
            row.municipality_ags: short_names(row) for row in self.rows if row.kind == "municipality"
        }
        self.town_words = frozenset(word for names in self.towns.values() for name in names for word in name.split())
        # Of each town (AGS) those that any of its rows has; none: nothing is known of them.
        self.postcodes: dict[str, set[str]] = {}
        for row in self.rows:
            if row.postcodes:
                self.postcodes.setdefault(row.municipality_ags, set()).update(row.postcodes)
        found: dict[str, dict[int, Entry]] = {}
        for number, row in enumerate(self.rows):
            for name in names_of(row, self.towns.get(row.municipality_ags, ())):
                found.setdefault(name.key, {}).setdefault(number, Entry(number, name.form, name.strength))
        cues: dict[str, list[Cue]] = {}
        for cue, listed in CUES.items():
            for word in listed:
                cues.setdefault(word, []).append(cue)
        self._automaton = ahocorasick.Automaton()
        shared: dict[tuple[Entry, ...], tuple[Entry, ...]] = {}
        for key in found.keys() | cues.keys():
            entries = tuple(found.get(key, {}).values())
            value = _Value(key, shared.setdefault(entries, entries), tuple(cues.get(key, ())))
            self._automaton.add_word(f" {key} ", value)
        self._automaton.make_automaton()
        self.names = len(found)

    def get(self, key: str) -> tuple[Entry, ...]:
        """The places of this name."""
        value: _Value | None = self._automaton.get(f" {key} ", None)
        return value.entries if value else ()

    def find(self, folded: Folded) -> tuple[list[Hit], list[tuple[Cue, int, int]]]:
        """All names, of names that overlap only the longest, in order; and the cue words beside them."""
        hits: list[Hit] = []
        cues: list[tuple[Cue, int, int]] = []
        for end, value in self._automaton.iter(folded.flat):
            start = end - len(value.key)
            if value.entries:
                hits.append(Hit(start, end, value.key, value.entries))
            for cue in value.cues:
                cues.append((cue, start, end))
        if not hits and "- " not in folded.shape and "-/" not in folded.shape:
            return [], cues
        taken = bytearray(len(folded.flat) + 1)
        kept = []
        hits.extend(self._coordinated(folded))
        hits.sort(key=lambda hit: (hit.start - hit.end, hit.start))
        for hit in hits:
            if taken.find(1, hit.start, hit.end) < 0:
                taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
                kept.append(hit)
        kept.sort(key=lambda hit: hit.start)
        return kept, [
            (cue, start, end) for cue, start, end in cues if cue in ("hall", "room") or taken.find(1, start, end) < 0
        ]

    def _coordinated(self, folded: Folded) -> Iterator[Hit]:
        """ "Rathaus-" of "Rathaus- und Annastraße"."""
        shape = folded.shape
        for join in _JOINS.finditer(shape):
            partner = _PARTNER.match(shape, join.end(), join.end() + _PARTNER_LENGTH)
            if partner is None:
                continue
            kind = ending(partner[1].replace("-", " "))
            if not kind:
                continue
            start = max(shape.rfind(sign, 0, join.start()) for sign in ' /("?') + 1
            stem = shape[start : join.start()].replace("-", " ")
            for key in (stem + kind, f"{stem} {kind}"):
                if stem and (entries := self.get(key)):
                    yield Hit(start, join.start() + 1, key, entries, coordinated=True)
                    break

    def coordinated_behind(self, folded: Folded, hit: Hit) -> Iterator[Hit]:
        """ "-platz" of "Bahnhofstraße und -platz"; "Aachener" of "Aachener und Jülicher Straße"."""
        following = "-" in folded.shape[hit.end : hit.end + 8]
        kind = ending(hit.key) if following or " " in hit.key else ""
        if not kind:
            return
        match = _FOLLOWING.match(folded.shape, hit.end, hit.end + 30) if following else None
        if match and (entries := self.get(hit.key[: -len(kind)] + match[1])):
            yield Hit(match.start(1) - 1, match.end(1), "", entries, coordinated=True)
        adjective, _, noun = hit.key.rpartition(" ")
        if noun not in words.HEADS or not adjective.endswith(("er", "e", "en")) or " " in adjective:
            return
        listed = _LISTED.search(folded.shape[max(0, hit.start - 80) : hit.start])
        if listed is None:
            return
        base = hit.start - len(listed[1])
        for word in re.finditer(r"[^\W\d_]+(?=, | und | sowie |/| oder )", listed[1]):
            if entries := self.get(f"{word.group()} {noun}"):
                yield Hit(base + word.start(), base + word.end(), f"{word.group()} {noun}", entries, coordinated=True)
