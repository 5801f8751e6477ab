"""Which town a name of a street belongs to: the same name stands in several towns.

A document of a town means its own streets unless another town is named right beside the name. A document of a county
needs a second clue: the town, one of its districts or a postcode.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .folding import Folded
from .index import Hit, Index
from .judging import Verdict
from .mentions import Document
from .rows import PlaceRow
from .zones import sentence_at

_BEHIND = re.compile(
    r"^[\s,(?]*(?:(?:in|im|am|zu|der|ot|ortsteil|stadtteil|ortslage|stadt|gemeinde|stadtbezirk|ort|\d{5}"
    r"|\d{1,3}[a-z]?(?:[ -]+\d{1,3}[a-z]?)?)[\s,]*)*$"
)
_BEFORE = re.compile(
    r"^[\s,:;(?–-]*(?:(?:hier|in|der|die|an|auf|dem|den|im|am|straße|str|bereich|den bereich)[\s,:?-]*)*$"
)
_POSTCODE = re.compile(r"\b(\d{5})\b")
_NEAR = 40  # characters between a street and its town
_COUNTY_SCORE = 0.95


@dataclass(slots=True)
class _Clue:
    """A town or a district of it is named at ``start:end``; ``ags`` is empty of a town elsewhere."""

    start: int
    end: int
    ags: str
    district: str = ""
    adjective: bool = False


class Towns:
    """What a document may speak of, and the towns it has named so far."""

    def __init__(self, index: Index, document: Document) -> None:
        self.index = index
        self.is_county = document.is_county
        self.ags = document.municipality_ags
        self._prefix = self.ags[:5] if document.is_county else self.ags
        self._own_names = tuple(index.towns.get(self.ags, ()))
        self.in_title: set[str] = set()

    def covers(self, row: PlaceRow) -> bool:
        """Whether a document of this body can mean the place; other towns can always be named. Of a body without a key
        nobody knows where it is."""
        if row.kind == "municipality":
            return True
        return bool(self._prefix) and row.municipality_ags.startswith(self._prefix)

    def may_have(self, row: PlaceRow, postcode: str) -> bool:
        """Whether the postcode can be one of the place's town: it is, or nothing is known of the town's."""
        known = self.index.postcodes.get(row.municipality_ags)
        return not known or postcode in known

    def is_own(self, row: PlaceRow) -> bool:
        """The town that the body is the council of: its name says nothing about where in it."""
        return row.municipality_ags == self.ags

    def own_before(self, folded: Folded, hit: Hit) -> bool:
        """Whether a hyphen before the name belongs to the town: "Stolberg-Bahnhofstraße"."""
        before = folded.flat[max(0, hit.start - 30) : hit.start - 1]
        return folded.shape[hit.start - 1] == "-" and any(before.endswith(f" {name}") for name in self._own_names)

    def read(
        self, field: str, folded: Folded, hits: Sequence[Hit], elsewhere: Iterable[tuple[int, int]]
    ) -> Whereabouts:
        """The towns and districts that a text names."""
        clues = [_Clue(start, end, "") for start, end in elsewhere]
        for hit in hits:
            if folded.shape[hit.start - 1] == "-" and folded.shape[hit.start - 2].isalnum():
                continue
            places = [
                (entry, row)
                for entry in hit.entries
                if (row := self.index.rows[entry.row]).kind in ("municipality", "district")
            ]
            keys = {row.municipality_ags for _, row in places}
            if len(keys) == 1:
                entry, row = places[0]
                if entry.strength == "everyday" or row.is_county:
                    continue
                district = row.name if row.kind == "district" else ""
                clues.append(_Clue(hit.start, hit.end, row.municipality_ags, district, entry.form == "adjective"))
        clues.sort(key=lambda clue: clue.start)
        if field == "title":
            self.in_title |= {clue.ags for clue in clues if clue.ags}
        return Whereabouts(self, folded, clues)


@dataclass(slots=True)
class Whereabouts:
    """The towns and districts that one text names."""

    towns: Towns
    folded: Folded
    clues: list[_Clue]

    def choose(
        self, hit: Hit, rows: tuple[PlaceRow, ...], verdict: Verdict, postcode: str
    ) -> tuple[tuple[PlaceRow, ...], Verdict, bool] | None:
        """The rows that can be meant, how sure that is, and whether it is clear which; None: none of these.
        ``postcode`` is the one right behind the name, "" if there is none."""
        if rows[0].kind == "municipality":
            return self._of_municipality(rows, verdict)
        clue = self._beside(hit)
        if postcode and (clue is None or clue.start < hit.start) and rows[0].kind != "district":
            # No town behind it that the gazetteer knows: "Bahnhofstraße 12, 53894 Wershofen".
            rows = tuple(row for row in rows if self.towns.may_have(row, postcode))
            if not rows:
                return None
        if clue is not None and rows[0].kind != "district":
            if not clue.ags:
                return None
            chosen = tuple(row for row in rows if row.municipality_ags == clue.ags)
            if not chosen:
                return None
            in_district = tuple(row for row in chosen if row.district and row.district == clue.district)
            chosen = in_district or chosen
            if self.towns.is_county:
                if verdict.score > 0:
                    verdict = Verdict("address", max(verdict.score, _COUNTY_SCORE))
                return chosen, verdict, len(chosen) == 1
            return chosen, verdict, len(chosen) == 1
        if not self.towns.is_county:
            return rows, verdict, len(rows) == 1
        return self._in_county(hit, rows, verdict)

    def _of_municipality(
        self, rows: tuple[PlaceRow, ...], verdict: Verdict
    ) -> tuple[tuple[PlaceRow, ...], Verdict, bool] | None:
        if self.towns.is_county and rows[0].municipality_ags.startswith(self.towns.ags[:5]):
            return rows, verdict, len(rows) == 1
        # A neighbour that a town's paper names is no place of the paper.
        return rows, Verdict(verdict.rule, min(verdict.score, 0.4)), True

    def _in_county(
        self, hit: Hit, rows: tuple[PlaceRow, ...], verdict: Verdict
    ) -> tuple[tuple[PlaceRow, ...], Verdict, bool]:
        if rows[0].kind in ("district", "school") and len(rows) == 1:
            return rows, verdict, True
        start, end = sentence_at(self.folded.original, self.folded.origin(hit.start))
        near = {
            clue.ags
            for clue in self._clues_around(hit, end - start)
            if clue.ags and start <= self.folded.origin(clue.start) < end
        }
        near |= {
            row.municipality_ags
            for code in _POSTCODE.findall(self.folded.original, start, end)
            for row in rows
            if code in row.postcodes
        }
        for named in (near, self.towns.in_title if not near else set()):
            chosen = tuple(row for row in rows if row.municipality_ags in named)
            if len(chosen) == 1 and verdict.score > 0:
                return chosen, Verdict("town_named", min(verdict.score, _COUNTY_SCORE)), True
        return rows, Verdict("ambiguous", min(verdict.score, 0.3)), False

    def _beside(self, hit: Hit) -> _Clue | None:
        """The town right beside a name: "Bahnhofstraße 5, 52222 Stolberg", "Eschweiler, Bahnhofstraße"."""
        shape = self.folded.shape
        for clue in self._clues_around(hit, _NEAR):
            if hit.end <= clue.start <= hit.end + _NEAR:
                if not clue.adjective and _BEHIND.match(shape[hit.end : clue.start]):
                    return clue
            elif clue.end <= hit.start <= clue.end + _NEAR:
                between = shape[clue.end : hit.start]
                if between == " " or (not clue.adjective and _BEFORE.match(between)):
                    return clue
        return None

    def _clues_around(self, hit: Hit, characters: int) -> list[_Clue]:
        """A text may name thousands of towns: only those near the name are looked at."""
        first = bisect_left(self.clues, hit.start - 2 * characters - _NEAR, key=lambda clue: clue.start)
        last = bisect_left(self.clues, hit.end + 2 * characters + _NEAR, key=lambda clue: clue.start)
        return self.clues[first:last]
