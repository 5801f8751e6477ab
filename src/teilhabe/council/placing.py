"""Which places a paper is about: what its text mentions and what people corrected, each place once, with a reason.

Pure: mentions, corrections and rows of the gazetteer in, ``Placed`` out, as it stands in ``Paper.places``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from teilhabe.directory.matching import GRADES, PINNED, PlaceRow
from teilhabe.directory.models import Place

from .models import PlaceCorrection, PlaceMention

# A list of all streets of a town is about none of them; what comes behind is named less clearly.
MOST_PLACES = 200
MOST_UNCLEAR = 20
MOST_MARKS = 20

UNCLEAR = _("unklar, welcher von mehreren Orten gemeint ist")
CHECKED = _("von Lesenden gemeldet, von der Redaktion geprüft")
GIVEN = _("von der Quelle als Ort angegeben")
# By the clue that counted and where it stands. Whole sentences: other languages put their words in another order.
REASONS: dict[tuple[str, str], str] = {
    ("number", "title"): _("mit Hausnummer im Titel genannt"),
    ("number", "resolution"): _("mit Hausnummer im Beschlussvorschlag genannt"),
    ("number", "text"): _("mit Hausnummer im Text genannt"),
    ("number", "attachment"): _("mit Hausnummer in einer Anlage genannt"),
    ("address", "title"): _("mit Postleitzahl oder Ort im Titel genannt"),
    ("address", "resolution"): _("mit Postleitzahl oder Ort im Beschlussvorschlag genannt"),
    ("address", "text"): _("mit Postleitzahl oder Ort im Text genannt"),
    ("address", "attachment"): _("mit Postleitzahl oder Ort in einer Anlage genannt"),
    ("town", "title"): _("im Titel genannt, zusammen mit der Kommune oder dem Ortsteil"),
    ("town", "resolution"): _("im Beschlussvorschlag genannt, zusammen mit der Kommune oder dem Ortsteil"),
    ("town", "text"): _("im Text genannt, zusammen mit der Kommune oder dem Ortsteil"),
    ("town", "attachment"): _("in einer Anlage genannt, zusammen mit der Kommune oder dem Ortsteil"),
    ("plain", "title"): _("im Titel genannt"),
    ("plain", "resolution"): _("im Beschlussvorschlag genannt"),
    ("plain", "text"): _("im Text genannt"),
    ("plain", "attachment"): _("in einer Anlage genannt"),
    ("former", "title"): _("mit früherem Namen im Titel genannt"),
    ("former", "resolution"): _("mit früherem Namen im Beschlussvorschlag genannt"),
    ("former", "text"): _("mit früherem Namen im Text genannt"),
    ("former", "attachment"): _("mit früherem Namen in einer Anlage genannt"),
    ("open", "title"): _("im Titel erwähnt; ob dieser Ort gemeint ist, bleibt offen"),
    ("open", "resolution"): _("im Beschlussvorschlag erwähnt; ob dieser Ort gemeint ist, bleibt offen"),
    ("open", "text"): _("im Text erwähnt; ob dieser Ort gemeint ist, bleibt offen"),
    ("open", "attachment"): _("in einer Anlage erwähnt; ob dieser Ort gemeint ist, bleibt offen"),
}
_CLUES = {
    "house_number": "number",
    "address": "address",
    "town_named": "town",
    "former_name": "former",
    "bare": "open",
    "ambiguous": "open",
}
_WHERE = {"title": "title", "resolution": "resolution", "attachment": "attachment"}
_WHERE_RANK = ("title", "resolution", "text", "attachment")


@dataclass(frozen=True, slots=True)
class Placed:
    """A place of a paper. ``ref`` is empty where it is unclear which of several places is meant: then it is a name.

    ``town`` is the name of its municipality, ``within`` the refs around it, ``path`` its address below ``/ort/``.
    ``reason`` is a German message. ``marks`` are (anchor of a section, offset, length) in the texts of the paper.
    """

    ref: str
    kind: str
    name: str
    grade: str
    reason: str
    municipality: str = ""
    town: str = ""
    latitude: float | None = None
    longitude: float | None = None
    within: tuple[str, ...] = ()
    path: str = ""
    marks: tuple[tuple[str, int, int], ...] = ()

    @property
    def is_sure(self) -> bool:
        return self.grade in PINNED

    def as_json(self) -> dict[str, Any]:
        said = asdict(self)
        return {**said, "within": list(self.within), "marks": [list(mark) for mark in self.marks]}

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> Placed:
        marks = tuple((str(part), int(offset), int(length)) for part, offset, length in said.get("marks", ()))
        return cls(**{**said, "within": tuple(said.get("within", ())), "marks": marks})


def placed(
    mentions: Iterable[PlaceMention], corrections: Iterable[PlaceCorrection], rows: Mapping[str, PlaceRow]
) -> list[Placed]:
    """The places of one paper, the surest first; ``corrections`` are accepted ones, the oldest decision first.

    ``rows`` holds at least the rows of all refs that occur and of their municipalities; other refs are passed over. A
    correction holds on when an editor makes a street a square: the address stays.
    """
    by_ref: dict[str, list[PlaceMention]] = {}
    unclear: list[PlaceMention] = []
    for mention in mentions:
        if mention.ref:
            by_ref.setdefault(mention.ref, []).append(mention)
        else:
            unclear.append(mention)
    checked: set[str] = set()
    for one in corrections:
        right = _today(one.right_ref, rows)
        taken = [mention for ref in same_address(one.ref) for mention in by_ref.pop(ref, [])]
        checked.difference_update(same_address(one.ref))
        if one.kind == PlaceCorrection.Kind.WRONG:
            continue
        if one.kind == PlaceCorrection.Kind.MISSING:
            taken = [mention for mention in unclear if right in mention.candidates]
            unclear = [mention for mention in unclear if mention not in taken]
        by_ref.setdefault(right, []).extend(taken)
        checked.add(right)
    found = [
        (_rank(said), _placed(rows[ref], said, ref in checked, rows)) for ref, said in by_ref.items() if ref in rows
    ]
    found.sort(key=lambda pair: (GRADES.index(_grade(pair[1])), *pair[0], pair[1].name))
    return [place for _rank_of_it, place in found][:MOST_PLACES] + _unclear(unclear)


def refs_in(mentions: Iterable[PlaceMention], corrections: Iterable[PlaceCorrection]) -> set[str]:
    """All refs whose rows ``placed`` needs, without those of the municipalities around them."""
    return {mention.ref for mention in mentions if mention.ref} | {
        ref for one in corrections for ref in same_address(one.right_ref)
    }


def same_address(ref: str) -> tuple[str, ...]:
    """The ref first, then what it is when an editor gives the place another kind: ("street:…/markt", "square:…/markt").

    Only places have an address of their town and a kind that changes; towns, districts and schools stay what they are.
    """
    kind, _, address = ref.partition(":")
    if kind not in Place.Kind.values:
        return (ref,) if ref else ()
    return (ref, *(f"{other}:{address}" for other in Place.Kind.values if other != kind))


def _today(ref: str, rows: Mapping[str, PlaceRow]) -> str:
    return next((one for one in same_address(ref) if one in rows), ref)


def town_ref(row: PlaceRow) -> str:
    return f"municipality:{row.municipality_ags}"


def reason_of(rule: str, field: str) -> str:
    """Why a mention counts, as a German message."""
    if field == "location" or rule == "given":
        return GIVEN
    return REASONS[_CLUES.get(rule, "plain"), _where(field)]


def _where(field: str) -> str:
    return _WHERE.get(field, "text")


def _grade(place: Placed) -> Any:
    return place.grade


def _strength(mention: PlaceMention) -> tuple[int, float]:
    return -GRADES.index(mention.grade), mention.score


def _rank(mentions: Sequence[PlaceMention]) -> tuple[int, float]:
    """Where its best mention stands, and how sure it is; what only people say comes as if it stood in the text."""
    if not mentions:
        return 2, 0.0
    best = max(mentions, key=_strength)
    first = 0 if best.field == "location" else _WHERE_RANK.index(_where(best.field))
    return first, -best.score


def _placed(row: PlaceRow, mentions: Sequence[PlaceMention], checked: bool, rows: Mapping[str, PlaceRow]) -> Placed:
    best = max(mentions, key=_strength, default=None)
    town = rows.get(town_ref(row))
    own_town = row.kind == "municipality"
    around = (row.district_ref, "" if own_town else town_ref(row))
    slugs = (row.url_slug,) if own_town else (town.url_slug if town else "", row.url_slug)
    return Placed(
        ref=row.ref,
        kind=row.kind,
        name=row.name[:200],
        grade="certain" if checked or best is None else best.grade,
        reason=CHECKED if checked or best is None else reason_of(best.rule, best.field),
        municipality=row.municipality_ags,
        town=town.name if town and not own_town else "",
        latitude=row.latitude,
        longitude=row.longitude,
        within=tuple(ref for ref in around if ref),
        path="/".join(slugs) if all(slugs) else "",
        marks=tuple((m.part, m.offset, m.length) for m in mentions if _can_be_marked(m))[:MOST_MARKS],
    )


def _unclear(mentions: Sequence[PlaceMention]) -> list[Placed]:
    by_name: dict[str, list[PlaceMention]] = {}
    for mention in mentions:
        by_name.setdefault(mention.text.casefold(), []).append(mention)
    return [
        Placed(
            ref="",
            kind="other",
            name=said[0].text,
            grade="mentioned",
            reason=UNCLEAR,
            marks=tuple((m.part, m.offset, m.length) for m in said if _can_be_marked(m))[:MOST_MARKS],
        )
        for said in list(by_name.values())[:MOST_UNCLEAR]
    ]


def _can_be_marked(mention: PlaceMention) -> bool:
    return bool(mention.part) and mention.field != "attachment"
