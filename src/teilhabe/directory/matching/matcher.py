"""The matcher: a gazetteer in, the places that a document names out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from . import words
from .context import (
    Context,
    context_at,
    continues,
    counts_things,
    house_number,
    is_company,
    is_institution,
    is_other_street,
    is_person,
    postcode_behind,
)
from .folding import Folded, fold, key
from .index import Entry, Hit, Index
from .judging import GIVEN_FIELD, SILENT_FIELDS, Verdict, Written, grade_of, judge, weight_of
from .mentions import Document, Mention
from .names import ending
from .rows import PlaceRow
from .towns import Towns, Whereabouts
from .zones import Zones

_SNIPPET = 70  # characters on both sides
_ORDER = ("school", "building", "square", "park", "street", "other", "district", "municipality")
_LONGEST_AND = 16  # characters
_AND = re.compile(r"^ ?(?:,|und|sowie|u|oder|/|, ?und|,? ?bzw|\?|-)(?: (?:die|der|den|dem|das|in|im|am|an der))?\s*$")


@dataclass(slots=True)
class _Found:
    """A mention in the making."""

    hit: Hit
    field: str
    part: int
    start: int
    end: int
    number: str
    candidates: tuple[PlaceRow, ...]
    verdict: Verdict
    strength: str
    clear: bool  # which of several places of this name is meant


class Matcher:
    """Finds the places of a gazetteer in documents. Building takes seconds, so it is kept; it can be shared by threads.

    Which results are up to date, the version of its rows and MATCHER_VERSION say together.
    """

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        self.index = Index(rows)

    def mentions(self, document: Document) -> list[Mention]:
        """All places that a document names, in the order of its fields and texts."""
        reading = _Reading(self.index, document)
        for part, field in enumerate(document.fields):
            if field.text and field.field not in SILENT_FIELDS:
                reading.read(part, field.field, field.text)
        return reading.results()


class _Reading:
    """One document."""

    def __init__(self, index: Index, document: Document) -> None:
        self.index = index
        self.document = document
        self.found: list[_Found] = []
        self.towns = Towns(index, document)
        self.ignored = _ignored(tuple(document.ignore))

    def read(self, part: int, field: str, text: str) -> None:
        folded = fold(text)
        hits, cues = self.index.find(folded)
        if not hits:
            return
        zones = Zones(text, [(cue, start) for cue, start, _ in cues], folded.origin)
        where = self.towns.read(field, folded, hits, [(start, end) for cue, start, end in cues if cue == "elsewhere"])
        dropped = -1  # where the last person or institution ends
        places: list[Hit] = []
        for hit, following in zip(hits, [*hits[1:], None], strict=True):
            if zones and folded.origin(hit.start) in zones:
                continue
            context = context_at(folded, hit.start, hit.end)
            if self._is_no_place(folded, hit, context):
                if is_person(context) or is_institution(context):
                    dropped = hit.end
                continue
            if dropped >= 0 and _AND.match(folded.shape[dropped : hit.start]):
                # "Ratsherren Brand und Forst", "Regionalausschuss Brand/Eilendorf"
                dropped = hit.end
                continue
            listed = _is_listed(folded, places[-1] if places else None, hit) or _is_listed(folded, hit, following)
            for each in (*self.index.coordinated_behind(folded, hit), hit):
                self._weigh(part, field, folded, each, context if each is hit else None, where, listed)
            places.append(hit)

    def _is_no_place(self, folded: Folded, hit: Hit, context: Context) -> bool:
        """A person, an institution, or a part of another name."""
        if hit.coordinated:
            return False
        if continues(folded, hit.start, hit.end) and not self.towns.own_before(folded, hit):
            return True
        rows = [self.index.rows[entry.row] for entry in hit.entries]
        if not ending(hit.key).startswith("str") and rows[0].kind != "school" and is_person(context):
            return True
        if is_company(context) or (self.ignored and self._is_ignored(folded, hit)):
            return True
        if rows[0].kind in ("district", "municipality"):
            return is_institution(context) or (context.next_word in words.HEADS and context.next_is_capital)
        return is_other_street(context, hit.key)

    def _is_ignored(self, folded: Folded, hit: Hit) -> bool:
        for name in self.ignored.get(hit.key.split()[0], ()):
            if set(name.split()) <= {*hit.key.split(), *words.KINDS}:
                continue  # a school or a town among the bodies is the place: "Stadt Stolberg"
            offset = f" {name} ".find(f" {hit.key} ")
            while offset >= 0:
                start = hit.start - offset
                if start >= 0 and " ".join(folded.flat[start : start + len(name) + 8].split()).startswith(name):
                    return True
                offset = f" {name} ".find(f" {hit.key} ", offset + 1)
        return False

    def _weigh(
        self,
        part: int,
        field: str,
        folded: Folded,
        hit: Hit,
        context: Context | None,
        where: Whereabouts,
        listed: bool,
    ) -> None:
        context = context or context_at(folded, hit.start, hit.end)
        entries = [entry for entry in hit.entries if self.towns.covers(self.index.rows[entry.row])]
        if not entries:
            return
        start, end = folded.origin(hit.start), folded.origin(hit.end)
        number, number_end = house_number(folded.original, end)
        entries = self._preferred(entries, context, number, folded.original[start:end])
        rows = tuple(self.index.rows[entry.row] for entry in entries)
        entry, row = entries[0], rows[0]
        if row.kind == "municipality" and (self.towns.is_own(row) or row.is_county):
            return  # a county is a body, hardly ever a place
        has_none = row.kind in ("district", "municipality", "school") or entry.form == "adjective"
        if has_none or (
            entry.strength == "everyday" and counts_things(folded.original, number_end, self.index.town_words)
        ):
            number, number_end = "", end
        postcode = postcode_behind(folded.original, number_end)
        verdict = judge(
            Written(
                key=hit.key,
                strength=entry.strength,
                kind=row.kind,
                field=field,
                context=context,
                house_number=number,
                has_postcode=bool(postcode),
                coordinated=hit.coordinated,
                adjective=entry.form == "adjective",
                listed=listed,
                alone=entry.strength == "plain" and _is_alone(folded.original, start, end),
                plural=folded.original[end - 2 : end].lower() == "en" and hit.key.endswith("str"),
            )
        )
        if verdict is None:
            return
        if entry.form == "former":
            verdict = Verdict("former_name", min(verdict.score, 0.84))
        clear = True
        if field == GIVEN_FIELD:
            verdict = Verdict("given", 1.0)
        judged = where.choose(hit, rows, verdict, postcode)
        if judged is None:
            return
        rows, verdict, clear = judged
        self.found.append(_Found(hit, field, part, start, number_end, number, rows, verdict, entry.strength, clear))

    def _preferred(self, entries: Sequence[Entry], context: Context, number: str, written: str) -> list[Entry]:
        """The entries of the best form and kind: several are left where several towns have the name."""
        if len(entries) == 1:
            return list(entries)
        forms = {entry.form for entry in entries}
        best = next(form for form in ("name", "behind_town", "computed", "former", "adjective") if form in forms)
        kept = [entry for entry in entries if entry.form == best]
        kinds = {self.index.rows[entry.row].kind for entry in kept}
        if len(kinds) > 1:
            order: tuple[str, ...] = _ORDER
            if number:
                order = ("street", "square", *order)
            elif context.previous and context.previous[0] in ("in", "nach", "aus"):
                order = ("district", "municipality", *order)
            kind = next(kind for kind in order if kind in kinds)
            kept = [entry for entry in kept if self.index.rows[entry.row].kind == kind]
        return self._each_once(kept, written)

    def _each_once(self, entries: list[Entry], written: str) -> list[Entry]:
        """A gazetteer may hold a street in two spellings ("Alter-Weg", "Alter Weg"): the one that is written, or the
        first. Two of one name in two districts are two streets."""
        if len(entries) == 1:
            return entries
        rows = [self.index.rows[entry.row] for entry in entries]
        districts: dict[str, set[str]] = {}
        for row in rows:
            districts.setdefault(row.municipality_ags, set()).update({row.district} - {""})
        first: dict[tuple[str, str], Entry] = {}
        for entry, row in zip(entries, rows, strict=True):
            place = (row.municipality_ags, row.district if len(districts[row.municipality_ags]) > 1 else "")
            if place not in first or row.name == written:
                first[place] = entry
        return list(first.values())

    def results(self) -> list[Mention]:
        """What is left when the whole document is known."""
        sure: dict[str, set[str]] = {}
        for found in self.found:
            if found.clear and grade_of(found.verdict.score * weight_of(found.field)) == "certain":
                sure.setdefault(found.hit.key, set()).add(found.candidates[0].ref)
        refs = {ref for named in sure.values() for ref in named}
        mentions = []
        for found in self.found:
            seen = self._in_the_light_of(found, sure, refs)
            if seen is not None:
                mentions.append(self._mention(seen))
        return sorted(mentions, key=lambda mention: (mention.part, mention.start))

    def _in_the_light_of(self, found: _Found, sure: dict[str, set[str]], refs: set[str]) -> _Found | None:
        named = sure.get(found.hit.key, set())
        if not found.clear:
            chosen = tuple(row for row in found.candidates if row.ref in named)
            if len(named) == 1 and len(chosen) == 1:
                found.candidates, found.clear = chosen, True
                found.verdict = Verdict("named_before", 0.93 if found.strength != "everyday" else 0.8)
            elif found.verdict.score == 0:
                return None
        elif found.candidates[0].ref in refs and found.verdict.rule in ("bare", "preposition", "former_name"):
            # "von Brand" and "die Hauptstraße" are sure then, "am Markt" may still be any market.
            clear = found.candidates[0].kind == "district" or ending(found.hit.key) == "str"
            most = 0.93 if clear or found.strength != "everyday" else 0.8
            if 0.5 < found.verdict.score < most:
                found.verdict = Verdict("named_before", most)
        return found if found.verdict.score > 0 else None

    def _mention(self, found: _Found) -> Mention:
        text = self.document.fields[found.part].text
        score = found.verdict.score * weight_of(found.field)
        grade = grade_of(score)
        ref = found.candidates[0].ref
        candidates: tuple[str, ...] = ()
        if not found.clear:
            grade = "mentioned"
            if len(found.candidates) > 1:
                ref, candidates = "", tuple(row.ref for row in found.candidates)
        elif found.field == GIVEN_FIELD:
            grade, score = "official", 1.0
        return Mention(
            ref=ref,
            field=found.field,
            start=found.start,
            end=found.end,
            text=text[found.start : found.end],
            snippet=snippet(text, found.start, found.end),
            rule=found.verdict.rule,
            score=round(score, 3),
            grade=grade,
            part=found.part,
            house_number=found.number,
            candidates=candidates,
        )


def _is_listed(folded: Folded, hit: Hit | None, following: Hit | None) -> bool:
    """Whether two names stand in a row: "Steinweg und Alter Markt"."""
    if hit is None or following is None or following.start - hit.end > _LONGEST_AND:
        return False
    return _AND.match(folded.shape[hit.end : following.start]) is not None


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing but a bullet or a number stands in the same line."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    around = text[first:start] + text[end : len(text) if last < 0 else last]
    return ("\n" in text) and not any(character.isalpha() for character in around)


def snippet(text: str, start: int, end: int) -> str:
    """The words around ``text[start:end]`` in one line, with an ellipsis where something is left out."""
    first, last = max(0, start - _SNIPPET), min(len(text), end + _SNIPPET)
    if first > 0:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text):
        blank = text.rfind(" ", end, last)
        last = blank if blank >= 0 else last
    words_around = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{words_around}{' …' if last < len(text) else ''}"


@lru_cache(maxsize=64)
def _ignored(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Folded names of two words and more by each of their words."""
    found: dict[str, list[str]] = {}
    for name in names:
        folded = key(name)
        if " " in folded:
            for word in set(folded.split()):
                found.setdefault(word, []).append(folded)
    return {word: tuple(listed) for word, listed in found.items()}
